//! Control characters and escape sequences of terminals in what the cloud sends.

#![allow(clippy::unwrap_used)]

use std::borrow::Cow;

use devserver_jobs_core::controls::without_controls;
use devserver_jobs_core::decode::{Decoder, NotAList, decode};
use devserver_jobs_core::detail;
use devserver_jobs_core::error::ApiError;
use devserver_jobs_core::job::{Field, Job};
use proptest::prelude::*;
use proptest::sample::select;

#[track_caller]
fn check(text: &str, expect: &str) {
    assert_eq!(without_controls(text), expect, "{text:?}");
    let again = without_controls(expect);
    assert!(matches!(again, Cow::Borrowed(same) if same == expect), "{expect:?} twice");
}

/// The message of a failed node was full of boxes, and what was copied of it coloured the terminal that it was pasted
/// into.
#[test]
fn what_programs_write_for_a_terminal() {
    check("\u{1b}[31mERROR\u{1b}[0m disk", "ERROR disk");
    check("\u{1b}[1;38;2;255;0;0mred\u{1b}[m", "red");
    check("\u{1b}[38:5:196mred", "red");
    check("\u{1b}[2K\u{1b}[1G\u{1b}[?25lloading\u{1b}[?25h", "loading");
    check("\u{1b}[>0;276;0cdone\u{1b}[4 q", "done");
    check("\u{9b}31mERROR\u{9b}0m", "ERROR");
    check("\u{1b}]0;title\u{7}text", "text");
    check("\u{1b}]0;标题\u{1b}\\text", "text");
    check("\u{9d}0;title\u{9c}text", "text");
    check("\u{1b}]8;;https://e.test/a?b=c\u{1b}\\link\u{1b}]8;;\u{1b}\\", "link");
    check("\u{1b}P1$r0m\u{1b}\\text\u{90}q\u{9c}", "text");
    check("\u{1b}_G1\u{1b}\\\u{1b}^x\u{1b}\\\u{1b}Xy\u{1b}\\text", "text");
    check("\u{1b}ktitle\u{1b}\\text", "text");
    check("\u{1b}(B\u{1b})0\u{1b}%G\u{1b}#8text", "text");
    check("\u{1b}7\u{1b}8\u{1b}=\u{1b}>\u{1b}c\u{1b}Mtext", "text");
}

#[test]
fn control_characters_alone() {
    check("a\u{7}b\u{8}c\0d\u{7f}e\u{b}f\u{c}g\u{e}h\u{1a}i", "abcdefghi");
    check("a\u{85}b\u{80}c\u{9f}d", "abcd");
    check("\ta\nb", "\ta\nb");
    check("a\r\nb", "a\nb");
    check("10%\r50%\r100%\r\ndone\r", "10%\n50%\n100%\ndone\n");
    check("\r\r\n", "\n\n");
    // What is no control character, with the bytes of some.
    for text in ["", "a b·c°d", "\u{a0}", "升级 ©", "\u{200b}\u{202e}", "ÀÂ\u{2028}"] {
        check(text, text);
    }
}

/// A sequence that is cut or malformed must not take the message with it.
#[test]
fn sequences_without_an_end() {
    check("\u{1b}", "");
    check("text\u{1b}[", "text");
    check("text\u{1b}[31", "text");
    check("\u{1b}[31升级", "升级");
    check("\u{1b}[31\nERROR", "\nERROR");
    check("\u{1b}升级", "升级");
    check("\u{1b}\u{1b}[31mERROR", "ERROR");
    check("\u{1b}[\u{1b}[31mERROR", "ERROR");
    check("\u{1b}]0;title", "0;title");
    check("\u{1b}]0;title\nERROR\u{7}", "0;title\nERROR");
    check("\u{1b}]0;title\u{1b}[31mERROR", "0;titleERROR");
    check("\u{9d}升级失败", "升级失败");
    check("\u{1b}(", "");
}

fn text() -> impl Strategy<Value = String> {
    const PARTS: &[&str] = &[
        "\u{1b}",
        "\u{1b}[",
        "\u{9b}",
        "\u{1b}]",
        "\u{9d}",
        "\u{7}",
        "\u{9c}",
        "\\",
        "[",
        "31",
        ";",
        "m",
        "0m",
        "\r",
        "\n",
        "\t",
        " ",
        "(",
        "B",
        "k",
        "P",
        "\0",
        "\u{8}",
        "\u{7f}",
        "\u{85}",
        "\u{a0}",
        "·",
        "升",
        "é",
        "ERROR",
        "eight by",
        "eight byt",
    ];
    let parts = prop::collection::vec(select(PARTS), 0..16).prop_map(|parts| parts.concat());
    prop_oneof![parts, any::<String>()]
}

