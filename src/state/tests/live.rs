//! Automatic refreshes, with a clock that a test moves.

use std::cell::Cell;
use std::rc::Rc;

use devserver_jobs_core::error::ApiError;
use devserver_jobs_core::schedule::Interval;
use devserver_jobs_core::table::Change;
use dom::reactive::{Executor, RwSignal};

use super::world::World;
use super::{Test, settings};
use crate::api::RequestError;
use crate::platform::HistoryMode;
use crate::settings::Settings;
use crate::state::list::Load;
use crate::state::live::{Changes, Live};
use crate::state::refresh::Cause;

const SECOND: f64 = 1000.0;

/// A store that keeps itself current.
struct Watching {
    test: Test,
    live: Live,
    is_reading: Rc<Cell<bool>>,
    in_view: RwSignal<bool>,
}

impl Watching {
    fn new(interval: &str) -> Self {
        let refresh_interval = Interval::parse(interval).expect("an interval");
        let settings = Settings { refresh_interval, ..settings() };
        Self::of(Test::new(settings))
    }

    fn of(test: Test) -> Self {
        let is_reading = Rc::new(Cell::new(false));
        let (reading, store) = (is_reading.clone(), test.store);
        let (live, in_view) = test.owner.with(|| {
            let in_view = RwSignal::new(true);
            (Live::start(store, Rc::new(move || reading.get()), in_view.read_only()), in_view)
        });
        Executor::poll_local();
        Self { test, live, is_reading, in_view }
    }

    fn count(&self) -> usize {
        self.test.urls().len()
    }

    /// Answers the newest request.
    fn answer(&self, jobs: &[(&str, &str)]) {
        self.test.answer(self.count() - 1, &list(jobs));
    }

    fn fail(&self, error: RequestError) {
        self.test.world.sent.borrow()[self.count() - 1].fail_with(error);
    }

    /// Requests the list again, and answers.
    fn refresh(&self, jobs: &[(&str, &str)]) {
        self.test.store.refresh.refetch(Cause::Host);
        Executor::poll_local();
        self.answer(jobs);
    }

    /// How many seconds pass until the next request, up to an hour.
    fn seconds(&self) -> Option<u32> {
        let before = self.count();
        (1..=3600).find(|_| {
            self.test.pass(SECOND);
            self.count() > before
        })
    }

    fn world(&self) -> &World {
        &self.test.world
    }

    fn changes(&self) -> Option<Changes> {
        dom::reactive::untrack(|| self.live.changes())
    }

    fn next(&self) -> Option<f64> {
        dom::reactive::untrack(|| self.live.next())
    }

    /// What waits above the rows.
    fn waiting(&self) -> (usize, usize, usize) {
        let arranged = self.test.store.list.arranged();
        arranged.with_untracked(|arranged| {
            let waiting = arranged.held.as_ref().map(|(_, held)| held.waiting);
            waiting.map_or((0, 0, 0), |waiting| (waiting.added, waiting.gone, waiting.moved))
        })
    }
}

