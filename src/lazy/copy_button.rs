//! Buttons that copy a text, and show for a while whether that succeeded. At most one button of an element shows this at
//! a time.

use std::rc::Rc;

use dom::reactive::{spawn_local, untrack};
use dom::{El, Timer, ev, html};
use web_sys::Element;

use crate::components::icon;
use crate::components::ui::{Copied, Ui};
use crate::locale::Key;
use crate::platform::clipboard;

/// How long a button shows its result, in milliseconds.
const SHOWN: i32 = 2_000;

/// The text that a button copies, and its name.
pub struct CopyButton {
    /// The text; without one the button is hidden.
    pub text: Rc<dyn Fn() -> Option<String>>,
    pub name: Rc<dyn Fn() -> String>,
    /// Whether the name is visible, too.
    pub is_named: bool,
}

/// A button that copies a text.
pub fn copy_button(ui: Ui, CopyButton { text, name, is_named }: CopyButton) -> El {
    let button = html::button().attr("type", "button");
    let (pressed, copied, called) = (button.element().clone(), text.clone(), name.clone());
    let act = move |_| {
        let text = untrack(|| copied()).unwrap_or_default();
        copy(ui, &pressed, text, untrack(|| called()));
    };
    let button = button
        .attr("hidden", move || text().is_none())
        .child(icon::icon(icon::COPY))
        .on(ev::click, act);
    if is_named {
        button.child(html::span().text(move || name()))
    } else {
        button.class("quiet copy").attr("aria-label", move || Some(name()))
    }
}

/// Copies the ID of the row that contains the pressed button.
pub fn copy_id(ui: Ui, button: &Element) {
    let row = button.closest("tr").ok().flatten();
    let id = row.and_then(|row| row.get_attribute("data-job-id")).unwrap_or_default();
    copy(ui, button, id, button.get_attribute("aria-label").unwrap_or_default());
}

/// Copies `text` for a pressed button of this name.
fn copy(ui: Ui, button: &Element, text: String, name: String) {
    let button = button.clone();
    spawn_local(async move {
        let is_copied = clipboard::copy_or_show(&text.into(), &name, &button).await;
        // The element may have left the document meanwhile.
        if button.is_connected() {
            show(ui, button, is_copied);
        }
    });
}

/// Shows the result of a press, replacing that of an earlier one.
fn show(ui: Ui, button: Element, is_copied: bool) {
    hide(ui);
    let key = if is_copied { Key::Copied } else { Key::CopyFailed };
    let text = untrack(|| ui.text(key));
    set_icon(&button, if is_copied { icon::TICK } else { icon::ERROR });
    // Visible only; screen readers get the announcement.
    let label = html::span().class("copied").attr("aria-hidden", "true").text(text);
    let label = label.element().clone();
    let _ = button.after_with_node_1(&label);
    ui.announce(text);
    let timer = Timer::timeout(SHOWN, move || {
        hide(ui);
        ui.announce("");
    });
    ui.copied.try_set(Some(Copied { button, label, timer }));
}

/// Hides the result of the last press, if it is still shown.
fn hide(ui: Ui) {
    if let Some(Copied { button, label, timer }) = ui.copied.try_update(Option::take).flatten() {
        set_icon(&button, icon::COPY);
        label.remove();
        drop(timer);
    }
}

fn set_icon(button: &Element, path: &str) {
    if let Ok(Some(drawing)) = button.query_selector("path") {
        let _ = drawing.set_attribute("d", path);
    }
}
