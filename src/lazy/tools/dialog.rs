//! The frame of a tool's dialog: the browser's own modal dialog, which keeps the focus and closes by Escape.

use dom::reactive::{Executor, spawn_local};
use dom::{El, ev, focus_after_update, html};
use wasm_bindgen::prelude::*;

use crate::components::button::icon_button;
use crate::components::icon;
use crate::components::ui::{Tool, Ui};
use crate::locale::Key;

#[wasm_bindgen]
extern "C" {
    type Dialog;
    #[wasm_bindgen(method, catch, js_name = showModal)]
    fn show_modal(this: &Dialog) -> Result<(), JsValue>;
}

/// A dialog with a title. It opens once it is in the document.
pub fn dialog(ui: Ui, title: Key, content: impl IntoIterator<Item = El>) -> El {
    let close = icon_button(ui, Key::Close, icon::CLOSE).on(ev::click, move |_| close(ui));
    let heading = html::h2().id("tool").attr("tabindex", "-1").attr("autofocus", true);
    let dialog = html::dialog()
        .attr("part", "dialog")
        .attr("aria-labelledby", "tool")
        .child(html::header().child(heading.text(ui.message(title))).child(close))
        .children(content)
        // Escape is the browser's. The host page may have its own meaning for it.
        .on(ev::keydown, |event| {
            if event.key() == "Escape" {
                event.stop_propagation();
            }
        })
        .on(ev::close, move |_| self::close(ui));
    let opened = dialog.element().clone();
    spawn_local(async move {
        Executor::tick().await;
        // It may have been closed already, or the element has left the document.
        let _ = opened.unchecked_ref::<Dialog>().show_modal();
    });
    dialog
}

/// Closes the open tool.
pub fn close(ui: Ui) {
    let is_quality = ui.tool.get_untracked() == Some(Tool::Quality);
    let opener = if is_quality { ui.focus.quality } else { ui.focus.more };
    focus_after_update(&[opener, ui.focus.more]);
    ui.tool.set(None);
}

/// A group of choices of which one is taken.
pub fn group(
    legend: impl Fn() -> &'static str + 'static,
    choices: impl IntoIterator<Item = El>,
) -> El {
    html::fieldset().child(html::legend().text(legend)).children(choices)
}

/// One of several choices; `name` is that of the group.
pub fn choice(
    name: &'static str,
    text: impl Fn() -> String + 'static,
    is_taken: impl Fn() -> bool + 'static,
    take: impl Fn() + 'static,
) -> El {
    let input = html::input()
        .attr("type", "radio")
        .attr("name", name)
        .prop("checked", is_taken)
        .on(ev::change, move |_| take());
    html::label().class("choice").child(input).child(html::span().text(text))
}
