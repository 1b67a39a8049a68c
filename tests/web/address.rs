//! `sync-url`: query, order, page and project in the address bar, for reload, bookmarks, back and
//! forward; beside whatever else stands there.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlSelectElement;

use super::acts::{choose, enter, type_text};
use super::address_bar::{history, location, parameter, search, synchronized};
use super::bodies::simulated;
use super::page::{Mounted, showing};
use super::world::{World, settled, until};

/// A portal's link to `#` left that sign behind the address, and what was found went behind it: the query was lost by a
/// reload. A form that sends nothing leaves a `?`.
#[wasm_bindgen_test]
async fn an_address_that_ends_with_a_bare_sign() {
    for (before, after) in [
        ("#", "?find=job"),
        ("?", "?find=job"),
        ("?#", "?find=job"),
        ("?x=1#", "?x=1&find=job"),
        ("?#a?b", "?find=job#a?b"),
    ] {
        let (_world, page) = synchronized(before, &[]).await;
        let path = location().pathname().unwrap();
        type_text(&page.get("#find").unchecked_into(), "job");
        until("the text in the address", || parameter("find").is_some()).await;
        let href = location().href().unwrap();
        assert!(href.ends_with(&format!("{path}{after}")), "{before}: {href}");
    }
}

/// Every change of the user is one entry in the history, with the parameter of its own name; what
/// is as usual is not written. Foreign parameters and the fragment stay.
#[wasm_bindgen_test]
async fn a_change_writes_the_address() {
    let (world, page) = synchronized("?utm=1#part", &[]).await;
    settled().await;
    assert_eq!(world.history_calls(), [""; 0]);

    type_text(&page.field("name"), "a b");
    enter(&page.field("name"));
    world.next().await.list(&simulated(45));
    page.loaded().await;
    page.button("Name").click();
    page.says("th[aria-sort]", "Name").await;
    choose(&page.visible(), "true");
    world.next().await.list(&simulated(45));
    page.loaded().await;
    choose(&page.labelled("Rows per page"), "10");
    page.says("footer", "1–10 of 45").await;
    page.button("Page 3").click();
    until("the page in the address", || parameter("page").is_some()).await;
    for (name, value) in [
        ("filter-name", "a b"),
        ("filter-visible", "true"),
        ("sort", "name"),
        ("page-size", "10"),
        ("page", "3"),
        ("utm", "1"),
    ] {
        assert_eq!(parameter(name).as_deref(), Some(value), "{name}");
    }
    assert_eq!(parameter("project-id"), None, "as the setting has it");
    assert_eq!(location().hash().unwrap(), "#part");
    assert_eq!(world.history_calls(), ["pushState"; 5]);

    page.button("Page 1").click();
    until("the page to go", || parameter("page").is_none()).await;
    world.no_more().await;
}

/// An element that enters the document begins where the address says, without writing it anew.
#[wasm_bindgen_test]
async fn the_address_is_read() {
    const ADDRESS: &str = "?project-id=other&filter-id=1&filter-name=a%20b&filter-type=T&filter-status=S&filter-visible=false&sort=-name&page-size=10&page=2";
    let world = World::new();
    world.go_to(ADDRESS);
    let page = Mounted::new(&[("sync-url", ""), ("filter-name", "setting")]);
    let request = world.next().await;
    assert_eq!(
        request.path(),
        "/v1/other/dev-servers/jobs?id=1&name=a%20b&type=T&status=S&visible=false"
    );
    request.list(&simulated(45));
    page.loaded().await;
    page.says("footer", "11–20 of 45").await;
    page.says("th[aria-sort=descending]", "Name").await;
    assert_eq!(page.labelled::<HtmlSelectElement>("Rows per page").value(), "10");
    world.no_more().await;
    assert_eq!(search(), ADDRESS);
    assert_eq!(world.history_calls(), [""; 0]);
}

