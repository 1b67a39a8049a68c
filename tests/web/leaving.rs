//! The element is removed from the document, or moved in it: everything that it started ends.

use wasm_bindgen_test::wasm_bindgen_test;

use super::acts::{choose, enter, type_text};
use super::bodies::{jobs, simulated};
use super::page::{Mounted, document, showing, text};
use super::world::{World, settled, until};

/// A request that is under way is aborted, and its answer changes nothing.
#[wasm_bindgen_test]
async fn the_request_is_aborted() {
    let world = World::new();
    world.deafen();
    let page = Mounted::new(&[]);
    let request = world.next().await;
    page.there().await;
    page.host.remove();
    settled().await;
    assert!(request.aborted());
    request.list(&jobs(&["late"]));
    settled().await;
    assert!(!page.text().contains("late"));
    world.no_more().await;
}

/// The same for a body that is being read.
#[wasm_bindgen_test]
async fn a_body_is_read_no_further() {
    let world = World::new();
    let page = Mounted::new(&[]);
    let request = world.next().await;
    request.begin();
    request.chunk(br#"{"data":["#);
    settled().await;
    page.host.remove();
    settled().await;
    assert!(request.aborted());
    world.no_more().await;
}

/// No listener on the host page and no timer is left, and nothing of the content: not of a list that was read,
/// filtered, copied from and paged, and not of a setup screen.
#[wasm_bindgen_test]
async fn nothing_is_left_behind() {
    let world = World::new();
    world.allow_clipboard(true);
    let page = Mounted::new(&[("sync-url", "jobs-")]);
    world.next().await.list(&simulated(200));
    page.loaded().await;
    // It follows back and forward, and its ages grow.
    let alive = world.alive();
    assert!(alive.contains(&"popstate on Window".to_owned()), "{alive:?}");
    assert!(alive.contains(&"an interval".to_owned()), "{alive:?}");

    page.get("tr[data-job-id] .copy").click();
    page.says("[role=status]", "Copied").await;
    page.button("Page 5").click();
    settled().await;
    choose(&page.visible(), "true");
    let request = world.next().await;
    // A field that goes with the element is not left: what was typed in it is not asked for.
    type_text(&page.field("type"), "x");
    page.host.remove();
    settled().await;
    assert!(request.aborted());
    assert_eq!(world.alive(), [""; 0]);
    assert_eq!(page.text(), "");
    assert_eq!(page.all("*").len(), 0);
    let [mounted, _, freed] = world.handles();
    assert_eq!([mounted, freed], [1, 1]);
    world.no_more().await;

    let page = Mounted::new(&[("project-id", "")]);
    page.there().await;
    page.host.remove();
    settled().await;
    assert_eq!(world.alive(), [""; 0]);
}

/// Changing an attribute after the element was removed is harmless.
#[wasm_bindgen_test]
async fn attributes_of_an_element_that_left() {
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    page.set("filter-name", "now");
    page.host.remove();
    page.set("filter-name", "later");
    world.no_more().await;
    document().body().unwrap().append_child(&page.host).unwrap();
    assert!(world.next().await.path().ends_with("?name=later"));
    world.no_more().await;
}

/// An element that is inserted again starts again, and works.
#[wasm_bindgen_test]
async fn an_element_that_comes_back() {
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    for round in 1..=3 {
        page.host.remove();
        settled().await;
        document().body().unwrap().append_child(&page.host).unwrap();
        let id = format!("round-{round}");
        world.next().await.list(&jobs(&[&id]));
        page.loaded().await;
        assert_eq!(page.ids(), [id]);
        assert_eq!(page.all("section").len(), 1);
        let [mounted, _, freed] = world.handles();
        assert_eq!([mounted, freed], [round + 1, round]);
    }
    page.button("Refresh").click();
    world.next().await.list(&jobs(&["b"]));
    page.loaded().await;
    assert_eq!(page.ids(), ["b"]);
    world.no_more().await;
}

/// A move within the document is a removal and an insertion: one more request, the older one aborted, and one
/// component.
#[wasm_bindgen_test]
async fn a_move() {
    let world = World::new();
    let page = Mounted::new(&[]);
    let first = world.next().await;
    page.there().await;
    let place = document().create_element("div").unwrap();
    document().body().unwrap().append_child(&place).unwrap();
    place.append_child(&page.host).unwrap();
    let second = world.next().await;
    settled().await;
    assert!(first.aborted());
    second.list(&jobs(&["a"]));
    page.loaded().await;
    assert_eq!(page.ids(), ["a"]);
    assert_eq!(page.all("section").len(), 1);
    world.no_more().await;
    place.remove();
    until("the component to end", || world.handles()[2] == 2).await;
    assert_eq!(world.alive(), [""; 0]);
}

/// Two elements share nothing: each has its own filters, pages, requests and fields, and removing one does not affect
/// the other.
#[wasm_bindgen_test]
async fn two_side_by_side() {
    let world = World::new();
    let one = Mounted::new(&[("project-id", "one")]);
    let two = Mounted::new(&[("project-id", "two"), ("locale", "zh-CN")]);
    for page in [&one, &two] {
        let request = world.next().await;
        let project = request.path().split('/').nth(2).unwrap().to_owned();
        request.list(&simulated(45));
        page.loaded().await;
        page.says(".header", &project).await;
    }
    one.button("Page 2").click();
    one.says("footer", "21–40 of 45").await;
    type_text(&two.field("name"), "x");
    enter(&two.field("name"));
    let request = world.next().await;
    assert_eq!(request.path(), "/v1/two/dev-servers/jobs?name=x");
    settled().await;
    assert!(!one.busy());
    assert_eq!(one.field("name").value(), "");
    one.says("footer", "21–40 of 45").await;

    one.host.remove();
    settled().await;
    assert!(!request.aborted());
    request.list(&jobs(&["x"]));
    two.loaded().await;
    assert_eq!(two.ids(), ["x"]);
    assert_eq!(text(&two.get("h2")), "任务 (1)");
    two.get("button.refresh").click();
    world.next().await.list(&jobs(&["y"]));
    two.loaded().await;
    assert_eq!(two.ids(), ["y"]);
    world.no_more().await;
}

/// Removing an element leaves no reference to JavaScript in the table of WebAssembly, neither with its list nor before
/// it has arrived.
#[wasm_bindgen_test]
async fn no_reference_is_left() {
    let mut live = Vec::new();
    for round in 0..8 {
        let world = World::new();
        let page = Mounted::new(&[]);
        let request = world.next().await;
        if round % 2 == 0 {
            request.list(&jobs(&["one"]));
            page.loaded().await;
        } else {
            page.there().await;
        }
        page.host.remove();
        settled().await;
        drop((request, page, world));
        live.push(wasm_bindgen::externref_heap_live_count());
    }
    // The first has also what is made once.
    assert_eq!(live, [live[0]; 8]);
}
