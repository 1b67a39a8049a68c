//! Why no job is in view: a button for each refinement that leaves jobs out, and one for the filters, which clears it.

use devserver_jobs_core::narrow::{Dimension, Values};
use devserver_jobs_core::outcome::OutcomeSet;
use devserver_jobs_core::table::Change;
use dom::El;

use crate::components::button::leaving_button;
use crate::components::ui::Ui;
use crate::locale::{Key, fill};
use crate::platform::HistoryMode;

/// A button for each refinement and for the filters, if they can be cleared.
pub fn clear_buttons(ui: Ui) -> Vec<El> {
    let (find, outcomes) = ui.store.table.with(|table| (table.find.clone(), table.outcomes));
    let has_filters =
        ui.snapshot().is_none() && ui.store.query.with(|query| !query.filters.is_empty());
    // How many jobs would be displayed without this refinement alone.
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
    let mut buttons = Vec::new();
    if ui.store.table.terms().with(|words| !words.is_empty()) {
        buttons.push(leaving_button(text, ui.focus.find, move || ui.store.find("")));
    }
    let table = ui.store.table.get();
    let no_values = Values::default;
    for (is_set, by, key, reset) in [
        (
            !outcomes.is_empty(),
            Dimension::Outcome,
            Key::ClearOutcomes,
            Change::Outcomes(OutcomeSet::default()),
        ),
        (!table.types.is_empty(), Dimension::Type, Key::ClearTypes, Change::Types(no_values())),
        (!table.users.is_empty(), Dimension::User, Key::ClearUsers, Change::Users(no_values())),
        (table.time.is_some(), Dimension::Time, Key::ClearTime, Change::Time(None)),
        (table.stuck, Dimension::Stuck, Key::ClearStuck, Change::Stuck(false)),
        (table.picked.is_some(), Dimension::Picked, Key::ShowAllJobs, Change::Picked(None)),
        (table.changed, Dimension::Changed, Key::ShowAllJobs, Change::Changed(false)),
    ] {
        if is_set {
            let text = move || format!("{}{}", ui.text(key), back(by));
            buttons.push(leaving_button(text, ui.focus.find, move || {
                // It cannot fail.
                let _ = ui.store.change(reset.clone(), HistoryMode::Push);
            }));
        }
    }
    if has_filters {
        buttons.push(leaving_button(ui.message(Key::ClearFilters), ui.focus.filter, move || {
            let _ = ui.store.change(Change::ClearFilters, HistoryMode::Push);
        }));
    }
    buttons
}
