//! The body of an answer: its shape, the documented sample, and the filters.

use std::collections::HashSet;

use devserver_jobs_sim::{Cloud, DOCUMENTED_PROJECT, Filter, Row};
use serde_json::Value;

use crate::{NOW, cloud, parsed, rows, some, texts};

#[test]
fn the_documented_project_answers_with_the_documented_sample() {
    let expect = concat!(
        r#"{"current":1,"data":["#,
        r#"{"create_at":1749536420547,"update_at":1749536603947,"#,
        r#""id":"03af7361-5cba-44d4-b29b-4dcc5d9dff51","name":"software-upgrade-792a","#,
        r#""user_name":"modelarts_user","type":"ASCEND_SOFTWARE_UPGRADE","#,
        r#""status":"FINISHED","abnormal_count":0},"#,
        r#"{"create_at":1749523685137,"update_at":1749523899848,"#,
        r#""id":"62c89f77-fc81-45a8-9647-d6e457e73954","name":"diagnosis-81ef","#,
        r#""user_name":"modelarts_user","description":"POC","type":"ASCEND_DIAGNOSIS","#,
        r#""status":"FINISHED","abnormal_count":0}"#,
        r#"],"pages":1,"size":2,"total":2}"#,
    );
    for (jobs, seed, now) in [(320, 1, NOW), (0, 9, 0), (100_000, 2, i64::MAX)] {
        let body = Cloud { jobs, seed }.list(DOCUMENTED_PROJECT, &Filter::default(), now);
        assert_eq!(std::str::from_utf8(&body).unwrap(), expect);
    }
}

#[test]
fn the_documented_project_is_filtered_too() {
    #[track_caller]
    fn check(filter: Filter, expect: &[&str]) {
        let body = parsed(cloud(5), DOCUMENTED_PROJECT, &filter);
        assert_eq!(texts(&body, "name"), expect, "{filter:?}");
        assert_eq!([&body["size"], &body["total"]], [expect.len(), expect.len()]);
    }
    let none = Filter::default;
    check(Filter { name: some("792a"), ..none() }, &["software-upgrade-792a"]);
    check(Filter { name: some("DIAGNOSIS"), ..none() }, &[]);
    check(Filter { r#type: some("ASCEND_DIAGNOSIS"), ..none() }, &["diagnosis-81ef"]);
    check(Filter { status: some("PROCESSING"), ..none() }, &[]);
    check(Filter { visible: Some(false), ..none() }, &[]);
}

#[test]
fn a_project_shows_as_many_jobs_as_asked() {
    for jobs in [0, 1, 2, 319, 100_000] {
        let body = parsed(cloud(jobs), "demo", &Filter::default());
        let ids: HashSet<_> = texts(&body, "id").into_iter().collect();
        assert_eq!(ids.len(), jobs, "ids are unique");
        assert_eq!([&body["size"], &body["total"]], [jobs, jobs]);
        assert_eq!([&body["current"], &body["pages"]], [1, 1]);
    }
}

#[test]
fn filters_equal_a_look_at_every_row() {
    #[track_caller]
    fn check(filter: Filter, wanted: impl Fn(&Row) -> bool) {
        let all = rows(cloud(1000), NOW);
        let expect: Vec<_> =
            all.iter().filter(|row| wanted(row)).map(|row| row.id.as_str()).collect();
        let body = parsed(cloud(1000), "demo", &filter);
        assert_eq!(texts(&body, "id"), expect, "{filter:?}");
        assert_eq!([&body["size"], &body["total"]], [expect.len(), expect.len()]);
    }
    let none = Filter::default;
    let id = rows(cloud(1000), NOW).pop().unwrap().id;
    check(none(), |_| true);
    check(Filter { id: some(&id), ..none() }, |row| row.id == id);
    check(Filter { id: some("demo"), ..none() }, |_| false);
    check(Filter { name: some("upgrade-7"), ..none() }, |row| row.name.contains("upgrade-7"));
    check(Filter { name: some("Upgrade"), ..none() }, |_| false);
    check(Filter { r#type: some("COMMON"), ..none() }, |row| row.r#type == "COMMON");
    check(Filter { r#type: some("COMM"), ..none() }, |_| false);
    check(Filter { status: some("DELETED"), ..none() }, |row| row.status == "DELETED");
    check(Filter { visible: Some(true), ..none() }, |row| row.visible);
    check(Filter { visible: Some(false), ..none() }, |row| !row.visible);
    let several =
        Filter { status: some("FINISHED"), name: some("-a"), visible: Some(true), ..none() };
    check(several, |row| row.status == "FINISHED" && row.name.contains("-a") && row.visible);
}

#[test]
fn an_absent_description_is_absent_and_times_are_numbers() {
    let body = parsed(cloud(200), "demo", &Filter::default());
    let data = body["data"].as_array().unwrap();
    assert!(data.iter().any(|row| row.get("description").is_none()));
    for row in data {
        assert!(row.get("description").is_none_or(Value::is_string));
        assert!(row["create_at"].is_i64() && row["update_at"].is_i64());
        assert!(row["abnormal_count"].is_u64());
        assert!(row.get("visible").is_none() && row.get("nodes").is_none());
        let id = row["id"].as_str().unwrap();
        assert_eq!(id, id.to_lowercase());
        assert_eq!(id.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
    }
}
