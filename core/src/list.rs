//! The whole result, compact: columns instead of objects, text end to end, what repeats once.
//!
//! A job takes about 56 bytes and its text, without an allocation of its own. WebAssembly's memory
//! never shrinks, so nothing here doubles: rows come into one open chunk that is used again and again,
//! and leave it in closed ones of just their size. Jobs as values are made for what is on screen.

mod brief;
mod chunk;
mod source;
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
        self.find(Id::of(id))
    }

    fn find(&self, wanted: Id) -> Option<usize> {
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
            builder.push(Row::of(&job), &[]);
        }
        builder.list()
    }
}

/// A list that grows.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    closed: JobList,
    /// The chunk that is not full, unless all its rows are `same`.
    open: Chunk,
    /// The places of the open chunk's words. Cleared for each chunk, so that memory does not grow
    /// with the number of different ones.
    words: Words,
    /// The list before: its rows are copied where they come again, and its chunks shared.
    before: JobList,
    /// So many rows of the chunk that is not full are the first ones of the chunk before at its place. They
    /// are copied only when another row follows.
    same: usize,
    /// The row of the list before that is expected next.
    expected: usize,
    /// How many rows in a row were others than expected.
    others: usize,
}

impl Builder {
    /// A list that shares with another one the chunks that are the same.
    pub(crate) fn after(before: JobList) -> Self {
        Self { before, ..Self::default() }
    }

    pub(crate) fn len(&self) -> usize {
        self.closed.chunks.len() * ROWS + self.same + self.open.len()
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::after(std::mem::take(&mut self.before));
    }

    /// Adds a row that was read from this JSON.
    pub(crate) fn push(&mut self, row: Row, json: &[u8]) {
        self.expect_behind(row.id.as_deref().unwrap_or_default());
        self.copy_same();
        self.open.push(row, json, &mut self.words);
        self.close();
    }

    /// Adds the expected row of the list before, if these bytes begin with the JSON that it was read from; returns the
    /// length of that.
    pub(crate) fn push_same(&mut self, bytes: &[u8]) -> Option<usize> {
        let chunk = self.before.chunks.get(self.expected / ROWS)?;
        let row = self.expected % ROWS;
        let length = chunk.beginning(row, bytes)?;
        if self.expected == self.len() && self.open.len() == 0 {
            self.same += 1;
        } else {
            self.open.push_row(chunk, row, &mut self.words);
        }
        self.expected += 1;
        self.others = 0;
        self.close();
        Some(length)
    }

    /// Finds out which row of the list before is expected behind one that was read: the one behind the row with
    /// its id. A new row leaves the expected one, so it is looked for everywhere only now and then.
    fn expect_behind(&mut self, id: &str) {
        let id = Id::of(id);
        let is_id = |(chunk, row): (&Arc<Chunk>, usize)| chunk.is_id(row, id);
        let expected = self.before.chunks.get(self.expected / ROWS);
        if expected.map(|chunk| (chunk, self.expected % ROWS)).is_some_and(is_id) {
            self.expected += 1;
            return;
        }
        self.others += 1;
        if self.others.is_power_of_two()
            && let Some(place) = self.before.find(id)
        {
            self.expected = place + 1;
        }
    }

    /// Copies the rows that were only counted.
    fn copy_same(&mut self) {
        if let Some(chunk) = self.before.chunks.get(self.closed.chunks.len()) {
            for row in 0..std::mem::take(&mut self.same) {
                self.open.push_row(chunk, row, &mut self.words);
            }
        }
    }

    /// Closes the chunk if it is full.
    fn close(&mut self) {
        if self.len().is_multiple_of(ROWS) {
            self.closed = self.list();
            self.same = 0;
            self.open.clear();
            self.words.clear();
        }
    }

