//! The detail of a job: that it says what the list says, and what its tasks make of it.

use std::collections::{HashMap, HashSet};

use devserver_jobs_sim::{Cloud, DOCUMENTED_PROJECT, Row};
use serde_json::{Value, json};

use crate::{HOUR, NOW, cloud, rows};

fn detail(cloud: Cloud, project: &str, id: &str, now_ms: i64) -> Value {
    serde_json::from_slice(&cloud.detail(project, id, now_ms).unwrap()).unwrap()
}

fn tasks(body: &Value) -> &[Value] {
    body["tasks"].as_array().unwrap()
}

fn with_status(body: &Value, status: &str) -> usize {
    tasks(body).iter().filter(|task| task["status"] == status).count()
}

/// Every job of a cloud with its detail, at one instant.
fn all(cloud: Cloud, now_ms: i64) -> Vec<(Row, Value)> {
    let with_detail = |row: Row| {
        let body = detail(cloud, "demo", &row.id, now_ms);
        (row, body)
    };
    rows(cloud, now_ms).into_iter().map(with_detail).collect()
}

#[track_caller]
fn check_says_what_the_list_says(row: &Row, body: &Value) {
    let mut expect = json!({
        "id": row.id, "name": row.name, "user_name": row.user_name, "type": row.r#type,
        "status": row.status, "abnormal_count": row.abnormal_count,
        "create_at": row.create_at, "update_at": row.update_at,
    });
    if let Some(description) = row.description {
        expect["description"] = description.into();
    }
    let mut said = body.clone();
    for own in ["template_id", "items", "tasks"] {
        said.as_object_mut().unwrap().remove(own).unwrap();
    }
    assert_eq!(said, expect);
    assert_eq!(tasks(body).len(), row.nodes as usize);
}

#[test]
fn a_detail_says_what_the_list_says_at_every_instant() {
    for minutes in [0, 1, 2, 7, 60, 300, 301] {
        for (row, body) in all(cloud(320), NOW + minutes * 60_000) {
            check_says_what_the_list_says(&row, &body);
        }
    }
}

#[test]
fn failed_tasks_are_as_many_as_the_job_counts_but_for_one_job_in_forty() {
    let differ = |(row, body): (Row, Value)| {
        with_status(&body, "FAILED").abs_diff(row.abnormal_count as usize)
    };
    let off: Vec<_> = all(cloud(820), NOW).into_iter().map(differ).collect();
    let jobs: usize = off.iter().sum();
    assert!(off.iter().all(|differs| *differs <= 1), "never by more than one");
    assert!((18..=20).contains(&jobs), "{jobs} of 820");
}

#[test]
fn failed_tasks_grow_with_the_count_while_a_job_runs() {
    let (mut agree, mut differ) = (HashSet::new(), HashSet::new());
    for now in (NOW..NOW + 6 * HOUR).step_by(60_000) {
        for (row, body) in all(cloud(13), now) {
            let failed = with_status(&body, "FAILED");
            if row.status == "PROCESSING" && failed > 0 {
                let agrees = failed == row.abnormal_count as usize;
                let seen = if agrees { &mut agree } else { &mut differ };
                seen.insert((row.id, failed));
            }
        }
    }
    assert!(agree.len() > 30 && differ.len() < agree.len() / 4, "{agree:?} {differ:?}");
}

#[test]
fn tasks_get_on_and_never_back() {
    let mut before: HashMap<String, Value> = HashMap::new();
    let mut ways: HashSet<(String, String)> = HashSet::new();
    for now in (NOW..NOW + HOUR).step_by(7_000) {
        for (row, body) in all(cloud(12), now) {
            for task in tasks(&body) {
                let (create_at, update_at) =
                    (task["create_at"].as_i64().unwrap(), task["update_at"].as_i64().unwrap());
                assert!((row.create_at..row.create_at + 40).contains(&create_at), "{task}");
                assert!(create_at <= update_at, "{task}");
                assert!(update_at <= row.update_at.max(create_at), "{row:?} {task}");
                let id = task["id"].as_str().unwrap().to_owned();
                let Some(old) = before.insert(id, task.clone()) else { continue };
                for forever in ["server_id", "server_name", "cloud_server", "create_at"] {
                    assert_eq!(old[forever], task[forever]);
                }
                assert!(old["update_at"].as_i64() <= task["update_at"].as_i64());
                if old["status"] != task["status"] {
                    let status = |task: &Value| task["status"].as_str().unwrap().to_owned();
                    ways.insert((status(&old), status(task)));
                } else if old["status"] != "PROCESSING" {
                    assert_eq!(&old, task, "what is over stays as it is");
                }
            }
        }
    }
    assert!(
        ways.iter().all(|(old, _)| matches!(old.as_str(), "QUEUED" | "PROCESSING")),
        "{ways:?}"
    );
    for end in ["SUCCESS", "FAILED", "SKIPPED"] {
        assert!(ways.contains(&("PROCESSING".to_owned(), end.to_owned())), "{end}: {ways:?}");
    }
}

