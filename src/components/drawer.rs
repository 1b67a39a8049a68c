//! The detail of one job, beside the list or, where there is no room, in its place: its frame, and how
//! it is opened, left and walked through. What it says of the job is in `facts.rs` and `servers.rs`.

use std::sync::Arc;

use devserver_jobs_core::decode::End;
use devserver_jobs_core::job::Job;
use devserver_jobs_core::task::counts;
use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent};

use super::badge::badge;
use super::facts::facts;
use super::notice::{Subject, as_of, error_text, notice};
use super::row::job_name;
use super::servers::{outcomes_text, servers};
use super::{hash, icon, label, leaving_button, say};
use crate::components::ui::Ui;
use crate::locale::{CUT_SHORT, Key, fill};
use crate::state::detail::Status;
use dom::old::{El, el, focus_soon, is_composing};
use dom::reactive::*;

/// Where the heading of the detail is found.
const JOB: &str = "#job";
/// Where the focus goes from a detail that is closed: to the row from which it was opened last, if it
/// is on the page.
const ROW: &str = ".chosen a, .list:not(:has(.chosen)) #heading";

/// Tells the page around that the reader has chosen a job; whether it leaves the job to the component.
pub fn selects(ui: Ui, job: &Job) -> bool {
    ui.store.environment().events.select(job)
}

/// Opens the detail of a job, unless the page around shows one of its own, and moves the focus there.
pub fn open(near: &El, ui: Ui, job: &Job) {
    if selects(ui, job) {
        ui.store.open(job.id.clone());
        focus_soon(near, JOB);
    }
}

/// The drawer; `main` is what it stands beside, or in the place of.
pub fn drawer(ui: Ui, main: &El) -> El {
    let job = Memo::new(move |_| ui.store.detail.job());
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
            ("Escape", _) => ui.store.close(),
            ("ArrowUp", true) if step(ui, false) => focus_soon(&near, JOB),
            ("ArrowDown", true) if step(ui, true) => focus_soon(&near, JOB),
            _ => return,
        }
        event.prevent_default();
        // The portal around may have its own meaning for these.
        event.stop_propagation();
    };
    let is_bare = move || job.with(|job| job.is_bare());
    let role = move || Some(if alone.get() { "dialog" } else { "region" }.to_owned());
    let loading = move || ui.store.detail.status() == Status::Loading;
    // What is announced once it is there: whose it is, and what its servers came to.
    let summary = move || {
        let counts = counts(&ui.store.detail.get()?.decoded.tasks);
        Some(format!("{}: {}", job.with(|job| title(ui, job)), outcomes_text(ui, counts)))
    };
    drawer
        .attr("aria-labelledby", "job")
        .attr("part", "drawer")
        .bind("role", role)
        .bind("aria-modal", move || alone.get().then(|| "true".to_owned()))
        .bind("aria-busy", move || Some(loading().to_string()))
        .child(
            el("header")
                .child(el("h2 id=job tabindex=-1").says(move || job.with(|job| title(ui, job))))
                .child(step_button(ui, false))
                .child(step_button(ui, true))
                .child(
                    button(ui, Key::Close, icon::CLOSE)
                        .attr("aria-keyshortcuts", "Escape")
                        .on("click", move |_| ui.store.close()),
                ),
        )
        .child(badge(ui, job).hidden(is_bare))
        .child(el("p class=unseen role=status").says(move || summary().unwrap_or_default()))
        // All below is of one job, and its choices begin anew with the next.
        .child(
            el("div").lists(
                move || ui.store.detail.open_id().into_iter().collect(),
                move |_| body(ui, job),
            ),
        )
        .on("keydown", key)
        .leaves_focus(ROW)
}

/// What a job is called, also where nothing more is known of it.
fn title(ui: Ui, job: &Job) -> String {
    job.name.clone().or_else(|| job.id.clone()).unwrap_or_else(|| job_name(ui, job))
}

