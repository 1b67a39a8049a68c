//! What failures have in common: values that are much more frequent among failures than among all jobs.

use std::sync::Arc;

use super::{Map, Reading, is_failure};
use devserver_jobs_core::job::Millis;
use devserver_jobs_core::list::JobList;
use devserver_jobs_core::sorting::sort_by;

/// The minimum number of failures.
const FEWEST: usize = 10;
/// The minimum number of failures with a value; fewer may be coincidence.
const FEWEST_OF_A_VALUE: usize = 3;
/// The minimum difference of a share from the overall share, in standard deviations.
const DEVIATIONS: f64 = 3.0;
const HOUR: Millis = 3_600_000;

/// The trait by which failures are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trait {
    /// The type of the job.
    Type,
    /// The user who started it.
    User,
    /// The hour in which it was created.
    Hour,
    /// The node of a task.
    Node,
    /// The kind of machine of a task.
    Machine,
}

/// A value of a trait.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// As it was sent.
    Text(String),
    /// The beginning of an hour.
    Hour(Millis),
}

/// A value that is much more frequent among failures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// The trait.
    pub by: Trait,
    /// The value.
    pub value: Value,
    /// The number of failures with the value, and of all failures.
    pub of_failures: (usize, usize),
    /// The number of all jobs or tasks with the value, and of all.
    pub of_all: (usize, usize),
}

/// The jobs or tasks by the values of one trait.
#[derive(Default)]
struct Counts {
    /// The number of all with the value, and of those that failed.
    values: Map<Value, (usize, usize)>,
    all: usize,
    failures: usize,
}

impl Counts {
    fn add(&mut self, value: Option<Value>, has_failed: bool) {
        self.all += 1;
        self.failures += usize::from(has_failed);
        if let Some(value) = value {
            let (all, failures) = self.values.entry(value).or_default();
            *all += 1;
            *failures += usize::from(has_failed);
        }
    }

    fn shares(self, by: Trait, shares: &mut Vec<Share>) {
        let (all, failures) = (self.all, self.failures);
        for (value, (of_all, of_failures)) in self.values {
            let share =
                Share { by, value, of_failures: (of_failures, failures), of_all: (of_all, all) };
            if share.is_much_more() {
                shares.push(share);
            }
        }
    }
}

impl Share {
    /// Whether it is at least twice as frequent among failures, and more than chance would explain.
    fn is_much_more(&self) -> bool {
        let (own, failures) = self.of_failures;
        let (of_all, all) = self.of_all;
        if failures < FEWEST || own < FEWEST_OF_A_VALUE || own * all < 2 * of_all * failures {
            return false;
        }
        let expected = of_all as f64 / all as f64;
        let deviation = (expected * (1.0 - expected) / failures as f64).sqrt();
        own as f64 / failures as f64 - expected >= DEVIATIONS * deviation
    }
}

/// What the failures have in common. Types, users and hours are those of the jobs at these places of the list;
/// nodes and kinds of machine are those of the tasks that were read. The most frequent among failures come first.
pub fn shares(list: &JobList, places: &[u32], readings: &[Arc<Reading>]) -> Vec<Share> {
    let mut counts = [Trait::Type, Trait::User, Trait::Hour, Trait::Node, Trait::Machine]
        .map(|by| (by, Counts::default()));
    let text = |text: &str| Some(Value::Text(text.to_owned())).filter(|_| !text.is_empty());
    for place in places {
        let job = list.brief(*place);
        let has_failed = is_failure(job.rank());
        let hour = job.created().map(|at| Value::Hour(at.div_euclid(HOUR) * HOUR));
        counts[0].1.add(text(job.job_type()), has_failed);
        counts[1].1.add(text(job.user()), has_failed);
        counts[2].1.add(hour, has_failed);
    }
    for run in readings.iter().flat_map(|reading| &reading.runs) {
        counts[3].1.add(text(&run.node.name), run.has_failed);
        counts[4].1.add(run.machine.as_deref().and_then(text), run.has_failed);
    }
    let mut shares = Vec::new();
    for (by, counts) in counts {
        counts.shares(by, &mut shares);
    }
    sort_by(&mut shares, |a, b| {
        let (own, failures) = a.of_failures;
        let (other, others) = b.of_failures;
        (other * failures)
            .cmp(&(own * others))
            .then_with(|| (a.by, &a.value).cmp(&(b.by, &b.value)))
    });
    shares
}
