//! Elements as views made them so far; it goes with the last of these.
//!
//! Elements with reactive parts: what Leptos's `view!` does, in fewer bytes. It knows no job.
//!
//! Leptos keeps the state (signals, memos, effects, owners); this room only writes it to the
//! document. `view!` gives every element and every closure a type of its own, and each type its own
//! code: the same views made 192 KB of WebAssembly (brotli) that way, more than the page's whole
//! budget, and 126 KB this way. Here all of them share one type, and nothing ever becomes
//! `innerHTML`, which Trusted Types refuse.
//!
//! A closure runs at once and again, in a microtask, after a signal that it read has changed. What
//! it made ends with its owner: the element's, a row's, or the run before.

#![allow(missing_docs)]

use wasm_bindgen::prelude::*;
use web_sys::{
    DomTokenList, Element, Event, EventTarget, HtmlElement, HtmlInputElement, Node, ResizeObserver,
    ScrollIntoViewOptions, ScrollLogicalPosition, Selection, ShadowRoot, Text, Window,
};

use crate::reactive::*;

const SVG: &str = "http://www.w3.org/2000/svg";

/// An element under construction, and a handle on it afterwards.
#[derive(Clone)]
pub struct El(Element);

/// A new element: its tag and, with spaces between, the attributes that stay. A value with a space in it
/// is for [`El::attr`].
pub fn el(words: &'static str) -> El {
    made(words, create_element)
}

/// A new element of a drawing.
pub fn svg(words: &'static str) -> El {
    made(words, |tag| create_element_ns(SVG, tag))
}

fn made(words: &'static str, create: fn(&str) -> Element) -> El {
    let mut words = words.split(' ');
    let mut made = El(create(words.next().unwrap_or_default()));
    for word in words {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        made = made.attr(name, value);
    }
    made
}

impl El {
    /// The element itself.
    pub fn node(&self) -> &Element {
        &self.0
    }

    /// The element as an input, which it must be.
    pub fn input(&self) -> &HtmlInputElement {
        self.0.unchecked_ref()
    }

    /// An attribute that stays.
    pub fn attr(self, name: &str, value: &str) -> Self {
        self.can().set_attribute(name, value);
        self
    }

    /// The `class` attribute.
    pub fn class(self, value: &str) -> Self {
        self.attr("class", value)
    }

