//! The methods that build an element.

use wasm_bindgen::JsCast;
use web_sys::Event;

use super::el::{El, listen};
use super::ev::EventType;
use super::focus::focus_after_update;
use super::for_each::{Item, for_each_boxed};
use super::node_ref::NodeRef;
use super::value::{Attribute, Children, Class, Property, Text};
use super::write::show_boxed;
use crate::reactive::on_cleanup;
use crate::reactive::render_effect_boxed;

impl El {
    /// Sets an attribute: a text, an `Option` of a text, or a `bool` for an attribute without a value. With a
    /// closure the attribute is kept up to date.
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

    /// Sets the whole attribute `class` or, with `(name, condition)`, adds a class while the condition is true.
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

    /// Sets a JavaScript property, such as the `value` of an input. With a closure it is written again when its
    /// value changes; until then typed text is kept.
    pub fn prop<Kind>(self, name: &'static str, value: impl Property<Kind>) -> Self {
        value.set_on(&self, name);
        self
    }

    /// Appends a text or, with a closure, keeps the whole content of the element up to date as a text. An element
    /// whose text changes must have no other children; development builds panic otherwise.
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

    /// Appends an element, or an `Option`, a `Vec` or an array of elements. With a closure the children are
    /// replaced after a change of a signal that it read; [`El::for_each`] keeps unchanged children.
    pub fn child<Kind>(self, children: impl Children<Kind>) -> Self {
        children.append_to(&self);
        self
    }

    /// Appends the elements of an iterator.
    pub fn children(self, children: impl IntoIterator<Item = El>) -> Self {
        self.append_all(children);
        self
    }

    /// Displays a child while `when` is true. It is created when `when` becomes true, and not again for other
    /// changes of signals that `when` or `view` read.
    pub fn show(self, when: impl Fn() -> bool + 'static, view: impl Fn() -> El + 'static) -> Self {
        show_boxed(&self, Box::new(when), Box::new(view));
        self
    }

    /// One child for each item, in order. A child whose key stays is kept with its focus and selection, and moved
    /// if necessary; `children` runs once for each new key. The element must have no other children.
    ///
    /// Keys must be unique: a repeated item would get a new child at each run.
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

    /// Calls `handler` for each event until the current owner ends. The event has its specific type:
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
        listen(self.element().clone().into(), E::NAME, Box::new(handler));
        self
    }

    /// Makes a node ref refer to this element until the current owner ends.
    pub fn node_ref(self, node_ref: NodeRef) -> Self {
        node_ref.refer_to(&self);
        self
    }

    /// Makes a node ref refer to this element while a condition is true, for example for the selected one of many
    /// rows.
    pub fn node_ref_when(self, node_ref: NodeRef, condition: impl Fn() -> bool + 'static) -> Self {
        let element = self.clone();
        render_effect_boxed(Box::new(move || {
            if condition() {
                node_ref.refer_to(&element);
            }
        }));
        self
    }

    /// When this element is removed while it has the focus, moves the focus to the first of `targets` that is in
    /// the document then. Otherwise the focus would be lost.
    pub fn focus_on_removal(self, targets: &[NodeRef]) -> Self {
        let (element, targets) = (self.clone(), targets.to_vec());
        on_cleanup(move || {
            if element.has_focus() {
                focus_after_update(&targets);
            }
        });
        self
    }
}
