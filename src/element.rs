//! Mounts the component in an element's shadow root, and unmounts it.

use std::cell::Cell;
use std::rc::Rc;

use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{CssStyleSheet, HtmlElement, ShadowRoot, js_sys};

use crate::config::Config;
use crate::store::Store;
use crate::view::Jobs;

const STYLE: &str = include_str!("../style/devserver-jobs.css");

/// A mounted component. Freeing it unmounts it and ends its listeners, timers and request.
#[wasm_bindgen]
pub struct Handle {
    store: Store,
    /// The view and the owner of all reactive state, held to be dropped.
    _mounted: Box<dyn std::any::Any>,
}

/// Mounts the component in `root`, with the element's settings by their attribute names.
///
/// # Errors
/// When the browser does not let a style sheet be made.
#[wasm_bindgen]
pub fn mount(root: ShadowRoot, settings: JsValue) -> Result<Handle, JsValue> {
    adopt_style(&root)?;
    // What was there before, such as a message that loading failed, makes room.
    root.set_text_content(None);
    let config = read(settings);
    let parent: HtmlElement = root.unchecked_into();
    // The state is made under the owner that `mount_to` makes, and ends with it.
    let slot = Rc::new(Cell::new(None));
    let mounted = mount_to(parent, {
        let slot = Rc::clone(&slot);
        move || {
            let store = Store::new(config);
            slot.set(Some(store));
            view! { <Jobs store/> }
        }
    });
    let store = slot.get().expect("mount_to calls its closure before it returns");
    Ok(Handle { store, _mounted: Box::new(mounted) })
}

#[wasm_bindgen]
impl Handle {
    /// Takes the element's settings anew.
    pub fn update(&self, settings: JsValue) {
        self.store.configure(read(settings));
    }
}

fn read(settings: JsValue) -> Config {
    let (config, bad) = Config::read(settings);
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