    /// An attribute that changes, and is missing while it is `None`.
    pub fn bind(self, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> Self {
        bind_boxed(self.clone(), name, Box::new(value));
        self
    }

    /// An attribute that is there, and empty, while a condition holds.
    pub fn when(self, name: &'static str, condition: impl Fn() -> bool + 'static) -> Self {
        self.bind(name, move || condition().then(String::new))
    }

    /// A class that is there while a condition holds.
    pub fn class_when(self, class: &'static str, condition: impl Fn() -> bool + 'static) -> Self {
        class_boxed(self.0.class_list(), class, Box::new(condition));
        self
    }

    /// An input's value, written when the state changes; what is being typed is left alone.
    pub fn value(self, value: impl Fn() -> String + 'static) -> Self {
        value_boxed(self.input().clone(), Box::new(value));
        self
    }

    /// Text that stays.
    pub fn text(self, text: &str) -> Self {
        self.append(&create_text_node(text));
        self
    }

    /// Text that changes. Text that is the same is not written.
    pub fn says(self, text: impl Fn() -> String + 'static) -> Self {
        says_boxed(&self, Box::new(text));
        self
    }

    /// A child that stays.
    pub fn child(self, child: El) -> Self {
        self.append(&child.0);
        self
    }

    /// Children that stay.
    pub fn children(self, children: impl IntoIterator<Item = El>) -> Self {
        for child in children {
            self.append(&child.0);
        }
        self
    }

    /// An element that is hidden while a condition holds.
    pub fn hidden(self, condition: impl Fn() -> bool + 'static) -> Self {
        self.when("hidden", condition)
    }

    /// Children that are made anew whenever what `view` itself read has changed.
    pub fn shows<V>(self, view: impl Fn() -> V + 'static) -> Self
    where
        V: IntoIterator<Item = El>,
    {
        shows_boxed(&self, Box::new(move || view().into_iter().collect()));
        self
    }

    /// One child for each key, in order. A child whose key stays is kept as it is, and with it the
    /// focus and the selection inside. `keys` must not hold a key twice.
    pub fn lists(
        self,
        keys: impl Fn() -> Vec<String> + 'static,
        child: impl Fn(&str) -> El + 'static,
    ) -> Self {
        lists_boxed(self.clone(), Box::new(keys), Box::new(child));
        self
    }

    /// Calls `handler` at each event, until the owner ends.
    pub fn on(self, event: &'static str, handler: impl FnMut(Event) + 'static) -> Self {
        on_boxed(self.0.clone().into(), event, Box::new(handler));
        self
    }

    /// Calls `handler` when the element has got another size, or none, and once at the start.
    pub fn on_resize(&self, mut handler: impl FnMut() + 'static) {
        let closure = Closure::<dyn FnMut(Event)>::new(move |_| handler());
        let Ok(observer) = ResizeObserver::new(closure.as_ref().unchecked_ref()) else {
            return;
        };
        observer.observe(&self.0);
        on_cleanup(move || {
            observer.disconnect();
            drop(closure);
        });
    }

    /// Whether somebody points at something in the element, has the focus in it, or has selected a part
    /// of it.
    pub fn is_in_use(&self) -> bool {
        let root: SelectionRoot = self.0.get_root_node().unchecked_into();
        // Where a root has no selection of its own, the document's says what is inside.
        let selection = root.get_selection().or_else(|_| window().get_selection());
        // Its type first: to say more of it a browser lays the page out.
        let selects = |selection: Selection| {
            selection.type_() == "Range" && self.0.contains(selection.anchor_node().as_ref())
        };
        self.has_focus()
            || self.0.matches(":hover").unwrap_or(false)
            || selection.ok().flatten().is_some_and(selects)
    }

    /// Whether the focus is in the element.
    pub fn has_focus(&self) -> bool {
        let root: ShadowRoot = self.0.get_root_node().unchecked_into();
        root.active_element().is_some_and(|focused| self.0.contains(Some(&focused)))
    }

    /// Where the focus goes when the owner ends with the focus in this element: it must not be lost.
    pub fn leaves_focus(self, selector: &'static str) -> Self {
        let element = self.clone();
        on_cleanup(move || {
            if element.has_focus() {
                focus_soon(&element, selector);
            }
        });
        self
    }

    fn append(&self, node: &Node) {
        self.can().append(node);
    }

    fn can(&self) -> &Can {
        self.0.unchecked_ref()
    }
}

/// A text, in parts of which some are marked.
pub type Parts = Vec<(bool, String)>;

/// Writes values to places, each in the attribute of the given name or, where that is empty, as the
/// element's text; no parts at all are no attribute, and no text. What is the same is not written.
pub fn write<'a>(
    places: impl IntoIterator<Item = (&'a El, &'static str)>,
    values: impl Fn() -> Vec<Parts> + 'static,
) {
    let places = places.into_iter().map(|(element, attribute)| (element.clone(), attribute));
    write_boxed(places.collect(), Box::new(values));
}

/// Whether an event is a part of what an input method makes of several keys, such as a Chinese word. Only
/// some kinds of event say so.
pub fn is_composing(event: &Event) -> bool {
    event.unchecked_ref::<MaybeComposing>().is_composing().unwrap_or(false)
}

#[wasm_bindgen]
extern "C" {
    type MaybeComposing;
    #[wasm_bindgen(method, getter, js_name = isComposing)]
    fn is_composing(this: &MaybeComposing) -> Option<bool>;
    type SelectionRoot;
    #[wasm_bindgen(method, catch, js_name = getSelection)]
    fn get_selection(this: &SelectionRoot) -> Result<Option<Selection>, JsValue>;
}

/// Focuses what `selector` finds in the shadow root of `near`, once the present change is shown: a
/// pressed button that goes away must not take the focus with it.
pub fn focus_soon(near: &El, selector: &'static str) {
    let root: ShadowRoot = near.0.get_root_node().unchecked_into();
    spawn_local(async move {
        Executor::tick().await;
        if let Some(found) = root.query_selector(selector).ok().flatten() {
            let _ = found.unchecked_into::<HtmlElement>().focus();
        }
    });
}

/// Scrolls what an event comes from into sight, and no further.
pub fn show_whole(event: &Event) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    options.set_inline(ScrollLogicalPosition::Nearest);
    input_of(event).scroll_into_view_with_scroll_into_view_options(&options);
}

