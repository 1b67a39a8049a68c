//! What remains under refinements, and the counts that go with it: equal to a look at every job.

#![allow(clippy::unwrap_used)]

mod random;

use devserver_jobs_core::job::{Field, Job};
use devserver_jobs_core::list::JobList;
use devserver_jobs_core::narrow::{Dimension, LeftOut, Narrowing, Picked, Values};
use devserver_jobs_core::outcome::{Outcome, OutcomeSet};
use devserver_jobs_core::range::{By, Range};
use devserver_jobs_core::refine::{Found, Words};
use random::Random;

const TYPES: [&str; 4] = ["COMMON", "LOG_COLLECT", "X,Y", ""];
const USERS: [&str; 3] = ["ada", "bob", ""];

fn jobs(random: &mut Random, count: u64) -> Vec<Job> {
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    (0..count)
        .map(|number| Job {
            id: Some(format!("00000000-0000-4000-8000-{number:012}")),
            name: Some(format!("job-{}", random.below(20))),
            job_type: text(TYPES[random.below(4) as usize]),
            user_name: text(USERS[random.below(3) as usize]),
            status: text(["FINISHED", "PROCESSING", "HELD"][random.below(3) as usize]),
            abnormal_count: Field::Known(random.below(2) as u32),
            created: match random.below(9) {
                0 => Field::Absent,
                1 => Field::Unreadable("yesterday".to_owned()),
                at => Field::Known(at as i64),
            },
            ..Job::default()
        })
        .collect()
}

#[test]
fn everything_equals_a_look_at_every_job() {
    for seed in 0..60 {
        let mut random = Random(seed);
        let count = if seed == 0 { 9_000 } else { random.below(60) };
        let jobs = jobs(&mut random, count);
        let list: JobList = jobs.iter().cloned().collect();
        let some = |random: &mut Random, all: &[&str]| {
            let mut values = Values::default();
            for value in all.iter().filter(|_| random.below(3) == 0) {
                values = values.toggled(value);
            }
            values
        };
        let (types, users) = (some(&mut random, &TYPES), some(&mut random, &USERS));
        let outcomes = OutcomeSet::parse(
            ["", "finished", "finished,processing-with-failures"][random.below(3) as usize],
        );
        let text = ["", "job-1"][random.below(2) as usize];
        let found = (!text.is_empty()).then(|| Found::new(&list, Words::of(text), &|_| None, None));
        let ids: Vec<String> =
            jobs.iter().filter(|_| random.below(2) == 0).filter_map(|job| job.id.clone()).collect();
        let picked = (random.below(2) == 0).then(|| Picked { title: String::new(), ids });
        let places = picked.as_ref().map(|picked| picked.places(&list));
        let changed: Vec<u32> = (0..count as u32).filter(|_| random.below(2) == 0).collect();
        let changed = (random.below(3) == 0).then_some(changed);
        let stuck: Vec<u32> = (0..count as u32).filter(|_| random.below(2) == 0).collect();
        let stuck = (random.below(3) == 0).then_some(stuck);
        let bound = |random: &mut Random| (random.below(2) == 0).then_some(random.below(9) as i64);
        let time = (random.below(2) == 0).then(|| Range {
            by: By::Created,
            from: bound(&mut random),
            to: bound(&mut random),
            hours: 0,
        });
        let narrowing = Narrowing {
            found: found.as_ref(),
            outcomes,
            types: Some(&types),
            users: Some(&users),
            picked: places.as_deref(),
            changed: changed.as_deref(),
            time,
            stuck: stuck.as_deref(),
        };
        let left_out = LeftOut::new(&list, narrowing);

        let place = |job: &Job| jobs.iter().position(|own| own.id == job.id).unwrap() as u32;
        let passes = |job: &Job, but: Option<Dimension>| {
            let has = |values: &Values, text: &Option<String>| {
                values.is_empty() || values.has(text.as_deref().unwrap_or_default())
            };
            Dimension::ALL.into_iter().filter(|by| Some(*by) != but).all(|by| match by {
                Dimension::Find => job.name.as_ref().is_some_and(|name| name.contains(text)),
                Dimension::Outcome => outcomes.is_empty() || outcomes.has(Outcome::of(job).rank()),
                Dimension::Type => has(&types, &job.job_type),
                Dimension::User => has(&users, &job.user_name),
                Dimension::Picked => picked
                    .as_ref()
                    .is_none_or(|picked| picked.ids.contains(job.id.as_ref().unwrap())),
                Dimension::Changed => {
                    changed.as_ref().is_none_or(|changed| changed.contains(&place(job)))
                }
                Dimension::Time => time.is_none_or(|range| {
                    job.created.known().is_some_and(|at| {
                        range.from.is_none_or(|from| *at >= from)
                            && range.to.is_none_or(|to| *at < to)
                    })
                }),
                Dimension::Stuck => stuck.as_ref().is_none_or(|stuck| stuck.contains(&place(job))),
            })
        };
        let order: Vec<u32> = (0..count as u32).rev().collect();
        for but in Dimension::ALL.into_iter().map(Some).chain([None]) {
            let expect: Vec<u32> =
                order.iter().copied().filter(|at| passes(&jobs[*at as usize], but)).collect();
            assert_eq!(&*left_out.places(&order, but), expect, "{seed} {but:?}");
            if let Some(but) = but {
                assert_eq!(left_out.count_without(&list, but), expect.len(), "{seed} {but:?}");
            }
        }
        for (by, all) in [(Dimension::Type, &TYPES[..]), (Dimension::User, &USERS[..])] {
            let value = |job: &Job| match by {
                Dimension::Type => job.job_type.clone().unwrap_or_default(),
                _ => job.user_name.clone().unwrap_or_default(),
            };
            let facet = left_out.facet(&list, by);
            let there = all.iter().filter(|own| jobs.iter().any(|job| value(job) == **own));
            assert_eq!(facet.len(), there.count());
            for (own, count) in facet {
                let has = |job: &&Job| value(job) == own && passes(job, Some(by));
                assert_eq!(count, jobs.iter().filter(has).count(), "{seed} {own}");
            }
        }
        let mut expect = [0; Outcome::KINDS];
        for job in jobs.iter().filter(|job| passes(job, Some(Dimension::Outcome))) {
            expect[usize::from(Outcome::of(job).rank())] += 1;
        }
        assert_eq!(left_out.outcomes(&list), expect);
    }
}
