//! Who is told what has changed.

use dom::reactive::Executor;

use super::super::{Test, settings};
use super::{BUSY, DONE, SECOND, Watching};
use crate::settings::Settings;

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
