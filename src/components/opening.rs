//! Opens the detail of a job, unless the host page displays its own.

use devserver_jobs_core::job::Job;
use dom::focus_after_update;
use dom::reactive::untrack;

use super::ui::Ui;

/// Notifies the host page that the user has selected a job. Returns whether the component may display it.
pub fn select(ui: Ui, job: &Job) -> bool {
    ui.store.environment().events.select(job)
}

/// Selects a job, opens its detail unless the host page cancels that, and moves the focus there.
pub fn open(ui: Ui, job: &Job) {
    // A snapshot has no details.
    if untrack(|| ui.snapshot()).is_none() && select(ui, job) {
        ui.store.open(job.id.clone());
        focus_after_update(&[ui.focus.detail]);
    }
}
