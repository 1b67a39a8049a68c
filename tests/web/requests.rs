//! Which response is used: always that of the newest request, and the older ones are aborted.

use wasm_bindgen_test::wasm_bindgen_test;

use super::acts::{choose, enter, type_text};
use super::bodies::{jobs, simulated};
use super::page::{Mounted, showing};
use super::world::{World, settled};

/// A newer request aborts the older one.
#[wasm_bindgen_test]
async fn a_newer_query_aborts_the_older() {
    let world = World::new();
    let page = Mounted::new(&[]);
    let first = world.next().await;
    page.there().await;
    assert!(!first.aborted());

    choose(&page.visible(), "true");
    let second = world.next().await;
    assert!(first.aborted());
    assert!(!second.aborted());
    // An abort is no failure: the newer request is still under way.
    settled().await;
    assert!(page.busy());
    assert!(page.find("[role=alert] .title").is_none());

    second.list(&jobs(&["second"]));
    page.loaded().await;
    assert_eq!(page.ids(), ["second"]);
    world.no_more().await;
}

/// A late response is never displayed, even if the network ignored the abort: neither before nor after the newer
/// response, neither a list nor an error.
#[wasm_bindgen_test]
async fn a_late_answer_is_never_shown() {
    let world = World::new();
    world.deafen();
    let page = Mounted::new(&[]);
    let first = world.next().await;
    page.there().await;
    choose(&page.visible(), "true");
    let second = world.next().await;
    choose(&page.visible(), "false");
    let third = world.next().await;

    first.list(&jobs(&["first"]));
    settled().await;
    assert!(page.busy());
    assert_eq!(page.ids(), [""; 0]);

    third.list(&jobs(&["third"]));
    page.loaded().await;
    assert_eq!(page.ids(), ["third"]);

    second.answer(500, &[], b"late");
    world.no_more().await;
    assert_eq!(page.ids(), ["third"]);
    assert!(page.find(".notice").is_none());
}

/// The same for a response that was already arriving.
#[wasm_bindgen_test]
async fn a_half_read_answer_is_dropped() {
    let world = World::new();
    world.deafen();
    let page = Mounted::new(&[]);
    let first = world.next().await;
    let (start, end) = (r#"{"data":[{"id":"first"}"#, "]}");
    first.begin();
    first.chunk(start.as_bytes());
    page.there().await;
    settled().await;

    type_text(&page.field("name"), "x");
    enter(&page.field("name"));
    let second = world.next().await;
    assert!(first.aborted());
    second.list(&jobs(&["second"]));
    page.loaded().await;
    first.chunk(end.as_bytes());
    first.end();
    settled().await;
    assert_eq!(page.ids(), ["second"]);
    assert!(page.find(".notice").is_none());
}

/// A refresh during a request replaces it: the older one is aborted, and one request is sent.
#[wasm_bindgen_test]
async fn a_refresh_takes_the_place_of_a_request() {
    let world = World::new();
    let page = Mounted::new(&[]);
    let first = world.next().await;
    page.there().await;
    page.get("button.refresh").click();
    let second = world.next().await;
    assert!(first.aborted());
    assert_eq!(first.path(), second.path());
    second.list(&jobs(&["second"]));
    page.loaded().await;
    assert_eq!(page.ids(), ["second"]);
    world.no_more().await;
}

/// A response that was read completely is not aborted afterwards, and causes no further request.
#[wasm_bindgen_test]
async fn an_answer_in_many_chunks_is_one_list() {
    let world = World::new();
    let page = Mounted::new(&[]);
    let request = world.next().await;
    request.begin();
    for chunk in simulated(30).chunks(100) {
        request.chunk(chunk);
    }
    settled().await;
    page.there().await;
    assert!(page.busy());
    request.end();
    page.loaded().await;
    assert_eq!(page.text_of("h2"), "Jobs (30)");
    assert!(!request.aborted());
    world.no_more().await;
}

/// The rows of another project are never displayed under this project's name, not even while it loads or if that
/// fails.
#[wasm_bindgen_test]
async fn another_project_begins_anew() {
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    page.set("project-id", "other");
    let request = world.next().await;
    assert_eq!(request.path(), "/v1/other/dev-servers/jobs");
    settled().await;
    assert_eq!(page.ids(), [""; 0]);
    assert!(!page.all("tr.skeleton").is_empty());
    assert_eq!(page.text_of("h2"), "Jobs");

    request.fail();
    page.says("tr.instead [role=alert]", "Failed to connect to the proxy").await;
    assert_eq!(page.ids(), [""; 0]);
    world.no_more().await;
}

/// `fetch` decides by its credentials mode which requests carry the browser's credentials; a change of the setting
/// sends a new request. Nothing else is sent that could identify the user.
#[wasm_bindgen_test]
async fn credentials_reach_fetch() {
    for (setting, sent) in [
        ("", "same-origin"),
        ("same-origin", "same-origin"),
        ("include", "include"),
        ("all", "same-origin"),
    ] {
        let world = World::new();
        let _page = Mounted::new(&[("credentials", setting)]);
        let request = world.next().await;
        assert_eq!(request.credentials(), sent, "credentials={setting}");
        assert_eq!(request.header("Authorization"), None);
    }
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    page.set("credentials", "include");
    let request = world.next().await;
    assert_eq!(request.credentials(), "include");
    request.list(&jobs(&["b"]));
    page.loaded().await;
    page.button("Refresh").click();
    assert_eq!(world.next().await.credentials(), "include");
    world.no_more().await;
}

/// The proxy's address may hold a path, and may end in a slash.
#[wasm_bindgen_test]
async fn requests_go_to_the_proxy() {
    let own = web_sys::window().unwrap().location().origin().unwrap();
    for (proxy, base) in [
        ("https://proxy.example", "https://proxy.example".to_owned()),
        ("https://proxy.example:8443/a/b/", "https://proxy.example:8443/a/b".to_owned()),
        ("/gateway", format!("{own}/gateway")),
        ("/", own.clone()),
        ("", own.clone()),
    ] {
        let world = World::new();
        let _page = Mounted::new(&[("proxy", proxy)]);
        let request = world.next().await;
        assert_eq!(request.url(), format!("{base}/v1/demo/dev-servers/jobs"), "proxy={proxy}");
        assert_eq!(world.warnings(), [""; 0]);
    }
}
