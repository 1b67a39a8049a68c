//! How long jobs of a type take, and which take longer than most.

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

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
pub struct Usuals(Vec<Usual>);

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

/// The search for one number, bit by bit from the highest.
#[derive(Clone, Copy, Default)]
struct Search {
    /// How many jobs there are, and how many of them are not longer than the number.
    sample: usize,
    rank: usize,
    /// The bits that are known.
    found: u64,
    /// How many of those with the same bits have a 0 next.
    zeros: usize,
}

impl Usuals {
    /// Measures the finished jobs of a list. Nothing is kept of a single one.
    pub fn new(list: &JobList) -> Self {
        let mut types: Vec<(&str, Search)> = Vec::new();
        let mut known: HashMap<&str, usize, FxBuildHasher> = HashMap::default();
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
        for (_, search) in &mut types {
            search.rank = (search.sample * SHARE).div_ceil(100);
        }
        for bit in (0..u64::BITS - longest.leading_zeros()).rev() {
            measure(list, &places, |place, time| {
                let search = &mut types[place].1;
                search.zeros += usize::from(time >> bit == search.found << 1);
            });
            for (_, search) in &mut types {
                let is_one = search.rank > search.zeros;
                search.rank -= if is_one { search.zeros } else { 0 };
                (search.found, search.zeros) = (search.found << 1 | u64::from(is_one), 0);
            }
        }
        let usual = |(job_type, search): (&str, Search)| Usual {
            job_type: job_type.to_owned(),
            time: search.found as Millis,
            sample: search.sample,
        };
        Self(types.into_iter().filter(|(_, it)| it.sample >= SAMPLE).map(usual).collect())
    }

    /// Those of a type.
    pub fn of(&self, job_type: &str) -> Option<&Usual> {
        self.0.iter().find(|usual| usual.job_type == job_type)
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

    /// The places of those jobs.
    pub fn places(&self, list: &JobList, now: Millis) -> Box<[u32]> {
        let mut places = Vec::new();
        for (chunk, before) in list.chunks().iter().zip(0..) {
            let running: Vec<bool> = chunk.words.iter().map(|word| is_running(word)).collect();
            let limits: Vec<Option<Millis>> =
                chunk.words.iter().map(|word| Some(self.of(word)?.time)).collect();
            for row in 0..chunk.len() {
                let created = Chunk::known(&chunk.created, row);
                let limit = limits[usize::from(chunk.job_types[row])];
                if running[usize::from(chunk.statuses[row])]
                    && created.zip(limit).is_some_and(|(created, limit)| now - created > limit)
                {
                    places.push((before * crate::list::ROWS + row) as u32);
                }
            }
        }
        places.into()
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
