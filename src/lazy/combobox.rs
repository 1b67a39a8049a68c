//! A text field that offers known values and accepts any other: the set of values is open.
//!
//! It follows the ARIA combobox pattern with a list popup: arrows move through the list, Enter
//! selects, Escape closes. A selected value is applied at once, text on Enter or on leaving the field.

use devserver_jobs_core::query::Filter;
use devserver_jobs_core::table::Change;
use devserver_jobs_core::task::holds;
use dom::reactive::*;
use dom::{NodeRef, ev, html, is_composing, scroll_into_view};
use web_sys::{HtmlInputElement, KeyboardEvent};

use super::field::Field;
use crate::components::filter_text::name;
use crate::components::ui::Ui;
use crate::locale::Key;
use crate::platform::HistoryMode;

/// The values that a combobox offers.
#[derive(Clone, Copy)]
pub struct Choices {
    /// The values as they are sent.
    pub values: &'static [&'static str],
    /// Their displayed names, in the same order.
    pub names: &'static [Key],
}

/// An offered value: as it is sent, and its displayed name.
type Choice = (&'static str, &'static str);

/// The state of the field.
#[derive(Clone, Copy)]
struct State {
    ui: Ui,
    filter: Filter,
    choices: Choices,
    open: RwSignal<bool>,
    /// The text that was typed since the last commit.
    typed: RwSignal<Option<String>>,
    active: RwSignal<Option<usize>>,
    /// The element of the active option.
    option: NodeRef,
}

/// Makes a combobox of a text field.
pub fn combobox(field: Field, choices: Choices) {
    let before = field.typed_before();
    let Field { ui, filter, around, control } = field;
    let state = State {
        ui,
        filter,
        choices,
        open: RwSignal::new(false),
        typed: RwSignal::new(None),
        active: RwSignal::new(None),
        option: NodeRef::new(),
    };
    // Outside world: the scroll position of the list of options.
    Effect::new(move || {
        if let Some(option) = state.option.get() {
            scroll_into_view(option.element());
        }
    });
    let id = filter.parameter();
    let list_id = format!("{id}-choices");
    let is_open = move || state.open.get() && !state.offered().is_empty();
    let active = move || state.active.get().filter(|_| is_open()).map(|at| option_id(id, at));
    let element = control.input().clone();
    if before.is_some() {
        state.typed.set(before);
        state.take_text(&element);
    }
    let input = control
        .attr("role", "combobox")
        .attr("aria-autocomplete", "list")
        .attr("aria-controls", list_id.as_str())
        .attr("aria-expanded", move || is_open().to_string())
        .attr("aria-activedescendant", active)
        .prop("value", move || state.shown());
    let on_key = {
        let element = element.clone();
        move |event: KeyboardEvent| state.on_key(&event, &element)
    };
    let on_blur = {
        let element = element.clone();
        move |_| state.take_text(&element)
    };
    let on_input = {
        let element = element.clone();
        move |_| {
            state.typed.set(Some(element.value()));
            state.active.set(None);
            state.open.set(true);
        }
    };
    input
        .on(ev::input, on_input)
        .on(ev::keydown, on_key)
        .on(ev::click, move |_| state.show())
        .on(ev::blur, on_blur);
    let options = move || {
        let set = ui.store.query.filter(filter);
        let option = |(at, choice): (usize, Choice)| {
            let element = element.clone();
            html::li()
                .attr("id", option_id(id, at))
                .attr("role", "option")
                .attr("aria-selected", if choice.0 == set { "true" } else { "false" })
                .class(("active", move || state.active.get() == Some(at)))
                .node_ref_when(state.option, move || state.active.get() == Some(at))
                .child(html::span().class("first").text(choice.1))
                .children(
                    (!choice.0.is_empty())
                        .then(|| html::span().class("second code").text(choice.0)),
                )
                // Before the field loses the focus.
                .on(ev::mousedown, move |event| {
                    event.prevent_default();
                    // Only the primary button selects an option.
                    if event.button() == 0 {
                        state.take(choice.0, &element);
                    }
                })
        };
        state.offered().into_iter().enumerate().map(option).collect::<Vec<_>>()
    };
    around.child(
        html::ul()
            .attr("id", list_id)
            .attr("role", "listbox")
            .attr("aria-label", ui.message(name(filter)))
            .attr("hidden", move || !is_open())
            .child(options),
    );
}

