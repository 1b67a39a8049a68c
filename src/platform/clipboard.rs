//! Copies a text to the clipboard. Where there is no clipboard API (no secure context) or it refuses (a frame
//! without the permission), the document's older `copy` command is tried. Where that fails, too, the text is
//! shown selected, for the reader to copy.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::Promise;
use web_sys::{Element, HtmlElement};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["navigator", "clipboard"], js_name = writeText)]
    fn write_text(text: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = document, js_name = execCommand)]
    fn exec_command(command: &str) -> Result<bool, JsValue>;

    type TextArea;
    #[wasm_bindgen(method, setter)]
    fn set_value(this: &TextArea, value: &str);
    #[wasm_bindgen(method, setter, js_name = readOnly)]
    fn set_read_only(this: &TextArea, value: bool);
    #[wasm_bindgen(method, setter, js_name = onblur)]
    fn set_on_blur(this: &TextArea, act: &JsValue);
    #[wasm_bindgen(method)]
    fn select(this: &TextArea);
}

/// Copies `text` for a button of this name in the component. The result is whether it is in the clipboard.
pub async fn copy(text: &str, name: &str, button: &Element) -> bool {
    if let Ok(written) = write_text(text)
        && JsFuture::from(written).await.is_ok()
    {
        return true;
    }
    copy_selection(text, name, button).unwrap_or(false)
}

/// Selects the text in a field beside the button, off the screen, and has the document copy it. Where it does
/// not, the field comes on screen until the reader leaves it.
fn copy_selection(text: &str, name: &str, button: &Element) -> Option<bool> {
    let field = button.owner_document()?.create_element("textarea").ok()?;
    field.set_class_name("unseen");
    button.after_with_node_1(&field).ok()?;
    let area: &TextArea = field.unchecked_ref();
    area.set_value(text);
    area.set_read_only(true);
    area.select();
    if exec_command("copy").unwrap_or(false) {
        field.remove();
        // Selecting has taken the focus.
        let _ = button.unchecked_ref::<HtmlElement>().focus();
        return Some(true);
    }
    field.set_class_name("by-hand");
    field.set_attribute("aria-label", name).ok()?;
    let _ = field.unchecked_ref::<HtmlElement>().focus();
    area.select();
    let left = field.clone();
    area.set_on_blur(&Closure::once_into_js(move || left.remove()));
    Some(false)
}