/// The input or select that an event comes from.
pub fn input_of(event: &Event) -> HtmlInputElement {
    event.target().expect("an event of an element has one").unchecked_into()
}

/// Its value.
pub fn value_of(event: &Event) -> String {
    input_of(event).value()
}

fn window() -> Window {
    web_sys::window().expect("the component is in a page")
}

// What the web's own functions do, without the errors that they have for names that are not valid and for
// nodes that are elsewhere: here there are none.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = document, js_name = createElement)]
    fn create_element(tag: &str) -> Element;
    #[wasm_bindgen(js_namespace = document, js_name = createElementNS)]
    fn create_element_ns(space: &str, tag: &str) -> Element;
    #[wasm_bindgen(js_namespace = document, js_name = createTextNode)]
    fn create_text_node(text: &str) -> Text;

    /// What an element can do, and a window in part.
    type Can;
    #[wasm_bindgen(method, js_name = setAttribute)]
    fn set_attribute(this: &Can, name: &str, value: &str);
    #[wasm_bindgen(method, js_name = removeAttribute)]
    fn remove_attribute(this: &Can, name: &str);
    #[wasm_bindgen(method)]
    fn append(this: &Can, child: &Node);
    #[wasm_bindgen(method, js_name = insertBefore)]
    fn insert_before(this: &Can, child: &Node, next: Option<&Node>);
    #[wasm_bindgen(method, js_name = addEventListener)]
    fn listen(this: &Can, event: &str, handler: &js_sys::Function);
    #[wasm_bindgen(method, js_name = removeEventListener)]
    fn listen_no_more(this: &Can, event: &str, handler: &js_sys::Function);
}

// The rest does the work for one type each, so that it is compiled once.

/// What `Fn() -> T` is, as a trait object with one method. An object of `Fn` carries the methods of
/// `FnMut` and `FnOnce` too, for every closure there is.
trait Read<T> {
    fn read(&mut self) -> T;
}

impl<T, F: FnMut() -> T> Read<T> for F {
    fn read(&mut self) -> T {
        self()
    }
}

/// The same for `FnMut(Event)`.
trait Handle {
    fn handle(&mut self, event: Event);
}

impl<F: FnMut(Event)> Handle for F {
    fn handle(&mut self, event: Event) {
        self(event);
    }
}

fn watch_boxed(mut write: Box<dyn Read<()>>) {
    let effect = reactive_graph::effect::RenderEffect::new(move |_: Option<()>| write.read());
    on_cleanup(move || drop(effect));
}

fn bind_boxed(element: El, name: &'static str, mut value: Box<dyn Read<Option<String>>>) {
    let mut written = None;
    watch_boxed(Box::new(move || {
        let value = value.read();
        if value == written {
            return;
        }
        match &value {
            Some(text) => element.can().set_attribute(name, text),
            None => element.can().remove_attribute(name),
        }
        written = value;
    }));
}

fn class_boxed(classes: DomTokenList, class: &'static str, mut condition: Box<dyn Read<bool>>) {
    watch_boxed(Box::new(move || {
        // Only a class without a name could not be set.
        let _ = classes.toggle_with_force(class, condition.read());
    }));
}

fn value_boxed(input: HtmlInputElement, mut value: Box<dyn Read<String>>) {
    let mut written = None;
    watch_boxed(Box::new(move || {
        let value = Some(value.read());
        if value != written {
            input.set_value(value.as_deref().unwrap_or_default());
            written = value;
        }
    }));
}

fn says_boxed(parent: &El, mut text: Box<dyn Read<String>>) {
    let node = create_text_node("");
    parent.append(&node);
    let mut written = String::new();
    watch_boxed(Box::new(move || {
        let text = text.read();
        if text != written {
            node.set_data(&text);
            written = text;
        }
    }));
}

