//! The usual duration of jobs by type, and the jobs that take longer.

use crate::hashed::Map;
use crate::job::{Job, Millis};
use crate::list::{Chunk, JobList};
use crate::outcome::Outcome;
use crate::status::{Meaning, meaning};

/// The minimum number of finished jobs of a type.
pub const SAMPLE: usize = 20;
/// The percentile.
const SHARE: usize = 95;

/// The usual duration of a type: 95 of 100 finished jobs took at most this long (nearest rank).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usual {
    /// The type.
    pub job_type: String,
    /// The duration, in milliseconds.
    pub time: Millis,
    /// How many jobs were measured.
    pub sample: usize,
}

/// The usual durations of all types with enough finished jobs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usuals {
    usuals: Vec<Usual>,
    /// The jobs of these types that are being processed, each with its place and the instant from which it takes
    /// longer than usual, so that later instants need no look at the list.
    running: Box<[(Millis, u32)]>,
}

/// A job that takes longer than usual.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stuck {
    /// How long it has been processed, in milliseconds.
    pub time: Millis,
    /// The usual duration of its type.
    pub usual: Millis,
    /// How many jobs were measured.
    pub sample: usize,
}

/// How many bits of a number one pass over the list determines.
const DIGIT: u32 = 6;

/// The selection of one number, digit by digit from the highest.
#[derive(Clone, Default)]
struct Search {
    /// How many jobs there are.
    sample: usize,
    /// The rank of the number among those with the same digits so far.
    rank: usize,
    /// The digits that are known.
    found: u64,
    /// How many numbers with the same digits have each possible next digit; empty if there are too few jobs.
    next: Vec<u32>,
}

impl Search {
    /// Starts with the rank of the number.
    fn begin(&mut self) {
        self.rank = (self.sample * SHARE).div_ceil(100);
        self.next = if self.sample < SAMPLE { Vec::new() } else { vec![0; 1 << DIGIT] };
    }

    /// Counts the digit after the known ones; `time` is without the later digits.
    fn count(&mut self, time: u64) {
        if time >> DIGIT == self.found
            && let Some(count) = self.next.get_mut((time % (1 << DIGIT)) as usize)
        {
            *count += 1;
        }
    }

    /// Determines the digit after counting.
    fn take(&mut self) {
        let digit = self.next.iter().position(|count| {
            let count = *count as usize;
            let is_here = self.rank <= count;
            self.rank -= if is_here { 0 } else { count };
            is_here
        });
        self.next.fill(0);
        self.found = self.found << DIGIT | digit.unwrap_or_default() as u64;
    }
}

impl Usuals {
    /// Measures the finished jobs of a list, without storing individual durations.
    pub fn new(list: &JobList) -> Self {
        let mut types: Vec<(&str, Search)> = Vec::new();
        let mut known: Map<&str, usize> = Map::default();
        // The types of each chunk by its words.
        let mut places: Vec<Vec<usize>> = Vec::new();
        for chunk in list.chunks() {
            // A word may also be a user or a status.
            let mut own = vec![usize::MAX; chunk.words.len()];
            for at in chunk.job_types.iter().map(|word| usize::from(*word)) {
                let word = &*chunk.words[at];
                if own[at] == usize::MAX && !word.is_empty() {
                    own[at] = *known.entry(word).or_insert_with(|| {
                        types.push((word, Search::default()));
                        types.len() - 1
                    });
                }
            }
            places.push(own);
        }
        let mut longest = 0;
        measure(list, &places, |place, time| {
            longest = longest.max(time);
            types[place].1.sample += 1;
        });
        types.iter_mut().for_each(|(_, search)| search.begin());
        let digits = (u64::BITS - longest.leading_zeros()).div_ceil(DIGIT);
        for digit in (0..digits).rev() {
            measure(list, &places, |place, time| types[place].1.count(time >> (digit * DIGIT)));
            types.iter_mut().for_each(|(_, search)| search.take());
        }
        let usual = |(job_type, search): (&str, Search)| Usual {
            job_type: job_type.to_owned(),
            time: search.found as Millis,
            sample: search.sample,
        };
        let enough = types.into_iter().filter(|(_, search)| search.sample >= SAMPLE);
        let mut measured = Self { usuals: enough.map(usual).collect(), running: Box::default() };
        measured.running = measured.running(list);
        measured
    }

    fn running(&self, list: &JobList) -> Box<[(Millis, u32)]> {
        let mut found = Vec::new();
        for (chunk, before) in list.chunks().iter().zip(0..) {
            let running: Vec<bool> = chunk.words.iter().map(|word| is_running(word)).collect();
            let usual = |word: &str| self.of(word).map(|usual| usual.time);
            let limits: Vec<Option<Millis>> = chunk.words.iter().map(|word| usual(word)).collect();
            for row in 0..chunk.len() {
                if running[usize::from(chunk.statuses[row])]
                    && let Some(limit) = limits[usize::from(chunk.job_types[row])]
                    && let Some(created) = Chunk::known(&chunk.created, row)
                {
                    let place = (before * crate::list::ROWS + row) as u32;
                    found.push((created.saturating_add(limit), place));
                }
            }
        }
        found.into()
    }

    /// The usual duration of a type.
    pub fn of(&self, job_type: &str) -> Option<&Usual> {
        self.usuals.iter().find(|usual| usual.job_type == job_type)
    }

    /// Whether a job that is being processed at `now` takes longer than usual, and by how much.
    pub fn stuck(&self, job: &Job, now: Millis) -> Option<Stuck> {
        let usual = self.of(job.job_type.as_deref()?)?;
        let time = now - job.created.known()?;
        (is_running(job.status.as_deref()?) && time > usual.time).then_some(Stuck {
            time,
            usual: usual.time,
            sample: usual.sample,
        })
    }

    /// The places of such jobs in the measured list, in its order.
    pub fn places(&self, now: Millis) -> Box<[u32]> {
        let stuck = self.running.iter().filter(|(until, _)| now > *until);
        stuck.map(|(_, place)| *place).collect()
    }
}

fn is_running(status: &str) -> bool {
    meaning(status) == Meaning::Running
}

/// Calls `take` for each finished job with the index of its type and its duration.
fn measure(list: &JobList, places: &[Vec<usize>], mut take: impl FnMut(usize, u64)) {
    let finished =
        [Outcome::FinishedWithFailures(1), Outcome::FinishedUncounted, Outcome::Finished];
    let finished = finished.map(Outcome::rank);
    for (chunk, places) in list.chunks().iter().zip(places) {
        for row in 0..chunk.len() {
            let place = places[usize::from(chunk.job_types[row])];
            if place == usize::MAX || !finished.contains(&chunk.outcomes[row]) {
                continue;
            }
            let created = Chunk::known(&chunk.created, row);
            let updated = Chunk::known(&chunk.updated, row);
            let time = created.zip(updated).map(|(created, updated)| updated - created);
            if let Some(time) = time.and_then(|time| u64::try_from(time).ok()) {
                take(place, time);
            }
        }
    }
}
