//! An element. The methods that build it are in `builder.rs`.

use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, EventTarget, HtmlInputElement, Node};

use super::document::{RawElement, create_element, create_element_ns, create_text_node};
use crate::reactive::*;

/// An element under construction, and a handle on it afterwards. A clone is the same element.
#[derive(Clone, PartialEq)]
pub struct El(Element);

impl El {
    /// A new HTML element; [`super::html`] has a function for each tag.
    pub(super) fn html(tag: &str) -> Self {
        Self(create_element(tag))
    }

    /// A new element of SVG.
    pub(super) fn svg(tag: &str) -> Self {
        Self(create_element_ns("http://www.w3.org/2000/svg", tag))
    }

    /// The DOM element.
    pub fn element(&self) -> &Element {
        &self.0
    }

    /// The DOM element as an input, a select or a text area; it must be one.
    pub fn input(&self) -> &HtmlInputElement {
        self.0.unchecked_ref()
    }

    /// The nearest ancestor, or the element itself, that matches a selector.
    pub fn closest(&self, selector: &str) -> Option<Self> {
        self.0.closest(selector).ok().flatten().map(Self)
    }

    /// The first descendant that matches a selector.
    pub fn find(&self, selector: &str) -> Option<Self> {
        self.0.query_selector(selector).ok().flatten().map(Self)
    }

    /// Appends any node.
    pub(super) fn append(&self, node: &Node) {
        debug_assert!(!self.has_own_text(), "{TEXT_ALONE}");
        self.raw().append(node);
    }

    pub(super) fn append_all(&self, children: impl IntoIterator<Item = El>) {
        for child in children {
            self.append(&child.0);
        }
    }

    pub(super) fn append_text(&self, text: &str) {
        self.append(&create_text_node(text));
    }

    /// Checks, in development builds, that a changing text is the element's only content.
    pub(super) fn claim_text(&self) {
        if cfg!(debug_assertions) {
            assert!(self.0.first_child().is_none(), "{TEXT_ALONE}");
            self.raw().set_property(OWN_TEXT, &JsValue::TRUE);
        }
    }

    fn has_own_text(&self) -> bool {
        js_sys::Reflect::has(&self.0, &OWN_TEXT.into()).unwrap_or(false)
    }

    pub(super) fn raw(&self) -> &RawElement {
        self.0.unchecked_ref()
    }
}

/// The property that marks an element with a changing text in development builds.
const OWN_TEXT: &str = "domOwnText";
const TEXT_ALONE: &str = "an element whose text changes has no other children";

/// `FnMut(Event)` as a trait object with one method.
pub trait Handle {
    fn handle(&mut self, event: Event);
}

impl<F: FnMut(Event)> Handle for F {
    fn handle(&mut self, event: Event) {
        self(event);
    }
}

/// Listens until the current owner ends.
pub fn listen(target: EventTarget, event: &'static str, mut handler: Box<dyn Handle>) {
    let closure = Closure::<dyn FnMut(Event)>::new(move |event| handler.handle(event));
    target
        .unchecked_ref::<RawElement>()
        .add_event_listener(event, closure.as_ref().unchecked_ref());
    on_cleanup(move || {
        // Removing a focused element fires `blur`, which must not reach a dropped closure.
        let function = closure.as_ref().unchecked_ref();
        target.unchecked_ref::<RawElement>().remove_event_listener(event, function);
    });
}
