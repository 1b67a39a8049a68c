//! Opening the detail of a job, moving to the next job, and closing it: by pointer, by keyboard, and with a host page
//! that intervenes.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{CustomEvent, Element, Event, HtmlElement, HtmlInputElement};

use super::acts::{alt_key, click_with, compose, key, shift_key, type_text};
use super::bodies::{created, detail, job, jobs, list, task, uuid, uuid_jobs};
use super::page::{Mounted, document, showing, text};
use super::world::{World, settled, until};

/// The link of a job's row.
#[track_caller]
pub fn link(page: &Mounted, id: &str) -> HtmlElement {
    page.row(id).query_selector("th a").unwrap().expect("a link").unchecked_into()
}

/// An element with three jobs, the second of them open.
pub async fn opened(attributes: &[(&str, &str)], tasks: &[String]) -> (World, Mounted) {
    let (world, page) = showing(attributes, &uuid_jobs(3)).await;
    link(&page, &uuid(2)).click();
    let request = world.next().await;
    assert_eq!(request.path(), format!("/v1/demo/dev-servers/jobs/{}", uuid(2)));
    request.list(&detail(&uuid(2), "", tasks));
    page.says(".drawer[aria-busy=false]", "Nodes").await;
    (world, page)
}

/// The element with the focus.
pub fn focused(page: &Mounted) -> Option<Element> {
    page.host.shadow_root().unwrap().active_element()
}

#[track_caller]
fn focus_comes_to(page: &Mounted, selector: &'static str) -> impl Future<Output = ()> {
    let host = page.host.clone();
    until(format!("the focus on {selector}"), move || {
        let focused = host.shadow_root().unwrap().active_element();
        focused.is_some_and(|focused| focused.matches(selector).unwrap())
    })
}

/// Records the selection events, and cancels them if requested.
fn listen(page: &Mounted, forbid: bool) -> Rc<RefCell<Vec<CustomEvent>>> {
    let seen = Rc::new(RefCell::new(Vec::new()));
    let note = seen.clone();
    let listener = Closure::<dyn FnMut(CustomEvent)>::new(move |event: CustomEvent| {
        if forbid {
            event.prevent_default();
        }
        note.borrow_mut().push(event);
    });
    let function = listener.into_js_value();
    let host: &Element = &page.host;
    host.add_event_listener_with_callback("devserver-jobs-select", function.unchecked_ref())
        .unwrap();
    seen
}

