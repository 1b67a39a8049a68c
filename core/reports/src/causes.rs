//! Why jobs failed: the failed tasks of the details that were read, grouped by the fingerprints of their messages.
//! Tasks without a message are a group, too.

mod nodes;
mod shares;

pub use nodes::{FailedNode, failed_nodes};
pub use shares::{Share, Trait, Value, shares};

use std::sync::Arc;

use crate::fingerprint::Fingerprint;
use devserver_jobs_core::detail::{JobDetail, Task, has_detail, is_over};
use devserver_jobs_core::hashed::Map;
use devserver_jobs_core::job::{Job, Millis};
use devserver_jobs_core::list::JobList;
use devserver_jobs_core::narrow::{Dimension, LeftOut};
use devserver_jobs_core::natural::natural;
use devserver_jobs_core::outcome::Outcome;
use devserver_jobs_core::sorting::{sort_by, sorted};
use devserver_jobs_core::task::TaskOutcome;

/// The detail of one job, as far as it matters for causes.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The job, from its detail or otherwise from the list.
    pub job: Job,
    /// The request ID, for technical support.
    pub request_id: Option<String>,
    /// Whether the detail will not change any more.
    pub is_final: bool,
    /// The versions in its items.
    versions: Vec<String>,
    runs: Vec<Run>,
}

/// A task that is over.
#[derive(Clone, Debug)]
struct Run {
    node: Node,
    machine: Option<String>,
    has_failed: bool,
    at: Option<Millis>,
    fingerprint: Option<Fingerprint>,
    /// The message; of tasks with equal fingerprints only the first keeps it.
    message: Option<String>,
}

/// A node.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    /// Its name, or its ID if it has no name.
    pub name: String,
    /// Its id.
    pub id: Option<String>,
}

impl Reading {
    /// The relevant parts of a job's detail; `listed` is its row in the list.
    pub fn new(listed: &Job, detail: &JobDetail, request_id: Option<String>) -> Self {
        let job = detail.job.clone().or(listed);
        let mut runs: Vec<Run> = Vec::new();
        for task in &detail.tasks {
            let outcome = TaskOutcome::of(task);
            let has_failed = outcome.rank() == TaskOutcome::Failed.rank();
            if !has_failed && outcome != TaskOutcome::Success {
                continue;
            }
            let fingerprint = if has_failed { fingerprint(task, &job) } else { None };
            let is_known = runs.iter().any(|run| {
                run.has_failed && run.fingerprint == fingerprint && run.message.is_some()
            });
            let message = task.message.clone().filter(|_| fingerprint.is_some() && !is_known);
            let machine = task.cloud_server.iter().find(|(name, _)| name == "type");
            runs.push(Run {
                node: node(task),
                machine: machine.map(|(_, machine)| machine.clone()),
                has_failed,
                at: task.updated.known().or(task.created.known()).copied(),
                fingerprint,
                message,
            });
        }
        let versions = detail.items.iter().flat_map(|item| &item.spec);
        let versions = versions.filter(|(name, _)| name.to_ascii_lowercase().contains("version"));
        Self {
            is_final: detail.is_over() && is_over(listed),
            request_id,
            versions: versions.map(|(_, version)| version.clone()).collect(),
            runs,
            job,
        }
    }

    /// The number of nodes on which it failed.
    pub fn failures(&self) -> usize {
        self.failed().count()
    }

    /// Whether it failed on a node.
    pub fn has_failed_on(&self, node: &Node) -> bool {
        self.failed().any(|run| run.node == *node)
    }

    fn failed(&self) -> impl Iterator<Item = &Run> {
        self.runs.iter().filter(|run| run.has_failed)
    }
}

fn node(task: &Task) -> Node {
    let name = task.server_name.as_ref().or(task.server_id.as_ref()).or(task.id.as_ref());
    Node { name: name.cloned().unwrap_or_default(), id: task.server_id.clone() }
}

fn fingerprint(task: &Task, job: &Job) -> Option<Fingerprint> {
    let own = [&task.server_name, &task.server_id, &task.id, &job.name, &job.id];
    let names = own.into_iter().flatten().chain(task.cloud_server.iter().map(|(_, value)| value));
    // A kind of machine, such as `BMS`, is not a name.
    let names: Vec<&str> = names.map(String::as_str).filter(|name| name.len() > 3).collect();
    Fingerprint::of(task.message.as_deref()?, &names)
}

