//! Reading and moving the focus.

use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, Selection, ShadowRoot};

use super::document::window;
use super::el::El;
use super::node_ref::NodeRef;
use crate::reactive::*;

/// The elements that are tab stops.
const FOCUSABLE: &str = "a[href],button,input,select,textarea,summary,[tabindex='0']";

/// Moves the focus to the first of `targets` that is in the document after the current update: when a pressed
/// button is removed, the focus must not be lost.
pub fn focus_after_update(targets: &[NodeRef]) {
    let targets = targets.to_vec();
    spawn_local(async move {
        Executor::tick().await;
        if let Some(target) = targets.into_iter().find_map(NodeRef::get_untracked) {
            let _ = target.element().unchecked_ref::<HtmlElement>().focus();
        }
    });
}

impl El {
    /// Whether the focus is in the element.
    pub fn has_focus(&self) -> bool {
        let root: ShadowRoot = self.element().get_root_node().unchecked_into();
        root.active_element().is_some_and(|focused| self.element().contains(Some(&focused)))
    }

    /// Keeps the focus in the element, which is a modal dialog, when Tab is pressed in it: after the last focusable
    /// element comes the first, and vice versa. Returns whether the focus was moved.
    pub fn keep_tab(&self, backward: bool) -> bool {
        let Ok(found) = self.element().query_selector_all(FOCUSABLE) else {
            return false;
        };
        let all = (0..found.length()).filter_map(|at| found.get(at));
        let all: Vec<HtmlElement> = all
            .map(JsCast::unchecked_into)
            .filter(|element: &HtmlElement| element.unchecked_ref::<Visible>().check_visibility())
            .collect();
        let root: ShadowRoot = self.element().get_root_node().unchecked_into();
        let focused = root.active_element();
        let at = all.iter().position(|element| Some(&**element) == focused.as_ref());
        let next = match (at, backward) {
            // An element that has the focus without being a tab stop, such as a heading, counts as the first.
            (None | Some(0), true) => all.last(),
            (Some(at), false) if at + 1 == all.len() => all.first(),
            _ => None,
        };
        next.is_some_and(|next| next.focus().is_ok())
    }

    /// Whether the pointer is over the element, the focus is in it, or a part of its text is selected.
    pub fn is_in_use(&self) -> bool {
        self.has_focus()
            || self.element().matches(":hover").unwrap_or(false)
            || self.has_selection()
    }

    /// Whether a part of the element's text is selected.
    pub fn has_selection(&self) -> bool {
        let root: SelectionRoot = self.element().get_root_node().unchecked_into();
        // In browsers where a shadow root has no selection of its own, the document's selection includes it.
        let selection = root.get_selection().or_else(|_| window().get_selection());
        // The type is checked first, because reading more makes a browser compute the layout.
        let selects = |selection: Selection| {
            selection.type_() == "Range"
                && self.element().contains(selection.anchor_node().as_ref())
        };
        selection.ok().flatten().is_some_and(selects)
    }
}

#[wasm_bindgen]
extern "C" {
    type Visible;
    /// It respects a closed `<details>`.
    #[wasm_bindgen(method, js_name = checkVisibility)]
    fn check_visibility(this: &Visible) -> bool;

    /// A document or, in some browsers, a shadow root.
    type SelectionRoot;
    #[wasm_bindgen(method, catch, js_name = getSelection)]
    fn get_selection(this: &SelectionRoot) -> Result<Option<Selection>, JsValue>;
}
