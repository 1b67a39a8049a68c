//! What the drawers beside the list have in common: in a narrow container, a drawer replaces the list and is a modal
//! dialog.

use dom::reactive::RwSignal;
use dom::{El, ev, is_composing, observe_resize};
use web_sys::KeyboardEvent;

/// Makes `frame` a drawer beside `main` or in place of it. Escape calls `close`; `on_key` gets the other keys, and
/// returns whether it has used one. The result is whether the drawer replaces the list.
pub fn panel(
    frame: El,
    main: &El,
    close: impl Fn() + 'static,
    on_key: impl Fn(&KeyboardEvent) -> bool + 'static,
) -> (El, RwSignal<bool>) {
    // The style sheet decides whether there is space for both.
    let alone = RwSignal::new(false);
    let list = main.clone();
    observe_resize(main, move || alone.set(list.element().client_width() == 0));
    let dialog = frame.clone();
    let keydown = move |event: KeyboardEvent| {
        // The key may be meant for an input method.
        if is_composing(&event) {
            return;
        }
        let is_used = match event.key().as_str() {
            "Escape" => {
                close();
                true
            }
            // A modal dialog keeps the focus; Escape closes it.
            "Tab" => alone.get_untracked() && dialog.keep_tab(event.shift_key()),
            _ => on_key(&event),
        };
        if is_used {
            event.prevent_default();
            // These keys may have other meanings in the host page.
            event.stop_propagation();
        }
    };
    let panel = frame
        .attr("role", move || if alone.get() { "dialog" } else { "region" })
        .attr("aria-modal", move || alone.get().then_some("true"))
        .on(ev::keydown, keydown);
    (panel, alone)
}
