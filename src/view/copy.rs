//! A button that copies a text, and says whether it did.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use wasm_bindgen_futures::JsFuture;

use super::icon;
use crate::dom::{El, el};
use crate::store::Store;

/// How long the button says what it did.
const SHOWN: Duration = Duration::from_secs(2);

/// A button that copies `text`, where there is one, and is called `name`.
pub fn copy(
    store: Store,
    text: impl Fn() -> Option<String> + Copy + 'static,
    name: impl Fn() -> String + 'static,
) -> [El; 2] {
    // What came of it: `None` before and a while after.
    let done = RwSignal::new(None::<bool>);
    let reset = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        let waiting = reset.try_update_value(Option::take).flatten();
        if let Some(timeout) = &waiting {
            timeout.clear();
        }
        waiting.is_some()
    };
    on_cleanup(move || {
        if stop() {
            // What stays said would not be announced when it is said again.
            let _ = store.said.try_set("");
        }
    });
    let owner = Owner::current();
    let act = move |_| {
        let copying = async move {
            let copied = write(&untrack(text).unwrap_or_default()).await;
            stop();
            let _ = done.try_set(Some(copied));
            let _ = store.said.try_set(words(store.messages_untracked(), copied));
            let forget = move || {
                let _ = done.try_set(None);
                let _ = store.said.try_set("");
            };
            reset.try_set_value(set_timeout_with_handle(forget, SHOWN).ok());
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
        copied.map_or("", |copied| words(store.messages(), copied)).to_owned()
    };
    [
        el("button")
            .attr("type", "button")
            .class("quiet copy")
            .bind("aria-label", move || Some(name()))
            .hidden(move || text().is_none())
            .child(icon::icon_of(path))
            .on("click", act),
        el("span").class("copied").attr("aria-hidden", "true").says(result),
    ]
}

fn words(messages: &crate::locale::Messages, copied: bool) -> &'static str {
    if copied { messages.copied } else { messages.copy_failed }
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