/// Jobs by id and status, the first the newest.
fn list(jobs: &[(&str, &str)]) -> String {
    let job = |((id, status), at): (&(&str, &str), i64)| {
        let status = status.split_once(' ').unwrap_or((status, "0"));
        format!(
            r#"{{"id":"{id}","status":"{}","abnormal_count":{},"create_at":{}}}"#,
            status.0,
            status.1,
            1_749_536_420_000 - at
        )
    };
    let jobs: Vec<String> = jobs.iter().zip(0..).map(job).collect();
    format!(r#"{{"data":[{}]}}"#, jobs.join(","))
}

fn refused(status: u16, retry_at: Option<i64>) -> RequestError {
    let error = ApiError::read(status, None, b"{}");
    RequestError::Refused(ApiError { retry_at, ..error })
}

const DONE: [(&str, &str); 2] = [("a", "FINISHED"), ("b", "FINISHED")];
const BUSY: [(&str, &str); 2] = [("a", "FINISHED"), ("b", "PROCESSING")];

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
    // Only the reader can mend this.
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

/// A portal keeps a tab alive by taking the element out: the reader's pause was forgotten.
#[test]
fn what_was_paused_stays_so() {
    let live = Watching::new("auto");
    live.answer(&BUSY);
    live.test.store.live.pause(true);
    let saved = live.test.store.save();
    let again = Test::restored("", settings(), Some(saved));
    assert!(again.owner.with(|| dom::reactive::untrack(|| again.store.live.is_paused())));
}

/// A reader signed in after an automatic refresh, and nothing showed that the list was loading.
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

#[test]
fn rows_stay_while_somebody_reads() {
    let live = Watching::new("off");
    live.answer(&[("a", "PROCESSING"), ("b", "FINISHED"), ("c", "FINISHED")]);
    live.is_reading.set(true);
    live.refresh(&[("n", "PROCESSING"), ("c", "FINISHED 2"), ("a", "FINISHED")]);
    assert_eq!(live.test.ids(), ["a", "b", "c"]);
    assert_eq!(live.waiting(), (1, 1, 1));
    let rows = live.test.owner.with(|| dom::reactive::untrack(|| live.test.store.list.rows(&[])));
    let statuses: Vec<_> = rows.iter().map(|row| row.job.status.as_deref().unwrap()).collect();
    assert_eq!(statuses, ["FINISHED", "FINISHED", "FINISHED"], "what is known now");
    assert_eq!(rows.iter().map(|row| row.is_gone).collect::<Vec<_>>(), [false, true, false]);
    let shown = live.test.store.list.shown_untracked().expect("a list");
    assert_eq!(shown.decoded.jobs.len(), 3, "counts tell the newest truth");

    // Another answer, and what waits is counted from what is on screen.
    live.refresh(&[("m", "FINISHED"), ("n", "PROCESSING"), ("a", "FINISHED")]);
    assert_eq!(live.test.ids(), ["a", "b", "c"]);
    assert_eq!(live.waiting(), (2, 2, 0));
    live.live.apply();
    Executor::poll_local();
    assert_eq!(live.test.ids(), ["m", "n", "a"]);
    assert_eq!(live.waiting(), (0, 0, 0));
}

/// Whoever presses Refresh on the third page wants to see what there is now.
#[test]
fn a_refresh_by_the_reader_shows_all_of_the_answer() {
    let live = Watching::new("off");
    live.answer(&DONE);
    live.is_reading.set(true);
    live.test.store.refresh();
    Executor::poll_local();
    live.answer(&[("n", "FINISHED"), ("a", "FINISHED"), ("b", "FINISHED")]);
    assert_eq!(live.test.ids(), ["n", "a", "b"]);
}

/// While rows were held in place, the next job in the detail was another than the next row.
#[test]
fn the_next_job_is_that_of_the_next_row() {
    let live = Watching::new("off");
    let store = live.test.store;
    let id = |number: usize| format!("00000000-0000-4000-8000-{number:012}");
    let (a, b, n) = (id(1), id(2), id(3));
    live.answer(&[(&a, "FINISHED"), (&b, "FINISHED")]);
    live.is_reading.set(true);
    live.refresh(&[(&a, "FINISHED"), (&n, "FINISHED"), (&b, "FINISHED")]);
    store.open(Some(a));
    let next = live.test.owner.with(|| dom::reactive::untrack(|| store.detail.neighbor(true)));
    let (place, job) = next.expect("a next job");
    assert_eq!((place, job.id), (1, Some(b)));
}

#[test]
fn rows_move_where_nobody_reads() {
    let live = Watching::new("off");
    live.answer(&DONE);
    live.refresh(&[("n", "FINISHED"), ("a", "FINISHED"), ("b", "FINISHED")]);
    assert_eq!(live.test.ids(), ["n", "a", "b"]);
    live.is_reading.set(true);
    live.refresh(&[("b", "FINISHED"), ("a", "FINISHED")]);
    assert_eq!(live.test.ids(), ["n", "a", "b"]);
    // The next answer finds nobody there.
    live.is_reading.set(false);
    live.refresh(&[("b", "FINISHED"), ("a", "FINISHED")]);
    assert_eq!(live.test.ids(), ["b", "a"]);
}

#[test]
fn a_page_turn_keeps_the_order_and_another_order_does_not() {
    let live = Watching::new("off");
    live.answer(&DONE);
    live.is_reading.set(true);
    live.refresh(&[("n", "FINISHED"), ("a", "FINISHED"), ("b", "FINISHED")]);
    live.test.change(Change::PageSize(1), HistoryMode::Push);
    live.test.change(Change::Page(2), HistoryMode::Push);
    assert_eq!(live.test.ids(), ["b"]);
    live.test.change(Change::Find("n".into()), HistoryMode::Replace);
    assert_eq!(live.test.ids(), ["n"]);
    assert_eq!(live.waiting(), (0, 0, 0));
}

#[test]
fn the_host_page_is_told_what_has_changed() {
    let live = Watching::new("off");
    live.answer(&BUSY);
    live.refresh(&BUSY);
    live.refresh(&[("n", "PROCESSING"), ("b", "FINISHED 1")]);
    let events = live.world().events.borrow();
    assert_eq!(*events, ["load 2", "load 2", "load 2", "change +1 -1 ~1"]);
}

/// An operator came back from another tab and could not tell what had happened meanwhile.
#[test]
fn who_comes_back_is_told_what_has_changed() {
    let live = Watching::new("auto");
    let store = live.test.store;
    live.answer(&BUSY);
    live.world().look(false, true);
    live.test.pass(30.0 * SECOND);
    live.world().look(true, true);
    live.test.pass(SECOND);
    live.answer(&DONE);
    assert!(live.changes().is_none(), "who was away for half a minute");

    live.world().look(false, true);
    live.test.pass(61.0 * SECOND);
    live.world().look(true, true);
    live.test.pass(SECOND);
    assert!(live.changes().is_none(), "nothing is known yet");
    live.answer(&[("a", "FINISHED"), ("b", "FINISHED 3"), ("n", "PROCESSING")]);
    let changes = live.changes().expect("changes");
    assert_eq!((changes.summary.added, changes.summary.changed), (1, 1));

    store.show_changed(true);
    Executor::poll_local();
    assert_eq!(live.test.ids(), ["b", "n"]);
    // Still those that differ from then.
    live.refresh(&[("a", "DELETED"), ("b", "FINISHED 3"), ("n", "FINISHED")]);
    assert_eq!(live.test.ids(), ["a", "b", "n"]);
    live.live.dismiss();
    Executor::poll_local();
    assert!(!store.table.get_untracked().changed);
    assert!(live.changes().is_none());

    // Away, and nothing has happened.
    live.world().look(false, true);
    live.test.pass(61.0 * SECOND);
    live.world().look(true, true);
    live.test.pass(SECOND);
    live.answer(&[("a", "DELETED"), ("b", "FINISHED 3"), ("n", "FINISHED")]);
    live.refresh(&[("b", "FINISHED 3")]);
    assert!(live.changes().is_none());
}

#[test]
fn an_address_of_changes_means_nothing_to_whoever_has_not_seen_the_list_before() {
    let settings = Settings { sync_url: Some(String::new()), ..settings() };
    let test = Test::at("?changed=1&x=1", settings);
    assert_eq!(test.world.location.borrow().search, "?x=1");
}

/// Three elements on one page asked the same three times.
#[test]
fn elements_that_ask_the_same_share_one_answer() {
    let elements: Vec<Watching> = (0..3).map(|_| Watching::new("60")).collect();
    let counts = || elements.iter().map(Watching::count).collect::<Vec<_>>();
    for element in &elements {
        element.answer(&DONE);
    }
    // Each has a clock of its own; the first is the first to ask.
    elements[0].test.pass(60.0 * SECOND);
    assert_eq!(counts(), [2, 1, 1]);
    elements[1].test.pass(60.0 * SECOND);
    assert_eq!(counts(), [2, 1, 1], "it waits for the answer to the first");
    elements[0].answer(&[("n", "FINISHED")]);
    for element in &elements {
        assert_eq!(element.test.ids(), ["n"]);
    }
    assert_eq!(counts(), [2, 1, 1]);
    // The first goes away, and the others go on.
    let mut elements = elements;
    drop(elements.remove(0));
    elements[0].test.pass(1.0);
    assert!(elements[0].seconds().is_some_and(|seconds| seconds <= 60));
}

#[test]
fn other_sessions_do_not_share() {
    let (one, mut other) = (Watching::new("60"), settings());
    other.refresh_interval = Interval::Seconds(60);
    other.session.token = None;
    other.session.fetch = crate::api::FetchId(7);
    let other = Watching::of(Test::new(other));
    one.answer(&DONE);
    other.answer(&DONE);
    one.test.pass(60.0 * SECOND);
    one.answer(&[("n", "FINISHED")]);
    assert_eq!(other.test.ids(), ["a", "b"]);
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
