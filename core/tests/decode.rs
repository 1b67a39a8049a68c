//! The decoder against tables of odd answers, and its promises against random ones.

#![allow(clippy::unwrap_used)]

use devserver_jobs_core::decode::{Broken, Decoded, End, NotAList, Reason, SetAside, decode};
use devserver_jobs_core::job::{Field, Job};
use proptest::prelude::*;

mod shapes;

use shapes::{json, member};

const DOCUMENTED: &[u8] = include_bytes!("../../tests/fixtures/documented-example.json");

#[test]
fn the_documented_example() {
    let decoded = decode(DOCUMENTED).unwrap();
    let job = |created, updated, id: &str, name: &str, description: Option<&str>, kind: &str| Job {
        id: Some(id.to_owned()),
        name: Some(name.to_owned()),
        user_name: Some("modelarts_user".to_owned()),
        description: description.map(str::to_owned),
        job_type: Some(kind.to_owned()),
        status: Some("FINISHED".to_owned()),
        abnormal_count: Field::Known(0),
        created: Field::Known(created),
        updated: Field::Known(updated),
    };
    let jobs = vec![
        job(
            1_749_536_420_547,
            1_749_536_603_947,
            "03af7361-5cba-44d4-b29b-4dcc5d9dff51",
            "software-upgrade-792a",
            None,
            "ASCEND_SOFTWARE_UPGRADE",
        ),
        job(
            1_749_523_685_137,
            1_749_523_899_848,
            "62c89f77-fc81-45a8-9647-d6e457e73954",
            "diagnosis-81ef",
            Some("POC"),
            "ASCEND_DIAGNOSIS",
        ),
    ];
    let jobs = jobs.into_iter().collect();
    assert_eq!(decoded, Decoded { jobs, set_aside: vec![], total: Some(2), end: End::Whole });
    assert_eq!(decoded.missing(), None);
}

