//! Refinements by time and by how long jobs take.

use devserver_jobs_core::percentile::Usuals;
use devserver_jobs_core::range::{By, Range};
use devserver_jobs_core::table::{Change, TableState};
use dom::reactive::Executor;

use super::{Test, settings};
use crate::platform::HistoryMode;
use crate::settings::Settings;
use crate::state::list::Measure;

/// The instant at which the list arrives.
const NOW: i64 = 1_749_540_000_000;
const MINUTE: i64 = 60_000;

/// Twenty jobs that took up to 20 minutes, and one that is being processed since 15.
fn body() -> String {
    let row = |id: &str, status: &str, created: i64, updated: i64| {
        format!(
            r#"{{"id":"{id}","type":"T","status":"{status}","abnormal_count":0,"create_at":{created},"update_at":{updated}}}"#
        )
    };
    let old = NOW - 600 * MINUTE;
    let finished = (1..=20).map(|at| row(&format!("f{at}"), "FINISHED", old, old + at * MINUTE));
    let running = row("running", "PROCESSING", NOW - 15 * MINUTE, NOW);
    let rows: Vec<String> = [running].into_iter().chain(finished).collect();
    format!(r#"{{"data":[{}]}}"#, rows.join(","))
}

fn synchronized(search: &str) -> Test {
    let test = Test::at(search, Settings { sync_url: Some(String::new()), ..settings() });
    test.world.now.set(NOW as f64);
    test
}

#[test]
fn a_range_of_time_is_in_the_address() {
    let test = synchronized("?updated=2025-06-10T07:00:00Z..&created=x..&stuck=2");
    let range = Range { by: By::Updated, from: Some(NOW - 20 * MINUTE), ..Range::default() };
    let expect = TableState { time: Some(range), ..TableState::default() };
    assert_eq!(test.store.table.get_untracked(), expect);
    test.answer(0, &body());
    assert_eq!(test.ids(), ["running"]);

    let (from, to) = (Some(31_536_000_000), Some(NOW - 500 * MINUTE));
    let range = Range { from, to, ..Range::default() };
    test.change(Change::Time(Some(range)), HistoryMode::Push);
    assert_eq!(test.ids().len(), 20);
    test.change(Change::Stuck(true), HistoryMode::Push);
    test.change(Change::Time(None), HistoryMode::Push);
    let searches: Vec<String> =
        test.world.history.borrow().iter().map(|(_, search)| search.clone()).collect();
    assert_eq!(
        searches,
        [
            // What could not be read is gone.
            "?updated=2025-06-10T07:00:00Z..",
            "?created=1971-01-01T00%3A00%3A00Z..2025-06-09T23%3A00%3A00Z",
            "?created=1971-01-01T00%3A00%3A00Z..2025-06-09T23%3A00%3A00Z&stuck=1",
            "?stuck=1",
        ]
    );
}

#[test]
fn a_job_becomes_stuck_while_the_list_stays_the_same() {
    let test = synchronized("?stuck=1");
    let answer = |at: usize| {
        let sent = test.world.sent.borrow();
        sent[at].answer_with(body().as_bytes(), Some("same"));
    };
    answer(0);
    assert_eq!(test.ids().len(), 20, "nothing was measured yet, so nothing is left out");
    test.owner.with(|| {
        let measure = Measure { usuals: Usuals::new, places: Usuals::places };
        test.store.list.set_measure(measure);
    });
    Executor::poll_local();
    assert_eq!(test.ids().len(), 0, "after 15 minutes it is not");
    test.pass(6.0 * MINUTE as f64);
    test.store.refresh();
    Executor::poll_local();
    answer(1);
    assert_eq!(test.ids(), ["running"], "after 21 it is");
}
