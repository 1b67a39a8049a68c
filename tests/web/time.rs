//! The jobs over time: bars under the other refinements, a range by keys and by dragging, spans that end now, and
//! the numbers as a table.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement, PointerEvent, PointerEventInit};

use super::acts::{choose, key};
use super::address_bar::{parameter, search, synchronized_list};
use super::bodies::{created, job, list};
use super::events::{heard, member};
use super::page::{Mounted, showing, text};
use super::properties::js;
use super::world::{World, frames, until};

/// Four jobs: of now, 10 minutes, 10 hours and 100 hours ago; the third has failed.
fn jobs() -> Vec<u8> {
    let row = |id: &str, minutes: u32, failed: u32| {
        let members = format!(r#""abnormal_count":{failed},{}"#, created(minutes));
        job(id, &members)
    };
    list(&[row("1", 0, 0), row("2", 10, 0), row("3", 600, 1), row("4", 6000, 0)])
}

/// How many bars of a tone there are.
fn bars(page: &Mounted, tone: &str) -> usize {
    page.all(&format!(".bars rect[data-tone={tone}]")).len()
}

fn slider(page: &Mounted, name: &str) -> Element {
    page.find(&format!(".handle[aria-label={name}]")).unwrap()
}

fn pointer(target: &Element, kind: &str, x: f64) {
    let init = PointerEventInit::new();
    init.set_bubbles(true);
    init.set_cancelable(true);
    init.set_composed(true);
    init.set_pointer_id(1);
    init.set_client_x(x as i32);
    let event = PointerEvent::new_with_event_init_dict(kind, &init).unwrap();
    target.dispatch_event(&event).unwrap();
}

/// The bars count what the other refinements leave, and not what their own range does.
#[wasm_bindgen_test]
async fn bars_under_the_other_refinements() {
    let (world, page) = showing(&[], &jobs()).await;
    until("the bars", || bars(&page, "success") == 2 && bars(&page, "error") == 1).await;
    page.button("Finished 3").click();
    until("no failed one", || bars(&page, "error") == 0).await;
    page.button("Last hour").click();
    until("the last hour", || page.ids() == ["1", "2"]).await;
    assert_eq!(page.text_of(".matches"), "Matches: 2 of 4");
    assert!(page.text_of(".time-line strong").starts_with("Since Jun 10, 2025, 14:20:00"));
    page.button("All").click();
    until("all of them", || page.ids() == ["1", "2", "4"]).await;
    world.no_more().await;
}

/// What is saved is the span, as its button names it, and not the times of the moment.
#[wasm_bindgen_test]
async fn the_last_day_in_a_saved_state() {
    let (world, page) = showing(&[], &jobs()).await;
    until("the strip", || page.has_button("24 hours")).await;
    page.button("24 hours").click();
    until("the last day", || page.ids() == ["1", "2", "3"]).await;
    assert_eq!(js("document.querySelector('.under-test').save().created"), "PT24H");
    js("document.querySelector('.under-test').restore({ created: 'PT1H' })");
    until("the last hour", || page.ids() == ["1", "2"]).await;
    let pressed = || page.button("Last hour").get_attribute("aria-pressed").unwrap() == "true";
    until("its button is pressed", pressed).await;
    js("document.querySelector('.under-test').restore({ created: 'P1D' })");
    until("a warning", || world.warnings().len() == 1).await;
    let expected = "expected two RFC 3339 times with .. between, or hours such as PT24H";
    assert!(world.warnings()[0].ends_with(expected), "{:?}", world.warnings());
    assert_eq!(page.ids(), ["1", "2"]);
    world.no_more().await;
}

/// Turning a page drew all bars again, which took longer than writing its rows.
#[wasm_bindgen_test]
async fn bars_stay_when_a_page_is_turned() {
    let (_world, page) = showing(&[("page-size", "2")], &jobs()).await;
    until("the bars", || bars(&page, "success") == 2).await;
    let before = page.all(".bars [data-tone]");
    page.button("Next page").click();
    until("the second page", || page.ids() == ["3", "4"]).await;
    assert!(before.iter().all(|bar| bar.is_connected()));
    page.button("Last hour").click();
    until("the last hour", || page.ids() == ["1", "2"]).await;
    assert!(!before.iter().all(|bar| bar.is_connected()), "others are lighter now");
}

/// An act waited for its entry of the history and for the bars, which nobody looks at first, and its rows were painted a
/// frame later.
#[wasm_bindgen_test]
async fn only_the_rows_come_before_the_frame() {
    let (world, page) = synchronized_list("", &[], &jobs()).await;
    until("the bars", || bars(&page, "error") == 1).await;
    frames().await;
    js("(() => {
        window.seen = [];
        const { shadowRoot } = document.querySelector('.under-test');
        const of = (target, selector) => target.closest?.(selector);
        const see = ({ target }) => seen.push(of(target, '.bars') ? 'bars' : of(target, 'tbody') ? 'rows' : '');
        const observer = window.rowsSeen = new MutationObserver((records) => records.forEach(see));
        observer.observe(shadowRoot, { subtree: true, childList: true });
        requestAnimationFrame(() => seen.push(`frame ${location.search}`));
    })()");
    page.button("Finished 3").click();
    until("the bars and the address", || {
        bars(&page, "error") == 0 && parameter("outcome").is_some()
    })
    .await;
    let seen = js("(rowsSeen.disconnect(), [...new Set(window.seen.filter(Boolean))].join())");
    assert_eq!(seen.as_string().as_deref(), Some("rows,frame ,bars"));
    world.no_more().await;
}

