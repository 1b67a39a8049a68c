//! What loads as a second WebAssembly module.

mod detail;

use dom::El;

use crate::components::ui::Ui;

/// The detail of the open job; `main` is the list.
pub fn detail(ui: Ui, main: &El) -> El {
    detail::detail(ui, main)
}
