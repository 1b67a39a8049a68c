//! The element around the component: it sends the requests, shows where loading stands as a custom state,
//! and tells the page around what happened. What is told, and by which names, is in this room.

use devserver_jobs_core::decode::End;
use devserver_jobs_core::query::{Filter, Query};
use devserver_jobs_core::table::TableState;
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;
use web_sys::js_sys::Promise;

use crate::config::BadSetting;
use crate::dom::object;
use crate::fetch::LoadError;
use crate::load::List;

#[wasm_bindgen]
extern "C" {
    /// What `define.js` hands over.
    #[derive(Clone, Debug)]
    pub type Host;
    /// Asks an address, and gives a promise of the `Response`.
    #[wasm_bindgen(method)]
    pub fn send(
        this: &Host,
        url: &str,
        credentials: &str,
        token: Option<&str>,
        signal: &AbortSignal,
    ) -> Promise;
    /// Sends an event soon.
    #[wasm_bindgen(method)]
    fn tell(this: &Host, name: &str, detail: &JsValue);
    /// Sends an event at once; whether what would follow is allowed.
    #[wasm_bindgen(method)]
    fn announce(this: &Host, name: &str, detail: &JsValue) -> bool;
    /// Names a value of a setting that is not used.
    #[wasm_bindgen(method)]
    fn warn(this: &Host, setting: &str, value: &str, expected: &str);
    /// Sets a custom state, or takes it away.
    #[wasm_bindgen(method)]
    pub fn state(this: &Host, name: &str, is: bool);
}

impl Host {
    /// A list has come.
    pub fn loaded(&self, list: &List) {
        let decoded = &list.decoded;
        let detail = [
            ("projectId", project(&list.query)),
            ("count", decoded.jobs.len().into()),
            ("setAside", decoded.set_aside.len().into()),
            ("total", decoded.total.map(|total| total as f64).into()),
            ("complete", (decoded.end == End::Whole && decoded.missing().is_none()).into()),
        ];
        self.tell("load", &object(&detail));
    }

    /// A request has failed: for the list or, with its id, for a job's detail.
    pub fn failed(&self, error: &LoadError, job: Option<&str>) {
        let text = |text: Option<&str>| text.map(JsValue::from_str).unwrap_or_default();
        let mut detail = vec![("jobId", text(job))];
        let kind = match error {
            LoadError::NotReached { why, .. } => {
                detail.push(("message", text(Some(why))));
                "network"
            }
            LoadError::Refused(error) => {
                detail.push(("status", error.status.into()));
                detail.push(("code", text(error.code.as_deref())));
                detail.push(("message", text(error.message.as_deref())));
                detail.push(("requestId", text(error.request_id.as_deref())));
                detail.push(("retryAt", error.retry_at.map(|at| at as f64).into()));
                "http"
            }
            LoadError::NotAList(_) => "not-a-list",
            LoadError::CutShort { .. } => "cut-short",
            LoadError::BadProxy(given) => {
                detail.push(("message", text(Some(given))));
                "proxy"
            }
        };
        detail.push(("kind", kind.into()));
        self.tell("error", &object(&detail));
    }

    /// A part of the component could not be loaded.
    pub fn not_loaded(&self, message: &str) {
        self.tell("error", &object(&[("kind", "load".into()), ("message", message.into())]));
    }

    /// The reader has chosen what is shown.
    pub fn filtered(&self, query: &Query, table: &TableState) {
        let mut detail = vec![
            ("projectId", project(query)),
            ("find", table.find.as_str().into()),
            ("outcome", table.outcomes.to_text().into()),
        ];
        for filter in Filter::ALL {
            let name = match filter {
                Filter::Id => "filterId",
                Filter::Name => "filterName",
                Filter::Type => "filterType",
                Filter::Status => "filterStatus",
                Filter::Visible => "filterVisible",
            };
            detail.push((name, query.filters.get(filter).unwrap_or_default().into()));
        }
        self.tell("filter", &object(&detail));
    }

    /// The reader has asked anew.
    pub fn refreshed(&self, query: &Query) {
        self.tell("refresh", &object(&[("projectId", project(query))]));
    }

    /// The reader has chosen a job; whether its detail may be shown here, or its link be followed.
    pub fn selects(&self, job: &JsValue) -> bool {
        self.announce("select", job)
    }

    /// A setting is not used as it is.
    pub fn refuses(&self, bad: &BadSetting) {
        self.warn(bad.setting, &bad.value, bad.expected);
    }
}

fn project(query: &Query) -> JsValue {
    query.project.as_ref().map(|project| JsValue::from_str(project.as_str())).unwrap_or_default()
}