/// Arrow keys move the ends of the range, which is one entry of the history; Escape shows all of time again, and
/// the host page hears nothing of these keys.
#[wasm_bindgen_test]
async fn a_range_by_keys() {
    let (world, page) = synchronized_list("", &[], &jobs()).await;
    until("the sliders", || page.find(".handle:not([hidden])").is_some()).await;
    let from = slider(&page, "From");
    from.unchecked_ref::<HtmlElement>().focus().unwrap();
    assert_eq!(from.get_attribute("aria-valuenow").as_deref(), Some("0"));
    let all = from.get_attribute("aria-valuemax").unwrap();
    assert!(!key(&from, "ArrowRight"), "it is taken");
    until("without the oldest", || page.ids() == ["1", "2", "3"]).await;
    assert_eq!(from.get_attribute("aria-valuenow").as_deref(), Some("1"));
    assert_eq!(from.get_attribute("aria-valuemax").unwrap(), all, "the bars stay");
    assert!(!key(&from, "End"));
    until("the newest", || page.ids() == ["1", "2"]).await;
    until("both in the history", || world.history_calls().len() == 2).await;
    let range = parameter("created").unwrap();
    let (begin, end) = range.split_once("..").unwrap();
    assert!(begin.ends_with("Z") && end > "2025-06-10T07:20:00Z", "{range}");
    assert_eq!(world.history_calls(), ["pushState", "replaceState"]);

    assert!(!key(&from, "Enter"));
    until("a larger part", || bars(&page, "success") > 1).await;
    assert!(!key(&from, "Escape"));
    until("all jobs", || page.ids().len() == 4).await;
    until("no range in the address", || search().is_empty()).await;
    assert!(key(&from, "Escape"), "there is nothing left to do");
}

/// Dragging chooses a range, and what is around it is shown larger when the pointer is let go.
#[wasm_bindgen_test]
async fn a_range_by_dragging() {
    let (world, page) = showing(&[], &jobs()).await;
    until("the bars", || bars(&page, "success") == 2).await;
    let drawing = page.find(".bars").unwrap();
    let place = drawing.get_bounding_client_rect();
    pointer(&drawing, "pointerdown", place.left() + place.width() * 0.8);
    pointer(&drawing, "pointermove", place.left() + place.width() * 0.9);
    until("a part", || page.ids() == ["3"]).await;
    pointer(&drawing, "pointermove", place.right() + 50.0);
    until("to the end", || page.ids() == ["1", "2", "3"]).await;
    pointer(&drawing, "pointerup", place.right() + 50.0);
    until("a larger part", || bars(&page, "success") == 1 && bars(&page, "error") == 1).await;
    assert!(page.find(".bars .chosen").is_some());
    world.no_more().await;
}

