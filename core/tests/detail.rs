//! The decoder of one job's answer against a table of odd answers, and its promises against random
//! ones.

#![allow(clippy::unwrap_used)]

use devserver_jobs_core::decode::{self, Broken, End, NotAList};
use devserver_jobs_core::detail::{Item, JobDetail, Task, decode};
use devserver_jobs_core::job::{Field, Job};
use devserver_jobs_core::task::{TaskFilter, beginning, counts, holds, lines, shown};
use proptest::prelude::*;

mod shapes;

use shapes::{json, member};

const DOCUMENTED: &[u8] = include_bytes!("../../tests/fixtures/job-detail.json");

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[test]
fn the_documented_example() {
    let job = Job {
        id: some("0319470a-7fad-4000-8000-000000000002"),
        name: some("software-query"),
        user_name: some("modelarts_user"),
        description: some("昇腾软件查询"),
        job_type: some("ASCEND_SOFTWARE_QUERY"),
        status: some("FINISHED"),
        abnormal_count: Field::Known(0),
        created: Field::Known(1_757_558_550_702),
        updated: Field::Known(1_757_558_564_458),
    };
    let item = Item {
        kind: some("HDK_QUERY"),
        spec: vec![pair("version", "24.1.rc3.10"), pair("mode", "full")],
    };
    let task = Task {
        id: some("0319470a-2524-4000-8000-000000000005"),
        server_id: some("3384bdb0-0000-4000-8000-000000000003"),
        server_name: some("liteserver-a2-aiserver-test"),
        status: some("SUCCESS"),
        cloud_server: vec![pair("id", "0c12a47a-0000-4000-8000-000000000004"), pair("type", "BMS")],
        message: some("Driver: 24.1.0.3 | Firmware: 7.5.0.5.220"),
        created: Field::Known(1_757_558_550_733),
        updated: Field::Known(1_757_558_564_470),
    };
    let detail = JobDetail {
        job,
        template_id: some("2b087a09-0000-4000-8000-000000000001"),
        items: vec![item],
        tasks: vec![task],
        set_aside: 0,
        end: End::Whole,
    };
    assert!(detail.is_over());
    assert_eq!(decode(DOCUMENTED), Ok(detail));
}

