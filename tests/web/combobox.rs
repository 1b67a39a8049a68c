//! The fields for type and status: known values are offered, any other is taken.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlInputElement, KeyboardEvent, KeyboardEventInit, MouseEvent, MouseEventInit};

use super::acts::{compose, enter, key, press, type_text};
use super::bodies::jobs;
use super::page::{Mounted, showing, text};
use super::properties::{js, set};
use super::world::{settled, until};

const LIST: &str = "/v1/demo/dev-servers/jobs";

fn is_open(field: &HtmlInputElement) -> bool {
    field.get_attribute("aria-expanded").unwrap() == "true"
}

/// What the keyboard stands on.
fn active(page: &Mounted, field: &HtmlInputElement) -> Option<String> {
    let id = field.get_attribute("aria-activedescendant")?;
    Some(text(&page.get(&format!("#{id}"))))
}

/// The arrows move through what is offered, in a list that says it is open; Enter takes the value
/// with one request, and the field reads its name.
#[wasm_bindgen_test]
async fn the_keyboard_chooses() {
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    let field = page.field("type");
    assert_eq!(field.get_attribute("role").unwrap(), "combobox");
    assert_eq!(field.get_attribute("aria-controls").unwrap(), "type-choices");
    field.focus().unwrap();
    assert!(!is_open(&field));

    let mut seen = Vec::new();
    while !active(&page, &field).is_some_and(|text| text.starts_with("Diagnosis")) {
        // The arrow would move the cursor, and scroll the page, besides.
        assert!(!key(&field, "ArrowDown"));
        settled().await;
        assert!(is_open(&field));
        seen.extend(active(&page, &field));
        assert!(seen.len() < 10, "{seen:?}");
    }
    key(&field, "ArrowUp");
    settled().await;
    assert_eq!(active(&page, &field), seen.iter().rev().nth(1).cloned());
    key(&field, "ArrowDown");
    world.no_more().await;

    enter(&field);
    assert_eq!(world.next().await.path(), format!("{LIST}?type=ASCEND_DIAGNOSIS"));
    settled().await;
    assert!(!is_open(&field));
    assert_eq!(field.value(), "Diagnosis");
    field.blur().unwrap();
    world.no_more().await;
}

/// Escape closes the list and asks nothing, and what was typed is taken back; only the next one
/// means something to the page around.
#[wasm_bindgen_test]
async fn escape_closes_and_takes_back() {
    let (world, page) = showing(&[("filter-status", "FINISHED")], &jobs(&["a"])).await;
    let field = page.field("status");
    let heard = Rc::new(Cell::new(0));
    let count = Rc::clone(&heard);
    let listener = Closure::<dyn FnMut()>::new(move || count.set(count.get() + 1));
    let function = listener.as_ref().unchecked_ref();
    page.host.add_event_listener_with_callback("keydown", function).unwrap();

    type_text(&field, "act");
    settled().await;
    assert!(is_open(&field));
    key(&field, "Escape");
    settled().await;
    assert!(!is_open(&field));
    assert_eq!(heard.get(), 0);
    key(&field, "Escape");
    settled().await;
    assert_eq!(heard.get(), 1);
    assert_eq!(field.value(), "Finished");
    field.blur().unwrap();
    world.no_more().await;
    assert_eq!(field.value(), "Finished");
}

/// Enter that only confirms a character of an input method, as one types Chinese, finishes nothing.
#[wasm_bindgen_test]
async fn composing_is_not_finishing() {
    let (world, page) = showing(&[("locale", "zh-CN")], &jobs(&["a"])).await;
    let field = page.field("type");
    type_text(&field, "rizhi");
    compose(&field, "Enter");
    compose(&field, "ArrowDown");
    compose(&field, "Enter");
    world.no_more().await;
    assert_eq!(field.value(), "rizhi");

    type_text(&field, "日志采集");
    enter(&field);
    assert_eq!(world.next().await.path(), format!("{LIST}?type=LOG_COLLECT"));
    world.no_more().await;
}

/// Any text is taken, because both sets are open; on Enter, or on leaving the field, once.
#[wasm_bindgen_test]
async fn any_text_is_taken() {
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    let field = page.field("type");
    type_text(&field, " MY TYPE ");
    world.no_more().await;
    enter(&field);
    assert_eq!(world.next().await.path(), format!("{LIST}?type=MY%20TYPE"));
    field.blur().unwrap();
    world.no_more().await;
    assert_eq!(field.value(), "MY TYPE");

    type_text(&page.field("status"), "QUEUED");
    page.field("status").blur().unwrap();
    assert_eq!(world.next().await.path(), format!("{LIST}?type=MY%20TYPE&status=QUEUED"));
    world.no_more().await;
}

/// Who types a value's name means the value.
#[wasm_bindgen_test]
async fn a_name_stands_for_its_value() {
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    type_text(&page.field("type"), "log collection");
    enter(&page.field("type"));
    assert_eq!(world.next().await.path(), format!("{LIST}?type=LOG_COLLECT"));
    world.no_more().await;
    assert_eq!(page.field("type").value(), "Log collection");
}

