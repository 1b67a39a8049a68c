//! A form with one field and a button, and a line below with a hint or an error: for the project ID and for the access
//! token.

use dom::{El, NodeRef, ev, html};
use std::rc::Rc;

use crate::components::ui::Ui;
use crate::locale::Key;

/// The props of a form.
pub struct Form {
    /// The field's id.
    pub id: &'static str,
    /// The field's type.
    pub kind: &'static str,
    /// Refers to the field.
    pub field: NodeRef,
    pub label: Key,
    pub button: Key,
    /// The line below, and whether it is an error.
    pub hint: Rc<dyn Fn() -> (bool, String)>,
    /// Applies the typed text; returns `false` if it is invalid.
    pub take: Box<dyn Fn(&str) -> bool>,
}

/// A form. If it is removed while it has the focus, the focus goes to the heading.
pub fn form(ui: Ui, form: Form) -> El {
    let Form { id, kind, field: node_ref, label, button, hint, take } = form;
    let hint_id = format!("{id}-hint");
    let (invalid, wrong) = (hint.clone(), hint.clone());
    let input = html::input()
        .attr("id", id)
        .attr("type", kind)
        .node_ref(node_ref)
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr("aria-describedby", hint_id.as_str())
        .attr("aria-invalid", move || invalid().0.to_string());
    let field = input.input().clone();
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        // The result is displayed there, or the text has to be corrected there.
        let _ = field.focus();
        if take(field.value().trim()) {
            field.set_value("");
        }
    };
    html::form()
        .attr("novalidate", true)
        .child(
            html::div()
                .class("field")
                .child(html::label().attr("for", id).text(ui.message(label)))
                .child(input),
        )
        .child(html::button().attr("type", "submit").class("primary").text(ui.message(button)))
        .child(
            html::p()
                .attr("id", hint_id)
                .attr("aria-live", "polite")
                .class(("field-error", move || wrong().0))
                .text(move || hint().1),
        )
        .on(ev::submit, submit)
        .focus_on_removal(&[node_ref, ui.focus.heading])
}
