//! Keyed lists of children.

use std::any::Any;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, ShadowRoot};

use super::el::El;

use crate::reactive::*;
use crate::reactive::{Compute, render_effect_boxed};

/// An item of a list: its key, and the function that makes its child if there is none yet.
pub struct Item {
    pub key: Box<dyn Key>,
    pub make: Box<dyn FnOnce() -> El>,
}

/// A key of any type. The keys of one list have the same type.
pub trait Key: Any {
    fn is(&self, other: &dyn Key) -> bool;
}

impl<K: Eq + 'static> Key for K {
    fn is(&self, other: &dyn Key) -> bool {
        (other as &dyn Any).downcast_ref() == Some(self)
    }
}

struct Kept {
    key: Box<dyn Key>,
    owner: Owner,
    child: El,
}

/// Keeps one child for each item, in order.
pub fn for_each_boxed(parent: El, mut items: Box<dyn Compute<Vec<Item>>>) {
    // Children outlive the runs of the effect that orders them, so each has an owner under this one.
    let owner = Owner::current().expect("views are made under an owner");
    let mut kept: Vec<Kept> = Vec::new();
    render_effect_boxed(Box::new(move || {
        let items = items.compute();
        // The remaining children of the previous run, in order: a list that only grew or shrank is compared once.
        let mut before: Vec<Kept> = std::mem::take(&mut kept);
        before.reverse();
        for Item { key, make } in items {
            let same = before.iter().rposition(|kept| (*kept.key).is(&*key));
            kept.push(same.map(|at| before.remove(at)).unwrap_or_else(|| {
                let owner = owner.child();
                let child = owner.with(|| untrack(make));
                Kept { key, owner, child }
            }));
        }
        for Kept { owner, child, .. } in before {
            owner.cleanup();
            child.element().remove();
        }
        let children: Vec<Element> = kept.iter().map(|kept| kept.child.element().clone()).collect();
        arrange(&parent, &children);
    }));
}

/// Puts children in order, moving only those that are misplaced. The focus is kept, although a browser removes it
/// from an element that is moved.
fn arrange(parent: &El, children: &[Element]) {
    // Before the first view is in the document, this is no shadow root, and has no active element.
    let root: ShadowRoot = parent.element().get_root_node().unchecked_into();
    let focused = root.active_element();
    let mut next = parent.element().first_child();
    for child in children {
        if next.as_ref().is_some_and(|next| next.is_same_node(Some(child))) {
            next = child.next_sibling();
        } else {
            parent.raw().insert_before(child, next.as_ref());
        }
    }
    if let Some(focused) = focused
        && root.active_element().is_none()
        && parent.element().contains(Some(&focused))
    {
        let _ = focused.unchecked_into::<HtmlElement>().focus();
    }
}
