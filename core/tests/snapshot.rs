//! The body of a snapshot, decoded again: the list is the one that was written.

#![allow(clippy::unwrap_used)]

use devserver_jobs_core::decode::{Decoded, End, Reason, decode};
use devserver_jobs_core::job::{Field, Job};
use devserver_jobs_core::snapshot::ListBody;
use devserver_jobs_core::time;
use proptest::prelude::*;

mod shapes;

use shapes::bodies::{body, row};

fn written(decoded: &Decoded) -> String {
    let mut body = ListBody::new(decoded.clone());
    let mut all = String::new();
    while let Some(part) = body.step() {
        all.push_str(&part);
    }
    assert_eq!(body.done(), decoded.jobs.len());
    all
}

fn again(decoded: &Decoded) -> Decoded {
    decode(written(decoded).as_bytes()).unwrap()
}

#[test]
fn as_the_cloud_sends_it() {
    let body = r#"{"total":9,"size":1,"data":[{"id":"17","name":"a \"b\"","visible":true,"user_name":"ada",
        "description":"","type":"COMMON","status":"FINISHED","abnormal_count":"3","create_at":1749536420547,
        "update_at":"soon"}, 5, {"id":"18","create_at":"2025-06-10T06:20:20Z","abnormal_count":true}]}"#;
    let decoded = decode(body.as_bytes()).unwrap();
    assert_eq!(
        written(&decoded),
        r#"{"total":9,"data":[
{"id":"17","name":"a \"b\"","user_name":"ada","type":"COMMON","status":"FINISHED","abnormal_count":3,"create_at":1749536420547,"update_at":"soon"},
5,
{"id":"18","abnormal_count":"true","create_at":1749536420000}
]}
"#
    );
    assert_eq!(again(&decoded), decoded);
}

#[test]
fn an_empty_list() {
    let decoded = decode(br#"{"data":[]}"#).unwrap();
    assert_eq!(written(&decoded), "{\"data\":[\n]}\n");
    assert_eq!(again(&decoded), decoded);
}

/// A list of many steps, with rows that could not be read at the ends of some.
#[test]
fn a_long_list() {
    let row = |at: usize| match at % 255 {
        0 => "[1]".to_owned(),
        1 => "\"row\"".to_owned(),
        _ => format!(r#"{{"id":"{at}","create_at":17495{at:08}}}"#),
    };
    let rows: Vec<String> = (0..10_000).map(row).collect();
    let decoded = decode(format!(r#"{{"data":[{}]}}"#, rows.join(",")).as_bytes()).unwrap();
    assert_eq!(decoded.set_aside.len(), 80);
    let again = again(&decoded);
    assert_eq!(again.jobs, decoded.jobs);
    let places = |decoded: &Decoded| -> Vec<usize> {
        decoded.set_aside.iter().map(|row| row.index).collect()
    };
    assert_eq!(places(&again), places(&decoded));
    // Those that were kept are as they came.
    assert_eq!(again.set_aside[..100.min(again.set_aside.len())], decoded.set_aside[..]);
}

/// The unit of a number of a time follows from its size; some instants would be read as a date in digits.
#[test]
fn instants_far_from_the_present() {
    for text in [
        "1971-03-01T00:00:00Z",
        "2611-09-16T17:47:42.020Z",
        "9998-12-31T23:59:59.999Z",
        "2286-11-20T17:46:40.001Z",
    ] {
        let at = time::from_text(text);
        assert!(at.known().is_some(), "{text}");
        let job = Job { created: at.clone(), updated: at, ..Job::default() };
        let decoded = Decoded { jobs: [job].into_iter().collect(), ..Decoded::default() };
        assert_eq!(again(&decoded), decoded, "{text}");
    }
}

/// What is no number and no text of a time is none in quotation marks either, or would be no time at all.
#[test]
fn values_of_other_types() {
    for value in [
        "true",
        r#"{"year":2025}"#,
        r#"{"from":"1970-01-01","to":5}"#,
        "[2025]",
        "99999999999999999999",
    ] {
        let body =
            format!(r#"{{"data":[{{"id":"1","create_at":{value},"abnormal_count":{value}}}]}}"#);
        let decoded = decode(body.as_bytes()).unwrap();
        assert!(matches!(decoded.jobs.get(0).unwrap().created, Field::Unreadable(_)), "{value}");
        assert_eq!(again(&decoded), decoded, "{value}");
    }
}

#[test]
fn a_list_that_broke_off_breaks_off_again() {
    let decoded = decode(br#"{"total":3,"data":[{"id":"1"},{"id":"2"},{"i"#).unwrap();
    let again = again(&decoded);
    assert_eq!((again.jobs, again.total), (decoded.jobs, Some(3)));
    assert!(matches!(again.end, End::CutShort { .. }));
}

/// A row of which only the beginning was kept, and one that is no text, stay rows that could not be read.
#[test]
fn rows_that_cannot_be_written_as_they_came() {
    let long = format!("[{}]", "1,".repeat(3000) + "1");
    let deep = format!(r#"{{"a":{}{}}}"#, "[".repeat(130), "]".repeat(130));
    let mut body = format!(r#"{{"data":[{long},{deep},{{"id":""#).into_bytes();
    body.extend(b"\xFF\"},{\"id\":\"1\"}]}");
    let decoded = decode(&body).unwrap();
    let again = again(&decoded);
    let reasons = |decoded: &Decoded| -> Vec<Reason> {
        decoded.set_aside.iter().map(|row| row.reason).collect()
    };
    assert_eq!(reasons(&decoded), [Reason::NotAnObject, Reason::TooDeep, Reason::NotUtf8]);
    assert_eq!(reasons(&again), [Reason::NotAnObject, Reason::TooDeep, Reason::NotAnObject]);
    assert_eq!(again.jobs, decoded.jobs);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_list(body in body()) {
        let Ok(decoded) = decode(&body) else {
            return Ok(());
        };
        let again = again(&decoded);
        prop_assert_eq!(&again.jobs, &decoded.jobs);
        prop_assert_eq!(again.total, decoded.total);
        prop_assert_eq!(again.end == End::Whole, decoded.end == End::Whole);
        let places = |decoded: &Decoded| -> Vec<usize> {
            decoded.set_aside.iter().map(|row| row.index).collect()
        };
        prop_assert_eq!(places(&again), places(&decoded));
    }

    #[test]
    fn any_rows(rows in prop::collection::vec(row(), 0..8)) {
        let decoded = decode(format!(r#"{{"data":[{}]}}"#, rows.join(",")).as_bytes());
        if let Ok(decoded) = decoded {
            prop_assert_eq!(&again(&decoded), &decoded);
        }
    }
}
