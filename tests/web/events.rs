//! The events and methods of the element, and its custom states.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{CustomEvent, HtmlElement};

use super::acts::{enter, type_text};
use super::bodies::{job, jobs, list};
use super::outcomes::toggle;
use super::page::{Mounted, showing};
use super::world::{World, settled, until};

/// Records the events with a name at the document, as a portal would.
pub fn heard(host: &HtmlElement, name: &str) -> Rc<RefCell<Vec<CustomEvent>>> {
    let seen = Rc::new(RefCell::new(Vec::new()));
    let note = seen.clone();
    let listener = Closure::<dyn Fn(CustomEvent)>::new(move |event: CustomEvent| {
        assert!(event.bubbles() && event.composed());
        note.borrow_mut().push(event);
    });
    let name = format!("devserver-jobs-{name}");
    let parent = host.parent_element().unwrap();
    parent
        .add_event_listener_with_callback(&name, listener.into_js_value().unchecked_ref())
        .unwrap();
    seen
}

pub fn member(event: &CustomEvent, name: &str) -> JsValue {
    Reflect::get(&event.detail(), &name.into()).unwrap()
}

fn call(page: &Mounted, method: &str) {
    let method = Reflect::get(&page.host, &method.into()).unwrap();
    method.unchecked_ref::<js_sys::Function>().call0(&page.host).unwrap();
}

