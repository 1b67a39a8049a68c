//! The DOM functions that every view calls.
//!
//! Unlike the ones of `web-sys`, these imports do not catch the errors for invalid names and misplaced nodes, which
//! the builder never causes.

use wasm_bindgen::prelude::*;
use web_sys::{Comment, Element, Node, Text, Window};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = document, js_name = createElement)]
    pub fn create_element(tag: &str) -> Element;
    #[wasm_bindgen(js_namespace = document, js_name = createElementNS)]
    pub fn create_element_ns(namespace: &str, tag: &str) -> Element;
    #[wasm_bindgen(js_namespace = document, js_name = createTextNode)]
    pub fn create_text_node(text: &str) -> Text;
    #[wasm_bindgen(js_namespace = document, js_name = createComment)]
    pub fn create_comment(text: &str) -> Comment;

    /// An element, or in some functions a window.
    pub type RawElement;
    #[wasm_bindgen(method, js_name = setAttribute)]
    pub fn set_attribute(this: &RawElement, name: &str, value: &str);
    #[wasm_bindgen(method, js_name = removeAttribute)]
    pub fn remove_attribute(this: &RawElement, name: &str);
    #[wasm_bindgen(method, indexing_setter)]
    pub fn set_property(this: &RawElement, name: &str, value: &JsValue);
    #[wasm_bindgen(method)]
    pub fn append(this: &RawElement, child: &Node);
    #[wasm_bindgen(method, js_name = insertBefore)]
    pub fn insert_before(this: &RawElement, child: &Node, next: Option<&Node>);
    #[wasm_bindgen(method, js_name = addEventListener)]
    pub fn add_event_listener(this: &RawElement, event: &str, handler: &js_sys::Function);
    #[wasm_bindgen(method, js_name = removeEventListener)]
    pub fn remove_event_listener(this: &RawElement, event: &str, handler: &js_sys::Function);
}

/// The window of the page.
pub fn window() -> Window {
    web_sys::window().expect("views run in a page")
}