    /// What has come so far.
    pub(crate) fn list(&self) -> JobList {
        let mut list = self.closed.clone();
        let before = self.before.chunks.get(list.chunks.len());
        if self.open.len() > 0 {
            let same = before.filter(|before| ***before == self.open);
            list.chunks.push(same.map_or_else(|| Arc::new(self.open.clone()), Arc::clone));
        } else if let Some(before) = before.filter(|_| self.same > 0) {
            list.chunks.push(before.first_rows(self.same));
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

    fn json(number: usize) -> String {
        format!("{{\"id\":{number}}}")
    }

    /// A builder that has taken these rows, copying those that it can, and which it could not.
    fn taken(before: &JobList, numbers: impl Iterator<Item = usize>) -> (Builder, Vec<usize>) {
        let mut builder = Builder::after(before.clone());
        let mut read = Vec::new();
        for number in numbers {
            let json = json(number);
            if builder.push_same(json.as_bytes()) != Some(json.len()) {
                builder.push(Row::of(&job(number)), json.as_bytes());
                read.push(number);
            }
        }
        (builder, read)
    }

    fn shared(before: &JobList, after: &JobList) -> Vec<bool> {
        before.chunks.iter().zip(&after.chunks).map(|(a, b)| Arc::ptr_eq(a, b)).collect()
    }

    #[test]
    fn rows_that_come_again_are_copied() {
        let count = 2 * ROWS + 9;
        let first = taken(&JobList::default(), 0..count).0.list();
        let new = count + 1;
        let check = |name: &str, numbers: Vec<usize>, read: &[usize], is_shared: [bool; 3]| {
            let (builder, others) = taken(&first, numbers.iter().copied());
            let list = builder.list();
            assert_eq!(others, read, "{name}");
            assert_eq!(list, numbers.iter().map(|number| job(*number)).collect(), "{name}");
            let shared = shared(&first, &list);
            assert_eq!(shared, is_shared[..shared.len()], "{name}");
        };
        check("all", (0..count).collect(), &[], [true, true, true]);
        let numbers = [new].into_iter().chain(0..count);
        check("a new one in front", numbers.collect(), &[new], [false; 3]);
        check("the first is gone", (1..count).collect(), &[1], [false; 3]);
        let numbers = (0..count).map(|at| if at == ROWS + 5 { new } else { at });
        // That it was replaced and nothing put in front of the next one is known when that is read.
        let read = [new, ROWS + 6];
        check("one in the middle is another", numbers.collect(), &read, [true, false, true]);
        check("only the first ones", (0..ROWS + 3).collect(), &[], [true, false, false]);
        let numbers = (ROWS..count).chain(0..ROWS);
        check("the last ones first", numbers.collect(), &[ROWS, 0], [false; 3]);
        check("the last is gone", (0..count - 1).collect(), &[], [true, true, false]);
    }

    #[test]
    fn what_has_come_of_rows_that_come_again() {
        let first = taken(&JobList::default(), 0..ROWS + 9).0.list();
        for count in [0, 1, 9, ROWS - 1, ROWS, ROWS + 1, ROWS + 9] {
            let (mut builder, _) = taken(&first, 0..count);
            assert_eq!(builder.len(), count);
            assert_eq!(builder.list(), (0..count).map(job).collect());
            builder.push(Row::of(&job(7777)), b"");
            assert_eq!(builder.len(), count + 1);
            assert_eq!(builder.list(), (0..count).chain([7777]).map(job).collect());
            builder.clear();
            assert_eq!((builder.len(), builder.list().len()), (0, 0));
            assert_eq!(builder.push_same(json(0).as_bytes()), Some(json(0).len()));
        }
    }

    /// A row with the same id whose JSON is another is read.
    #[test]
    fn a_row_that_has_changed_is_read() {
        let first = taken(&JobList::default(), 0..9).0.list();
        let mut builder = Builder::after(first);
        assert_eq!(builder.push_same(br#"{"id":0}, {"id":1}"#), Some(8));
        for other in [r#"{"id":9}"#, r#"{"id":1"#, r#" {"id":1}"#, ""] {
            assert_eq!(builder.push_same(other.as_bytes()), None, "{other}");
        }
        let other = Job { name: Some("another".to_owned()), ..job(1) };
        builder.push(Row::of(&other), br#"{"id":1,"name":"another"}"#);
        assert_eq!(builder.push_same(br#"{"id":2}"#), Some(8));
        assert_eq!(builder.list(), [job(0), other, job(2)].into_iter().collect());
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
            again.push(Row::of(&job), &[]);
        }
        let again = again.list();
        assert_eq!(shared(&first, &again), [true, false, true]);
        assert_eq!(again.get(ROWS).and_then(|job| job.name).as_deref(), Some("another"));
    }
}
