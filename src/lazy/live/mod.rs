//! Automatic refreshes: the control in the toolbar, and the bar above the rows with the changes.

mod announce;
mod bar;
mod control;
mod menu;
mod row_watch;
mod watched;

use std::rc::Rc;

use devserver_jobs_core::difference::Summary;
use dom::reactive::{Executor, RwSignal, spawn_local_scoped_with_cancellation, untrack};
use dom::{El, observe_visibility};
use wasm_bindgen::JsCast;
use web_sys::ShadowRoot;

use crate::components::ui::Ui;
use crate::locale::{Key, fill};
use crate::state::live::Live;

/// Starts automatic refreshes, puts their control into `control`, and returns the bar; `table` has the rows.
pub fn live(ui: Ui, control: &El, table: &El) -> El {
    let in_view = RwSignal::new(true);
    observe(table, in_view);
    let rows = table.clone();
    let is_reading = Rc::new(move || is_reading(ui, &rows));
    let live = Live::start(ui.store, is_reading, in_view.read_only());
    control::fill_in(ui, live, control);
    announce::announce_changes(ui, live);
    let watched = watched::Watched::start(ui, live);
    let _ = control.clone().child(menu::menu(ui, watched));
    row_watch::watch_in_rows(ui, table);
    bar::bar(ui, live)
}

/// Keeps `in_view` current: whether a part of the component is in the viewport, even while a detail replaces the
/// list.
fn observe(table: &El, in_view: RwSignal<bool>) {
    let table = table.clone();
    spawn_local_scoped_with_cancellation(async move {
        // After this, it is in the document.
        Executor::tick().await;
        if let Ok(root) = table.element().get_root_node().dyn_into::<ShadowRoot>() {
            observe_visibility(&root.host(), move |is_visible| {
                in_view.try_set(is_visible);
            });
        }
    });
}

/// Whether the user is reading the rows: the pointer, the focus, a selection or the open job is among them, or the
/// user has paged or scrolled on.
fn is_reading(ui: Ui, table: &El) -> bool {
    let store = ui.store;
    let is_on_first_page = untrack(|| store.list.pager().page() == 1);
    let has_open_job = || {
        let open = untrack(|| store.detail.open_id());
        open.is_some_and(|id| {
            let rows = untrack(|| store.list.rows(&[]));
            rows.iter().any(|row| row.job.id.as_ref() == Some(&id))
        })
    };
    !is_on_first_page
        || table.is_in_use()
        || has_open_job()
        || table.element().get_bounding_client_rect().top() < 0.0
}

/// The text about changes.
fn changes_text(ui: Ui, summary: Summary) -> String {
    let Summary { added, finished, failed, changed, gone } = summary;
    let counts = [
        (Key::ChangesNew, added),
        (Key::ChangesFinished, finished),
        (Key::ChangesFailed, failed),
        (Key::ChangesOther, changed),
        (Key::ChangesGone, gone),
    ];
    counts_text(ui, &counts, ui.text(Key::Comma))
}

/// The counts that are not zero.
fn counts_text(ui: Ui, counts: &[(Key, usize)], separator: &str) -> String {
    let counts = counts.iter().filter(|(_, count)| *count > 0);
    let texts = counts.map(|(key, count)| fill(ui.text(*key), &[&ui.number(*count)]));
    texts.collect::<Vec<_>>().join(separator)
}
