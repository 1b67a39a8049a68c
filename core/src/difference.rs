//! The difference between a newer list and an older one, in linear time.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::list::{JobList, ROWS};

/// How many jobs differ between two lists. Jobs are the same by their id. Of several with one id, and of
/// those without, which is compared with which is not promised, only how many there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// In the newer list only.
    pub added: usize,
    /// In the older list only.
    pub gone: usize,
    /// In both, with something about them changed. Another place is no change.
    pub changed: usize,
}

impl JobList {
    /// What is different from an older list.
    pub fn difference(&self, older: &JobList) -> Difference {
        let mut difference = Difference::default();
        // Most of two lists is the same, and stands in the same order: what is the same at the start and
        // at the end needs no looking up.
        let (mut new, mut old) = (0..self.len(), 0..older.len());
        while !new.is_empty() && !old.is_empty() {
            if new.start.is_multiple_of(ROWS) && self.same_chunk(older, new.start, old.start) {
                let rows = ROWS.min(new.len());
                (new.start, old.start) = (new.start + rows, old.start + rows);
            } else if self.same_id(new.start, older, old.start) {
                difference.changed += self.changed(new.start, older, old.start);
                (new.start, old.start) = (new.start + 1, old.start + 1);
            } else {
                break;
            }
        }
        while !new.is_empty() && !old.is_empty() && self.same_id(new.end - 1, older, old.end - 1) {
            difference.changed += self.changed(new.end - 1, older, old.end - 1);
            (new.end, old.end) = (new.end - 1, old.end - 1);
        }
        self.look_up(new, older, old, &mut difference);
        difference
    }

    fn look_up(
        &self,
        new: Range<usize>,
        older: &JobList,
        old: Range<usize>,
        found: &mut Difference,
    ) {
        // By id; of several the first with the first, since the last that is put in is taken first.
        let mut places: HashMap<_, Vec<usize>, rustc_hash::FxBuildHasher> = HashMap::default();
        for place in old.clone().rev() {
            places.entry(older.id(place)).or_default().push(place);
        }
        let mut met = 0;
        for place in new.clone() {
            match places.get_mut(&self.id(place)).and_then(Vec::pop) {
                Some(old) => {
                    met += 1;
                    found.changed += self.changed(place, older, old);
                }
                None => found.added += 1,
            }
        }
        found.gone += old.len() - met;
    }

    /// Whether a chunk is the very same, and its rows are the next of both.
    fn same_chunk(&self, older: &JobList, new: usize, old: usize) -> bool {
        let (ours, theirs) = (self.chunks().get(new / ROWS), older.chunks().get(old / ROWS));
        new == old && ours.zip(theirs).is_some_and(|(ours, theirs)| Arc::ptr_eq(ours, theirs))
    }

    fn id(&self, place: usize) -> Result<u128, &[u8]> {
        self.chunks()[place / ROWS].id(place % ROWS)
    }

    fn same_id(&self, place: usize, other: &JobList, other_place: usize) -> bool {
        self.id(place) == other.id(other_place)
    }

    fn changed(&self, place: usize, other: &JobList, other_place: usize) -> usize {
        let (ours, theirs) = (&self.chunks()[place / ROWS], &other.chunks()[other_place / ROWS]);
        usize::from(!ours.row_equals(place % ROWS, theirs, other_place % ROWS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::Job;

    fn list(jobs: &[(&str, &str)]) -> JobList {
        jobs.iter()
            .map(|(id, name)| Job {
                id: Some((*id).to_owned()),
                name: Some((*name).to_owned()),
                ..Job::default()
            })
            .collect()
    }

    #[track_caller]
    fn check(old: &[(&str, &str)], new: &[(&str, &str)], expect: (usize, usize, usize)) {
        let Difference { added, gone, changed } = list(new).difference(&list(old));
        assert_eq!((added, gone, changed), expect);
        let back = list(old).difference(&list(new));
        assert_eq!((back.gone, back.added, back.changed), expect, "and back");
    }

    #[test]
    fn by_id_wherever_it_stands() {
        let old = [("1", "a"), ("2", "b"), ("3", "c"), ("4", "d")];
        check(&old, &old, (0, 0, 0));
        check(&[], &old, (4, 0, 0));
        check(&old, &[("0", "x"), ("1", "a"), ("2", "b"), ("3", "c"), ("4", "d")], (1, 0, 0));
        check(&old, &[("1", "a"), ("3", "c"), ("4", "d")], (0, 1, 0));
        check(&old, &[("1", "a"), ("2", "x"), ("3", "c"), ("4", "d")], (0, 0, 1));
        check(&old, &[("4", "d"), ("3", "c"), ("2", "b"), ("1", "y")], (0, 0, 1));
        check(&old, &[("5", "a"), ("2", "x"), ("4", "d"), ("3", "c")], (1, 1, 1));
        // One id several times, and none at all.
        check(&[("1", "a"), ("1", "b")], &[("1", "a"), ("1", "c"), ("1", "d")], (1, 0, 1));
        check(&[("", "a"), ("", "b")], &[("", "b")], (0, 1, 1));
    }

    #[test]
    fn in_lists_of_several_chunks() {
        let job = |number: usize| Job {
            id: Some(format!("03af7361-5cba-44d4-b29b-{number:012x}")),
            ..Job::default()
        };
        let old: JobList = (0..3 * ROWS).map(job).collect();
        assert_eq!(old.clone().difference(&old), Difference::default());
        let new: JobList = (5..2 * ROWS).chain(3 * ROWS - 1..3 * ROWS + 7).map(job).collect();
        let expect = Difference { added: 7, gone: 5 + ROWS - 1, changed: 0 };
        assert_eq!(new.difference(&old), expect);
    }
}
