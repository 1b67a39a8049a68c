//! The filters: the five that the cloud documents. Each change is a call to the cloud, so text
//! counts when it is finished (Enter, or leaving the field), a choice at once.

use devserver_jobs_core::job::{KNOWN_STATUSES, KNOWN_TYPES};
use devserver_jobs_core::query::{Filter, QueryError};
use devserver_jobs_core::table::Change;

use super::combobox::{Field, combobox};
use super::{label, say};
use crate::locale::{Key, STATUSES, TYPES, fill};
use crate::store::Store;
use dom::old::{El, el, value_of};
use dom::reactive::*;

/// Where the first filter is found.
pub const FIRST_FILTER: &str = "#name";

/// The filter bar.
pub fn filters(store: Store) -> El {
    let disabled =
        move || store.query().with(|query| query.filters.is_empty()).then(|| "true".to_owned());
    let clear =
        el("button type=button").says(say(store, Key::ClearFilters)).on("click", move |_| {
            let _ = store.change(Change::ClearFilters);
        });
    el("div class=filters part=filters role=search")
        .bind("aria-label", label(store, Key::Filters))
        .child(text(store, Filter::Name, Key::FilterName))
        .child(combobox(Field {
            store,
            filter: Filter::Type,
            label: Key::FilterType,
            values: &KNOWN_TYPES,
            names: &TYPES,
        }))
        .child(combobox(Field {
            store,
            filter: Filter::Status,
            label: Key::FilterStatus,
            values: &KNOWN_STATUSES,
            names: &STATUSES,
        }))
        .child(visible(store))
        .child(text(store, Filter::Id, Key::FilterId))
        // Not `disabled`, which would take the focus from whoever has just cleared them.
        .child(clear.class("link clear").bind("aria-disabled", disabled))
}

/// A filter's value; empty where it is not set.
pub fn value(store: Store, filter: Filter) -> String {
    store.query().with(|query| query.filters.get(filter).unwrap_or_default().to_owned())
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
fn text(store: Store, filter: Filter, name: Key) -> El {
    let refused = RwSignal::new(None::<Refused>);
    let standing = move || {
        let cleared = store.query().with(|query| query.filters.is_empty());
        refused.get().filter(|refused| !(refused.among_others && cleared))
    };
    let id = filter.parameter();
    let error_id = format!("{id}-error");
    let described_by = {
        let error_id = error_id.clone();
        move || standing().map(|_| error_id.clone())
    };
    let why = move || standing().map(|r| error_text(store, &r.error)).unwrap_or_default();
    let shown = move || match standing() {
        Some(refused) => refused.text,
        None => value(store, filter),
    };
    let input = el("input")
        .attr("id", id)
        .attr("type", "text")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr("enterkeyhint", "search")
        .bind("title", label(store, Key::OnEnter))
        .bind("aria-invalid", move || Some(standing().is_some().to_string()))
        .bind("aria-describedby", described_by)
        .value(shown);
    let written = input.input().clone();
    // `change` is just what is wanted: it fires on Enter and on leaving the field.
    let input = input.on("change", move |event| {
        let text = value_of(&event);
        let among_others = store.query().with_untracked(|query| !query.filters.is_empty());
        let outcome = store.change(Change::Filter(filter, text.clone()));
        refused.set(outcome.err().map(|error| Refused { text, error, among_others }));
        // What is sent has no space around it, and that is what the field then says.
        written.set_value(&untrack(shown));
    });
    el("div class=field")
        .attr("data-filter", id)
        .child(el("label").attr("for", id).says(say(store, name)))
        .child(input)
        .child(el("span class=field-error").attr("id", &error_id).attr("role", "alert").says(why))
}

/// Yes, no, or either.
fn visible(store: Store) -> El {
    let option =
        move |own: &'static str, name: Key| el("option").attr("value", own).says(say(store, name));
    let choose = move |event| {
        let _ = store.change(Change::Filter(Filter::Visible, value_of(&event)));
    };
    el("div class=field data-filter=visible")
        .child(el("label for=visible").says(say(store, Key::FilterVisible)))
        .child(
            el("select id=visible")
                .child(option("", Key::Any))
                .child(option("true", Key::Yes))
                .child(option("false", Key::No))
                .value(move || value(store, Filter::Visible))
                .on("change", choose),
        )
}

/// Why a value can't be sent, in the present language.
pub fn error_text(store: Store, error: &QueryError) -> String {
    let messages = store.messages();
    match error {
        QueryError::ProjectIdEmpty => messages.get(Key::ProjectIdEmpty).to_owned(),
        QueryError::ProjectIdTooLong { length } => {
            fill(messages.get(Key::ProjectIdTooLong), &[&length.to_string()])
        }
        QueryError::ProjectIdCharacter { character } => {
            fill(messages.get(Key::ProjectIdCharacter), &[&character.to_string()])
        }
        QueryError::IdTooLong { length } => {
            fill(messages.get(Key::IdTooLong), &[&length.to_string()])
        }
        QueryError::VisibleNotBoolean { .. } => messages.get(Key::VisibleNotBoolean).to_owned(),
    }
}
