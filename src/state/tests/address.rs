//! The address bar and the history of the browser.

use devserver_jobs_core::query::Filter;
use devserver_jobs_core::table::{Change, TableState};
use dom::reactive::Executor;

use super::{TWO, Test, settings};
use crate::platform::HistoryMode;
use crate::settings::Settings;

#[test]
fn each_change_says_what_becomes_of_the_history() {
    let synchronized = || Settings { sync_url: Some(String::new()), ..settings() };
    let test = Test::at("?kw=%C9%FD&flag&page=2", synchronized());
    test.answer(0, TWO);
    assert_eq!(*test.world.history.borrow(), []);
    test.change(Change::Find("a".into()), HistoryMode::Replace);
    test.change(
        Change::Sort(devserver_jobs_core::table::Sort::parse("name").unwrap()),
        HistoryMode::Push,
    );
    test.store.open(Some("a".to_owned()));
    test.change(Change::Find(String::new()), HistoryMode::None);
    let expect = [
        (HistoryMode::Replace, "?kw=%C9%FD&flag&find=a"),
        (HistoryMode::Push, "?kw=%C9%FD&flag&find=a&sort=name"),
        (HistoryMode::Push, "?kw=%C9%FD&flag&find=a&sort=name&job=a"),
    ];
    let expect = expect.map(|(mode, search)| (mode, search.to_owned()));
    assert_eq!(*test.world.history.borrow(), expect);
}

/// Every act waited for its entry of the history, which took longer than all its rows.
#[test]
fn the_address_follows_the_frame_that_shows_a_change() {
    let test = Test::at("", Settings { sync_url: Some(String::new()), ..settings() });
    test.answer(0, TWO);
    test.world.is_painting_late.set(true);
    let sort = |text| Change::Sort(devserver_jobs_core::table::Sort::parse(text).unwrap());
    let history = || {
        let history = test.world.history.borrow();
        history.iter().map(|(mode, search)| (*mode, search.clone())).collect::<Vec<_>>()
    };
    let entry = |mode, search: &str| (mode, search.to_owned());
    test.change(sort("name"), HistoryMode::Push);
    assert_eq!(history(), []);
    test.world.paint();
    let name = entry(HistoryMode::Push, "?sort=name");
    assert_eq!(history(), std::slice::from_ref(&name));

    // Two changes before the next frame are two entries all the same.
    test.change(sort("user"), HistoryMode::Push);
    test.change(Change::Find("a".into()), HistoryMode::Replace);
    let user = entry(HistoryMode::Push, "?sort=user");
    assert_eq!(history(), [name.clone(), user.clone()]);
    test.world.paint();
    let found = entry(HistoryMode::Replace, "?sort=user&find=a");
    assert_eq!(history(), [name.clone(), user.clone(), found.clone()]);

    // Another page of the host's is left as it is, and so is where the user goes back to.
    test.change(sort("name"), HistoryMode::Push);
    let base = std::mem::take(&mut test.world.location.borrow_mut().base);
    test.world.paint();
    test.world.location.borrow_mut().base = base;
    test.change(sort("user"), HistoryMode::Push);
    test.world.location.borrow_mut().search = "?sort=name".to_owned();
    let back = test.world.on_history.borrow().clone().expect("the store follows the address");
    (back.borrow_mut())();
    test.world.paint();
    assert_eq!(history(), [name, user, found]);
}

/// A page that was reloaded as soon as the list for a filter was there had lost the filter.
#[test]
fn a_filter_is_in_the_address_at_once() {
    let test = Test::at("", Settings { sync_url: Some(String::new()), ..settings() });
    test.answer(0, TWO);
    test.world.is_painting_late.set(true);
    test.change(Change::Find("a".into()), HistoryMode::Replace);
    test.change(Change::Filter(Filter::Visible, "true".into()), HistoryMode::Push);
    let expect = [
        (HistoryMode::Replace, "?find=a".to_owned()),
        (HistoryMode::Push, "?find=a&filter-visible=true".to_owned()),
    ];
    assert_eq!(*test.world.history.borrow(), expect);
}

#[test]
fn back_restores_the_state_and_writes_no_history() {
    let synchronized = || Settings { sync_url: Some("jobs-".to_owned()), ..settings() };
    let test = Test::at("?jobs-find=a&jobs-job=a&find=host", synchronized());
    test.answer(0, TWO);
    test.world.location.borrow_mut().search = "?jobs-page=3&find=host".to_owned();
    let back = test.world.on_history.borrow().clone().expect("the store follows the address");
    (back.borrow_mut())();
    Executor::poll_local();
    let expect = TableState { page: 3, ..TableState::default() };
    assert_eq!(test.store.table.get_untracked(), expect);
    assert_eq!(test.store.detail.open_id_untracked(), None);
    assert_eq!(*test.world.history.borrow(), []);
}

/// A find that changed nothing made the next page turn take the history entry of the page before.
#[test]
fn a_find_that_changes_nothing_writes_no_history() {
    let settings = Settings { sync_url: Some(String::new()), ..settings() };
    let test = Test::new(settings);
    test.answer(0, TWO);
    test.store.find("");
    test.store.find("a");
    test.store.find("a");
    test.change(Change::PageSize(1), HistoryMode::Push);
    let history = test.world.history.borrow().clone();
    let modes: Vec<HistoryMode> = history.into_iter().map(|(mode, _)| mode).collect();
    assert_eq!(modes, [HistoryMode::Replace, HistoryMode::Push]);
}
