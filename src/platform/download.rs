//! A text that grows part by part, and leaves the page as a file or by the clipboard. The parts are kept by
//! the browser, because the memory of WebAssembly never shrinks.

use wasm_bindgen::JsValue;
use web_sys::js_sys::{Array, JsString};
use web_sys::{Blob, BlobPropertyBag, Url};

/// The parts so far.
#[derive(Clone, Default)]
pub struct Parts(Array);

impl Parts {
    /// Adds a part of a file. It is encoded now, so that the end takes no time.
    pub fn push_bytes(&self, text: &str) {
        if let Ok(blob) = Blob::new_with_str_sequence(&Array::of1(&text.into())) {
            self.0.push(&blob);
        }
    }

    /// Adds a part of a file that JavaScript has made.
    pub fn push(&self, part: &JsValue) {
        self.0.push(part);
    }

    /// Adds a part of a text.
    pub fn push_text(&self, text: &str) {
        self.0.push(&text.into());
    }

    /// The text.
    pub fn text(&self) -> JsString {
        self.0.join("")
    }

    /// The file, as an address in this page; [`revoke`] frees it.
    ///
    /// # Errors
    /// When the browser makes no file of it.
    pub fn url(&self, media_type: &str) -> Result<String, JsValue> {
        Url::create_object_url_with_blob(&self.blob(media_type)?)
    }

    /// The file.
    ///
    /// # Errors
    /// When the browser makes no file of it.
    pub fn blob(&self, media_type: &str) -> Result<Blob, JsValue> {
        let options = BlobPropertyBag::new();
        options.set_type(media_type);
        Blob::new_with_blob_sequence_and_options(&self.0, &options)
    }
}

/// Frees a file.
pub fn revoke(url: &str) {
    let _ = Url::revoke_object_url(url);
}
