//! Findings about the data quality of a list whose rows could all be read: values that are undocumented,
//! unreadable, repeated or contradictory.

use crate::hashed::Set;

use crate::job::{Field, Job, KNOWN_STATUSES, Millis};
use crate::list::{Chunk, JobList};
use crate::status;

/// Clocks may differ by this much.
const TOLERANCE: Millis = 3_600_000;

/// A finding about a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Oddity {
    /// Its status is missing or not documented.
    UnknownStatus,
    /// One of its times cannot be read.
    UnreadableTime,
    /// An earlier job has the same ID.
    RepeatedId,
    /// It was updated before it was created.
    UpdatedBeforeCreated,
    /// One of its times is more than an hour in the future.
    InTheFuture,
}

impl Oddity {
    /// All of them.
    pub const ALL: [Oddity; 5] = [
        Oddity::UnknownStatus,
        Oddity::UnreadableTime,
        Oddity::RepeatedId,
        Oddity::UpdatedBeforeCreated,
        Oddity::InTheFuture,
    ];
}

/// The jobs with one kind of finding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Odd {
    /// How many there are.
    pub count: usize,
    /// The places of the first ones.
    pub places: Vec<u32>,
}

/// The findings of a list in the order of [`Oddity::ALL`], with at most `most` places each. `now` is the current
/// time.
pub fn oddities(list: &JobList, now: Millis, most: usize) -> [Odd; Oddity::ALL.len()] {
    let mut odd: [Odd; Oddity::ALL.len()] = Default::default();
    let mut ids: Set<u128> = Set::default();
    ids.reserve(list.len());
    // IDs that are not UUIDs.
    let mut others: Set<&[u8]> = Set::default();
    let mut place = 0;
    for chunk in list.chunks() {
        let known: Vec<bool> = chunk.words.iter().map(|word| is_known(word)).collect();
        for row in 0..chunk.len() {
            let created = Chunk::known(&chunk.created, row);
            let updated = Chunk::known(&chunk.updated, row);
            let is_new = match chunk.id(row) {
                Ok(id) => ids.insert(id),
                Err(id) => id.is_empty() || others.insert(id),
            };
            let is_odd = [
                !known[usize::from(chunk.statuses[row])],
                Chunk::is_unreadable(&chunk.created, row)
                    || Chunk::is_unreadable(&chunk.updated, row),
                !is_new,
                is_before(created, updated),
                is_future(created, now) || is_future(updated, now),
            ];
            for odd in odd.iter_mut().zip(is_odd).filter(|(_, is_odd)| *is_odd).map(|(odd, _)| odd)
            {
                odd.count += 1;
                if odd.places.len() < most {
                    odd.places.push(place);
                }
            }
            place += 1;
        }
    }
    odd
}

/// The findings about the times of one job.
pub fn clock_oddities(job: &Job, now: Millis) -> Vec<Oddity> {
    let known = |field: &Field<Millis>| field.known().copied();
    let (created, updated) = (known(&job.created), known(&job.updated));
    let before = is_before(created, updated).then_some(Oddity::UpdatedBeforeCreated);
    let is_future = is_future(created, now) || is_future(updated, now);
    before.into_iter().chain(is_future.then_some(Oddity::InTheFuture)).collect()
}

fn is_before(created: Option<Millis>, updated: Option<Millis>) -> bool {
    created.zip(updated).is_some_and(|(created, updated)| updated < created)
}

fn is_future(at: Option<Millis>, now: Millis) -> bool {
    at.is_some_and(|at| at - now > TOLERANCE)
}

fn is_known(status: &str) -> bool {
    KNOWN_STATUSES.iter().any(|known| status::is(status, known))
}
