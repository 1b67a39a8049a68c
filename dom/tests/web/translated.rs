//! A browser's translation changed the text nodes of a page, and after "next page" all rows showed the
//! texts of the first page beside the ids of the second.

use dom::html::{div, span, td};
use dom::reactive::*;
use dom::{Binding, MarkedText};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, Node};

use super::world::{Mounted, document, updated};

/// What Google Translate does in Chrome: each text node gives place to two nested `<font>` elements.
fn translate(element: &Element) {
    let children = element.child_nodes();
    let nodes: Vec<Node> = (0..children.length()).map(|at| children.get(at).unwrap()).collect();
    for node in nodes {
        if node.node_type() == Node::TEXT_NODE {
            let (outer, inner) = (
                document().create_element("font").unwrap(),
                document().create_element("font").unwrap(),
            );
            inner.set_text_content(Some("translated"));
            outer.append_child(&inner).unwrap();
            element.replace_child(&outer, &node).unwrap();
        } else if let Ok(child) = wasm_bindgen::JsCast::dyn_into::<Element>(node) {
            translate(&child);
        }
    }
}

#[wasm_bindgen_test]
async fn a_text_is_written_where_a_translation_has_replaced_it() {
    let name = RwSignal::new("one");
    let page = Mounted::new(move || {
        let cell = td();
        let mut text = Binding::text(&cell);
        let by_hand = cell.clone();
        Effect::new(move || text.set(Some(name.get())));
        let marked = td();
        let mut found = MarkedText::new(&marked);
        let by_marks = marked.clone();
        Effect::new(move || found.set(name.get(), std::iter::once(0..1).collect()));
        div().child(span().text(move || name.get())).child(by_hand).child(by_marks)
    });
    updated().await;
    let texts = |page: &Mounted| [page.texts("span"), page.texts("td")].concat();
    assert_eq!(texts(&page), ["one", "one", "one"]);
    for next in ["two", "three"] {
        translate(&page.root.first_element_child().unwrap());
        assert!(texts(&page).iter().all(|text| text.contains("translated")), "{:?}", texts(&page));
        name.set(next);
        updated().await;
        assert_eq!(texts(&page), [next, next, next]);
    }
    assert_eq!(page.texts("mark"), ["t"]);
}

#[wasm_bindgen_test]
async fn children_are_replaced_where_a_translation_has_changed_their_texts() {
    let name = RwSignal::new("one");
    let page = Mounted::new(move || {
        div().text("before").child(move || span().text(name.get())).child(span().text("after"))
    });
    translate(&page.root.first_element_child().unwrap());
    name.set("two");
    updated().await;
    assert_eq!(page.texts("span"), ["two", "translated"]);
}
