//! Why one job failed on its nodes: the causes as buttons, each of which limits the cards to the nodes with this cause.

use std::sync::Arc;

use devserver_jobs_core::detail::Task;
use devserver_jobs_core::task::TaskOutcome;
use devserver_jobs_reports::causes::{Cause, Reading, causes};
use dom::reactive::{Memo, RwSignal, untrack};
use dom::{El, ev, html};

use crate::components::ui::Ui;
use crate::lazy::causes::cause::{head, title_text};
use crate::locale::Key;

/// The causes of the open job's failures, and the chosen one.
#[derive(Clone, Copy)]
pub struct ByCause {
    ui: Ui,
    found: Memo<Found>,
    /// The title of the chosen cause.
    chosen: RwSignal<Option<String>>,
}

/// Causes, compared by their detail.
#[derive(Clone, Default)]
struct Found {
    detail: usize,
    causes: Vec<Cause>,
}

impl PartialEq for Found {
    fn eq(&self, other: &Self) -> bool {
        self.detail == other.detail
    }
}

impl ByCause {
    pub fn new(ui: Ui) -> Self {
        let found = Memo::new(move |_| {
            let Some(detail) = ui.store.detail.get() else {
                return Found::default();
            };
            let reading = Reading::new(&untrack(|| ui.store.detail.job()), &detail.decoded, None);
            Found { detail: Arc::as_ptr(&detail) as usize, causes: causes(&[Arc::new(reading)]) }
        });
        Self { ui, found, chosen: RwSignal::new(None) }
    }

    /// Whether a task has the chosen cause; `true` if none is chosen.
    pub fn lets(self, task: &Task) -> bool {
        let Some(chosen) = self.chosen.get() else {
            return true;
        };
        let has_failed = TaskOutcome::of(task).rank() == TaskOutcome::Failed.rank();
        let name = task.server_name.as_ref().or(task.server_id.as_ref()).or(task.id.as_ref());
        let name = name.map(String::as_str).unwrap_or_default();
        has_failed
            && self.found.with(|found| {
                let cause = found.causes.iter().find(|cause| title_text(self.ui, cause) == chosen);
                cause.is_none_or(|cause| cause.nodes.iter().any(|node| node.name == name))
            })
    }

    /// A button for each cause, if there are several failures.
    pub fn chips(self) -> El {
        let Self { ui, found, chosen } = self;
        let failures = move || found.with(|f| f.causes.iter().map(|c| c.failures).sum::<usize>());
        let chip = move |cause: &Cause| {
            let title = title_text(ui, cause);
            let own = title.clone();
            html::button()
                .attr("type", "button")
                .attr("aria-pressed", move || (chosen.get().as_ref() == Some(&own)).to_string())
                .child(head(ui, cause))
                .on(ev::click, move |_| {
                    let own = Some(title.clone())
                        .filter(|own| chosen.with_untracked(|chosen| chosen.as_ref() != Some(own)));
                    chosen.set(own);
                })
        };
        html::div()
            .class("by-cause")
            .attr("role", "group")
            .attr("aria-label", ui.message(Key::Causes))
            .attr("hidden", move || failures() < 2)
            .child(move || found.with(|found| found.causes.iter().map(chip).collect::<Vec<_>>()))
    }
}
