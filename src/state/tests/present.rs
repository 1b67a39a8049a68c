//! A range of time that was chosen as hours up to the present stays one.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use devserver_jobs_core::range::{By, Range};
use devserver_jobs_core::table::Change;
use dom::reactive::{Executor, RwSignal};

use super::{Test, settings};
use crate::platform::{HistoryMode, Location};
use crate::settings::Settings;
use crate::state::live::Live;
use crate::state::refresh::Cause;

const NOW: i64 = 1_749_540_000_000;
const MINUTE: i64 = 60_000;
const HOUR: Range = Range { by: By::Created, from: None, to: None, hours: 1 };

/// Jobs, each created so many minutes before `NOW`; its id says when.
fn body(minutes: &[i64]) -> String {
    let row = |ago: &i64| format!(r#"{{"id":"{ago}","create_at":{}}}"#, NOW - ago * MINUTE);
    format!(r#"{{"data":[{}]}}"#, minutes.iter().map(row).collect::<Vec<_>>().join(","))
}

fn synchronized(search: &str) -> Test {
    let test = Test::at(search, Settings { sync_url: Some(String::new()), ..settings() });
    test.world.now.set(NOW as f64);
    test
}

fn search(test: &Test) -> String {
    test.world.location.borrow().search.clone()
}

fn pass(test: &Test, minutes: i64) {
    test.pass((minutes * MINUTE) as f64);
}

/// Brings a list that is not the one before.
fn refresh(test: &Test, minutes: &[i64]) {
    test.store.refresh.refetch(Cause::Host);
    Executor::poll_local();
    test.answer(test.urls().len() - 1, &body(minutes));
}

/// Follows the clock while `is_reading` says whether somebody reads.
fn follow(test: &Test) -> (Live, Rc<Cell<bool>>) {
    let is_reading = Rc::new(Cell::new(false));
    let (reading, store) = (is_reading.clone(), test.store);
    let live = test.owner.with(|| {
        Live::start(store, Rc::new(move || reading.get()), RwSignal::new(true).read_only())
    });
    Executor::poll_local();
    (live, is_reading)
}

fn gone(test: &Test) -> usize {
    test.store
        .list
        .arranged()
        .with_untracked(|arranged| arranged.held.as_ref().map_or(0, |(_, held)| held.waiting.gone))
}

/// The address had the times of the hour that was the last one when it was chosen, and after a reload, a step in the
/// history or in a link it was that hour of yesterday.
#[test]
fn the_last_hour_is_in_the_address_as_such() {
    let test = synchronized("");
    test.answer(0, &body(&[10, 50, 70]));
    test.change(Change::Time(Some(HOUR)), HistoryMode::Push);
    assert_eq!(
        (search(&test).as_str(), test.ids()),
        ("?created=PT1H", vec!["10".into(), "50".into()])
    );
    let link = test.owner.with(|| dom::reactive::untrack(|| test.store.address.with_job("a")));
    assert_eq!(link, "http://page/?created=PT1H&job=a");
    test.change(Change::Time(None), HistoryMode::Push);

    // Back, 20 minutes later.
    pass(&test, 20);
    let back = test.world.on_history.borrow().clone().expect("the store follows the address");
    *test.world.location.borrow_mut() = Location {
        base: "http://page/".to_owned(),
        search: "?created=PT1H".to_owned(),
        hash: String::new(),
    };
    (back.borrow_mut())();
    Executor::poll_local();
    assert_eq!(test.store.table.get_untracked().time, Some(HOUR));
    assert_eq!((search(&test).as_str(), test.ids()), ("?created=PT1H", vec!["10".into()]));

    // A reload, or a link that somebody else opens.
    let test = synchronized("?updated=PT168H");
    assert_eq!(search(&test), "?updated=PT168H");
    let week = Range { by: By::Updated, hours: 168, ..Range::default() };
    assert_eq!(test.store.table.get_untracked().time, Some(week));
    for bad in ["PT0H", "PT-1H", "PT1.5H", "PT99999999H", "P1D", "P1M", "pt1h"] {
        let test = synchronized(&format!("?created={bad}&find=x"));
        assert_eq!(search(&test), "?find=x", "{bad} goes, as all that cannot be read");
    }
}

#[test]
fn the_last_hour_survives_while_the_element_is_away() {
    let test = Test::new(settings());
    test.change(Change::Time(Some(HOUR)), HistoryMode::Push);
    let saved = test.store.save();
    drop(test);
    let test = Test::restored("", settings(), Some(saved));
    assert_eq!(test.store.table.get_untracked().time, Some(HOUR));
}

/// After a night with automatic refresh, the last hour was one of the evening.
#[test]
fn a_list_that_arrives_brings_the_present() {
    let test = synchronized("?created=PT1H");
    test.answer(0, &body(&[10, 50]));
    assert_eq!(test.ids(), ["10", "50"]);
    pass(&test, 20);
    assert_eq!(test.ids(), ["10", "50"], "without the second module nothing follows the clock");
    refresh(&test, &[-15, 10, 50]);
    assert_eq!(test.ids(), ["-15", "10"]);
    assert_eq!(search(&test), "?created=PT1H");
}

#[test]
fn the_clock_moves_rows_that_nobody_reads() {
    let test = synchronized("?created=PT1H");
    test.answer(0, &body(&[10, 50]));
    let (_live, is_reading) = follow(&test);
    let places = || test.store.list.visible().with_untracked(|visible| visible.places.clone());
    let before = places();
    pass(&test, 5);
    assert!(Arc::ptr_eq(&before, &places()), "the same jobs, so that no observer runs");
    is_reading.set(true);
    pass(&test, 10);
    assert_eq!((test.ids(), gone(&test)), (vec!["10".to_owned(), "50".to_owned()], 1));
    let shown = test.store.list.visible().with_untracked(|visible| visible.places.len());
    assert_eq!(shown, 1, "counts tell the truth");
    is_reading.set(false);
    pass(&test, 1);
    assert_eq!((test.ids(), gone(&test)), (vec!["10".to_owned()], 0));
}

#[test]
fn rows_that_wait_to_leave_leave_when_they_are_let() {
    let test = synchronized("?created=PT1H");
    test.answer(0, &body(&[10, 50]));
    let (live, is_reading) = follow(&test);
    is_reading.set(true);
    pass(&test, 20);
    assert_eq!((test.ids().len(), gone(&test)), (2, 1));
    // A newer list while they wait.
    refresh(&test, &[-15, 10, 50]);
    assert_eq!((test.ids(), gone(&test)), (vec!["10".to_owned(), "50".to_owned()], 1));
    live.apply();
    Executor::poll_local();
    assert_eq!(test.ids(), ["-15", "10"]);
    // Whoever chooses it again wants to see it.
    pass(&test, 50);
    assert_eq!(test.ids().len(), 2);
    test.change(Change::Time(Some(HOUR)), HistoryMode::Push);
    assert_eq!((test.ids(), gone(&test)), (vec!["-15".to_owned()], 0));
}

#[test]
fn a_refresh_by_the_reader_brings_the_present_with_the_same_list() {
    let test = synchronized("?created=PT1H");
    let answer = |at: usize| {
        let sent = test.world.sent.borrow()[at].clone();
        sent.answer_with(body(&[10, 50]).as_bytes(), Some("same"));
    };
    answer(0);
    let (_live, is_reading) = follow(&test);
    is_reading.set(true);
    test.world.now.set((NOW + 20 * MINUTE) as f64);
    test.store.refresh();
    Executor::poll_local();
    answer(1);
    assert_eq!((test.ids(), gone(&test)), (vec!["10".to_owned()], 0));
    pass(&test, 40);
    assert_eq!((test.ids().len(), gone(&test)), (1, 1), "later the rows stay again");
}

#[test]
fn times_that_were_chosen_stay_what_they_are() {
    let test = synchronized("?created=2025-06-10T06:20:00Z..");
    test.answer(0, &body(&[10, 50, 70]));
    let (_live, _) = follow(&test);
    assert_eq!(test.ids(), ["10", "50"]);
    pass(&test, 60);
    refresh(&test, &[-15, 10, 50, 70]);
    assert_eq!(test.ids(), ["-15", "10", "50"]);
    assert_eq!(search(&test), "?created=2025-06-10T06:20:00Z..");
}

/// In a snapshot of last week the last hour was empty.
#[test]
fn the_present_of_a_snapshot_is_that_of_its_list() {
    let snapshot = Some(NOW - 20 * MINUTE);
    let test = Test::new(Settings { snapshot, ..settings() });
    test.world.now.set((NOW + 10_000 * MINUTE) as f64);
    test.answer(0, &body(&[20, 70, 90]));
    test.change(Change::Time(Some(HOUR)), HistoryMode::Push);
    assert_eq!(test.ids(), ["20", "70"]);
    let (_live, _) = follow(&test);
    pass(&test, 60);
    assert_eq!(test.ids(), ["20", "70"]);
}
