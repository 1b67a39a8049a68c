//! The button that watches a job until it ends.

use std::sync::Arc;

use devserver_jobs_core::detail::is_over;
use devserver_jobs_core::job::Job;
use dom::reactive::Memo;
use dom::{El, ev, html};

use crate::components::ui::Ui;
use crate::locale::Key;
use crate::platform::notification;

/// The button, while the job is being processed or is watched.
pub fn watch_button(ui: Ui, job: Memo<Arc<Job>>) -> El {
    let id = Memo::new(move |_| {
        let watch = ui.store.watch;
        job.with(|job| {
            job.id.clone().filter(|id| watch.has(id) || (!job.is_bare() && !is_over(job)))
        })
    });
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
        .on(ev::click, move |_| {
            let begins = !is_watched.get_untracked();
            if begins {
                // A browser asks the reader only at a click.
                notification::ask();
            }
            ui.store.watch.set(&id, begins);
        })
        .focus_on_removal(&[ui.focus.detail])
}
