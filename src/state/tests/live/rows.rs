//! The rows on screen, which stay where they are while somebody reads them.

use devserver_jobs_core::table::Change;
use dom::reactive::Executor;

use super::{DONE, Watching};
use crate::platform::HistoryMode;

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