/// A click opens the job beside the list: the values of the list at once, the others when they have arrived. The focus
/// goes to its heading, and with Close or Escape back to the row.
#[wasm_bindgen_test]
async fn opened_and_closed() {
    let (world, page) = showing(&[], &uuid_jobs(3)).await;
    assert!(page.find(".drawer").is_none());
    for (round, by_key) in [(0, false), (1, true)] {
        link(&page, &uuid(2)).click();
        page.says(".drawer h2", &format!("job {}", uuid(2))).await;
        page.says(".drawer .badge", "Finished").await;
        page.says(".drawer dl", "ada").await;
        focus_comes_to(&page, ".drawer h2").await;
        assert_eq!(link(&page, &uuid(2)).get_attribute("aria-current").as_deref(), Some("true"));
        if round == 0 {
            page.says(".drawer[aria-busy=true]", "Loading job details…").await;
            world.next().await.list(&detail(&uuid(2), r#""description":"why""#, &[]));
        }
        page.says(".drawer[aria-busy=false] dl", "why").await;
        if by_key {
            assert!(!key(&page.get(".drawer"), "Escape"), "the page around does not hear of it");
        } else {
            page.button("Close").click();
        }
        focus_comes_to(&page, "tr.chosen th a").await;
        assert_eq!(focused(&page).unwrap(), *link(&page, &uuid(2)));
        assert!(page.find(".drawer").is_none());
        assert!(page.find("[aria-current=true]").is_none());
    }
    world.no_more().await;
}

/// A name with terminal colours was displayed with boxes. The host page gets the displayed text.
#[wasm_bindgen_test]
async fn a_coloured_name() {
    let body = list(&[job("a", r#""name":"\u001b[31mnpu\u001b[0m-9""#)]);
    let (_world, page) = showing(&[], &body).await;
    let seen = listen(&page, true);
    assert_eq!(link(&page, "a").text_content().as_deref(), Some("npu-9"));
    link(&page, "a").click();
    until("the event", || seen.borrow().len() == 1).await;
    let detail = seen.borrow()[0].detail();
    let name = js_sys::Reflect::get(&detail, &"name".into()).unwrap();
    assert_eq!(name.as_string().as_deref(), Some("npu-9"));
}

/// Beside the list the detail is a labelled region. In place of the list it is a dialog, and the list is hidden.
#[wasm_bindgen_test]
async fn a_region_or_a_dialog() {
    let (_world, page) = opened(&[], &[]).await;
    let drawer = page.get(".drawer");
    let main = page.get(".main");
    let width = |width: &str| page.host.style().set_property("width", width).unwrap();
    width("1200px");
    until("a region", || drawer.get_attribute("role").as_deref() == Some("region")).await;
    assert_eq!(drawer.get_attribute("aria-modal"), None);
    assert!(main.client_width() > 0);
    width("400px");
    until("a dialog", || drawer.get_attribute("role").as_deref() == Some("dialog")).await;
    assert_eq!(drawer.get_attribute("aria-modal").as_deref(), Some("true"));
    assert_eq!(main.client_width(), 0);
    let heading = drawer.get_attribute("aria-labelledby").unwrap();
    assert_eq!(page.text_of(&format!("#{heading}")), format!("job {}", uuid(2)));

    page.button("Close").click();
    focus_comes_to(&page, "tr.chosen th a").await;
    assert!(main.client_width() > 0);
}

/// On a phone the detail was called modal, but Tab moved from its last button to the hidden list.
#[wasm_bindgen_test]
async fn a_dialog_keeps_the_focus() {
    let (_world, page) = opened(&[], &[]).await;
    check_tab_stays(&page).await;
}

/// Tab stays in the drawer only if that is in place of the list.
pub async fn check_tab_stays(page: &Mounted) {
    let drawer = page.get(".drawer");
    let width = |width: &str| page.host.style().set_property("width", width).unwrap();
    let stops = || -> Vec<HtmlElement> {
        let found = drawer.query_selector_all("button, input, summary").unwrap();
        let all = (0..found.length()).map(|at| found.get(at).unwrap().unchecked_into());
        let is_closed = |stop: &HtmlElement| {
            stop.tag_name() != "SUMMARY" && stop.closest("details:not([open])").unwrap().is_some()
        };
        all.filter(|stop: &HtmlElement| stop.offset_width() > 0 && !is_closed(stop)).collect()
    };
    width("400px");
    until("a dialog", || drawer.has_attribute("aria-modal")).await;
    let (first, last) = (stops().remove(0), stops().pop().unwrap());
    assert_ne!(first, last);
    last.focus().unwrap();
    assert!(!key(&last, "Tab"));
    assert_eq!(focused(page).as_ref(), Some(&*first));
    assert!(!shift_key(&first, "Tab"));
    assert_eq!(focused(page).as_ref(), Some(&*last));
    // Between its ends Tab is the browser's.
    assert!(shift_key(&last, "Tab"));
    page.get(".drawer h2").focus().unwrap();
    assert!(!shift_key(&page.get(".drawer h2"), "Tab"));
    assert_eq!(focused(page).as_ref(), Some(&*last));

    width("1200px");
    until("a region", || !drawer.has_attribute("aria-modal")).await;
    assert!(key(&stops().pop().unwrap(), "Tab"));
}

/// A name is a link with an address. Clicks with a meaning for the browser are left to it, and send no event.
#[wasm_bindgen_test]
async fn modified_clicks_are_the_browsers() {
    let (world, page) = showing(&[], &uuid_jobs(2)).await;
    let seen = listen(&page, false);
    let link = link(&page, &uuid(1));
    let here = web_sys::window().unwrap().location().href().unwrap();
    assert_eq!(link.get_attribute("href"), Some(here), "without sync-url it is the page's own");
    assert!(click_with(&link, |init| init.set_ctrl_key(true)));
    assert!(click_with(&link, |init| init.set_meta_key(true)));
    assert!(click_with(&link, |init| init.set_shift_key(true)));
    assert!(click_with(&link, |init| init.set_alt_key(true)));
    world.no_more().await;
    assert!(page.find(".drawer").is_none());
    assert!(seen.borrow().is_empty());
    assert!(!click_with(&link, |_| {}));
    world.next().await;
    assert_eq!(seen.borrow().len(), 1);
}

/// The host page gets the selection as plain values with the cloud's names, and can display its own page.
#[wasm_bindgen_test]
async fn the_page_around_may_forbid_it() {
    let odd =
        format!(r#"{{"id":"{}","abnormal_count":"many","update_at":1749540000007}}"#, uuid(9));
    let rows = [job(&uuid(1), &created(1)), odd];
    let (world, page) = showing(&[], &list(&rows)).await;
    let seen = listen(&page, true);
    link(&page, &uuid(1)).click();
    link(&page, &uuid(9)).click();
    world.no_more().await;
    assert!(page.find(".drawer").is_none());
    let events = seen.borrow();
    assert_eq!(events.len(), 2);
    for event in events.iter() {
        assert!(event.bubbles() && event.composed() && event.cancelable());
        assert_eq!(
            event.target().unwrap(),
            page.host.clone().unchecked_into::<web_sys::EventTarget>()
        );
    }
    let json = |event: &CustomEvent| js_sys::JSON::stringify(&event.detail()).unwrap();
    let whole = format!(
        r#"{{"id":"{}","name":"job {0}","user_name":"ada","type":"COMMON","status":"FINISHED","abnormal_count":0,"create_at":1749539940000,"update_at":1749539940000}}"#,
        uuid(1)
    );
    assert_eq!(json(&events[0]), whole);
    let partly =
        format!(r#"{{"id":"{}","abnormal_count":"many","update_at":1749540000007}}"#, uuid(9));
    assert_eq!(json(&events[1]), partly);
}

/// The previous and the next job in the current order, across pages, which follow. There is none after the end of the
/// list.
#[wasm_bindgen_test]
async fn from_one_job_to_the_next() {
    let (world, page) = showing(&[("page-size", "2")], &uuid_jobs(3)).await;
    link(&page, &uuid(2)).click();
    world.next().await.list(&detail(&uuid(2), "", &[]));
    focus_comes_to(&page, ".drawer h2").await;
    page.says(".drawer[aria-busy=false]", "Nodes").await;

    let next = page.button("Next job");
    next.focus().unwrap();
    next.click();
    world.next().await.list(&detail(&uuid(3), "", &[]));
    page.says(".drawer[aria-busy=false] h2", &uuid(3)).await;
    page.says("footer", "3–3 of 3").await;
    page.says("tr.chosen", &uuid(3)).await;
    assert_eq!(focused(&page).unwrap(), *next, "a pressed button keeps the focus");
    assert_eq!(next.get_attribute("aria-disabled").as_deref(), Some("true"));
    next.click();
    world.no_more().await;
    page.says(".drawer h2", &uuid(3)).await;

    // By keyboard the focus goes to the heading, which is then read.
    assert!(!alt_key(&page.get(".drawer"), "ArrowUp"));
    page.says(".drawer h2", &uuid(2)).await;
    page.says("footer", "1–2 of 3").await;
    focus_comes_to(&page, ".drawer h2").await;
    assert!(!alt_key(&page.get(".drawer"), "ArrowUp"));
    world.next().await.list(&detail(&uuid(1), "", &[]));
    page.says(".drawer[aria-busy=false] h2", &uuid(1)).await;
    settled().await;
    assert!(alt_key(&page.get(".drawer"), "ArrowUp"), "there is none before");
    assert!(key(&page.get(".drawer"), "ArrowDown"), "scrolling is the browser's");
    assert_eq!(page.button("Previous job").get_attribute("aria-disabled").as_deref(), Some("true"));

    // The order is the one on screen.
    page.button("Name").click();
    page.button("Name").click();
    page.says("th[aria-sort=descending]", "Name").await;
    page.button("Previous job").click();
    page.says(".drawer h2", &uuid(2)).await;
    world.no_more().await;
}

/// Jobs without an ID, or with the same ID, do not block moving through the list.
#[wasm_bindgen_test]
async fn jobs_without_an_id() {
    let nameless = |minutes| format!(r#"{{"name":"nobody",{}}}"#, created(minutes));
    let rows = [
        job(&uuid(1), &created(1)),
        nameless(2),
        job(&uuid(1), &created(3)),
        job(&uuid(2), &created(4)),
    ];
    let (world, page) = showing(&[], &list(&rows)).await;
    let plain = page.all("tr[data-job-id=''] th a").remove(0);
    assert_eq!(plain.get_attribute("href"), None);
    plain.unchecked_ref::<HtmlElement>().click();
    assert!(page.find(".drawer").is_none());
    link(&page, &uuid(1)).click();
    world.next().await.list(&detail(&uuid(1), "", &[]));
    page.says(".drawer[aria-busy=false] h2", &uuid(1)).await;
    page.button("Next job").click();
    world.next().await.list(&detail(&uuid(2), "", &[]));
    page.says(".drawer h2", &uuid(2)).await;
    assert_eq!(page.button("Next job").get_attribute("aria-disabled").as_deref(), Some("true"));
}

/// Escape in the field clears it first; during a composition it belongs to the input method.
#[wasm_bindgen_test]
async fn escape_in_the_field() {
    let (_world, page) = opened(&[], &[task("a", "FAILED", "x")]).await;
    let field: HtmlInputElement = page.get(".drawer input").unchecked_into();
    type_text(&field, "zzz");
    assert!(key(&field, "Escape"), "the browser clears the field");
    settled().await;
    assert!(page.find(".drawer").is_some());
    type_text(&field, "");
    assert!(compose(&field, "Escape"));
    settled().await;
    assert!(page.find(".drawer").is_some());
    assert!(!key(&field, "Escape"));
    until("the drawer to close", || page.find(".drawer").is_none()).await;
}

/// If the row that opened it is gone, the focus goes to the heading of the list.
#[wasm_bindgen_test]
async fn the_row_has_gone() {
    let (world, page) = opened(&[], &[]).await;
    page.get("button.refresh").click();
    world.next().await.list(&jobs(&["other"]));
    world.no_more().await;
    page.says(".drawer h2", &uuid(2)).await;
    page.button("Close").focus().unwrap();
    page.button("Close").click();
    focus_comes_to(&page, "#heading").await;
}

/// Closing does not take the focus from the list, nor does a detail that is open from the start.
#[wasm_bindgen_test]
async fn the_focus_is_not_taken() {
    let (_world, page) = opened(&[], &[]).await;
    page.host.style().set_property("width", "1200px").unwrap();
    until("the list beside it", || page.get(".main").client_width() > 0).await;
    let field = page.field("name");
    field.focus().unwrap();
    assert_eq!(focused(&page).unwrap(), **field);
    key(&page.get(".drawer"), "Escape");
    until("the drawer to close", || page.find(".drawer").is_none()).await;
    settled().await;
    assert_eq!(focused(&page).unwrap(), **field);
}

/// The open job belongs to the project: with another one it is closed.
#[wasm_bindgen_test]
async fn another_project() {
    let (world, page) = opened(&[], &[]).await;
    page.set("project-id", "other");
    assert_eq!(world.next().await.path(), "/v1/other/dev-servers/jobs");
    until("the drawer to close", || page.find(".drawer").is_none()).await;
    world.no_more().await;
}

/// Everything ends with the element.
#[wasm_bindgen_test]
async fn nothing_is_left_behind() {
    let (world, page) = opened(&[("sync-url", "x-")], &[task("a", "FAILED", "x")]).await;
    link(&page, &uuid(3)).click();
    let request = world.next().await;
    page.host.remove();
    settled().await;
    assert!(request.aborted());
    assert_eq!(world.alive(), [""; 0]);
    assert_eq!(page.all("*").len(), 0);
    assert!(text(&document().body().unwrap()).find("Copy raw response").is_none());
    let address = Event::new("popstate").unwrap();
    web_sys::window().unwrap().dispatch_event(&address).unwrap();
    world.no_more().await;
    // What the element wrote into the address is not another test's.
    world.go_to("?");
}
