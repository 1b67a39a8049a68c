//! How long jobs of a type take, and which take longer than most.

use crate::hashed::Map;
use crate::job::{Job, Millis};
use crate::list::{Chunk, JobList};
use crate::outcome::Outcome;
use crate::status::{Meaning, meaning};

/// A type is measured by so many finished jobs at least.
pub const SAMPLE: usize = 20;
/// Of so many in a hundred.
const SHARE: usize = 95;

/// How long the jobs of a type take: 95 in 100 of the finished ones took at most this long (nearest rank).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usual {
    /// The type.
    pub job_type: String,
    /// How long, in milliseconds.
    pub time: Millis,
    /// How many jobs were measured.
    pub sample: usize,
}

/// How long the jobs of each type take, for the types with enough finished jobs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usuals {
    usuals: Vec<Usual>,
    /// The jobs of these types that are being processed, each with its place and the instant until which it takes no
    /// longer than most: so the next instant is asked for without a look at the list.
    running: Box<[(Millis, u32)]>,
}

/// A job that takes longer than most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stuck {
    /// How long it has been processed, in milliseconds.
    pub time: Millis,
    /// How long 95 in 100 jobs of its type took.
    pub usual: Millis,
    /// How many jobs were measured.
    pub sample: usize,
}

/// How many bits of a number are looked at in one go over the list.
const DIGIT: u32 = 6;

/// The search for one number, digit by digit from the highest.
#[derive(Clone, Default)]
struct Search {
    /// How many jobs there are.
    sample: usize,
    /// How many of those with the same digits so far are not longer than the number.
    rank: usize,
    /// The digits that are known.
    found: u64,
    /// How many of those with the same digits have which one next; empty where there are too few jobs.
    next: Vec<u32>,
}

impl Search {
    /// Begins to look for the number that so many of the counted ones are not longer than.
    fn begin(&mut self) {
        self.rank = (self.sample * SHARE).div_ceil(100);
        self.next = if self.sample < SAMPLE { Vec::new() } else { vec![0; 1 << DIGIT] };
    }

    /// Counts the digit behind those that are known; `time` is without the later ones.
    fn count(&mut self, time: u64) {
        if time >> DIGIT == self.found
            && let Some(count) = self.next.get_mut((time % (1 << DIGIT)) as usize)
        {
            *count += 1;
        }
    }

    /// Takes the digit that was counted.
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
    /// Measures the finished jobs of a list. Nothing is kept of a single one of them.
    pub fn new(list: &JobList) -> Self {
        let mut types: Vec<(&str, Search)> = Vec::new();
        let mut known: Map<&str, usize> = Map::default();
        // The types of each chunk by its words.
        let mut places: Vec<Vec<usize>> = Vec::new();
        for chunk in list.chunks() {
            // A word may be a user or a status, too.
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

    /// Those of a type.
    pub fn of(&self, job_type: &str) -> Option<&Usual> {
        self.usuals.iter().find(|usual| usual.job_type == job_type)
    }

    /// Whether a job that is being processed at `now` takes longer than most of its type, and how much longer.
    pub fn stuck(&self, job: &Job, now: Millis) -> Option<Stuck> {
        let usual = self.of(job.job_type.as_deref()?)?;
        let time = now - job.created.known()?;
        (is_running(job.status.as_deref()?) && time > usual.time).then_some(Stuck {
            time,
            usual: usual.time,
            sample: usual.sample,
        })
    }

    /// The places of those jobs of the list that was measured, in their order.
    pub fn places(&self, now: Millis) -> Box<[u32]> {
        let stuck = self.running.iter().filter(|(until, _)| now > *until);
        stuck.map(|(_, place)| *place).collect()
    }
}

fn is_running(status: &str) -> bool {
    meaning(status) == Meaning::Running
}

/// Calls `take` for each finished job with the place of its type and how long it took.
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
