//! Columns, density and wrapping: chosen in the dialog, at the edges of columns, and limited by the host page.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, HtmlInputElement};

use super::acts::{check, drag, fill_in, key, pick, shift_key};
use super::bodies::{DOCUMENTED, jobs};
use super::page::{Mounted, showing, text};
use super::tools::{focus_is_on, tool};
use super::world::until;

/// The headings, from left to right.
fn headings(page: &Mounted) -> Vec<String> {
    page.all("thead th .sort").iter().map(text).collect()
}

async fn headings_are(page: &Mounted, expect: &[&str]) {
    until(format!("the columns {expect:?}"), || headings(page) == expect).await;
}

/// The checkbox of a column in the dialog.
fn checkbox(page: &Mounted, column: &str) -> HtmlInputElement {
    page.get(&format!("dialog li[data-column={column}] input[type=checkbox]")).unchecked_into()
}

const USUAL: [&str; 8] =
    ["Name", "Outcome", "Failed nodes", "Type", "User", "Created", "Updated", "Job ID"];

#[wasm_bindgen_test]
async fn columns_are_hidden_shown_and_reset() {
    let (world, page) = showing(&[], DOCUMENTED).await;
    assert_eq!(headings(&page), USUAL);
    tool(&page, "Preferences").await;
    assert!(checkbox(&page, "name").disabled(), "the name is always there");
    check(&checkbox(&page, "type"), false);
    check(&checkbox(&page, "user"), false);
    check(&checkbox(&page, "duration"), true);
    check(&checkbox(&page, "description"), true);
    let expect = [
        "Name",
        "Description",
        "Outcome",
        "Failed nodes",
        "Created",
        "Updated",
        "Duration (estimated)",
        "Job ID",
    ];
    headings_are(&page, &expect).await;
    let described =
        page.all("tbody .name .second").iter().filter(|it| !text(it).is_empty()).count();
    assert_eq!(described, 0, "the description is not there twice");
    assert!(!page.all("tbody .description").is_empty());
    page.button("Reset to default").click();
    headings_are(&page, &USUAL).await;
    assert!(checkbox(&page, "type").checked());
    world.no_more().await;
}

/// Neither the pointer nor its precision is needed to move a column, and the button that was pressed keeps the
/// focus though it moves with its row.
#[wasm_bindgen_test]
async fn columns_are_moved_by_their_buttons() {
    let (_world, page) = showing(&[("columns", "outcome,name,id")], &jobs(&["a"])).await;
    tool(&page, "Preferences").await;
    let down = page.button("Move Outcome down");
    down.focus().unwrap();
    down.click();
    headings_are(&page, &["Name", "Outcome", "Job ID"]).await;
    focus_is_on(&page, "[aria-label='Move Outcome down']").await;
    assert_eq!(page.text_of("dialog [role=status]"), "Outcome: column 2 of 3");
    page.button("Move Outcome down").click();
    headings_are(&page, &["Name", "Job ID", "Outcome"]).await;
    let down = page.button("Move Outcome down");
    assert_eq!(down.get_attribute("aria-disabled").as_deref(), Some("true"));
    down.click();
    page.button("Move Name up").click();
    headings_are(&page, &["Name", "Job ID", "Outcome"]).await;
}

#[wasm_bindgen_test]
async fn columns_are_moved_by_dragging() {
    let (_world, page) = showing(&[("columns", "name,outcome,id")], &jobs(&["a"])).await;
    tool(&page, "Preferences").await;
    let grip = page.get("dialog li[data-column=id] .grip");
    drag(&grip, &page.get("dialog li[data-column=name]"));
    headings_are(&page, &["Job ID", "Name", "Outcome"]).await;
    assert!(page.find("[data-dragged]").is_none());
}

/// What the host page leaves out cannot be shown, and comes back when the host page offers it again.
#[wasm_bindgen_test]
async fn the_host_page_is_the_limit() {
    let (_world, page) = showing(&[("columns", "id,name,duration")], &jobs(&["a"])).await;
    assert_eq!(headings(&page), ["Job ID", "Name", "Duration (estimated)"]);
    tool(&page, "Preferences").await;
    let rows = page.all("dialog li");
    let offered = rows.iter().map(|row| row.get_attribute("data-column").unwrap());
    assert_eq!(offered.collect::<Vec<_>>(), ["id", "name", "duration"]);
    check(&checkbox(&page, "id"), false);
    headings_are(&page, &["Name", "Duration (estimated)"]).await;
    page.set("columns", "id,name,outcome");
    headings_are(&page, &["Name"]).await;
    page.button("Reset to default").click();
    headings_are(&page, &["Job ID", "Name", "Outcome"]).await;
}