fn write_boxed(places: Vec<(El, &'static str)>, mut values: Box<dyn Read<Vec<Parts>>>) {
    let mut written: Vec<Parts> = Vec::new();
    watch_boxed(Box::new(move || {
        let values = values.read();
        for (at, ((element, attribute), value)) in places.iter().zip(&values).enumerate() {
            let before = written.get(at);
            if before == Some(value) {
                continue;
            }
            match (*attribute, value.first()) {
                ("", _) => write_text(element, before, value),
                (name, Some((_, text))) => element.can().set_attribute(name, text),
                (name, None) => element.can().remove_attribute(name),
            }
        }
        written = values;
    }));
}

fn write_text(element: &El, before: Option<&Parts>, parts: &Parts) {
    // Nearly always it is one text before and after.
    if let ([(false, text)], Some([(false, _)])) = (parts.as_slice(), before.map(Vec::as_slice))
        && let Some(node) = element.0.first_child()
    {
        return node.set_node_value(Some(text));
    }
    element.0.set_text_content(None);
    for (is_marked, text) in parts {
        let node = create_text_node(text);
        if *is_marked {
            let mark = el("mark");
            mark.append(&node);
            element.append(&mark.0);
        } else {
            element.append(&node);
        }
    }
}

fn shows_boxed(parent: &El, mut view: Box<dyn Read<Vec<El>>>) {
    // Marks the place; what is shown stands in front of it.
    let place = create_text_node("");
    parent.append(&place);
    let parent = parent.clone();
    let mut shown: Vec<El> = Vec::new();
    watch_boxed(Box::new(move || {
        // The listeners and effects of the last run ended before this one began.
        for old in shown.drain(..) {
            old.0.remove();
        }
        shown = view.read();
        for new in &shown {
            parent.can().insert_before(&new.0, Some(&place));
        }
    }));
}

fn on_boxed(target: EventTarget, event: &'static str, mut handler: Box<dyn Handle>) {
    let closure = Closure::<dyn FnMut(Event)>::new(move |event| handler.handle(event));
    target.unchecked_ref::<Can>().listen(event, closure.as_ref().unchecked_ref());
    on_cleanup(move || {
        // Removing an element that has the focus makes one more event, for which nobody is left.
        target.unchecked_ref::<Can>().listen_no_more(event, closure.as_ref().unchecked_ref());
    });
}

fn lists_boxed(parent: El, mut keys: Box<dyn Read<Vec<String>>>, child: Box<dyn Fn(&str) -> El>) {
    // Children outlive the runs of the effect that orders them, so each has an owner of its own
    // under this one.
    let owner = Owner::current().expect("views are made under an owner");
    // Looked through one by one: there are as many as fit on a page.
    let mut kept: Vec<(String, Owner, El)> = Vec::new();
    watch_boxed(Box::new(move || {
        let keys = keys.read();
        let mut before = std::mem::take(&mut kept);
        for key in keys {
            let same = before.iter().position(|(known, ..)| *known == key);
            kept.push(same.map(|at| before.swap_remove(at)).unwrap_or_else(|| {
                let owner = owner.child();
                let element = owner.with(|| untrack(|| child(&key)));
                (key, owner, element)
            }));
        }
        for (_, owner, element) in before {
            owner.cleanup();
            element.0.remove();
        }
        let elements: Vec<Element> = kept.iter().map(|(.., element)| element.0.clone()).collect();
        arrange(&parent, &elements);
    }));
}

/// Puts children in order, touching only those that are not where they should be. The focus stays
/// where it was, though a browser takes it from an element that is moved.
fn arrange(parent: &El, children: &[Element]) {
    // Before the first view is in the document this is no shadow root, and has no active element.
    let root: ShadowRoot = parent.0.get_root_node().unchecked_into();
    let focused = root.active_element();
    let mut next = parent.0.first_child();
    for child in children {
        if next.as_ref().is_some_and(|next| next.is_same_node(Some(child))) {
            next = child.next_sibling();
        } else {
            parent.can().insert_before(child, next.as_ref());
        }
    }
    if let Some(focused) = focused
        && root.active_element().is_none()
        && parent.0.contains(Some(&focused))
    {
        let _ = focused.unchecked_into::<HtmlElement>().focus();
    }
}
