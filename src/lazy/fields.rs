//! The behaviour of the filters' fields. Each change sends a request, so text is applied when it is finished (on Enter or
//! on leaving the field), a selected value at once.

use devserver_jobs_core::job::{KNOWN_STATUSES, KNOWN_TYPES};
use devserver_jobs_core::query::{Filter, QueryError, named};
use devserver_jobs_core::table::Change;
use dom::reactive::{RwSignal, render_effect, untrack};
use dom::{El, ev, event_target_value, html};

use super::combobox::{Choices, combobox};
use super::field::Field;
use crate::components::ui::Ui;
use crate::locale::{Key, STATUSES, TYPES, fill};
use crate::platform::HistoryMode;

/// Adds the behaviour of the fields in `place`.
pub fn fields(ui: Ui, place: &El) {
    for filter in Filter::ALL {
        let around = place.find(&format!("[data-filter={}]", filter.parameter()));
        let control = around.as_ref().and_then(|around| around.find("input, select"));
        if let Some((around, control)) = around.zip(control) {
            begin(Field { ui, filter, around, control });
        }
    }
}

/// Adds the behaviour of a field. If the user is typing in it, this waits until the text is entered; a text that
/// was typed before the second module was loaded is applied then, or now.
fn begin(field: Field) {
    let control = field.control.clone();
    let is_typing = field.is_typing();
    let is_ready = RwSignal::new(!is_typing);
    if is_typing {
        let finish = move || {
            if !is_ready.get_untracked() {
                is_ready.set(true);
            }
        };
        let _ = control.on(ev::change, move |_| finish()).on(ev::focusout, move |_| finish());
    }
    render_effect(move || {
        if is_ready.get() {
            untrack(|| equip(field.clone()));
        }
    });
}

fn equip(field: Field) {
    match field.filter {
        Filter::Name | Filter::Id => text(field),
        Filter::Type => combobox(field, Choices { values: &KNOWN_TYPES, names: &TYPES }),
        Filter::Status => combobox(field, Choices { values: &KNOWN_STATUSES, names: &STATUSES }),
        Filter::Visible => visible(field),
    }
}

/// A text that cannot be sent. It stays in its field, to be corrected, until all filters are cleared.
#[derive(Clone)]
struct Refused {
    text: String,
    error: QueryError,
    /// Whether other filters were set.
    among_others: bool,
}

/// A free text.
fn text(field: Field) {
    let before = field.typed_before();
    let Field { ui, filter, around, control } = field;
    let refused = RwSignal::new(None::<Refused>);
    let standing = move || {
        let cleared = ui.store.query.with(|query| query.filters.is_empty());
        refused.get().filter(|refused| !(refused.among_others && cleared))
    };
    let error_id = format!("{}-error", filter.parameter());
    let described_by = {
        let error_id = error_id.clone();
        move || standing().map(|_| error_id.clone())
    };
    let why = move || standing().map(|r| error_text(ui, &r.error)).unwrap_or_default();
    let shown = move || match standing() {
        Some(refused) => refused.text,
        None => ui.store.query.filter(filter),
    };
    let written = control.input().clone();
    let take = move |text: String| {
        let among_others = ui.store.query.with_untracked(|query| !query.filters.is_empty());
        let outcome = ui.store.change(Change::Filter(filter, text.clone()), HistoryMode::Push);
        refused.set(outcome.err().map(|error| Refused { text, error, among_others }));
        // White space at both ends is removed before sending, and then also in the field.
        written.set_value(&untrack(shown));
    };
    if let Some(text) = before {
        take(text);
    }
    // `change` fires on Enter and on leaving the field.
    control
        .attr("enterkeyhint", "search")
        .attr("title", ui.message(Key::OnEnter))
        .attr("aria-invalid", move || standing().is_some().to_string())
        .attr("aria-describedby", described_by)
        .prop("value", shown)
        .on(ev::change, move |event| take(event_target_value(&event)));
    let error = html::span().class("field-error").attr("id", error_id).attr("role", "alert");
    around.child(error.text(why));
}

/// Yes, no, or either.
fn visible(field: Field) {
    let Field { ui, filter, control, .. } = field;
    let option = move |own: &'static str, name: Key| {
        html::option().attr("value", own).text(ui.message(name))
    };
    let choose = move |event| {
        let _ =
            ui.store.change(Change::Filter(filter, event_target_value(&event)), HistoryMode::Push);
    };
    control
        .child(option("true", Key::Yes))
        .child(option("false", Key::No))
        .prop("value", move || ui.store.query.filter(filter))
        .on(ev::change, choose);
}

/// Why a value cannot be sent, in the current language.
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
