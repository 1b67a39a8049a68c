//! The facets of types and users: counts under the other refinements, several values, the address, and what
//! comes back where nothing is left.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement, HtmlInputElement};

use super::acts::{key, type_text};
use super::address_bar::{search, synchronized_list};
use super::bodies::{created, job, list};
use super::find::find;
use super::page::{Mounted, showing, text};
use super::world::until;

/// Five jobs of two types and three users, one without a user.
fn jobs() -> Vec<u8> {
    let row = |id: &str, job_type: &str, user: &str, failed: u32| {
        let members = format!(
            r#""type":"{job_type}","user_name":"{user}","abnormal_count":{failed},{}"#,
            created(id.parse().unwrap())
        );
        job(id, &members)
    };
    list(&[
        row("1", "COMMON", "ada", 0),
        row("2", "COMMON", "bob", 1),
        row("3", "LOG_COLLECT", "ada", 1),
        row("4", "COMMON", "ada", 1),
        row("5", "NEW_TYPE", "", 0),
    ])
}

async fn open(page: &Mounted, at: usize) {
    page.all(".facet summary")[at].unchecked_ref::<HtmlElement>().click();
    until("an open facet", || !values(page, at).is_empty()).await;
}

/// The values of a facet as they read; those that are chosen end in `!`.
fn values(page: &Mounted, at: usize) -> Vec<String> {
    let facet = page.all(".facet").remove(at);
    let buttons = facet.query_selector_all("button").unwrap();
    let read = |at: u32| {
        let button: Element = buttons.get(at).unwrap().unchecked_into();
        let is_pressed = button.get_attribute("aria-pressed").unwrap() == "true";
        text(&button) + if is_pressed { "!" } else { "" }
    };
    (0..buttons.length()).map(read).collect()
}

fn press(page: &Mounted, name: &str) {
    let buttons = page.all(".facet button").into_iter();
    let found = buttons.into_iter().find(|button| text(button).starts_with(name)).unwrap();
    found.unchecked_into::<HtmlElement>().click();
}

/// Each value counts what it would leave under the other refinements; several values of one are a choice
/// between them, and the outcomes count what the facets leave.
#[wasm_bindgen_test]
async fn counts_under_the_others() {
    let (world, page) = showing(&[], &jobs()).await;
    open(&page, 0).await;
    assert_eq!(values(&page, 0), ["Common 3", "Log collection 1", "NEW_TYPE 1"]);
    press(&page, "Common");
    until("common jobs", || page.ids() == ["1", "2", "4"]).await;
    assert_eq!(values(&page, 0), ["Common 3!", "Log collection 1", "NEW_TYPE 1"]);
    press(&page, "Log collection");
    until("both types", || page.ids() == ["1", "2", "3", "4"]).await;
    assert_eq!(text(&page.all(".facet summary")[0]), "Type: 2");
    open(&page, 1).await;
    assert_eq!(values(&page, 1), ["ada 3", "– 0", "bob 1"]);
    press(&page, "ada");
    until("those of ada", || page.ids() == ["1", "3", "4"]).await;
    assert_eq!(page.text_of(".matches"), "Matches: 3 of 5");
    let outcomes: Vec<String> = page.all(".refine > .chips button").iter().map(text).collect();
    assert_eq!(outcomes, ["Finished with failures 2", "Finished 1"]);
    world.no_more().await;
}

/// A list with thousands of users took a browser a second to lay them out, at every choice.
#[wasm_bindgen_test]
async fn of_many_values_the_first_are_offered() {
    let row = |at: u32| {
        let members = format!(r#""user_name":"user {at:03}","abnormal_count":0,{}"#, created(at));
        job(&at.to_string(), &members)
    };
    let (_world, page) = showing(&[], &list(&(1..=250).map(row).collect::<Vec<_>>())).await;
    open(&page, 1).await;
    assert_eq!(values(&page, 1).len(), 100);
    page.says(".facet[open]", "Enter a part of a value to see others. Not displayed: 150").await;
    let field: HtmlInputElement = page.get(".facet[open] input").unchecked_into();
    type_text(&field, " ＵＳＥＲ 2\u{200B}4");
    until("ten users", || values(&page, 1).len() == 10).await;
    assert!(!page.get(".facet[open]").text_content().unwrap().contains("Not displayed"));
    press(&page, "user 247");
    until("the job of that user", || page.ids() == ["247"]).await;
    type_text(&field, "nobody");
    page.says(".facet[open]", "No matches").await;
    type_text(&field, "");
    until("the chosen one behind the others", || values(&page, 1).len() == 101).await;
    assert_eq!(values(&page, 1)[100], "user 247 1!");
}

/// Escape closes a facet and nothing else, and gives the focus back.
#[wasm_bindgen_test]
async fn escape_closes_it() {
    let (_world, page) = showing(&[], &jobs()).await;
    open(&page, 0).await;
    let button = page.all(".facet button").remove(0).unchecked_into::<HtmlElement>();
    button.focus().unwrap();
    key(&button, "Escape");
    until("a closed facet", || values(&page, 0).is_empty()).await;
    let root = page.get(".root").get_root_node().unchecked_into::<web_sys::ShadowRoot>();
    assert_eq!(root.active_element().unwrap().tag_name(), "SUMMARY");
}

/// Where nothing is left each refinement says how many jobs come back without it alone.
#[wasm_bindgen_test]
async fn why_nothing() {
    let (world, page) = showing(&[], &jobs()).await;
    open(&page, 0).await;
    press(&page, "NEW_TYPE");
    until("one job", || page.ids() == ["5"]).await;
    find(&page, "job 3").await;
    page.says("tr.instead", "No matching jobs").await;
    let buttons: Vec<String> = page.all(".clears button").iter().map(text).collect();
    assert_eq!(buttons, ["Clear “job 3” (jobs: 1)", "Show all types (jobs: 1)"]);
    page.button("Show all types (jobs: 1)").click();
    until("the job that is looked for", || page.ids() == ["3"]).await;
    world.no_more().await;
}

/// The address has both, beside the filters of the cloud, and they come from it.
#[wasm_bindgen_test]
async fn in_the_address() {
    let (world, page) = synchronized_list("?type=COMMON&user=ada,-", &[], &jobs()).await;
    until("those jobs", || page.ids() == ["1", "4"]).await;
    open(&page, 1).await;
    press(&page, "ada");
    until("no job", || page.ids().is_empty()).await;
    until("the address", || search() == "?type=COMMON&user=-").await;
    press(&page, "–");
    until("the address", || search() == "?type=COMMON").await;
    world.no_more().await;
}
