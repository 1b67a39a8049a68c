//! The filters: the five that the cloud documents. Each change is a call to the cloud, so text
//! counts when it is finished (Enter, or leaving the field), a choice at once.

use devserver_jobs_core::job::{KNOWN_STATUSES, KNOWN_TYPES};
use devserver_jobs_core::query::{Filter, QueryError, named};
use devserver_jobs_core::table::Change;

use super::combobox::{Field, combobox};
use super::{label, say};
use crate::components::ui::Ui;
use crate::locale::{Key, STATUSES, TYPES, fill};
use crate::platform::HistoryMode;
use dom::old::{El, el, value_of};
use dom::reactive::*;

/// Where the first filter is found.
pub const FIRST_FILTER: &str = "#name";

/// The filter bar.
pub fn filters(ui: Ui) -> El {
    let disabled =
        move || ui.store.query.with(|query| query.filters.is_empty()).then(|| "true".to_owned());
    let clear = el("button type=button").says(say(ui, Key::ClearFilters)).on("click", move |_| {
        let _ = ui.store.change(Change::ClearFilters, HistoryMode::Push);
    });
    el("div class=filters part=filters role=search")
        .bind("aria-label", label(ui, Key::Filters))
        .child(text(ui, Filter::Name, Key::FilterName))
        .child(combobox(Field {
            ui,
            filter: Filter::Type,
            label: Key::FilterType,
            values: &KNOWN_TYPES,
            names: &TYPES,
        }))
        .child(combobox(Field {
            ui,
            filter: Filter::Status,
            label: Key::FilterStatus,
            values: &KNOWN_STATUSES,
            names: &STATUSES,
        }))
        .child(visible(ui))
        .child(text(ui, Filter::Id, Key::FilterId))
        // Not `disabled`, which would take the focus from whoever has just cleared them.
        .child(clear.class("link clear").bind("aria-disabled", disabled))
}

/// A filter's value; empty where it is not set.
pub fn value(ui: Ui, filter: Filter) -> String {
    ui.store.query.with(|query| query.filters.get(filter).unwrap_or_default().to_owned())
}

/// A text that can't be sent. It stays in its field, to be mended, until all filters are cleared.
#[derive(Clone)]
struct Refused {
    text: String,
    error: QueryError,
    /// Whether other filters were set.
    among_others: bool,
}

/// A free text.
fn text(ui: Ui, filter: Filter, name: Key) -> El {
    let refused = RwSignal::new(None::<Refused>);
    let standing = move || {
        let cleared = ui.store.query.with(|query| query.filters.is_empty());
        refused.get().filter(|refused| !(refused.among_others && cleared))
    };
    let id = filter.parameter();
    let error_id = format!("{id}-error");
    let described_by = {
        let error_id = error_id.clone();
        move || standing().map(|_| error_id.clone())
    };
    let why = move || standing().map(|r| error_text(ui, &r.error)).unwrap_or_default();
    let shown = move || match standing() {
        Some(refused) => refused.text,
        None => value(ui, filter),
    };
    let input = el("input")
        .attr("id", id)
        .attr("type", "text")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr("enterkeyhint", "search")
        .bind("title", label(ui, Key::OnEnter))
        .bind("aria-invalid", move || Some(standing().is_some().to_string()))
        .bind("aria-describedby", described_by)
        .value(shown);
    let written = input.input().clone();
    // `change` is just what is wanted: it fires on Enter and on leaving the field.
    let input = input.on("change", move |event| {
        let text = value_of(&event);
        let among_others = ui.store.query.with_untracked(|query| !query.filters.is_empty());
        let outcome = ui.store.change(Change::Filter(filter, text.clone()), HistoryMode::Push);
        refused.set(outcome.err().map(|error| Refused { text, error, among_others }));
        // What is sent has no space around it, and that is what the field then says.
        written.set_value(&untrack(shown));
    });
    el("div class=field")
        .attr("data-filter", id)
        .child(el("label").attr("for", id).says(say(ui, name)))
        .child(input)
        .child(el("span class=field-error").attr("id", &error_id).attr("role", "alert").says(why))
}

/// Yes, no, or either.
fn visible(ui: Ui) -> El {
    let option =
        move |own: &'static str, name: Key| el("option").attr("value", own).says(say(ui, name));
    let choose = move |event| {
        let _ =
            ui.store.change(Change::Filter(Filter::Visible, value_of(&event)), HistoryMode::Push);
    };
    el("div class=field data-filter=visible")
        .child(el("label for=visible").says(say(ui, Key::FilterVisible)))
        .child(
            el("select id=visible")
                .child(option("", Key::Any))
                .child(option("true", Key::Yes))
                .child(option("false", Key::No))
                .value(move || value(ui, Filter::Visible))
                .on("change", choose),
        )
}

/// Why a value can't be sent, in the present language.
pub fn error_text(ui: Ui, error: &QueryError) -> String {
    let messages = ui.messages();
    match error {
        QueryError::ProjectIdEmpty => messages.get(Key::ProjectIdEmpty).to_owned(),
        QueryError::ProjectIdTooLong { length } => {
            fill(messages.get(Key::ProjectIdTooLong), &[&length.to_string()])
        }
        QueryError::ProjectIdCharacter { character } => {
            fill(messages.get(Key::ProjectIdCharacter), &[&named(*character)])
        }
        QueryError::IdTooLong { length } => {
            fill(messages.get(Key::IdTooLong), &[&length.to_string()])
        }
        QueryError::VisibleNotBoolean { .. } => messages.get(Key::VisibleNotBoolean).to_owned(),
    }
}