/// In Chinese the names are Chinese, and the values the same.
#[wasm_bindgen_test]
async fn a_chinese_name_stands_for_its_value() {
    let (world, page) = showing(&[("locale", "zh-CN")], &jobs(&["a"])).await;
    type_text(&page.field("type"), "日志采集");
    enter(&page.field("type"));
    assert_eq!(world.next().await.path(), format!("{LIST}?type=LOG_COLLECT"));
    assert_eq!(page.field("type").value(), "日志采集");
}

/// What is typed narrows what is offered, by name and by value; what fits nothing offers nothing.
#[wasm_bindgen_test]
async fn typing_narrows_what_is_offered() {
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    let field = page.field("type");
    let offered = || page.all("#type-choices [role=option]").len();
    press(&field);
    settled().await;
    assert_eq!(offered(), 8, "any, and the seven documented ones");
    for (typed, count) in [("ASCEND_SOFT", 2), ("diag", 1), ("zzz", 0)] {
        type_text(&field, typed);
        settled().await;
        assert_eq!((offered(), is_open(&field)), (count, count > 0), "{typed}");
    }
    world.no_more().await;
}

/// The first of what is offered takes the filter away.
#[wasm_bindgen_test]
async fn any_clears() {
    let (world, page) = showing(&[("filter-type", "COMMON")], &jobs(&["a"])).await;
    let field = page.field("type");
    press(&field);
    page.says("#type-choices [role=option]", "Any").await;
    let chosen = page.text_of("#type-choices [aria-selected=true]");
    assert!(chosen.starts_with("Common"), "{chosen}");
    press(&page.get("#type-choices [role=option]"));
    assert_eq!(world.next().await.path(), LIST);
    world.no_more().await;
    assert_eq!(field.value(), "");
}

/// Passing through the field, or opening and leaving it, changes nothing.
#[wasm_bindgen_test]
async fn passing_through_asks_nothing() {
    let (world, page) = showing(&[("filter-type", "COMMON")], &jobs(&["a"])).await;
    let field = page.field("type");
    field.focus().unwrap();
    press(&field);
    settled().await;
    assert!(is_open(&field));
    field.blur().unwrap();
    world.no_more().await;
    assert!(!is_open(&field));
    assert_eq!(field.value(), "Common");
}

/// With a long list of labels the keyboard moved to options that were out of sight.
#[wasm_bindgen_test]
async fn the_active_option_is_scrolled_into_view() {
    let (_world, page) = showing(&[], &jobs(&["a"])).await;
    set(
        &page.host,
        "labels",
        js(
            "({ types: Object.fromEntries([...Array(40).keys()].map((at) => [`TYPE_${at}`, `Type ${at}`])) })",
        ),
    );
    let field = page.field("type");
    field.focus().unwrap();
    press(&field);
    until("all options", || page.all("#type-choices li").len() > 40).await;
    let list = page.get("#type-choices");
    let in_view = |at: usize| {
        let option = page.get(&format!("#type-choice-{at}")).get_bounding_client_rect();
        let list = list.get_bounding_client_rect();
        option.top() >= list.top() && option.bottom() <= list.bottom()
    };
    let last = page.all("#type-choices li").len() - 1;
    assert!(!in_view(last));
    // From the first option, which is active when the list opens, up to the last and down again.
    for (arrow, at) in [("ArrowUp", last), ("ArrowDown", 0)] {
        key(&field, arrow);
        settled().await;
        let active = field.get_attribute("aria-activedescendant");
        assert_eq!(active, Some(format!("type-choice-{at}")));
        assert!(in_view(at), "{at}");
    }
}

/// A press of the secondary button on an option, for the browser's menu, chose it.
#[wasm_bindgen_test]
async fn only_the_primary_button_chooses() {
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    let field = page.field("status");
    field.focus().unwrap();
    press(&field);
    settled().await;
    let press_with = |button: i16| {
        let init = MouseEventInit::new();
        init.set_bubbles(true);
        init.set_cancelable(true);
        init.set_button(button);
        let event = MouseEvent::new_with_mouse_event_init_dict("mousedown", &init).unwrap();
        page.get("#status-choice-1").dispatch_event(&event).unwrap();
    };
    for button in [1, 2] {
        press_with(button);
    }
    world.no_more().await;
    assert!(is_open(&field));
    press_with(0);
    assert_eq!(world.next().await.path(), format!("{LIST}?status=PROCESSING"));
}

/// In Safari the Enter that ends a Chinese word has `isComposing` false and `keyCode` 229; it sent a request.
#[wasm_bindgen_test]
async fn the_key_that_ends_a_composition_in_safari_finishes_nothing() {
    let (world, page) = showing(&[("locale", "zh-CN")], &jobs(&["a"])).await;
    let field = page.field("type");
    type_text(&field, "诊");
    let init = KeyboardEventInit::new();
    init.set_key("Enter");
    init.set_key_code(229);
    init.set_bubbles(true);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
    field.dispatch_event(&event).unwrap();
    world.no_more().await;
    assert_eq!(field.value(), "诊");
}
