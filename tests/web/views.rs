//! Saved views, and the state that the host page saves and restores.

use js_sys::{Function, JSON, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{CustomEvent, Event, HtmlElement, HtmlInputElement};

use super::acts::{key, type_text};
use super::bodies::jobs;
use super::page::{Mounted, showing, text};
use super::tools::{focus_is_on, tool};
use super::world::{kept, until};

fn call(host: &HtmlElement, name: &str, argument: &JsValue) -> JsValue {
    let method: Function = Reflect::get(host, &name.into()).unwrap().unchecked_into();
    method.call1(host, argument).unwrap()
}

fn json(value: &JsValue) -> String {
    JSON::stringify(value).unwrap().into()
}

/// The details of an event from now on, as JSON.
fn details(page: &Mounted, name: &str) -> js_sys::Array {
    let seen = js_sys::Array::new();
    let notes = seen.clone();
    let note = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        notes.push(&JSON::stringify(&event.unchecked_into::<CustomEvent>().detail()).unwrap());
    });
    let function = note.into_js_value();
    page.host.add_event_listener_with_callback(name, function.unchecked_ref()).unwrap();
    seen
}

async fn find(page: &Mounted, words: &str, left: &[&str]) {
    type_text(&page.get("#find").unchecked_into::<HtmlInputElement>(), words);
    until(format!("the jobs {left:?}"), || page.ids() == left).await;
}

async fn save(page: &Mounted, name: &str) {
    let field: HtmlInputElement = page.labelled("Name of the view");
    field.set_value(name);
    page.button("Save view").click();
    page.says("dialog [role=status]", &format!("View “{name}” saved.")).await;
}

async fn close(page: &Mounted) {
    page.button("Close").click();
    until("no dialog", || page.find("dialog").is_none()).await;
}

fn forget() {
    let storage = web_sys::window().unwrap().local_storage().unwrap().unwrap();
    storage.clear().unwrap();
}

#[wasm_bindgen_test]
async fn a_view_is_saved_and_opened() {
    forget();
    let before = kept();
    let (world, page) = showing(&[], &jobs(&["x1", "x2", "z"])).await;
    find(&page, "x", &["x1", "x2"]).await;
    tool(&page, "Views").await;
    assert!(page.text_of("dialog").contains("No saved views."));
    page.button("Save view").click();
    page.says("#view-name-hint", "Enter a name.").await;
    assert_eq!(kept(), before, "nothing is kept before a view is saved");
    save(&page, "Only x").await;
    close(&page).await;
    until("the name of the view", || text(&page.get(".present-view")) == "ViewOnly x").await;
    let files = world.keep_files();
    tool(&page, "Export").await;
    page.button("Save file").click();
    page.says("dialog [role=status]", "Jobs exported: 2.").await;
    assert_eq!(files()[0], "devserver-jobs_demo_Only-x_20250610-152000.csv");
    close(&page).await;
    find(&page, "z", &["z"]).await;
    until("a changed view", || page.text_of(".present-view button") == "Only x (changed)").await;

    page.get(".present-view button").click();
    focus_is_on(&page, "dialog h2").await;
    page.get("dialog .open-view").click();
    until("the view", || page.ids() == ["x1", "x2"]).await;
    until("no dialog", || page.find("dialog").is_none()).await;
    world.no_more().await;
    forget();
}