#[test]
fn what_is_over_has_no_running_task_and_what_waits_has_no_other() {
    for (row, body) in all(cloud(1000), NOW) {
        let queued = with_status(&body, "QUEUED");
        let running = with_status(&body, "PROCESSING");
        match row.status {
            "QUEUED" => assert_eq!(queued, tasks(&body).len()),
            "PROCESSING" => assert_eq!(queued, 0),
            _ => assert_eq!((queued, running), (0, 0), "{body}"),
        }
    }
}

#[test]
fn a_list_of_jobs_holds_every_kind_of_task() {
    let mut statuses: HashMap<String, usize> = HashMap::new();
    let mut machines: HashSet<String> = HashSet::new();
    let (mut absent, mut empty, mut lines, mut parts, mut longest) = (0, 0, 0, 0, 0);
    let mut wide = Vec::new();
    for (row, body) in all(cloud(320), NOW) {
        if row.nodes > 50 {
            wide.push(row.nodes);
        }
        for task in tasks(&body) {
            *statuses.entry(task["status"].as_str().unwrap().to_owned()).or_default() += 1;
            let machine = &task["cloud_server"];
            let is_hps = machine["type"] == "HPS";
            assert_eq!(machine["hps_ecs_id"].is_string(), is_hps, "{machine}");
            machines.insert(machine["type"].as_str().unwrap().to_owned());
            match task.get("message").map(|message| message.as_str().unwrap()) {
                None => absent += 1,
                Some("") => empty += 1,
                Some(text) => {
                    lines += usize::from(text.contains('\n') && task["status"] == "FAILED");
                    parts += usize::from(text.contains(" | ") && task["status"] == "SUCCESS");
                    longest = longest.max(text.len());
                }
            }
        }
    }
    for status in ["QUEUED", "PROCESSING", "SUCCESS", "FAILED", "SKIPPED", "CANCELED"] {
        assert!(statuses.contains_key(status), "{status}: {statuses:?}");
    }
    assert_eq!(machines.len(), 3, "{machines:?}");
    for count in [absent, empty, lines, parts] {
        assert!(count > 10, "{absent} {empty} {lines} {parts}");
    }
    assert!((9_000..=11_000).contains(&longest), "{longest}");
    assert!((3..=4).contains(&wide.len()), "{wide:?}");
    assert!(wide.iter().all(|nodes| (60..=200).contains(nodes)), "{wide:?}");
}

