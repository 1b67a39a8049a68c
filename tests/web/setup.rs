//! Without a project nothing is asked of the cloud, but the user is: by a first screen.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlInputElement, HtmlSelectElement};

use super::acts::{choose, type_text};
use super::bodies::jobs;
use super::page::{Mounted, showing};
use super::world::{World, settled};

fn field(page: &Mounted) -> HtmlInputElement {
    page.get("form input#project").unchecked_into()
}

/// An element without a project.
async fn without_project(attributes: &[(&str, &str)]) -> (World, Mounted) {
    let world = World::new();
    let page = Mounted::new(&[&[("project-id", "")], attributes].concat());
    page.there().await;
    (world, page)
}

/// The first screen asks for a project, names the field, and sends nothing. There is no list and no
/// error yet.
#[wasm_bindgen_test]
async fn it_asks() {
    let (world, page) = without_project(&[]).await;
    assert_eq!(page.text_of("h2"), "Choose a project");
    let labelled: HtmlInputElement = page.labelled("Project ID");
    assert!(labelled.is_same_node(Some(&field(&page))));
    assert_eq!(labelled.get_attribute("aria-invalid").as_deref(), Some("false"));
    assert!(page.find("table").is_none());
    assert!(page.find("[role=search]").is_none());
    world.no_more().await;
    assert_eq!(world.warnings(), [""; 0]);
}

/// An id that was typed opens its list, with one request.
#[wasm_bindgen_test]
async fn a_typed_project() {
    let (world, page) = without_project(&[("filter-name", "up")]).await;
    type_text(&field(&page), " 0123abc-DEF ");
    world.no_more().await;
    page.get("form button[type=submit]").click();
    let request = world.next().await;
    assert_eq!(request.path(), "/v1/0123abc-DEF/dev-servers/jobs?name=up");
    request.list(&jobs(&["a"]));
    page.loaded().await;
    assert_eq!(page.ids(), ["a"]);
    assert!(page.find("form").is_none());
    page.says("section", "0123abc-DEF").await;
    world.no_more().await;
}

/// What can't be a project id is refused with its reason, in the field that the focus is in, and is
/// never sent.
#[wasm_bindgen_test]
async fn refused_project_ids() {
    let (world, page) = without_project(&[]).await;
    for (typed, reason) in [
        ("", "Enter a project ID."),
        ("   ", "Enter a project ID."),
        ("a/b", "not “/”"),
        ("项目", "not “项”"),
        (&"a".repeat(65), "up to 64 characters. This one has 65"),
    ] {
        type_text(&field(&page), typed);
        page.button("Show jobs").click();
        page.says("form", reason).await;
        assert_eq!(field(&page).get_attribute("aria-invalid").as_deref(), Some("true"));
        let focused = page.host.shadow_root().unwrap().active_element();
        assert!(focused.is_some_and(|element| element.is_same_node(Some(&field(&page)))));
        world.no_more().await;
    }
    type_text(&field(&page), &"a".repeat(64));
    page.button("Show jobs").click();
    assert!(world.next().await.path().contains(&"a".repeat(64)));
}

/// Projects that the settings list are offered, and can be changed later in the list's head.
#[wasm_bindgen_test]
async fn offered_projects() {
    let (world, page) = without_project(&[("projects", "first, second")]).await;
    world.no_more().await;
    page.button("second").click();
    let request = world.next().await;
    assert_eq!(request.path(), "/v1/second/dev-servers/jobs");
    request.list(&jobs(&["a"]));
    page.loaded().await;

    let select: HtmlSelectElement = page.labelled("Project");
    assert_eq!(select.value(), "second");
    choose(&select, "first");
    let request = world.next().await;
    assert_eq!(request.path(), "/v1/first/dev-servers/jobs");
    settled().await;
    assert_eq!(page.ids(), [""; 0], "the other project's jobs are gone");
    request.list(&jobs(&["b"]));
    page.loaded().await;
    assert_eq!(page.labelled::<HtmlSelectElement>("Project").value(), "first");
    world.no_more().await;
}

