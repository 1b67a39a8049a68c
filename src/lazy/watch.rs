//! Watching jobs until they end: starting and stopping it, and keeping the watched jobs as long as the tab.

use devserver_jobs_core::detail::is_over;
use devserver_jobs_core::job::Job;
use dom::reactive::{Effect, Memo, untrack};

use crate::api::Proxy;
use crate::components::ui::Ui;
use crate::platform::{notification, storage};
use crate::state::Store;

/// The ID of a job that can be watched: one that is not over, or is watched already. Subscribes the current
/// observer.
pub fn watchable(ui: Ui, job: &Job) -> Option<String> {
    let id = job.id.clone()?;
    let is_running = !job.is_bare() && !is_over(job);
    (ui.store.watch.has(&id) || is_running).then_some(id)
}

/// Watches a job, or stops watching it, after a press of its button.
pub fn toggle(ui: Ui, id: &str) {
    let begins = untrack(|| !ui.store.watch.has(id));
    if begins {
        // Browsers ask for permission only on a click.
        notification::request();
        // While paused, its end would not be noticed.
        ui.store.live.pause(false);
    }
    set(ui, id, begins);
}

/// Watches a job, or stops watching it.
pub fn set(ui: Ui, id: &str, is_watched: bool) {
    ui.store.watch.set(id, is_watched);
    if let Some(key) = untrack(|| key(ui.store)) {
        // Another element may display jobs of this project, too.
        let mut ids = kept(&key);
        ids.retain(|own| own != id);
        ids.extend(is_watched.then(|| id.to_owned()));
        storage::set(&key, &ids.join("\n"));
    }
}

/// Restores the watched jobs of this tab for each project that is displayed from now on, until the current owner
/// ends.
pub fn restore(ui: Ui) {
    let key = Memo::new(move |_| key(ui.store));
    // Outside world: the storage of the tab.
    Effect::new(move || {
        let ids = key.get().map(|key| kept(&key)).unwrap_or_default();
        if ids != ui.store.watch.ids_untracked() {
            ui.store.watch.replace(ids);
        }
    });
}

fn kept(key: &str) -> Vec<String> {
    storage::get(key).lines().map(str::to_owned).collect()
}

/// The storage key of the project's watched jobs.
fn key(store: Store) -> Option<String> {
    let project = store.query.with(|query| query.project.clone())?;
    match store.session.get().proxy {
        Proxy::Base(base) => Some(format!("devserver-jobs watch {base} {project}")),
        Proxy::Bad(_) => None,
    }
}