/// Invalid parts of the address are dropped, from it too, and what is valid beside them counts. A
/// page that the list does not reach is its last.
#[wasm_bindgen_test]
async fn invalid_parts_are_dropped() {
    let long = "x".repeat(65);
    let address = format!(
        "?project-id=no/project&filter-id={long}&filter-visible=maybe&sort=colour&page-size=5000&page=0&filter-name=ok&other=kept"
    );
    let world = World::new();
    world.go_to(&address);
    let state = JsValue::from_str("the host's own");
    history().replace_state(&state, "").unwrap();
    let calls = world.history_calls().len();
    let page = Mounted::new(&[("sync-url", "")]);
    let request = world.next().await;
    assert_eq!(request.path(), "/v1/demo/dev-servers/jobs?name=ok");
    request.list(&simulated(45));
    page.loaded().await;
    page.says("footer", "1–20 of 45").await;
    until("the rest", || search() == "?filter-name=ok&other=kept").await;
    // The bad address is not one to come back to, and the entry stays the host's.
    assert_eq!(world.history_calls()[calls..], ["replaceState"]);
    assert_eq!(history().state().unwrap(), state);
    drop(page);

    let (_world, page) = synchronized("?page=99", &[]).await;
    page.says("footer", "41–45 of 45").await;
}

/// Without the setting the address is neither read nor written.
#[wasm_bindgen_test]
async fn only_when_asked_for() {
    let world = World::new();
    world.go_to("?filter-name=x&page=2");
    let page = Mounted::new(&[]);
    let request = world.next().await;
    assert_eq!(request.path(), "/v1/demo/dev-servers/jobs");
    request.list(&simulated(45));
    page.loaded().await;
    page.says("footer", "1–20 of 45").await;
    page.button("Page 3").click();
    page.says("footer", "41–45 of 45").await;
    settled().await;
    assert_eq!(search(), "?filter-name=x&page=2");
    assert_eq!(world.history_calls(), [""; 0]);
}

/// With a prefix two elements share one address, each under its own names.
#[wasm_bindgen_test]
async fn prefixes_keep_elements_apart() {
    let world = World::new();
    world.go_to("?filter-name=nobody&b-filter-name=b");
    let pages = ["a-", "b-"].map(|prefix| Mounted::new(&[("sync-url", prefix)]));
    for (page, wanted) in pages.iter().zip(["", "?name=b"]) {
        let request = world.next().await;
        assert_eq!(request.path(), format!("/v1/demo/dev-servers/jobs{wanted}"));
        request.list(&simulated(45));
        page.loaded().await;
    }
    pages[0].button("Page 2").click();
    until("the page in the address", || parameter("a-page").is_some()).await;
    assert_eq!(search(), "?filter-name=nobody&b-filter-name=b&a-page=2");
    pages[1].says("footer", "1–20 of 45").await;
    world.no_more().await;
}

/// A filter of the settings that the user cleared stands empty in the address, so that a reload
/// does not bring it back.
#[wasm_bindgen_test]
async fn a_cleared_setting_stays_cleared() {
    let (world, page) = synchronized("", &[("filter-name", "up")]).await;
    settled().await;
    assert_eq!(search(), "");
    page.button("Clear filters").click();
    world.next().await;
    until("the empty filter in the address", || parameter("filter-name").is_some()).await;
    assert_eq!(parameter("filter-name").as_deref(), Some(""));
    drop(page);
    // Its request has ended; else it would be shared.
    settled().await;

    let _page = Mounted::new(&[("sync-url", ""), ("filter-name", "up")]);
    assert_eq!(world.next().await.path(), "/v1/demo/dev-servers/jobs");
}

/// The project that was chosen on the first screen is in the address, and so is the way back to it.
#[wasm_bindgen_test]
async fn the_chosen_project() {
    let world = World::new();
    world.go_to("");
    let page = Mounted::new(&[("project-id", ""), ("sync-url", "")]);
    page.there().await;
    type_text(page.get("input#project").unchecked_ref(), "mine");
    page.button("Show jobs").click();
    let request = world.next().await;
    assert_eq!(request.path(), "/v1/mine/dev-servers/jobs");
    until("the project in the address", || parameter("project-id").is_some()).await;
    assert_eq!(search(), "?project-id=mine");
    history().back().unwrap();
    page.says("h2", "Choose a project").await;
    settled().await;
    assert!(request.aborted());
    world.no_more().await;
}

/// The setting can come later; then the state at that moment is written.
#[wasm_bindgen_test]
async fn the_setting_can_come_later() {
    let (world, page) = showing(&[], &simulated(45)).await;
    world.go_to("?x=1");
    page.button("Page 2").click();
    page.says("footer", "21–40 of 45").await;
    page.set("sync-url", "j-");
    until("the page in the address", || parameter("j-page").is_some()).await;
    assert_eq!(search(), "?x=1&j-page=2");
    world.no_more().await;
}
