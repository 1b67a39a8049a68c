//! How jobs come, run, end and go as time moves.

use std::collections::{HashMap, HashSet};

use devserver_jobs_sim::{Cloud, Filter, Row, SLOT_MS};

use crate::{HOUR, NOW, cloud, rows};

#[test]
fn the_same_arguments_give_the_same_bytes() {
    let body = cloud(400).list("demo", &Filter::default(), NOW);
    assert_eq!(body, cloud(400).list("demo", &Filter::default(), NOW));
    for (other, project, now) in [
        (Cloud { jobs: 400, seed: 2 }, "demo", NOW),
        (cloud(400), "demo-2", NOW),
        (cloud(400), "demo", NOW + HOUR),
    ] {
        assert_ne!(body, other.list(project, &Filter::default(), now));
    }
}

/// Guards against a change that silently gives everyone else's recorded expectations other jobs.
#[test]
fn the_jobs_of_a_frozen_instant_stay_what_they_are() {
    let first = rows(cloud(3), NOW).remove(0);
    assert_eq!(
        (first.id.as_str(), first.name.as_str(), first.create_at),
        ("a6916d09-e99b-45f9-9fc8-5f55a6d53f76", "service-deploy-d8ba", 1_759_999_563_595),
    );
}

#[test]
fn every_instant_has_an_answer() {
    let earliest = -8_640_000_000_000_000;
    for now in [i64::MIN, earliest, -1, 0, 1, SLOT_MS, i64::MAX] {
        for row in rows(cloud(50), now) {
            assert!(row.create_at <= row.update_at, "{row:?}");
            assert!(row.update_at <= now.max(earliest), "{row:?}");
        }
    }
}

#[test]
fn jobs_appear_run_and_end_as_time_moves() {
    let mut lives: HashMap<String, Vec<&str>> = HashMap::new();
    let mut before = rows(cloud(320), NOW);
    for minute in 1..=240 {
        let now = NOW + minute * 60_000;
        let after = rows(cloud(320), now);
        let known: HashMap<_, _> = before.iter().map(|row| (&row.id, row)).collect();
        for row in &after {
            assert!(row.create_at <= row.update_at && row.update_at <= now, "{row:?}");
            assert!(row.abnormal_count <= row.nodes, "{row:?}");
            let life = lives.entry(row.id.clone()).or_default();
            if life.last() != Some(&row.status) {
                life.push(row.status);
            }
            match known.get(&row.id) {
                None => assert!(row.create_at > now - 60_000, "only a new job is new: {row:?}"),
                Some(old) => check_follows(old, row),
            }
        }
        before = after;
    }
    for expect in [
        vec!["PROCESSING", "FINISHED"],
        vec!["FINISHED", "DELETED"],
        vec!["PROCESSING", "ACTIVE"],
        vec!["QUEUED", "PROCESSING", "FINISHED"],
    ] {
        assert!(lives.values().any(|life| *life == expect), "{expect:?}");
    }
    let rank = |status: &&str| match *status {
        "QUEUED" => 0,
        "PROCESSING" => 1,
        "FINISHED" | "ACTIVE" => 2,
        "DELETED" => 3,
        other => panic!("{other}"),
    };
    for life in lives.values() {
        assert!(life.is_sorted_by(|a, b| rank(a) < rank(b)), "a job never goes back: {life:?}");
    }
}

/// One job at two instants.
#[track_caller]
fn check_follows(old: &Row, new: &Row) {
    let forever = |row: &Row| {
        let name = row.name.clone();
        (name, row.create_at, row.user_name, row.description, row.r#type, row.visible, row.nodes)
    };
    assert_eq!(forever(old), forever(new));
    assert!(old.update_at <= new.update_at, "{old:?} {new:?}");
    assert!(old.abnormal_count <= new.abnormal_count, "{old:?} {new:?}");
    if old.status != new.status {
        assert!(old.update_at < new.update_at, "{old:?} {new:?}");
    }
}

#[test]
fn a_running_job_reports_in_steps_and_its_failures_grow() {
    let mut updates: HashMap<String, HashSet<i64>> = HashMap::new();
    let mut failures: HashMap<String, HashSet<u32>> = HashMap::new();
    for now in (NOW..NOW + 6 * HOUR).step_by(30_000) {
        for row in rows(cloud(40), now).into_iter().filter(|row| row.status == "PROCESSING") {
            updates.entry(row.id.clone()).or_default().insert(row.update_at);
            failures.entry(row.id).or_default().insert(row.abnormal_count);
        }
    }
    assert!(updates.values().any(|seen| seen.len() > 10));
    assert!(failures.values().any(|seen| seen.len() > 2));
    let looks = 25 * 60 / 30 + 1;
    let longer = updates.values().filter(|seen| seen.len() > looks).count();
    assert!(longer <= 2, "only a job that hangs runs longer than 25 minutes: {longer}");
}
