//! Elements with what stays and what changes.

use std::cell::Cell;
use std::rc::Rc;

use dom::html::{button, div, input, option, p, select, span};
use dom::reactive::*;
use dom::{El, svg};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlInputElement;

use super::world::{Mounted, updated};

fn outer(page: &Mounted) -> String {
    page.root.first_element_child().unwrap().outer_html()
}

#[wasm_bindgen_test]
fn what_stays_is_written_once() {
    let page = Mounted::new(|| {
        div()
            .class("a b")
            .id("top".to_owned())
            .attr("hidden", true)
            .attr("title", None::<&str>)
            .attr("lang", Some("en"))
            .text("x ")
            .child(span().text("y"))
            .child([p(), p()])
            .child(None::<El>)
            .children((0..2).map(|_| button().attr("type", "button")))
    });
    assert_eq!(
        outer(&page),
        "<div class=\"a b\" id=\"top\" hidden=\"\" lang=\"en\">x <span>y</span><p></p><p></p>\
         <button type=\"button\"></button><button type=\"button\"></button></div>"
    );
}

#[wasm_bindgen_test]
fn an_svg_is_in_its_namespace() {
    let page = Mounted::new(|| svg::svg().child(svg::path().attr("d", "M0 0")));
    let namespace = page.get("path").namespace_uri();
    assert_eq!(namespace.as_deref(), Some("http://www.w3.org/2000/svg"));
}

#[wasm_bindgen_test]
async fn attributes_classes_and_text_follow_their_signals() {
    let count = RwSignal::new(0);
    let page = Mounted::new(move || {
        button()
            .class("big")
            .class(("many", move || count.get() > 1))
            .attr("disabled", move || count.get() == 0)
            .attr("title", move || (count.get() > 1).then_some("many"))
            .attr("aria-pressed", move || if count.get() > 0 { "true" } else { "false" })
            .text(move || count.get().to_string())
    });
    assert_eq!(
        outer(&page),
        "<button class=\"big\" disabled=\"\" aria-pressed=\"false\">0</button>"
    );
    count.set(2);
    updated().await;
    assert_eq!(
        outer(&page),
        "<button class=\"big many\" aria-pressed=\"true\" title=\"many\">2</button>"
    );
}

#[wasm_bindgen_test]
async fn a_property_is_written_when_it_changes_and_typed_text_stays_until_then() {
    let (value, other) = (RwSignal::new("a".to_owned()), RwSignal::new(0));
    let page = Mounted::new(move || {
        let read = move || {
            other.get();
            value.get()
        };
        input().prop("value", read)
    });
    let input: HtmlInputElement = page.get("input").unchecked_into();
    input.set_value("typed");
    other.set(1);
    updated().await;
    assert_eq!(input.value(), "typed");
    value.set("b".to_owned());
    updated().await;
    assert_eq!(input.value(), "b");
}

#[wasm_bindgen_test]
fn a_select_has_its_value_where_its_options_come_first() {
    let page = Mounted::new(|| {
        let of = |value: &'static str| option().attr("value", value);
        select().child([of("a"), of("b")]).prop("value", || "b")
    });
    assert_eq!(page.get("select").unchecked_into::<HtmlInputElement>().value(), "b");
}

#[wasm_bindgen_test]
async fn children_of_a_closure_are_replaced_in_their_place_and_end_with_their_run() {
    let (names, ended) = (RwSignal::new(vec!["a", "b"]), Rc::new(Cell::new(0)));
    let counted = ended.clone();
    let page = Mounted::new(move || {
        let view = move || {
            let counted = counted.clone();
            on_cleanup(move || counted.set(counted.get() + 1));
            names.get().into_iter().map(|name| span().text(name)).collect::<Vec<_>>()
        };
        div().child(span().text("first")).child(view).child(span().text("last"))
    });
    assert_eq!(page.texts("span"), ["first", "a", "b", "last"]);
    names.set(vec!["c"]);
    updated().await;
    assert_eq!(page.texts("span"), ["first", "c", "last"]);
    assert_eq!(ended.get(), 1);
    page.end();
    assert_eq!(ended.get(), 2);
}

#[wasm_bindgen_test]
async fn a_shown_child_is_made_once_while_its_condition_holds() {
    let (count, inside, made) = (RwSignal::new(0), RwSignal::new("x"), Rc::new(Cell::new(0)));
    let counted = made.clone();
    let page = Mounted::new(move || {
        let view = move || {
            counted.set(counted.get() + 1);
            // Read while the child is made, it makes no other child.
            span().text(inside.get())
        };
        div().show(move || count.get() > 0, view)
    });
    assert!(!page.has("span"));
    for step in 1..3 {
        count.set(step);
        inside.set("y");
        updated().await;
        assert!(page.has("span"));
    }
    assert_eq!(made.get(), 1);
    count.set(0);
    updated().await;
    assert!(!page.has("span"));
}

#[wasm_bindgen_test]
#[should_panic(expected = "an element whose text changes has no other children")]
fn a_text_that_changes_stands_alone() {
    Mounted::new(|| p().child(span()).text(|| "changes"));
}