#[test]
fn servers_are_shared_by_jobs_and_never_taken_twice_by_one() {
    let mut names: HashMap<String, String> = HashMap::new();
    let mut uses = 0;
    for (row, body) in all(cloud(320), NOW) {
        let ids: HashSet<_> =
            tasks(&body).iter().map(|task| task["server_id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), row.nodes as usize, "{}", row.id);
        for task in tasks(&body) {
            uses += 1;
            let text = |field: &str| task[field].as_str().unwrap().to_owned();
            let name = names.entry(text("server_id")).or_insert_with(|| text("server_name"));
            assert_eq!(*name, text("server_name"));
        }
    }
    let distinct: HashSet<_> = names.values().collect();
    assert_eq!((names.len(), distinct.len()), (211, 211));
    assert!(uses > 5 * names.len(), "{uses}");
}

#[test]
fn every_id_is_a_uuid_of_its_own() {
    let mut ids: HashSet<String> = HashSet::new();
    let mut count = 0;
    let mut templates: HashMap<String, HashSet<String>> = HashMap::new();
    for (row, body) in all(cloud(320), NOW) {
        let template = body["template_id"].as_str().unwrap().to_owned();
        templates.entry(row.r#type.to_owned()).or_default().insert(template);
        let own = [&body].into_iter().chain(tasks(&body));
        for id in own.map(|each| each["id"].as_str().unwrap()) {
            assert_eq!(id.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12], "{id}");
            ids.insert(id.to_owned());
            count += 1;
        }
    }
    assert_eq!(ids.len(), count);
    assert!(templates.values().all(|ids| ids.len() == 1), "one for each type: {templates:?}");
}

#[test]
fn items_fit_the_type() {
    for (row, body) in all(cloud(320), NOW) {
        let items = body["items"].as_array().unwrap();
        let types: Vec<_> = items.iter().map(|item| item["type"].as_str().unwrap()).collect();
        let expect: &[&str] = match row.r#type {
            "ASCEND_SOFTWARE_UPGRADE" => &["HDK_UPGRADE"],
            "ASCEND_SOFTWARE_QUERY" => &["HDK_QUERY"],
            "ASCEND_SYSTEM_CONFIG" => &["RDMA_CONFIG", "SYSTEM_FIX"],
            "LOG_COLLECT" => &["DEVICE_LOG_COLLECT"],
            "ASCEND_STRESS_TEST" => &["STRESS_TEST"],
            _ => &["COMMON"],
        };
        assert_eq!(types, expect, "{}", row.r#type);
        let specified = items.iter().filter(|item| item.get("spec").is_some()).count();
        assert_eq!(specified, usize::from(row.r#type == "ASCEND_SOFTWARE_UPGRADE"));
    }
}

#[test]
fn there_is_a_detail_for_what_the_list_shows_and_for_nothing_else() {
    let id = rows(cloud(3), NOW).remove(0).id;
    for (cloud, project, id, now, is) in [
        (cloud(3), "demo", id.as_str(), NOW, true),
        (cloud(3), "demo", &id.to_uppercase(), NOW, false),
        (cloud(3), "other", &id, NOW, false),
        (Cloud { seed: 2, ..cloud(3) }, "demo", &id, NOW, false),
        (cloud(3), "demo", &id, NOW - HOUR, false),
        (cloud(3), "demo", &id, NOW + HOUR, false),
        (cloud(0), "demo", &id, NOW, false),
        (cloud(3), "demo", "", NOW, false),
        (cloud(3), "demo", "templates", NOW, false),
        (cloud(3), DOCUMENTED_PROJECT, &id, NOW, false),
    ] {
        assert_eq!(cloud.detail(project, id, now).is_some(), is, "{project} {id} {now}");
    }
}

#[test]
fn the_same_arguments_give_the_same_detail() {
    for row in rows(cloud(100), NOW) {
        let once = cloud(100).detail("demo", &row.id, NOW);
        assert_eq!(once, cloud(100).detail("demo", &row.id, NOW));
        assert_eq!(once, cloud(400).detail("demo", &row.id, NOW), "others do not matter");
    }
}

#[test]
fn every_instant_has_its_details() {
    for now in [i64::MIN, -1, 0, i64::MAX] {
        for row in rows(cloud(5), now) {
            check_says_what_the_list_says(&row, &detail(cloud(5), "demo", &row.id, now));
        }
    }
}

#[test]
fn the_documented_project_has_details_in_the_documented_shape() {
    for row in cloud(0).rows(DOCUMENTED_PROJECT, NOW) {
        let body = detail(cloud(0), DOCUMENTED_PROJECT, &row.id, NOW);
        check_says_what_the_list_says(&row, &body);
        let [task] = tasks(&body) else { panic!("{body}") };
        assert_eq!(task["server_name"], "liteserver-a2-aiserver-test");
        assert_eq!(task["message"], "Driver: 24.1.0.3 | Firmware: 7.5.0.5.220");
        assert_eq!(task["cloud_server"]["type"], "BMS");
        assert!(task["create_at"].is_i64() && task["update_at"].is_i64());
    }
}

/// Some nodes fail in most of the failed jobs that run on them, always for one reason, and few reasons
/// explain most of the other failures.
#[test]
fn nodes_that_fail_again_and_few_causes() {
    let mut failed: HashMap<String, Vec<String>> = HashMap::new();
    let mut kinds: HashMap<&str, usize> = HashMap::new();
    let mut told = 0;
    for (_, body) in all(cloud(320), NOW) {
        for task in tasks(&body).iter().filter(|task| task["status"] == "FAILED") {
            let message = task["message"].as_str().unwrap_or_default();
            let name = task["server_name"].as_str().unwrap();
            failed.entry(name.to_owned()).or_default().push(message.to_owned());
            told += usize::from(!message.is_empty());
            for kind in ["lane", "Errno 111", "ret=-5", "Timed out"] {
                *kinds.entry(kind).or_default() += usize::from(message.contains(kind));
            }
        }
    }
    let weak = failed.values().filter(|messages| messages.iter().any(|m| m.contains("lane")));
    let again = weak.clone().filter(|messages| messages.len() >= 2).count();
    assert!(again >= 3, "{again}");
    assert!(weak.flatten().all(|message| message.is_empty() || message.contains("lane")));
    assert!(kinds.values().all(|count| *count >= 3), "{kinds:?}");
    assert!(kinds.values().sum::<usize>() * 10 >= told * 7, "{kinds:?} of {told}");
}
