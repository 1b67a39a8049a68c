//! Copies a text to the clipboard. If there is no clipboard API (no secure context) or it refuses (a frame without
//! the permission), the older `copy` command of the document is tried. If that fails, too, the text can be
//! displayed and selected, for the user to copy.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::{Array, Function, JsString, Promise, Reflect};
use web_sys::{Element, HtmlElement};

use super::download::Parts;
use super::object;

#[wasm_bindgen]
extern "C" {
    // The document that the element is in, which may be that of a frame: the clipboard of another document refuses
    // while the focus is in the frame. Unlike the types of web-sys, these catch errors if something is missing.
    type Place;
    #[wasm_bindgen(method, catch, js_name = execCommand)]
    fn exec_command(this: &Place, command: &str) -> Result<bool, JsValue>;

    type Clipboard;
    #[wasm_bindgen(method, catch, js_name = writeText)]
    fn write_text(this: &Clipboard, text: &JsString) -> Result<Promise, JsValue>;

    type TextArea;
    #[wasm_bindgen(method, setter)]
    fn set_value(this: &TextArea, value: &JsString);
    #[wasm_bindgen(method, setter, js_name = readOnly)]
    fn set_read_only(this: &TextArea, value: bool);
    #[wasm_bindgen(method, setter, js_name = onblur)]
    fn set_on_blur(this: &TextArea, act: &JsValue);
    #[wasm_bindgen(method)]
    fn select(this: &TextArea);
}

/// Copies `text` for a button in the component. Returns whether it is on the clipboard.
pub async fn copy(text: &JsString, button: &Element) -> bool {
    write(text, button).await || copy_selection(text, None, button).unwrap_or(false)
}

/// The same, but if the text cannot be copied, it is displayed and selected, in a field of this name.
pub async fn copy_or_show(text: &JsString, name: &str, button: &Element) -> bool {
    write(text, button).await || copy_selection(text, Some(name), button).unwrap_or(false)
}

/// The same without the older command, for a text that is too long for a field.
pub async fn write(text: &JsString, button: &Element) -> bool {
    match clipboard_of(button).and_then(|clipboard| clipboard.write_text(text).ok()) {
        Some(written) => JsFuture::from(written).await.is_ok(),
        None => false,
    }
}

/// A text that was promised to the clipboard: browsers allow a copy only in response to a press, and writing a long
/// text takes longer. If this is dropped without the text, the clipboard does not change.
pub struct Promised {
    resolve: Function,
    reject: Function,
    /// Whether it is on the clipboard. It handles failures even if nobody awaits it.
    written: JsFuture,
}

const PLAIN: &str = "text/plain";

/// Promises a text for a pressed button; `None` if the browser does not support that.
pub fn promise(button: &Element) -> Option<Promised> {
    let clipboard = clipboard_of(button)?;
    let view = button.owner_document()?.default_view()?;
    let function =
        |of: &JsValue, name: &str| Reflect::get(of, &name.into()).ok()?.dyn_into::<Function>().ok();
    let (write, item) = (function(&clipboard, "write")?, function(&view, "ClipboardItem")?);
    let mut settle = None;
    let text = Promise::new(&mut |resolve, reject| settle = Some((resolve, reject)));
    let (resolve, reject) = settle?;
    let item = Reflect::construct(&item, &Array::of1(&object(&[(PLAIN, text.into())]))).ok()?;
    let written = write.call1(&clipboard, &Array::of1(&item)).ok()?;
    let written = JsFuture::from(Promise::resolve(&written));
    Some(Promised { resolve, reject, written })
}

/// Fulfils the promise with the text, if there is one. Returns whether it is on the clipboard.
pub async fn fulfil(promised: Option<Promised>, text: &Parts) -> bool {
    let Some(mut promised) = promised else {
        return false;
    };
    // The browser encodes and copies it outside this task.
    let text = text.blob(PLAIN).map_or(JsValue::UNDEFINED, JsValue::from);
    // It does not throw.
    let _ = promised.resolve.call1(&JsValue::UNDEFINED, &text);
    (&mut promised.written).await.is_ok()
}

impl Drop for Promised {
    fn drop(&mut self) {
        // It does not throw, and has no effect after the text was given.
        let _ = self.reject.call1(&JsValue::UNDEFINED, &JsValue::UNDEFINED);
    }
}

/// The clipboard of the window that an element is in; there is none without a secure context.
fn clipboard_of(element: &Element) -> Option<Clipboard> {
    let navigator = element.owner_document()?.default_view()?.navigator();
    let clipboard = Reflect::get(&navigator, &"clipboard".into()).ok()?;
    clipboard.is_object().then(|| clipboard.unchecked_into())
}

/// Selects the text in a field beside the button, outside the viewport, and executes the document's `copy` command.
/// If that fails and a name is given, the field is displayed under it until the user leaves it.
fn copy_selection(text: &JsString, name: Option<&str>, button: &Element) -> Option<bool> {
    let document = button.owner_document()?;
    let field = document.create_element("textarea").ok()?;
    field.set_class_name("unseen");
    button.after_with_node_1(&field).ok()?;
    let area: &TextArea = field.unchecked_ref();
    area.set_value(text);
    area.set_read_only(true);
    area.select();
    let is_copied = document.unchecked_ref::<Place>().exec_command("copy").unwrap_or(false);
    let Some(name) = name.filter(|_| !is_copied) else {
        field.remove();
        // The selection has moved the focus.
        let _ = button.unchecked_ref::<HtmlElement>().focus();
        return Some(is_copied);
    };
    field.set_class_name("by-hand");
    field.set_attribute("aria-label", name).ok()?;
    let _ = field.unchecked_ref::<HtmlElement>().focus();
    area.select();
    let left = field.clone();
    area.set_on_blur(&Closure::once_into_js(move || left.remove()));
    Some(false)
}
