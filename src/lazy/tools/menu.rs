//! The menu of tools, with the keys of an ARIA menu: arrows, Home, End, Escape, and Tab, which leaves it.

use dom::reactive::{Executor, spawn_local};
use dom::{El, ev, focus_after_update, html, is_composing};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};

use super::dialog::close;
use crate::components::ui::{Tool, Ui};
use crate::locale::Key;

/// The tools, in their order.
const TOOLS: [(Tool, Key); 6] = [
    (Tool::Export, Key::Export),
    (Tool::Request, Key::CopyRequest),
    (Tool::Print, Key::Print),
    (Tool::Views, Key::Views),
    (Tool::Preferences, Key::Preferences),
    (Tool::Keys, Key::Shortcuts),
];

/// The menu. Its first item gets the focus.
pub fn menu(ui: Ui) -> El {
    let is_offered = |(tool, _): &&(Tool, Key)| {
        // Without a server there are no requests, and views are not saved.
        !(ui.snapshot().is_some() && matches!(tool, Tool::Request | Tool::Views))
    };
    let items: Vec<El> =
        TOOLS.iter().filter(is_offered).map(|(tool, name)| item(ui, *tool, *name)).collect();
    let fields: Vec<HtmlElement> =
        items.iter().map(|item| item.element().clone().unchecked_into()).collect();
    let first = fields[0].clone();
    spawn_local(async move {
        Executor::tick().await;
        let _ = first.focus();
    });
    let menu = html::div()
        .class("menu")
        .attr("role", "menu")
        .attr("aria-label", ui.message(Key::More))
        .children(items);
    let own = menu.clone();
    menu.on(ev::keydown, move |event| {
        if is_composing(&event) {
            return;
        }
        let count = fields.len();
        let at = fields.iter().position(|field| field.matches(":focus").unwrap_or(false));
        let at = at.unwrap_or_default();
        let next = match event.key().as_str() {
            "ArrowDown" => (at + 1) % count,
            "ArrowUp" => (at + count - 1) % count,
            "Home" => 0,
            "End" => count - 1,
            "Escape" => {
                event.prevent_default();
                event.stop_propagation();
                focus_after_update(&[ui.focus.more]);
                return ui.tool.set(None);
            }
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        let _ = fields[next].focus();
    })
    .on(ev::focusout, move |event| {
        let next = event.related_target().map(|target| target.unchecked_into::<Node>());
        let stays = next.is_some_and(|next| own.element().contains(Some(&next)));
        if !stays && ui.tool.get_untracked() == Some(Tool::Menu) {
            ui.tool.set(None);
        }
    })
}

fn item(ui: Ui, tool: Tool, name: Key) -> El {
    html::button()
        .attr("type", "button")
        .attr("role", "menuitem")
        .attr("tabindex", "-1")
        .text(ui.message(name))
        .on(ev::click, move |_| {
            if tool != Tool::Print {
                return ui.tool.set(Some(tool));
            }
            close(ui);
            spawn_local(async {
                // The menu must not be printed.
                Executor::tick().await;
                if let Some(window) = web_sys::window() {
                    // A frame without permission prints nothing.
                    let _ = window.print();
                }
            });
        })
}
