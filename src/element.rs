//! Mounts the component in an element's shadow root, and unmounts it.

use wasm_bindgen::prelude::*;
use web_sys::{CssStyleSheet, ShadowRoot, js_sys};

use crate::config::Config;
use crate::dom::El;
use crate::fetch::{Early, EarlyRequest};
use crate::reactive::*;
use crate::store::Store;
use crate::style::STYLE;
use crate::view;

/// A mounted component. Freeing it unmounts it and ends its listeners, timers and request.
#[wasm_bindgen]
pub struct Handle {
    store: Store,
    view: El,
    owner: Owner,
}

/// Mounts the component in `root`, with the element's settings by their attribute names, and the request
/// that was sent while this was loading, if any.
///
/// # Errors
/// When the browser does not let a style sheet be made.
#[wasm_bindgen]
pub fn mount(
    root: ShadowRoot,
    settings: JsValue,
    early: Option<EarlyRequest>,
) -> Result<Handle, JsValue> {
    let early = early.map(Early::new);
    // For the second element it is there already, which is no error.
    let _ = Executor::init_wasm_bindgen();
    adopt_style(&root)?;
    let config = read(settings);
    let owner = Owner::new();
    let (store, view) = owner.with(|| {
        let store = Store::new(config, early);
        (store, view::jobs(store))
    });
    // What was there before, such as a message that loading failed, makes room.
    root.set_text_content(None);
    root.append_child(view.node())?;
    Ok(Handle { store, view, owner })
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
        self.store.configure(read(settings));
    }
}

fn read(settings: JsValue) -> Config {
    let (config, bad) = Config::read(&settings);
    for bad in bad {
        web_sys::console::warn_1(&bad.to_string().into());
    }
    config
}

/// A style element would be refused by a strict content security policy; an adopted sheet is not.
fn adopt_style(root: &ShadowRoot) -> Result<(), JsValue> {
    let sheet = CssStyleSheet::new()?;
    sheet.replace_sync(STYLE)?;
    root.set_adopted_style_sheets(&js_sys::Array::of1(&sheet));
    Ok(())
}
