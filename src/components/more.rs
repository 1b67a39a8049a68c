//! The button at the end of the toolbar that opens the menu of tools. The menu and the tools are in the second
//! module.

use dom::reactive::{Effect, Memo};
use dom::{El, ev, focus_after_update, html};

use super::icon;
use super::ui::{Tool, Ui};
use crate::lazy::Lazy;
use crate::locale::Key;

/// The button, and the open tool beside it.
pub fn more(ui: Ui, lazy: Lazy) -> El {
    let is_open = Memo::new(move |_| ui.tool.get() == Some(Tool::Menu));
    let toggle = move |_| {
        lazy.want();
        let opens = !is_open.get_untracked();
        if !opens {
            focus_after_update(&[ui.focus.more]);
        }
        ui.tool.set(opens.then_some(Tool::Menu));
    };
    let button = html::button()
        .attr("type", "button")
        .attr("aria-haspopup", "menu")
        .attr("aria-expanded", move || is_open.get().to_string())
        .attr("aria-label", ui.message(Key::More))
        .attr("title", ui.message(Key::More))
        .child(icon::icon(icon::MORE))
        .node_ref(ui.focus.more)
        // The menu closes when it loses the focus, and the click would open it again.
        .on(ev::mousedown, |event| event.prevent_default())
        .on(ev::click, toggle);
    let more = html::div().class("more").child(button);
    let near = more.clone();
    // Outside world: printing.
    let background = more.clone();
    Effect::new(move || lazy.background(&background));
    more.child(move || ui.tool.get().map(|tool| lazy.tool(tool, &near)))
}
