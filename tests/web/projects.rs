//! `list-projects`: the proxy provides the projects, for those who may see them.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlInputElement, HtmlSelectElement};

use super::acts::{choose, type_text};
use super::address_bar::search;
use super::bodies::jobs;
use super::page::Mounted;
use super::world::{Exchange, World, settled};

const PATH: &str = "/v1/projects";

fn list_of(project: &str) -> String {
    format!("/v1/{project}/dev-servers/jobs")
}

/// An element that requests the projects from the proxy.
fn listing(attributes: &[(&str, &str)]) -> (World, Mounted) {
    (World::new(), element(attributes))
}

fn element(attributes: &[(&str, &str)]) -> Mounted {
    Mounted::new(&[&[("project-id", ""), ("list-projects", "")], attributes].concat())
}

/// Takes the next request, which must be for the projects, and sends the response.
async fn offered(world: &World, projects: &str) -> Exchange {
    let request = world.next().await;
    assert_eq!(request.path(), PATH);
    request.list(format!(r#"{{"projects":[{projects}]}}"#).as_bytes());
    request
}

/// The first project is displayed as if the settings had named it, and the others can be chosen.
#[wasm_bindgen_test]
async fn the_first_one_is_shown() {
    let (world, page) = listing(&[("sync-url", "")]);
    offered(&world, r#""north","south""#).await;
    let request = world.next().await;
    assert_eq!(request.path(), list_of("north"));
    request.list(&jobs(&["a"]));
    page.loaded().await;
    assert!(!page.has_button("Change project"));
    assert_eq!(search(), "", "it is that of the settings");

    let select: HtmlSelectElement = page.labelled("Project");
    assert_eq!(select.value(), "north");
    choose(&select, "south");
    let request = world.next().await;
    assert_eq!(request.path(), list_of("south"));
    request.list(&jobs(&["b"]));
    page.loaded().await;
    // Nothing that the host page sets later takes the choice away.
    page.set("page-size", "50");
    settled().await;
    assert_eq!(page.labelled::<HtmlSelectElement>("Project").value(), "south");
    assert_eq!(page.ids(), ["b"]);
    world.no_more().await;
}

/// Until the proxy has sent the projects, the list is loading and no project is reported as missing.
#[wasm_bindgen_test]
async fn until_then_the_list_loads() {
    let (world, page) = listing(&[]);
    let request = world.next().await;
    page.there().await;
    settled().await;
    assert!(page.find("form input#project").is_none());
    assert_eq!(page.text_of("h2"), "Jobs");
    assert!(page.find(".header .project code").is_none());
    request.list(br#"{"projects":["only"]}"#);
    let request = world.next().await;
    assert_eq!(request.path(), list_of("only"));
    request.list(&jobs(&["a"]));
    page.loaded().await;
    page.says(".header .project code", "only").await;
    world.no_more().await;
}

/// If there is none, or none for this user, a project ID can be entered.
#[wasm_bindgen_test]
async fn without_any_the_reader_is_asked() {
    let (world, page) = listing(&[]);
    offered(&world, "").await;
    page.says("h2", "Choose a project").await;
    type_text(&page.get("form input#project").unchecked_into::<HtmlInputElement>(), "mine");
    page.button("Show jobs").click();
    assert_eq!(world.next().await.path(), list_of("mine"));
    world.no_more().await;
}

/// Users who were not signed in got the IDs of all projects in the page. Now the token is required first.
#[wasm_bindgen_test]
async fn the_reader_signs_in_first() {
    let (world, page) = listing(&[]);
    let refusal =
        br#"{"error_code":"G.401","error_msg":"No.","request_id":"r","reason":"sign_in"}"#;
    let refuse = |request: &Exchange| {
        assert_eq!(request.path(), PATH);
        request.answer(401, &[("WWW-Authenticate", "Bearer")], refusal);
    };
    refuse(&world.next().await);
    page.says("tr.instead [role=alert]", "Sign in to view jobs").await;
    for token in ["wrong", "right"] {
        type_text(&page.get("form input#token").unchecked_into::<HtmlInputElement>(), token);
        page.get("form button[type=submit]").click();
        if token == "wrong" {
            refuse(&world.next().await);
            page.says("form", "The token was not accepted.").await;
        }
    }
    let request = offered(&world, r#""north""#).await;
    assert_eq!(request.header("Authorization").as_deref(), Some("Bearer right"));
    let request = world.next().await;
    assert_eq!(request.path(), list_of("north"));
    assert_eq!(request.header("Authorization").as_deref(), Some("Bearer right"));
    request.list(&jobs(&["a"]));
    page.loaded().await;
    assert!(page.find("form input#token").is_none());
    world.no_more().await;
}

/// An error is displayed like that of a list, and Retry requests the projects again.
#[wasm_bindgen_test]
async fn a_failure_is_shown_and_retried() {
    let (world, page) = listing(&[]);
    world.next().await.answer(503, &[], br#"{"error_code":"X.1","error_msg":"Away."}"#);
    page.says("tr.instead", "Away.").await;
    page.button("Retry").click();
    let request = world.next().await;
    assert_eq!(request.path(), PATH);
    request.list(b"<html>");
    page.says("tr.instead button.primary", "Open").await;
    world.no_more().await;
}

/// A given project is loaded without waiting, and the others are offered when they are known.
#[wasm_bindgen_test]
async fn a_named_project_does_not_wait() {
    for (body, others) in [(&br#"{"projects":["demo","other"]}"#[..], true), (b"{}", false)] {
        let world = World::new();
        let page = Mounted::new(&[("list-projects", "")]);
        let request = world.next().await;
        assert_eq!(request.path(), list_of("demo"));
        request.list(&jobs(&["a"]));
        page.loaded().await;
        let request = world.next().await;
        assert_eq!(request.path(), PATH);
        request.list(body);
        settled().await;
        assert_eq!(page.find(".header .project select").is_some(), others);
        assert!(page.find(".notice").is_none());
        assert_eq!(page.ids(), ["a"]);
        world.no_more().await;
    }
}

/// The address names a project, which the first one must not replace.
#[wasm_bindgen_test]
async fn the_address_is_followed() {
    let world = World::new();
    world.go_to("?project-id=south");
    let page = element(&[("sync-url", "")]);
    let request = world.next().await;
    assert_eq!(request.path(), list_of("south"));
    request.list(&jobs(&["a"]));
    offered(&world, r#""north","south""#).await;
    page.loaded().await;
    settled().await;
    assert_eq!(page.labelled::<HtmlSelectElement>("Project").value(), "south");
    world.no_more().await;
}

/// Another proxy has other projects, and gets no project of this one.
#[wasm_bindgen_test]
async fn another_proxy_has_others() {
    let (world, page) = listing(&[]);
    offered(&world, r#""north""#).await;
    world.next().await.list(&jobs(&["a"]));
    page.loaded().await;
    page.set("proxy", "/elsewhere");
    let request = world.next().await;
    assert_eq!(request.path(), "/elsewhere/v1/projects");
    request.list(br#"{"projects":["east"]}"#);
    assert_eq!(world.next().await.path(), format!("/elsewhere{}", list_of("east")));
    world.no_more().await;
}

/// With projects in the settings, none are requested.
#[wasm_bindgen_test]
async fn the_settings_come_first() {
    let (world, page) = listing(&[("projects", "a,b")]);
    page.says("h2", "Choose a project").await;
    world.no_more().await;
}
