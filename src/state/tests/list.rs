//! The list: when it is requested, what becomes of the answer, and in which order it is shown.

use devserver_jobs_core::query::Filter;
use devserver_jobs_core::table::{Change, Column};
use dom::reactive::Executor;

use super::world::Bytes;
use super::{TWO, Test, settings};
use crate::api::{Head, RequestError};
use crate::platform::{HistoryMode, SLICE};
use crate::state::list::Load;
use crate::state::refresh::Cause;

#[test]
fn the_list_is_requested_once_and_shown_in_order() {
    let test = Test::new(settings());
    assert_eq!(test.urls(), ["http://proxy/v1/demo/dev-servers/jobs"]);
    test.answer(0, TWO);
    assert_eq!(test.ids(), ["a", "b"]);
    test.change(Change::SortBy(Column::Created), HistoryMode::Push);
    assert_eq!(test.ids(), ["b", "a"]);
    test.change(Change::Page(2), HistoryMode::Push);
    test.change(Change::Find("x".into()), HistoryMode::Replace);
    assert_eq!(test.urls().len(), 1, "only the query starts a request");
    assert_eq!(*test.world.events.borrow(), ["load 2", "filter x"]);
}

#[test]
fn a_newer_request_aborts_the_older_one() {
    let test = Test::new(settings());
    test.change(Change::Filter(Filter::Name, "up".into()), HistoryMode::Push);
    assert_eq!(test.urls()[1], "http://proxy/v1/demo/dev-servers/jobs?name=up");
    assert!(test.is_aborted(0) && !test.is_aborted(1));
    test.store.refresh.refetch(Cause::Host);
    Executor::poll_local();
    assert_eq!(test.urls().len(), 3);
    assert!(test.is_aborted(1));
}

#[test]
fn a_failed_refetch_keeps_the_rows_of_its_session() {
    let test = Test::new(settings());
    test.answer(0, TWO);
    test.store.refresh();
    Executor::poll_local();
    test.world.sent.borrow()[1].fail();
    assert_eq!(test.ids(), ["a", "b"]);
    let is_failed = test.store.list.with_load(|load| matches!(load, Load::Failed { .. }));
    assert!(is_failed);
    assert_eq!(*test.world.events.borrow(), ["load 2", "refresh", "error list"]);
}

#[test]
fn a_slow_list_is_shown_in_the_order_of_arrival_until_it_is_sorted() {
    let test = Test::new(settings());
    let (start, rest) = (
        r#"{"data":[{"id":"b","create_at":1749536420001},"#,
        r#"{"id":"a","create_at":1749536420002}]}"#,
    );
    {
        let sent = test.world.sent.borrow();
        let mut sink = sent[0].sink.borrow_mut();
        let sink = sink.as_mut().expect("the request is under way");
        sink.begin(Head::default());
        sink.part(&Bytes(start.as_bytes()));
    }
    test.pass(200.0);
    assert_eq!(test.ids(), ["b"]);
    test.answer(0, rest);
    assert_eq!(test.ids(), ["b", "a"]);
    test.store.list.sort();
    Executor::poll_local();
    assert_eq!(test.ids(), ["a", "b"]);
}

/// Decoding may take the task of several frames only while there is nothing that a user could scroll or press.
#[test]
fn the_browser_gets_turns_once_there_are_rows() {
    let test = Test::new(settings());
    let slice = |request: usize| {
        let sent = test.world.sent.borrow();
        let sink = sent[request].sink.borrow();
        sink.as_ref().expect("the request is under way").slice()
    };
    assert!(slice(0) > SLICE);
    {
        let sent = test.world.sent.borrow();
        let mut sink = sent[0].sink.borrow_mut();
        let sink = sink.as_mut().expect("the request is under way");
        sink.begin(Head::default());
        sink.part(&Bytes(br#"{"data":[{"id":"b"},"#));
    }
    test.pass(200.0);
    assert_eq!((test.ids(), slice(0)), (vec!["b".to_owned()], SLICE));
    test.answer(0, r#"{"id":"a"}]}"#);
    test.store.refresh();
    Executor::poll_local();
    assert_eq!(slice(1), SLICE);
}

/// A proxy redirected an expired session to its sign-in page (HTML, 200), and the list told its user to
/// check the proxy's address.
#[test]
fn a_web_page_in_place_of_a_list_is_a_session_that_has_ended() {
    let error = |body: &str| {
        let test = Test::new(settings());
        test.answer(0, body);
        test.store.list.with_load(|load| match load {
            Load::Failed { error, .. } => Some(error.clone()),
            _ => None,
        })
    };
    for page in ["<!doctype html><title>Login</title>", "\n <html>", "<HTML>", "\u{FEFF}<html>"] {
        assert_eq!(error(page), Some(RequestError::SignInPage), "{page}");
    }
    for other in ["", "[1,2]", "{}", "gateway timeout"] {
        let is_not_a_list = matches!(error(other), Some(RequestError::NotAList(_)));
        assert!(is_not_a_list, "{other}");
    }
    assert_eq!(error(r#"{"data":[]}"#), None);
}

/// A portal answered 200 with `{"code":401}` in it, and the list said "No jobs".
#[test]
fn an_error_that_is_called_a_success_is_a_refusal() {
    let test = Test::new(settings());
    test.answer(0, r#"{"code":401,"msg":"令牌已过期","data":null}"#);
    test.store.list.with_load(|load| match load {
        Load::Failed { error: RequestError::Refused(error), .. } => {
            assert_eq!(error.effective_status(), 401);
            assert_eq!(error.message.as_deref(), Some("令牌已过期"));
        }
        other => panic!("{other:?}"),
    });
}
