//! The dialog that gives the current request as a text to run elsewhere. The text is made by
//! `devserver_jobs_reports::command`.

use std::rc::Rc;

use devserver_jobs_reports::command::{Shell, in_python, to_cloud, to_proxy};
use dom::reactive::{RwSignal, untrack};
use dom::{El, html};

use super::dialog::{choice, dialog, group};
use crate::api::Proxy;
use crate::components::ui::Ui;
use crate::lazy::copy_button::{CopyButton, copy_button};
use crate::locale::Key;

/// The form of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Proxy,
    Cloud,
    Python,
}

/// The dialog.
pub fn request(ui: Ui) -> El {
    let (kind, shell) = (RwSignal::new(Kind::Proxy), RwSignal::new(Shell::Posix));
    let kinds =
        [(Kind::Proxy, Key::RequestProxy), (Kind::Cloud, Key::RequestCloud)].map(|(own, name)| {
            let text = move || ui.text(name).to_owned();
            choice("kind", text, move || kind.get() == own, move || kind.set(own))
        });
    let python = choice(
        "kind",
        || "Python (huaweicloudsdkmodelarts)".to_owned(),
        move || kind.get() == Kind::Python,
        move || kind.set(Kind::Python),
    );
    let shells =
        [(Shell::Posix, "sh, bash, zsh"), (Shell::PowerShell, "PowerShell")].map(|(own, name)| {
            let is_taken = move || shell.get() == own;
            choice("shell", move || name.to_owned(), is_taken, move || shell.set(own))
        });
    let text = move || text(ui, kind.get(), shell.get()).unwrap_or_default();
    let copied = CopyButton {
        text: Rc::new(move || Some(text())),
        name: Rc::new(move || ui.text(Key::Copy).to_owned()),
        is_named: true,
    };
    let content = [
        group(ui.message(Key::Format), kinds.into_iter().chain([python])),
        group(ui.message(Key::Shell), shells).attr("hidden", move || kind.get() == Kind::Python),
        html::pre().attr("tabindex", "0").attr("translate", "no").text(text),
        html::p().class("hint").text(ui.message(Key::RequestHint)),
        html::div().class("tools copies").child(copy_button(ui, copied)),
    ];
    dialog(ui, Key::CopyRequest, content)
}

fn text(ui: Ui, kind: Kind, shell: Shell) -> Option<String> {
    let query = ui.store.query.get();
    match kind {
        Kind::Proxy => {
            let Proxy::Base(base) = ui.store.session.get().proxy else {
                return None;
            };
            to_proxy(&query, &base, untrack(|| ui.store.session.has_token_untracked()), shell)
        }
        Kind::Cloud => to_cloud(&query, shell),
        Kind::Python => in_python(&query),
    }
}
