//! What of a list is odd: equal to a look at every job.

#![allow(clippy::unwrap_used)]

mod random;

use devserver_jobs_core::job::{Field, Job, Millis};
use devserver_jobs_core::list::JobList;
use devserver_jobs_core::quality::{Oddity, clock_oddities, oddities};
use random::Random;

const NOW: Millis = 1_768_464_000_000;
const HOUR: Millis = 3_600_000;
const STATUSES: [Option<&str>; 5] =
    [Some("FINISHED"), Some(" finished "), Some("PROCESSING"), Some("HELD"), None];

fn job(random: &mut Random) -> Job {
    let time = |random: &mut Random| match random.below(9) {
        0 => Field::Absent,
        1 => Field::Unreadable("soon".to_owned()),
        hours => Field::Known(NOW + hours as i64 * HOUR - 6 * HOUR),
    };
    let number = random.below(30);
    Job {
        id: match random.below(3) {
            0 => None,
            1 => Some(format!("odd-{number}")),
            _ => Some(format!("00000000-0000-4000-8000-{number:012}")),
        },
        status: STATUSES[random.below(5) as usize].map(str::to_owned),
        created: time(random),
        updated: time(random),
        ..Job::default()
    }
}

fn is_odd(jobs: &[Job], at: usize, oddity: Oddity) -> bool {
    let job = &jobs[at];
    let (created, updated) = (job.created.known(), job.updated.known());
    match oddity {
        Oddity::UnknownStatus => matches!(job.status.as_deref(), None | Some("HELD")),
        Oddity::UnreadableTime => {
            [&job.created, &job.updated].iter().any(|at| matches!(at, Field::Unreadable(_)))
        }
        Oddity::RepeatedId => {
            job.id.is_some() && jobs[..at].iter().any(|before| before.id == job.id)
        }
        Oddity::UpdatedBeforeCreated => {
            created.zip(updated).is_some_and(|(created, updated)| updated < created)
        }
        Oddity::InTheFuture => [created, updated].into_iter().flatten().any(|at| *at > NOW + HOUR),
    }
}

#[test]
fn everything_equals_a_look_at_every_job() {
    for seed in 0..40 {
        let mut random = Random(seed);
        let count = if seed == 0 { 9_000 } else { random.below(60) };
        let jobs: Vec<Job> = (0..count).map(|_| job(&mut random)).collect();
        let list: JobList = jobs.iter().cloned().collect();
        let odd = oddities(&list, NOW, 7);
        for (oddity, odd) in Oddity::ALL.into_iter().zip(odd) {
            // Of as many rows the first are enough.
            let rows = if seed == 0 { 200 } else { jobs.len() };
            let places: Vec<u32> =
                (0..rows).filter(|at| is_odd(&jobs, *at, oddity)).map(|at| at as u32).collect();
            assert_eq!(odd.places, places[..places.len().min(7)], "{seed} {oddity:?}");
            if seed > 0 {
                assert_eq!(odd.count, places.len(), "{seed} {oddity:?}");
            }
        }
        for (at, job) in jobs.iter().enumerate().take(60) {
            let own = [Oddity::UpdatedBeforeCreated, Oddity::InTheFuture];
            let expect: Vec<Oddity> =
                own.into_iter().filter(|oddity| is_odd(&jobs, at, *oddity)).collect();
            assert_eq!(clock_oddities(job, NOW), expect);
        }
    }
}
