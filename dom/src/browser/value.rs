//! The types that the builder's methods accept: a value, or a closure that returns one and is run again after a
//! change of a signal that it read.
//!
//! The parameter `Kind` distinguishes the two for the compiler; it is inferred.

use std::borrow::Cow;

use wasm_bindgen::JsValue;

use super::el::El;
use super::write::{children_boxed, class_boxed, property_boxed, set_attribute, written_boxed};
use crate::reactive::Compute;

/// The kind of a plain value.
pub struct Static(());
/// The kind of a closure that returns a `T`.
pub struct Dynamic<T>(T);
/// The kind of a class with its condition.
pub struct Toggle(());

/// A text; a literal is not copied.
type Shared = Cow<'static, str>;

/// The result of a closure for an attribute: a text, or `None` to remove the attribute; a `bool` sets an empty
/// attribute or removes it.
pub trait IntoAttribute {
    /// The text, if any.
    fn into_attribute(self) -> Option<Shared>;
}

impl IntoAttribute for &'static str {
    fn into_attribute(self) -> Option<Shared> {
        Some(Cow::Borrowed(self))
    }
}

impl IntoAttribute for String {
    fn into_attribute(self) -> Option<Shared> {
        Some(Cow::Owned(self))
    }
}

impl IntoAttribute for bool {
    fn into_attribute(self) -> Option<Shared> {
        self.then_some(Cow::Borrowed(""))
    }
}

impl<T: IntoAttribute> IntoAttribute for Option<T> {
    fn into_attribute(self) -> Option<Shared> {
        self.and_then(T::into_attribute)
    }
}

/// The value of an attribute: a text, an `Option` of one, a `bool`, or a closure that returns one of these.
pub trait Attribute<Kind> {
    /// Sets the attribute on an element, and keeps it up to date.
    fn set_on(self, element: &El, name: &'static str);
}

impl Attribute<Static> for &str {
    fn set_on(self, element: &El, name: &'static str) {
        set_attribute(element, name, Some(self));
    }
}

impl Attribute<Static> for &String {
    fn set_on(self, element: &El, name: &'static str) {
        set_attribute(element, name, Some(self));
    }
}

impl Attribute<Static> for String {
    fn set_on(self, element: &El, name: &'static str) {
        set_attribute(element, name, Some(&self));
    }
}

impl Attribute<Static> for bool {
    fn set_on(self, element: &El, name: &'static str) {
        set_attribute(element, name, self.then_some(""));
    }
}

impl<T: AsRef<str>> Attribute<Static> for Option<T> {
    fn set_on(self, element: &El, name: &'static str) {
        set_attribute(element, name, self.as_ref().map(T::as_ref));
    }
}

impl<F: Fn() -> T + 'static, T: IntoAttribute> Attribute<Dynamic<T>> for F {
    fn set_on(self, element: &El, name: &'static str) {
        written_boxed(element, name, Box::new(move || self().into_attribute()));
    }
}

/// The content of an element that is only text: a text, or a closure that returns one. `None` is an empty text.
pub trait Text<Kind> {
    /// Writes the text, and keeps it up to date.
    fn write_in(self, element: &El);
}

impl Text<Static> for &str {
    fn write_in(self, element: &El) {
        element.append_text(self);
    }
}

impl Text<Static> for &String {
    fn write_in(self, element: &El) {
        element.append_text(self);
    }
}

impl Text<Static> for String {
    fn write_in(self, element: &El) {
        element.append_text(&self);
    }
}

impl<F: Fn() -> T + 'static, T: IntoAttribute> Text<Dynamic<T>> for F {
    fn write_in(self, element: &El) {
        element.claim_text();
        written_boxed(element, "", Box::new(move || self().into_attribute()));
    }
}

/// The `class` attribute as a text or a closure or, with `(name, condition)`, one class that is set while the
/// condition is true.
pub trait Class<Kind> {
    /// Sets the class, and keeps it up to date.
    fn set_on(self, element: &El);
}

impl<Kind, A: Attribute<Kind>> Class<Kind> for A {
    fn set_on(self, element: &El) {
        Attribute::set_on(self, element, "class");
    }
}

impl<F: Fn() -> bool + 'static> Class<Toggle> for (&'static str, F) {
    fn set_on(self, element: &El) {
        let (name, condition) = self;
        class_boxed(element.element().class_list(), name, Box::new(condition));
    }
}

/// The value of a JavaScript property: a text, a number, a `bool`, or a closure that returns one of these.
pub trait Property<Kind> {
    /// Sets the property on an element, and keeps it up to date.
    fn set_on(self, element: &El, name: &'static str);
}

impl<T: Into<JsValue>> Property<Static> for T {
    fn set_on(self, element: &El, name: &'static str) {
        element.raw().set_property(name, &self.into());
    }
}

impl<F: Fn() -> T + 'static, T: Into<JsValue>> Property<Dynamic<T>> for F {
    fn set_on(self, element: &El, name: &'static str) {
        property_boxed(element.clone(), name, Box::new(move || self().into()));
    }
}

/// The result of a closure for children: an element, an `Option`, a `Vec` or an array of elements.
pub trait IntoElements {
    /// The elements in order.
    fn into_elements(self) -> Vec<El>;
}

impl IntoElements for El {
    fn into_elements(self) -> Vec<El> {
        vec![self]
    }
}

impl IntoElements for Option<El> {
    fn into_elements(self) -> Vec<El> {
        self.into_iter().collect()
    }
}

impl IntoElements for Vec<El> {
    fn into_elements(self) -> Vec<El> {
        self
    }
}

impl<const N: usize> IntoElements for [El; N] {
    fn into_elements(self) -> Vec<El> {
        self.into()
    }
}

/// Children of an element: elements, or a closure that makes them again after a change of a signal that it read.
pub trait Children<Kind> {
    /// Appends them, and keeps them up to date.
    fn append_to(self, parent: &El);
}

impl Children<Static> for El {
    fn append_to(self, parent: &El) {
        parent.append(self.element());
    }
}

impl Children<Static> for Option<El> {
    fn append_to(self, parent: &El) {
        parent.append_all(self);
    }
}

impl Children<Static> for Vec<El> {
    fn append_to(self, parent: &El) {
        parent.append_all(self);
    }
}

impl<const N: usize> Children<Static> for [El; N] {
    fn append_to(self, parent: &El) {
        parent.append_all(self);
    }
}

impl<F: Fn() -> T + 'static, T: IntoElements> Children<Dynamic<T>> for F {
    fn append_to(self, parent: &El) {
        let view: Box<dyn Compute<Vec<El>>> = Box::new(move || self().into_elements());
        children_boxed(parent, view);
    }
}
