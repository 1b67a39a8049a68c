//! A button that copies a text, and says whether it did.

use dom::{El, Timer, ev, html};
use std::rc::Rc;

use super::icon;
use super::ui::Ui;
use crate::locale::{Key, Messages};
use crate::platform::clipboard;
use dom::reactive::*;

/// How long the button says what it did, in milliseconds.
const SHOWN: i32 = 2_000;

/// What a button copies, and what it is called.
pub struct CopyButton {
    /// The text; without one the button is hidden.
    pub text: Rc<dyn Fn() -> Option<String>>,
    pub name: Rc<dyn Fn() -> String>,
    /// Whether the name is to be seen, too.
    pub is_named: bool,
}

/// A button that copies a text.
pub fn copy_button(ui: Ui, CopyButton { text, name, is_named }: CopyButton) -> [El; 2] {
    // What came of it: `None` before and a while after.
    let done = RwSignal::new(None::<bool>);
    let reset = RwSignal::new(None::<Timer>);
    let stop = move || reset.try_update(Option::take).flatten().is_some();
    on_cleanup(move || {
        if stop() {
            // Nothing of it is left to be read.
            ui.announce("");
        }
    });
    let owner = Owner::current();
    let (copied, called) = (text.clone(), name.clone());
    let button = html::button().attr("type", "button");
    let pressed = button.element().clone();
    let act = move |_| {
        let pressed = pressed.clone();
        let text = untrack(|| copied()).unwrap_or_default();
        let name = untrack(|| called());
        let copying = async move {
            let copied = clipboard::copy_or_show(&text.into(), &name, &pressed).await;
            stop();
            let _ = done.try_set(Some(copied));
            ui.announce(words(untrack(|| ui.messages()), copied));
            let forget = move || {
                let _ = done.try_set(None);
                ui.announce("");
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
    let button = button
        .attr("hidden", move || text().is_none())
        .child(icon::icon_of(path))
        .on(ev::click, act);
    [
        if is_named {
            button.child(html::span().text(move || name()))
        } else {
            button.class("quiet copy").attr("aria-label", move || Some(name()))
        },
        html::span().class("copied").attr("aria-hidden", "true").text(result),
    ]
}

fn words(messages: Messages, copied: bool) -> &'static str {
    if copied { messages.get(Key::Copied) } else { messages.get(Key::CopyFailed) }
}
