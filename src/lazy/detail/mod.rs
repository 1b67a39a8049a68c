//! The detail of one job, beside the list or, in a narrow container, in its place: the drawer, and its buttons to close
//! it and to go to the next job. The content is in `facts.rs` and `servers.rs`.

mod by_cause;
mod facts;
mod servers;
mod watch;

use std::sync::Arc;

use devserver_jobs_core::decode::End;
use devserver_jobs_core::job::Job;
use devserver_jobs_core::outcome::Outcome;
use devserver_jobs_core::quality::{Oddity, clock_oddities};
use devserver_jobs_core::task::counts;
use dom::reactive::{Executor, Memo, render_effect, spawn_local, untrack};
use dom::{El, ev, focus_after_update, html};

use self::facts::facts;
use self::servers::{outcomes_text, servers};
use self::watch::watch_button;
use super::notices::{Subject, as_of, error_text, notice};
use super::panel::panel;
use crate::components::button::{icon_button, leaving_button};
use crate::components::drawer::drawer;
use crate::components::icon;
use crate::components::job_row::job_name;
use crate::components::opening::select;
use crate::components::status_badge::StatusBadge;
use crate::components::ui::Ui;
use crate::locale::{CUT_SHORT, Key, fill};
use crate::state::detail::Status;

/// The detail of the open job; `main` is the list, which the detail is displayed beside or replaces.
pub fn detail(ui: Ui, main: &El) -> El {
    let job = Memo::new(move |_| ui.store.detail.job());
    let frame = drawer(ui, move || job.with(|job| title(ui, job)), buttons(ui));
    let on_key = move |event: &web_sys::KeyboardEvent| {
        let has_stepped = match (event.key().as_str(), event.alt_key()) {
            ("ArrowUp", true) => step(ui, false),
            ("ArrowDown", true) => step(ui, true),
            _ => false,
        };
        if has_stepped {
            focus_after_update(&[ui.focus.detail]);
        }
        has_stepped
    };
    let (panel, _) = panel(frame, main, move || ui.store.close(), on_key);
    let name = move || job.with(|job| title(ui, job));
    let is_bare = move || job.with(|job| job.is_bare());
    let loading = move || ui.store.detail.status() == Status::Loading;
    // The announcement when the detail has arrived: the job, and the outcomes of its servers.
    let summary = move || {
        let counts = counts(&ui.store.detail.get()?.decoded.tasks);
        Some(format!("{}: {}", name(), outcomes_text(ui, counts)))
    };
    panel
        .attr("aria-busy", move || loading().to_string())
        .child(badge(ui, job).attr("hidden", is_bare))
        .child(watch_button(ui, job))
        .child(
            html::p()
                .class("unseen")
                .attr("role", "status")
                .text(move || summary().unwrap_or_default()),
        )
        // The choices made for one job are not kept for the next one.
        .child(html::div().for_each(
            move || ui.store.detail.open_id(),
            String::clone,
            move |_| body(ui, job),
        ))
        .focus_on_removal(&[ui.focus.row, ui.focus.heading])
}

fn buttons(ui: Ui) -> [El; 3] {
    let close = icon_button(ui, Key::Close, icon::CLOSE)
        .attr("aria-keyshortcuts", "Escape")
        .on(ev::click, move |_| ui.store.close());
    [step_button(ui, false), step_button(ui, true), close]
}

/// The title of a job, even if only its ID is known.
fn title(ui: Ui, job: &Job) -> String {
    job.name.clone().or_else(|| job.id.clone()).unwrap_or_else(|| job_name(ui, job).to_owned())
}

