//! Mounts the component in an element's shadow root, and unmounts it.

use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;
use web_sys::{ShadowRoot, js_sys};

use crate::config::Config;
use crate::dom::El;
use crate::fetch::{Early, EarlyRequest};
use crate::host::Host;
use crate::reactive::*;
use crate::store::Store;
use crate::style::{STYLE, adopt};
use crate::view;

/// A mounted component. Freeing it unmounts it and ends its listeners, timers and request.
#[wasm_bindgen]
pub struct Handle {
    store: Store,
    host: Host,
    view: El,
    owner: Owner,
}

/// Mounts the component in `root`, with the element's settings by their attribute names, and the request
/// that was sent while this was loading, if any; `host` is what the element does for it.
///
/// # Errors
/// When the browser does not let a style sheet be made.
#[wasm_bindgen]
pub fn mount(
    root: ShadowRoot,
    settings: JsValue,
    early: Option<EarlyRequest>,
    host: Host,
) -> Result<Handle, JsValue> {
    let early = early.map(Early::new);
    // For the second element it is there already, which is no error.
    let _ = Executor::init_wasm_bindgen();
    adopt(&root, STYLE, &js_sys::Array::new())?;
    let config = read(settings, &host);
    let owner = Owner::new();
    let (store, view) = owner.with(|| {
        let store = Store::new(config, early, host.clone());
        (store, view::jobs(store))
    });
    // What was there before, such as a message that loading failed, makes room.
    root.set_text_content(None);
    root.append_child(view.node())?;
    Ok(Handle { store, host, view, owner })
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.owner.cleanup();
        self.view.node().remove();
    }
}

#[wasm_bindgen]
impl Handle {
    /// Takes the element's settings anew.
    pub fn update(&self, settings: JsValue) {
        self.store.configure(read(settings, &self.host));
    }

    /// Asks anew for the same.
    pub fn refresh(&self) {
        self.store.ask_again();
    }

    /// Goes back to what the settings say.
    pub fn reset(&self) {
        self.store.reset();
    }
}

/// Calls `tell` with the message of a panic. After one nothing here may be called again, not even to free
/// it: what it left behind is in no order.
#[wasm_bindgen]
pub fn on_crash(tell: js_sys::Function) {
    let tell = SendWrapper::new(tell);
    std::panic::set_hook(Box::new(move |panic| {
        let _ = tell.call1(&JsValue::UNDEFINED, &panic.to_string().into());
    }));
}

fn read(settings: JsValue, host: &Host) -> Config {
    let (config, bad) = Config::read(&settings);
    for bad in &bad {
        host.refuses(bad);
    }
    config
}
