//! What people paste and what input methods write, in each field that takes it: invisible and full-width characters,
//! accents in two characters, and the keys of a composition.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlInputElement, KeyboardEvent, KeyboardEventInit};

use super::acts::{compose, enter, fill_in, type_text};
use super::bodies::{created, job, jobs, list, uuid, uuid_jobs};
use super::page::{Mounted, showing};
use super::world::{World, until};

/// The key that ends a composition in Safari, or one that goes on with it.
fn in_process(target: &Element, key: &str) -> bool {
    let init = KeyboardEventInit::new();
    init.set_key(key);
    init.set_key_code(229);
    init.set_bubbles(true);
    init.set_cancelable(true);
    init.set_composed(true);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
    target.dispatch_event(&event).unwrap()
}

fn find(page: &Mounted) -> HtmlInputElement {
    page.get("#find").unchecked_into()
}

/// A job's id that was pasted from a chat with a zero-width space found nothing.
#[wasm_bindgen_test]
async fn in_find() {
    let named = |id: &str, name: &str| job(id, &created(1)).replace(&format!("job {id}"), name);
    let body = list(&[named("a", "upgrade-9"), named("b", "café"), named("c", "cafe\u{301} two")]);
    let (world, page) = showing(&[], &body).await;
    for (pasted, found) in [
        ("\u{200B}upgrade\u{2060}-\u{AD}9\u{FEFF}", &["a"][..]),
        ("ｕｐｇｒａｄｅ－９", &["a"]),
        ("ＵＰＧＲＡＤＥ", &["a"]),
        ("upgrade\u{3000}9", &["a"]),
        ("caf\u{E9}", &["b", "c"]),
        ("cafe\u{301}", &["b", "c"]),
        ("CAFE\u{200D}\u{301}", &["b", "c"]),
        ("\u{200B}", &["a", "b", "c"]),
    ] {
        type_text(&find(&page), pasted);
        until(format!("{pasted:?} finds {found:?}"), || {
            let mut ids = page.ids();
            ids.sort();
            ids == found
        })
        .await;
    }
    world.no_more().await;
}

/// The id is sent as it is meant, and the field says what was sent.
#[wasm_bindgen_test]
async fn in_the_job_id() {
    let (world, page) = showing(&[], &uuid_jobs(2)).await;
    let field = page.field("id");
    for pasted in [
        format!("\u{200B} {}\u{FEFF}\u{A0}", uuid(1)),
        uuid(2).replace('-', "\u{FF0D}").replace('0', "\u{FF10}"),
        uuid(1).replace('-', "-\u{AD}"),
    ] {
        let sent = if pasted.contains('2') { uuid(2) } else { uuid(1) };
        fill_in(&field, &pasted);
        let request = world.next().await;
        assert!(request.path().ends_with(&format!("?id={sent}")), "{}", request.path());
        assert_eq!(field.value(), sent);
        request.list(&uuid_jobs(1));
        page.loaded().await;
    }
}

#[wasm_bindgen_test]
async fn in_the_project_id() {
    for pasted in ["\u{200B}demo-1\u{FEFF}", "\u{3000}ｄｅｍｏ－１ ", "de\u{AD}mo-\u{2060}1"]
    {
        let world = World::new();
        let page = Mounted::new(&[("project-id", "")]);
        page.there().await;
        until("the form", || page.find("form input").is_some()).await;
        let field: HtmlInputElement = page.get("form input").unchecked_into();
        type_text(&field, pasted);
        page.button("Show jobs").click();
        let request = world.next().await;
        assert!(request.path().contains("/v1/demo-1/"), "{pasted:?}: {}", request.path());
        request.list(&jobs(&["a"]));
        page.loaded().await;
    }
}

/// Enter and Escape end or take back what an input method composes; they sent requests and closed drawers.
#[wasm_bindgen_test]
async fn keys_of_a_composition() {
    let (world, page) = showing(&[], &uuid_jobs(2)).await;
    page.get("tbody .name a").click();
    world.next().await;
    until("the detail", || page.find("#job").is_some()).await;
    let fields = [find(&page), page.field("id"), page.field("name"), page.field("type")];
    for field in &fields {
        field.focus().unwrap();
        for name in ["Enter", "Escape"] {
            compose(field, name);
            in_process(field, name);
        }
        assert!(page.find("#job").is_some());
    }
    let detail = page.get("#job");
    in_process(&detail, "Escape");
    compose(&detail, "Escape");
    assert!(page.find("#job").is_some(), "the drawer stays");
    world.no_more().await;
    // The same Enter without a composition counts.
    page.field("name").set_value("x");
    enter(&page.field("name"));
    assert!(world.next().await.path().ends_with("?name=x"));
}
