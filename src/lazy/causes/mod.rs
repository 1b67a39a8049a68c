//! Why jobs failed: a panel beside the list, which requests the details of jobs with failures and groups the messages
//! of their tasks. Its content is in `cause.rs`, `nodes.rs` and `shares.rs`.

pub mod cause;
mod nodes;
mod shares;
mod ticket;

use std::sync::Arc;

use devserver_jobs_core::narrow::{Dimension, Picked};
use devserver_jobs_core::table::Change;
use devserver_jobs_reports::causes::{
    Cause, FailedNode, Reading, Share, causes, failed_nodes, shares,
};
use dom::reactive::{Memo, RwSignal};
use dom::{El, ev, focus_after_update, html};

use super::notices::{Subject, error_text, notice};
use super::panel::panel;
use crate::components::button::icon_button;
use crate::components::drawer::drawer;
use crate::components::icon;
use crate::components::ui::Ui;
use crate::locale::{Key, fill};
use crate::platform::HistoryMode;
use crate::state::causes::{AT_A_PRESS, CausesSlice, Progress, start};

/// The results so far.
#[derive(Clone, Default)]
pub struct Findings {
    /// The details that were read, newest first.
    pub readings: Vec<Arc<Reading>>,
    /// Why tasks failed.
    pub causes: Vec<Cause>,
    /// The nodes on which tasks failed.
    pub nodes: Vec<FailedNode>,
    /// What failures have in common.
    pub shares: Vec<Share>,
}

impl PartialEq for Findings {
    /// Everything except the shares follows from the details.
    fn eq(&self, other: &Self) -> bool {
        let same = |(a, b): (&Arc<Reading>, &Arc<Reading>)| Arc::ptr_eq(a, b);
        self.readings.len() == other.readings.len()
            && self.readings.iter().zip(&other.readings).all(same)
            && self.shares == other.shares
    }
}

/// The panel; `main` is the list, which the panel is displayed beside or replaces.
pub fn causes_panel(ui: Ui, main: &El) -> El {
    let store = ui.store;
    let failed = CausesSlice::failed(store);
    let places = Memo::new(move |_| failed.with(|failed| failed.places.clone()));
    let without_detail = Memo::new(move |_| failed.with(|failed| failed.without_detail));
    start(store, places);
    let progress = Memo::new(move |_| store.causes.progress(store, places));
    if progress.get_untracked().wanted == 0 {
        store.causes.go_on(AT_A_PRESS);
    }
    let findings = Memo::new(move |_| find_out(ui, places));
    let hide = move || ui.store.causes.set_open(false);
    let close = icon_button(ui, Key::Close, icon::CLOSE)
        .attr("aria-keyshortcuts", "Escape")
        .on(ev::click, move |_| hide());
    let frame = drawer(ui, ui.message(Key::CausesTitle), [close]);
    let (panel, alone) = panel(frame, main, hide, |_| false);
    let view = View { ui, alone };
    let body = html::div().class("body causes");
    panel
        .attr("aria-busy", move || progress.with(|progress| progress.is_reading).to_string())
        .child(
            body.child(reading(ui, progress, findings, without_detail))
                .child(ticket::buttons(ui, progress, findings))
                .child(
                    html::div()
                        .child(cause::list(view, findings))
                        .child(shares::list(ui, findings))
                        .child(nodes::list(view, findings)),
                ),
        )
        .focus_on_removal(&[ui.focus.causes, ui.focus.heading])
}

/// The context of the panel's sections.
#[derive(Clone, Copy)]
pub struct View {
    pub ui: Ui,
    /// Whether the panel replaces the list.
    alone: RwSignal<bool>,
}

impl View {
    /// A button that refines the list to the given jobs, or removes this refinement.
    fn pick(self, title: String, ids: Memo<Vec<String>>) -> El {
        let Self { ui, alone } = self;
        let is_picked = Memo::new(move |_| {
            let picked = ui.store.table.with(|table| table.picked.clone());
            picked.is_some_and(|picked| ids.with(|ids| *ids == picked.ids))
        });
        html::button()
            .attr("type", "button")
            .class("link")
            .attr("aria-pressed", move || is_picked.get().to_string())
            .text(ui.message(Key::ShowTheseJobs))
            .on(ev::click, move |_| {
                let (title, ids) = (title.clone(), ids.get_untracked());
                let picked = (!is_picked.get_untracked()).then(|| Arc::new(Picked { title, ids }));
                // It cannot fail.
                let _ = ui.store.change(Change::Picked(picked), HistoryMode::Push);
                if alone.get_untracked() {
                    ui.store.causes.set_open(false);
                    focus_after_update(&[ui.focus.heading]);
                }
            })
    }
}

