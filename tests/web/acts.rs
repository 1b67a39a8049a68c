//! What a reader does: pointing, typing, pressing keys, choosing. The events are those that a browser
//! makes of it, as far as the component can tell.

use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, EventInit, HtmlElement, HtmlInputElement, HtmlSelectElement, KeyboardEvent,
    KeyboardEventInit, MouseEvent, MouseEventInit,
};

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
    fire(field, "input");
}

/// Presses Enter in a field that was typed in.
pub fn enter(field: &HtmlInputElement) {
    key(field, "Enter");
    // The browser's own answer to Enter.
    fire(field, "change");
}

/// Presses a key. `false` where the component took it for itself.
pub fn key(target: &Element, key: &str) -> bool {
    press_key(target, key, false)
}

/// Presses a key that an input method takes, for a character that is not finished yet.
pub fn compose(target: &Element, key: &str) -> bool {
    press_key(target, key, true)
}

fn press_key(target: &Element, key: &str, composing: bool) -> bool {
    let init = KeyboardEventInit::new();
    init.set_key(key);
    init.set_is_composing(composing);
    init.set_bubbles(true);
    init.set_cancelable(true);
    init.set_composed(true);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
    target.dispatch_event(&event).unwrap()
}

/// Chooses a value of a select.
#[track_caller]
pub fn choose(select: &HtmlSelectElement, value: &str) {
    select.set_value(value);
    assert_eq!(select.value(), value, "the value is not offered");
    fire(select, "change");
}

fn fire(target: &Element, kind: &str) {
    let init = EventInit::new();
    init.set_bubbles(true);
    let event = Event::new_with_event_init_dict(kind, &init).unwrap();
    target.dispatch_event(&event).unwrap();
}
