//! Causes, failed nodes and shares: equal to counting by hand on random jobs.

#![allow(clippy::unwrap_used)]

#[path = "../../tests/random/mod.rs"]
mod random;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use devserver_jobs_core::detail::{Item, JobDetail, Task};
use devserver_jobs_core::job::{Field, Job};
use devserver_jobs_core::list::JobList;
use devserver_jobs_core::narrow::LeftOut;
use devserver_jobs_reports::causes::{
    Failed, Reading, Trait, Value, causes, failed_newest, failed_nodes, shares,
};
use random::Random;

const MESSAGES: [Option<&str>; 5] =
    [Some("link down"), Some("Errno 111"), Some("Errno 113"), None, Some(" ")];

fn task(node: u64, status: &str, message: Option<&str>, at: i64) -> Task {
    Task {
        server_id: Some(format!("id-of-{node}")),
        server_name: Some(format!("npu-{node}")),
        status: Some(status.to_owned()),
        message: message.map(str::to_owned),
        cloud_server: vec![("type".to_owned(), if node < 3 { "HPS" } else { "BMS" }.to_owned())],
        updated: Field::Known(at),
        ..Task::default()
    }
}

/// Jobs newest first, with their details.
fn random(seed: u64, count: u64) -> Vec<(Job, JobDetail)> {
    let mut random = Random(seed);
    (0..count)
        .map(|number| {
            let at = 1_749_536_000_000 - number as i64 * 600_000;
            let most = if random.below(5) == 0 { 6 } else { 1 };
            let tasks: Vec<Task> = (0..random.below(most))
                .map(|_| {
                    let node = random.below(12);
                    let status = ["FAILED", "SUCCESS", "SKIPPED", "error", "PROCESSING"];
                    let message = MESSAGES[random.below(5) as usize];
                    task(node, status[random.below(5) as usize], message, at + node as i64)
                })
                .collect();
            let failed = tasks.iter().filter(|task| is_failed(task)).count() as u32;
            let job = Job {
                id: Some(format!("00000000-0000-4000-8000-{number:012}")),
                name: Some(format!("job {number}")),
                user_name: Some(["ada", "bob"][usize::from(failed == 0)].to_owned()),
                job_type: Some(["A", "B"][random.below(2) as usize].to_owned()),
                status: Some("FINISHED".to_owned()),
                abnormal_count: Field::Known(failed),
                created: Field::Known(at),
                ..Job::default()
            };
            let item = Item {
                kind: None,
                spec: vec![("driver_version".to_owned(), format!("24.{}", random.below(2)))],
            };
            (job.clone(), JobDetail { job, tasks, items: vec![item], ..JobDetail::default() })
        })
        .collect()
}

/// The nodes and the jobs of a cause, and how many tasks.
type Expected = (BTreeSet<String>, BTreeSet<usize>, usize);

fn is_failed(task: &Task) -> bool {
    matches!(task.status.as_deref(), Some("FAILED" | "error"))
}

fn readings(jobs: &[(Job, JobDetail)]) -> Vec<Arc<Reading>> {
    jobs.iter().map(|(job, detail)| Arc::new(Reading::new(job, detail, None))).collect()
}

fn message_of(task: &Task) -> Option<&str> {
    task.message.as_deref().filter(|message| !message.trim().is_empty())
}

