//! Several elements in one page: what they share, and that they do not affect each other.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlInputElement;

use super::acts::{choose, type_text};
use super::bodies::{jobs, simulated};
use super::page::{Mounted, document, showing};
use super::properties::{js, set};
use super::world::{World, settled, until};

/// Two elements with the same request at the same time send it once, and each displays the whole response.
#[wasm_bindgen_test]
async fn the_same_is_asked_once() {
    let world = World::new();
    let pages = [Mounted::new(&[]), Mounted::new(&[("theme", "dark")])];
    let request = world.next().await;
    world.no_more().await;
    request.begin();
    request.chunk(br#"{"data":[{"id":"a"},"#);
    request.chunk(br#"{"id":"b"}]}"#);
    request.end();
    for page in &pages {
        page.loaded().await;
        assert_eq!(page.ids(), ["a", "b"]);
    }
    // Later each asks for itself, since there is no answer that it could share.
    pages[0].get(".refresh").click();
    world.next().await.list(&jobs(&["c"]));
    until("the new list", || pages[0].ids() == ["c"]).await;
    assert_eq!(pages[1].ids(), ["a", "b"]);
    world.no_more().await;

    // What a portal changes in both goes out once, too.
    for page in &pages {
        page.set("filter-status", "FINISHED");
    }
    world.next().await.list(&jobs(&["d"]));
    for page in &pages {
        until("the filtered list", || page.ids() == ["d"]).await;
    }
    world.no_more().await;
}

/// Another project, another credentials mode or another `fetch` is another request.
#[wasm_bindgen_test]
async fn what_differs_is_not_shared() {
    let world = World::new();
    let _pages = [
        Mounted::new(&[]),
        Mounted::new(&[("project-id", "other")]),
        Mounted::new(&[("credentials", "include")]),
    ];
    let requests = [world.next().await, world.next().await, world.next().await];
    assert_eq!(requests[1].path(), "/v1/other/dev-servers/jobs");
    assert_eq!(requests[2].credentials(), "include");
    world.no_more().await;

    let page = Mounted::new(&[]);
    set(&page.host, "fetch", js("(...all) => fetch(...all)"));
    world.next().await;
    world.no_more().await;
}

/// Removing one does not affect the other; when both are removed, the request is aborted.
#[wasm_bindgen_test]
async fn one_leaves() {
    let world = World::new();
    let (first, second) = (Mounted::new(&[]), Mounted::new(&[]));
    let request = world.next().await;
    first.there().await;
    drop(first);
    assert!(!request.aborted());
    request.begin();
    request.chunk(br#"{"data":[{"id":"a"}"#);
    settled().await;
    let third = Mounted::new(&[]);
    // It came too late for that answer.
    let own = world.next().await;
    request.chunk(b"]}");
    request.end();
    second.loaded().await;
    assert_eq!(second.ids(), ["a"]);
    own.list(&jobs(&["b"]));
    third.loaded().await;
    assert_eq!(third.ids(), ["b"]);

    let (first, second) = (Mounted::new(&[]), Mounted::new(&[]));
    let request = world.next().await;
    request.begin();
    request.chunk(br#"{"data":["#);
    first.there().await;
    second.there().await;
    drop(first);
    assert!(!request.aborted());
    drop(second);
    until("the end of the request", || request.aborted()).await;
    world.no_more().await;
}

/// A node that is moved loads again, and leaves nothing behind.
#[wasm_bindgen_test]
async fn moved() {
    let world = World::new();
    let page = Mounted::new(&[]);
    world.next().await.list(&jobs(&["a"]));
    page.loaded().await;
    let elsewhere = document().create_element("div").unwrap();
    elsewhere.set_class_name("under-test");
    document().body().unwrap().append_child(&elsewhere).unwrap();
    elsewhere.append_child(&page.host).unwrap();
    world.next().await.list(&jobs(&["b"]));
    until("the list", || page.ids() == ["b"]).await;
    assert_eq!(world.handles(), [2, 0, 1]);
    drop(page);
    elsewhere.remove();
    settled().await;
    assert_eq!(world.alive(), [""; 0]);
}

/// A portal with persistent tabs removes the element from the document and inserts it again later: find, order, page
/// size, zone and filters were lost.
#[wasm_bindgen_test]
async fn put_back() {
    let (world, page) = showing(&[], &simulated(45)).await;
    type_text(&page.get("#find").unchecked_into::<HtmlInputElement>(), "soft");
    page.button("Name").click();
    choose(&page.visible(), "true");
    assert_eq!(world.next().await.path(), "/v1/demo/dev-servers/jobs?visible=true");
    page.button("UTC").click();
    page.host.remove();
    settled().await;
    assert_eq!(world.alive(), [""; 0], "nothing goes on meanwhile");

    document().body().unwrap().append_child(&page.host).unwrap();
    let request = world.next().await;
    assert_eq!(request.path(), "/v1/demo/dev-servers/jobs?visible=true");
    request.list(&simulated(45));
    page.loaded().await;
    assert_eq!(page.get("#find").unchecked_into::<HtmlInputElement>().value(), "soft");
    page.says("th[aria-sort=ascending]", "Name").await;
    assert_eq!(page.button("UTC").get_attribute("aria-pressed").as_deref(), Some("true"));
    world.no_more().await;
}
