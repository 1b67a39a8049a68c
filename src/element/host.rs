//! The host element as JavaScript passes it to Rust, and the details of the events that it sends.

use devserver_jobs_core::job::{Field, Job, Millis};
use devserver_jobs_core::list::JobList;
use devserver_jobs_core::query::{Filter, ProjectId};
use devserver_jobs_core::range::{By, Range};
use devserver_jobs_core::views::View;
use wasm_bindgen::prelude::*;
use web_sys::js_sys::Array;

use crate::api::RequestError;
use crate::events::{Event, Events, HostState};
use crate::platform::object;
use crate::settings::{BadSetting, view};
use crate::state::views::BadPart;

#[wasm_bindgen]
extern "C" {
    /// The object with the functions of the element, from `define.js`.
    #[derive(Clone)]
    pub type Host;
    /// Sends an event in a microtask.
    #[wasm_bindgen(method)]
    fn tell(this: &Host, name: &str, detail: &JsValue);
    /// Sends an event at once; returns `false` if it was canceled.
    #[wasm_bindgen(method)]
    fn announce(this: &Host, name: &str, detail: &JsValue) -> bool;
    /// Reports an invalid value of a setting.
    #[wasm_bindgen(method)]
    pub fn warn(this: &Host, setting: &str, value: &str, expected: &str);
    /// Sets a custom state, or removes it.
    #[wasm_bindgen(method)]
    fn state(this: &Host, name: &str, is_set: bool);
}

impl Host {
    /// Reports an invalid setting.
    pub fn warn_of(&self, bad: &BadSetting) {
        self.warn(bad.setting, &bad.value, bad.expected);
    }
}

impl Host {
    /// Reports an invalid part of a saved state.
    pub fn warn_of_part(&self, bad: &BadPart) {
        self.warn(&format!("restore: {}", view::camel(&bad.name)), &bad.value, bad.expected);
    }
}

impl Events for Host {
    fn send(&self, event: Event) {
        match event {
            Event::Loaded { project, count, set_aside, total, is_complete } => {
                let detail = [
                    ("projectId", project_id(project)),
                    ("count", count.into()),
                    ("setAside", set_aside.into()),
                    ("total", total.map(|total| total as f64).into()),
                    ("complete", is_complete.into()),
                ];
                self.tell("load", &object(&detail));
            }
            Event::Failed { error, job_id } => self.tell("error", &object(&failure(error, job_id))),
            Event::NotLoaded { message } => {
                let detail = [("kind", "load".into()), ("message", message.into())];
                self.tell("error", &object(&detail));
            }
            Event::Filtered { query, table } => {
                let range = |by: By| {
                    let range = table.time.filter(|range| range.by == by);
                    range.map(Range::to_text).unwrap_or_default()
                };
                let picked = table
                    .picked
                    .as_ref()
                    .map(|picked| picked.ids.iter().map(JsValue::from).collect::<Array>());
                let mut detail = vec![
                    ("projectId", project_id(query.project.as_ref())),
                    ("find", table.find.as_str().into()),
                    ("outcome", table.outcomes.to_text().into()),
                    ("type", table.types.to_text().into()),
                    ("user", table.users.to_text().into()),
                    ("created", range(By::Created).into()),
                    ("updated", range(By::Updated).into()),
                    ("changed", table.changed.into()),
                    ("stuck", table.stuck.into()),
                    ("jobIds", picked.into()),
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
            Event::Changed { project, newer, older, difference } => {
                let ids = |list: &JobList, places: &mut dyn Iterator<Item = u32>| {
                    let ids = places.filter_map(|place| list.get(place as usize)?.id);
                    JsValue::from(ids.map(JsValue::from).collect::<Array>())
                };
                let changed = &difference.changed;
                let ended = changed.iter().filter(|job| job.fields.has_ended);
                let detail = [
                    ("projectId", project_id(project)),
                    ("added", ids(newer, &mut difference.added.iter().copied())),
                    ("removed", ids(older, &mut difference.gone.iter().copied())),
                    ("changed", ids(newer, &mut changed.iter().map(|job| job.place))),
                    ("ended", ids(newer, &mut ended.map(|job| job.place))),
                ];
                self.tell("change", &object(&detail));
            }
            Event::Viewed(state) => {
                self.tell("view", &object(&[("state", view::object(state))]));
            }
            Event::ViewsChanged(views) => {
                let view = |one: &View| {
                    object(&[
                        ("name", one.name.as_str().into()),
                        ("state", view::object(&one.state)),
                    ])
                };
                let views = views.iter().map(view).collect::<Array>();
                self.tell("views", &object(&[("views", views.into())]));
            }
            Event::Refreshed(project) => {
                self.tell("refresh", &object(&[("projectId", project_id(project))]));
            }
        }
    }

    fn select(&self, job: &Job) -> bool {
        self.announce("select", &job_detail(job))
    }

    fn set_state(&self, state: HostState, is_set: bool) {
        match state {
            HostState::Loading => self.state("loading", is_set),
            HostState::Error => self.state("error", is_set),
        }
    }
}

fn project_id(project: Option<&ProjectId>) -> JsValue {
    text(project.map(ProjectId::as_str))
}

fn text(text: Option<&str>) -> JsValue {
    text.map(JsValue::from_str).unwrap_or_default()
}

fn failure(error: &RequestError, job_id: Option<&str>) -> Vec<(&'static str, JsValue)> {
    let mut detail = vec![("jobId", text(job_id))];
    let kind = match error {
        RequestError::Unreachable { message, .. } => {
            detail.push(("message", text(Some(message))));
            "network"
        }
        RequestError::Refused(error) => {
            detail.push(("status", error.status.into()));
            detail.push(("code", text(error.code.as_deref())));
            detail.push(("message", text(error.message.as_deref())));
            detail.push(("requestId", text(error.request_id.as_deref())));
            detail.push(("retryAt", error.retry_at.map(|at| at as f64).into()));
            "http"
        }
        RequestError::NotAList(_) => "not-a-list",
        RequestError::SignInPage => "session",
        RequestError::CutShort { .. } => "cut-short",
        RequestError::BadProxy(given) => {
            detail.push(("message", text(Some(given))));
            "proxy"
        }
    };
    detail.push(("kind", kind.into()));
    detail
}

/// A job under the names of the API, with the values that the cloud sent.
fn job_detail(job: &Job) -> JsValue {
    let text = |sent: &Option<String>| text(sent.as_deref());
    let at = |field: &Field<Millis>| sent(field, |at| *at as f64);
    object(&[
        ("id", text(&job.id)),
        ("name", text(&job.name)),
        ("user_name", text(&job.user_name)),
        ("description", text(&job.description)),
        ("type", text(&job.job_type)),
        ("status", text(&job.status)),
        ("abnormal_count", sent(&job.abnormal_count, |count| f64::from(*count))),
        ("create_at", at(&job.created)),
        ("update_at", at(&job.updated)),
    ])
}

/// A number, or the text that was sent instead.
fn sent<T>(field: &Field<T>, number: impl Fn(&T) -> f64) -> JsValue {
    match field {
        Field::Known(value) => number(value).into(),
        Field::Unreadable(text) => text.as_str().into(),
        _ => JsValue::UNDEFINED,
    }
}
