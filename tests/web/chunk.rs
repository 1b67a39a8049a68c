//! The second WebAssembly module, with a loader of the tests: this build has only one module, so the loader only
//! determines when the second one is available. The page behaves in the same way.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Error, Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use super::acts::{choose, key};
use super::bodies::{detail, uuid, uuid_jobs};
use super::detail_open::{focused, link};
use super::page::{Mounted, showing};
use super::properties::js;
use super::world::{World, idled, settled, until};

const LOADER: &str = "loadLazy";

/// Replaces the glue's loader until it is dropped.
struct Loader {
    asked: Rc<Cell<usize>>,
    held: Rc<RefCell<Vec<[Function; 2]>>>,
    _function: Closure<dyn FnMut() -> Promise>,
}

impl Loader {
    fn new() -> Self {
        let (asked, held) = (Rc::new(Cell::new(0)), Rc::new(RefCell::new(Vec::new())));
        let (count, hold) = (asked.clone(), held.clone());
        let function = Closure::<dyn FnMut() -> Promise>::new(move || {
            count.set(count.get() + 1);
            Promise::new(&mut |done, fail| hold.borrow_mut().push([done, fail]))
        });
        Reflect::set(&js_sys::global(), &LOADER.into(), function.as_ref()).unwrap();
        Self { asked, held, _function: function }
    }

    /// Lets all attempts so far succeed.
    fn come(&self) {
        for [done, _] in self.held.take() {
            done.call0(&JsValue::UNDEFINED).unwrap();
        }
    }

    /// Lets all attempts so far fail.
    fn fail(&self, reason: &str) {
        for [_, fail] in self.held.take() {
            fail.call1(&JsValue::UNDEFINED, &Error::new(reason)).unwrap();
        }
    }

    fn asked(&self, times: usize) -> impl Future<Output = ()> {
        let asked = self.asked.clone();
        until(format!("{times} attempts to load"), move || asked.get() == times)
    }
}

impl Drop for Loader {
    fn drop(&mut self) {
        Reflect::delete_property(&js_sys::global(), &LOADER.into()).unwrap();
    }
}

async fn listed() -> (Loader, World, Mounted) {
    let loader = Loader::new();
    let (world, page) = showing(&[], &uuid_jobs(3)).await;
    (loader, world, page)
}

fn focus_is_on(page: &Mounted, selector: &'static str) -> impl Future<Output = ()> {
    let root = page.host.shadow_root().unwrap();
    until(format!("the focus on {selector}"), move || {
        root.active_element().is_some_and(|focused| focused.matches(selector).unwrap())
    })
}

/// All parts that are displayed without an action were created in one task, which was the longest of a visit.
#[wasm_bindgen_test]
async fn its_parts_come_one_after_the_other() {
    let (loader, _world, page) = listed().await;
    loader.asked(1).await;
    js("(() => {
        window.counts = new Set();
        const { shadowRoot } = document.querySelector('.under-test');
        const parts = ['.live-bar', '.time-strip', '.facets'];
        const count = () => counts.add(parts.filter((part) => shadowRoot.querySelector(part)).length);
        window.partsSeen = new MutationObserver(count);
        partsSeen.observe(shadowRoot, { subtree: true, childList: true });
    })()");
    loader.come();
    until("the last of them", || page.find(".facets").is_some()).await;
    let counts = js("(partsSeen.disconnect(), [...window.counts].join())");
    assert!(counts.as_string().unwrap().ends_with("1,2,3"), "{counts:?}");
}

/// It is loaded when the browser is idle, without any visible effect.
#[wasm_bindgen_test]
async fn loaded_when_idle() {
    let (loader, world, page) = listed().await;
    loader.asked(1).await;
    loader.come();
    settled().await;
    link(&page, &uuid(2)).click();
    page.says(".drawer h2", &format!("job {}", uuid(2))).await;
    world.next().await.list(&detail(&uuid(2), "", &[]));
    page.says(".drawer[aria-busy=false]", "Nodes").await;
    assert_eq!(loader.asked.get(), 1);
}

