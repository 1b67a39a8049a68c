//! Saved views, and the state that is saved and restored.

use devserver_jobs_core::outcome::OutcomeSet;
use devserver_jobs_core::range::{By, Range};
use devserver_jobs_core::views::{BadName, Views};

use super::*;
use crate::state::views::{BadPart, Present};

fn present(test: &Test) -> Option<Present> {
    test.owner.with(|| dom::reactive::untrack(|| test.store.present_view()))
}

fn names(test: &Test) -> Vec<String> {
    let views = test.owner.with(|| dom::reactive::untrack(|| test.store.views.get()));
    views.iter().map(|view| view.name.clone()).collect()
}

fn shown(name: &str, is_changed: bool) -> Option<Present> {
    Some(Present { name: name.to_owned(), is_changed })
}

#[test]
fn a_view_is_saved_opened_and_says_when_it_is_changed() {
    let test = Test::new(settings());
    test.answer(0, TWO);
    test.change(Change::Find("a".into()), HistoryMode::Replace);
    test.store.set_layout(|layout, offer| layout.show(Column::User, false, offer));
    assert_eq!(present(&test), None);
    assert_eq!(test.store.save_view(" Night "), Ok(()));
    assert_eq!(present(&test), shown("Night", false));
    test.change(Change::Page(2), HistoryMode::Push);
    assert_eq!(present(&test), shown("Night", false), "a page is no part of it");
    test.change(Change::Find("b".into()), HistoryMode::Replace);
    assert_eq!(present(&test), shown("Night", true));
    test.store.set_layout(|layout, offer| layout.show(Column::User, true, offer));
    test.store.open_view("Night");
    assert_eq!(present(&test), shown("Night", false));
    assert_eq!(test.store.table.get_untracked().find, "a");
    let columns = test.owner.with(|| dom::reactive::untrack(|| test.store.columns()));
    assert!(!columns.contains(&Column::User));
}

#[test]
fn views_are_kept_by_the_browser_and_changes_can_be_undone() {
    let test = Test::new(settings());
    test.answer(0, TWO);
    test.store.save_view("Night").unwrap();
    test.store.save_view("Day").unwrap();
    let kept = test.world.stored.borrow().clone().unwrap();
    assert_eq!(kept.lines().count(), 2);
    // Another page has added one meanwhile.
    *test.world.stored.borrow_mut() = Some(kept.replace("view=Day", "view=Evening"));
    test.store.delete_view("Night");
    assert_eq!(names(&test), ["Evening"]);
    test.store.undo_views();
    assert_eq!(names(&test), ["Night", "Evening"]);
    assert_eq!(test.store.rename_view("Night", "Evening"), Err(BadName::Taken));
    assert_eq!(test.store.rename_view("Night", "Dawn"), Ok(()));
    test.store.undo_views();
    assert_eq!(names(&test), ["Night", "Evening"]);
    test.change(Change::Find("a".into()), HistoryMode::Replace);
    test.store.save_view("Night").unwrap();
    assert_eq!(present(&test), shown("Night", false), "replaced");
    test.store.undo_views();
    assert_eq!(present(&test), shown("Night", true));

    let other = Test::new(settings());
    *other.world.stored.borrow_mut() = test.world.stored.borrow().clone();
    other.store.read_views();
    assert_eq!(names(&other), ["Night", "Evening"]);
}

/// In a frame of another site the browser keeps nothing, and views last as long as the element does.
#[test]
fn views_are_kept_in_memory_where_the_browser_keeps_nothing() {
    let test = Test::new(settings());
    test.world.is_storage_denied.set(true);
    test.answer(0, TWO);
    test.store.save_view("Night").unwrap();
    test.store.read_views();
    assert_eq!(names(&test), ["Night"]);
    let saved = test.store.save();
    let test = Test::restored("", settings(), Some(saved));
    assert_eq!(names(&test), ["Night"]);
}

/// A browser whose storage was full kept the views of before, and the next look at them lost the new one.
#[test]
fn a_view_that_does_not_fit_is_kept_in_memory() {
    let test = Test::new(settings());
    test.answer(0, TWO);
    test.store.save_view("Night").unwrap();
    test.world.is_storage_denied.set(true);
    test.store.save_view("Day").unwrap();
    test.store.read_views();
    test.store.save_view("Evening").unwrap();
    assert_eq!(names(&test), ["Night", "Day", "Evening"]);
    test.world.is_storage_denied.set(false);
    test.store.delete_view("Night");
    let kept = test.world.stored.borrow().clone().unwrap();
    assert_eq!(kept.lines().count(), 2, "there is room again");
}

/// An undo took away what had been saved in another tab since.
#[test]
fn an_undo_leaves_the_changes_of_other_pages() {
    let test = Test::new(settings());
    test.answer(0, TWO);
    for name in ["Night", "Day"] {
        test.store.save_view(name).unwrap();
    }
    let elsewhere = || {
        let kept = test.world.stored.borrow().clone().unwrap();
        *test.world.stored.borrow_mut() = Some(format!("{kept}?view=Elsewhere\n"));
    };
    test.store.delete_view("Night");
    elsewhere();
    test.store.undo_views();
    assert_eq!(names(&test), ["Night", "Day", "Elsewhere"]);
    test.store.rename_view("Night", "Dawn").unwrap();
    test.store.undo_views();
    assert_eq!(names(&test), ["Night", "Day", "Elsewhere"]);
    test.store.save_view("New").unwrap();
    let kept = test.world.stored.borrow().clone().unwrap();
    *test.world.stored.borrow_mut() =
        Some(kept.replace("view=New&filter-id=", "view=New&filter-id=x"));
    test.store.undo_views();
    assert_eq!(names(&test).last().map(String::as_str), Some("New"), "changed elsewhere since");
}

