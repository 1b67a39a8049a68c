//! The host page takes the element away, or all of them, while the component is in the middle of something:
//! from a listener of any event, and from its own functions that the component calls.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use super::acts::{alt_key, press, type_text};
use super::address_bar::parameter;
use super::bodies::{detail, jobs, uuid, uuid_jobs};
use super::detail_open::link;
use super::page::{Mounted, document, showing};
use super::properties::{js, set};
use super::world::{World, settled, until};

/// Takes all elements away at the first event of this name: before the component gets it, or after.
fn remove_all_at(event: &str, before: bool) {
    js(&format!(
        "(() => {{
            window.removal = new AbortController();
            const remove = () => {{
                for (const host of document.querySelectorAll('.under-test')) host.remove();
            }};
            const {{ signal }} = removal;
            document.addEventListener('{event}', remove, {{ once: true, capture: {before}, signal }});
        }})()"
    ));
}

/// An element with a list, and one beside it that shows the same.
async fn two(attributes: &[(&str, &str)]) -> (World, [Mounted; 2]) {
    let world = World::new();
    let pages = [Mounted::new(attributes), Mounted::new(&[("filter-name", "x")])];
    for _ in &pages {
        world.next().await.list(&uuid_jobs(3));
    }
    for page in &pages {
        page.loaded().await;
    }
    (world, pages)
}

async fn nothing_is_left(world: &World, what: &str) {
    settled().await;
    js("window.removal?.abort()");
    let alive = world.alive();
    let ours: Vec<_> = alive.iter().filter(|one| !one.contains("on HTMLDocument")).collect();
    assert_eq!(ours, [""; 0], "{what}");
}

/// A portal that shows a job on a page of its own removed the list in `devserver-jobs-select`: that panicked, and
/// the second list on the page showed that it had crashed.
#[wasm_bindgen_test]
async fn a_selection_takes_all_away() {
    for what in ["click", "job-link", "step button", "step key"] {
        let template = if what == "job-link" { "#/jobs/{id}" } else { "" };
        let (world, pages) = two(&[("job-link", template), ("sync-url", "")]).await;
        let page = &pages[0];
        if what.starts_with("step") {
            link(page, &uuid(2)).click();
            world.next().await.list(&detail(&uuid(2), "", &[]));
            page.says(".drawer[aria-busy=false]", "Nodes").await;
            until("the job in the address", || parameter("job").is_some()).await;
        }
        let address = js("location.href");
        remove_all_at("devserver-jobs-select", false);
        match what {
            "step button" => page.button("Next job").click(),
            "step key" => _ = alt_key(&page.get(".drawer h2"), "ArrowDown"),
            _ => link(page, &uuid(1)).click(),
        }
        assert!(!page.host.is_connected(), "{what}");
        nothing_is_left(&world, what).await;
        world.no_more().await;
        if what != "job-link" {
            assert_eq!(js("location.href"), address, "{what}: nothing follows");
        }
        js("history.replaceState(null, '', location.pathname)");
    }
}

/// The same where the listener moves the element: it comes back with what was chosen, and goes on.
#[wasm_bindgen_test]
async fn a_selection_moves_the_element() {
    let (world, page) = showing(&[], &uuid_jobs(3)).await;
    type_text(&super::find::box_of(&page), "job");
    let host = page.host.clone();
    let moved = Closure::once_into_js(move || {
        host.remove();
        document().body().unwrap().append_child(&host).unwrap();
    });
    page.host
        .add_event_listener_with_callback("devserver-jobs-select", moved.unchecked_ref())
        .unwrap();
    link(&page, &uuid(1)).click();
    world.next().await.list(&uuid_jobs(3));
    page.loaded().await;
    assert_eq!(super::find::box_of(&page).value(), "job");
    assert!(page.find(".drawer").is_none());
    assert_eq!(world.handles(), [2, 0, 1]);
    world.no_more().await;
}

