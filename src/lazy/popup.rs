//! A disclosure whose content overlays the page below. It closes on Escape, and when the focus leaves it.

use dom::reactive::RwSignal;
use dom::{El, ev};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};

/// Makes a popup of a `<details>`; `is_open` follows its state.
pub fn popup(details: El, is_open: RwSignal<bool>) -> El {
    let element = details.element().clone();
    let (on_key, on_leave) = (element.clone(), element.clone());
    details
        .on(ev::toggle, move |_| is_open.set(element.has_attribute("open")))
        .on(ev::keydown, move |event| {
            if event.key() == "Escape" && on_key.has_attribute("open") {
                // Escape may have another meaning in the host page.
                event.stop_propagation();
                let _ = on_key.remove_attribute("open");
                if let Ok(Some(summary)) = on_key.query_selector("summary") {
                    let _ = summary.unchecked_into::<HtmlElement>().focus();
                }
            }
        })
        .on(ev::focusout, move |event| {
            let next = event.related_target().map(JsCast::unchecked_into::<Node>);
            if !on_leave.contains(next.as_ref()) {
                let _ = on_leave.remove_attribute("open");
            }
        })
}
