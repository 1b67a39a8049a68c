//! The rows of the current page, each in a slot. A slot is a row of the document: a job that stays on the page
//! keeps its slot, and a new job takes a free one, so that a page change creates no elements.

use std::ops::Deref;
use std::sync::Arc;

use devserver_jobs_core::job::Job;

use super::ListSlice;

/// More slots than a page has rows.
const SLOTS: usize = 4096;

/// One row of the current page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// The slot in which it is displayed.
    pub slot: usize,
    /// The job.
    pub job: Arc<Job>,
    /// Whether the job is gone from the newest list.
    pub is_gone: bool,
}

impl Deref for Row {
    type Target = Job;

    fn deref(&self) -> &Job {
        &self.job
    }
}

impl ListSlice {
    /// The rows of the current page, in order; `before` are the rows before the change. Subscribes the current
    /// observer.
    pub fn rows(self, before: &[Row]) -> Vec<Row> {
        let pager = self.pager();
        let jobs: Vec<(Job, bool)> = self
            .arranged()
            .with(|arranged| pager.rows().filter_map(|row| arranged.job(row)).collect());
        assign_slots(jobs, before, self.first_free_slot.get_untracked())
    }

    /// Gives new rows slots that have not been used. If a whole list replaced another one without an act of the
    /// user, a browser would count new texts in the same elements as moved elements (layout shift).
    pub(super) fn renew_slots(self) {
        self.first_free_slot.update_untracked(|slot| *slot += SLOTS);
    }
}

fn assign_slots(jobs: Vec<(Job, bool)>, before: &[Row], first_free: usize) -> Vec<Row> {
    // A job keeps the slot of the first remaining row with its ID: the cloud may send an ID twice, or none at all.
    let mut left: Vec<Option<&Row>> = before.iter().map(Some).collect();
    let mut kept = |job: &Job| {
        let has_id = |row: &&mut Option<&Row>| row.is_some_and(|row| row.job.id == job.id);
        left.iter_mut().find(has_id)?.take()
    };
    let kept: Vec<Option<&Row>> = jobs.iter().map(|(job, _)| kept(job)).collect();
    let slots: Vec<Option<usize>> = kept.iter().map(|row| row.map(|row| row.slot)).collect();
    let mut free = (first_free..).filter(|slot| !slots.contains(&Some(*slot)));
    let assigned = slots.iter().map(|slot| slot.or_else(|| free.next()).unwrap_or_default());
    let row = |((slot, kept), (job, is_gone)): ((usize, Option<&Row>), (Job, bool))| {
        // For a job that is gone, the last known row is newer than the one in the list whose order is kept.
        let last = kept.filter(|_| is_gone).map(|row| row.job.clone());
        Row { slot, job: last.unwrap_or_else(|| Arc::new(job)), is_gone }
    };
    assigned.zip(kept).zip(jobs).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jobs(ids: &[&str]) -> Vec<(Job, bool)> {
        let job = |id: &&str| Job { id: Some((*id).to_owned()), ..Job::default() };
        ids.iter().map(|id| (job(id), false)).collect()
    }

    #[track_caller]
    fn check(before: &[(usize, &str)], ids: &[&str], first_free: usize, expect: &[usize]) {
        let before: Vec<Row> = before
            .iter()
            .map(|(slot, id)| {
                let job = Arc::new(jobs(&[id]).remove(0).0);
                Row { slot: *slot, job, is_gone: false }
            })
            .collect();
        let rows = assign_slots(jobs(ids), &before, first_free);
        assert_eq!(rows.iter().map(|row| row.slot).collect::<Vec<_>>(), expect);
        assert_eq!(rows.iter().filter_map(|row| row.job.id.as_deref()).collect::<Vec<_>>(), ids);
    }

    #[test]
    fn a_job_that_stays_keeps_its_slot() {
        check(&[], &["a", "b"], 0, &[0, 1]);
        check(&[(0, "a"), (1, "b")], &["b", "a"], 0, &[1, 0]);
        check(&[(0, "a"), (1, "b")], &["c", "b"], 0, &[0, 1]);
        check(&[(0, "a"), (1, "b")], &["c", "b", "d"], 0, &[0, 1, 2]);
        check(&[(0, "a"), (1, "b")], &["c", "b"], SLOTS, &[SLOTS, 1]);
    }

    #[test]
    fn an_id_that_comes_twice_has_two_slots() {
        check(&[], &["a", "a"], 0, &[0, 1]);
        check(&[(0, "a"), (1, "a")], &["a", "a"], 0, &[0, 1]);
        check(&[(0, "a")], &["a", "a"], 0, &[0, 1]);
    }
}
