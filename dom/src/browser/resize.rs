//! Observing the size of an element.

use wasm_bindgen::prelude::*;
use web_sys::{Event, ResizeObserver};

use super::el::El;
use crate::reactive::on_cleanup;

/// Calls `handler` when the size of the element changes, also to zero, and once at the start if it has a size;
/// until the current owner ends.
pub fn observe_resize(element: &El, mut handler: impl FnMut() + 'static) {
    // The same type as for listeners, so that the glue has one kind of closure.
    let closure = Closure::<dyn FnMut(Event)>::new(move |_| handler());
    let Ok(observer) = ResizeObserver::new(closure.as_ref().unchecked_ref()) else {
        return;
    };
    observer.observe(element.element());
    on_cleanup(move || {
        observer.disconnect();
        drop(closure);
    });
}
