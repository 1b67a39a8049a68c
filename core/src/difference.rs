//! The difference between a newer list and an older one, in linear time.

use std::ops::Range;
use std::sync::Arc;

use crate::detail::is_over;
use crate::hashed::Map;
use crate::job::Job;
use crate::list::{JobList, ROWS};
use crate::outcome::{Outcome, Tone};

/// No place.
const NONE: u32 = u32::MAX;

/// The difference between two lists. Jobs are identified by their IDs. If several have the same ID, or none, the
/// first is compared with the first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// The places in the newer list of jobs that the older one does not have.
    pub added: Vec<u32>,
    /// The places in the older list of jobs that the newer one does not have.
    pub gone: Vec<u32>,
    /// The jobs in both lists that have changed. Another place is no change.
    pub changed: Vec<Changed>,
    /// The places in the older list between the equal jobs at its start and at its end, and the places of these
    /// jobs in the newer list.
    middle: Range<usize>,
    moved_to: Box<[u32]>,
    /// The length of the newer list minus that of the older one.
    growth: isize,
}

/// A job that has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Its place in the newer list.
    pub place: u32,
    /// Its place in the older list.
    pub before: u32,
    /// What has changed.
    pub fields: Fields,
}

/// Which fields of a job have changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    /// The status.
    pub status: bool,
    /// The number of failed nodes.
    pub failed_nodes: bool,
    /// The times of creation and of the last update.
    pub times: bool,
    /// Name, description, type or user.
    pub texts: bool,
    /// Whether the job is over now and was not before.
    pub has_ended: bool,
}

impl Fields {
    /// Which fields differ between a job and its newer state.
    pub fn between(before: &Job, after: &Job) -> Self {
        Self {
            status: before.status != after.status,
            failed_nodes: before.abnormal_count != after.abnormal_count,
            times: (&before.created, &before.updated) != (&after.created, &after.updated),
            texts: (&before.name, &before.description) != (&after.name, &after.description)
                || (&before.job_type, &before.user_name) != (&after.job_type, &after.user_name),
            has_ended: is_over(after) && !is_over(before),
        }
    }
}

/// The number of jobs by kind of change, for display. Each job is counted once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// New jobs.
    pub added: usize,
    /// Jobs that have ended since, without failures.
    pub finished: usize,
    /// Jobs that have ended since, with failures.
    pub failed: usize,
    /// Jobs that have changed otherwise.
    pub changed: usize,
    /// Jobs that are gone from the list.
    pub gone: usize,
}

impl Summary {
    /// Whether nothing has changed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Difference {
    /// Whether the lists have the same jobs, possibly in another order.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.gone.is_empty() && self.changed.is_empty()
    }

    /// The place in the newer list of the job at a place in the older one.
    pub fn newer_place(&self, before: u32) -> Option<u32> {
        let place = before as usize;
        if place < self.middle.start {
            Some(before)
        } else if place < self.middle.end {
            Some(self.moved_to[place - self.middle.start]).filter(|place| *place != NONE)
        } else {
            place.checked_add_signed(self.growth).map(|place| place as u32)
        }
    }

    /// The places in the newer list of all jobs that are new or have changed.
    pub fn places(&self) -> Vec<u32> {
        self.added.iter().copied().chain(self.changed.iter().map(|job| job.place)).collect()
    }

    /// The number of jobs by kind of change; `newer` is the newer list.
    pub fn summary(&self, newer: &JobList) -> Summary {
        let mut summary =
            Summary { added: self.added.len(), gone: self.gone.len(), ..Summary::default() };
        for changed in &self.changed {
            let has_failed = || {
                let job = newer.get(changed.place as usize);
                job.is_some_and(|job| Outcome::of(&job).tone() == Tone::Error)
            };
            let count = match changed.fields.has_ended {
                false => &mut summary.changed,
                true if has_failed() => &mut summary.failed,
                true => &mut summary.finished,
            };
            *count += 1;
        }
        summary
    }
}

impl JobList {
    /// The difference from an older list.
    pub fn difference(&self, older: &JobList) -> Difference {
        let mut found = Difference::default();
        // Two lists are usually equal for the most part, and in the same order: equal jobs at the start and at the
        // end need no lookup.
        let (mut new, mut old) = (0..self.len(), 0..older.len());
        while !new.is_empty() && !old.is_empty() {
            if new.start.is_multiple_of(ROWS) && self.same_chunk(older, new.start, old.start) {
                let rows = ROWS.min(new.len());
                (new.start, old.start) = (new.start + rows, old.start + rows);
            } else if self.same_id(new.start, older, old.start) {
                self.compare(new.start, older, old.start, &mut found);
                (new.start, old.start) = (new.start + 1, old.start + 1);
            } else {
                break;
            }
        }
        while !new.is_empty() && !old.is_empty() && self.same_id(new.end - 1, older, old.end - 1) {
            self.compare(new.end - 1, older, old.end - 1, &mut found);
            (new.end, old.end) = (new.end - 1, old.end - 1);
        }
        found.growth = self.len().cast_signed() - older.len().cast_signed();
        self.look_up(new, older, old, &mut found);
        found
    }

    fn look_up(
        &self,
        new: Range<usize>,
        older: &JobList,
        old: Range<usize>,
        found: &mut Difference,
    ) {
        // By ID. Of several with one ID the first is matched with the first, so they are stored in reverse.
        let mut places: Map<_, Vec<usize>> = Map::default();
        for place in old.clone().rev() {
            places.entry(older.id(place)).or_default().push(place);
        }
        let mut moved_to = vec![NONE; old.len()].into_boxed_slice();
        for place in new {
            match places.get_mut(&self.id(place)).and_then(Vec::pop) {
                Some(before) => {
                    moved_to[before - old.start] = place as u32;
                    self.compare(place, older, before, found);
                }
                None => found.added.push(place as u32),
            }
        }
        let is_gone = |place: &usize| moved_to[place - old.start] == NONE;
        found.gone = old.clone().filter(is_gone).map(|place| place as u32).collect();
        (found.middle, found.moved_to) = (old, moved_to);
    }

