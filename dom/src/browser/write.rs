//! Writing to the document: each kind of write in one function, compiled once for all views.

use std::borrow::Cow;
use std::ops::Range;

use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;
use web_sys::{DomTokenList, Node};

use super::document::{create_comment, create_text_node};
use super::el::El;
use super::html::mark;
use crate::reactive::*;

/// Sets or removes an attribute.
pub fn set_attribute(element: &El, name: &str, value: Option<&str>) {
    match value {
        Some(value) => element.raw().set_attribute(name, value),
        None => element.raw().remove_attribute(name),
    }
}

/// One text or attribute of an element for an effect that writes several at once. A value is only written if it
/// differs from the previous one.
///
/// ```no_run
/// # #[cfg(target_arch = "wasm32")] fn example(name: dom::reactive::RwSignal<String>) {
/// # use dom::{Binding, html::a, reactive::*};
/// let link = a();
/// let (mut text, mut title) = (Binding::text(&link), Binding::attr(&link, "title"));
/// Effect::new(move || {
///     name.with(|name| {
///         text.set(Some(name));
///         title.set((name.len() > 20).then_some(name));
///     });
/// });
/// # }
/// ```
pub struct Binding {
    element: El,
    /// The attribute's name; empty for the element's text.
    attribute: &'static str,
    written: Option<String>,
}

impl Binding {
    /// Binds an attribute, which is assumed to be missing at first.
    pub fn attr(element: &El, name: &'static str) -> Self {
        Self { element: element.clone(), attribute: name, written: None }
    }

    /// Binds the content of an element that contains only this text.
    pub fn text(element: &El) -> Self {
        element.claim_text();
        Self::attr(element, "")
    }

    /// Writes the value, unless it is equal to the last one. `None` removes an attribute, and empties a text.
    pub fn set(&mut self, value: Option<&str>) {
        if self.written.as_deref() == value {
            return;
        }
        match self.attribute {
            "" => write_text(&self.element, value.unwrap_or_default()),
            name => set_attribute(&self.element, name, value),
        }
        self.written = value.map(str::to_owned);
    }
}

/// Writes the whole content of an element as a text.
///
/// The text is found through the element and not through a stored text node, because the translation feature of a
/// browser or an extension replaces text nodes by `<font>` elements.
fn write_text(element: &El, text: &str) {
    let element = element.element();
    match element.first_child() {
        // The usual case is written in place, which is faster and keeps a selection in the text.
        Some(node) if node.node_type() == Node::TEXT_NODE && node.next_sibling().is_none() => {
            node.set_node_value(Some(text));
        }
        _ => element.set_text_content(Some(text)),
    }
}

/// The content of an element as a text with marked ranges, which are `<mark>` elements.
pub struct MarkedText {
    text: Binding,
    marks: Vec<Range<usize>>,
}

impl MarkedText {
    /// Binds the content of an element that contains only this text.
    pub fn new(element: &El) -> Self {
        Self { text: Binding::text(element), marks: Vec::new() }
    }

    /// Writes the text with these ranges of its bytes marked, unless both are equal to the last ones. The ranges
    /// are in order and do not touch; each begins and ends at a character boundary.
    pub fn set(&mut self, text: &str, marks: Vec<Range<usize>>) {
        if self.marks == marks && (marks.is_empty() || self.text.written.as_deref() == Some(text)) {
            return self.text.set(Some(text));
        }
        let element = &self.text.element;
        element.element().set_text_content(None);
        let mut end = 0;
        for range in &marks {
            append_part(element.raw(), text.get(end..range.start));
            let part = mark();
            append_part(part.raw(), text.get(range.clone()));
            element.raw().append(part.element());
            end = range.end;
        }
        append_part(element.raw(), text.get(end..));
        self.text.written = Some(text.to_owned());
        self.marks = marks;
    }
}

fn append_part(parent: &super::document::RawElement, text: Option<&str>) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        parent.append(&create_text_node(text));
    }
}

/// Keeps an attribute up to date or, with an empty name, a text.
pub fn written_boxed(
    element: &El,
    attribute: &'static str,
    mut value: Box<dyn Compute<Option<Cow<'static, str>>>>,
) {
    let mut binding = Binding::attr(element, attribute);
    render_effect_boxed(Box::new(move || binding.set(value.compute().as_deref())));
}

/// Keeps a class up to date.
pub fn class_boxed(
    classes: DomTokenList,
    class: &'static str,
    mut condition: Box<dyn Compute<bool>>,
) {
    render_effect_boxed(Box::new(move || {
        // Only an empty class name would be an error.
        let _ = classes.toggle_with_force(class, condition.compute());
    }));
}

/// Keeps a property up to date. It is written only when the value changes, so that text typed into an input
/// meanwhile is kept.
pub fn property_boxed(element: El, name: &'static str, mut value: Box<dyn Compute<JsValue>>) {
    let mut written = None;
    render_effect_boxed(Box::new(move || {
        let value = Some(value.compute());
        if value != written {
            element.raw().set_property(name, value.as_ref().unwrap_or(&JsValue::UNDEFINED));
            written = value;
        }
    }));
}

/// Keeps children up to date: all children that `view` returned are replaced when it runs again.
pub fn children_boxed(parent: &El, mut view: Box<dyn Compute<Vec<El>>>) {
    // Marks the position; the children are before it. Translation features do not remove comments.
    let place = create_comment("");
    parent.append(&place);
    let parent = parent.clone();
    let mut shown: Vec<El> = Vec::new();
    render_effect_boxed(Box::new(move || {
        // Their listeners and effects ended before this run.
        for old in shown.drain(..) {
            old.element().remove();
        }
        shown = view.compute();
        for new in &shown {
            parent.raw().insert_before(new.element(), Some(&place));
        }
    }));
}

/// Displays the result of `view` while `when` is true.
pub fn show_boxed(parent: &El, when: Box<dyn Fn() -> bool>, view: Box<dyn Fn() -> El>) {
    let when = SendWrapper::new(when);
    let when = Memo::new(move |_| when());
    let view = move || when.get().then(|| untrack(&view)).into_iter().collect();
    children_boxed(parent, Box::new(view));
}