/// Events of the browser inside the element reach the portal, too: focus, keys, pointer and text.
#[wasm_bindgen_test]
async fn the_browsers_events_take_all_away() {
    let events = ["focusin", "focusout", "keydown", "input", "mousedown", "mouseup", "click"];
    // In Firefox under its driver no listener of the page sees these two.
    let is_firefox = js("navigator.userAgent.includes('Firefox')").is_truthy();
    let events = events.into_iter().filter(|event| !is_firefox || !event.starts_with("focus"));
    for (event, before) in events.flat_map(|event| [(event, false), (event, true)]) {
        let (world, pages) = two(&[]).await;
        let page = &pages[0];
        link(page, &uuid(2)).click();
        world.next().await.list(&detail(&uuid(2), "", &[]));
        page.says(".drawer[aria-busy=false]", "Nodes").await;
        remove_all_at(event, before);
        let field = page.field("type");
        let acts: [&dyn Fn(); 6] = [
            &|| type_text(&field, "up"),
            &|| _ = super::acts::key(&field, "ArrowDown"),
            &|| super::acts::enter(&field),
            &|| press(&page.get(".refresh")),
            &|| field.blur().unwrap(),
            &|| page.button("Close").click(),
        ];
        for act in acts {
            if page.host.is_connected() {
                act();
                settled().await;
            }
        }
        assert!(!page.host.is_connected(), "{event}");
        nothing_is_left(&world, event).await;
    }
}

/// A router watches the history, and its answer to our own entry in it is another page without the element.
#[wasm_bindgen_test]
async fn the_router_takes_all_away() {
    for change in ["find", "open", "close", "filter", "reset"] {
        let (world, pages) = two(&[("sync-url", "")]).await;
        let page = &pages[0];
        if change == "close" {
            link(page, &uuid(2)).click();
            world.next().await.list(&detail(&uuid(2), "", &[]));
            page.says(".drawer[aria-busy=false]", "Nodes").await;
        } else if change == "reset" {
            type_text(&super::find::box_of(page), "job");
        }
        js("(() => { for (const name of ['pushState', 'replaceState']) {
            const real = history[name];
            history[name] = (...all) => {
                real.apply(history, all);
                for (const host of document.querySelectorAll('.under-test')) host.remove();
            };
        } })()");
        match change {
            "find" => type_text(&super::find::box_of(page), "job"),
            "open" => link(page, &uuid(1)).click(),
            "close" => page.button("Close").click(),
            "filter" => super::acts::choose(&page.visible(), "true"),
            _ => _ = js("document.querySelector('.under-test').reset()"),
        }
        until(format!("the end at {change}"), || !page.host.is_connected()).await;
        nothing_is_left(&world, change).await;
        drop(pages);
        drop(world);
        js("history.replaceState(null, '', location.pathname)");
    }
}

/// The portal's `fetch` may do the same, and so may whoever hears of the component's first entry in the history.
#[wasm_bindgen_test]
async fn the_fetch_takes_all_away() {
    let world = World::new();
    define_fetch_that_removes();
    let page = Mounted::new(&[]);
    set(&page.host, "fetch", js("removing"));
    until("the end", || !page.host.is_connected()).await;
    nothing_is_left(&world, "fetch").await;

    // An address that is not normal is written again while the component is mounted.
    let world = World::new();
    world.go_to("?page=x");
    js("(() => { const real = history.replaceState;
        history.replaceState = (...all) => {
            real.apply(history, all);
            document.querySelector('.under-test')?.remove();
        };
    })()");
    let page = Mounted::new(&[("sync-url", "")]);
    until("the end", || !page.host.is_connected()).await;
    nothing_is_left(&world, "mount").await;
    assert_eq!(world.handles(), [1, 0, 1]);

    // Put back, it works.
    drop(world);
    let world = World::new();
    let host: &HtmlElement = &page.host;
    document().body().unwrap().append_child(host).unwrap();
    world.next().await.list(&jobs(&["a"]));
    page.loaded().await;
    assert_eq!(page.ids(), ["a"]);
}

fn define_fetch_that_removes() {
    js("window.removing = () => {
        for (const host of document.querySelectorAll('.under-test')) host.remove();
        return new Promise(() => {});
    }");
}
