//! Observing whether an element can be seen.

use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, IntersectionObserver, IntersectionObserverEntry};

use crate::reactive::on_cleanup;

/// Calls `handler` when a part of the element has come into view, and when the last part has left it, and once
/// at the start; until the current owner ends.
pub fn observe_visibility(element: &Element, mut handler: impl FnMut(bool) + 'static) {
    // The type is that of the listeners, of which there is one kind of closure in the glue. What comes is an
    // array of entries, the newest last.
    let closure = Closure::<dyn FnMut(Event)>::new(move |entries: Event| {
        let entries: js_sys::Array = entries.unchecked_into();
        let newest: IntersectionObserverEntry = entries.at(-1).unchecked_into();
        let is_visible = newest.is_intersecting();
        drop((entries, newest));
        handler(is_visible);
    });
    let Ok(observer) = IntersectionObserver::new(closure.as_ref().unchecked_ref()) else {
        return;
    };
    observer.observe(element);
    on_cleanup(move || {
        observer.disconnect();
        drop(closure);
    });
}
