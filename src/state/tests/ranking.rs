//! How much of a large list is compared, and in slices, before it is shown in another order.

use devserver_jobs_core::outcome::OutcomeSet;
use devserver_jobs_core::table::{Change, Column};
use dom::reactive::Executor;

use super::{Test, settings};
use crate::platform::HistoryMode;

/// Each press on an outcome began the ranking of a large list by its names again, so that sorting by name
/// waited for it.
#[test]
fn an_outcome_does_not_restart_the_ranking() {
    let test = Test::new(settings());
    let rows: Vec<String> = (0..9000).map(|at| format!(r#"{{"id":"{at}"}}"#)).collect();
    test.answer(0, &format!(r#"{{"data":[{}]}}"#, rows.join(",")));
    Executor::poll_local();
    assert_eq!(test.world.pauses.get(), 1, "the ranking waits for the browser to be idle");
    test.change(Change::Outcomes(OutcomeSet::default().toggled(5)), HistoryMode::Push);
    test.change(Change::Find("7".into()), HistoryMode::Replace);
    test.change(Change::Page(2), HistoryMode::Push);
    test.change(Change::SortBy(Column::Updated), HistoryMode::Push);
    // Another column to sort by is another thing to prepare first.
    assert_eq!(test.world.pauses.get(), 2);
}

/// Every automatic refresh compared all names of 100,000 jobs again, half a second of the processor's time, and a list
/// that was sorted by name followed that much later.
#[test]
fn a_refresh_that_changes_little_compares_little() {
    let test = Test::new(settings());
    let rows = |renamed: u32| {
        let name = |at: u32| if at == renamed { 0 } else { at * 7919 % 9001 };
        let row = |at: u32| format!(r#"{{"id":"{at}","name":"job {}"}}"#, name(at));
        let rows: Vec<String> = (1..9001).map(row).collect();
        format!(r#"{{"data":[{}]}}"#, rows.join(","))
    };
    test.answer(0, &rows(0));
    test.change(Change::SortBy(Column::Name), HistoryMode::Push);
    let first = test.ids()[0].clone();
    test.store.refresh();
    Executor::poll_local();
    // Comparing all names would pause now, for longer than the test.
    test.world.haste.set(10.0);
    test.answer(1, &rows(5000));
    assert_eq!(test.ids()[..2], ["5000".to_owned(), first]);
}

/// Sorting many jobs by their descriptions was one long task: only names and ids were ranked in slices.
#[test]
fn descriptions_are_ranked_in_slices() {
    let test = Test::new(settings());
    let row = |at: u32| format!(r#"{{"id":"{at}","description":"{}"}}"#, 9000 - at);
    let rows: Vec<String> = (0..9000).map(row).collect();
    test.answer(0, &format!(r#"{{"data":[{}]}}"#, rows.join(",")));
    let before = test.ids();
    test.world.haste.set(10.0);
    test.change(Change::SortBy(Column::Description), HistoryMode::Push);
    assert_eq!(test.ids(), before, "the pause is longer than the test");
    let is_sorting = test.owner.with(|| {
        dom::reactive::untrack(|| test.store.list.visible().with(|visible| visible.is_sorting))
    });
    assert!(is_sorting);
}
