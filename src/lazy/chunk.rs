//! Where the second module stands, and how it is loaded: by the glue between JavaScript and WebAssembly
//! (`build/copies.mjs`), which knows the instance that the module is to share its memory with.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::{Function, Promise};

#[wasm_bindgen]
extern "C" {
    /// Missing where everything is one module. Called again it gives the same promise, unless that has failed.
    #[wasm_bindgen(thread_local_v2, js_name = loadLazy)]
    static LOAD: Option<Function>;
    type Failure;
    #[wasm_bindgen(method, getter)]
    fn message(this: &Failure) -> Option<String>;
}

/// Where the second module stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chunk {
    /// Nobody has wanted it.
    Absent,
    /// It is on its way.
    Loading,
    /// It can be called.
    There,
    /// It could not be had, and why.
    Failed(String),
}

impl Chunk {
    /// Where it stands at first: what needs no loading is there.
    pub fn initial() -> Self {
        if LOAD.with(Option::is_some) { Self::Absent } else { Self::There }
    }
}

/// Loads it.
///
/// # Errors
/// When it could not be had, is of another build, or may not run here; with the reason, in English.
pub async fn load() -> Result<(), String> {
    let load =
        LOAD.with(|load| load.as_ref().and_then(|load| load.call0(&JsValue::UNDEFINED).ok()));
    let loaded = JsFuture::from(Promise::resolve(&load.unwrap_or_default())).await;
    let message = |error: JsValue| error.unchecked_into::<Failure>().message().unwrap_or_default();
    loaded.map(drop).map_err(message)
}
