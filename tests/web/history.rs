//! `sync-url` with back and forward: what was seen is restored, and no way is cut off.

use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Event;

use super::acts::{enter, type_text};
use super::address_bar::{history, parameter, search, synchronized};
use super::bodies::{jobs, simulated};
use super::world::until;

/// Back and forward restore what was seen: a page without a request, a query with one.
#[wasm_bindgen_test]
async fn back_and_forward() {
    let (world, page) = synchronized("", &[]).await;
    type_text(&page.field("name"), "x");
    enter(&page.field("name"));
    world.next().await.list(&simulated(45));
    page.loaded().await;
    until("the filter in the address", || parameter("filter-name").is_some()).await;
    page.button("Page 2").click();
    page.says("footer", "21–40 of 45").await;
    until("the page in the address", || parameter("page").is_some()).await;
    let written = world.history_calls();

    history().back().unwrap();
    page.says("footer", "1–20 of 45").await;
    world.no_more().await;
    assert_eq!(page.field("name").value(), "x");

    history().back().unwrap();
    let request = world.next().await;
    assert_eq!(request.path(), "/v1/demo/dev-servers/jobs");
    request.list(&jobs(&["all"]));
    page.loaded().await;
    assert_eq!((page.field("name").value(), page.ids()), (String::new(), vec!["all".to_owned()]));

    history().forward().unwrap();
    let request = world.next().await;
    assert_eq!(request.path(), "/v1/demo/dev-servers/jobs?name=x");
    request.list(&simulated(45));
    page.loaded().await;
    history().forward().unwrap();
    page.says("footer", "21–40 of 45").await;
    world.no_more().await;
    assert_eq!(page.field("name").value(), "x");
    assert_eq!(search(), "?filter-name=x&page=2");
    assert_eq!(world.history_calls(), written, "going through the history does not write it");
}

/// The host's own steps through the history, which say nothing to the element, change nothing: the
/// user's next change is an entry of its own all the same.
#[wasm_bindgen_test]
async fn foreign_steps_change_nothing() {
    let (world, page) = synchronized("", &[]).await;
    let step = Event::new("popstate").unwrap();
    web_sys::window().unwrap().dispatch_event(&step).unwrap();
    world.no_more().await;
    assert_eq!(world.history_calls(), [""; 0]);
    page.button("Page 2").click();
    until("the page in the address", || parameter("page").is_some()).await;
    assert_eq!(world.history_calls(), ["pushState"]);
}

/// A step back to an address that the host wrote, with a part that is invalid, drops that part where
/// it stands: the way forward is not cut off.
#[wasm_bindgen_test]
async fn back_to_an_invalid_address() {
    let (world, page) = synchronized("", &[]).await;
    for address in ["?filter-name=x&page=bogus", "?y=1"] {
        history().push_state_with_url(&JsValue::NULL, "", Some(address)).unwrap();
    }
    let calls = world.history_calls().len();
    history().back().unwrap();
    world.next().await.list(&simulated(45));
    page.loaded().await;
    until("the invalid part to go", || search() == "?filter-name=x").await;
    assert_eq!(world.history_calls()[calls..], ["replaceState"]);
    history().forward().unwrap();
    until("the way forward", || search() == "?y=1").await;
    assert_eq!(world.next().await.path(), "/v1/demo/dev-servers/jobs");
}
