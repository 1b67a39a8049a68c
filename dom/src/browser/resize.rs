//! Observing the size of an element.

use wasm_bindgen::prelude::*;
use web_sys::{Event, ResizeObserver};

use super::el::El;
use crate::reactive::on_cleanup;

/// Calls `handler` when the element has got another size, or none, and once at the start if it has one; until the
/// current owner ends.
pub fn observe_resize(element: &El, mut handler: impl FnMut() + 'static) {
    // The type is that of the listeners, of which there is one kind of closure in the glue.
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
