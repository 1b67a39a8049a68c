//! Keeps the rows of a refreshed list in place while the user is reading: the rows have their newest contents, and
//! the new order waits until the user requests it.

use crate::difference::Difference;
use crate::list::JobList;

/// A list in the displayed order.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The list.
    pub list: &'a JobList,
    /// The places of the visible jobs, in order.
    pub places: &'a [u32],
}

/// The place of a displayed job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the newer list.
    Newer(u32),
    /// In the older list, because the job is gone from the newer one.
    Gone(u32),
}

/// The difference between the displayed rows and the newest list, in rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// New jobs that are not displayed yet.
    pub added: usize,
    /// Jobs that are gone but still displayed.
    pub gone: usize,
    /// Jobs that are displayed elsewhere: the minimum number of rows that have to move.
    pub moved: usize,
}

impl Waiting {
    /// Whether no change waits.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The rows of an older list, held in place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    difference: Difference,
    /// The changes that wait.
    pub waiting: Waiting,
}

impl Held {
    /// Holds the rows of `old` in place although there is `new`.
    pub fn new(old: View, new: View) -> Self {
        let difference = new.list.difference(old.list);
        // The row of each job of the newer list, from 1; 0 if it is not displayed.
        let mut shown_at = vec![0u32; new.list.len()];
        for (at, place) in (1..).zip(new.places) {
            shown_at[*place as usize] = at;
        }
        let shown = |place: &u32| {
            let newer = difference.newer_place(*place)?;
            Some(shown_at[newer as usize]).filter(|at| *at > 0)
        };
        let kept: Vec<u32> = old.places.iter().filter_map(shown).collect();
        let waiting = Waiting {
            added: new.places.len() - kept.len(),
            gone: old.places.len() - kept.len(),
            moved: kept.len() - longest_rising(&kept),
        };
        Self { difference, waiting }
    }

    /// The job to display for the job of the older list at `place`.
    pub fn place(&self, place: u32) -> Place {
        self.difference.newer_place(place).map_or(Place::Gone(place), Place::Newer)
    }
}

/// The length of the longest increasing subsequence of different numbers.
fn longest_rising(numbers: &[u32]) -> usize {
    // By length, the smallest last number of an increasing subsequence.
    let mut ends: Vec<u32> = Vec::new();
    for number in numbers {
        if ends.last().is_none_or(|last| last < number) {
            ends.push(*number);
        } else {
            let at = ends.partition_point(|end| end < number);
            ends[at] = *number;
        }
    }
    ends.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::{Field, Job};

    fn list(jobs: &[(&str, i64)]) -> JobList {
        jobs.iter()
            .map(|(id, updated)| Job {
                id: Some((*id).to_owned()),
                updated: Field::Known(*updated),
                ..Job::default()
            })
            .collect()
    }

    fn all(list: &JobList) -> Vec<u32> {
        (0..list.len() as u32).collect()
    }

    #[track_caller]
    fn check(old: &[&str], new: &[&str], added: usize, gone: usize, moved: usize) {
        let ids = |ids: &[&str]| list(&ids.iter().map(|id| (*id, 0)).collect::<Vec<_>>());
        let (old, new) = (ids(old), ids(new));
        let (old_places, new_places) = (all(&old), all(&new));
        let held = Held::new(
            View { list: &old, places: &old_places },
            View { list: &new, places: &new_places },
        );
        assert_eq!(held.waiting, Waiting { added, gone, moved });
        assert_eq!(held.waiting.is_empty(), added + gone + moved == 0);
    }

    #[test]
    fn what_waits() {
        check(&[], &[], 0, 0, 0);
        check(&["a", "b", "c"], &["a", "b", "c"], 0, 0, 0);
        check(&["a", "b", "c"], &["n", "a", "b", "c"], 1, 0, 0);
        check(&["a", "b", "c"], &["a", "c"], 0, 1, 0);
        check(&["a", "b", "c", "d"], &["d", "a", "b", "c"], 0, 0, 1);
        check(&["a", "b", "c"], &["c", "b", "a"], 0, 0, 2);
        check(&["a", "b", "c"], &["x", "y", "c", "a"], 2, 1, 1);
    }

    #[test]
    fn jobs_that_do_not_match_any_more_wait_to_leave() {
        let (old, new) = (list(&[("a", 1), ("b", 1)]), list(&[("a", 2), ("b", 1)]));
        let held =
            Held::new(View { list: &old, places: &[0, 1] }, View { list: &new, places: &[1] });
        assert_eq!(held.waiting, Waiting { gone: 1, ..Waiting::default() });
        // It is still there, so it is shown as it is now.
        assert_eq!(held.place(0), Place::Newer(0));
    }
}
