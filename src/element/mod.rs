//! Mounts the component in the element's shadow root, and unmounts it. The class of the custom element is in
//! `define.js`, the loader in `element.js`, and the names of settings, events and methods in
//! `contract.json`.

mod host;

use std::cell::Cell;
use std::rc::Rc;

use devserver_jobs_core::schedule::Interval;
use dom::El;
use dom::reactive::{Owner, init_executor};
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;
use web_sys::js_sys::{Object, WeakMap};
use web_sys::{Element, ShadowRoot, js_sys};

pub use self::host::Host;
use crate::api::fetch::{EarlyRequest, FetchTransport};
use crate::api::{FetchId, Proxy};
use crate::components::{self, ui::Ui};
use crate::platform::{Browser, object};
use crate::settings::{Settings, view};
use crate::state::refresh::Cause;
use crate::state::{Environment, Saved, Store};
use crate::style::{STYLE, adopt};

/// A mounted component. Freeing it unmounts it and ends its listeners, timers and requests.
#[wasm_bindgen]
pub struct Handle {
    ui: Ui,
    host: Host,
    view: El,
    owner: Owner,
}

/// Mounts the component in `root`, with the element's settings by their attribute names, and the early request, if
/// there is one. `host` is the element, and `saved` is the result of [`Handle::save`] from when the element left
/// the document before.
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
    let is_awaited = early.as_ref().is_some_and(EarlyRequest::is_awaited);
    // This aborts the early request even if mounting fails.
    let transport = Rc::new(FetchTransport::new(host.clone().unchecked_into(), early));
    init_executor();
    adopt(&root, STYLE, &js_sys::Array::new())?;
    let settings = read(&settings, &host);
    let environment = Environment {
        transport,
        events: Rc::new(host.clone()),
        platform: Rc::new(Browser),
        key: key(&root.host()),
    };
    let owner = Owner::new();
    let (ui, view) = owner.with(|| {
        let saved = restore(&saved).map(|saved| saved.only_of(&settings.session.proxy));
        let marks = saved.as_ref().and_then(|saved| saved.marks.clone());
        let ui = Ui::new(Store::new(settings, environment, saved), marks);
        (ui, components::jobs(ui, is_awaited))
    });
    // Replaces previous content, such as a message that loading failed.
    root.set_text_content(None);
    root.append_child(view.element())?;
    Ok(Handle { ui, host, view, owner })
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.owner.cleanup();
        self.view.element().remove();
    }
}

#[wasm_bindgen]
impl Handle {
    /// Applies new settings of the element.
    pub fn update(&self, settings: JsValue) {
        let settings = read(&settings, &self.host);
        // The second module, which clears marks with their session, may not be loaded yet.
        if self.ui.store.configure(settings) {
            self.ui.marked.set(None);
        }
    }

    /// Requests the list again.
    pub fn refresh(&self) {
        self.ui.store.refresh.refetch(Cause::Host);
    }

    /// The state of the view, as an object that [`Handle::restore`] accepts.
    pub fn view(&self) -> JsValue {
        view::object(&self.ui.store.view_state())
    }

    /// Restores a state, or a part of one.
    pub fn restore(&self, state: JsValue) {
        match view::parts(&state) {
            Ok(parts) => {
                let bad = self.ui.store.restore_view(&parts);
                bad.iter().for_each(|bad| self.host.warn_of_part(bad));
            }
            // For example a stored text that was not parsed.
            Err(text) => self.host.warn("restore", &text, "an object, as save() returns it"),
        }
    }

    /// Saves the user's state while the element is out of the document.
    pub fn save(&self) -> JsValue {
        let Saved { search, token, proxy, interval, is_paused, views, .. } = self.ui.store.save();
        let (Proxy::Base(proxy) | Proxy::Bad(proxy)) = proxy;
        let marks =
            self.ui.marked.with_untracked(|marks| marks.as_ref().map(|marks| marks.saved()));
        object(&[
            ("marks", marks.into()),
            ("search", search.into()),
            ("token", token.into()),
            ("proxy", proxy.into()),
            ("interval", interval.map(Interval::to_text).into()),
            ("isPaused", is_paused.into()),
            ("views", views.into()),
        ])
    }

    /// Restores the state of the settings.
    pub fn reset(&self) {
        self.ui.store.reset();
    }
}

/// Calls `report` with the message of a panic. After a panic nothing here may be called again, not even to free it:
/// memory may be inconsistent.
#[wasm_bindgen]
pub fn on_crash(report: js_sys::Function) {
    let report = SendWrapper::new(report);
    std::panic::set_hook(Box::new(move |panic| {
        let _ = report.call1(&JsValue::UNDEFINED, &panic.to_string().into());
    }));
}

/// The key under which the browser stores what the user saves in an element: from its `id` or, without one, its
/// position among the elements of the page.
fn key(element: &Element) -> String {
    let id = element.id();
    if !id.is_empty() {
        return format!("devserver-jobs.views#{id}");
    }
    let all = element
        .owner_document()
        .map(|document| document.get_elements_by_tag_name(&element.local_name()));
    let place =
        all.and_then(|all| (0..all.length()).find(|at| all.item(*at).as_ref() == Some(element)));
    format!("devserver-jobs.views.{}", place.unwrap_or_default())
}

/// Reads an object from [`Handle::save`].
fn restore(saved: &JsValue) -> Option<Saved> {
    let get = |name: &str| get(saved, name);
    let text = |name: &str| get(name).as_string().unwrap_or_default();
    saved.is_object().then(|| Saved {
        search: text("search"),
        token: get("token").as_string(),
        proxy: Proxy::Base(text("proxy")),
        interval: get("interval").as_string().and_then(|text| Interval::parse(&text)),
        is_paused: get("isPaused").is_truthy(),
        views: text("views"),
        marks: get("marks").as_string(),
    })
}

/// A member of an object.
fn get(object: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(object, &name.into()).unwrap_or_default()
}

thread_local! {
    /// The functions that send requests, with their numbers, so that elements with the same function can share
    /// responses.
    static FETCHES: (WeakMap, Cell<u32>) = (WeakMap::new(), Cell::new(0));
}

/// The number of a function that sends requests.
fn fetch_id(function: &JsValue) -> FetchId {
    let Some(function) = function.dyn_ref::<Object>() else {
        return FetchId::default();
    };
    FETCHES.with(|(numbers, count)| {
        let number = numbers.get(function).as_f64().unwrap_or_else(|| {
            count.set(count.get() + 1);
            numbers.set(function, &count.get().into());
            f64::from(count.get())
        });
        FetchId(number as u32)
    })
}

fn read(object: &JsValue, host: &Host) -> Settings {
    let (settings, bad) = Settings::read(object, fetch_id(&get(object, "fetch")));
    for bad in &bad {
        host.warn_of(bad);
    }
    settings
}
