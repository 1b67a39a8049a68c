//! The early request, and the module that is loaded later or never: in every case the response is either used or
//! aborted. The content of the request is tested in `early.rs`.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Error, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::bodies::jobs;
use super::page::{Mounted, TAG, define_once, define_with, module};
use super::world::{World, settled};

const LIST: &str = "/v1/demo/dev-servers/jobs";

/// Releases the module of a delayed definition.
pub type Release = Rc<RefCell<Option<[Function; 2]>>>;

/// Defines the element under a tag whose module is not loaded until it is released or rejected.
pub fn define_held(tag: &str) -> Release {
    let held = Release::default();
    let hold = Rc::clone(&held);
    define_with(tag, move || {
        Promise::new(&mut |done, fail| *hold.borrow_mut() = Some([done, fail]))
    });
    held
}

pub fn release(held: &Release) {
    let [done, _] = held.borrow_mut().take().unwrap();
    done.call1(&JsValue::UNDEFINED, &module()).unwrap();
}

const USUAL: [(&str, &str); 3] =
    [("project-id", "demo"), ("locale", "en-US"), ("time-zone", "UTC")];

/// A response that arrived before the module is displayed when the module is loaded: a list, an error, a network
/// failure, and a list in parts. No second request is sent, and nothing is written to the console.
#[wasm_bindgen_test]
async fn answered_before_the_module_came() {
    for (at, wanted) in [
        "Jobs (2)",
        "Cloud service error",
        "Failed to connect to the proxy",
        "interrupted after 1 row",
    ]
    .into_iter()
    .enumerate()
    {
        let world = World::new();
        let tag = format!("jobs-answered-{at}");
        let held = define_held(&tag);
        let page = Mounted::bare(&tag, &USUAL);
        let request = world.next().await;
        match at {
            0 => request.list(&jobs(&["a", "b"])),
            1 => request.answer(500, &[], b"{}"),
            2 => request.fail(),
            _ => {
                request.begin();
                request.chunk(br#"{"data":[{"id":"a"},"#);
            }
        }
        settled().await;
        assert_eq!(page.text(), "");
        release(&held);
        if at == 3 {
            page.there().await;
            request.break_off();
        }
        page.says(".list", wanted).await;
        world.no_more().await;
    }
}

/// Changes while the module is loading take effect. If they need another request, or another way of sending it, the
/// older one is aborted and one new request is sent.
#[wasm_bindgen_test]
async fn changed_before_the_module_came() {
    for (at, (name, value, path)) in [
        ("filter-name", "up", Some(format!("{LIST}?name=up"))),
        ("project-id", "other", Some("/v1/other/dev-servers/jobs".to_owned())),
        ("proxy", "/gateway", Some(format!("/gateway{LIST}"))),
        ("credentials", "include", Some(LIST.to_owned())),
        ("sync-url", "", Some(format!("{LIST}?name=addressed"))),
        // None of these is asked about.
        ("filter-visible", "maybe", None),
        ("sync-url", "j-", None),
        ("page-size", "50", None),
        ("locale", "zh-CN", None),
        ("projects", "demo,other", None),
    ]
    .into_iter()
    .enumerate()
    {
        let world = World::new();
        world.go_to("?filter-name=addressed");
        let tag = format!("jobs-changed-{at}");
        let held = define_held(&tag);
        let page = Mounted::bare(&tag, &USUAL);
        let early = world.next().await;
        page.set(name, value);
        settled().await;
        assert!(!early.aborted());
        release(&held);
        let request = match &path {
            Some(path) => {
                let request = world.next().await;
                assert_eq!(request.path(), *path, "{name}={value}");
                request
            }
            None => AsRef::<JsValue>::as_ref(&early).clone().unchecked_into(),
        };
        page.there().await;
        world.no_more().await;
        assert_eq!(early.aborted(), path.is_some(), "{name}={value}");
        request.list(&jobs(&["a"]));
        page.loaded().await;
        assert_eq!(page.ids(), ["a"], "{name}={value}");
        world.no_more().await;
    }
}

/// An element that was removed before the module was loaded has no pending request, then or later, and a response that
/// has arrived in part is not read.
#[wasm_bindgen_test]
async fn gone_before_the_module_came() {
    let world = World::new();
    let held = define_held("jobs-gone");
    let page = Mounted::bare("jobs-gone", &USUAL);
    // One that asks something else: what asks the same shares its request.
    let other = Mounted::bare("jobs-gone", &[&USUAL[..], &[("filter-name", "x")]].concat());
    let (early, kept) = (world.next().await, world.next().await);
    early.begin();
    early.chunk(br#"{"data":["#);
    settled().await;
    page.host.remove();
    assert!(early.aborted());
    release(&held);
    kept.list(&jobs(&["a"]));
    other.loaded().await;
    assert_eq!(page.text(), "");
    assert!(!kept.aborted());
    world.no_more().await;
    other.host.remove();
    settled().await;
    assert_eq!(world.alive(), [""; 0]);
}

/// If the module cannot be loaded, each request is aborted.
#[wasm_bindgen_test]
async fn no_module() {
    let world = World::new();
    let held = define_held("jobs-moduleless");
    let pages = [(); 2].map(|()| Mounted::bare("jobs-moduleless", &USUAL));
    let early = world.next().await;
    let [_, fail] = held.borrow_mut().take().unwrap();
    fail.call1(&JsValue::UNDEFINED, &Error::new("no network")).unwrap();
    for page in &pages {
        page.says("[role=alert]", "could not be started: no network").await;
    }
    assert!(early.aborted());
    world.no_more().await;
}

/// The same if the component cannot be mounted.
#[wasm_bindgen_test]
async fn no_component() {
    let world = World::new();
    let held = define_held("jobs-sheetless");
    let page = Mounted::bare("jobs-sheetless", &USUAL);
    let early = world.next().await;
    let spoil = Function::new_no_args(
        "const sheets = CSSStyleSheet.prototype, replace = sheets.replaceSync; \
         sheets.replaceSync = () => { throw new Error('no sheets here'); }; \
         return () => { sheets.replaceSync = replace; };",
    );
    let mend: Function = spoil.call0(&JsValue::UNDEFINED).unwrap().unchecked_into();
    release(&held);
    settled().await;
    mend.call0(&JsValue::UNDEFINED).unwrap();
    page.says("[role=alert]", "could not be started: no sheets here").await;
    assert!(early.aborted());
    world.no_more().await;
}

/// Only the first request is sent early. A refresh and a change send their own requests, once each, and the early
/// response is not displayed again.
#[wasm_bindgen_test]
async fn only_the_first() {
    let world = World::new();
    define_once();
    let page = Mounted::bare(TAG, &USUAL);
    world.next().await.list(&jobs(&["first"]));
    page.loaded().await;
    page.button("Refresh").click();
    world.next().await.list(&jobs(&["second"]));
    page.loaded().await;
    assert_eq!(page.ids(), ["second"]);
    page.set("filter-name", "x");
    assert_eq!(world.next().await.path(), format!("{LIST}?name=x"));
    settled().await;
    page.host.remove_attribute("filter-name").unwrap();
    let request = world.next().await;
    assert_eq!(request.path(), LIST);
    request.list(&jobs(&["third"]));
    page.loaded().await;
    assert_eq!(page.ids(), ["third"]);
    world.no_more().await;
}

/// Text that is not valid Unicode must not leave the element empty: encodeURIComponent in define.js throws.
#[wasm_bindgen_test]
async fn half_a_character() {
    let world = World::new();
    define_once();
    let page = Mounted::bare(TAG, &[]);
    page.there().await;
    page.host.remove();
    let set = Function::new_with_args(
        "host",
        "host.setAttribute('project-id', 'demo'); host.setAttribute('filter-name', 'a\\ud800b'); \
         document.body.append(host)",
    );
    set.call1(&JsValue::UNDEFINED, &page.host).unwrap();
    page.there().await;
    assert!(world.next().await.path().ends_with("?name=a%EF%BF%BDb"));
}

/// If no request is needed any more, the early one is aborted.
#[wasm_bindgen_test]
async fn no_project_any_more() {
    let world = World::new();
    let held = define_held("jobs-projectless");
    let page = Mounted::bare("jobs-projectless", &USUAL);
    let early = world.next().await;
    page.host.remove_attribute("project-id").unwrap();
    release(&held);
    page.there().await;
    settled().await;
    assert!(early.aborted());
    world.no_more().await;
}
