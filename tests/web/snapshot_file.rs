//! The export that makes a snapshot. The frame of the file is made by the release build, so a stand-in takes what the
//! component gives it; end2end/snapshot.spec.ts opens the real file.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlInputElement;

use super::acts::type_text;
use super::bodies::{jobs, simulated};
use super::page::{Mounted, showing};
use super::snapshot::{TAKEN, is_shown};
use super::tools::tool;
use super::world::until;

/// Stands in for the module that puts the file together, until it is dropped.
struct Module {
    /// The settings, and the parts of the list as text.
    given: Array,
}

impl Module {
    /// `end` is what the last call gives, as JavaScript.
    fn new(end: &str) -> Self {
        let given = Array::new();
        let load = Function::new_with_args(
            "given",
            &format!(
                "const begin = (element, settings) => {{
                   given.push(settings);
                   return async (bytes) => {{
                     if (!bytes) {end};
                     given.push(new TextDecoder().decode(bytes));
                   }};
                 }};
                 globalThis.loadSnapshot = async () => ({{ begin }});"
            ),
        );
        load.call1(&JsValue::UNDEFINED, &given).unwrap();
        Self { given }
    }

    fn list(&self) -> String {
        let parts = self.given.iter().skip(1).map(|part| part.as_string().unwrap());
        parts.collect()
    }
}

impl Drop for Module {
    fn drop(&mut self) {
        let page: js_sys::Object = js_sys::global();
        Reflect::delete_property(&page, &"loadSnapshot".into()).unwrap();
    }
}

async fn choose_snapshot(page: &Mounted) {
    tool(page, "Export").await;
    page.labelled::<HtmlInputElement>("Snapshot (HTML)").click();
}

/// The whole list goes into the file, with the state of the view, and neither a token nor an address.
#[wasm_bindgen_test]
async fn the_whole_list_and_the_state() {
    let module = Module::new("return ['<!doctype html>', 'é']");
    let attributes = [("filter-status", "FINISHED"), ("proxy", "https://proxy.example/secret")];
    let (world, page) = showing(&attributes, &jobs(&["x1", "b", "x2"])).await;
    let files = world.keep_files();
    type_text(page.get("#find").unchecked_ref(), "x");
    until("the matches", || page.ids() == ["x1", "x2"]).await;
    choose_snapshot(&page).await;
    page.says("dialog", "Jobs: 3. The whole list, as it is displayed now.").await;
    assert!(!is_shown(&page, "fieldset:nth-of-type(2)"), "columns are no choice");
    page.button("Save file").click();
    page.says("dialog [role=status]", "Jobs exported: 3.").await;
    assert_eq!(files(), ["devserver-jobs_demo_20250610-152000.html", "<!doctype html>é"]);
    assert!(
        module.list().starts_with("{\"total\":3,\"data\":[\n{\"id\":\"x1\",\"name\":\"job x1\",")
    );
    assert!(module.list().contains("{\"id\":\"b\""));

    let settings = module.given.get(0);
    let get = |name: &str| Reflect::get(&settings, &name.into()).unwrap();
    assert_eq!(get("language"), "en-US");
    assert_eq!(get("title"), "DevServer demo Jun 10, 2025, 15:20:00");
    let json = |value: JsValue| String::from(js_sys::JSON::stringify(&value).unwrap());
    assert_eq!(
        json(get("attributes")),
        r#"{"project-id":"demo","snapshot":"2025-06-10T07:20:00.000Z","filter-status":"FINISHED"}"#
    );
    assert_eq!(json(Reflect::get(&get("state"), &"find".into()).unwrap()), r#""x""#);
    assert!(!json(settings.clone()).contains("example"));
    world.no_more().await;
}

/// What is wrong with the component's own files is told, and another try is possible.
#[wasm_bindgen_test]
async fn files_that_cannot_be_loaded() {
    let module = Module::new("throw new Error('x.wasm is not there.')");
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    let files = world.keep_files();
    choose_snapshot(&page).await;
    page.button("Save file").click();
    page.says("dialog [role=status]", "Failed to create the snapshot. x.wasm is not there.").await;
    assert_eq!(files(), [""; 0]);
    assert!(page.has_button("Save file"));
    drop(module);
}

/// A long list says how far it is, and can be stopped.
#[wasm_bindgen_test]
async fn stopped() {
    let module = Module::new("return ['x']");
    let (world, page) = showing(&[], &simulated(2000)).await;
    let files = world.keep_files();
    choose_snapshot(&page).await;
    let go_on = world.hold_pauses();
    page.button("Save file").click();
    until("progress", || page.find("dialog progress[max='2000']").is_some()).await;
    page.button("Stop").click();
    page.says("dialog [role=status]", "Stopped").await;
    go_on();
    world.no_more().await;
    assert_eq!(files(), [""; 0]);
    drop(module);
}

/// Where the build has no such module, and in a snapshot itself, none is offered.
#[wasm_bindgen_test]
async fn not_offered() {
    let is_offered = |page: &Mounted| page.text_of("dialog").contains("Snapshot (HTML)");
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    tool(&page, "Export").await;
    assert!(!is_offered(&page));
    drop((world, page));
    let module = Module::new("return []");
    let (_world, page) = showing(&[TAKEN], &jobs(&["a"])).await;
    tool(&page, "Export").await;
    assert!(!is_offered(&page));
    drop(module);
}
