//! The compact list against the plain one: jobs as values, one after the other.

#![allow(clippy::unwrap_used)]

use std::collections::HashMap;

use devserver_jobs_core::job::{Field, Job};
use devserver_jobs_core::list::JobList;
use devserver_jobs_core::{decode, detail};
use proptest::prelude::*;
use proptest::sample::select;

mod shapes;

use shapes::bodies::row;
use shapes::jobs::{job, jobs, list, text};

fn of_ids(jobs: &[Job]) -> HashMap<Option<&str>, Vec<&Job>> {
    let mut ids: HashMap<_, Vec<&Job>> = HashMap::new();
    for job in jobs {
        ids.entry(job.id.as_deref()).or_default().push(job);
    }
    ids
}

/// How many jobs differ.
#[derive(Default)]
struct Counts {
    added: usize,
    gone: usize,
    changed: usize,
}

/// What differs for sure, and how many jobs may have changed besides, since several have their id.
fn difference(new: &[Job], old: &[Job]) -> (Counts, usize) {
    let (new, old) = (of_ids(new), of_ids(old));
    let none = Vec::new();
    let (mut sure, mut besides) = (Counts::default(), 0);
    for id in new.keys().chain(old.keys().filter(|id| !new.contains_key(*id))) {
        let (new, old) = (new.get(id).unwrap_or(&none), old.get(id).unwrap_or(&none));
        sure.added += new.len().saturating_sub(old.len());
        sure.gone += old.len().saturating_sub(new.len());
        match (&new[..], &old[..]) {
            ([new], [old]) => sure.changed += usize::from(new != old),
            (new, old) => besides += new.len().min(old.len()),
        }
    }
    (sure, besides)
}

/// One job with another name, without, behind itself or in another place, some times.
fn edit(mut jobs: Vec<Job>, edits: &[(u8, prop::sample::Index, String)]) -> Vec<Job> {
    for (kind, at, text) in edits {
        let at = at.index(jobs.len().max(1));
        match (kind, jobs.get(at).cloned()) {
            (0, Some(job)) => jobs.insert(at, Job { id: Some(format!("new {text}")), ..job }),
            (1, Some(_)) => drop(jobs.remove(at)),
            (2, Some(job)) => jobs[at] = Job { name: Some(format!("other {text}")), ..job },
            (3, Some(job)) => jobs.push(job),
            (_, Some(_)) => jobs.rotate_left(at),
            (_, None) => {}
        }
    }
    jobs
}

/// A list kept the largest counts as if none, or a text without letters, had arrived.
#[test]
fn the_largest_counts() {
    #[track_caller]
    fn check(count: &str, expect: Field<u32>) {
        let row = format!(r#"{{"abnormal_count":{count}}}"#);
        let list = decode::decode(format!(r#"{{"data":[{row}]}}"#).as_bytes()).unwrap().jobs;
        assert_eq!(list.get(0).unwrap().abnormal_count, expect, "in a list");
        assert_eq!(detail::decode(row.as_bytes()).unwrap().job.abnormal_count, expect, "alone");
    }
    check("4294967293", Field::Known(4_294_967_293));
    for large in ["4294967294", "4294967295", "4294967296"] {
        check(large, Field::Unreadable(large.to_owned()));
    }
    let job = Job { abnormal_count: Field::Known(u32::MAX), ..Job::default() };
    let list: JobList = [job].into_iter().collect();
    let expect = Field::Unreadable("4294967295".to_owned());
    assert_eq!(list.get(0).unwrap().abnormal_count, expect, "made of values");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    /// What a list says of a job is what the job's own answer says of it.
    #[test]
    fn rows_are_what_they_are_alone(rows in prop::collection::vec(row(), 0..8)) {
        let body = format!(r#"{{"data":[{}]}}"#, rows.join(","));
        let list = decode::decode(body.as_bytes()).unwrap().jobs;
        prop_assert_eq!(list.len(), rows.len());
        for (place, row) in rows.iter().enumerate() {
            let alone = detail::decode(shapes::alone(row).as_bytes()).unwrap().job;
            prop_assert_eq!(list.get(place), Some(alone), "{}", row);
        }
        prop_assert_eq!(list.get(rows.len()), None);
    }

    #[test]
    fn jobs_come_out_as_they_went_in((jobs, length) in jobs()) {
        let list = list(&jobs, length);
        prop_assert_eq!((list.len(), list.is_empty()), (length, length == 0));
        prop_assert!(list.iter().eq(jobs.iter().cycle().take(length).cloned()));
        prop_assert_eq!(list.get(length), None);
        prop_assert_eq!(&list.iter().collect::<JobList>(), &list);
    }

    #[test]
    fn jobs_by_their_ids((jobs, length) in jobs(), other in text()) {
        let list = list(&jobs, length);
        let known = jobs.iter().filter_map(|job| job.id.as_deref());
        for id in known.chain([&*other, ""]) {
            let place = jobs.iter().take(length).position(|job| job.id.as_deref() == Some(id));
            prop_assert_eq!(list.find_id(id), place, "{:?}", id);
        }
    }

    #[test]
    fn what_is_different(
        old in prop::collection::vec(job(), 0..12),
        own_ids in any::<bool>(),
        edits in prop::collection::vec((0u8..5, any::<prop::sample::Index>(), text()), 0..4),
        behind in select(vec![0usize, 0, 0, 4090]),
    ) {
        // Many that stay as they are, so that the lists have more than one chunk.
        let same = (0..behind).map(|number| Job { id: Some(format!("same {number}")), ..Job::default() });
        let mut old: Vec<Job> = old.into_iter().chain(same).collect();
        if own_ids {
            for (job, number) in old.iter_mut().zip(0..) {
                job.id = Some(format!("{number:08x}-0000-0000-0000-000000000000"));
            }
        }
        let new = edit(old.clone(), &edits);
        let (sure, besides) = difference(&new, &old);
        let (new, old): (JobList, JobList) = (new.into_iter().collect(), old.into_iter().collect());
        let found = new.difference(&old);
        prop_assert_eq!((found.added.len(), found.gone.len()), (sure.added, sure.gone));
        let changed = sure.changed..=sure.changed + besides;
        prop_assert!(changed.contains(&found.changed.len()), "{:?} {:?}", found, changed);
        prop_assert!(new.difference(&new.clone()).is_empty());
        let copy: JobList = new.iter().collect();
        prop_assert!(new.difference(&copy).is_empty());
    }
}