fn body(ui: Ui, job: Memo<Arc<Job>>) -> El {
    let body = html::div().class("body");
    let near = body.clone();
    // The facts are rendered once, and again when one of them has changed.
    let shown = move || {
        keep_focus(ui, &near);
        let detail = ui.store.detail.get().map(|detail| Arc::as_ptr(&detail) as usize);
        [(detail, ui.formats_key(), job.get())]
    };
    let warning = move |text: String| {
        let lines = text.lines().map(|line| html::p().text(line));
        notice("warning", "status", icon::WARNING).child(html::div().class("text").children(lines))
    };
    body.child(html::div().child(move || state(ui)))
        .child(html::div().for_each(move || shortcomings(ui), String::clone, warning))
        .child(html::div().attr("hidden", move || job.with(|job| job.is_bare())).for_each(
            shown,
            Clone::clone,
            move |(.., job)| facts(ui, &job),
        ))
        .child(servers(ui, job))
}

/// Keeps the focus in the detail when the part that has it is about to be rendered again.
fn keep_focus(ui: Ui, part: &El) {
    if part.has_focus() {
        let part = part.clone();
        spawn_local(async move {
            Executor::tick().await;
            if !part.has_focus() {
                focus_after_update(&[ui.focus.detail]);
            }
        });
    }
}

/// The message in place of a detail, or the reason why there is no newer one.
fn state(ui: Ui) -> Option<El> {
    let is_shown = ui.store.detail.get().is_some();
    match ui.store.detail.status() {
        Status::NotRequested => Some(html::p().text(ui.message(Key::NoUuid))),
        Status::Loading if !is_shown => Some(html::p().text(ui.message(Key::LoadingDetail))),
        Status::Loading | Status::Ready => None,
        Status::Failed(error) => {
            // If the gateway requires a token, the form is in the list.
            let asks = error.sign_in().is_some();
            let retry = move || if asks { ui.store.refresh() } else { ui.store.detail.retry() };
            Some(
                notice("error", "alert", icon::ERROR)
                    .child(html::div().class("text").children(error_text(ui, &error, Subject::Job)))
                    .child(leaving_button(ui.message(Key::Retry), ui.focus.detail, retry)),
            )
        }
    }
}

/// Notices about the displayed detail, one per line.
fn shortcomings(ui: Ui) -> Option<String> {
    let messages = ui.messages();
    let job = ui.store.detail.job();
    let mark = ui.mark.get().and_then(|mark| mark(ui, &job));
    let mut lines: Vec<String> = mark.into_iter().map(|[_, full]| full).collect();
    let now = ui.store.list.at().unwrap_or_else(|| ui.store.clock.now_untracked());
    lines.extend(clock_oddities(&job, now as i64).into_iter().map(|oddity| {
        let key =
            if oddity == Oddity::InTheFuture { Key::JobInTheFuture } else { Key::JobBeforeCreated };
        messages.get(key).to_owned()
    }));
    let Some(detail) = ui.store.detail.get() else {
        return (!lines.is_empty()).then(|| lines.join("\n"));
    };
    let decoded = &detail.decoded;
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

/// Goes to the job before or after; returns whether there is one.
fn step(ui: Ui, forward: bool) -> bool {
    let next = untrack(|| ui.store.detail.neighbor(forward));
    let next = next.filter(|(_, job)| select(ui, job));
    next.map(|(place, job)| ui.store.step_to(place, job.id)).is_some()
}

fn step_button(ui: Ui, forward: bool) -> El {
    let (name, path, keys) = match forward {
        false => (Key::PreviousJob, icon::UP, "Alt+ArrowUp"),
        true => (Key::NextJob, icon::DOWN, "Alt+ArrowDown"),
    };
    icon_button(ui, name, path)
        .attr("aria-keyshortcuts", keys)
        // Not `disabled`: the button would lose the focus at the first or last job.
        .attr("aria-disabled", move || {
            ui.store.detail.neighbor(forward).is_none().then_some("true")
        })
        .on(ev::click, move |_| {
            step(ui, forward);
        })
}

/// The badge of the job's outcome.
fn badge(ui: Ui, job: Memo<Arc<Job>>) -> El {
    let mut badge = StatusBadge::new();
    let element = badge.element();
    render_effect(move || job.with(|job| badge.write(ui, Outcome::of(job))));
    element
}
