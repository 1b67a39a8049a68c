//! Observing whether an element is in the viewport.

use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, IntersectionObserver, IntersectionObserverEntry};

use crate::reactive::on_cleanup;

/// Calls `handler` when a part of the element enters the viewport, when the last part leaves it, and once at the
/// start; until the current owner ends.
pub fn observe_visibility(element: &Element, mut handler: impl FnMut(bool) + 'static) {
    // The same type as for listeners, so that the glue has one kind of closure. The argument is an array of
    // entries, the newest last.
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
