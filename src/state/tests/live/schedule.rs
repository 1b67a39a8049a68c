//! When the list is requested again, and when it is not.

use devserver_jobs_core::schedule::Interval;
use devserver_jobs_core::table::Change;
use dom::reactive::Executor;

use super::super::{Test, settings};
use super::{BUSY, DONE, SECOND, Watching, refused};
use crate::platform::HistoryMode;
use crate::state::refresh::Cause;

#[test]
fn requests_follow_the_schedule() {
    let live = Watching::new("auto");
    live.answer(&DONE);
    assert_eq!(live.seconds(), Some(60));
    live.answer(&BUSY);
    assert_eq!(live.seconds(), Some(15));
    live.fail(refused(503, None));
    assert_eq!(live.seconds(), Some(30));
    live.fail(refused(429, Some(live.world().now.get() as i64 + 100_000)));
    assert_eq!(live.seconds(), Some(100));
    live.answer(&BUSY);
    assert_eq!(live.seconds(), Some(15));
    // Only the user can mend this.
    live.fail(refused(403, None));
    assert_eq!(live.seconds(), None);
    live.refresh(&DONE);
    assert_eq!(live.seconds(), Some(60));
}

#[test]
fn off_unless_somebody_wants_it() {
    let live = Watching::new("off");
    live.answer(&BUSY);
    assert_eq!(live.seconds(), None);
    live.test.store.live.choose(Interval::Seconds(5));
    Executor::poll_local();
    assert_eq!(live.seconds(), Some(1), "it has been due for long");
    live.answer(&BUSY);
    assert_eq!(live.seconds(), Some(5));
    live.answer(&BUSY);
    live.test.store.live.pause(true);
    Executor::poll_local();
    assert_eq!((live.next(), live.seconds()), (None, None));
    live.test.store.live.pause(false);
    Executor::poll_local();
    assert_eq!(live.seconds(), Some(1));
}

#[test]
fn nobody_is_asked_while_nobody_looks() {
    let live = Watching::new("auto");
    live.answer(&DONE);
    live.world().look(false, true);
    assert_eq!(live.seconds(), None);
    live.world().look(true, true);
    assert_eq!(live.seconds(), Some(1), "at once when it is due");
    live.answer(&DONE);
    live.world().look(true, false);
    assert_eq!(live.seconds(), None);
    live.world().look(true, true);
    assert_eq!(live.seconds(), Some(1));
    live.answer(&DONE);
    live.in_view.set(false);
    Executor::poll_local();
    assert_eq!(live.seconds(), None);
    live.in_view.set(true);
    Executor::poll_local();
    assert_eq!(live.seconds(), Some(1));
    live.answer(&DONE);
    // Before it is due, coming back changes nothing.
    live.test.pass(10.0 * SECOND);
    live.world().look(false, true);
    live.test.pass(10.0 * SECOND);
    live.world().look(true, true);
    assert_eq!(live.seconds(), Some(40));
}

/// Somebody who watches a job is told of its end, though the page is behind another.
#[test]
fn watched_jobs_are_asked_for_while_the_page_is_hidden() {
    let live = Watching::new("auto");
    live.answer(&BUSY);
    live.test.store.watch.set("b", true);
    live.world().look(false, true);
    assert_eq!(live.seconds(), Some(60));
    live.answer(&DONE);
    live.test.store.watch.set("b", false);
    Executor::poll_local();
    assert_eq!(live.seconds(), None);
}

/// Another project was opened, and the list was requested for the watched job of the former one all night.
#[test]
fn watched_jobs_are_those_of_the_project() {
    let live = Watching::new("off");
    live.answer(&BUSY);
    live.test.store.watch.set("b", true);
    let other = devserver_jobs_core::query::ProjectId::parse("other").ok();
    live.test.change(Change::Project(other), HistoryMode::Push);
    live.answer(&DONE);
    assert_eq!(live.seconds(), None);
}

/// A portal keeps a tab alive by taking the element out: the user's pause was forgotten.
#[test]
fn what_was_paused_stays_so() {
    let live = Watching::new("auto");
    live.answer(&BUSY);
    live.test.store.live.pause(true);
    let saved = live.test.store.save();
    let again = Test::restored("", settings(), Some(saved));
    assert!(again.owner.with(|| dom::reactive::untrack(|| again.store.live.is_paused())));
}

/// A night of four hours, hour by hour.
#[test]
fn a_night() {
    let live = Watching::new("auto");
    live.answer(&DONE);
    for (status, expect) in
        [("FINISHED", 60), ("PROCESSING", 240), ("PROCESSING", 240), ("FINISHED", 60)]
    {
        live.test.store.refresh.refetch(Cause::Host);
        Executor::poll_local();
        live.answer(&[("a", status)]);
        let before = live.count();
        for _ in 0..3600 {
            let sent = live.count();
            live.test.pass(SECOND);
            if live.count() > sent {
                live.answer(&[("a", status)]);
            }
        }
        assert_eq!(live.count() - before, expect, "{status}");
    }
}

/// A computer slept for the night, in which timers stand still: in the morning the list was as old as the interval is
/// long, and some minutes more.
#[test]
fn what_is_due_after_a_sleep_is_requested_at_once() {
    let test = Watching::new("3600");
    test.answer(&[("1", "FINISHED")]);
    test.test.pass(10.0 * SECOND);
    assert_eq!(test.count(), 1);
    // The timers do not know.
    let asleep = 8.0 * 3600.0 * SECOND;
    test.world().now.set(test.world().now.get() + asleep);
    test.world().delay(asleep);
    test.test.pass(15.0 * SECOND);
    test.test.pass(0.0);
    assert_eq!(test.count(), 2);
}

/// A clock that had been five hours ahead was put right, and the next request was said to be five hours away.
#[test]
fn a_clock_that_is_put_back_does_not_put_off_the_next_request() {
    let test = Watching::new("60");
    test.answer(&[("1", "FINISHED")]);
    test.test.pass(10.0 * SECOND);
    test.world().now.set(test.world().now.get() - 5.0 * 3600.0 * SECOND);
    test.test.pass(15.0 * SECOND);
    let left = test.next().map(|next| next - test.world().now.get());
    assert!(left.is_some_and(|left| left <= 60.0 * SECOND), "{left:?}");
}
