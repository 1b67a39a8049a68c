//! The filters: the five that the cloud documents. Each change is a call to the cloud, so text
//! counts when it is finished (Enter, or leaving the field), a choice at once.

use devserver_jobs_core::job::{KNOWN_STATUSES, KNOWN_TYPES};
use devserver_jobs_core::query::{Filter, QueryError, named};
use devserver_jobs_core::table::Change;
use dom::{El, ev, event_target_value, html, observe_resize};

use super::button::leaving_button;
use super::combobox::{Field, combobox};
use super::icon;
use super::ui::Ui;
use crate::locale::{Key, STATUSES, TYPES, fill};
use crate::platform::HistoryMode;
use dom::reactive::*;

/// The filter bar: the fields or, folded, one line with what is set. It begins folded where something is set, and
/// where the style sheet has no room for the fields.
pub fn filters(ui: Ui) -> El {
    let is_set = Memo::new(move |_| ui.store.query.with(|query| !query.filters.is_empty()));
    let is_open = RwSignal::new(is_set.get_untracked().then_some(false));
    let is_shown = Memo::new(move |_| is_open.get() == Some(true));
    let clear = html::button().attr("type", "button").text(ui.message(Key::ClearFilters)).on(
        ev::click,
        move |_| {
            let _ = ui.store.change(Change::ClearFilters, HistoryMode::Push);
        },
    );
    let fields = html::div()
        .class("fields")
        .id("fields")
        .attr("data-open", move || is_open.get().map(|is_open| is_open.to_string()))
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
        .child(text(ui, Filter::Id, Key::FilterId));
    // Outside world: whether the style sheet shows the fields. To ask it at once would cost a layout of its own.
    if is_open.get_untracked().is_none() {
        let shown = fields.element().clone();
        observe_resize(&fields, move || {
            if is_open.get_untracked().is_none() && shown.client_width() > 0 {
                is_open.set(Some(true));
            }
        });
    }
    let fold = html::button()
        .attr("type", "button")
        .class("fold")
        .id("fold")
        .attr("aria-expanded", move || is_shown.get().to_string())
        .attr("aria-controls", "fields")
        .child(html::span().text(ui.message(Key::Filters)))
        .child(icon::icon(icon::DOWN))
        .node_ref(ui.focus.filter)
        .on(ev::click, move |_| is_open.set(Some(!is_shown.get_untracked())));
    html::div()
        .class("filters")
        .attr("part", "filters")
        .attr("role", "search")
        .attr("aria-label", ui.message(Key::Filters))
        .child(fold)
        // Without tokens there is no gap for them.
        .child(tokens(ui).attr("hidden", move || is_shown.get() || !is_set.get()))
        .child(fields)
        // Not `disabled`, which would take the focus from whoever has just cleared them.
        .child(
            clear
                .class("link clear")
                .attr("aria-disabled", move || (!is_set.get()).then_some("true")),
        )
}

/// What is set, each value as a token that is removed by a press.
fn tokens(ui: Ui) -> El {
    let token = move |(filter, value): (Filter, String)| {
        let text = move || filter_text(ui, filter, &value);
        leaving_button(text, ui.focus.filter, move || {
            let _ = ui.store.change(Change::Filter(filter, String::new()), HistoryMode::Push);
        })
        .class("token")
    };
    html::div().class("tokens").for_each(move || filters_set(ui), Clone::clone, token)
}

/// The filters that are set, with their values; subscribes the current observer.
pub fn filters_set(ui: Ui) -> Vec<(Filter, String)> {
    let value = |filter: Filter| (filter, ui.store.query.filter(filter));
    let is_set = |(_, value): &(Filter, String)| !value.is_empty();
    Filter::ALL.into_iter().map(value).filter(is_set).collect()
}

/// A filter and its value, in words.
pub fn filter_text(ui: Ui, filter: Filter, value: &str) -> String {
    fill(ui.text(Key::FacetChosen), &[ui.text(name(filter)), value_name(ui, filter, value)])
}

/// What a value of a filter is called.
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

/// What a filter is called.
fn name(filter: Filter) -> Key {
    match filter {
        Filter::Id => Key::FilterId,
        Filter::Name => Key::FilterName,
        Filter::Type => Key::FilterType,
        Filter::Status => Key::FilterStatus,
        Filter::Visible => Key::FilterVisible,
    }
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
