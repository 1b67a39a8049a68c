//! An element, and the builder's methods.

use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, EventTarget, HtmlInputElement, Node};

use super::document::{RawElement, create_element, create_element_ns, create_text_node};
use super::ev::EventType;
use super::focus::focus_after_update;
use super::for_each::{Item, for_each_boxed};
use super::node_ref::NodeRef;
use super::value::{Attribute, Children, Class, Property, Text};
use super::write::{render_effect, show_boxed};
use crate::reactive::*;

/// An element under construction, and a handle on it afterwards. A clone is the same element.
#[derive(Clone, PartialEq)]
pub struct El(Element);

impl El {
    /// A new element of HTML; [`super::html`] has a function for each tag.
    pub(super) fn html(tag: &str) -> Self {
        Self(create_element(tag))
    }

    /// A new element of SVG.
    pub(super) fn svg(tag: &str) -> Self {
        Self(create_element_ns("http://www.w3.org/2000/svg", tag))
    }

    /// The DOM's element.
    pub fn element(&self) -> &Element {
        &self.0
    }

    /// The DOM's element as an input, a select or a text area, which it must be.
    pub fn input(&self) -> &HtmlInputElement {
        self.0.unchecked_ref()
    }

    /// Sets an attribute: to a text, to a text or nothing (an `Option`), or to be there or not (a `bool`).
    /// A closure keeps it up to date.
    ///
    /// ```no_run
    /// # #[cfg(target_arch = "wasm32")] fn example(busy: dom::reactive::RwSignal<bool>) {
    /// # use dom::html::button;
    /// button().attr("type", "button").attr("disabled", move || busy.get());
    /// # }
    /// ```
    pub fn attr<Kind>(self, name: &'static str, value: impl Attribute<Kind>) -> Self {
        value.set_on(&self, name);
        self
    }

    /// Sets the attribute `id`.
    pub fn id<Kind>(self, value: impl Attribute<Kind>) -> Self {
        self.attr("id", value)
    }

    /// Sets the attribute `class` as a whole, or with `(name, condition)` one more class that is there
    /// while the condition holds.
    ///
    /// ```no_run
    /// # #[cfg(target_arch = "wasm32")] fn example(open: dom::reactive::RwSignal<bool>) {
    /// # use dom::html::div;
    /// div().class("menu").class(("open", move || open.get()));
    /// # }
    /// ```
    pub fn class<Kind>(self, value: impl Class<Kind>) -> Self {
        value.set_on(&self);
        self
    }

    /// Sets a JavaScript property, such as the `value` of an input. A closure writes it again when its
    /// value changes; until then what was typed stays.
    pub fn prop<Kind>(self, name: &'static str, value: impl Property<Kind>) -> Self {
        value.set_on(&self, name);
        self
    }

    /// Appends a text or, with a closure, keeps the whole content of the element up to date as a text: an
    /// element whose text changes has no other children. In development builds others panic.
    ///
    /// ```no_run
    /// # #[cfg(target_arch = "wasm32")] fn example(count: dom::reactive::RwSignal<u32>) {
    /// # use dom::html::{p, span};
    /// p().text("Jobs: ").child(span().text(move || count.get().to_string()));
    /// # }
    /// ```
    pub fn text<Kind>(self, text: impl Text<Kind>) -> Self {
        text.write_in(&self);
        self
    }

    /// Appends an element, or an `Option`, a `Vec` or an array of some. With a closure the children are
    /// replaced whenever what it read has changed; [`El::for_each`] keeps those that stay.
    pub fn child<Kind>(self, children: impl Children<Kind>) -> Self {
        children.append_to(&self);
        self
    }

    /// Appends the elements of an iterator.
    pub fn children(self, children: impl IntoIterator<Item = El>) -> Self {
        self.append_all(children);
        self
    }

    /// Shows a child while `when` holds. It is made when `when` begins to hold, and not again for another
    /// change of a signal that `when` or `view` read.
    pub fn show(self, when: impl Fn() -> bool + 'static, view: impl Fn() -> El + 'static) -> Self {
        show_boxed(&self, Box::new(when), Box::new(view));
        self
    }

    /// One child for each item, in order. A child whose key stays is kept with its focus and selection, and
    /// moved where it must be; `children` runs once for each new key. The element has no other children.
    ///
    /// No two items may have equal keys at a time: the later one would get a child of its own at each run.
    ///
    /// ```no_run
    /// # #[cfg(target_arch = "wasm32")]
    /// # fn example(servers: dom::reactive::RwSignal<Vec<(u32, String)>>) {
    /// # use dom::html::{li, ul};
    /// ul().for_each(move || servers.get(), |(id, _)| *id, |(_, name)| li().text(name));
    /// # }
    /// ```
    pub fn for_each<T, K, I>(
        self,
        each: impl Fn() -> I + 'static,
        key: impl Fn(&T) -> K + 'static,
        children: impl Fn(T) -> El + 'static,
    ) -> Self
    where
        I: IntoIterator<Item = T>,
        T: 'static,
        K: Eq + 'static,
    {
        let children = std::rc::Rc::new(children);
        let item = move |item: T| {
            let children = children.clone();
            Item { key: Box::new(key(&item)), make: Box::new(move || children(item)) }
        };
        for_each_boxed(self.clone(), Box::new(move || each().into_iter().map(&item).collect()));
        self
    }

    /// Calls `handler` at each event until the current owner ends. The event has its own type:
    ///
    /// ```no_run
    /// # #[cfg(target_arch = "wasm32")] fn example() {
    /// # use dom::{ev, html::input};
    /// input().on(ev::keydown, |event| {
    ///     if event.key() == "Escape" {
    ///         event.stop_propagation();
    ///     }
    /// });
    /// # }
    /// ```
    pub fn on<E: EventType>(self, _: E, mut handler: impl FnMut(E::Event) + 'static) -> Self {
        let handler = move |event: Event| handler(event.unchecked_into());
        listen(self.0.clone().into(), E::NAME, Box::new(handler));
        self
    }

    /// Has a node ref refer to this element until the current owner ends.
    pub fn node_ref(self, node_ref: NodeRef) -> Self {
        node_ref.refer_to(&self);
        self
    }

    /// Has a node ref refer to this element while a condition holds: the one row of many that is selected.
    pub fn node_ref_when(self, node_ref: NodeRef, condition: impl Fn() -> bool + 'static) -> Self {
        let element = self.clone();
        render_effect(Box::new(move || {
            if condition() {
                node_ref.refer_to(&element);
            }
        }));
        self
    }

    /// When this element is removed with the focus in it, moves the focus to the first of `targets` that is
    /// in the document then. The focus would be lost otherwise.
    pub fn focus_on_removal(self, targets: &[NodeRef]) -> Self {
        let (element, targets) = (self.clone(), targets.to_vec());
        on_cleanup(move || {
            if element.has_focus() {
                focus_after_update(&targets);
            }
        });
        self
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

    /// Checks, in development builds, that a text that changes is the element's only content.
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

/// The property by which a development build knows an element whose text changes.
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
        // Removing an element that has the focus fires `blur`, which must not reach a dropped closure.
        let function = closure.as_ref().unchecked_ref();
        target.unchecked_ref::<RawElement>().remove_event_listener(event, function);
    });
}
