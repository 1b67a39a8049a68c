//! The whole result, compact: columns instead of objects, text end to end, what repeats once.
//!
//! A job takes about 46 bytes and its text, without an allocation of its own. WebAssembly's memory
//! never shrinks, so nothing here doubles: rows come into one open chunk that is used again and again,
//! and leave it in closed ones of just their size. Jobs as values are made for what is on screen.

mod brief;
mod chunk;
mod uuid;

use std::sync::Arc;

use crate::job::{Job, Row};
pub use brief::Brief;
use chunk::Words;
pub(crate) use chunk::{Chunk, Id, Texts};
pub(crate) use uuid::{first_group, hyphenated};

/// How many rows a chunk has; all but the last are full.
pub(crate) const ROWS: usize = 4096;

/// All jobs of an answer, in the order of arrival. Clones share what they hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JobList {
    chunks: Vec<Arc<Chunk>>,
}

impl JobList {
    /// How many jobs there are.
    pub fn len(&self) -> usize {
        self.chunks.last().map_or(0, |last| (self.chunks.len() - 1) * ROWS + last.len())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// The job at a place, from 0, as a value.
    pub fn get(&self, place: usize) -> Option<Job> {
        self.chunks.get(place / ROWS)?.get(place % ROWS)
    }

    /// All jobs as values, one at a time.
    pub fn iter(&self) -> impl Iterator<Item = Job> + '_ {
        (0..self.len()).filter_map(|place| self.get(place))
    }

    /// The first place of the job with this id.
    pub fn find_id(&self, id: &str) -> Option<usize> {
        let wanted = chunk::Id::of(id);
        self.chunks
            .iter()
            .zip(0..)
            .find_map(|(chunk, before)| Some(before * ROWS + chunk.find_id(wanted)?))
    }

    /// The id at a place; where there is none, an empty text.
    pub(crate) fn id(&self, place: usize) -> Result<u128, &[u8]> {
        self.chunks[place / ROWS].id(place % ROWS)
    }

    pub(crate) fn chunks(&self) -> &[Arc<Chunk>] {
        &self.chunks
    }

    /// A place's chunk, and the row in it.
    pub(crate) fn row(&self, place: u32) -> (&Chunk, usize) {
        let place = place as usize;
        (&self.chunks[place / ROWS], place % ROWS)
    }
}

impl FromIterator<Job> for JobList {
    fn from_iter<I: IntoIterator<Item = Job>>(jobs: I) -> Self {
        let mut builder = Builder::default();
        for job in jobs {
            builder.push(Row::of(&job));
        }
        builder.list()
    }
}

/// A list that grows.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    closed: JobList,
    open: Chunk,
    /// The places of the open chunk's words. Cleared for each chunk, so that memory does not grow
    /// with the number of different ones.
    words: Words,
    /// What chunks are compared with: a chunk that is the same is not kept twice.
    before: JobList,
}

impl Builder {
    /// A list that shares with another one the chunks that are the same.
    pub(crate) fn after(before: JobList) -> Self {
        Self { before, ..Self::default() }
    }

    pub(crate) fn len(&self) -> usize {
        self.closed.chunks.len() * ROWS + self.open.len()
    }

    pub(crate) fn clear(&mut self) {
        self.closed.chunks.clear();
        self.open.clear();
        self.words.clear();
    }

    pub(crate) fn push(&mut self, row: Row) {
        self.open.push(row, &mut self.words);
        if self.open.len() == ROWS {
            self.closed = self.list();
            self.open.clear();
            self.words.clear();
        }
    }

    /// What has come so far.
    pub(crate) fn list(&self) -> JobList {
        let mut list = self.closed.clone();
        if self.open.len() > 0 {
            let same =
                self.before.chunks.get(list.chunks.len()).filter(|same| ***same == self.open);
            list.chunks.push(same.map_or_else(|| Arc::new(self.open.clone()), Arc::clone));
        }
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::Field;

    fn job(number: usize) -> Job {
        Job {
            id: Some(format!("03af7361-5cba-44d4-b29b-{number:012x}")),
            name: Some(format!("job-{number}")),
            user_name: Some(format!("user {}", number % 7)),
            created: Field::Known(number as i64),
            ..Job::default()
        }
    }

    #[test]
    fn chunks_end_where_they_should() {
        for count in [0, 1, ROWS - 1, ROWS, ROWS + 1, 3 * ROWS, 3 * ROWS + 5] {
            let jobs: Vec<Job> = (0..count).map(job).collect();
            let list: JobList = jobs.iter().cloned().collect();
            assert_eq!((list.len(), list.is_empty()), (count, count == 0));
            assert_eq!(list.iter().collect::<Vec<_>>(), jobs);
            assert_eq!(list.get(count), None);
        }
    }

    #[test]
    fn jobs_by_their_ids() {
        let odd = |id: &str| Job { id: Some(id.to_owned()), ..Job::default() };
        let upper = "03AF7361-5CBA-44D4-B29B-000000000005";
        let all_ones = "ffffffff-ffff-ffff-ffff-ffffffffffff";
        let some = [odd("17"), odd(upper), odd(all_ones), Job::default(), odd("17")];
        let list: JobList = (0..ROWS + 3).map(job).chain(some).collect();
        for number in [0, 5, ROWS - 1, ROWS, ROWS + 2] {
            assert_eq!(list.find_id(&job(number).id.unwrap_or_default()), Some(number));
        }
        assert_eq!(list.find_id("17"), Some(ROWS + 3));
        assert_eq!(list.find_id(upper), Some(ROWS + 4));
        assert_eq!(list.find_id(all_ones), Some(ROWS + 5));
        for none in ["", "1", "03af7361-5cba-44d4-b29b-ffffffffffff", "job-5"] {
            assert_eq!(list.find_id(none), None, "{none}");
        }
    }

    #[test]
    fn a_chunk_that_is_the_same_is_not_kept_twice() {
        let first: JobList = (0..2 * ROWS + 9).map(job).collect();
        let mut again = Builder::after(first.clone());
        for number in 0..2 * ROWS + 9 {
            let mut job = job(number);
            if number == ROWS {
                job.name = Some("another".to_owned());
            }
            again.push(Row::of(&job));
        }
        let again = again.list();
        let shared: Vec<bool> =
            first.chunks.iter().zip(&again.chunks).map(|(a, b)| Arc::ptr_eq(a, b)).collect();
        assert_eq!(shared, [true, false, true]);
        assert_eq!(again.get(ROWS).and_then(|job| job.name).as_deref(), Some("another"));
    }
}
