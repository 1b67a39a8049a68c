//! The detail of one job, beside the list or, where there is no room, in its place: its frame, and how
//! it is opened, left and walked through. What it says of the job is in `facts.rs` and `servers.rs`.

use std::sync::Arc;

use devserver_jobs_core::decode::End;
use devserver_jobs_core::job::{Field, Job, Millis};
use devserver_jobs_core::task::counts;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, KeyboardEvent};

use super::badge::badge;
use super::facts::facts;
use super::notice::{Subject, as_of, error_text, notice};
use super::row::job_name;
use super::servers::{outcomes_text, servers};
use super::{hash, icon, label, leaving_button, say};
use crate::dom::{El, el, focus_soon, is_composing, object};
use crate::fetch::LoadError;
use crate::load::DetailState;
use crate::locale::{CUT_SHORT, Key, fill};
use crate::reactive::*;
use crate::store::Store;

/// Where the heading of the detail is found.
const JOB: &str = "#job";
/// Where the focus goes from a detail that is closed: to the row from which it was opened last, if it
/// is on the page.
const ROW: &str = ".chosen a, .list:not(:has(.chosen)) #heading";

/// Tells the page around that the reader has chosen a job; whether it leaves the job to the component.
pub fn selects(store: Store, job: &Job) -> bool {
    store.host().selects(&plain(job))
}

/// Opens the detail of a job, unless the page around shows one of its own, and moves the focus there.
pub fn open(near: &El, store: Store, job: &Job) {
    if selects(store, job) {
        store.select(job.id.clone());
        focus_soon(near, JOB);
    }
}

/// The drawer; `main` is what it stands beside, or in the place of.
pub fn drawer(store: Store, main: &El) -> El {
    let job = Memo::new(move |_| store.selected_job());
    // The style sheet decides whether there is room for both.
    let alone = RwSignal::new(false);
    let list = main.clone();
    main.on_resize(move || alone.set(list.node().client_width() == 0));

    let drawer = el("div class=drawer");
    let near = drawer.clone();
    let key = move |event: Event| {
        let event: &KeyboardEvent = event.unchecked_ref();
        match (event.key().as_str(), event.alt_key()) {
            // It may be meant for the input method.
            _ if is_composing(event) => return,
            ("Escape", _) => store.select(None),
            ("ArrowUp", true) if step(store, false) => focus_soon(&near, JOB),
            ("ArrowDown", true) if step(store, true) => focus_soon(&near, JOB),
            _ => return,
        }
        event.prevent_default();
        // The portal around may have its own meaning for these.
        event.stop_propagation();
    };
    let is_bare = move || job.with(|job| job.is_bare());
    let role = move || Some(if alone.get() { "dialog" } else { "region" }.to_owned());
    let loading = move || store.details().with(|details| details.state == DetailState::Loading);
    // What is announced once it is there: whose it is, and what its servers came to.
    let summary = move || {
        let counts = counts(&store.detail()?.decoded.tasks);
        Some(format!("{}: {}", job.with(|job| title(store, job)), outcomes_text(store, counts)))
    };
    drawer
        .attr("aria-labelledby", "job")
        .attr("part", "drawer")
        .bind("role", role)
        .bind("aria-modal", move || alone.get().then(|| "true".to_owned()))
        .bind("aria-busy", move || Some(loading().to_string()))
        .child(
            el("header")
                .child(el("h2 id=job tabindex=-1").says(move || job.with(|job| title(store, job))))
                .child(step_button(store, false))
                .child(step_button(store, true))
                .child(
                    button(store, Key::Close, icon::CLOSE)
                        .attr("aria-keyshortcuts", "Escape")
                        .on("click", move |_| store.select(None)),
                ),
        )
        .child(badge(store, job).hidden(is_bare))
        .child(el("p class=unseen role=status").says(move || summary().unwrap_or_default()))
        // All below is of one job, and its choices begin anew with the next.
        .child(
            el("div").lists(
                move || store.selected().get().into_iter().collect(),
                move |_| body(store, job),
            ),
        )
        .on("keydown", key)
        .leaves_focus(ROW)
}

/// What a job is called, also where nothing more is known of it.
fn title(store: Store, job: &Job) -> String {
    job.name.clone().or_else(|| job.id.clone()).unwrap_or_else(|| job_name(store, job))
}