#[test]
fn causes_are_those_counted_by_hand() {
    for seed in 0..40 {
        let jobs = random(seed, 2 * seed);
        let readings = readings(&jobs);
        let found = causes(&readings);
        let mut expect: BTreeMap<Option<&str>, Expected> = BTreeMap::new();
        for (at, (_, detail)) in jobs.iter().enumerate() {
            for task in detail.tasks.iter().filter(|task| is_failed(task)) {
                let (nodes, jobs, count) = expect.entry(message_of(task)).or_default();
                nodes.insert(task.server_name.clone().unwrap());
                jobs.insert(at);
                *count += 1;
            }
        }
        assert_eq!(found.len(), expect.len());
        for cause in &found {
            let text = cause.example.as_deref();
            let (nodes, at, count) = &expect[&text];
            let names: BTreeSet<String> =
                cause.nodes.iter().map(|node| node.name.clone()).collect();
            assert_eq!((&names, cause.nodes.len()), (nodes, nodes.len()));
            assert_eq!(cause.jobs, at.iter().copied().collect::<Vec<_>>());
            assert_eq!(cause.failures, *count);
            assert_eq!(cause.fingerprint.is_none(), text.is_none());
            let times = jobs.iter().flat_map(|(_, detail)| &detail.tasks);
            let times: Vec<i64> = times
                .filter(|task| is_failed(task) && message_of(task) == text)
                .filter_map(|task| task.updated.known().copied())
                .collect();
            let span = times.iter().min().copied().zip(times.iter().max().copied());
            assert_eq!(cause.span, span);
            assert_eq!(cause.types.iter().map(|(_, count)| count).sum::<usize>(), at.len());
            assert_eq!(cause.versions.iter().map(|(_, count)| count).sum::<usize>(), at.len());
        }
        assert!(found.is_sorted_by_key(|cause| std::cmp::Reverse(cause.nodes.len())));
        let failures: usize = readings.iter().map(|reading| reading.failures()).sum();
        assert_eq!(found.iter().map(|cause| cause.failures).sum::<usize>(), failures);
    }
}

#[test]
fn failed_nodes_are_those_counted_by_hand() {
    for seed in 0..40 {
        let jobs = random(seed, 2 * seed);
        let found = failed_nodes(&readings(&jobs));
        for node in 0..12 {
            let name = format!("npu-{node}");
            // A node is in one job only once, or at least not with two results: its times are equal then.
            let runs: Vec<(usize, i64, bool)> = jobs
                .iter()
                .enumerate()
                .flat_map(|(at, (_, detail))| detail.tasks.iter().map(move |task| (at, task)))
                .filter(|(_, task)| task.server_name.as_ref() == Some(&name))
                .filter(|(_, task)| is_failed(task) || task.status.as_deref() == Some("SUCCESS"))
                .map(|(at, task)| (at, *task.updated.known().unwrap(), is_failed(task)))
                .collect();
            let failed: BTreeSet<usize> =
                runs.iter().filter(|run| run.2).map(|run| run.0).collect();
            let own = found.iter().find(|found| found.node.name == name);
            assert_eq!(own.map(|own| own.jobs).unwrap_or_default(), failed.len());
            let Some(own) = own else { continue };
            let row: BTreeSet<usize> =
                runs.iter().take_while(|run| run.2).map(|run| run.0).collect();
            assert_eq!(own.in_a_row, row.len());
            assert_eq!(own.last_failed, runs.iter().filter(|run| run.2).map(|run| run.1).max());
            assert_eq!(own.last_good, runs.iter().filter(|run| !run.2).map(|run| run.1).max());
        }
        assert!(found.is_sorted_by_key(|node| std::cmp::Reverse(node.jobs)));
    }
}

#[test]
fn shares_are_those_counted_by_hand() {
    let mut claimed = 0;
    for seed in 0..60 {
        let jobs = random(seed, 4 * seed);
        let list: JobList = jobs.iter().map(|(job, _)| job.clone()).collect();
        let places: Vec<u32> = (0..jobs.len() as u32).filter(|place| place % 7 != 3).collect();
        let readings = readings(&jobs);
        let found = shares(&list, &places, &readings);
        let shown: Vec<&Job> = places.iter().map(|place| &jobs[*place as usize].0).collect();
        let failed = |job: &&&Job| job.abnormal_count != Field::Known(0);
        let failures = shown.iter().filter(failed).count();
        for share in found.iter().filter(|share| share.by == Trait::User) {
            let has = |job: &&&Job| Value::Text(job.user_name.clone().unwrap()) == share.value;
            let own = shown.iter().filter(failed).filter(has).count();
            assert_eq!(share.of_failures, (own, failures));
            assert_eq!(share.of_all, (shown.iter().filter(has).count(), shown.len()));
            claimed += 1;
        }
        for share in &found {
            let ((own, failures), (of_all, all)) = (share.of_failures, share.of_all);
            assert!(failures >= 10 && own >= 3, "{share:?}");
            assert!(own as f64 / failures as f64 >= 2.0 * of_all as f64 / all as f64, "{share:?}");
        }
    }
    assert!(claimed > 3, "{claimed}");
}

