//! Storage that lasts as long as the tab: the browser's session storage or, if the page may not use that, memory.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type Page;
    #[wasm_bindgen(method, getter, catch, js_name = sessionStorage)]
    fn session_storage(this: &Page) -> Result<Option<Storage>, JsValue>;
    type Storage;
    #[wasm_bindgen(method, catch, js_name = getItem)]
    fn get_item(this: &Storage, key: &str) -> Result<Option<String>, JsValue>;
    #[wasm_bindgen(method, catch, js_name = setItem)]
    fn set_item(this: &Storage, key: &str, value: &str) -> Result<(), JsValue>;
}

thread_local! {
    /// The texts that the browser has refused to store, by key.
    static MEMORY: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
}

/// The text under a key; empty if there is none.
pub fn get(key: &str) -> String {
    let stored = storage().and_then(|storage| storage.get_item(key).ok().flatten());
    let kept = || {
        MEMORY.with_borrow(|memory| {
            memory.iter().find(|(own, _)| own == key).map(|(_, text)| text.clone())
        })
    };
    stored.or_else(kept).unwrap_or_default()
}

/// Stores a text under a key, replacing the previous one.
pub fn set(key: &str, text: &str) {
    MEMORY.with_borrow_mut(|memory| memory.retain(|(own, _)| own != key));
    if storage().is_none_or(|storage| storage.set_item(key, text).is_err()) {
        MEMORY.with_borrow_mut(|memory| memory.push((key.to_owned(), text.to_owned())));
    }
}

/// The storage; a frame with an opaque origin has none.
fn storage() -> Option<Storage> {
    let page: Page = web_sys::window()?.unchecked_into();
    page.session_storage().ok().flatten()
}
