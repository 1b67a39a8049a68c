//! Mounts the component in the element's shadow root, and unmounts it. The element's class is in
//! `define.js`, the loader in `element.js`, and the names of settings, events and methods in
//! `contract.json`.

mod host;

use std::cell::RefCell;
use std::rc::Rc;

use dom::El;
use dom::reactive::{Owner, init_executor};
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;
use web_sys::{ShadowRoot, js_sys};

pub use self::host::Host;
use crate::api::FetchId;
use crate::api::fetch::{EarlyRequest, FetchTransport};
use crate::components;
use crate::platform::{Browser, object};
use crate::settings::Settings;
use crate::state::{Environment, Saved, Store};
use crate::style::{STYLE, adopt};

/// A mounted component. Freeing it unmounts it and ends its listeners, timers and request.
#[wasm_bindgen]
pub struct Handle {
    store: Store,
    host: Host,
    fetch: RefCell<Fetch>,
    view: El,
    owner: Owner,
}

/// Mounts the component in `root`, with the element's settings by their attribute names, and the request
/// that was sent while this was loading, if any; `host` is the element, and `saved` what [`Handle::save`] gave
/// when the element left the document before.
///
/// # Errors
/// When the browser does not let a style sheet be made.
#[wasm_bindgen]
pub fn mount(
    root: ShadowRoot,
    settings: JsValue,
    early: Option<EarlyRequest>,
    host: Host,
    saved: JsValue,
) -> Result<Handle, JsValue> {
    // Aborts the early request also where mounting fails.
    let transport = Rc::new(FetchTransport::new(host.clone().unchecked_into(), early));
    init_executor();
    adopt(&root, STYLE, &js_sys::Array::new())?;
    let mut fetch = Fetch::default();
    let settings = read(&settings, &mut fetch, &host);
    let environment =
        Environment { transport, events: Rc::new(host.clone()), platform: Rc::new(Browser) };
    let owner = Owner::new();
    let (store, view) = owner.with(|| {
        let store = Store::new(settings, environment, restore(&saved));
        (store, components::jobs(components::ui::Ui::new(store)))
    });
    // What was there before, such as a message that loading failed, makes room.
    root.set_text_content(None);
    root.append_child(view.element())?;
    Ok(Handle { store, host, fetch: RefCell::new(fetch), view, owner })
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.owner.cleanup();
        self.view.element().remove();
    }
}

#[wasm_bindgen]
impl Handle {
    /// Takes new settings of the element.
    pub fn update(&self, settings: JsValue) {
        let settings = read(&settings, &mut self.fetch.borrow_mut(), &self.host);
        self.store.configure(settings);
    }

    /// Requests the list again.
    pub fn refresh(&self) {
        self.store.refresh.refetch();
    }

    /// Saves what the reader has chosen, for the time in which the element is out of the document.
    pub fn save(&self) -> JsValue {
        let Saved { search, token, is_utc } = self.store.save();
        object(&[("search", search.into()), ("token", token.into()), ("isUtc", is_utc.into())])
    }

    /// Goes back to what the settings say.
    pub fn reset(&self) {
        self.store.reset();
    }
}

/// Calls `report` with the message of a panic. After one nothing here may be called again, not even to free
/// it: memory may be inconsistent.
#[wasm_bindgen]
pub fn on_crash(report: js_sys::Function) {
    let report = SendWrapper::new(report);
    std::panic::set_hook(Box::new(move |panic| {
        let _ = report.call1(&JsValue::UNDEFINED, &panic.to_string().into());
    }));
}

/// Reads what [`Handle::save`] has written.
fn restore(saved: &JsValue) -> Option<Saved> {
    let get = |name: &str| js_sys::Reflect::get(saved, &name.into()).unwrap_or_default();
    saved.is_object().then(|| Saved {
        search: get("search").as_string().unwrap_or_default(),
        token: get("token").as_string(),
        is_utc: get("isUtc").is_truthy(),
    })
}

/// The sending function that the host page has set last, and its number.
#[derive(Default)]
struct Fetch {
    function: JsValue,
    id: FetchId,
}

fn read(object: &JsValue, fetch: &mut Fetch, host: &Host) -> Settings {
    let function = js_sys::Reflect::get(object, &"fetch".into()).unwrap_or_default();
    if function != fetch.function {
        *fetch = Fetch { function, id: FetchId(fetch.id.0 + 1) };
    }
    let (settings, bad) = Settings::read(object, fetch.id);
    for bad in &bad {
        host.warn_of(bad);
    }
    settings
}