#[test]
fn nothing_is_claimed_of_few_failures() {
    let job = |failed: u32, user: &str| Job {
        user_name: Some(user.to_owned()),
        status: Some("FINISHED".to_owned()),
        abnormal_count: Field::Known(failed),
        ..Job::default()
    };
    let of = |failures: usize| -> Vec<Value> {
        let jobs = (0..failures).map(|_| job(1, "ada")).chain((0..90).map(|_| job(0, "bob")));
        let list: JobList = jobs.collect();
        let places: Vec<u32> = (0..list.len() as u32).collect();
        shares(&list, &places, &[]).into_iter().map(|share| share.value).collect()
    };
    assert_eq!(of(9), []);
    assert_eq!(of(10), [Value::Text("ada".to_owned())]);
}

/// A job failed on nodes, and its detail named none of them: the job was in no cause.
#[test]
fn a_failed_job_without_failed_tasks_is_not_lost() {
    let job = Job {
        status: Some("FINISHED".to_owned()),
        abnormal_count: Field::Known(3),
        job_type: Some("A".to_owned()),
        ..Job::default()
    };
    let silent = JobDetail { tasks: vec![task(1, "SUCCESS", None, 1)], ..JobDetail::default() };
    let without = JobDetail { tasks: vec![task(1, "FAILED", None, 1)], ..JobDetail::default() };
    let reading = |detail| Arc::new(Reading::new(&job, detail, None));
    let found = causes(&[reading(&silent), reading(&without), reading(&silent)]);
    assert_eq!(found.len(), 1);
    assert!(found[0].fingerprint.is_none());
    assert_eq!((&*found[0].jobs, found[0].failures, found[0].nodes.len()), (&[0, 1, 2][..], 1, 1));
    assert_eq!(found[0].types, [("A".to_owned(), 3)]);
}

/// Eleven tasks without a node in eleven jobs were one node without a name, which failed again and again.
#[test]
fn tasks_without_a_node_are_no_node() {
    let nameless = Task { status: Some("FAILED".to_owned()), ..Task::default() };
    let tasks = vec![nameless.clone(), task(1, "FAILED", None, 1), nameless];
    let detail = JobDetail { tasks, ..JobDetail::default() };
    let reading = Arc::new(Reading::new(&Job::default(), &detail, None));
    let readings = [reading.clone(), reading];
    let nodes = failed_nodes(&readings);
    assert_eq!(nodes.iter().map(|node| &*node.node.name).collect::<Vec<_>>(), ["npu-1"]);
    let found = causes(&readings);
    assert_eq!((found[0].failures, found[0].nodes.len()), (6, 5), "four of them may be different");
}

/// The details of jobs whose ids are no UUIDs cannot be requested. They stood in front of the others, of which none
/// was read, and nothing said so.
#[test]
fn jobs_without_a_detail_are_counted() {
    let job = |id: &str, at: i64| Job {
        id: Some(id.to_owned()),
        status: Some("FINISHED".to_owned()),
        abnormal_count: Field::Known(1),
        created: Field::Known(1_749_536_000_000 + at),
        ..Job::default()
    };
    let list: JobList = [
        job("00000000-0000-4000-8000-000000000001", 0),
        job("task-7", 1),
        job("00000000-0000-4000-8000-00000000000A", 2),
        Job { id: None, ..job("", 3) },
    ]
    .into_iter()
    .collect();
    let failed = failed_newest(&list, &LeftOut::default());
    assert_eq!(failed, Failed { places: vec![2, 0], without_detail: 2 });
}

#[test]
fn what_is_no_failure_is_no_reading() {
    let detail = JobDetail {
        tasks: vec![task(1, "SKIPPED", Some("x"), 1), task(2, "SUCCESS", Some("y"), 1)],
        ..JobDetail::default()
    };
    let reading = Reading::new(&Job::default(), &detail, Some("r".to_owned()));
    assert_eq!((reading.failures(), reading.is_final), (0, false));
    assert!(causes(&[Arc::new(reading)]).is_empty());
}
