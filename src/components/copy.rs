//! A button that copies a text, and says whether it did.

use std::rc::Rc;

use wasm_bindgen_futures::JsFuture;

use super::icon;
use crate::components::ui::Ui;
use crate::locale::{Key, Messages};
use dom::Timer;
use dom::old::{El, el};
use dom::reactive::*;

/// How long the button says what it did, in milliseconds.
const SHOWN: i32 = 2_000;

/// What a button copies, and what it is called.
pub struct Copying {
    /// The text; without one the button is hidden.
    pub text: Rc<dyn Fn() -> Option<String>>,
    pub name: Rc<dyn Fn() -> String>,
    /// Whether the name is to be seen, too.
    pub named: bool,
}

/// A button that copies a text.
pub fn copy(ui: Ui, Copying { text, name, named }: Copying) -> [El; 2] {
    // What came of it: `None` before and a while after.
    let done = RwSignal::new(None::<bool>);
    let reset = RwSignal::new(None::<Timer>);
    let stop = move || reset.try_update(Option::take).flatten().is_some();
    on_cleanup(move || {
        if stop() {
            // What stays said would not be announced when it is said again.
            let _ = ui.announce("");
        }
    });
    let owner = Owner::current();
    let copied = text.clone();
    let act = move |_| {
        let text = untrack(|| copied()).unwrap_or_default();
        let copying = async move {
            let copied = write(&text).await;
            stop();
            let _ = done.try_set(Some(copied));
            let _ = ui.announce(words(untrack(|| ui.messages()), copied));
            let forget = move || {
                let _ = done.try_set(None);
                let _ = ui.announce("");
            };
            reset.try_set(Some(Timer::timeout(SHOWN, forget)));
        };
        // Under the row's owner, so that nothing is written after the row has gone.
        if let Some(owner) = &owner {
            owner.with(|| spawn_local_scoped_with_cancellation(copying));
        }
    };
    let path = move || match done.get() {
        None => icon::COPY,
        Some(true) => icon::TICK,
        Some(false) => icon::ERROR,
    };
    let result = move || {
        let copied = done.get();
        copied.map_or("", |copied| words(ui.messages(), copied)).to_owned()
    };
    let button = el("button type=button")
        .hidden(move || text().is_none())
        .child(icon::icon_of(path))
        .on("click", act);
    [
        if named {
            button.child(el("span").says(move || name()))
        } else {
            button.class("quiet copy").bind("aria-label", move || Some(name()))
        },
        el("span class=copied aria-hidden=true").says(result),
    ]
}

fn words(messages: Messages, copied: bool) -> &'static str {
    if copied { messages.get(Key::Copied) } else { messages.get(Key::CopyFailed) }
}

/// Writes to the clipboard; `false` where the browser does not allow it.
async fn write(text: &str) -> bool {
    let Some(window) = web_sys::window() else {
        return false;
    };
    // Outside a secure context there is no clipboard at all.
    if !window.is_secure_context() {
        return false;
    }
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}
