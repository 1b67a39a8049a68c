//! The dialog of a tool: the browser's modal `<dialog>`, which keeps the focus and closes on Escape.

use dom::reactive::{Executor, spawn_local};
use dom::{El, ev, focus_after_update, html};
use wasm_bindgen::prelude::*;
use web_sys::ShadowRoot;

use crate::components::button::icon_button;
use crate::components::icon;
use crate::components::ui::{Tool, Ui};
use crate::locale::Key;

#[wasm_bindgen]
extern "C" {
    type Dialog;
    #[wasm_bindgen(method, catch, js_name = showModal)]
    fn show_modal(this: &Dialog) -> Result<(), JsValue>;
    #[wasm_bindgen(method)]
    fn close(this: &Dialog);
}

/// A dialog with a title. It opens once it is in the document.
pub fn dialog(ui: Ui, title: Key, content: impl IntoIterator<Item = El>) -> El {
    let dialog = html::dialog();
    let opened: Dialog = dialog.element().clone().unchecked_into();
    let closed: Dialog = dialog.element().clone().unchecked_into();
    let close = icon_button(ui, Key::Close, icon::CLOSE).on(ev::click, move |_| closed.close());
    let heading = html::h2().id("tool").attr("tabindex", "-1").attr("autofocus", true);
    spawn_local(async move {
        Executor::tick().await;
        // It may have been closed already, or the element has left the document.
        let _ = opened.show_modal();
    });
    dialog
        .attr("part", "dialog")
        .attr("aria-labelledby", "tool")
        .child(html::header().child(heading.text(ui.message(title))).child(close))
        .children(content)
        // The browser handles Escape, which may have another meaning in the host page.
        .on(ev::keydown, |event| {
            if event.key() == "Escape" {
                event.stop_propagation();
            }
        })
        .on(ev::close, move |_| self::close(ui))
}

/// Closes the open tool. A browser moves the focus back to the element that had it before the dialog; if that was
/// removed, such as an item of the menu, the button of the tool gets it.
pub fn close(ui: Ui) {
    let is_quality = ui.tool.get_untracked() == Some(Tool::Quality);
    ui.tool.set(None);
    let has_focus = |more: El| {
        let root: ShadowRoot = more.element().get_root_node().unchecked_into();
        root.active_element().is_some_and(|focused| !focused.matches("dialog *").unwrap_or(false))
    };
    if !ui.focus.more.get_untracked().is_some_and(has_focus) {
        let opener = if is_quality { ui.focus.quality } else { ui.focus.more };
        focus_after_update(&[opener, ui.focus.more]);
    }
}

/// A group of radio buttons.
pub fn group(
    legend: impl Fn() -> &'static str + 'static,
    choices: impl IntoIterator<Item = El>,
) -> El {
    html::fieldset().child(html::legend().text(legend)).children(choices)
}

/// One radio button; `name` is that of the group.
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
