//! The element's settings as a portal's code sets them: attributes, properties, objects and functions,
//! before the element is one and after.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

use super::bodies::{job, jobs, list};
use super::events::heard;
use super::page::{
    ELEMENT_SETTINGS, Mounted, TAG, define_once, define_with, document, module, showing, text,
};
use super::world::{World, settled, until};

/// Sets a property of an element.
pub fn set(element: &HtmlElement, name: &str, value: impl Into<JsValue>) {
    assert!(Reflect::set(element, &name.into(), &value.into()).unwrap());
}

fn get(element: &HtmlElement, name: &str) -> JsValue {
    Reflect::get(element, &name.into()).unwrap()
}

/// What a text of JavaScript gives.
pub fn js(text: &str) -> JsValue {
    Function::new_no_args(&format!("return {text}")).call0(&JsValue::NULL).unwrap()
}

fn columns(page: &Mounted) -> Vec<String> {
    page.all("thead th").iter().map(text).collect()
}

/// Every scalar is an attribute, and a property that reads and writes it; null takes it away.
#[wasm_bindgen_test]
fn each_scalar_is_an_attribute_and_a_property() {
    define_once();
    let element: HtmlElement = document().create_element(TAG).unwrap().unchecked_into();
    let names: Vec<String> =
        ELEMENT_SETTINGS.with(|names| names.iter().map(|name| name.as_string().unwrap()).collect());
    for name in names {
        let words: Vec<&str> = name.split('-').collect();
        let capital = |word: &&str| format!("{}{}", word[..1].to_uppercase(), &word[1..]);
        let rest: String = words[1..].iter().map(capital).collect();
        let property = format!("{}{rest}", words[0]);
        assert_eq!(get(&element, &property), JsValue::NULL, "{property}");
        set(&element, &property, "a");
        assert_eq!(element.get_attribute(&name).as_deref(), Some("a"), "{name}");
        element.set_attribute(&name, "b").unwrap();
        assert_eq!(get(&element, &property), JsValue::from("b"), "{property}");
        set(&element, &property, JsValue::NULL);
        assert!(!element.has_attribute(&name), "{name}");
        set(&element, &property, "c");
        set(&element, &property, JsValue::UNDEFINED);
        assert!(!element.has_attribute(&name), "{name}");
    }
}

/// Numbers, booleans and lists are written as the attribute's text; `sync-url` and `mark-title` are there or not.
#[wasm_bindgen_test]
fn what_is_no_text_becomes_one() {
    define_once();
    let element: HtmlElement = document().create_element(TAG).unwrap().unchecked_into();
    for (property, value, attribute, wanted) in [
        ("pageSize", "50", "page-size", Some("50")),
        ("filterVisible", "false", "filter-visible", Some("false")),
        ("filterVisible", "true", "filter-visible", Some("true")),
        ("projects", "['a', 'b']", "projects", Some("a,b")),
        ("columns", "['name', 'created']", "columns", Some("name,created")),
        ("syncUrl", "true", "sync-url", Some("")),
        ("syncUrl", "'jobs-'", "sync-url", Some("jobs-")),
        ("syncUrl", "false", "sync-url", None),
        ("listProjects", "true", "list-projects", Some("")),
        ("listProjects", "false", "list-projects", None),
        ("markTitle", "true", "mark-title", Some("")),
        ("markTitle", "false", "mark-title", None),
    ] {
        set(&element, property, js(value));
        assert_eq!(element.get_attribute(attribute).as_deref(), wanted, "{property} = {value}");
    }
}