    /// Whether a chunk is shared by both lists, and begins at the current rows of both.
    fn same_chunk(&self, older: &JobList, new: usize, old: usize) -> bool {
        let (ours, theirs) = (self.chunks().get(new / ROWS), older.chunks().get(old / ROWS));
        new == old && ours.zip(theirs).is_some_and(|(ours, theirs)| Arc::ptr_eq(ours, theirs))
    }

    fn same_id(&self, place: usize, other: &JobList, other_place: usize) -> bool {
        self.id(place) == other.id(other_place)
    }

    fn compare(&self, place: usize, older: &JobList, before: usize, found: &mut Difference) {
        let (ours, theirs) = (&self.chunks()[place / ROWS], &older.chunks()[before / ROWS]);
        if ours.row_equals(place % ROWS, theirs, before % ROWS) {
            return;
        }
        let jobs = older.get(before).zip(self.get(place));
        let fields = jobs.map(|(old, new)| Fields::between(&old, &new)).unwrap_or_default();
        found.changed.push(Changed { place: place as u32, before: before as u32, fields });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::Field;

    fn list(jobs: &[(&str, &str)]) -> JobList {
        jobs.iter()
            .map(|(id, name)| Job {
                id: Some((*id).to_owned()),
                name: Some((*name).to_owned()),
                ..Job::default()
            })
            .collect()
    }

    /// What every difference must satisfy, by looking at each job by itself.
    #[track_caller]
    fn check_places(old: &JobList, new: &JobList) {
        let found = new.difference(old);
        let place = |before| found.newer_place(before as u32);
        let gone: Vec<u32> =
            (0..old.len()).filter(|at| place(*at).is_none()).map(|at| at as u32).collect();
        assert_eq!(found.gone, gone);
        let mut met: Vec<u32> = (0..old.len()).filter_map(place).collect();
        met.extend(&found.added);
        met.sort_unstable();
        assert_eq!(met, (0..new.len() as u32).collect::<Vec<_>>(), "each place once");
        let mut changed = Vec::new();
        for before in 0..old.len() {
            if let Some(after) = place(before) {
                let (old, new) = (old.get(before).unwrap(), new.get(after as usize).unwrap());
                assert_eq!(old.id, new.id);
                if old != new {
                    changed.push((before as u32, after));
                }
            }
        }
        let mut reported: Vec<(u32, u32)> =
            found.changed.iter().map(|changed| (changed.before, changed.place)).collect();
        reported.sort_unstable();
        assert_eq!(reported, changed);
    }

    #[track_caller]
    fn check(old: &[(&str, &str)], new: &[(&str, &str)], expect: (usize, usize, usize)) {
        let (old, new) = (list(old), list(new));
        let counts = |found: Difference| (found.added.len(), found.gone.len(), found.changed.len());
        assert_eq!(counts(new.difference(&old)), expect);
        let (gone, added, changed) = counts(old.difference(&new));
        assert_eq!((added, gone, changed), expect, "and back");
        check_places(&old, &new);
        check_places(&new, &old);
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
        assert!(old.clone().difference(&old).is_empty());
        check_places(&old, &old.clone());
        let new: JobList = (5..2 * ROWS).chain(3 * ROWS - 1..3 * ROWS + 7).map(job).collect();
        let found = new.difference(&old);
        assert_eq!((found.added.len(), found.gone.len()), (7, 5 + ROWS - 1));
        assert!(found.changed.is_empty());
        check_places(&old, &new);
        check_places(&new, &old);
    }

    #[test]
    fn field_by_field_and_for_people() {
        let job = |id: &str, status: &str, failed: u32, updated: i64| Job {
            id: Some(id.to_owned()),
            status: Some(status.to_owned()),
            abnormal_count: Field::Known(failed),
            updated: Field::Known(updated),
            ..Job::default()
        };
        let old: JobList = [
            job("a", "PROCESSING", 0, 1),
            job("b", "PROCESSING", 0, 1),
            job("c", "PROCESSING", 0, 1),
            job("d", "FINISHED", 0, 1),
            job("e", "FINISHED", 0, 1),
        ]
        .into_iter()
        .collect();
        let new: JobList = [
            job("f", "FINISHED", 3, 2),
            job("a", "FINISHED", 0, 2),
            job("b", "FINISHED", 2, 2),
            job("c", "PROCESSING", 1, 1),
            job("d", "FINISHED", 0, 1),
        ]
        .into_iter()
        .collect();
        let found = new.difference(&old);
        let fields: Vec<Fields> = found.changed.iter().map(|changed| changed.fields).collect();
        let ended = Fields { status: true, times: true, has_ended: true, ..Fields::default() };
        let expect = [
            ended,
            Fields { failed_nodes: true, ..ended },
            Fields { failed_nodes: true, ..Fields::default() },
        ];
        let by_place = |places: [u32; 3]| {
            places.map(|place| {
                let at = found.changed.iter().position(|changed| changed.place == place).unwrap();
                fields[at]
            })
        };
        assert_eq!(by_place([1, 2, 3]), expect);
        let summary = Summary { added: 1, finished: 1, failed: 1, changed: 1, gone: 1 };
        assert_eq!(found.summary(&new), summary);
        let mut places = found.places();
        places.sort_unstable();
        assert_eq!(places, [0, 1, 2, 3]);
    }
}