#[wasm_bindgen_test]
async fn density_and_wrapping() {
    let (_world, page) = showing(&[], DOCUMENTED).await;
    let root = page.get(".root");
    let height = || page.get("tbody tr[data-job-id]").offset_height();
    let before = height();
    tool(&page, "Preferences").await;
    pick(&page, "Compact");
    until("less space", || height() < before).await;
    assert_eq!(root.get_attribute("data-density").as_deref(), Some("compact"));
    let wrap: HtmlInputElement = page.labelled("Wrap long text");
    check(&wrap, false);
    until("no wrapping", || root.has_attribute("data-cut")).await;
}

fn edge(page: &Mounted, column: &str) -> HtmlElement {
    page.get(&format!(".column-{column} .edge"))
}

async fn edges(page: &Mounted) {
    until("edges", || page.all("thead .edge").len() == page.all("thead th").len()).await;
}

/// Edges by arrow keys and by Enter; the other columns stay as wide as they are.
#[wasm_bindgen_test]
async fn columns_are_resized_by_keyboard() {
    let (_world, page) = showing(&[("columns", "name,outcome,user,id")], DOCUMENTED).await;
    page.host.style().set_property("width", "1200px").unwrap();
    edges(&page).await;
    let width =
        |column: &str| page.get(&format!(".column-{column}")).get_bounding_client_rect().width();
    let (user, id) = (width("user"), width("id"));
    let heading = page.get(".column-user .sort");
    assert!(!shift_key(&heading, "ArrowRight"));
    until("a wider column", || width("user") > user + 10.0).await;
    assert!((width("id") - id).abs() < 2.0, "{} {id}", width("id"));
    let wider = width("user");
    assert!(!key(&heading, "ArrowLeft"));
    assert_eq!(width("user"), wider, "without Shift the key moves the focus");
    assert!(!shift_key(&heading, "ArrowLeft"));
    until("the width from before", || (width("user") - user).abs() < 2.0).await;
    assert!(!shift_key(&page.get(".column-id .sort"), "Enter"));
    until("an announcement", || page.text().contains("Width of Job ID: ")).await;
    until("the id in full", || {
        let shown = page.get("td.id .id-text");
        shown.scroll_width() <= shown.client_width() + 1
    })
    .await;
}

#[wasm_bindgen_test]
async fn columns_are_resized_by_dragging() {
    let (_world, page) = showing(&[("columns", "name,outcome,id")], DOCUMENTED).await;
    page.host.style().set_property("width", "1200px").unwrap();
    edges(&page).await;
    let width = || page.get(".column-id").get_bounding_client_rect().width();
    let before = width();
    drag(&edge(&page, "name"), &edge(&page, "outcome"));
    until("another column that is as wide as it was", || (width() - before).abs() < 2.0).await;
    // The pointer has passed the whole list, which now scrolls.
    until("a table that scrolls", || page.find(".table[data-wide]").is_some()).await;
    tool(&page, "Preferences").await;
    let field: HtmlInputElement =
        page.get("dialog li[data-column=id] input[type=number]").unchecked_into();
    fill_in(&field, "500");
    until("the widest", || field.value() == "100").await;
    page.button("Reset to default").click();
    until("a table that does not scroll", || page.find(".table[data-wide]").is_none()).await;
    assert_eq!(field.value(), "");
}

/// Two elements on one page keep their own columns.
#[wasm_bindgen_test]
async fn two_elements_keep_their_own() {
    let (world, page) = showing(&[("columns", "name,id")], &jobs(&["a"])).await;
    let other = Mounted::new(&[("columns", "name,id")]);
    world.next().await.list(&jobs(&["b"]));
    other.loaded().await;
    tool(&page, "Preferences").await;
    check(&checkbox(&page, "id"), false);
    headings_are(&page, &["Name"]).await;
    assert_eq!(headings(&other), ["Name", "Job ID"]);
}

/// The address has what the user chose, and opens it elsewhere.
#[wasm_bindgen_test]
async fn columns_are_in_the_address() {
    let (world, page) = showing(&[("sync-url", "")], &jobs(&["a"])).await;
    tool(&page, "Preferences").await;
    check(&checkbox(&page, "type"), false);
    pick(&page, "Compact");
    let search = || web_sys::window().unwrap().location().search().unwrap();
    until("columns in the address", || search().contains("columns=name%2Coutcome")).await;
    assert!(search().contains("density=compact"), "{}", search());
    drop(page);
    let page = Mounted::new(&[("sync-url", "")]);
    world.next().await.list(&jobs(&["a"]));
    page.loaded().await;
    assert!(!headings(&page).contains(&"Type".to_owned()));
    assert_eq!(page.get(".root").get_attribute("data-density").as_deref(), Some("compact"));
}
