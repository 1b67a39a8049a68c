//! A button that copies a text, and says whether it did.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use wasm_bindgen_futures::JsFuture;

use super::icon::{self, Icon};
use crate::store::Store;

/// How long the button says what it did.
const SHOWN: Duration = Duration::from_secs(2);

/// A button that copies `text`.
#[component]
pub fn Copy(
    store: Store,
    /// What is copied.
    text: Signal<String>,
    /// What the button is called.
    label: Signal<String>,
) -> impl IntoView {
    // What came of it: `None` before and a while after.
    let done = RwSignal::new(None::<bool>);
    let reset = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(timeout) = reset.try_update_value(Option::take).flatten() {
            timeout.clear();
        }
    };
    on_cleanup(stop);
    let owner = Owner::current();
    let copy = move |_| {
        let write = async move {
            let copied = write(&text.get_untracked()).await;
            let _ = done.try_set(Some(copied));
            let messages = store.messages_untracked();
            let _ = store.said.try_set(if copied { messages.copied } else { messages.copy_failed });
            stop();
            let forget = move || {
                let _ = done.try_set(None);
                let _ = store.said.try_set("");
            };
            reset.try_set_value(set_timeout_with_handle(forget, SHOWN).ok());
        };
        if let Some(owner) = &owner {
            owner.with(|| spawn_local_scoped_with_cancellation(write));
        }
    };
    let path = Signal::derive(move || match done.get() {
        None => icon::COPY,
        Some(true) => icon::TICK,
        Some(false) => icon::ERROR,
    });
    view! {
        <button type="button" class="quiet copy" aria-label=move || label.get() on:click=copy>
            <Icon path/>
        </button>
        <span class="copied" aria-hidden="true">
            {move || done.get().map(|copied| {
                let messages = store.messages();
                if copied { messages.copied } else { messages.copy_failed }
            })}
        </span>
    }
}

/// Writes to the clipboard; `false` where the browser does not allow it.
async fn write(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    // Outside a secure context there is no clipboard at all.
    if !window.is_secure_context() {
        return false;
    }
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}