/// Decodes a task, which must be kept.
#[track_caller]
fn one(task: &str) -> Task {
    let mut detail = decode(format!(r#"{{"tasks":[{task}]}}"#).as_bytes()).unwrap();
    assert_eq!((detail.end, detail.set_aside, detail.tasks.len()), (End::Whole, 0, 1), "{task}");
    detail.tasks.pop().unwrap()
}

#[test]
fn a_field_costs_that_field() {
    let task =
        one(r#"{"id":1,"server_id":null,"server_name":"","status":["x"],"cloud_server":"BMS",
        "message":{"a":1},"create_at":"1757558550733","update_at":"soon","other":{}}"#);
    let expect = Task {
        id: some("1"),
        status: some(r#"["x"]"#),
        cloud_server: vec![pair("", "BMS")],
        message: some(r#"{"a":1}"#),
        created: Field::Known(1_757_558_550_733),
        updated: Field::Unreadable("soon".to_owned()),
        ..Task::default()
    };
    assert_eq!(task, expect);
    assert_eq!(one("{}"), Task::default());
    assert_eq!(
        one(r#"{"create_at":"2025-06-10T06:20:20Z"}"#).created,
        Field::Known(1_749_536_420_000)
    );
    assert_eq!(one(r#"{"status":"A","status":"B"}"#).status, some("B"));
}

#[test]
fn names_and_values() {
    let check = |value: &str, expect: &[(&str, &str)]| {
        let expect: Vec<_> = expect.iter().map(|(name, value)| pair(name, value)).collect();
        let task = one(&format!(r#"{{"cloud_server":{value}}}"#));
        assert_eq!(task.cloud_server, expect, "{value}");
        let body = format!(r#"{{"items":[{{"spec":{value}}}]}}"#);
        assert_eq!(decode(body.as_bytes()).unwrap().items[0].spec, expect, "{value}");
    };
    check("{}", &[]);
    check("null", &[]);
    check(
        r#"{"a":"b","c":1,"d":null,"e":{"f":[]}}"#,
        &[("a", "b"), ("c", "1"), ("d", ""), ("e", r#"{"f":[]}"#)],
    );
    check(r#"{"\u0061":"\n"}"#, &[("a", "\n")]);
    check("[1]", &[("", "[1]")]);
    check("7", &[("", "7")]);
}

#[track_caller]
fn check(body: &str, items: usize, tasks: usize, set_aside: usize, end: End) {
    let detail = decode(body.as_bytes()).unwrap();
    let found = (detail.items.len(), detail.tasks.len(), detail.set_aside, detail.end);
    assert_eq!(found, (items, tasks, set_aside, end), "{body}");
}

#[test]
fn lists_that_are_none() {
    check("{}", 0, 0, 0, End::Whole);
    check(r#"{"items":null,"tasks":[]}"#, 0, 0, 0, End::Whole);
    check(r#"{"items":7,"tasks":{"a":[{}]}}"#, 0, 0, 2, End::Whole);
    check(r#"{"items":[1,{},null],"tasks":[{},"x",[{}]]}"#, 1, 1, 4, End::Whole);
    check(r#"{"tasks":[1,2,{}],"tasks":[{},{}]}"#, 0, 2, 0, End::Whole);
    let deep = format!(r#"{{"tasks":[{{"x":{}1{}}},{{}}]}}"#, "[".repeat(200), "]".repeat(200));
    check(&deep, 0, 1, 1, End::Whole);
    // Outside the lists depth does no harm.
    let deep = format!(r#"{{"name":{}1{},"tasks":[{{}}]}}"#, "[".repeat(5000), "]".repeat(5000));
    check(&deep, 0, 1, 0, End::Whole);
    let bytes = b"{\"name\":\"\xFF\",\"tasks\":[{\"id\":\"\xFF\"},{\"id\":\"a\"}]}";
    let detail = decode(bytes).unwrap();
    assert_eq!((detail.tasks.len(), detail.set_aside, detail.end), (1, 1, End::Whole));
    assert_eq!(detail.job.name, some("\"\u{FFFD}\""));
}

#[test]
fn where_the_json_breaks_what_came_before_is_kept() {
    let cut = |at, why| End::CutShort { at, why };
    check("{", 0, 0, 0, cut(1, Broken::Ended));
    check(r#"{"tasks":[{"id":"a"},{"id"#, 0, 1, 0, cut(25, Broken::Ended));
    check(r#"{"items":[{}],"tasks":[{},]}"#, 1, 1, 0, cut(26, Broken::Syntax));
    check(r#"{"tasks":[{}]}x"#, 0, 1, 0, cut(14, Broken::Syntax));
    assert!(!decode(br#"{"status":"FINISHED""#).unwrap().is_over());
}

#[test]
fn what_is_no_job() {
    let check = |body: &[u8], expect| assert_eq!(decode(body), Err(expect));
    check(b"", NotAList::Empty);
    check(b" \n", NotAList::Empty);
    check(b"[]", NotAList::NotAnObject("[]".to_owned()));
    check(b"<html>", NotAList::NotAnObject("<html>".to_owned()));
    assert!(decode("\u{FEFF}{}".as_bytes()).is_ok());
}

#[test]
fn what_the_list_knows_takes_the_place_of_what_is_missing() {
    let listed = Job {
        id: some("i"),
        name: some("n"),
        abnormal_count: Field::Known(3),
        created: Field::Known(1),
        updated: Field::Known(2),
        ..Job::default()
    };
    let body = br#"{"name":"other","abnormal_count":"?","create_at":null}"#;
    let job = decode(body).unwrap().job.or(&listed);
    let expect =
        Job { name: some("other"), abnormal_count: Field::Unreadable("?".to_owned()), ..listed };
    assert_eq!(job, expect);
    assert!(!expect.is_bare());
    assert!(Job { id: some("i"), ..Job::default() }.is_bare());
}

/// An answer about a job, with its items and tasks as JSON.
fn answer() -> impl Strategy<Value = (Vec<String>, Vec<String>, String)> {
    let elements = || prop::collection::vec(json(), 0..8);
    (elements(), elements(), prop::collection::vec((member(), json()), 0..4)).prop_map(
        |(items, tasks, members)| {
            let mut body = String::from("{");
            for (name, value) in &members {
                if name != "items" && name != "tasks" {
                    body.push_str(&format!("{name:?}:{value},"));
                }
            }
            let (all_items, all_tasks) = (items.join(","), tasks.join(","));
            body.push_str(&format!("\"items\":[{all_items}],\"tasks\":[{all_tasks}]}}"));
            (items, tasks, body)
        },
    )
}

fn any_filter() -> impl Strategy<Value = TaskFilter> {
    (any::<[bool; 5]>(), ".{0,2}").prop_map(|(outcomes, text)| TaskFilter { outcomes, text })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_do_no_harm(body in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = decode(&body);
    }

    #[test]
    fn kept_and_set_aside_make_the_elements((items, tasks, body) in answer()) {
        let detail = decode(body.as_bytes()).unwrap();
        prop_assert_eq!(detail.end, End::Whole);
        let objects = |all: &[String]| all.iter().filter(|one| one.starts_with('{')).count();
        prop_assert_eq!(detail.items.len(), objects(&items));
        prop_assert_eq!(detail.tasks.len(), objects(&tasks));
        let kept = detail.items.len() + detail.tasks.len();
        prop_assert_eq!(kept + detail.set_aside, items.len() + tasks.len());
    }

    /// Every split: what is kept of a part is the beginning of what is kept of the whole, and a part
    /// never passes for the whole. A part without the lists may be what an answer is wrapped in, and is read as that.
    #[test]
    fn a_part_is_a_beginning(
        (.., body) in answer().prop_filter("a wrap", |(.., body)| !body.contains("\"data\":{")),
    ) {
        let whole = decode(body.as_bytes()).unwrap();
        for cut in 1..body.len() {
            let part = decode(&body.as_bytes()[..cut]).unwrap();
            prop_assert!(part.end != End::Whole, "cut at {} of {}", cut, body.len());
            prop_assert_eq!(&whole.items[..part.items.len()], &part.items[..]);
            prop_assert_eq!(&whole.tasks[..part.tasks.len()], &part.tasks[..]);
            prop_assert!(part.set_aside <= whole.set_aside);
        }
    }

    /// Whole exactly where serde_json finds the JSON whole, and then with as many elements.
    #[test]
    fn a_changed_byte_loses_nothing_in_silence(
        (_, _, body) in answer(),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut bytes = body.into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let Ok(detail) = decode(&bytes) else {
            prop_assert_eq!(at, 0);
            return Ok(());
        };
        let whole = serde_json::from_slice::<serde::de::IgnoredAny>(&bytes).is_ok();
        prop_assert_eq!(detail.end == End::Whole, whole, "{}", String::from_utf8_lossy(&bytes));
        let oracle: Option<serde_json::Value> = serde_json::from_slice(&bytes).ok();
        let count = |name: &str| match oracle.as_ref().and_then(|value| value.get(name)) {
            Some(serde_json::Value::Array(all)) => all.len(),
            Some(serde_json::Value::Null) | None => 0,
            Some(_) => 1,
        };
        if oracle.is_some() {
            let kept = detail.items.len() + detail.tasks.len();
            prop_assert_eq!(kept + detail.set_aside, count("items") + count("tasks"));
        }
    }

    /// The fields are read by the same rules as a row's of the list.
    #[test]
    fn a_job_is_what_it_is_in_the_list(row in json().prop_filter("an object", |row| row.starts_with('{'))) {
        let list = decode::decode(format!(r#"{{"data":[{row}]}}"#).as_bytes()).unwrap();
        let alone = shapes::alone(&row);
        prop_assert_eq!(Some(decode(alone.as_bytes()).unwrap().job), list.jobs.get(0));
    }

    /// What is shown is what fits, each once, and the counts are of all.
    #[test]
    fn shown_is_what_fits((_, _, body) in answer(), filter in any_filter()) {
        let tasks = decode(body.as_bytes()).unwrap().tasks;
        prop_assert_eq!(counts(&tasks).iter().sum::<usize>(), tasks.len());
        let all = shown(&tasks, &TaskFilter::default());
        let mut sorted = all.clone();
        sorted.sort_unstable();
        prop_assert_eq!(sorted, (0..tasks.len() as u32).collect::<Vec<_>>());
        let some = shown(&tasks, &filter);
        // A filter takes away, and moves nothing.
        let mut rest = all.iter();
        prop_assert!(some.iter().all(|place| rest.any(|other| other == place)));
    }

    #[test]
    fn text_is_searched_and_cut_without_harm(text in any::<String>(), part in any::<String>()) {
        prop_assert_eq!(holds(&text, &part), text.to_ascii_lowercase().contains(&part.to_ascii_lowercase()));
        let split = lines(&text);
        prop_assert_eq!(split, text.replace(" | ", "\n"));
        if let Some(start) = beginning(&text, 3, 20) {
            prop_assert!(text.starts_with(start) && start.chars().count() <= 20);
            prop_assert!(start.matches('\n').count() < 3);
        }
    }
}