fn body(store: Store, job: Memo<Arc<Job>>) -> El {
    let body = el("div class=body");
    let near = body.clone();
    // What is shown of a job is made once, and anew where it has changed.
    let key = move || {
        keep_focus(&near);
        let detail = store.detail().map(|detail| Arc::as_ptr(&detail) as usize);
        vec![hash(&(detail, store.formats_name(), job.get()))]
    };
    let warning = move |text: &str| {
        let lines = text.lines().map(|line| el("p").text(line));
        notice("warning", "status", icon::WARNING).child(el("div class=text").children(lines))
    };
    body.child(el("div").shows(move || state(store)))
        .child(el("div").lists(move || lacks(store).into_iter().collect(), warning))
        .child(
            el("div")
                .hidden(move || job.with(|job| job.is_bare()))
                .lists(key, move |_| facts(store, &job.get_untracked())),
        )
        .child(servers(store, job))
}

/// Keeps the focus in the drawer, where what has it is about to be made anew.
fn keep_focus(part: &El) {
    if part.has_focus() {
        let part = part.clone();
        spawn_free(async move {
            Executor::tick().await;
            if !part.has_focus() {
                focus_soon(&part, JOB);
            }
        });
    }
}

/// What stands in the place of a detail, or says why there is no newer one.
fn state(store: Store) -> Option<El> {
    let is_shown = store.detail().is_some();
    store.details().with(|details| match &details.state {
        DetailState::NotAsked => Some(el("p").says(say(store, Key::NoUuid))),
        DetailState::Loading if !is_shown => Some(el("p").says(say(store, Key::LoadingDetail))),
        DetailState::Loading | DetailState::Ready => None,
        DetailState::Failed(error) => {
            // Where the gateway wants a token, the list asks for it.
            let asks = matches!(error, LoadError::Refused(error) if error.asks_for_token());
            let retry = move || if asks { store.refresh() } else { store.retry_detail() };
            Some(
                notice("error", "alert", icon::ERROR)
                    .child(el("div class=text").children(error_text(store, error, Subject::Job)))
                    .child(leaving_button(say(store, Key::Retry), JOB, retry)),
            )
        }
    })
}

/// What the reader must know about the detail on screen, a line each.
fn lacks(store: Store) -> Option<String> {
    let detail = store.detail()?;
    let (messages, decoded) = (store.messages(), &detail.decoded);
    let mut lines = Vec::new();
    lines.extend(detail.trouble.map(|trouble| as_of(store, trouble, detail.at)));
    if decoded.end != End::Whole {
        let rows = decoded.tasks.len();
        let cut = store.plural(CUT_SHORT, rows);
        lines.push(format!("{cut} {}", messages.get(Key::CutShortText)));
    }
    if decoded.set_aside > 0 {
        lines.push(fill(messages.get(Key::PartsSetAside), &[&store.number(decoded.set_aside)]));
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Goes on to the job before or after; whether that was possible.
fn step(store: Store, forward: bool) -> bool {
    let next = untrack(|| store.neighbour(forward));
    let next = next.filter(|(_, job)| selects(store, job));
    next.map(|(place, job)| store.step_to(place, job.id)).is_some()
}

fn step_button(store: Store, forward: bool) -> El {
    let (name, path, keys) = match forward {
        false => (Key::PreviousJob, icon::UP, "Alt+ArrowUp"),
        true => (Key::NextJob, icon::DOWN, "Alt+ArrowDown"),
    };
    button(store, name, path)
        .attr("aria-keyshortcuts", keys)
        // Not `disabled`, which would take the focus from whoever steps to the end.
        .bind("aria-disabled", move || {
            store.neighbour(forward).is_none().then(|| "true".to_owned())
        })
        .on("click", move |_| {
            step(store, forward);
        })
}

fn button(store: Store, name: Key, path: &str) -> El {
    let name = label(store, name);
    let button = el("button type=button class=quiet").child(icon::icon(path));
    button.bind("aria-label", name).bind("title", name)
}

/// A job for the page around: what the cloud sent, by the cloud's names.
fn plain(job: &Job) -> JsValue {
    let text = |text: &Option<String>| text.as_deref().map(JsValue::from_str).unwrap_or_default();
    let at = |field: &Field<Millis>| given(field, |at| *at as f64);
    object(&[
        ("id", text(&job.id)),
        ("name", text(&job.name)),
        ("user_name", text(&job.user_name)),
        ("description", text(&job.description)),
        ("type", text(&job.job_type)),
        ("status", text(&job.status)),
        ("abnormal_count", given(&job.abnormal_count, |count| f64::from(*count))),
        ("create_at", at(&job.created)),
        ("update_at", at(&job.updated)),
    ])
}

/// A number, or the text that was sent in its place.
fn given<T>(field: &Field<T>, number: impl Fn(&T) -> f64) -> JsValue {
    match field {
        Field::Known(value) => number(value).into(),
        Field::Unreadable(text) => text.as_str().into(),
        Field::Absent => JsValue::UNDEFINED,
    }
}