/// Each loaded list is reported, whatever caused the request: the number of jobs, and whether it is complete.
#[wasm_bindgen_test]
async fn a_list_is_told_of() {
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    let seen = heard(&page.host, "load");
    page.get(".refresh").click();
    world.next().await.list(br#"{"data":[{"id":"a"},{"id":"b"},7],"total":9}"#);
    until("the event", || seen.borrow().len() == 1).await;
    let event = seen.borrow_mut().pop().unwrap();
    for (name, wanted) in [
        ("projectId", JsValue::from("demo")),
        ("count", 2.into()),
        ("setAside", 1.into()),
        ("total", 9.into()),
        ("complete", false.into()),
    ] {
        assert_eq!(member(&event, name), wanted, "{name}");
    }
    call(&page, "refresh");
    world.next().await.list(&jobs(&["c"]));
    until("the event", || seen.borrow().len() == 1).await;
    assert_eq!(member(&seen.borrow()[0], "complete"), JsValue::TRUE);
}

/// Filters and refinements of the user are reported; settings of the host page, sort order and page are not.
#[wasm_bindgen_test]
async fn what_the_reader_filters_is_told_of() {
    let body = list(&[job("a", r#""status":"PROCESSING""#), job("b", r#""status":"FINISHED""#)]);
    let (world, page) = showing(&[("page-size", "1")], &body).await;
    let seen = heard(&page.host, "filter");
    page.set("filter-status", "FINISHED");
    world.next().await.list(&body);
    page.set("page-size", "2");
    page.button("Name").click();
    settled().await;
    assert_eq!(seen.borrow().len(), 0);

    let field = page.field("name");
    type_text(&field, "up");
    enter(&field);
    world.next().await.list(&body);
    until("the event", || seen.borrow().len() == 1).await;
    toggle(&page, "Processing").await;
    super::find::find(&page, "b").await;
    until("the events", || seen.borrow().len() == 3).await;
    let event = seen.borrow_mut().pop().unwrap();
    for (name, wanted) in [
        ("projectId", "demo"),
        ("filterStatus", "FINISHED"),
        ("filterName", "up"),
        ("filterId", ""),
        ("filterType", ""),
        ("filterVisible", ""),
        ("find", "b"),
        ("outcome", "processing"),
    ] {
        assert_eq!(member(&event, name), JsValue::from(wanted), "{name}");
    }
}

/// Every refinement is reported: types, users, times, changes, duration, and selected jobs.
#[wasm_bindgen_test]
async fn every_refinement_is_told_of() {
    let (_world, page) = showing(&[], &jobs(&["a", "b"])).await;
    let seen = heard(&page.host, "filter");
    until("the facets", || page.all(".facet summary").len() > 1).await;
    page.all(".facet summary")[0].unchecked_ref::<HtmlElement>().click();
    until("a type", || page.has_button("Common 2")).await;
    page.button("Common 2").click();
    page.button("Last hour").click();
    until("the events", || seen.borrow().len() == 2).await;
    let event = seen.borrow_mut().pop().unwrap();
    for (name, wanted) in [
        ("type", JsValue::from("COMMON")),
        ("user", "".into()),
        ("created", "PT1H".into()),
        ("updated", "".into()),
        ("changed", false.into()),
        ("stuck", false.into()),
        ("jobIds", JsValue::UNDEFINED),
    ] {
        assert_eq!(member(&event, name), wanted, "{name}");
    }
}

/// A refresh by the user is reported, one by the host page is not.
#[wasm_bindgen_test]
async fn a_refresh_is_told_of() {
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    let seen = heard(&page.host, "refresh");
    call(&page, "refresh");
    world.next().await.list(&jobs(&["b"]));
    until("the list", || page.ids() == ["b"]).await;
    assert_eq!(seen.borrow().len(), 0);
    page.get(".refresh").click();
    world.next().await.list(&jobs(&["b"]));
    until("the event", || seen.borrow().len() == 1).await;
    assert_eq!(member(&seen.borrow()[0], "projectId"), JsValue::from("demo"));
}

/// Each kind of failure is reported by name, with the data for technical support.
#[wasm_bindgen_test]
async fn errors_are_told_of() {
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    let seen = heard(&page.host, "error");
    let next = async |kind: &str| {
        until("the event", || seen.borrow().len() == 1).await;
        let event = seen.borrow_mut().pop().unwrap();
        assert_eq!(member(&event, "kind"), JsValue::from(kind));
        event
    };
    call(&page, "refresh");
    world.next().await.answer(
        503,
        &[("X-Request-Id", "r1"), ("Retry-After", "7")],
        br#"{"error_code":"ModelArts.1","error_msg":"Later."}"#,
    );
    let event = next("http").await;
    for (name, wanted) in [
        ("status", JsValue::from(503)),
        ("code", "ModelArts.1".into()),
        ("message", "Later.".into()),
        ("requestId", "r1".into()),
        ("retryAt", (super::world::NOW + 7000.0).into()),
    ] {
        assert_eq!(member(&event, name), wanted, "{name}");
    }
    call(&page, "refresh");
    world.next().await.fail();
    next("network").await;
    call(&page, "refresh");
    world.next().await.list(b"[]");
    next("not-a-list").await;
    call(&page, "refresh");
    let request = world.next().await;
    request.begin();
    request.chunk(br#"{"data":[{"id":"a"}"#);
    settled().await;
    request.break_off();
    next("cut-short").await;
    page.set("proxy", "ftp://x");
    next("proxy").await;
}

/// An invalid setting is reported once, and not on the console if the portal cancels the event.
#[wasm_bindgen_test]
async fn warnings_are_told_of() {
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    let seen = heard(&page.host, "warning");
    page.set("page-size", "many");
    until("the event", || seen.borrow().len() == 1).await;
    let event = seen.borrow_mut().pop().unwrap();
    assert_eq!(member(&event, "setting"), JsValue::from("page-size"));
    assert_eq!(member(&event, "value"), JsValue::from("many"));
    assert!(member(&event, "expected").as_string().unwrap().contains("1 to 1000"));
    let message = member(&event, "message").as_string().unwrap();
    until("the console", || world.warnings() == [message.as_str()]).await;
    page.set("theme", "dark");
    settled().await;
    assert_eq!(seen.borrow().len(), 0, "once");

    let take =
        Closure::<dyn Fn(web_sys::Event)>::new(|event: web_sys::Event| event.prevent_default());
    page.host
        .add_event_listener_with_callback("devserver-jobs-warning", take.as_ref().unchecked_ref())
        .unwrap();
    page.set("page-size", "few");
    until("the event", || seen.borrow().len() == 1).await;
    settled().await;
    assert_eq!(world.warnings().len(), 1);
}

/// A portal may remove the element in any listener.
#[wasm_bindgen_test]
async fn taken_away_when_told() {
    for name in ["load", "filter", "refresh", "error", "warning"] {
        let (world, page) = showing(&[], &jobs(&["a"])).await;
        let host = page.host.clone();
        let remove = Closure::<dyn Fn()>::new(move || host.remove());
        page.host
            .add_event_listener_with_callback(
                &format!("devserver-jobs-{name}"),
                remove.as_ref().unchecked_ref(),
            )
            .unwrap();
        match name {
            "filter" => super::find::box_of(&page).set_value("x"),
            "warning" => page.set("theme", "pink"),
            _ => {}
        }
        match name {
            "filter" => {
                super::acts::type_text(&super::find::box_of(&page), "b");
            }
            "warning" => {}
            "refresh" => page.get(".refresh").click(),
            _ => {
                call(&page, "refresh");
                let request = world.next().await;
                if name == "load" { request.list(&jobs(&["b"])) } else { request.fail() }
            }
        }
        until(format!("the end at {name}"), || !page.host.is_connected()).await;
        settled().await;
        assert_eq!(world.alive(), [""; 0], "{name}");
        assert_eq!(world.handles(), [1, usize::from(name == "warning"), 1], "{name}");
    }
}

/// `reset()` restores the settings, without a request if none is needed, and sends no event.
#[wasm_bindgen_test]
async fn reset() {
    let (world, page) = showing(&[("filter-status", "FINISHED")], &jobs(&["a1", "b2"])).await;
    let field = page.field("name");
    type_text(&field, "up");
    enter(&field);
    world.next().await.list(&jobs(&["a1", "b2"]));
    super::find::find(&page, "b2").await;
    page.button("Name").click();
    until("the one", || page.ids() == ["b2"]).await;
    page.get("th a").click();
    until("the detail", || page.find(".drawer").is_some()).await;
    let seen = heard(&page.host, "filter");
    call(&page, "reset");
    let request = world.next().await;
    assert_eq!(request.path(), "/v1/demo/dev-servers/jobs?status=FINISHED");
    request.list(&jobs(&["a1", "b2"]));
    until("the list", || page.ids().len() == 2).await;
    assert!(page.find(".drawer").is_none());
    assert_eq!(super::find::box_of(&page).value(), "");
    assert_eq!(page.field("name").value(), "");
    assert_eq!(seen.borrow().len(), 0);
    call(&page, "reset");
    world.no_more().await;
}

/// A style sheet of the portal can test whether the list is loading, and whether it failed.
#[wasm_bindgen_test]
async fn states() {
    let world = World::new();
    let page = Mounted::new(&[]);
    // Browsers that do not know custom states say so.
    let is = |state: &str| page.host.matches(&format!(":state({state})"));
    if is("loading").is_err() {
        return;
    }
    assert_eq!((is("loading"), is("error")), (Ok(true), Ok(false)));
    let request = world.next().await;
    page.there().await;
    assert_eq!((is("loading"), is("error")), (Ok(true), Ok(false)));
    request.fail();
    until("the error", || is("error") == Ok(true)).await;
    assert_eq!(is("loading"), Ok(false));
    call(&page, "refresh");
    until("loading", || is("loading") == Ok(true)).await;
    world.next().await.list(&jobs(&["a"]));
    until("the end", || (is("loading"), is("error")) == (Ok(false), Ok(false))).await;
}