/// A framework may set properties before the element's script has come. They count all the same.
#[wasm_bindgen_test]
async fn properties_from_before_the_upgrade() {
    let world = World::new();
    let element: HtmlElement = document().create_element("jobs-upgraded").unwrap().unchecked_into();
    element.set_class_name("under-test");
    set(&element, "projectId", "early");
    set(&element, "pageSize", 1);
    set(&element, "locale", "en-US");
    set(&element, "messages", js("({ 'en-US': { refresh: 'Anew' } })"));
    document().body().unwrap().append_child(&element).unwrap();
    settled().await;
    define_with("jobs-upgraded", || js_sys::Promise::resolve(&module()));
    let request = world.next().await;
    assert_eq!(request.path(), "/v1/early/dev-servers/jobs");
    request.list(&jobs(&["a", "b"]));
    let page = Mounted { host: element };
    page.loaded().await;
    assert_eq!(page.ids().len(), 1);
    assert_eq!(page.text_of(".refresh"), "Anew");
    assert_eq!(page.host.get_attribute("project-id").as_deref(), Some("early"));
    // Nothing of its own hides what the element has.
    set(&page.host, "projectId", "late");
    assert_eq!(page.host.get_attribute("project-id").as_deref(), Some("late"));
}

/// However many settings are changed in one go, the component hears of it once; of what is the same, not.
#[wasm_bindgen_test]
async fn changes_in_one_go_are_one() {
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    let [_, before, _] = world.handles();
    let messages = js("({ 'en-US': { refresh: 'Anew' } })");
    set(&page.host, "messages", messages.clone());
    set(&page.host, "theme", "dark");
    set(&page.host, "pageSize", 5);
    page.set("page-size", "6");
    page.says(".refresh", "Anew").await;
    assert_eq!(world.handles()[1], before + 1);
    set(&page.host, "messages", messages);
    set(&page.host, "theme", "dark");
    page.set("page-size", "6");
    settled().await;
    assert_eq!(world.handles()[1], before + 1);
    world.no_more().await;
}

/// The columns that are asked for stand in that order; the name always does.
#[wasm_bindgen_test]
async fn columns_by_choice() {
    let (world, page) = showing(&[("columns", "created, outcome")], &jobs(&["a"])).await;
    assert_eq!(columns(&page), ["Name", "Created", "Outcome"]);
    let cells = page.row("a").children();
    assert_eq!(cells.length(), 3);
    assert_eq!(text(&cells.item(0).unwrap()), "job a");

    set(&page.host, "columns", js("['id', 'name']"));
    until("the other columns", || columns(&page) == ["Job ID", "Name"]).await;
    assert_eq!(page.ids(), ["a"]);
    page.host.remove_attribute("columns").unwrap();
    until("all columns", || columns(&page).len() == 8).await;
    world.no_more().await;
}

