//! The heading of the screen, and buttons that may go away when they are pressed: with both the focus stays in
//! the component.

use dom::{El, IntoAttribute, NodeRef, ev, focus_after_update, html};

use super::ui::Ui;

/// The heading of the screen, which can take the focus when the screen changes.
pub fn heading(ui: Ui) -> El {
    html::h2()
        .attr("part", "heading")
        .id("heading")
        .attr("tabindex", "-1")
        .node_ref(ui.focus.heading)
}

/// A button that may go away by what it does: the focus then goes to `next`.
pub fn leaving_button<T: IntoAttribute>(
    text: impl Fn() -> T + 'static,
    next: NodeRef,
    act: impl Fn() + 'static,
) -> El {
    html::button().attr("type", "button").text(text).on(ev::click, move |_| {
        focus_after_update(&[next]);
        act();
    })
}
