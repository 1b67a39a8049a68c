//! A text that grows part by part, and is saved as a file or copied to the clipboard. The parts are kept by the
//! browser, because the memory of WebAssembly never shrinks.

use wasm_bindgen::JsValue;
use web_sys::js_sys::{Array, JsString};
use web_sys::{Blob, BlobPropertyBag, Url};

/// The parts so far.
#[derive(Clone, Default)]
pub struct Parts {
    /// As texts, if a text is needed.
    texts: Option<Array>,
    /// As encoded bytes, if a file is needed. A part is encoded when it is added, so that the end takes no time.
    encoded: Option<Array>,
}

impl Parts {
    /// An empty file.
    pub fn of_file() -> Self {
        Self { encoded: Some(Array::new()), ..Self::default() }
    }

    /// An empty text.
    pub fn of_text() -> Self {
        Self { texts: Some(Array::new()), ..Self::default() }
    }

    /// An empty text that is also needed as a file.
    pub fn of_both() -> Self {
        Self { encoded: Some(Array::new()), ..Self::of_text() }
    }

    /// Adds a part as text.
    pub fn push_text(&self, text: &str) {
        let part = JsValue::from(text);
        if let Some(texts) = &self.texts {
            texts.push(&part);
        }
        if let Some(encoded) = &self.encoded
            && let Ok(blob) = Blob::new_with_str_sequence(&Array::of1(&part))
        {
            encoded.push(&blob);
        }
    }

    /// Adds a part of a file, from JavaScript.
    pub fn push(&self, part: &JsValue) {
        if let Some(encoded) = &self.encoded {
            encoded.push(part);
        }
    }

    /// The text, if one is needed.
    pub fn text(&self) -> JsString {
        self.texts.as_ref().map(|texts| texts.join("")).unwrap_or_default()
    }

    /// The file as a URL of this page; [`revoke`] frees it.
    ///
    /// # Errors
    /// When the browser cannot create the file.
    pub fn url(&self, media_type: &str) -> Result<String, JsValue> {
        Url::create_object_url_with_blob(&self.blob(media_type)?)
    }

    /// The file.
    ///
    /// # Errors
    /// When the browser cannot create the file.
    pub fn blob(&self, media_type: &str) -> Result<Blob, JsValue> {
        let options = BlobPropertyBag::new();
        options.set_type(media_type);
        let parts = self.encoded.as_ref().or(self.texts.as_ref());
        Blob::new_with_blob_sequence_and_options(&parts.cloned().unwrap_or_default(), &options)
    }
}

/// Frees a file.
pub fn revoke(url: &str) {
    let _ = Url::revoke_object_url(url);
}