/// Choosing made the choice anew, and the focus in it was lost.
#[wasm_bindgen_test]
async fn choosing_keeps_the_focus() {
    let attributes = [("projects", "a,b"), ("project-id", "a"), ("proxy", "/portal/jobs")];
    let (world, page) = showing(&attributes, &jobs(&["1"])).await;
    for project in ["b", "a"] {
        let select: HtmlSelectElement = page.labelled("Project");
        select.focus().unwrap();
        choose(&select, project);
        let request = world.next().await;
        assert_eq!(request.path(), format!("/portal/jobs/v1/{project}/dev-servers/jobs"));
        request.list(&jobs(&["2"]));
        page.loaded().await;
        settled().await;
        let select: HtmlSelectElement = page.labelled("Project");
        assert_eq!(select.value(), project);
        let focused = page.host.shadow_root().unwrap().active_element();
        assert!(focused.is_some_and(|element| element.is_same_node(Some(&select))));
    }
    assert_eq!(world.warnings(), [""; 0]);
    world.no_more().await;
}

/// One project to choose from is no choice: its jobs are shown, and nothing is asked. Where a project
/// is named beside it that can't be used, that is said first.
#[wasm_bindgen_test]
async fn the_only_project() {
    let world = World::new();
    let page = Mounted::new(&[("project-id", ""), ("projects", " only ")]);
    let request = world.next().await;
    assert_eq!(request.path(), "/v1/only/dev-servers/jobs");
    request.list(&jobs(&["a"]));
    page.loaded().await;
    assert!(!page.has_button("Change project"));
    page.says(".header .project code", "only").await;
    world.no_more().await;

    let world = World::new();
    let page = Mounted::new(&[("project-id", "b@d"), ("projects", "only")]);
    page.there().await;
    page.says("form", "not “@”").await;
    world.no_more().await;
    page.button("only").click();
    assert_eq!(world.next().await.path(), "/v1/only/dev-servers/jobs");
}

/// A setting that can't be a project id opens the first screen, with the reason, and sends nothing.
#[wasm_bindgen_test]
async fn a_bad_setting() {
    let world = World::new();
    let page = Mounted::new(&[("project-id", "my project")]);
    page.there().await;
    page.says("form", "not “U+0020”").await;
    world.no_more().await;
    let warnings = world.warnings();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].contains("project-id") && warnings[0].contains("my project"));

    page.set("project-id", "mine");
    assert_eq!(world.next().await.path(), "/v1/mine/dev-servers/jobs");
    world.no_more().await;
}

/// A setting that goes takes its list along, and ends the request.
#[wasm_bindgen_test]
async fn the_setting_can_go() {
    let world = World::new();
    let page = Mounted::new(&[]);
    let request = world.next().await;
    page.there().await;
    page.host.remove_attribute("project-id").unwrap();
    page.says("h2", "Choose a project").await;
    settled().await;
    assert!(request.aborted());
    assert!(page.find("table").is_none());
    world.no_more().await;
}

/// Who typed a project can go back to the first screen; that ends the request.
#[wasm_bindgen_test]
async fn back_to_the_first_screen() {
    let (world, page) = without_project(&[]).await;
    type_text(&field(&page), "mine");
    page.button("Show jobs").click();
    let request = world.next().await;
    settled().await;
    page.button("Change project").click();
    page.says("h2", "Choose a project").await;
    settled().await;
    assert!(request.aborted());
    world.no_more().await;
}

/// Where the host names the project, the user is not offered to change it.
#[wasm_bindgen_test]
async fn the_hosts_project_is_fixed() {
    let (_world, page) = showing(&[], &jobs(&["a"])).await;
    assert!(!page.has_button("Change project"));
    page.says("section", "demo").await;
}
