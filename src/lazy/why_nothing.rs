//! Why no job is visible: each thing that leaves jobs out, as a button that clears it.

use devserver_jobs_core::narrow::{Dimension, Values};
use devserver_jobs_core::outcome::OutcomeSet;
use devserver_jobs_core::table::Change;
use dom::El;

use crate::components::button::leaving_button;
use crate::components::facets;
use crate::components::ui::Ui;
use crate::locale::{Key, fill};
use crate::platform::HistoryMode;

/// A button for each thing that can be cleared where no job is visible.
pub fn clear_buttons(ui: Ui) -> Vec<El> {
    let (find, outcomes) = ui.store.table.with(|table| (table.find.clone(), table.outcomes));
    let has_filters = ui.store.query.with(|query| !query.filters.is_empty());
    // How many jobs come back without one of them alone.
    let back = move |by: Dimension| {
        let count = ui.store.list.visible().with(|visible| {
            let jobs = visible.list.as_ref().map(|list| &list.decoded.jobs);
            jobs.map(|jobs| visible.left_out.count_without(jobs, by)).unwrap_or_default()
        });
        fill(ui.text(Key::ComeBack), &[&ui.number(count)])
    };
    let text = move || {
        format!("{}{}", fill(ui.text(Key::ClearFind), &[find.trim()]), back(Dimension::Find))
    };
    let named = move |key: Key, by: Dimension| move || format!("{}{}", ui.text(key), back(by));
    let mut buttons = Vec::new();
    if ui.store.table.terms().with(|words| !words.is_empty()) {
        buttons.push(leaving_button(text, ui.focus.find, move || ui.store.find("")));
    }
    if !outcomes.is_empty() {
        let clear = move || {
            let _ = ui.store.change(Change::Outcomes(OutcomeSet::default()), HistoryMode::Push);
        };
        buttons.push(leaving_button(
            named(Key::ClearOutcomes, Dimension::Outcome),
            ui.focus.find,
            clear,
        ));
    }
    for (by, key) in [(Dimension::Type, Key::ClearTypes), (Dimension::User, Key::ClearUsers)] {
        if !facets::chosen(ui, by).is_empty() {
            buttons.push(leaving_button(named(key, by), ui.focus.find, move || {
                facets::choose(ui, by, Values::default());
            }));
        }
    }
    if ui.store.table.with(|table| table.picked.is_some()) {
        let text = named(Key::ShowAllJobs, Dimension::Picked);
        buttons.push(leaving_button(text, ui.focus.find, move || {
            let _ = ui.store.change(Change::Picked(None), HistoryMode::Push);
        }));
    }
    if ui.store.table.with(|table| table.changed) {
        let text = named(Key::ShowAllJobs, Dimension::Changed);
        buttons.push(leaving_button(text, ui.focus.find, move || ui.store.show_changed(false)));
    }
    if has_filters {
        buttons.push(leaving_button(ui.message(Key::ClearFilters), ui.focus.filter, move || {
            let _ = ui.store.change(Change::ClearFilters, HistoryMode::Push);
        }));
    }
    buttons
}
