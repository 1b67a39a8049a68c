//! The button in the detail that watches the job until it ends.

use std::sync::Arc;

use devserver_jobs_core::job::Job;
use dom::reactive::Memo;
use dom::{El, ev, html};

use crate::components::ui::Ui;
use crate::lazy::watch::{toggle, watchable};
use crate::locale::Key;

/// The button, if the job is being processed or is watched.
pub fn watch_button(ui: Ui, job: Memo<Arc<Job>>) -> El {
    let id = Memo::new(move |_| job.with(|job| watchable(ui, job)));
    html::div().class("watch").child(move || id.get().map(|id| button(ui, id)))
}

fn button(ui: Ui, id: String) -> El {
    let watched = id.clone();
    let is_watched = Memo::new(move |_| ui.store.watch.has(&watched));
    html::button()
        .attr("type", "button")
        .attr("aria-pressed", move || is_watched.get().to_string())
        .attr("title", ui.message(Key::WatchHint))
        .text(ui.message(Key::Watch))
        .on(ev::click, move |_| toggle(ui, &id))
        .focus_on_removal(&[ui.focus.detail])
}
