//! What of a refreshed list waits while somebody is reading: rows stay where they are, with their newest
//! contents, until the reader asks for the new order.

use crate::difference::Difference;
use crate::list::JobList;

/// A list in the order in which its jobs are shown.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The list.
    pub list: &'a JobList,
    /// The places of the visible jobs, in order.
    pub places: &'a [u32],
}

/// A job that is shown, by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the newer list.
    Newer(u32),
    /// In the older list: the newer one does not have the job.
    Gone(u32),
}

/// How many rows differ between what is shown and what a fresh load would show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Not shown yet.
    pub added: usize,
    /// Shown still.
    pub gone: usize,
    /// Shown elsewhere: the least number of rows that have to move.
    pub moved: usize,
}

impl Waiting {
    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Rows that stay where they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    difference: Difference,
    /// What waits.
    pub waiting: Waiting,
}

impl Held {
    /// Holds the rows of `old` in place though there is `new`.
    pub fn new(old: View, new: View) -> Self {
        let difference = new.list.difference(old.list);
        // Where each job of the newer list is shown, from 1; 0 where it is not.
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

    /// The job that is shown where the older list has the job at `place`.
    pub fn place(&self, place: u32) -> Place {
        self.difference.newer_place(place).map_or(Place::Gone(place), Place::Newer)
    }
}

/// The length of the longest part of different numbers, not necessarily neighbours, that rises.
fn longest_rising(numbers: &[u32]) -> usize {
    // The least last number of a rising part, by its length.
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

    /// Pseudo-random numbers, the same in every run.
    struct Random(u64);

    impl Random {
        fn below(&mut self, limit: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (self.0 >> 33) as usize % limit.max(1)
        }
    }

    /// For random lists and changes: every row that is shown stays at its place with its job, with what the
    /// newest list says of it; and what waits is the difference to what a fresh load shows.
    #[test]
    fn rows_stay_in_place_whatever_comes() {
        let mut random = Random(7);
        for _ in 0..500 {
            let count = random.below(40);
            let mut jobs: Vec<(String, i64)> =
                (0..count).map(|_| (random.below(60).to_string(), 0)).collect();
            let as_list = |jobs: &[(String, i64)]| {
                list(&jobs.iter().map(|(id, at)| (id.as_str(), *at)).collect::<Vec<_>>())
            };
            let old = as_list(&jobs);
            for step in 0..random.below(10) {
                let at = random.below(jobs.len());
                match random.below(4) {
                    0 => jobs.insert(at, (format!("new {step}"), 0)),
                    1 if !jobs.is_empty() => drop(jobs.remove(at)),
                    2 if !jobs.is_empty() => {
                        let job = jobs.remove(at);
                        jobs.insert(random.below(jobs.len() + 1), job);
                    }
                    _ if !jobs.is_empty() => jobs[at].1 += 1,
                    _ => {}
                }
            }
            let new = as_list(&jobs);
            let some = |list: &JobList, random: &mut Random| {
                all(list).into_iter().filter(|_| random.below(4) > 0).collect::<Vec<u32>>()
            };
            let (old_places, new_places) = (some(&old, &mut random), some(&new, &mut random));
            let held = Held::new(
                View { list: &old, places: &old_places },
                View { list: &new, places: &new_places },
            );
            let mut kept = Vec::new();
            for place in &old_places {
                let before = old.get(*place as usize).unwrap();
                let is_in_new = |id: &Option<String>| new.iter().any(|job| job.id == *id);
                match held.place(*place) {
                    Place::Newer(newer) => {
                        assert_eq!(new.get(newer as usize).unwrap().id, before.id);
                        kept.extend(new_places.iter().position(|shown| *shown == newer));
                    }
                    Place::Gone(same) => {
                        assert_eq!(same, *place);
                        // Of several with one id some may have gone.
                        let copies =
                            |list: &JobList| list.iter().filter(|job| job.id == before.id).count();
                        assert!(!is_in_new(&before.id) || copies(&new) < copies(&old));
                    }
                }
            }
            let waiting = held.waiting;
            assert_eq!(old_places.len() - waiting.gone + waiting.added, new_places.len());
            assert_eq!(kept.len(), old_places.len() - waiting.gone);
            // Nothing waits exactly where a fresh load shows the same jobs in the same order.
            let in_order = kept.is_sorted() && kept.len() == new_places.len();
            assert_eq!(waiting.is_empty(), in_order && kept.len() == old_places.len());
        }
    }
}
