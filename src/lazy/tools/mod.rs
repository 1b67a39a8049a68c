//! The tools at the end of the toolbar: their menu and their dialogs.

pub mod dialog;
mod export;
mod keys;
mod menu;
mod preferences;
mod present_view;
mod print;
mod request;
mod snapshot;
mod target;
mod views;

pub use export::copy_marked;
pub use present_view::present_view;
pub use print::on_print;

use dom::El;

use super::quality::quality;
use crate::components::ui::{Tool, Ui};

/// A tool.
pub fn tool(ui: Ui, tool: Tool) -> El {
    match tool {
        Tool::Menu => menu::menu(ui),
        Tool::Export => export::export(ui),
        Tool::Request => request::request(ui),
        Tool::Preferences => preferences::preferences(ui),
        Tool::Keys => keys::keys(ui),
        Tool::Views => views::views(ui),
        Tool::Quality => quality(ui),
        // It is started by the menu.
        Tool::Print => dom::html::div(),
    }
}
