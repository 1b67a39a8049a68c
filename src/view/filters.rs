//! The filters: the five that the cloud documents. Each change is a call to the cloud, so text
//! counts when it is finished (Enter, or leaving the field), a choice at once.

use devserver_jobs_core::job::{KNOWN_STATUSES, KNOWN_TYPES};
use devserver_jobs_core::query::{Filter, QueryError};
use devserver_jobs_core::table::Change;
use leptos::prelude::*;

use super::combobox::{Choice, Combobox};
use super::say;
use crate::locale::Messages;
use crate::store::Store;

/// The filter bar.
#[component]
pub fn Filters(store: Store) -> impl IntoView {
    let choices = move |values: &'static [&'static str], names: fn(&Messages) -> &[&'static str]| {
        Signal::derive(move || {
            let names = names(store.messages());
            values.iter().zip(names).map(|(value, label)| Choice { value, label }).collect()
        })
    };
    let any_set = move || store.query().with(|query| !query.filters.is_empty());
    view! {
        <div class="filters" role="search" aria-label=say(store, |m| m.filters)>
            <Text store filter=Filter::Name label=|m| m.filter_name/>
            <Combobox
                id="type"
                label=Signal::derive(move || store.messages().filter_type)
                store
                value=value(store, Filter::Type)
                choices=choices(&KNOWN_TYPES, |m| &m.types)
                commit=move |text| set(store, Filter::Type, text)
            />
            <Combobox
                id="status"
                label=Signal::derive(move || store.messages().filter_status)
                store
                value=value(store, Filter::Status)
                choices=choices(&KNOWN_STATUSES, |m| &m.statuses)
                commit=move |text| set(store, Filter::Status, text)
            />
            <Visible store/>
            <Text store filter=Filter::Id label=|m| m.filter_id/>
            <button
                type="button"
                class="link clear"
                disabled=move || !any_set()
                on:click=move |_| {
                    let _ = store.change(Change::ClearFilters);
                }
            >
                {say(store, |m| m.clear_filters)}
            </button>
        </div>
    }
}

fn value(store: Store, filter: Filter) -> Signal<String> {
    Memo::new(move |_| {
        store.query().with(|query| query.filters.get(filter).unwrap_or_default().to_owned())
    })
    .into()
}

/// Sets a filter whose every text can be sent.
fn set(store: Store, filter: Filter, text: String) {
    let _ = store.change(Change::Filter(filter, text));
}

/// A free text.
#[component]
fn Text(store: Store, filter: Filter, label: fn(&Messages) -> &'static str) -> impl IntoView {
    let value = value(store, filter);
    let error = RwSignal::new(None::<QueryError>);
    // `change` is just what is wanted: it fires on Enter and on leaving the field.
    let commit = move |event: web_sys::Event| {
        error.set(store.change(Change::Filter(filter, event_target_value(&event))).err());
    };
    let id = filter.parameter();
    let error_id = format!("{id}-error");
    let described_by = {
        let error_id = error_id.clone();
        move || error.with(Option::is_some).then(|| error_id.clone())
    };
    view! {
        <div class="field" data-filter=id>
            <label for=id>{say(store, label)}</label>
            <input
                id=id
                type="text"
                autocomplete="off"
                spellcheck="false"
                title=say(store, |m| m.on_enter)
                enterkeyhint="search"
                prop:value=move || value.get()
                aria-invalid=move || error.with(Option::is_some).to_string()
                aria-describedby=described_by
                on:change=commit
            />
            <span class="field-error" id=error_id role="alert">
                {move || error.get().map(|error| error_text(store, &error))}
            </span>
        </div>
    }
}

/// Yes, no, or either.
#[component]
fn Visible(store: Store) -> impl IntoView {
    let value = value(store, Filter::Visible);
    let choose = move |event: web_sys::Event| {
        set(store, Filter::Visible, event_target_value(&event));
    };
    let option = move |own: &'static str, label: fn(&Messages) -> &'static str| {
        view! {
            <option value=own prop:selected=move || value.with(|value| value == own)>
                {say(store, label)}
            </option>
        }
    };
    view! {
        <div class="field" data-filter="visible">
            <label for="visible">{say(store, |m| m.filter_visible)}</label>
            <select id="visible" on:change=choose>
                {option("", |m| m.any)}
                {option("true", |m| m.yes)}
                {option("false", |m| m.no)}
            </select>
        </div>
    }
}

/// Why a value can't be sent, in the present language.
pub fn error_text(store: Store, error: &QueryError) -> String {
    let messages = store.messages();
    match error {
        QueryError::ProjectIdEmpty => messages.project_id_empty.to_owned(),
        QueryError::ProjectIdTooLong { length } => (messages.project_id_too_long)(*length),
        QueryError::ProjectIdCharacter { character } => (messages.project_id_character)(*character),
        QueryError::IdTooLong { length } => {
            (messages.id_too_long)(*length)
        }
        QueryError::VisibleNotBoolean { .. } => messages.visible_not_boolean.to_owned(),
    }
}
