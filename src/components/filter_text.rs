//! The UI texts of filters and of their values.

use devserver_jobs_core::job::{KNOWN_STATUSES, KNOWN_TYPES};
use devserver_jobs_core::query::Filter;

use super::ui::Ui;
use crate::locale::{Key, STATUSES, TYPES, fill};

/// The filters that are set, with their values; subscribes the current observer.
pub fn filters_set(ui: Ui) -> Vec<(Filter, String)> {
    let value = |filter: Filter| (filter, ui.store.query.filter(filter));
    let is_set = |(_, value): &(Filter, String)| !value.is_empty();
    Filter::ALL.into_iter().map(value).filter(is_set).collect()
}

/// A filter and its value as text.
pub fn filter_text(ui: Ui, filter: Filter, value: &str) -> String {
    fill(ui.text(Key::FacetChosen), &[ui.text(name(filter)), value_name(ui, filter, value)])
}

/// The displayed name of a value of a filter.
fn value_name(ui: Ui, filter: Filter, value: &str) -> &str {
    let of = |values: &[&str], names: &[Key]| {
        let at = values.iter().position(|own| *own == value);
        at.map(|at| ui.text(names[at]))
    };
    let name = match filter {
        Filter::Type => of(&KNOWN_TYPES, &TYPES),
        Filter::Status => of(&KNOWN_STATUSES, &STATUSES),
        Filter::Visible => of(&["true", "false"], &[Key::Yes, Key::No]),
        Filter::Id | Filter::Name => None,
    };
    name.unwrap_or(value)
}

/// The displayed name of a filter.
pub fn name(filter: Filter) -> Key {
    match filter {
        Filter::Id => Key::FilterId,
        Filter::Name => Key::FilterName,
        Filter::Type => Key::FilterType,
        Filter::Status => Key::FilterStatus,
        Filter::Visible => Key::FilterVisible,
    }
}
