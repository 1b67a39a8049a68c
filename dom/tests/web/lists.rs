//! Keyed lists.

use std::cell::Cell;
use std::rc::Rc;

use dom::html::{button, li, ul};
use dom::reactive::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use super::world::{Mounted, updated};

/// Keys may be of any type that can be compared.
#[derive(Clone, PartialEq, Eq)]
enum Key {
    Number(u32),
    Gap,
}

#[wasm_bindgen_test]
async fn children_whose_keys_stay_are_kept_with_the_focus_and_others_end() {
    let items = RwSignal::new(vec![(Key::Number(1), "a"), (Key::Gap, "…"), (Key::Number(2), "b")]);
    let (made, ended) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
    let (making, ending) = (made.clone(), ended.clone());
    let page = Mounted::new(move || {
        let child = move |(_, name): (Key, &'static str)| {
            making.set(making.get() + 1);
            let ending = ending.clone();
            on_cleanup(move || ending.set(ending.get() + 1));
            li().child(button().text(name))
        };
        ul().for_each(move || items.get(), |(key, _)| key.clone(), child)
    });
    let last: HtmlElement = page.get("li:last-child button");
    last.focus().unwrap();
    items.set(vec![(Key::Number(2), "new"), (Key::Number(3), "c"), (Key::Number(1), "a")]);
    updated().await;
    assert_eq!(page.texts("li"), ["b", "c", "a"], "a kept child is not made again");
    assert_eq!((made.get(), ended.get()), (4, 1));
    assert_eq!(page.focused().as_deref(), Some("b"));
    assert!(page.get("li:first-child button").is_same_node(Some(last.unchecked_ref())));

    items.set(Vec::new());
    updated().await;
    assert_eq!((page.texts("li").len(), ended.get()), (0, 4));
}

#[wasm_bindgen_test]
async fn an_order_that_is_turned_round_is_that_order() {
    let items = RwSignal::new((0..20).collect::<Vec<u32>>());
    let page = Mounted::new(move || {
        ul().for_each(move || items.get(), |item| *item, |item| li().text(item.to_string()))
    });
    let turned: Vec<u32> = (5..25).rev().collect();
    items.set(turned.clone());
    updated().await;
    let texts: Vec<String> = turned.iter().map(u32::to_string).collect();
    assert_eq!(page.texts("li"), texts);
}
