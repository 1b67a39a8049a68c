//! The heading, and buttons that may be removed when they are pressed. Both keep the focus in the component.

use dom::{El, IntoAttribute, NodeRef, ev, focus_after_update, html};

use super::icon::icon;
use super::ui::Ui;
use crate::locale::Key;

/// The heading, which gets the focus when the screen changes.
pub fn heading(ui: Ui) -> El {
    html::h2()
        .attr("part", "heading")
        .id("heading")
        .attr("tabindex", "-1")
        .node_ref(ui.focus.heading)
}

/// A button with an icon and an accessible name.
pub fn icon_button(ui: Ui, name: Key, path: &str) -> El {
    let name = ui.message(name);
    let button = html::button().attr("type", "button").class("quiet").child(icon(path));
    button.attr("aria-label", name).attr("title", name)
}

/// A button that may be removed by its own effect: the focus then goes to `next`.
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
