//! Tells the reader when a watched job has ended, or is in the list no more.

use devserver_jobs_core::detail::is_over;
use devserver_jobs_core::outcome::Outcome;
use dom::reactive::{Effect, untrack};

use crate::components::job_row::job_name;
use crate::components::status_badge::outcome_text;
use crate::components::ui::Ui;
use crate::locale::Key;
use crate::platform::notification;

/// Looks for watched jobs that have ended in each list from now on, until the current owner ends.
pub fn notify(ui: Ui) {
    let store = ui.store;
    // Outside world: the notifications of the system.
    Effect::new(move || {
        let Some(list) = store.list.get().filter(|list| list.is_whole()) else {
            return;
        };
        let jobs = &list.decoded.jobs;
        for id in store.watch.ids_untracked() {
            let job = jobs.find_id(&id).and_then(|place| jobs.get(place));
            // With filters it may be there and not be asked for.
            let is_gone = job.is_none() && list.question.query.filters.is_empty();
            if !is_gone && !job.as_ref().is_some_and(is_over) {
                continue;
            }
            store.watch.set(&id, false);
            let (name, outcome) = untrack(|| match &job {
                Some(job) => (job_name(ui, job).to_owned(), outcome_text(ui, Outcome::of(job))),
                None => (id.clone(), ui.text(Key::Gone).to_owned()),
            });
            ui.announce(&format!("{name}: {outcome}"));
            notification::show(&name, &outcome, &id);
        }
    });
}