/// The address has the range, by creation or by update; where it leaves nothing it says how many come back.
#[wasm_bindgen_test]
async fn in_the_address() {
    let (world, page) = synchronized_list(
        "?updated=2025-06-09T00:00:00Z..2025-06-10T00:00:00Z&outcome=processing",
        &[],
        &jobs(),
    )
    .await;
    page.says("tr.instead", "No matching jobs").await;
    let buttons: Vec<String> = page.all(".clears button").iter().map(text).collect();
    assert_eq!(buttons, ["Show all outcomes (jobs: 1)", "Show all times (jobs: 0)"]);
    page.button("Show all outcomes (jobs: 1)").click();
    until("one job", || page.ids() == ["3"]).await;
    let by = page.get(".time-head select").unchecked_into::<web_sys::HtmlSelectElement>();
    assert_eq!(by.value(), "updated");
    choose(&by, "created");
    until("the address", || parameter("created").is_some()).await;
    assert_eq!(parameter("updated"), None);
    world.no_more().await;
}

/// The numbers of the bars are a table for whoever cannot see them.
#[wasm_bindgen_test]
async fn the_same_numbers_as_a_table() {
    let (_world, page) = showing(&[], &jobs()).await;
    until("the strip", || page.find(".numbers summary").is_some()).await;
    page.get(".numbers summary").click();
    until("the table", || page.find(".numbers table").is_some()).await;
    let head: Vec<String> = page.all(".numbers thead th").iter().map(text).collect();
    assert_eq!(head, ["Time", "Failed", "Finished", "Total"]);
    let totals = page.all(".numbers tbody td:last-child");
    let sum: u32 = totals.iter().map(|cell| text(cell).parse::<u32>().unwrap()).sum();
    assert_eq!(sum, 4);
}

/// After a reload the last hour was a range of its own, which stayed where it was and had no button.
#[wasm_bindgen_test]
async fn the_last_hour_after_a_reload() {
    let world = World::new();
    world.go_to("?created=PT1H");
    let page = Mounted::new(&[("sync-url", "")]);
    let seen = heard(&page.host, "filter");
    world.next().await.list(&jobs());
    page.loaded().await;
    until("the strip", || page.has_button("Last hour")).await;
    let pressed = |name| page.button(name).get_attribute("aria-pressed").unwrap();
    assert_eq!((pressed("Last hour"), pressed("All")), ("true".into(), "false".into()));
    until("its begin", || {
        page.text_of(".time-line strong").starts_with("Since Jun 10, 2025, 14:20:00")
    })
    .await;
    assert_eq!(page.ids(), ["1", "2"]);

    world.pass(55.0 * 60_000.0);
    until("the last hour of now", || page.ids() == ["1"]).await;
    assert_eq!(page.text_of(".matches"), "Matches: 1 of 4");
    until("its begin", || {
        page.text_of(".time-line strong").starts_with("Since Jun 10, 2025, 15:15:00")
    })
    .await;
    assert_eq!(parameter("created").as_deref(), Some("PT1H"));
    assert_eq!((pressed("Last hour"), seen.borrow().len()), ("true".into(), 0));
    choose(&page.get(".time-head select").unchecked_into(), "updated");
    until("the address", || parameter("updated").as_deref() == Some("PT1H")).await;
    assert_eq!((parameter("created"), pressed("Last hour")), (None, "true".into()));
    assert_eq!(member(&seen.borrow()[0], "updated"), "PT1H");
    world.no_more().await;
}

/// Times that were chosen an hour ago were shown as Last hour.
#[wasm_bindgen_test]
async fn times_are_not_the_last_hour() {
    let (world, page) = synchronized_list("?created=2025-06-10T06:20:00Z..", &[], &jobs()).await;
    until("the strip", || page.has_button("Last hour")).await;
    assert_eq!(page.button("Last hour").get_attribute("aria-pressed").unwrap(), "false");
    world.pass(55.0 * 60_000.0);
    until("its age", || page.text_of(".age").contains("55")).await;
    assert_eq!(page.ids(), ["1", "2"]);
    world.no_more().await;
}