#[test]
fn views_are_kept_by_the_host_page() {
    let mut views = Views::default();
    views.save("Ours", Default::default()).unwrap();
    let test = Test::new(Settings { views: Some(views.clone()), ..settings() });
    *test.world.stored.borrow_mut() = Some("?view=Other\n".to_owned());
    test.answer(0, TWO);
    test.store.read_views();
    assert_eq!(names(&test), ["Ours"]);
    test.store.save_view("Night").unwrap();
    assert_eq!(names(&test), ["Ours", "Night"]);
    assert_eq!(test.world.stored.borrow().as_deref(), Some("?view=Other\n"), "not the browser");
    assert_eq!(test.world.events.borrow().last().map(String::as_str), Some("views 2"));
    views.delete("Ours");
    test.store.configure(Settings { views: Some(views), ..settings() });
    assert_eq!(names(&test), [""; 0]);
}

/// A part that cannot be used is named, and the others are restored.
#[test]
fn a_state_is_restored_in_part() {
    let test = Test::at("?page=2", Settings { sync_url: Some(String::new()), ..settings() });
    test.answer(0, TWO);
    let part = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let bad = test.store.restore_view(&[
        part("version", "1"),
        part("find", "up"),
        part("page-size", "0"),
        part("outcome", "processing"),
        part("later", "x"),
        part("density", "compact"),
    ]);
    let named = |name: &str, value: &str, expected| BadPart {
        name: name.to_owned(),
        value: value.to_owned(),
        expected,
    };
    let expect = [
        named("page-size", "0", "a whole number from 1 to 1000"),
        named("later", "x", "a part of a saved state"),
    ];
    assert_eq!(bad, expect);
    let table = test.store.table.get_untracked();
    assert_eq!((table.find.as_str(), table.page), ("up", 1));
    assert_eq!(table.outcomes, OutcomeSet::parse("processing"));
    let search = test.world.location.borrow().search.clone();
    assert_eq!(search, "?find=up&outcome=processing&density=compact");
    assert!(!test.world.events.borrow().iter().any(|event| event.starts_with("filter")));
}

/// A view opens by its address for somebody who has not saved it.
#[test]
fn a_view_has_an_address() {
    let at =
        |search: &str| Test::at(search, Settings { sync_url: Some("j-".into()), ..settings() });
    let test = at("?own=1#part");
    test.answer(0, TWO);
    test.change(Change::Find("a".into()), HistoryMode::Replace);
    test.store.set_layout(|layout, offer| layout.show(Column::Type, false, offer));
    test.store.save_view("Night").unwrap();
    test.change(Change::Find("b".into()), HistoryMode::Replace);
    let address = test.owner.with(|| dom::reactive::untrack(|| test.store.view_address("Night")));
    let address = address.unwrap();
    assert!(address.contains("own=1") && address.contains("j-find=a"), "{address}");
    let other = at(address.strip_prefix("http://page/").unwrap());
    assert_eq!(other.store.view_state().table.find, "a");
    assert!(other.store.view_state().is_equivalent(&{
        test.store.open_view("Night");
        test.store.view_state()
    }));
    assert_eq!(at("").store.view_address("Night"), None);
}

/// A view that was saved with the last hour chosen kept the times of that hour, and was empty the next day.
#[test]
fn hours_up_to_the_present_are_saved_as_such() {
    const HOUR: i64 = 3_600_000;
    let test = Test::new(Settings { sync_url: Some(String::new()), ..settings() });
    let now = 1_749_540_000_000;
    test.world.now.set(now as f64);
    test.answer(0, TWO);
    let hour = Range { by: By::Updated, hours: 1, ..Range::default() };
    test.change(Change::Time(Some(hour)), HistoryMode::Push);
    test.store.save_view("Lately").unwrap();
    let kept = test.world.stored.borrow().clone().unwrap();
    assert!(kept.contains("&created=&updated=PT1H&"), "{kept}");

    test.world.now.set((now + 24 * HOUR) as f64);
    assert_eq!(test.store.restore_view(&[("find".to_owned(), "a".to_owned())]), []);
    let time = || test.store.table.get_untracked().time;
    assert_eq!(time(), Some(hour), "restoring another part leaves it");
    test.change(Change::Find(String::new()), HistoryMode::Replace);
    assert_eq!(present(&test), shown("Lately", false));

    let address = test.owner.with(|| dom::reactive::untrack(|| test.store.view_address("Lately")));
    assert_eq!(address.as_deref(), Some("http://page/?updated=PT1H"));
    test.store.open_view("Lately");
    assert_eq!(time(), Some(hour));
    assert_eq!(present(&test), shown("Lately", false));
    // Times that are chosen are times.
    let fixed = Range { hours: 0, ..hour.at(now) };
    test.change(Change::Time(Some(fixed)), HistoryMode::Push);
    assert_eq!(present(&test), shown("Lately", true));
    let old = "?view=Old&updated=2025-06-10T06:20:00Z..\n";
    *test.world.stored.borrow_mut() = Some(old.to_owned());
    test.store.read_views();
    test.store.open_view("Old");
    assert_eq!(time(), Some(fixed));
}
