//! Other realms and documents: the host page's `fetch` may be a frame's, and the element may be in one.

use js_sys::Reflect;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use super::acts::type_text;
use super::bodies::{detail, jobs, uuid, uuid_jobs};
use super::detail_open::link;
use super::page::{Mounted, TAG, define_once, document, showing};
use super::properties::{js, set};
use super::world::{World, until};

/// A frame of this origin.
fn frame() -> HtmlElement {
    let frame: HtmlElement = document().create_element("iframe").unwrap().unchecked_into();
    frame.set_class_name("under-test");
    frame.style().set_property("width", "1200px").unwrap();
    frame.style().set_property("height", "600px").unwrap();
    document().body().unwrap().append_child(&frame).unwrap();
    set(&web_sys::window().unwrap().unchecked_into(), "frame", frame.clone());
    frame
}

/// A portal gave the element its frame's `fetch`, and the list said that the answer was empty.
#[wasm_bindgen_test]
async fn a_fetch_of_another_realm() {
    let (_world, page) = showing(&[], &jobs(&["a"])).await;
    let frame = frame();
    for (at, body) in [
        "new frame.contentWindow.Response(JSON)",
        "new frame.contentWindow.Response(new frame.contentWindow.Blob([JSON]))",
        "new frame.contentWindow.Response(new frame.contentWindow.ReadableStream({ start(all) {
            all.enqueue(new frame.contentWindow.TextEncoder().encode(JSON)); all.close(); } }))",
        "new Response(new ReadableStream({ start(all) {
            all.enqueue(new frame.contentWindow.Uint8Array(new TextEncoder().encode(JSON)));
            all.close(); } }))",
        // What a library makes in the place of a response has no stream.
        "({ clone() { return this; }, ok: true, status: 200, headers: new Headers(), text: async () => JSON })",
    ]
    .into_iter()
    .enumerate()
    {
        let json = format!("'{{\"data\":[{{\"id\":\"{at}\"}}]}}'");
        set(&page.host, "fetch", js(&format!("async () => ({})", body.replace("JSON", &json))));
        until(format!("the list of {body}"), || page.ids() == [at.to_string()]).await;
    }
    // An error of the frame's reads as one of the page's own.
    set(
        &page.host,
        "fetch",
        js("async () => { throw new frame.contentWindow.TypeError('Failed to fetch'); }"),
    );
    page.says("[role=alert]", "Check the network connection").await;
    frame.remove();
}

/// What was wrong with the portal's `fetch` read as an answer that was empty, or as one of "HTTP 0".
#[wasm_bindgen_test]
async fn what_a_fetch_did_wrong() {
    let (_world, page) = showing(&[], &jobs(&["a"])).await;
    for (response, words) in [
        (
            "await readToTheEnd(new Response('{}'))",
            "fetch returned a response that was already read",
        ),
        (
            "(() => { const r = new Response('{}'); r.body.getReader(); return r; })()",
            "already read",
        ),
        // The browser adds in its own words why it does not let this be read.
        ("new Proxy(new Response('{}'), {})", "fetch must return a Response: "),
        ("({ ok: true, json: async () => ({ data: [] }) })", "fetch must return a Response"),
        ("'{}'", "fetch must return a Response"),
        ("undefined", "fetch must return a Response"),
        ("Response.error()", "fetch returned a network error"),
        ("kind('opaque')", "fetch returned an opaque response: mode must not be no-cors"),
        (
            "new Response(new ReadableStream({ start(all) { all.enqueue('text'); all.close(); } }))",
            "fetch returned a response whose body is not bytes",
        ),
        ("kind('opaqueredirect')", "Your session may have ended"),
    ] {
        // `type` cannot be chosen; with a status of 0 the browser makes none but errors.
        js("(window.readToTheEnd = async (r) => (await r.text(), r),
            window.kind = (type) => Object.defineProperties(Response.error(), { type: { value: type } }))");
        set(&page.host, "fetch", js(&format!("async () => ({response})")));
        page.says("[role=alert]", words).await;
    }
}

/// The element was moved into a frame of the portal, where it could not be started: no document adopts the style
/// sheets of another.
#[wasm_bindgen_test]
async fn in_another_document() {
    let (world, page) = showing(&[], &uuid_jobs(3)).await;
    let frame = frame();
    let body = js("frame.contentDocument.body").unchecked_into::<HtmlElement>();
    body.append_child(&page.host).unwrap();
    world.next().await.list(&uuid_jobs(3));
    page.loaded().await;
    let sheets =
        || Reflect::get(&page.host.shadow_root().unwrap(), &"adoptedStyleSheets".into()).unwrap();
    assert!(sheets().unchecked_into::<js_sys::Array>().length() > 0, "it has its style");
    link(&page, &uuid(2)).click();
    world.next().await.list(&detail(&uuid(2), "", &[]));
    page.says(".drawer[aria-busy=false]", "Nodes").await;
    assert_eq!(sheets().unchecked_into::<js_sys::Array>().length(), 2);
    let drawer = page.get(".drawer");
    // The width of the frame, not that of the window, decides what there is room for.
    frame.style().set_property("width", "400px").unwrap();
    until("a dialog", || drawer.get_attribute("role").as_deref() == Some("dialog")).await;
    page.button("Close").click();
    type_text(&super::find::box_of(&page), "nothing");
    page.says(".state", "No matching jobs").await;

    // And back.
    document().body().unwrap().append_child(&page.host).unwrap();
    world.next().await.list(&uuid_jobs(3));
    page.loaded().await;
    assert_eq!(super::find::box_of(&page).value(), "nothing");
    frame.remove();
}

/// A portal showed the list in a frame, and the page around it had the clipboard that refused what was copied there.
#[wasm_bindgen_test]
async fn the_clipboard_of_the_frame() {
    let (world, page) = showing(&[], &uuid_jobs(1)).await;
    world.allow_clipboard(false);
    let frame = frame();
    js("frame.contentDocument.body")
        .unchecked_into::<HtmlElement>()
        .append_child(&page.host)
        .unwrap();
    world.next().await.list(&uuid_jobs(1));
    page.loaded().await;
    js("(window.copied = [], Object.defineProperty(frame.contentWindow.navigator, 'clipboard', { configurable: true,
        value: { writeText: async (text) => { copied.push(`new ${text}`); } } }))");
    page.get("td.id .copy").click();
    let copied = || js("copied.join()").as_string().unwrap_or_default();
    until("a copy", || copied() == format!("new {}", uuid(1))).await;

    // Without the interface the frame's own command is called.
    js("(Object.defineProperty(frame.contentWindow.navigator, 'clipboard', { value: undefined }),
        frame.contentDocument.execCommand = (command) => copied.push(command) > 0)");
    page.get("td.id .copy").click();
    until("a copy", || copied().ends_with(",copy")).await;
    assert!(world.clipboard().is_empty());
    frame.remove();
}

/// An element that another document has made becomes one of this page when it is put into it.
#[wasm_bindgen_test]
async fn made_by_another_document() {
    define_once();
    let world = World::new();
    let frame = frame();
    let host = js(&format!("frame.contentDocument.createElement('{TAG}')"));
    let host = host.unchecked_into::<HtmlElement>();
    Reflect::set(&host, &"projectId".into(), &"demo".into()).unwrap();
    Reflect::set(&host, &"className".into(), &"under-test".into()).unwrap();
    document().body().unwrap().append_child(&host).unwrap();
    let page = Mounted { host };
    world.next().await.list(&jobs(&["a"]));
    page.loaded().await;
    assert_eq!(page.ids(), ["a"]);
    frame.remove();
}
