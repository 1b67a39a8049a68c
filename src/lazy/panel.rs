//! What the drawers beside the list have in common: in a narrow container, a drawer replaces the list and is a modal
//! dialog.

use dom::reactive::RwSignal;
use dom::{El, ev, is_composing, observe_resize};
use web_sys::KeyboardEvent;

/// Makes a drawer of `frame`, with `main` beside it or behind it. Escape calls `close`; `on_key` gets the other
/// keys, and returns whether it has used one. The result says whether the drawer is in the place of the list.
pub fn panel(
    frame: El,
    main: &El,
    close: impl Fn() + 'static,
    on_key: impl Fn(&KeyboardEvent) -> bool + 'static,
) -> (El, RwSignal<bool>) {
    // The style sheet decides whether there is room for both.
    let alone = RwSignal::new(false);
    let list = main.clone();
    observe_resize(main, move || alone.set(list.element().client_width() == 0));
    let dialog = frame.clone();
    let keydown = move |event: KeyboardEvent| {
        // The key may be meant for the input method.
        if is_composing(&event) {
            return;
        }
        let is_used = match event.key().as_str() {
            "Escape" => {
                close();
                true
            }
            // As a dialog promises; Escape leads out of it.
            "Tab" => alone.get_untracked() && dialog.keep_tab(event.shift_key()),
            _ => on_key(&event),
        };
        if is_used {
            event.prevent_default();
            // The host page may have its own meaning for these keys.
            event.stop_propagation();
        }
    };
    let panel = frame
        .attr("role", move || if alone.get() { "dialog" } else { "region" })
        .attr("aria-modal", move || alone.get().then_some("true"))
        .on(ev::keydown, keydown);
    (panel, alone)
}