fn option_id(id: &str, at: usize) -> String {
    format!("{id}-choice-{at}")
}

impl State {
    /// All choices in the current language.
    fn all(self) -> Vec<Choice> {
        let messages = self.ui.messages();
        let names = self.choices.names.iter().map(|name| messages.get(*name));
        let labels = messages.labels(self.filter == Filter::Status);
        let own = labels.map(|label| (label.value, label.name));
        self.choices.values.iter().copied().zip(names).chain(own).collect()
    }

    /// The choices that match the typed text; without a text, also the one that clears the filter.
    fn offered(self) -> Vec<Choice> {
        let typed = self.typed.get().unwrap_or_default();
        let typed = typed.trim();
        let mut offered = self.all();
        if typed.is_empty() {
            offered.insert(0, ("", self.ui.text(Key::Any)));
        } else {
            offered.retain(|(value, name)| holds(value, typed) || holds(name, typed));
        }
        offered
    }

    /// The text of the field: a known value by its displayed name.
    fn shown(self) -> String {
        let set = self.ui.store.query.filter(self.filter);
        let known = self.all().into_iter().find(|(value, _)| *value == set);
        known.map_or(set, |(_, name)| name.to_owned())
    }

    fn show(self) {
        if !self.open.get_untracked() {
            let set = untrack(|| self.ui.store.query.filter(self.filter));
            let offered = untrack(|| self.offered());
            self.active.set(offered.iter().position(|(value, _)| *value == set));
            self.open.set(true);
        }
    }

    fn close(self) {
        self.open.set(false);
        self.active.set(None);
        self.typed.set(None);
    }

    /// Sets the filter, and displays its value in the field.
    fn take(self, text: &str, input: &HtmlInputElement) {
        self.close();
        // Any text is a valid type or status.
        let _ =
            self.ui.store.change(Change::Filter(self.filter, text.to_owned()), HistoryMode::Push);
        input.set_value(&untrack(|| self.shown()));
    }

    /// Applies the typed text, if there is any: a displayed name stands for its value.
    fn take_text(self, input: &HtmlInputElement) {
        let Some(text) = self.typed.get_untracked() else {
            return self.close();
        };
        let text = text.trim();
        let choices = untrack(|| self.all());
        let named = choices.into_iter().find(|(_, name)| name.eq_ignore_ascii_case(text));
        self.take(named.map_or(text, |(value, _)| value), input);
    }

    fn on_key(self, event: &KeyboardEvent, input: &HtmlInputElement) {
        // During composition, for example of Chinese, these keys belong to the input method.
        if is_composing(event) {
            return;
        }
        match event.key().as_str() {
            key @ ("ArrowDown" | "ArrowUp") => {
                event.prevent_default();
                let was_open = self.open.get_untracked();
                self.show();
                if was_open || self.active.get_untracked().is_none() {
                    self.step(key == "ArrowDown");
                }
            }
            "Enter" => {
                let offered = untrack(|| self.offered());
                let at = self.active.get_untracked().filter(|_| self.open.get_untracked());
                match at.and_then(|at| offered.get(at)) {
                    Some((value, _)) => self.take(value, input),
                    None => self.take_text(input),
                }
            }
            "Escape" if self.open.get_untracked() => {
                // Escape may have another meaning in the host page.
                event.stop_propagation();
                self.open.set(false);
                self.active.set(None);
            }
            "Escape" => {
                self.close();
                input.set_value(&untrack(|| self.shown()));
            }
            _ => {}
        }
    }

    fn step(self, forward: bool) {
        let count = untrack(|| self.offered().len());
        if count > 0 {
            self.active.update(|active| {
                *active = Some(match (*active, forward) {
                    (None, true) => 0,
                    (None, false) => count - 1,
                    (Some(at), true) => (at + 1) % count,
                    (Some(at), false) => (at + count - 1) % count,
                });
            });
        }
    }
}