/// The jobs with failures that all refinements except picked jobs leave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failed {
    /// The places of those whose details can be requested, newest first.
    pub places: Vec<u32>,
    /// The number of the others, whose IDs are not UUIDs.
    pub without_detail: usize,
}

/// The jobs with failures whose details are to be read.
pub fn failed_newest(list: &JobList, left_out: &LeftOut) -> Failed {
    let mut places: Vec<u32> = (0..list.len() as u32)
        .filter(|place| {
            is_failure(list.brief(*place).rank())
                && !left_out.is_out(*place as usize, Some(Dimension::Picked))
        })
        .collect();
    let all = places.len();
    places.retain(|place| match list.brief(*place).id() {
        Ok(_uuid) => true,
        Err(text) => str::from_utf8(text).is_ok_and(has_detail),
    });
    let without_detail = all - places.len();
    let created = |place: u32| list.brief(place).created();
    Failed { places: sorted(places, &|a, b| created(b).cmp(&created(a))), without_detail }
}

/// Failures with one cause.
#[derive(Clone, Debug, Default)]
pub struct Cause {
    /// The fingerprint; `None` for failures without a readable message.
    pub fingerprint: Option<Fingerprint>,
    /// The nodes with this failure, by name.
    pub nodes: Vec<Node>,
    /// The places of the jobs among the readings.
    pub jobs: Vec<usize>,
    /// The number of failed tasks.
    pub failures: usize,
    /// The times of the first and the last failure.
    pub span: Option<(Millis, Millis)>,
    /// The types of the jobs, with the number of jobs.
    pub types: Vec<(String, usize)>,
    /// The versions in the jobs, with the number of jobs.
    pub versions: Vec<(String, usize)>,
    /// One of the original messages.
    pub example: Option<String>,
}

/// The causes of all failures, those on most nodes first. `readings` are sorted newest first.
pub fn causes(readings: &[Arc<Reading>]) -> Vec<Cause> {
    let mut causes: Vec<Cause> = Vec::new();
    let mut places: Map<Option<&Fingerprint>, usize> = Map::default();
    for (at, reading) in readings.iter().enumerate() {
        // A job that failed on nodes that its detail does not contain is counted, too.
        let is_silent = reading.failures() == 0 && is_failure(Outcome::of(&reading.job).rank());
        let runs = reading.failed().map(Some).chain(is_silent.then_some(None));
        for run in runs {
            let own = run.and_then(|run| run.fingerprint.as_ref());
            let place = *places.entry(own).or_insert_with(|| {
                causes.push(Cause { fingerprint: own.cloned(), ..Cause::default() });
                causes.len() - 1
            });
            let cause = &mut causes[place];
            if cause.jobs.last() != Some(&at) {
                cause.jobs.push(at);
                let job_type = reading.job.job_type.iter();
                job_type.for_each(|job_type| count(&mut cause.types, job_type));
                reading.versions.iter().for_each(|version| count(&mut cause.versions, version));
            }
            let Some(run) = run else {
                continue;
            };
            cause.failures += 1;
            cause.nodes.push(run.node.clone());
            if let Some(at) = run.at {
                let (first, last) = cause.span.unwrap_or((at, at));
                cause.span = Some((first.min(at), last.max(at)));
            }
            if cause.example.is_none() {
                cause.example.clone_from(&run.message);
            }
        }
    }
    for cause in &mut causes {
        by_name(&mut cause.nodes);
        most_first(&mut cause.types);
        most_first(&mut cause.versions);
    }
    let size = |cause: &Cause| (cause.nodes.len(), cause.jobs.len(), cause.failures);
    sort_by(&mut causes, |a, b| size(b).cmp(&size(a)));
    causes
}

/// Whether the outcome of this rank is finished or processing with failures.
fn is_failure(rank: u8) -> bool {
    rank <= Outcome::ProcessingWithFailures(1).rank()
}

fn count(counts: &mut Vec<(String, usize)>, value: &str) {
    match counts.iter_mut().find(|(own, _)| own == value) {
        Some((_, count)) => *count += 1,
        None => counts.push((value.to_owned(), 1)),
    }
}

fn most_first(counts: &mut Vec<(String, usize)>) {
    sort_by(counts, |a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
}

/// Sorts nodes by name and removes duplicates. Nodes without a name are all kept, because they cannot be
/// identified.
fn by_name(nodes: &mut Vec<Node>) {
    sort_by(nodes, |a, b| natural(a.name.as_bytes(), b.name.as_bytes()).then_with(|| a.cmp(b)));
    nodes.dedup_by(|one, other| one == other && !one.name.is_empty());
}
