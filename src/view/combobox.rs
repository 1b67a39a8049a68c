//! A text field that offers known values and takes any other: the values are an open set.
//!
//! It follows the ARIA combobox pattern with a list popup: arrows move through the list, Enter
//! takes, Escape closes. A choice counts at once, text on Enter or on leaving the field.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::icon::{self, Icon};
use super::say;
use crate::store::Store;

/// A value that is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: &'static str,
    /// What it is called.
    pub label: &'static str,
}

/// A field with choices.
#[component]
pub fn Combobox(
    /// The field's id in the shadow root, and the filter's name.
    id: &'static str,
    label: Signal<&'static str>,
    store: Store,
    /// The value that is set; empty where none is.
    value: Signal<String>,
    choices: Signal<Vec<Choice>>,
    /// Takes a new value.
    commit: impl Fn(String) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let open = RwSignal::new(false);
    // What was typed since the last commit.
    let typed = RwSignal::new(None::<String>);
    let active = RwSignal::new(None::<usize>);
    let input = NodeRef::<leptos::html::Input>::new();

    // What the field reads: a known value by its name.
    let shown = Memo::new(move |_| {
        let value = value.get();
        let choices = choices.get();
        let known = choices.iter().find(|choice| choice.value == value);
        known.map_or(value, |choice| choice.label.to_owned())
    });
    // The choices that what was typed leaves, behind the one that clears.
    let offered = Memo::new(move |_| {
        let typed = typed.get().unwrap_or_default().trim().to_lowercase();
        let any = Choice { value: "", label: store.messages().any };
        let fits = |choice: &Choice| {
            choice.label.to_lowercase().contains(&typed)
                || choice.value.to_lowercase().contains(&typed)
        };
        let mut offered: Vec<Choice> = choices.get().into_iter().filter(fits).collect();
        if typed.is_empty() {
            offered.insert(0, any);
        }
        offered
    });

    let close = move || {
        open.set(false);
        active.set(None);
    };
    let put = move |text: &str| {
        if let Some(input) = input.get_untracked() {
            input.set_value(text);
        }
    };
    let take = move |choice: Choice| {
        close();
        typed.set(None);
        commit(choice.value.to_owned());
        put(&shown.get_untracked());
    };
    let take_text = move || {
        close();
        if let Some(text) = typed.get_untracked() {
            typed.set(None);
            let text = text.trim();
            let choices = choices.get_untracked();
            let named = choices.iter().find(|choice| choice.label.eq_ignore_ascii_case(text));
            commit(named.map_or(text, |choice| choice.value).to_owned());
            put(&shown.get_untracked());
        }
    };
    let show = move || {
        if !open.get_untracked() {
            open.set(true);
            let value = value.get_untracked();
            let offered = offered.get_untracked();
            active.set(offered.iter().position(|choice| choice.value == value));
        }
    };
    let step = move |forward: bool| {
        let count = offered.with_untracked(Vec::len);
        if count == 0 {
            return;
        }
        active.update(|active| {
            *active = Some(match (*active, forward) {
                (None, true) => 0,
                (None, false) => count - 1,
                (Some(at), true) => (at + 1) % count,
                (Some(at), false) => (at + count - 1) % count,
            });
        });
    };
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "ArrowDown" | "ArrowUp" => {
            event.prevent_default();
            let was_open = open.get_untracked();
            show();
            if was_open || active.get_untracked().is_none() {
                step(event.key() == "ArrowDown");
            }
        }
        "Enter" => {
            let choice = active
                .get_untracked()
                .and_then(|at| offered.with_untracked(|offered| offered.get(at).copied()));
            match choice.filter(|_| open.get_untracked()) {
                Some(choice) => take(choice),
                None => take_text(),
            }
        }
        "Escape" if open.get_untracked() => {
            // The portal around may have its own meaning for Escape.
            event.stop_propagation();
            close();
        }
        "Escape" => {
            typed.set(None);
            put(&shown.get_untracked());
        }
        _ => {}
    };
    let on_input = move |event: web_sys::Event| {
        typed.set(Some(event_target_value(&event)));
        open.set(true);
        active.set(None);
    };

    let list_id = format!("{id}-choices");
    let option_id = move |at: usize| format!("{id}-choice-{at}");
    let options = move || {
        let value = value.get();
        offered
            .get()
            .into_iter()
            .enumerate()
            .map(|(at, choice)| {
                let raw = (!choice.value.is_empty()).then(|| {
                    view! { <span class="second code">{choice.value}</span> }
                });
                view! {
                    <li
                        id=option_id(at)
                        role="option"
                        aria-selected=(choice.value == value).to_string()
                        class:active=move || active.get() == Some(at)
                        // Before the field would lose the focus.
                        on:mousedown=move |event| {
                            event.prevent_default();
                            take(choice);
                        }
                    >
                        <span class="first">{choice.label}</span>
                        {raw}
                    </li>
                }
            })
            .collect_view()
    };
    let is_open = move || open.get() && !offered.with(Vec::is_empty);
    view! {
        <div class="field combobox" data-filter=id>
            <label for=id>{move || label.get()}</label>
            <input
                id=id
                node_ref=input
                type="text"
                role="combobox"
                autocomplete="off"
                spellcheck="false"
                aria-autocomplete="list"
                aria-expanded=move || is_open().to_string()
                aria-controls=list_id.clone()
                aria-activedescendant=move || active.get().filter(|_| is_open()).map(option_id)
                placeholder=say(store, |m| m.any)
                prop:value=move || shown.get()
                on:input=on_input
                on:keydown=on_key
                on:click=move |_| show()
                on:blur=move |_| take_text()
            />
            <span class="field-icon"><Icon path=icon::DOWN/></span>
            <ul
                id=list_id
                role="listbox"
                aria-label=move || label.get()
                hidden=move || !is_open()
            >
                {options}
            </ul>
        </div>
    }
    .into_any()
}