/// Two elements wait for idle time: it is loaded once, and both use it.
#[wasm_bindgen_test]
async fn loaded_once_for_all() {
    let (loader, world) = (Loader::new(), World::new());
    let (first, second) = (Mounted::new(&[]), Mounted::new(&[]));
    // They ask the same, and share the answer.
    world.next().await.list(&uuid_jobs(3));
    first.loaded().await;
    second.loaded().await;
    loader.asked(1).await;
    loader.come();
    settled().await;
    for page in [&first, &second] {
        link(page, &uuid(2)).click();
        page.says(".drawer h2", &format!("job {}", uuid(2))).await;
        world.next().await.list(&detail(&uuid(2), "", &[]));
        page.says(".drawer[aria-busy=false]", "Nodes").await;
    }
    assert_eq!(loader.asked.get(), 1);
}

/// A list of another query does not load the module again.
#[wasm_bindgen_test]
async fn not_loaded_again() {
    let (loader, world, page) = listed().await;
    loader.asked(1).await;
    loader.come();
    settled().await;
    choose(&page.visible(), "true");
    world.next().await.list(&uuid_jobs(2));
    page.loaded().await;
    idled().await;
    assert_eq!(loader.asked.get(), 1);
}

/// A user who opens a detail before the module is loaded sees that it is loading, keeps the focus, and can close it.
#[wasm_bindgen_test]
async fn requested_and_there() {
    let (loader, world, page) = listed().await;
    link(&page, &uuid(2)).click();
    page.says(".drawer[aria-busy=true] h2", "Loading job details…").await;
    focus_is_on(&page, ".drawer h2").await;
    world.next().await.list(&detail(&uuid(2), "", &[]));
    key(&page.get(".drawer h2"), "Escape");
    until("the drawer's end", {
        let root = page.host.shadow_root().unwrap();
        move || root.query_selector(".drawer").unwrap().is_none()
    })
    .await;
    focus_is_on(&page, ".chosen a").await;

    link(&page, &uuid(3)).click();
    page.says(".drawer h2", "Loading job details…").await;
    focus_is_on(&page, ".drawer h2").await;
    loader.come();
    page.says(".drawer h2", &format!("job {}", uuid(3))).await;
    focus_is_on(&page, ".drawer h2").await;
    world.next().await.list(&detail(&uuid(3), "", &[]));
    page.says(".drawer[aria-busy=false]", "Nodes").await;
}

/// If it could not be loaded, this is displayed in its place with the reason and a Retry button.
#[wasm_bindgen_test]
async fn failed_and_retried() {
    let (loader, world, page) = listed().await;
    link(&page, &uuid(2)).click();
    page.says(".drawer h2", "Loading job details…").await;
    world.next().await.list(&detail(&uuid(2), "", &[]));
    loader.fail("Nobody is there.");
    page.says(".drawer h2", "Failed to load the job details").await;
    page.says(".drawer [role=alert]", "Nobody is there.").await;
    assert_eq!(page.get(".drawer").get_attribute("aria-busy").as_deref(), Some("false"));
    // The list is what it was.
    assert_eq!(page.ids().len(), 3);
    let retry = page.button("Retry");
    retry.focus().unwrap();
    retry.click();
    page.says(".drawer h2", "Loading job details…").await;
    focus_is_on(&page, ".drawer h2").await;
    assert!(focused(&page).is_some());
    loader.come();
    page.says(".drawer[aria-busy=false]", "Nodes").await;
    focus_is_on(&page, ".drawer h2").await;
}

/// A failed attempt that the user did not cause is not displayed; the next one is caused by the user.
#[wasm_bindgen_test]
async fn a_quiet_failure() {
    let (loader, world, page) = listed().await;
    loader.asked(1).await;
    loader.fail("Nobody is there.");
    settled().await;
    link(&page, &uuid(2)).click();
    page.says(".drawer h2", "Loading job details…").await;
    loader.asked(2).await;
    loader.come();
    page.says(".drawer h2", &format!("job {}", uuid(2))).await;
    world.next().await.list(&detail(&uuid(2), "", &[]));
    page.says(".drawer[aria-busy=false]", "Nodes").await;
}

