//! The menu of watched jobs, beside the control of automatic refreshes: it opens jobs, stops watching them, and keeps
//! jobs that have ended until the menu has been opened and closed.

use devserver_jobs_core::job::Job;
use devserver_jobs_core::outcome::Outcome;
use dom::reactive::{Executor, Memo, RwSignal, spawn_local, untrack};
use dom::{El, NodeRef, ev, focus_after_update, html, is_composing};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::watched::{Ended, Watched};
use crate::components::icon;
use crate::components::job_row::job_name;
use crate::components::opening::open;
use crate::components::status_badge::{badge, outcome_text};
use crate::components::ui::Ui;
use crate::lazy::watch;
use crate::locale::{Key, fill};

/// The button and its menu; nothing if no job is watched.
pub fn menu(ui: Ui, watched: Watched) -> El {
    let menu = Menu { ui, watched, is_open: RwSignal::new(false), button: NodeRef::new() };
    let count = Memo::new(move |_| ui.store.watch.ids().len() + watched.ended.with(Vec::len));
    let is_there = Memo::new(move |_| count.get() > 0);
    let place = html::div().class("watched");
    let own = place.clone();
    place
        .child(move || {
            if !is_there.get() {
                return Vec::new();
            }
            let list = menu.list();
            vec![menu.toggle(count, list.clone()), list]
        })
        .on(ev::keydown, move |event| {
            if menu.is_open.get_untracked() && event.key() == "Escape" && !is_composing(&event) {
                event.prevent_default();
                event.stop_propagation();
                menu.close();
            }
        })
        .on(ev::focusout, move |_| {
            let own = own.clone();
            spawn_local(async move {
                // It may be moving to another line.
                Executor::tick().await;
                if !own.has_focus() {
                    menu.hide();
                }
            });
        })
}

/// The menu of watched jobs.
#[derive(Clone, Copy)]
struct Menu {
    ui: Ui,
    watched: Watched,
    is_open: RwSignal<bool>,
    button: NodeRef,
}

/// A line of the menu.
#[derive(Clone, PartialEq, Eq)]
struct Line {
    id: String,
    has_ended: bool,
}

impl Menu {
    /// Closes the menu, which removes the jobs that have ended.
    fn hide(self) {
        if self.is_open.try_with_untracked(|is_open| *is_open) == Some(true) {
            self.is_open.set(false);
            self.watched.ended.set(Vec::new());
        }
    }

    /// Closes the menu after an act of the user in it.
    fn close(self) {
        focus_after_update(&[self.button, self.ui.focus.refresh]);
        self.hide();
    }

    fn toggle(self, count: Memo<usize>, list: El) -> El {
        let Self { ui, watched, is_open, button } = self;
        let number = move || ui.number(count.get());
        let act = move |_| {
            if is_open.get_untracked() {
                return self.close();
            }
            is_open.set(true);
            let list = list.clone();
            spawn_local(async move {
                Executor::tick().await;
                if let Ok(Some(first)) = list.element().query_selector("button") {
                    let _ = first.unchecked_into::<HtmlElement>().focus();
                }
            });
        };
        html::button()
            .attr("type", "button")
            .attr("aria-expanded", move || is_open.get().to_string())
            .attr("aria-label", move || fill(ui.text(Key::WatchedJobs), &[&number()]))
            .attr("title", ui.message(Key::WatchNote))
            .class(("ended", move || watched.ended.with(|ended| !ended.is_empty())))
            .child(icon::icon(icon::BELL))
            .child(html::span().text(number))
            .node_ref(button)
            // The menu closes when it loses the focus, and the click would open it again.
            .on(ev::mousedown, |event| event.prevent_default())
            .on(ev::click, act)
            .focus_on_removal(&[ui.focus.refresh])
    }

    fn list(self) -> El {
        let Self { ui, watched, is_open, .. } = self;
        let lines = move || {
            let line = |id: &str, has_ended| Line { id: id.to_owned(), has_ended };
            let ended = |all: &Vec<Ended>| all.iter().map(|own| line(&own.id, true)).collect();
            let mut lines: Vec<Line> = watched.ended.with(ended);
            lines.extend(ui.store.watch.ids().iter().map(|id| line(id, false)));
            lines
        };
        let line = move |Line { id, has_ended }| match has_ended {
            true => self.ended_line(id),
            false => self.watched_line(id),
        };
        html::div()
            .class("menu")
            .attr("role", "group")
            .attr("aria-label", ui.message(Key::WatchNote))
            .attr("hidden", move || !is_open.get())
            .child(html::ul().for_each(lines, Clone::clone, line))
            .child(html::p().text(ui.message(Key::WatchNote)))
    }

    /// A job that is still watched.
    fn watched_line(self, id: String) -> El {
        let ui = self.ui;
        let known = id.clone();
        let job = Memo::new(move |_| ui.store.list.job(&known));
        let known = id.clone();
        let name = move || {
            let name = |job: &Job| job_name(ui, job).to_owned();
            job.with(|job| job.as_deref().map_or_else(|| known.clone(), name))
        };
        let outcome = move || {
            job.with(|job| {
                let outcome = Outcome::of(job.as_ref()?);
                Some(badge(outcome.tone(), &outcome_text(ui, outcome)))
            })
        };
        let called = name.clone();
        let label = move || fill(ui.text(Key::StopWatching), &[&called()]);
        let button = self.button;
        let open = self.job_button(id.clone(), name);
        let stop = html::button()
            .attr("type", "button")
            .class("quiet")
            .attr("aria-label", label.clone())
            .attr("title", label)
            .child(icon::icon(icon::CLOSE))
            .on(ev::click, move |_| {
                focus_after_update(&[button, ui.focus.refresh]);
                watch::set(ui, &id, false);
            });
        html::li().child(open).child(html::span().child(outcome)).child(stop)
    }

    /// A job that has ended.
    fn ended_line(self, id: String) -> El {
        let find = |all: &Vec<Ended>| all.iter().find(|own| own.id == id).cloned();
        let ended = self.watched.ended.with_untracked(find);
        let name = ended.as_ref().map(|ended| ended.name.clone()).unwrap_or_default();
        let outcome = ended.map(|Ended { tone, outcome, .. }| badge(tone, &outcome));
        let open = self.job_button(id, move || name.clone());
        html::li().child(open).child(html::span().child(outcome))
    }

    /// The name of a job, as a button that opens it.
    fn job_button(self, id: String, name: impl Fn() -> String + 'static) -> El {
        let ui = self.ui;
        let act = move |_| {
            let job = untrack(|| ui.store.list.job(&id));
            let unknown = || Job { id: Some(id.clone()), ..Job::default() };
            let job = job.map_or_else(unknown, |job| (*job).clone());
            self.hide();
            open(ui, &job);
        };
        html::button().attr("type", "button").class("link").text(name).on(ev::click, act)
    }
}