/// Decodes one row, which must be kept.
#[track_caller]
fn one(row: &str) -> Job {
    let decoded = decode(format!(r#"{{"data":[{row}]}}"#).as_bytes()).unwrap();
    assert_eq!((decoded.end, decoded.set_aside.len()), (End::Whole, 0), "{row}");
    assert_eq!(decoded.jobs.len(), 1);
    decoded.jobs.get(0).unwrap()
}

#[test]
fn times_in_every_shape() {
    let check = |value: &str, expect: Field<i64>| {
        let job = one(&format!(r#"{{"create_at":{value},"update_at":{value}}}"#));
        assert_eq!((job.created, job.updated), (expect.clone(), expect), "{value}");
    };
    let at = Field::Known(1_749_536_420_000);
    check("1749536420000", at.clone());
    check("1749536420000.0", at.clone());
    check("1.74953642e12", at.clone());
    check(r#""1749536420000""#, at.clone());
    check(r#""2025-06-10T06:20:20Z""#, at.clone());
    check(r#""2025-06-10T14:20:20+08:00""#, at.clone());
    check(r#""\u0031749536420000""#, at);
    check("null", Field::Absent);
    check(r#""""#, Field::Absent);
    check(r#""soon""#, Field::Unreadable("soon".to_owned()));
    check("true", Field::Unreadable("true".to_owned()));
    check(r#"{"at":1}"#, Field::Unreadable(r#"{"at":1}"#.to_owned()));
    check(r#""\ud800""#, Field::Unreadable("\u{FFFD}".to_owned()));
    assert_eq!(one("{}").created, Field::Absent);
    check("1749536420", Field::Known(1_749_536_420_000));
    for unset in ["0", r#""0""#, "-1", "0.0", "false", r#""-""#, r#""0001-01-01T00:00:00Z""#, "1e1"]
    {
        check(unset, Field::Absent);
    }
}

/// A column was full of "null" and "-", and a user "0" had started most jobs.
#[test]
fn texts_that_are_not_set() {
    let check = |value: &str, user: bool, text: bool, name: bool| {
        let row = r#"{"id":V,"name":V,"user_name":V,"description":V,"type":V,"status":V}"#;
        let job = one(&row.replace('V', value));
        let set = (job.user_name.is_some(), job.status.is_some(), job.name.is_some());
        assert_eq!(set, (user, text, name), "{value}");
        assert_eq!(job.description.is_some(), text, "{value}");
        assert_eq!((job.job_type.is_some(), job.id.is_some()), (text, name), "{value}");
    };
    for nothing in ["null", r#""""#, r#"" ""#, r#""\u200b""#, r#""\t\n""#, r#""\u3000""#] {
        check(nothing, false, false, false);
    }
    for unset in ["null", "NULL", "None", "nil", "undefined", "N/A", "-", "--", "—", "(null)"] {
        check(&format!("\"{unset}\""), false, false, true);
    }
    check("0", false, true, true);
    check(r#""0""#, false, true, true);
    check("-1", false, true, true);
    check("false", false, true, true);
    check(r#""a""#, true, true, true);
    check(r#""nobody""#, true, true, true);
}

#[test]
fn counts_in_every_shape() {
    let check = |value: &str, expect: Field<u32>| {
        let job = one(&format!(r#"{{"abnormal_count":{value}}}"#));
        assert_eq!(job.abnormal_count, expect, "{value}");
    };
    check("0", Field::Known(0));
    check("3", Field::Known(3));
    check("3.0", Field::Known(3));
    check(r#""3""#, Field::Known(3));
    check(r#"" 3 ""#, Field::Known(3));
    check("null", Field::Absent);
    check(r#""""#, Field::Absent);
    for unset in
        ["-1", "-5", r#""-""#, r#""N/A""#, r#""null""#, r#"" ""#, "false", "[]", r#""NaN""#]
    {
        check(unset, Field::Absent);
    }
    for odd in ["1.5", "4294967296", "1e99", "true", "[1]"] {
        check(odd, Field::Unreadable(odd.to_owned()));
    }
    check(r#""many""#, Field::Unreadable("many".to_owned()));
    assert_eq!(one("{}").abnormal_count, Field::Absent);
}

#[test]
fn text_in_every_shape() {
    let check = |value: &str, expect: Option<&str>| {
        let job = one(&format!(r#"{{"name":{value},"status":{value},"type":{value}}}"#));
        for field in [job.name, job.status, job.job_type] {
            assert_eq!(field.as_deref(), expect, "{value}");
        }
    };
    check(r#""QUEUED""#, Some("QUEUED"));
    check(r#""升级 \"a\"\n""#, Some("升级 \"a\"\n"));
    check(r#""\ud83d\ude00""#, Some("😀"));
    check(r#""\ud800""#, Some("\u{FFFD}"));
    check("null", None);
    check(r#""""#, None);
    check("12", Some("12"));
    check("false", Some("false"));
    check(r#"["a", 1]"#, Some(r#"["a", 1]"#));
}

#[test]
fn names_of_members() {
    // Unknown ones are passed over, of two the last wins, an escaped name is the same name.
    let job = one(r#"{"x":{"id":"no"},"id":"a","id":"b","n\u0061me":"c","Status":"D"}"#);
    assert_eq!((job.id.as_deref(), job.name.as_deref()), (Some("b"), Some("c")));
    assert_eq!(job.status, None);
}

#[track_caller]
fn check_list(body: &str, jobs: usize, set_aside: &[(usize, Reason)], end: End) {
    let decoded = decode(body.as_bytes()).unwrap();
    let aside: Vec<_> = decoded.set_aside.iter().map(|row| (row.index, row.reason)).collect();
    assert_eq!((decoded.jobs.len(), &*aside, decoded.end), (jobs, set_aside, end), "{body}");
}

/// What was set aside could only be counted; support asks for what came.
#[test]
fn the_json_of_rows_that_are_set_aside() {
    let raw = |body: &[u8]| -> Vec<Option<String>> {
        let aside: Vec<SetAside> = decode(body).unwrap().set_aside;
        aside.into_iter().map(|row| row.raw.map(String::from)).collect()
    };
    let some = |text: &str| Some(text.to_owned());
    let body = br#"{"data":[ 1 ,{"id":"a"}, [ {} ] ,"\u0041"]}"#;
    assert_eq!(raw(body), [some("1"), some("[ {} ]"), some(r#""\u0041""#)]);
    assert_eq!(raw(b"{\"data\":[{\"id\":\"\xFF\"}]}"), [some("{\"id\":\"\u{FFFD}\"}")]);
    let long = format!(r#"{{"data":["{}"{}]}}"#, "x".repeat(9000), ",7".repeat(200));
    let all = raw(long.as_bytes());
    assert_eq!(all.len(), 201);
    assert_eq!(all[0].as_ref().unwrap().len(), 2000);
    assert_eq!(all.iter().flatten().count(), 100);
}

#[test]
fn rows_that_are_set_aside() {
    let rows = r#"{"data":[1,{"id":"a"},null,"x",[{}],{"id":"b"}]}"#;
    let no = Reason::NotAnObject;
    check_list(rows, 2, &[(0, no), (2, no), (3, no), (4, no)], End::Whole);

    let nested = |depth: usize| format!(r#"{{"x":{}{}}}"#, "[".repeat(depth), "]".repeat(depth));
    let deep = format!(r#"{{"data":[{{}},{},{}]}}"#, nested(127), nested(128));
    check_list(&deep, 2, &[(2, Reason::TooDeep)], End::Whole);
    let very_deep = format!(r#"{{"data":[{},{{}}]}}"#, nested(100_000));
    check_list(&very_deep, 1, &[(0, Reason::TooDeep)], End::Whole);

    let body = b"{\"data\":[{\"id\":\"a\"},{\"id\":\"\xFF\"},{\"x\":\"\xC3\"},{\"id\":\"b\"}]}";
    let decoded = decode(body).unwrap();
    let reasons: Vec<_> = decoded.set_aside.iter().map(|row| (row.index, row.reason)).collect();
    assert_eq!(reasons, [(1, Reason::NotUtf8), (2, Reason::NotUtf8)]);
    assert_eq!((decoded.jobs.len(), decoded.end), (2, End::Whole));
}

#[test]
fn envelopes() {
    check_list(r#"{"data":[]}"#, 0, &[], End::Whole);
    check_list(r#" {"data" : null } "#, 0, &[], End::Whole);
    check_list("\u{FEFF}{\"data\":[{}]}", 1, &[], End::Whole);
    check_list(r#"{"data":[{},{}],"data":[{}]}"#, 1, &[], End::Whole);
    check_list(r#"{"data":1,"data":[{}]}"#, 1, &[], End::Whole);
    check_list(r#"{"d\u0061ta":[{}],"pages":"?","current":{},"size":-1}"#, 1, &[], End::Whole);

    let total = |value: &str| {
        let decoded = decode(format!(r#"{{"total":{value},"data":[{{}},1]}}"#).as_bytes()).unwrap();
        (decoded.total, decoded.missing())
    };
    assert_eq!(total("5"), (Some(5), Some(3)));
    assert_eq!(total(r#""5""#), (Some(5), Some(3)));
    assert_eq!(total("2"), (Some(2), None));
    assert_eq!(total("0"), (Some(0), None));
    assert_eq!(total("null"), (None, None));
    assert_eq!(total("-1"), (None, None));
}

#[test]
fn what_is_no_list() {
    let check = |body: &[u8], expect| assert_eq!(decode(body), Err(expect));
    check(b"", NotAList::Empty);
    check(b" \n", NotAList::Empty);
    check(b"[]", NotAList::NotAnObject("[]".to_owned()));
    check(b"\xFF\xFE", NotAList::NotAnObject("\u{FFFD}\u{FFFD}".to_owned()));
    let page = format!("<!DOCTYPE html>\n{}", "x".repeat(1000));
    let start = format!("<!DOCTYPE html> {}", "x".repeat(64));
    check(page.as_bytes(), NotAList::NotAnObject(start));
    check(b"{}", NotAList::NoData);
    check(br#"{"data":{"id":"a"}}"#, NotAList::NoData);
    check(br#"{"data":[{}],"data":7}"#, NotAList::NoData);
}

#[test]
fn where_the_json_breaks_the_rows_before_are_kept() {
    let cut = |at, why| End::CutShort { at, why };
    check_list("{", 0, &[], cut(1, Broken::Ended));
    check_list(r#"{"data":[{"id":"a"},{"id":"b"#, 1, &[], cut(28, Broken::Ended));
    check_list(r#"{"data":[{"id":"a"},{"id":tru}]}"#, 1, &[], cut(29, Broken::Syntax));
    check_list(r#"{"data":[{"id":"a"} {"id":"b"}]}"#, 1, &[], cut(20, Broken::Syntax));
    check_list(r#"{"data":[{"id":"a"},]}"#, 1, &[], cut(20, Broken::Syntax));
    check_list(r#"{"data":[{"id":"a"}],"#, 1, &[], cut(21, Broken::Ended));
    check_list(r#"{"data":[{"id":"a"}]}x"#, 1, &[], cut(21, Broken::Syntax));
    check_list(r#"{"data":[{"id":"a"}],}"#, 1, &[], cut(21, Broken::Syntax));
    let deep = format!(r#"{{"data":[{{}}],"x":{}{}}}"#, "[".repeat(129), "]".repeat(129));
    check_list(&deep, 1, &[], cut(deep.len() - 1, Broken::TooDeep));
}

fn list() -> impl Strategy<Value = (Vec<String>, String)> {
    (prop::collection::vec(json(), 0..12), prop::collection::vec((member(), json()), 0..4))
        .prop_map(|(rows, members)| {
            let mut body = String::from("{");
            for (name, value) in members.iter().filter(|(name, _)| name != "data") {
                body.push_str(&format!("{name:?}:{value},"));
            }
            let begun = format!("{body}\"data\":[");
            let body = format!("{begun}{}]}}", rows.join(","));
            (rows, body, decode(format!("{begun}]}}").as_bytes()).is_ok())
        })
        .prop_filter("members that report a failure", |(.., is_list)| *is_list)
        .prop_map(|(rows, body, _)| (rows, body))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_do_no_harm(body in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = decode(&body);
    }

    #[test]
    fn any_json_does_no_harm(body in json()) {
        let _ = decode(body.as_bytes());
    }

    #[test]
    fn kept_and_set_aside_make_the_elements((rows, body) in list()) {
        let decoded = decode(body.as_bytes()).unwrap();
        prop_assert_eq!(decoded.end, End::Whole);
        prop_assert_eq!(decoded.arrived(), rows.len());
        let objects = rows.iter().filter(|row| row.starts_with('{')).count();
        prop_assert_eq!(decoded.jobs.len(), objects);
    }

    #[test]
    fn a_cut_body_keeps_whole_rows_and_is_never_a_complete_list(
        (rows, body) in list(),
        share in 0.0..1.0f64,
    ) {
        let whole = decode(body.as_bytes()).unwrap();
        let cut = (body.len() as f64 * share) as usize;
        let Ok(decoded) = decode(&body.as_bytes()[..cut]) else {
            prop_assert_eq!(cut, 0);
            return Ok(());
        };
        prop_assert!(decoded.end != End::Whole, "cut at {} of {}", cut, body.len());
        prop_assert!(decoded.arrived() <= rows.len());
        prop_assert!(whole.jobs.iter().take(decoded.jobs.len()).eq(decoded.jobs.iter()));
        // The last number may be cut.
        for (row, whole) in decoded.set_aside.iter().zip(&whole.set_aside) {
            prop_assert_eq!((row.index, row.reason), (whole.index, whole.reason));
        }
        // All rows that end before the cut are there.
        let data = body.rfind("\"data\":[").unwrap() + 8;
        let mut end = data;
        let before_cut = rows.iter().filter(|row| { end += row.len() + 1; end <= cut }).count();
        prop_assert!(decoded.arrived() >= before_cut, "{} of {}", decoded.arrived(), before_cut);
    }

    #[test]
    fn a_changed_byte_loses_no_row_in_silence(
        (_, body) in list(),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut bytes = body.into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let Ok(decoded) = decode(&bytes) else {
            // The byte hit the first bracket or the name `data`.
            prop_assert!(at < bytes.len() - 1);
            return Ok(());
        };
        // Whole exactly where serde_json finds the JSON whole, and then with as many elements. It
        // looks into neither bad UTF-8 nor lone surrogates as long as it only skips.
        let whole = serde_json::from_slice::<serde::de::IgnoredAny>(&bytes).is_ok();
        prop_assert_eq!(decoded.end == End::Whole, whole, "{}", String::from_utf8_lossy(&bytes));
        let oracle: Option<serde_json::Value> = serde_json::from_slice(&bytes).ok();
        if let Some(elements) = oracle.as_ref().and_then(|value| value.get("data")?.as_array()) {
            prop_assert_eq!(decoded.arrived(), elements.len());
        }
    }

    #[test]
    fn text_is_what_serde_json_reads(text in any::<String>()) {
        // With a letter in front it is none of the texts that stand for nothing.
        let text = format!("x{text}");
        let json = serde_json::to_string(&text).unwrap();
        let escaped: String = text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
        let body = format!(r#"{{"data":[{{"name":{json},"type":"{escaped}"}}]}}"#);
        let decoded = decode(body.as_bytes()).unwrap();
        let expect = Some(text);
        let job = decoded.jobs.get(0).unwrap();
        prop_assert_eq!(&job.name, &expect);
        prop_assert_eq!(&job.job_type, &expect);
    }
}
