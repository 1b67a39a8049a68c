//! The loading state of the second module. The glue between JavaScript and WebAssembly loads it
//! (`src/instance.js`), because it has the instance whose memory the module shares.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    type Failure;
    #[wasm_bindgen(method, getter)]
    fn message(this: &Failure) -> Option<String>;
}

#[cfg(two_chunks)]
#[wasm_bindgen]
extern "C" {
    /// Later calls return the same promise, unless it was rejected.
    #[wasm_bindgen(js_name = loadLazy)]
    fn start() -> web_sys::js_sys::Promise;
    /// Loads the JavaScript module that makes the file of a snapshot.
    #[wasm_bindgen(js_name = loadSnapshot)]
    pub fn snapshot() -> web_sys::js_sys::Promise;
}

#[cfg(two_chunks)]
pub const fn has_snapshot() -> bool {
    true
}

#[cfg(two_chunks)]
const fn needs_loading() -> bool {
    true
}

/// If everything is one module, there is nothing to load, unless a test changes that.
#[cfg(not(two_chunks))]
use whole::{needs_loading, start};

/// A snapshot contains the files of the release build of the page.
#[cfg(not(two_chunks))]
pub use whole::{has_snapshot, snapshot};

#[cfg(not(two_chunks))]
mod whole {
    use wasm_bindgen::prelude::*;
    use web_sys::js_sys::{Function, Promise};

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(thread_local_v2, js_name = globalThis)]
        static GLOBAL: Page;
        type Page;
        /// Replaces the function of the glue in a test.
        #[wasm_bindgen(method, getter, js_name = loadLazy)]
        fn load_lazy(this: &Page) -> Option<Function>;
        #[wasm_bindgen(method, getter, js_name = loadSnapshot)]
        fn load_snapshot(this: &Page) -> Option<Function>;
    }

    pub fn needs_loading() -> bool {
        GLOBAL.with(|page| page.load_lazy().is_some())
    }

    pub fn start() -> Promise {
        called(GLOBAL.with(Page::load_lazy))
    }

    pub fn has_snapshot() -> bool {
        GLOBAL.with(|page| page.load_snapshot().is_some())
    }

    pub fn snapshot() -> Promise {
        called(GLOBAL.with(Page::load_snapshot))
    }

    fn called(load: Option<Function>) -> Promise {
        let started = load.and_then(|load| load.call0(&JsValue::UNDEFINED).ok());
        Promise::resolve(&started.unwrap_or_default())
    }
}

/// The loading state of the second module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chunk {
    /// It was not requested.
    NotRequested,
    /// It is loading.
    Loading,
    /// It can be called.
    Loaded,
    /// It could not be loaded, and why.
    Failed(String),
}

impl Chunk {
    /// The initial state: loaded, if everything is one module.
    pub fn initial() -> Self {
        if needs_loading() { Self::NotRequested } else { Self::Loaded }
    }
}

/// Loads the second module.
///
/// # Errors
/// When it could not be loaded, is of another build, or is not allowed to run here. The message is in English.
pub async fn load() -> Result<(), String> {
    JsFuture::from(start()).await.map(drop).map_err(message)
}

/// The message of a JavaScript error.
pub fn message(error: JsValue) -> String {
    error.unchecked_into::<Failure>().message().unwrap_or_default()
}