fn find_out(ui: Ui, places: Memo<Vec<u32>>) -> Findings {
    let store = ui.store;
    let readings = store.causes.read(store, places);
    let shares = store.list.visible().with(|visible| {
        let jobs = visible.list.as_ref().map(|list| &list.decoded.jobs);
        let all = visible.left_out.places(&visible.order, Some(Dimension::Picked));
        jobs.map(|jobs| shares(jobs, &all, &readings)).unwrap_or_default()
    });
    Findings { causes: causes(&readings), nodes: failed_nodes(&readings), shares, readings }
}

/// How many jobs were read, of how many, and the number of causes.
fn counts_text(ui: Ui, progress: &Progress, findings: &Findings) -> String {
    let failures = findings.causes.iter().map(|cause| cause.failures).sum();
    let counts = [progress.read, progress.all, failures, findings.nodes.len()];
    let counts = counts.map(|count| ui.number(count));
    fill(ui.text(Key::CausesRead), &counts.each_ref().map(|count| &**count))
}

/// The progress of reading, and buttons to continue or stop it.
fn reading(
    ui: Ui,
    progress: Memo<Progress>,
    findings: Memo<Findings>,
    without_detail: Memo<usize>,
) -> El {
    let store = ui.store;
    let text = move || {
        progress.with(|progress| findings.with(|findings| counts_text(ui, progress, findings)))
    };
    let others = move || fill(ui.text(Key::CausesNoUuid), &[&ui.number(without_detail.get())]);
    // Otherwise each of a hundred steps would be announced.
    let announced = move || {
        if progress.with(|progress| progress.is_reading) { String::new() } else { text() }
    };
    let button = |text: Box<dyn Fn() -> String>, act: Box<dyn Fn()>| {
        html::button().attr("type", "button").text(text).on(ev::click, move |_| act())
    };
    let actions = move || {
        let Progress { is_reading, wanted, all, failed, .. } = progress.get();
        let mut buttons = Vec::new();
        if is_reading {
            let stop = Box::new(move || store.causes.stop());
            let text = Box::new(move || ui.text(Key::StopReading).to_owned());
            return vec![button(text, stop)];
        }
        let progress = progress.get();
        if progress.read + failed < wanted {
            let text = Box::new(move || ui.text(Key::GoOnReading).to_owned());
            buttons.push(button(text, Box::new(move || store.causes.go_on(0))));
        }
        if failed > 0 {
            let text = Box::new(move || fill(ui.text(Key::ReadAgain), &[&ui.number(failed)]));
            buttons.push(button(text, Box::new(move || store.causes.go_on(0))));
        } else if wanted < all {
            let more = AT_A_PRESS.min(all - wanted);
            let text = Box::new(move || fill(ui.text(Key::ReadMore), &[&ui.number(more)]));
            buttons.push(button(text, Box::new(move || store.causes.go_on(AT_A_PRESS))));
        }
        buttons
    };
    let error = move || {
        let Progress { is_reading, error, .. } = progress.get();
        let error = error.filter(|_| !is_reading)?;
        Some(
            notice("error", "alert", icon::ERROR)
                .child(html::div().class("text").children(error_text(ui, &error, Subject::Job))),
        )
    };
    let bar = move || {
        let Progress { is_reading, read, wanted, failed, .. } = progress.get();
        is_reading.then(|| {
            html::progress()
                .attr("aria-label", ui.message(Key::CausesTitle))
                .attr("max", wanted.to_string())
                .attr("value", (read + failed).to_string())
        })
    };
    html::div()
        .child(html::p().text(text))
        .child(
            html::p()
                .class("second")
                .attr("hidden", move || without_detail.get() == 0)
                .text(others),
        )
        .child(html::p().class("unseen").attr("role", "status").text(announced))
        .child(html::div().class("bar-place").child(bar))
        .child(error)
        .child(html::div().class("actions").child(actions))
}