fn is_left(character: char) -> bool {
    !character.is_control() || matches!(character, '\t' | '\n')
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_left_and_nothing_grows(text in text()) {
        let shown = without_controls(&text);
        prop_assert!(shown.chars().all(is_left), "{:?}", shown);
        prop_assert!(shown.len() <= text.len());
        prop_assert_eq!(&*without_controls(&shown), &*shown);
        // What is left stands in the text, in this order.
        let mut rest = text.chars();
        let stands = |shown| rest.any(|own| own == shown || (shown, own) == ('\n', '\r'));
        prop_assert!(shown.chars().all(stands));
    }

    #[test]
    fn text_without_controls_is_the_same_text(text in text()) {
        let is_clean = text.chars().all(is_left);
        let is_same = matches!(without_controls(&text), Cow::Borrowed(same) if same.as_ptr() == text.as_ptr());
        prop_assert_eq!(is_same, is_clean);
    }
}

const COLOURED: &str = r#"{"id":"\u001b[1ma","name":"\u001b[31mnpu\u001b[0m","user_name":"ada\u0007",
    "description":"a\r\nb\u007F","type":"\u009b1mCOMMON","status":"FINISHED\u001b[0m","abnormal_count":"3\u0000",
    "create_at":"2025-06-10T06:20:20Z\u001b[0m","update_at":"\u001b[31msoon"}"#;

/// The names of coloured jobs sorted apart, and were not found by what could be read of them.
#[test]
fn a_job_has_texts_without_controls() {
    let some = |text: &str| Some(text.to_owned());
    let job = Job {
        id: some("a"),
        name: some("npu"),
        user_name: some("ada"),
        description: some("a\nb"),
        job_type: some("COMMON"),
        status: some("FINISHED"),
        abnormal_count: Field::Known(3),
        created: Field::Known(1_749_536_420_000),
        updated: Field::Unreadable("soon".to_owned()),
    };
    let body = format!(r#"{{"data":[{COLOURED},{{"id":"b","name":"升·1\t\n"}}]}}"#);
    let list = decode(body.as_bytes()).unwrap().jobs;
    assert_eq!(list.get(0), Some(job.clone()));
    assert_eq!(detail::decode(COLOURED.as_bytes()).unwrap().job, job);
    assert_eq!(list.get(1).unwrap().name.as_deref(), Some("升·1\t\n"));
    let mut decoder = Decoder::default();
    body.as_bytes().chunks(1).for_each(|piece| decoder.push(piece));
    assert_eq!(decoder.finish().unwrap().jobs, list);
    // A name of nothing else is none.
    let nothing = decode(br#"{"data":[{"name":"\u001b[0m","user_name":"\u001b[1m-"}]}"#).unwrap();
    let nothing = nothing.jobs.get(0).unwrap();
    assert_eq!((nothing.name, nothing.user_name), (None, None));
}

#[test]
fn tasks_items_and_errors_have_texts_to_show() {
    let detail = detail::decode(
        br#"{"id":"a","template_id":"t\u0000","items":[{"type":"\u001b[1mHDK","spec":{"v\u0007":"1\u001b[0m"}}],
        "tasks":[{"server_name":"n\u001b[0m","status":"\u001b[31mFAILED","message":"\u001b[31mE\u001b[0m1\r2",
        "cloud_server":{"type":"BMS\u007f"}}]}"#,
    )
    .unwrap();
    let (item, task) = (&detail.items[0], &detail.tasks[0]);
    assert_eq!((detail.template_id.as_deref(), item.kind.as_deref()), (Some("t"), Some("HDK")));
    assert_eq!(item.spec, [("v".to_owned(), "1".to_owned())]);
    assert_eq!(task.cloud_server, [("type".to_owned(), "BMS".to_owned())]);
    assert_eq!((task.server_name.as_deref(), task.status.as_deref()), (Some("n"), Some("FAILED")));
    assert_eq!(task.message.as_deref(), Some("E1\n2"));
    let body = br#"{"code":"\u001b[1mE1","msg":"\u001b[31mboom\u001b[0m\r\nbang"}"#;
    let Err(NotAList::Error(error)) = decode(body) else { panic!("no error") };
    assert_eq!((error.code.as_deref(), error.message.as_deref()), (Some("E1"), Some("boom bang")));
    let refused = ApiError::read(502, None, b"\x1b[31mupstream\x1b[0m failed");
    assert_eq!(refused.message.as_deref(), Some("upstream failed"));
    let start = NotAList::NotAnObject("curl: (7)".to_owned());
    assert_eq!(decode(b"\x1b[31mcurl:\x1b[0m (7)"), Err(start));
}
