//! How long jobs take, and which take longer: equal to sorting all of them.

#![allow(clippy::unwrap_used)]

mod random;

use devserver_jobs_core::job::{Field, Job, Millis};
use devserver_jobs_core::list::JobList;
use devserver_jobs_core::outcome::Outcome;
use devserver_jobs_core::percentile::{SAMPLE, Usuals};
use random::Random;

const TYPES: [&str; 4] = ["COMMON", "LOG_COLLECT", "RARE", ""];
const STATUSES: [&str; 8] =
    ["FINISHED", "FINISHED", "FINISHED", "PROCESSING", "DELETED", "FAILED", "RUNNING", "HELD"];
const NOW: Millis = 1_768_464_000_000;

fn jobs(random: &mut Random, count: u64, longest: u64) -> Vec<Job> {
    (0..count)
        .map(|_| {
            let created = NOW - random.below(longest) as i64;
            let time = |at: i64, random: &mut Random| match random.below(20) {
                0 => Field::Absent,
                1 => Field::Unreadable("soon".to_owned()),
                _ => Field::Known(at),
            };
            let updated = created + random.below(longest) as i64 - 2;
            // The third type is rare.
            let kind = TYPES[random.below(8).min(3) as usize % (1 + random.below(4) as usize)];
            Job {
                job_type: Some(kind.to_owned()).filter(|kind| !kind.is_empty()),
                status: Some(STATUSES[random.below(8) as usize].to_owned()),
                abnormal_count: Field::Known(random.below(2) as u32),
                created: time(created, random),
                updated: time(updated, random),
                ..Job::default()
            }
        })
        .collect()
}

#[test]
fn everything_equals_sorting_all_of_them() {
    let mut measured = 0;
    for seed in 0..60 {
        let mut random = Random(seed);
        let count = if seed == 0 { 9_000 } else { random.below(400) };
        let longest = [4, 3_600_000, 900_000_000_000][random.below(3) as usize];
        let jobs = jobs(&mut random, count, longest);
        let list: JobList = jobs.iter().cloned().collect();
        let usuals = Usuals::new(&list);
        for kind in TYPES.iter().filter(|kind| !kind.is_empty()) {
            let mut times: Vec<Millis> = jobs
                .iter()
                .filter(|job| job.job_type.as_deref() == Some(*kind))
                .filter(|job| {
                    let finished = [
                        Outcome::FinishedWithFailures(1),
                        Outcome::FinishedUncounted,
                        Outcome::Finished,
                    ];
                    finished.iter().any(|own| own.rank() == Outcome::of(job).rank())
                })
                .filter_map(|job| Some(job.updated.known()? - job.created.known()?))
                .filter(|time| *time >= 0)
                .collect();
            times.sort_unstable();
            let expect = (times.len() >= SAMPLE).then(|| {
                // Nearest rank: the smallest that 95 in 100 are not above.
                let rank = (times.len() as f64 * 0.95).ceil() as usize;
                (times[rank - 1], times.len())
            });
            measured += usize::from(expect.is_some());
            assert_eq!(usuals.of(kind).map(|own| (own.time, own.sample)), expect, "{seed} {kind}");
        }
        let expect: Vec<u32> = (0..)
            .zip(&jobs)
            .filter(|(_, job)| {
                let usual = job.job_type.as_deref().and_then(|kind| usuals.of(kind));
                let running = matches!(job.status.as_deref(), Some("PROCESSING" | "RUNNING"));
                running
                    && usual
                        .zip(job.created.known())
                        .is_some_and(|(usual, created)| NOW - created > usual.time)
            })
            .map(|(place, _)| place)
            .collect();
        assert_eq!(&*usuals.places(NOW), expect, "{seed}");
        for (place, job) in (0..).zip(&jobs) {
            assert_eq!(usuals.stuck(job, NOW).is_some(), expect.contains(&place), "{seed} {place}");
        }
    }
    assert!(measured > 40, "{measured} types had enough jobs");
}

#[test]
fn both_numbers() {
    let job = |status: &str, created: Millis, minutes: Millis| Job {
        job_type: Some("COMMON".to_owned()),
        status: Some(status.to_owned()),
        abnormal_count: Field::Known(0),
        created: Field::Known(created),
        updated: Field::Known(created + minutes * 60_000),
        ..Job::default()
    };
    let finished = (1..=20).map(|minutes| job("FINISHED", 0, minutes));
    let list: JobList = finished.clone().collect();
    let usuals = Usuals::new(&list);
    let long = usuals.stuck(&job("PROCESSING", 0, 1), 20 * 60_000).unwrap();
    assert_eq!((long.time, long.usual, long.sample), (20 * 60_000, 19 * 60_000, 20));
    assert_eq!(usuals.stuck(&job("PROCESSING", 0, 1), 19 * 60_000), None);
    assert_eq!(usuals.stuck(&job("FINISHED", 0, 1), 20 * 60_000), None);
    let few: JobList = finished.skip(1).collect();
    assert_eq!(Usuals::new(&few).of("COMMON"), None, "nothing is claimed of 19");
}