/// A column that there is not is named, and the others are shown.
#[wasm_bindgen_test]
async fn an_unknown_column() {
    let (world, page) = showing(&[("columns", "name,status")], &jobs(&["a"])).await;
    assert_eq!(columns(&page), ["Name"]);
    let [warning] = world.warnings().try_into().unwrap();
    assert!(warning.contains(r#"columns="status""#), "{warning}");
}

/// A job and its user lead to the portal's own pages, whatever they are called.
#[wasm_bindgen_test]
async fn links_of_the_portal() {
    let body = list(&[job("a/b", r#""name":"?&#é","user_name":"a b""#)]);
    let links =
        [("job-link", "/jobs/{id}?n={name}&p={project_id}"), ("user-link", "u/{user_name}")];
    let (_world, page) = showing(&links, &body).await;
    let href = |selector: &str| page.get(selector).get_attribute("href");
    assert_eq!(href("th a").as_deref(), Some("/jobs/a%2Fb?n=%3F%26%23%C3%A9&p=demo"));
    assert_eq!(href(".user a").as_deref(), Some("u/a%20b"));

    page.host.remove_attribute("user-link").unwrap();
    until("a user that is a text", || href(".user a").is_none()).await;
    assert_eq!(page.text_of(".user"), "a b");
}

/// With a link the portal's page is opened, and not the detail; the portal may keep the user where it is.
#[wasm_bindgen_test]
async fn a_link_is_followed_unless_forbidden() {
    let (_world, page) = showing(&[("job-link", "#{id}")], &jobs(&["a"])).await;
    let seen = heard(&page.host, "select");
    assert!(super::acts::click_with(&page.get("th a"), |_| {}), "the browser follows it");
    settled().await;
    assert!(page.find(".drawer").is_none());
    assert_eq!(seen.borrow().len(), 1);

    let forbid =
        Closure::<dyn Fn(web_sys::Event)>::new(|event: web_sys::Event| event.prevent_default());
    let host: &Element = &page.host;
    let listener = forbid.as_ref().unchecked_ref();
    host.add_event_listener_with_callback("devserver-jobs-select", listener).unwrap();
    assert!(!super::acts::click_with(&page.get("th a"), |_| {}));
    settled().await;
    assert!(page.find(".drawer").is_none());
}

/// Only http, https and relative addresses are links: anything else could run as code.
#[wasm_bindgen_test]
async fn links_that_are_none() {
    for bad in ["javascript:alert({id})", "data:text/html,{id}", " java\tscript:{id}", "blob:{id}"]
    {
        let (world, page) = showing(&[("job-link", bad), ("user-link", bad)], &jobs(&["a"])).await;
        assert_eq!(world.warnings().len(), 2, "{bad}");
        let href = page.get("th a").get_attribute("href").unwrap();
        assert!(href.starts_with("http"), "{bad}: {href}");
        assert!(page.get(".user a").get_attribute("href").is_none(), "{bad}");
    }
}

/// Types and statuses that only the portal knows have its names, and its tones; in the filters, too.
#[wasm_bindgen_test]
async fn labels_of_the_portal() {
    let body = list(&[
        job("a", r#""type":"BURN_IN","status":"QUEUED""#),
        job("b", r#""type":"OTHER","status":"LOST""#),
    ]);
    let (world, page) = showing(&[], &body).await;
    assert_eq!(page.text_of("[data-job-id=a] .type"), "BURN_IN");
    set(
        &page.host,
        "labels",
        js("({ types: { BURN_IN: 'Burn-in' },
               statuses: { QUEUED: { label: 'Queued', tone: 'in-progress' } } })"),
    );
    page.says("[data-job-id=a] .type", "Burn-inBURN_IN").await;
    page.says("[data-job-id=a] .badge", "Queued").await;
    let tone =
        |id: &str| page.get(&format!("[data-job-id={id}] .badge")).get_attribute("data-tone");
    assert_eq!(tone("a").as_deref(), Some("in-progress"));
    assert_eq!(page.text_of("[data-job-id=b] .type"), "OTHER");
    assert_eq!(
        (page.text_of("[data-job-id=b] .badge"), tone("b").unwrap()),
        ("LOST".into(), "error".into())
    );
    page.field("type").click();
    until("the choice", || {
        page.all("#type-choices li").iter().any(|li| text(li) == "Burn-inBURN_IN")
    })
    .await;
    page.field("status").click();
    until("the choice", || {
        page.all("#status-choices li").iter().any(|li| text(li) == "QueuedQUEUED")
    })
    .await;
    // By its name it is found.
    super::find::find(&page, "burn-IN").await;
    until("the one", || page.ids() == ["a"]).await;
    assert_eq!(world.warnings(), [""; 0]);
}

/// Words of the portal's own stand in the place of the usual ones, in their language only.
#[wasm_bindgen_test]
async fn messages_of_the_portal() {
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    set(&page.host, "messages", js("({ 'en-US': { refresh: 'Anew', nonsense: 'x', any: 1 } })"));
    page.says(".refresh", "Anew").await;
    let warnings = world.warnings().join("\n");
    assert_eq!(world.warnings().len(), 2, "{warnings}");
    assert!(warnings.contains("en-US: nonsense") && warnings.contains("en-US: any"), "{warnings}");
    page.set("locale", "zh-CN");
    page.says(".refresh", "刷新").await;
    page.set("locale", "en-US");
    page.says(".refresh", "Anew").await;
    set(&page.host, "messages", JsValue::NULL);
    page.says(".refresh", "Refresh").await;
}

/// The portal's own `fetch` gets what the browser's would, and what it sends comes back. Another one
/// asks anew.
#[wasm_bindgen_test]
async fn a_fetch_of_the_portal() {
    define_once();
    let world = World::new();
    let element: HtmlElement = document().create_element(TAG).unwrap().unchecked_into();
    element.set_class_name("under-test");
    element.set_attribute("project-id", "demo").unwrap();
    set(
        &element,
        "fetch",
        js(
            "(url, init) => fetch(url, { ...init, headers: { ...init.headers, 'x-session': 's' } })",
        ),
    );
    document().body().unwrap().append_child(&element).unwrap();
    let page = Mounted { host: element };
    let request = world.next().await;
    assert_eq!(request.path(), "/v1/demo/dev-servers/jobs");
    assert_eq!(request.header("x-session").as_deref(), Some("s"));
    assert_eq!(request.header("accept").as_deref(), Some("application/json"));
    request.list(&jobs(&["a"]));
    page.loaded().await;
    world.no_more().await;

    page.get(".refresh").click();
    let request = world.next().await;
    assert_eq!(request.header("x-session").as_deref(), Some("s"));
    // The signal goes along, too.
    set(&page.host, "fetch", JsValue::UNDEFINED);
    let next = world.next().await;
    assert!(request.aborted());
    assert_eq!(next.header("x-session"), None);
    next.list(&jobs(&["b"]));
    until("the other list", || page.ids() == ["b"]).await;
}

/// A `fetch` that throws, or that gives something else, is an error like any other, with its own words.
#[wasm_bindgen_test]
async fn a_fetch_that_fails() {
    let (_world, page) = showing(&[], &jobs(&["a"])).await;
    let seen = heard(&page.host, "error");
    for (function, words) in [
        ("() => { throw new Error('The session is over.'); }", "The session is over."),
        ("async () => { throw new Error('No way.'); }", "No way."),
        ("async () => ({ data: [] })", "Response"),
    ] {
        set(&page.host, "fetch", js(function));
        page.says("[role=alert]", words).await;
        assert_eq!(page.ids(), [""; 0], "the rows were those of another session");
        let detail = seen.borrow_mut().pop().unwrap().detail();
        assert_eq!(Reflect::get(&detail, &"kind".into()).unwrap(), JsValue::from("network"));
        let message = Reflect::get(&detail, &"message".into()).unwrap().as_string().unwrap();
        assert!(message.contains(words), "{message}");
    }
}

/// An object where a function should be, and a text where an object should be, are named and not used.
#[wasm_bindgen_test]
async fn objects_of_another_kind() {
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    set(&page.host, "fetch", "/v1");
    set(&page.host, "messages", 7);
    set(
        &page.host,
        "labels",
        js("({ colours: {}, types: { A: 1 }, statuses: { B: { label: 'b', tone: 'pink' } } })"),
    );
    until("the warnings", || world.warnings().len() == 5).await;
    let warnings = world.warnings().join("\n");
    for part in [r#"fetch="/v1""#, r#"messages="7""#, "colours", "types: A", "statuses: B"] {
        assert!(warnings.contains(part), "{part}: {warnings}");
    }
    page.get(".refresh").click();
    world.next().await.list(&jobs(&["b"]));
    until("the list", || page.ids() == ["b"]).await;
}

/// What JavaScript and Rust take for the settings that are properties only.
#[wasm_bindgen_test]
fn objects_are_no_attributes() {
    define_once();
    let element: HtmlElement = document().create_element(TAG).unwrap().unchecked_into();
    for name in ["fetch", "messages", "labels"] {
        let value = Object::new();
        set(&element, name, value.clone());
        assert_eq!(get(&element, name), JsValue::from(value));
    }
    assert_eq!(Array::from(&element.get_attribute_names()).length(), 0);
}
