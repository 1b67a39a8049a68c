//! Saved views: what is kept comes back, and names stay what tells them apart.

#![allow(clippy::unwrap_used)]

use devserver_jobs_core::view_state::ViewState;
use devserver_jobs_core::views::{BadName, Views};

fn state(find: &str) -> ViewState {
    let mut state = ViewState::default();
    state.table.find = find.to_owned();
    state.layout.wraps = false;
    state
}

fn names(views: &Views) -> Vec<&str> {
    views.iter().map(|view| view.name.as_str()).collect()
}

#[test]
fn views_are_kept_as_text() {
    let mut views = Views::default();
    for name in ["Night & day", "夜班\u{3000}1", "a=b?c#d%20\u{2028}", "-"] {
        views.save(name, state(name)).unwrap();
    }
    let text = views.to_text();
    assert_eq!(text.lines().count(), 4);
    assert_eq!(Views::parse(&text, &ViewState::default()), views);
}

/// What another version, another program or a hand has written does no harm.
#[test]
fn what_cannot_be_read_is_as_usual() {
    let text = "\n?find=x\n?view=a&sort=size&wrap=maybe&find=up&later=1\n\u{0}\n?view=b";
    let mut usual = ViewState::default();
    usual.table.page_size = 50;
    let views = Views::parse(text, &usual);
    assert_eq!(names(&views), ["a", "b"]);
    let mut expect = usual.clone();
    expect.table.find = "up".to_owned();
    assert_eq!(views.get("a").unwrap().state, expect);
    assert_eq!(views.get("b").unwrap().state, usual);
}

#[test]
fn names_are_different() {
    let mut views = Views::default();
    assert_eq!(views.save(" \u{200B} ", state("")), Err(BadName::Empty));
    assert_eq!(views.save(&"升".repeat(61), state("")), Err(BadName::TooLong));
    assert_eq!(views.save(&"升".repeat(60), state("")), Ok(()));
    views.delete(&"升".repeat(60));
    views.save(" Night ", state("a")).unwrap();
    views.save("Day", state("b")).unwrap();
    views.save("Night", state("c")).unwrap();
    assert_eq!(names(&views), ["Night", "Day"]);
    assert_eq!(views.get("Night").unwrap().state.table.find, "c", "replaced");

    assert_eq!(views.rename("Day", "Night"), Err(BadName::Taken));
    assert_eq!(views.rename("Day", ""), Err(BadName::Empty));
    assert_eq!(views.rename("Day", "Day "), Ok(()));
    assert_eq!(views.rename("Night", "Evening"), Ok(()));
    assert_eq!(names(&views), ["Evening", "Day"]);
    views.delete("Evening");
    views.delete("nothing");
    assert_eq!(names(&views), ["Day"]);
}

/// The page and what was picked are no part of a view: turning a page does not change it.
#[test]
fn what_belongs_to_a_view() {
    let mut views = Views::default();
    views.save("Night", state("a")).unwrap();
    let mut other = state("a");
    other.table.page = 7;
    other.table.changed = true;
    assert_eq!(views.showing(&other).unwrap().name, "Night");
    other.table.find = "b".to_owned();
    assert_eq!(views.showing(&other), None);
}
