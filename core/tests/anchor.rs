//! What stays in place while somebody reads: for random lists and changes.

#![allow(clippy::unwrap_used)]

mod random;

use devserver_jobs_core::anchor::{Held, Place, View};
use devserver_jobs_core::job::{Field, Job};
use devserver_jobs_core::list::JobList;
use random::Random;

fn list(jobs: &[(String, i64)]) -> JobList {
    let job = |(id, updated): &(String, i64)| Job {
        id: Some(id.clone()),
        updated: Field::Known(*updated),
        ..Job::default()
    };
    jobs.iter().map(job).collect()
}

/// A number below a length, or 0.
fn below(random: &mut Random, length: usize) -> usize {
    random.below(length.max(1) as u64) as usize
}

/// For random lists and changes: every row that is shown stays at its place with its job, with what the
/// newest list says of it; and what waits is the difference to what a fresh load shows.
/// Every row that is shown stays at its place with its job, with what the newest list says of it; and what waits
/// is the difference to what a fresh load shows.
#[test]
fn rows_stay_in_place_whatever_comes() {
    let mut random = Random(7);
    for _ in 0..500 {
        let count = random.below(40);
        let mut jobs: Vec<(String, i64)> =
            (0..count).map(|_| (random.below(60).to_string(), 0)).collect();
        let old = list(&jobs);
        for step in 0..random.below(10) {
            let at = below(&mut random, jobs.len());
            match random.below(4) {
                0 => jobs.insert(at, (format!("new {step}"), 0)),
                1 if !jobs.is_empty() => drop(jobs.remove(at)),
                2 if !jobs.is_empty() => {
                    let job = jobs.remove(at);
                    jobs.insert(below(&mut random, jobs.len() + 1), job);
                }
                _ if !jobs.is_empty() => jobs[at].1 += 1,
                _ => {}
            }
        }
        let new = list(&jobs);
        let some = |list: &JobList, random: &mut Random| {
            (0..list.len() as u32).filter(|_| random.below(4) > 0).collect::<Vec<u32>>()
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
