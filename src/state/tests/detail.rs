//! The detail of the open job.

use dom::reactive::Executor;

use super::{TWO, Test, settings};
use crate::state::detail::Status;

#[test]
fn a_detail_is_requested_by_itself_and_kept() {
    let id = "03af7361-5cba-44d4-b29b-4dcc5d9dff51";
    let body = format!(r#"{{"id":"{id}","status":"FINISHED","abnormal_count":0,"tasks":[]}}"#);
    let test = Test::new(settings());
    test.answer(0, TWO);
    test.store.open(Some(id.to_owned()));
    Executor::poll_local();
    assert_eq!(test.urls()[1], format!("http://proxy/v1/demo/dev-servers/jobs/{id}"));
    test.answer(1, &body);
    let status = || test.owner.with(|| dom::reactive::untrack(|| test.store.detail.status()));
    assert_eq!(status(), Status::Ready);

    // A job that is over does not change, so opening it again requests nothing.
    test.store.close();
    test.store.open(Some(id.to_owned()));
    Executor::poll_local();
    assert_eq!((test.urls().len(), status()), (2, Status::Ready));

    // For another session nothing is known of it.
    test.store.sign_in("token");
    Executor::poll_local();
    assert_eq!((test.urls().len(), status()), (4, Status::Loading));
}

/// What decodes a detail is in the second module, and the answer may come before it.
#[test]
fn a_detail_that_comes_before_the_second_module_is_read_when_that_comes() {
    let id = "03af7361-5cba-44d4-b29b-4dcc5d9dff51";
    let other = "13af7361-5cba-44d4-b29b-4dcc5d9dff51";
    let body = |id: &str| format!(r#"{{"id":"{id}","status":"FINISHED","tasks":[]}}"#);
    let test = Test::without_second_module("", settings(), None);
    test.answer(0, TWO);
    test.store.open(Some(other.to_owned()));
    Executor::poll_local();
    test.answer(1, &body(other));
    test.store.open(Some(id.to_owned()));
    Executor::poll_local();
    test.world.now.set(1000.0);
    test.answer(2, &body(id));
    test.world.now.set(5000.0);
    let detail = || test.owner.with(|| dom::reactive::untrack(|| test.store.detail.get()));
    let status = || test.owner.with(|| dom::reactive::untrack(|| test.store.detail.status()));
    assert_eq!((status(), detail().is_none()), (Status::Loading, true));

    test.owner.with(|| test.store.read_details());
    Executor::poll_local();
    assert_eq!(status(), Status::Ready);
    let detail = detail().expect("the answer was kept");
    // It is of the job that is open, and as old as when it came.
    assert_eq!((detail.decoded.job.id.as_deref(), detail.at), (Some(id), 1000.0));
}
