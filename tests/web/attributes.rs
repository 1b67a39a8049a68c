//! The settings as attributes: read when the element begins, taken anew when they change, and never
//! fatal.

use wasm_bindgen_test::wasm_bindgen_test;

use super::acts::{choose, enter, type_text};
use super::bodies::{jobs, simulated};
use super::page::{Mounted, showing};
use super::world::{World, settled};

const LIST: &str = "/v1/demo/dev-servers/jobs";

/// Several attributes that change in one task are one update, and one request.
#[wasm_bindgen_test]
async fn many_at_once() {
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    for (name, value) in [
        ("filter-name", "up"),
        ("filter-status", "ACTIVE"),
        ("filter-type", "X"),
        ("locale", "zh-CN"),
        ("page-size", "50"),
    ] {
        page.set(name, value);
    }
    assert_eq!(world.next().await.path(), format!("{LIST}?name=up&type=X&status=ACTIVE"));
    world.no_more().await;
    assert_eq!(world.handles(), [1, 1, 0]);
}

/// An attribute that is set to what it is, or is back to it in the same task, changes nothing; nor
/// does one that is no setting.
#[wasm_bindgen_test]
async fn nothing_new() {
    let (world, page) = showing(&[("filter-name", "up")], &jobs(&["a"])).await;
    page.set("filter-name", "up");
    page.set("project-id", "demo");
    page.set("title", "Jobs");
    page.set("data-filter-name", "x");
    world.no_more().await;
    assert_eq!(world.handles(), [1, 0, 0]);

    page.set("filter-name", "down");
    page.set("filter-name", "up");
    world.no_more().await;
}

/// Each filter follows its attribute, also when that goes.
#[wasm_bindgen_test]
async fn filters_follow_their_attributes() {
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    for (name, value, parameter) in [
        ("filter-id", "1", "?id=1"),
        ("filter-name", "a b", "?name=a%20b"),
        ("filter-type", "COMMON", "?type=COMMON"),
        ("filter-status", "NEW", "?status=NEW"),
        ("filter-visible", "true", "?visible=true"),
    ] {
        page.set(name, value);
        assert_eq!(world.next().await.path(), format!("{LIST}{parameter}"));
        settled().await;
        page.host.remove_attribute(name).unwrap();
        assert_eq!(world.next().await.path(), LIST, "{name} was removed");
        world.no_more().await;
    }
}

/// What the user chose stays when another attribute changes.
#[wasm_bindgen_test]
async fn the_readers_choice_stays() {
    let (world, page) = showing(&[("filter-name", "up")], &simulated(45)).await;
    choose(&page.visible(), "true");
    world.next().await.list(&simulated(45));
    page.loaded().await;
    page.button("Page 2").click();
    page.says("footer", "21–40 of 45").await;
    page.set("theme", "dark");
    page.set("time-zone", "UTC");
    page.set("projects", "demo,other");
    world.no_more().await;
    page.says("footer", "21–40 of 45").await;
    assert_eq!((page.field("name").value(), page.visible().value()), ("up".into(), "true".into()));
}

/// A value that can't be used is named on the console with what was expected, once, and the default
/// takes its place.
#[wasm_bindgen_test]
async fn bad_values_are_named() {
    for (name, value, expected) in [
        ("projects", "good,b@d", "project IDs"),
        ("page-size", "many", "a whole number from 1 to 1000"),
        ("page-size", "0", "a whole number from 1 to 1000"),
        ("page-size", "-5", "a whole number from 1 to 1000"),
        ("page-size", "1001", "a whole number from 1 to 1000"),
        ("page-size", "1e2", "a whole number from 1 to 1000"),
        ("locale", "fr", "en-US or zh-CN"),
        ("time-zone", "Mars/Olympus", "an IANA time zone"),
        ("theme", "blue", "auto, light or dark"),
        ("credentials", "omit", "same-origin or include"),
        ("credentials", "Include", "same-origin or include"),
        ("snapshot", "yesterday", "a time such as 2026-01-15T08:30:00Z"),
        ("filter-visible", "maybe", "true or false"),
        ("filter-id", &"x".repeat(65), "at most 64 characters"),
    ] {
        let world = World::new();
        world.speak(&["en"]);
        let page = Mounted::new(&[(name, value)]);
        let request = world.next().await;
        assert_eq!(request.path(), LIST, "{name}={value}");
        request.list(&simulated(45));
        page.loaded().await;
        assert_eq!(page.ids().len(), 20, "{name}={value}");
        assert_eq!(page.text_of("h2"), "Jobs (45)");

        let bad = value.rsplit(',').next().unwrap();
        let warnings = world.warnings();
        assert_eq!(warnings.len(), 1, "{name}={value}: {warnings:?}");
        for part in [name, bad, expected] {
            assert!(warnings[0].contains(part), "{part}: {}", warnings[0]);
        }
    }
}

/// Usual spellings are no reason to warn: empty values, space around a number, several separators.
#[wasm_bindgen_test]
async fn good_values_are_not_named() {
    for (name, value) in [
        ("projects", "demo, other\n third"),
        ("projects", ""),
        ("page-size", " 30 "),
        ("locale", ""),
        ("locale", "zh_CN"),
        ("time-zone", ""),
        ("theme", ""),
        ("theme", "auto"),
        ("credentials", ""),
        ("credentials", "same-origin"),
        ("credentials", " include "),
        ("filter-visible", ""),
        ("filter-visible", "true"),
        ("filter-id", "  "),
        ("project-id", " demo "),
        ("sync-url", ""),
        ("mark-title", ""),
        ("snapshot", ""),
        ("snapshot", " 2026-01-15T16:30:00+08:00 "),
    ] {
        let world = World::new();
        let _page = Mounted::new(&[(name, value)]);
        world.next().await;
        assert_eq!(world.warnings(), [""; 0], "{name}={value:?}");
    }
}

/// Several bad values are all named, and the good ones beside them count.
#[wasm_bindgen_test]
async fn all_bad_values_are_named() {
    let world = World::new();
    let page = Mounted::new(&[
        ("theme", "blue"),
        ("page-size", "x"),
        ("filter-visible", "2"),
        ("filter-name", "up"),
    ]);
    assert_eq!(world.next().await.path(), format!("{LIST}?name=up"));
    page.there().await;
    assert_eq!(world.warnings().len(), 3, "{:?}", world.warnings());
}

/// A bad value that comes later is named then.
#[wasm_bindgen_test]
async fn a_bad_value_that_comes_later() {
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    page.set("theme", "blue");
    world.no_more().await;
    assert_eq!(world.warnings().len(), 1, "{:?}", world.warnings());
    assert_eq!(page.ids(), ["a"]);
    type_text(&page.field("name"), "x");
    enter(&page.field("name"));
    assert_eq!(world.next().await.path(), format!("{LIST}?name=x"));
    assert_eq!(world.warnings().len(), 1, "{:?}", world.warnings());
}
