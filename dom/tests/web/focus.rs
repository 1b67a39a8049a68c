//! The focus goes by reference, and is not lost.

use dom::html::{button, div, span};
use dom::reactive::*;
use dom::{NodeRef, ev, focus_after_update};
use wasm_bindgen_test::wasm_bindgen_test;

use super::world::{Mounted, updated};

#[wasm_bindgen_test]
async fn a_pressed_button_that_goes_away_hands_the_focus_on() {
    let open = RwSignal::new(true);
    let page = Mounted::new(move || {
        let next = NodeRef::new();
        div().child(button().text("next").node_ref(next)).show(
            move || open.get(),
            move || {
                button().class("close").text("close").on(ev::click, move |_| {
                    focus_after_update(&[next]);
                    open.set(false);
                })
            },
        )
    });
    page.get(".close").focus().unwrap();
    page.get(".close").click();
    updated().await;
    assert_eq!(page.focused().as_deref(), Some("next"));
}

#[wasm_bindgen_test]
async fn what_is_removed_with_the_focus_in_it_hands_it_to_the_first_target_that_is_there() {
    let open = RwSignal::new(true);
    let page = Mounted::new(move || {
        let (missing, next) = (NodeRef::new(), NodeRef::new());
        div().child(button().text("next").node_ref(next)).show(
            move || open.get(),
            move || {
                span()
                    .child(button().class("inside").text("inside"))
                    .focus_on_removal(&[missing, next])
            },
        )
    });
    page.get(".inside").focus().unwrap();
    open.set(false);
    updated().await;
    assert_eq!(page.focused().as_deref(), Some("next"));

    open.set(true);
    updated().await;
    page.get("button").blur().unwrap();
    open.set(false);
    updated().await;
    assert_eq!(page.focused(), None, "what had no focus has none to give");
}

#[wasm_bindgen_test]
async fn a_reference_follows_the_one_element_of_many_for_which_a_condition_holds() {
    let (present, open) = (RwSignal::new(1), RwSignal::new(true));
    let owner = Owner::new();
    let reference = owner.with(NodeRef::new);
    let page = Mounted::new(move || {
        let view = move || {
            let one = |at: i32| {
                button().text(at.to_string()).node_ref_when(reference, move || present.get() == at)
            };
            div().children((0..3).map(one))
        };
        div().show(move || open.get(), view)
    });
    let text = || reference.get_untracked().and_then(|element| element.element().text_content());
    assert_eq!(text().as_deref(), Some("1"));
    for next in [2, 0] {
        present.set(next);
        updated().await;
        assert_eq!(text(), Some(next.to_string()));
    }
    open.set(false);
    updated().await;
    assert_eq!(text(), None);
    open.set(true);
    updated().await;
    assert_eq!(text().as_deref(), Some("0"));
    page.end();
    assert_eq!(text(), None);
}