fn body(ui: Ui, job: Memo<Arc<Job>>) -> El {
    let body = el("div class=body");
    let near = body.clone();
    // What is shown of a job is made once, and anew where it has changed.
    let key = move || {
        keep_focus(&near);
        let detail = ui.store.detail.get().map(|detail| Arc::as_ptr(&detail) as usize);
        vec![hash(&(detail, ui.formats_key(), job.get()))]
    };
    let warning = move |text: &str| {
        let lines = text.lines().map(|line| el("p").text(line));
        notice("warning", "status", icon::WARNING).child(el("div class=text").children(lines))
    };
    body.child(el("div").shows(move || state(ui)))
        .child(el("div").lists(move || lacks(ui).into_iter().collect(), warning))
        .child(
            el("div")
                .hidden(move || job.with(|job| job.is_bare()))
                .lists(key, move |_| facts(ui, &job.get_untracked())),
        )
        .child(servers(ui, job))
}

/// Keeps the focus in the drawer, where what has it is about to be made anew.
fn keep_focus(part: &El) {
    if part.has_focus() {
        let part = part.clone();
        spawn_local(async move {
            Executor::tick().await;
            if !part.has_focus() {
                focus_soon(&part, JOB);
            }
        });
    }
}

/// What stands in the place of a detail, or says why there is no newer one.
fn state(ui: Ui) -> Option<El> {
    let is_shown = ui.store.detail.get().is_some();
    match ui.store.detail.status() {
        Status::NotRequested => Some(el("p").says(say(ui, Key::NoUuid))),
        Status::Loading if !is_shown => Some(el("p").says(say(ui, Key::LoadingDetail))),
        Status::Loading | Status::Ready => None,
        Status::Failed(error) => {
            // Where the gateway wants a token, the list asks for it.
            let asks = error.sign_in().is_some();
            let retry = move || if asks { ui.store.refresh() } else { ui.store.detail.retry() };
            Some(
                notice("error", "alert", icon::ERROR)
                    .child(el("div class=text").children(error_text(ui, &error, Subject::Job)))
                    .child(leaving_button(say(ui, Key::Retry), JOB, retry)),
            )
        }
    }
}

/// What the reader must know about the detail on screen, a line each.
fn lacks(ui: Ui) -> Option<String> {
    let detail = ui.store.detail.get()?;
    let (messages, decoded) = (ui.messages(), &detail.decoded);
    let mut lines = Vec::new();
    lines.extend(detail.trouble.map(|trouble| as_of(ui, trouble, detail.at)));
    if decoded.end != End::Whole {
        let rows = decoded.tasks.len();
        let cut = ui.plural(CUT_SHORT, rows);
        lines.push(format!("{cut} {}", messages.get(Key::CutShortText)));
    }
    if decoded.set_aside > 0 {
        lines.push(fill(messages.get(Key::PartsSetAside), &[&ui.number(decoded.set_aside)]));
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Goes on to the job before or after; whether that was possible.
fn step(ui: Ui, forward: bool) -> bool {
    let next = untrack(|| ui.store.detail.neighbor(forward));
    let next = next.filter(|(_, job)| selects(ui, job));
    next.map(|(place, job)| ui.store.step_to(place, job.id)).is_some()
}

fn step_button(ui: Ui, forward: bool) -> El {
    let (name, path, keys) = match forward {
        false => (Key::PreviousJob, icon::UP, "Alt+ArrowUp"),
        true => (Key::NextJob, icon::DOWN, "Alt+ArrowDown"),
    };
    button(ui, name, path)
        .attr("aria-keyshortcuts", keys)
        // Not `disabled`, which would take the focus from whoever steps to the end.
        .bind("aria-disabled", move || {
            ui.store.detail.neighbor(forward).is_none().then(|| "true".to_owned())
        })
        .on("click", move |_| {
            step(ui, forward);
        })
}

fn button(ui: Ui, name: Key, path: &str) -> El {
    let name = label(ui, name);
    let button = el("button type=button class=quiet").child(icon::icon(path));
    button.bind("aria-label", name).bind("title", name)
}
