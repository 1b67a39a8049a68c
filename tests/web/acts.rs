//! What a user does: pointing, typing, pressing keys, choosing. The events are those that a browser
//! makes of it, as far as the component can tell.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{
    Element, Event, EventInit, HtmlElement, HtmlInputElement, HtmlSelectElement, KeyboardEvent,
    KeyboardEventInit, MouseEvent, MouseEventInit, PointerEvent, PointerEventInit,
};

use super::page::Mounted;

/// Presses the pointer on something.
pub fn press(target: &Element) {
    for kind in ["mousedown", "mouseup"] {
        let init = MouseEventInit::new();
        init.set_bubbles(true);
        init.set_cancelable(true);
        init.set_composed(true);
        let event = MouseEvent::new_with_mouse_event_init_dict(kind, &init).unwrap();
        target.dispatch_event(&event).unwrap();
    }
    target.unchecked_ref::<HtmlElement>().click();
}

/// Types a text, without finishing it.
pub fn type_text(field: &HtmlInputElement, text: &str) {
    field.focus().unwrap();
    field.set_value(text);
    fire_input(field, false);
}

/// Presses Enter in a field that was typed in.
pub fn enter(field: &HtmlInputElement) {
    key(field, "Enter");
    // The browser's own answer to Enter.
    fire(field, "change");
}

/// Presses a key. `false` where the component took it for itself.
pub fn key(target: &Element, key: &str) -> bool {
    press_key(target, key, |_| {})
}

/// Presses a key with Alt. `false` where the component took it for itself.
pub fn alt_key(target: &Element, key: &str) -> bool {
    press_key(target, key, |init| init.set_alt_key(true))
}

/// Presses a key with Shift. `false` where the component took it for itself.
pub fn shift_key(target: &Element, key: &str) -> bool {
    press_key(target, key, |init| init.set_shift_key(true))
}

/// Presses a key with Control. `false` where the component took it for itself.
pub fn control_key(target: &Element, key: &str) -> bool {
    press_key(target, key, |init| init.set_ctrl_key(true))
}

/// Presses a key with Command or the Windows key. `false` where the component took it for itself.
pub fn meta_key(target: &Element, key: &str) -> bool {
    press_key(target, key, |init| init.set_meta_key(true))
}

/// Presses a key that an input method takes, for a character that is not finished yet.
pub fn compose(target: &Element, key: &str) -> bool {
    press_key(target, key, |init| init.set_is_composing(true))
}

/// Types a text that an input method has not finished.
pub fn compose_text(field: &HtmlInputElement, text: &str) {
    field.focus().unwrap();
    field.set_value(text);
    fire_input(field, true);
}

/// The input method has finished the text.
pub fn end_composing(field: &HtmlInputElement) {
    fire(field, "compositionend");
}

/// Clicks a link while a key is held, such as for a new tab. `false` where the component took the click
/// for itself; the browser does not follow the link either way.
pub fn click_with(target: &Element, hold: impl Fn(&MouseEventInit)) -> bool {
    let init = MouseEventInit::new();
    init.set_bubbles(true);
    init.set_cancelable(true);
    init.set_composed(true);
    hold(&init);
    let event = MouseEvent::new_with_mouse_event_init_dict("click", &init).unwrap();
    let left_alone = Rc::new(Cell::new(false));
    let seen = left_alone.clone();
    let stop = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        seen.set(!event.default_prevented());
        event.prevent_default();
    });
    let document = web_sys::window().unwrap().document().unwrap();
    let function = stop.as_ref().unchecked_ref();
    document.add_event_listener_with_callback("click", function).unwrap();
    target.dispatch_event(&event).unwrap();
    document.remove_event_listener_with_callback("click", function).unwrap();
    left_alone.get()
}

fn press_key(target: &Element, key: &str, hold: impl Fn(&KeyboardEventInit)) -> bool {
    let init = KeyboardEventInit::new();
    init.set_key(key);
    hold(&init);
    init.set_bubbles(true);
    init.set_cancelable(true);
    init.set_composed(true);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
    target.dispatch_event(&event).unwrap()
}

/// Ticks a checkbox, or takes the tick away.
pub fn check(field: &HtmlInputElement, is_checked: bool) {
    assert_ne!(field.checked(), is_checked);
    field.click();
}

/// Takes one of several choices by its name.
#[track_caller]
pub fn pick(page: &Mounted, name: &str) {
    page.labelled::<HtmlInputElement>(name).click();
}

/// Writes a value into a field, and finishes it.
pub fn fill_in(field: &HtmlInputElement, value: &str) {
    field.set_value(value);
    fire(field, "change");
}

/// Drags something to the middle of something else.
pub fn drag(from: &Element, to: &Element) {
    for (kind, at) in [("pointerdown", from), ("pointermove", to), ("pointerup", to)] {
        let area = at.get_bounding_client_rect();
        let init = PointerEventInit::new();
        init.set_bubbles(true);
        init.set_cancelable(true);
        init.set_composed(true);
        init.set_client_x((area.left() + area.width() / 2.0) as i32);
        init.set_client_y((area.top() + area.height() / 2.0) as i32);
        let event = PointerEvent::new_with_event_init_dict(kind, &init).unwrap();
        // A captured pointer goes on with the element where it began.
        from.dispatch_event(&event).unwrap();
    }
}

/// Chooses a value of a select.
#[track_caller]
pub fn choose(select: &HtmlSelectElement, value: &str) {
    select.set_value(value);
    assert_eq!(select.value(), value, "the value is not offered");
    fire(select, "change");
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = Event)]
    type InputEvent;
    #[wasm_bindgen(constructor)]
    fn new(kind: &str, init: &EventInit) -> InputEvent;
}

fn fire_input(field: &HtmlInputElement, is_composing: bool) {
    let init = EventInit::new();
    init.set_bubbles(true);
    init.set_composed(true);
    js_sys::Reflect::set(&init, &"isComposing".into(), &is_composing.into()).unwrap();
    field.dispatch_event(&InputEvent::new("input", &init)).unwrap();
}

fn fire(target: &Element, kind: &str) {
    let init = EventInit::new();
    init.set_bubbles(true);
    let event = Event::new_with_event_init_dict(kind, &init).unwrap();
    target.dispatch_event(&event).unwrap();
}
