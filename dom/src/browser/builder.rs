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
        listen(self.element().clone().into(), E::NAME, Box::new(handler));
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
        render_effect_boxed(Box::new(move || {
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
}
