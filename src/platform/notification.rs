//! Notifications of the system, if the browser supports them and the user allows them.

use wasm_bindgen::prelude::*;
use web_sys::js_sys::{Object, Promise};

use super::object;

#[wasm_bindgen]
extern "C" {
    type Notification;
    #[wasm_bindgen(constructor, catch)]
    fn new(title: &str, options: &Object) -> Result<Notification, JsValue>;
    #[wasm_bindgen(static_method_of = Notification, catch, js_name = requestPermission)]
    fn request_permission() -> Result<Promise, JsValue>;
}

/// Asks the user to allow notifications, unless that is decided already. It must be called while a click is being
/// handled.
pub fn request() {
    // Without a secure context there are no notifications. The user's decision is checked when there is something
    // to notify of; a refusal is no error.
    if let Ok(decided) = Notification::request_permission() {
        dom::reactive::spawn_local(async move {
            let _ = wasm_bindgen_futures::JsFuture::from(decided).await;
        });
    }
}

/// Shows a notification, if that is allowed; it replaces one with the same tag.
pub fn show(title: &str, body: &str, tag: &str) {
    let options = object(&[("body", body.into()), ("tag", tag.into())]);
    // If it is not allowed, nothing is shown; some browsers throw.
    let _ = Notification::new(title, options.unchecked_ref());
}
