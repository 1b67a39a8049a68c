//! References to elements.

use send_wrapper::SendWrapper;

use super::el::El;
use crate::reactive::*;

/// Refers to an element that is created elsewhere, or to none. It is a signal: reading it in a closure subscribes
/// to changes of the element. A copy is the same reference.
///
/// ```no_run
/// # #[cfg(target_arch = "wasm32")] fn example() {
/// # use dom::{NodeRef, ev, focus_after_update, html::{button, div, input}};
/// let field = NodeRef::new();
/// div()
///     .child(input().node_ref(field))
///     .child(button().text("Clear").on(ev::click, move |_| focus_after_update(&[field])));
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct NodeRef(RwSignal<Option<SendWrapper<El>>>);

impl NodeRef {
    /// A reference without an element; it ends with the current owner.
    #[allow(clippy::new_without_default, reason = "making one has an effect on the owner")]
    pub fn new() -> Self {
        Self(RwSignal::new(None))
    }

    /// The element, if there is one; subscribes the current observer.
    pub fn get(self) -> Option<El> {
        self.0.with(|element| element.as_deref().cloned())
    }

    /// The element, if there is one and the reference has not ended, without subscribing.
    pub fn get_untracked(self) -> Option<El> {
        self.0.try_with_untracked(|element| element.as_deref().cloned()).flatten()
    }

    /// Refers to `element` until the current owner ends, or the current effect runs again.
    pub(super) fn refer_to(self, element: &El) {
        self.0.set(Some(SendWrapper::new(element.clone())));
        let element = element.clone();
        on_cleanup(move || {
            // It may refer to another element meanwhile.
            if self.get_untracked().is_some_and(|present| present == element) {
                self.0.set(None);
            }
        });
    }
}