#[wasm_bindgen_test]
async fn a_view_is_renamed_replaced_and_deleted() {
    forget();
    let (_world, page) = showing(&[], &jobs(&["x", "z"])).await;
    let told = details(&page, "devserver-jobs-views");
    tool(&page, "Views").await;
    save(&page, "One").await;
    save(&page, "Two").await;
    page.button("Rename One").click();
    focus_is_on(&page, "[aria-label='Rename One']").await;
    let field: HtmlInputElement = page.get("[aria-label='Rename One']").unchecked_into();
    field.set_value("Two");
    assert!(!key(&field, "Enter"));
    page.says("dialog [role=status]", "Another view has this name.").await;
    assert_eq!(field.get_attribute("aria-invalid").as_deref(), Some("true"));
    // Whoever gave up was taken to the field for another view, at the top of the list.
    assert!(!key(&field, "Escape"));
    focus_is_on(&page, "button[aria-label='Rename One']").await;
    page.button("Rename One").click();
    focus_is_on(&page, "input[aria-label='Rename One']").await;
    let field: HtmlInputElement = page.get("input[aria-label='Rename One']").unchecked_into();
    field.set_value("First");
    assert!(!key(&field, "Enter"));
    page.says("dialog [role=status]", "View renamed to “First”.").await;
    page.button("Delete Two").click();
    page.says("dialog [role=status]", "View “Two” deleted.").await;
    assert!(!page.has_button("Delete Two"));
    page.button("Undo").click();
    until("the view again", || page.has_button("Delete Two")).await;
    assert!(!page.has_button("Undo"));
    close(&page).await;

    find(&page, "z", &["z"]).await;
    tool(&page, "Views").await;
    page.button("Replace Two").click();
    page.says("dialog [role=status]", "View “Two” replaced.").await;
    assert_eq!(told.length(), 6);
    let last = told.get(5).as_string().unwrap();
    assert!(last.contains(r#"{"name":"Two","state":{"version":1"#), "{last}");
    assert!(last.contains(r#""find":"z""#), "{last}");
    forget();
}

/// The state that the host page saves is the one that it can restore, in another element too.
#[wasm_bindgen_test]
async fn the_state_is_saved_and_restored() {
    let (world, page) = showing(&[("columns", "name,id")], &jobs(&["x", "z"])).await;
    let told = details(&page, "devserver-jobs-view");
    find(&page, "z", &["z"]).await;
    until("the host page knows", || told.length() == 1).await;
    let saved = call(&page.host, "save", &JsValue::UNDEFINED);
    assert_eq!(told.get(0).as_string().unwrap(), format!(r#"{{"state":{}}}"#, json(&saved)));
    assert!(json(&saved).starts_with(r#"{"version":1,"filterId":"","#), "{}", json(&saved));
    assert!(json(&saved).contains(r#""pageSize":20"#) && json(&saved).contains(r#""wrap":true"#));

    let other = Mounted::new(&[("columns", "name,id")]);
    let told = details(&other, "devserver-jobs-view");
    // Before the component is there.
    call(&other.host, "restore", &saved);
    world.next().await.list(&jobs(&["x", "z", "xz"]));
    until("the state", || other.ids() == ["z", "xz"]).await;
    let part = JSON::parse(r#"{"find":null,"pageSize":1,"wrap":"maybe","later":true}"#).unwrap();
    call(&other.host, "restore", &part);
    until("a page of one row", || other.ids() == ["x"]).await;
    let warnings = world.warnings().join("\n");
    assert!(
        warnings.contains(r#"restore: wrap="maybe" is ignored: expected true or false"#),
        "{warnings}"
    );
    assert!(
        warnings.contains(r#"restore: later="true" is ignored: expected a part of a saved state"#)
    );
    assert_eq!(world.warnings().len(), 2);
    assert_eq!(told.length(), 0, "the host page did it");
    // The text that the host page has kept, which it did not parse.
    call(&other.host, "restore", &json(&saved).into());
    call(&other.host, "restore", &JsValue::NULL);
    until("a warning", || world.warnings().len() == 3).await;
    assert!(world.warnings()[2].ends_with("is ignored: expected an object, as save() returns it"));
    world.no_more().await;
}

#[wasm_bindgen_test]
async fn the_host_page_keeps_the_views() {
    forget();
    let before = kept();
    let (_world, page) = showing(&[], &jobs(&["x", "z"])).await;
    let views =
        JSON::parse(r#"[{"name":"Ours","state":{"find":"z","columns":["id","name"]}}]"#).unwrap();
    Reflect::set(&page.host, &"views".into(), &views).unwrap();
    tool(&page, "Views").await;
    until("the view", || page.has_button("Ours")).await;
    save(&page, "Mine").await;
    assert_eq!(kept(), before);
    page.button("Ours").click();
    until("the jobs of the view", || page.ids() == ["z"]).await;
    assert_eq!(page.all("thead th").len(), 2);
}

/// Two elements on one page keep their own views.
#[wasm_bindgen_test]
async fn two_elements_keep_their_own_views() {
    forget();
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    let other = Mounted::new(&[]);
    world.next().await.list(&jobs(&["b"]));
    other.loaded().await;
    tool(&page, "Views").await;
    save(&page, "Mine").await;
    close(&page).await;
    tool(&other, "Views").await;
    assert!(other.text_of("dialog").contains("No saved views."));
    forget();
}
