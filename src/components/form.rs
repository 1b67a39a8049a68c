//! A field with its button, and the line below that says what belongs in it or what is wrong with
//! it: the forms that ask for a project and for a token.

use std::rc::Rc;

use super::{HEADING, say};
use crate::components::ui::Ui;
use crate::locale::Key;
use dom::old::{El, el};

/// What makes one form different from another.
pub struct Form {
    /// The field's id.
    pub id: &'static str,
    /// The field's type.
    pub kind: &'static str,
    pub label: Key,
    pub button: Key,
    /// The line below, and whether it tells of an error.
    pub told: Rc<dyn Fn() -> (bool, String)>,
    /// Takes what was typed, or refuses it.
    pub take: Box<dyn Fn(&str) -> bool>,
}

/// A form. Where it goes away with the focus in it, the focus goes to the heading.
pub fn form(ui: Ui, form: Form) -> El {
    let Form { id, kind, label, button, told, take } = form;
    let hint_id = format!("{id}-hint");
    let (invalid, wrong) = (told.clone(), told.clone());
    let input = el("input")
        .attr("id", id)
        .attr("type", kind)
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr("aria-describedby", &hint_id)
        .bind("aria-invalid", move || Some(invalid().0.to_string()));
    let field = input.input().clone();
    let submit = move |event: web_sys::Event| {
        event.prevent_default();
        // Whatever comes of it is to be read or mended there.
        let _ = field.focus();
        if take(field.value().trim()) {
            field.set_value("");
        }
    };
    el("form novalidate")
        .child(
            el("div class=field")
                .child(el("label").attr("for", id).says(say(ui, label)))
                .child(input),
        )
        .child(el("button type=submit class=primary").says(say(ui, button)))
        .child(
            el("p")
                .attr("id", &hint_id)
                .attr("aria-live", "polite")
                .class_when("field-error", move || wrong().0)
                .says(move || told().1),
        )
        .on("submit", submit)
        .leaves_focus(HEADING)
}
