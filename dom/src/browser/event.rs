//! Helpers for handlers of events.

use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, HtmlInputElement, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::document::window;
use super::el::listen;
use super::ev::EventType;

/// The input, select or other control that is the target of an event.
pub fn event_target(event: &Event) -> HtmlInputElement {
    event.target().expect("an event of an element has a target").unchecked_into()
}

/// The value of the input or select that is the target of an event.
pub fn event_target_value(event: &Event) -> String {
    event_target(event).value()
}

/// Whether an event belongs to an input method, which composes a text from several keys, such as a Chinese word;
/// the component must ignore it. This works for key and input events only.
pub fn is_composing(event: &Event) -> bool {
    /// The key code that Safari sends at the end of a composition, when `isComposing` is false already.
    const IN_PROCESS: u32 = 229;
    let event: &MaybeComposing = event.unchecked_ref();
    event.is_composing() == Some(true) || event.key_code() == Some(IN_PROCESS)
}

#[wasm_bindgen]
extern "C" {
    type MaybeComposing;
    #[wasm_bindgen(method, getter, js_name = isComposing)]
    fn is_composing(this: &MaybeComposing) -> Option<bool>;
    #[wasm_bindgen(method, getter, js_name = keyCode)]
    fn key_code(this: &MaybeComposing) -> Option<u32>;
}

/// Calls `handler` for each event of the window, until the current owner ends.
pub fn window_event_listener<E: EventType>(_: E, mut handler: impl FnMut(E::Event) + 'static) {
    let handler = move |event: Event| handler(event.unchecked_into());
    listen(window().into(), E::NAME, Box::new(handler));
}

/// Scrolls an element into view, as little as possible.
pub fn scroll_into_view(element: &Element) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    options.set_inline(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}