/// An element that was removed while the module was loading is not changed when it arrives.
#[wasm_bindgen_test]
async fn left_meanwhile() {
    let (loader, world, page) = listed().await;
    link(&page, &uuid(2)).click();
    page.says(".drawer h2", "Loading job details…").await;
    world.next().await;
    drop(page);
    loader.come();
    settled().await;
    assert_eq!(world.warnings(), Vec::<String>::new());
}

/// If the first request is rejected before anything needed the module, it is loaded at once, because the user cannot
/// continue without the form.
#[wasm_bindgen_test]
async fn wanted_to_sign_in() {
    let loader = Loader::new();
    let world = World::new();
    let page = Mounted::new(&[]);
    world.next().await.answer(401, &[], br#"{"reason":"sign_in"}"#);
    loader.asked(1).await;
    page.says(".instead [role=status]", "Loading").await;
    loader.come();
    page.says(".instead form", "Access token").await;
}

/// A failed list was displayed as neither failed nor empty if the module with the error messages failed, too.
#[wasm_bindgen_test]
async fn a_failure_that_cannot_be_said() {
    let loader = Loader::new();
    let world = World::new();
    let page = Mounted::new(&[]);
    world.next().await.answer(500, &[], b"{}");
    loader.asked(1).await;
    loader.fail("Nobody is there.");
    page.says(".instead [role=alert]", "Nobody is there.").await;
    assert!(page.find(".notices").is_none(), "it is said once");
    page.get(".instead button").click();
    loader.asked(2).await;
    loader.come();
    page.says(".instead [role=alert]", "HTTP 500").await;
}

/// An interrupted response is never displayed as a complete list, however late its message arrives.
#[wasm_bindgen_test]
async fn a_notice_that_comes_late() {
    let loader = Loader::new();
    let world = World::new();
    let page = Mounted::new(&[]);
    world.next().await.list(br#"{"total":9,"data":[{"id":"a","name":"a"}]}"#);
    page.says(".notices", "Loading").await;
    loader.fail("Nobody is there.");
    page.says(".notices [role=alert]", "Nobody is there.").await;
    assert_eq!(page.ids(), ["a"]);
    page.get(".notices button").click();
    // By the button, and perhaps because the browser is idle.
    until("an attempt", || !loader.held.borrow().is_empty()).await;
    loader.come();
    page.says(".notice", "9").await;
}

/// A page without a project sends no request to the cloud; it only loads the module.
#[wasm_bindgen_test]
async fn wanted_to_choose_a_project() {
    let loader = Loader::new();
    let world = World::new();
    let page = Mounted::new(&[("project-id", "")]);
    page.says(".setup [role=status]", "Loading").await;
    loader.asked(1).await;
    loader.come();
    page.says(".setup form", "Project ID").await;
    world.no_more().await;
}

/// An ID is copied by the click that loads the module, and no second click is needed.
#[wasm_bindgen_test]
async fn copied_by_the_first_press() {
    let (loader, world, page) = listed().await;
    world.allow_clipboard(true);
    page.row(&uuid(2))
        .query_selector("button")
        .unwrap()
        .unwrap()
        .unchecked_into::<HtmlElement>()
        .click();
    // By the press, and because the browser is idle.
    loader.asked(2).await;
    loader.come();
    until("a copy", || world.clipboard() == [uuid(2)]).await;
    page.says("[role=status]", "Copied").await;
}

/// If a portal removed the list at once, the module was loaded unnecessarily.
#[wasm_bindgen_test]
async fn not_loaded_for_who_has_gone() {
    let (loader, _world, page) = listed().await;
    let asked = loader.asked.get();
    drop(page);
    idled().await;
    idled().await;
    assert_eq!(loader.asked.get(), asked);
}
