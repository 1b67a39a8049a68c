//! A snapshot: one HTML file with the list and this component, which can be opened without a network. The list is
//! written here, in slices; `src/snapshot/snapshot.js`, which is loaded when it is first needed, makes the rest of the
//! file.

use devserver_jobs_core::decode::{Broken, Decoded, End};
use devserver_jobs_core::query::{Filter, ProjectId};
use devserver_jobs_core::range::Range;
use devserver_jobs_core::snapshot::ListBody;
use devserver_jobs_core::view_state::ViewState;
use dom::reactive::untrack;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use web_sys::{Element, ShadowRoot};

use crate::components::ui::Ui;
use crate::lazy::chunk;
use crate::platform::{intl, object};
use crate::settings::view;

/// A snapshot in progress. Its errors have messages in English.
pub struct Snapshot {
    /// The writer of the list.
    pub body: ListBody,
    /// Takes bytes of the list and, without an argument, returns the parts of the file.
    pack: Function,
}

impl Snapshot {
    /// A snapshot of the list and of the user's choices, for the element that contains `near`. Nothing of the list
    /// is written yet.
    ///
    /// # Errors
    /// When the JavaScript module for snapshots could not be loaded, or the browser lacks a feature that it needs.
    pub async fn begin(ui: Ui, near: &Element) -> Result<Self, String> {
        let body = ListBody::new(untrack(|| list(ui)));
        let module = JsFuture::from(chunk::snapshot()).await.map_err(chunk::message)?;
        let pack = begin(ui, near, &module).map_err(chunk::message)?;
        Ok(Self { body, pack })
    }

    /// Adds a part of the list.
    ///
    /// # Errors
    /// When the browser reports an error.
    pub async fn add(&self, text: &str) -> Result<(), String> {
        self.packed(&Uint8Array::from(text.as_bytes())).await.map(drop)
    }

    /// The parts of the file.
    ///
    /// # Errors
    /// When the component's own files could not be loaded again.
    pub async fn finish(&self) -> Result<Array, String> {
        self.packed(&JsValue::UNDEFINED).await.map(|parts| Array::from(&parts))
    }

    async fn packed(&self, bytes: &JsValue) -> Result<JsValue, String> {
        let promise = self.pack.call1(&JsValue::UNDEFINED, bytes).map_err(chunk::message)?;
        JsFuture::from(Promise::resolve(&promise)).await.map_err(chunk::message)
    }
}

fn begin(ui: Ui, near: &Element, module: &JsValue) -> Result<Function, JsValue> {
    let begin: Function = Reflect::get(module, &"begin".into())?.dyn_into()?;
    let root: ShadowRoot = near.get_root_node().dyn_into()?;
    begin.call2(module, &root.host(), &untrack(|| settings(ui)))?.dyn_into()
}

/// Whether the list can be saved as a snapshot: there is one, from a server, and the build has the files for it.
pub fn is_offered(ui: Ui) -> bool {
    chunk::has_snapshot() && ui.snapshot().is_none() && ui.store.list.get().is_some()
}

/// The number of jobs in the list.
pub fn count(ui: Ui) -> usize {
    ui.store.list.get().map(|list| list.decoded.jobs.len()).unwrap_or_default()
}

/// The whole list. A list that is still arriving is marked as incomplete.
fn list(ui: Ui) -> Decoded {
    let Some(list) = ui.store.list.get() else {
        return Decoded::default();
    };
    let mut decoded = list.decoded.clone();
    if list.is_partial {
        decoded.end = End::CutShort { at: 0, why: Broken::Ended };
    }
    decoded
}

/// The settings in the snapshot: the project, the time of the list, the query, and the user's choices. The address
/// of the proxy and the token are not among them.
fn settings(ui: Ui) -> JsValue {
    let store = ui.store;
    let now = store.environment().platform.now();
    let at = store.list.at().unwrap_or(now);
    // The query of the displayed list, even if another request is in progress or has failed.
    let query = store.list.get().map(|list| list.question.query.clone()).unwrap_or_default();
    let mut state = ViewState { filters: query.filters.clone(), ..store.view_state() };
    // A relative range is stored with its current instants, so that it is the same when the file is opened later.
    state.table.time = store.list.range().get().map(|range| Range { hours: 0, ..range });
    let project = query.project.as_ref().map(ProjectId::to_string).unwrap_or_default();
    let formats = ui.formats();
    let title = format!("DevServer {project} {}", formats.exact(at as i64));
    let snapshot = intl::rfc3339(at as i64);
    let attributes = object(&[("project-id", project.into()), ("snapshot", snapshot.into())]);
    for filter in Filter::ALL {
        if let Some(value) = query.filters.get(filter) {
            // Setting a member of a new object cannot fail.
            let _ = Reflect::set(&attributes, &filter.setting().into(), &value.into());
        }
    }
    object(&[
        ("language", ui.language().into()),
        ("title", title.into()),
        ("attributes", attributes),
        ("state", view::object(&state)),
    ])
}
