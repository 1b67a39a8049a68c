//! Copies a text to the clipboard. Where there is no clipboard API (no secure context) or it refuses (a frame
//! without the permission), the document's older `copy` command is tried.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::{JsString, Promise};
use web_sys::{Element, HtmlElement, ShadowRoot};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["navigator", "clipboard"], js_name = writeText)]
    fn write_text(text: &JsString) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = document, js_name = execCommand)]
    fn exec_command(command: &str) -> Result<bool, JsValue>;

    type TextArea;
    #[wasm_bindgen(method, setter)]
    fn set_value(this: &TextArea, value: &JsString);
    #[wasm_bindgen(method)]
    fn select(this: &TextArea);
}

/// Copies `text` for a button in the component. The result is whether it is in the clipboard.
pub async fn copy(text: &JsString, button: &Element) -> bool {
    write(text).await || copy_selection(text, button).unwrap_or(false)
}

/// The same without the older command, for a text that is too long for a field.
pub async fn write(text: &JsString) -> bool {
    match write_text(text) {
        Ok(written) => JsFuture::from(written).await.is_ok(),
        Err(_) => false,
    }
}

/// Selects the text in a field beside the button, off the screen, and has the document copy it.
fn copy_selection(text: &JsString, button: &Element) -> Option<bool> {
    let field = button.owner_document()?.create_element("textarea").ok()?;
    field.set_class_name("unseen");
    let root: ShadowRoot = button.get_root_node().unchecked_into();
    root.append_child(&field).ok()?;
    let area: &TextArea = field.unchecked_ref();
    area.set_value(text);
    area.select();
    let is_copied = exec_command("copy").unwrap_or(false);
    field.remove();
    // Selecting has taken the focus.
    let _ = button.unchecked_ref::<HtmlElement>().focus();
    Some(is_copied)
}
