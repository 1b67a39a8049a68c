//! The dialog that lists the keys.

use dom::reactive::untrack;
use dom::{El, html};

use super::dialog::dialog;
use crate::components::ui::Ui;
use crate::locale::Key;

/// Each key, or group of keys, with its function.
const KEYS: [(&str, Key); 15] = [
    ("/", Key::Find),
    ("r", Key::Refresh),
    ("?", Key::Shortcuts),
    ("← → ↑ ↓", Key::ShortcutArrows),
    ("Home, End", Key::ShortcutRow),
    ("Ctrl+Home, Ctrl+End", Key::ShortcutTable),
    ("Page Up, Page Down", Key::ShortcutPages),
    ("Enter", Key::ShortcutEnter),
    ("Space", Key::ShortcutMark),
    ("Shift+Space", Key::ShortcutRange),
    ("Ctrl+C, ⌘C", Key::ShortcutCopy),
    ("Esc", Key::Unmark),
    ("Shift+← →", Key::ShortcutWidth),
    ("Shift+Enter", Key::ShortcutFit),
    ("Alt+↓ ↑", Key::ShortcutDetail),
];

/// The dialog.
pub fn keys(ui: Ui) -> El {
    let row = |(keys, does): (&'static str, Key)| {
        html::div()
            .child(html::dt().child(html::code().attr("translate", "no").text(keys)))
            .child(html::dd().text(ui.message(does)))
    };
    // A snapshot has no server and no details.
    let needs_server = |key| matches!(key, Key::Refresh | Key::ShortcutDetail);
    let is_snapshot = untrack(|| ui.snapshot()).is_some();
    let keys = KEYS.into_iter().filter(|(_, key)| !(is_snapshot && needs_server(*key)));
    let content = [
        html::p().class("hint").text(ui.message(Key::ShortcutsHint)),
        html::dl().class("keys").children(keys.map(row)),
    ];
    dialog(ui, Key::Shortcuts, content)
}
