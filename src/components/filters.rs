//! The filters: the five that the cloud documents. Each change is a call to the cloud, so text
//! counts when it is finished (Enter, or leaving the field), a choice at once.

use devserver_jobs_core::job::{KNOWN_STATUSES, KNOWN_TYPES};
use devserver_jobs_core::query::{Filter, QueryError, named};
use devserver_jobs_core::table::Change;
use dom::{El, ev, event_target_value, html};

use super::combobox::{Field, combobox};
use super::ui::Ui;
use crate::locale::{Key, STATUSES, TYPES, fill};
use crate::platform::HistoryMode;
use dom::reactive::*;

/// The filter bar.
pub fn filters(ui: Ui) -> El {
    let disabled = move || ui.store.query.with(|query| query.filters.is_empty()).then_some("true");
    let clear = html::button().attr("type", "button").text(ui.message(Key::ClearFilters)).on(
        ev::click,
        move |_| {
            let _ = ui.store.change(Change::ClearFilters, HistoryMode::Push);
        },
    );
    html::div()
        .class("filters")
        .attr("part", "filters")
        .attr("role", "search")
        .attr("aria-label", ui.message(Key::Filters))
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
        .child(clear.class("link clear").attr("aria-disabled", disabled))
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
        None => ui.store.query.filter(filter),
    };
    let input = html::input()
        .attr("id", id)
        .attr("type", "text")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr("enterkeyhint", "search")
        .attr("title", ui.message(Key::OnEnter))
        .attr("aria-invalid", move || standing().is_some().to_string())
        .attr("aria-describedby", described_by)
        .prop("value", shown);
    let input = if filter == Filter::Name { input.node_ref(ui.focus.filter) } else { input };
    let written = input.input().clone();
    // `change` is just what is wanted: it fires on Enter and on leaving the field.
    let input = input.on(ev::change, move |event| {
        let text = event_target_value(&event);
        let among_others = ui.store.query.with_untracked(|query| !query.filters.is_empty());
        let outcome = ui.store.change(Change::Filter(filter, text.clone()), HistoryMode::Push);
        refused.set(outcome.err().map(|error| Refused { text, error, among_others }));
        // What is sent has no space around it, and that is what the field then says.
        written.set_value(&untrack(shown));
    });
    html::div()
        .class("field")
        .attr("data-filter", id)
        .child(html::label().attr("for", id).text(ui.message(name)))
        .child(input)
        .child(
            html::span().class("field-error").attr("id", error_id).attr("role", "alert").text(why),
        )
}

/// Yes, no, or either.
fn visible(ui: Ui) -> El {
    let option = move |own: &'static str, name: Key| {
        html::option().attr("value", own).text(ui.message(name))
    };
    let choose = move |event| {
        let _ = ui
            .store
            .change(Change::Filter(Filter::Visible, event_target_value(&event)), HistoryMode::Push);
    };
    html::div()
        .class("field")
        .attr("data-filter", "visible")
        .child(html::label().attr("for", "visible").text(ui.message(Key::FilterVisible)))
        .child(
            html::select()
                .id("visible")
                .child(option("", Key::Any))
                .child(option("true", Key::Yes))
                .child(option("false", Key::No))
                .prop("value", move || ui.store.query.filter(Filter::Visible))
                .on(ev::change, choose),
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
