//! What an answer means for the list that is shown.

use dom::reactive::Executor;

use super::{DONE, SECOND, Watching, list};
use crate::state::list::Load;
use crate::state::refresh::Cause;

/// A user signed in after an automatic refresh, and nothing showed that the list was loading.
#[test]
fn who_signs_in_waits_for_the_answer() {
    let live = Watching::new("60");
    live.answer(&DONE);
    assert!(live.seconds().is_some());
    let refresh = live.test.store.refresh;
    let cause = || live.test.owner.with(|| dom::reactive::untrack(|| refresh.cause()));
    assert_eq!(cause(), Cause::Schedule);
    live.test.store.sign_in("token");
    Executor::poll_local();
    assert_eq!(cause(), Cause::Reader);
}

#[test]
fn an_unchanged_answer_is_not_read() {
    let live = Watching::new("off");
    let store = live.test.store;
    let body = list(&DONE);
    assert!(live.world().sent.borrow()[0].answer_with(body.as_bytes(), Some("\"1\"")));
    let shown = store.list.shown_untracked().expect("a list");
    let refetch = || {
        live.test.pass(SECOND);
        store.refresh.refetch(Cause::Host);
        Executor::poll_local();
    };
    refetch();
    assert!(!live.world().sent.borrow()[1].answer_with(body.as_bytes(), Some("\"1\"")));
    let again = store.list.shown_untracked().expect("a list");
    assert!(std::sync::Arc::ptr_eq(&shown, &again));
    assert_eq!(live.test.owner.with(|| dom::reactive::untrack(|| store.list.at())), Some(SECOND));
    assert_eq!(*live.world().events.borrow(), ["load 2", "load 2"]);
    refetch();
    assert!(live.world().sent.borrow()[2].answer_with(body.as_bytes(), Some("\"2\"")));
    refetch();
    assert!(live.world().sent.borrow()[3].answer_with(body.as_bytes(), None));
}

/// A refresh broke off, the older list stayed, and its age was that of the part that nobody saw.
#[test]
fn an_answer_that_is_not_shown_does_not_change_the_age() {
    let live = Watching::new("off");
    let store = live.test.store;
    live.answer(&DONE);
    live.test.pass(SECOND);
    store.refresh.refetch(Cause::Host);
    Executor::poll_local();
    let body = list(&DONE);
    live.test.answer(1, &body[..body.len() - 40]);
    assert!(store.list.with_load(|load| matches!(load, Load::Failed { .. })));
    assert_eq!(live.test.owner.with(|| dom::reactive::untrack(|| store.list.at())), Some(0.0));
}
