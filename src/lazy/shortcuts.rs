//! Single-key shortcuts of the list. They work only while the focus is in the component, outside fields, dialogs and
//! menus, so that they take no key from other parts of the page.

use dom::reactive::untrack;
use dom::{El, ev, focus_after_update, is_composing};
use web_sys::KeyboardEvent;

use super::grid::{modifiers, target};
use crate::components::ui::{Tool, Ui};

/// Where keys are typed, or have other meanings.
const TAKEN: &str = "input,select,textarea,dialog *,[role=menu] *";

/// Listens in the whole component, which contains `place`.
pub fn shortcuts(ui: Ui, place: &El) {
    let Some(root) = place.closest("[part=root]") else {
        return;
    };
    let handle = move |event: KeyboardEvent| {
        let is_free = target(&event).is_some_and(|target| target.matches(TAKEN) == Ok(false));
        // Some characters need Shift.
        let is_alone = matches!(modifiers(&event), "" | "Shift");
        if !is_free || !is_alone || event.repeat() || is_composing(&event) {
            return;
        }
        match event.key().as_str() {
            "/" if ui.focus.find.get_untracked().is_some() => focus_after_update(&[ui.focus.find]),
            "r" if untrack(|| ui.snapshot()).is_none() => ui.store.refresh(),
            "?" => ui.tool.set(Some(Tool::Keys)),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let _ = root.on(ev::keydown, handle);
}
