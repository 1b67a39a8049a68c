//! Reading the list: pages, order, page size, zone, colours. All of it happens in the browser;
//! none of it is a request.

use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement};

use super::acts::{choose, enter, type_text};
use super::bodies::{jobs, newest_first, simulated};
use super::page::{Mounted, showing, text};
use super::world::settled;

/// The simulated jobs' ids from one place to another, newest first.
fn ids(jobs: usize, places: std::ops::Range<usize>) -> Vec<String> {
    newest_first(jobs)[places].iter().map(|row| row.id.clone()).collect()
}

/// The page that the pager says is the present one.
fn present(page: &Mounted) -> String {
    let present = page.all("nav [aria-current=page]");
    assert_eq!(present.len(), 1);
    text(&present[0])
}

/// A button at an end may stay one that can have the focus.
fn is_disabled(button: &HtmlElement) -> bool {
    button.has_attribute("disabled")
        || button.get_attribute("aria-disabled").as_deref() == Some("true")
}

/// Pages by number and by step, each with its rows and its range; the ends have no step beyond.
#[wasm_bindgen_test]
async fn pages() {
    let (world, page) = showing(&[], &simulated(45)).await;
    let (back, forward) = (page.button("Previous page"), page.button("Next page"));
    let ends = || [&back, &forward].map(is_disabled);
    assert_eq!((present(&page), ends()), ("1".into(), [true, false]));
    assert_eq!(page.ids(), ids(45, 0..20));

    page.button("Page 2").click();
    page.says("footer", "21–40 of 45").await;
    assert_eq!((present(&page), ends()), ("2".into(), [false, false]));
    assert_eq!(page.ids(), ids(45, 20..40));

    forward.click();
    page.says("footer", "41–45 of 45").await;
    assert_eq!((present(&page), ends()), ("3".into(), [false, true]));
    assert_eq!(page.ids(), ids(45, 40..45));

    // There is nothing beyond the end.
    forward.click();
    settled().await;
    page.says("footer", "41–45 of 45").await;

    back.click();
    page.says("footer", "21–40 of 45").await;
    world.no_more().await;
}

/// Where there are many pages, a number leads to any of them, and one beyond the end to the last.
#[wasm_bindgen_test]
async fn a_jump() {
    let (world, page) = showing(&[("page-size", "10")], &simulated(200)).await;
    for (typed, range) in [("13", "121–130"), ("99", "191–200"), ("0", "1–10"), ("5", "41–50")]
    {
        let field: HtmlInputElement = page.labelled("Go to page");
        type_text(&field, typed);
        enter(&field);
        page.says("footer", &format!("{range} of 200")).await;
    }
    let field: HtmlInputElement = page.labelled("Go to page");
    type_text(&field, "next");
    enter(&field);
    settled().await;
    page.says("footer", "41–50 of 200").await;
    world.no_more().await;
}

/// After a page was chosen the focus is on the page that was reached, not lost with the old button.
#[wasm_bindgen_test]
async fn the_focus_follows_the_page() {
    let (_world, page) = showing(&[("page-size", "10")], &simulated(200)).await;
    let button = page.button("Page 5");
    button.focus().unwrap();
    button.click();
    page.says("footer", "41–50 of 200").await;
    settled().await;
    let focused = page.host.shadow_root().unwrap().active_element().expect("the focus");
    assert_eq!(text(&focused), "5");
    assert_eq!(focused.get_attribute("aria-current").as_deref(), Some("page"));
}

/// The page sizes that are offered, and that a new one keeps the first row in sight.
#[wasm_bindgen_test]
async fn page_sizes() {
    let (world, page) = showing(&[], &simulated(120)).await;
    let size: HtmlSelectElement = page.labelled("Rows per page");
    let offered: Vec<String> = page.all("footer option").iter().map(super::page::text).collect();
    assert_eq!((offered.join(" "), size.value()), ("10 20 30 50 100".into(), "20".into()));

    page.button("Page 4").click();
    page.says("footer", "61–80 of 120").await;
    choose(&size, "50");
    page.says("footer", "51–100 of 120").await;
    assert_eq!(page.ids(), ids(120, 50..100));
    assert_eq!(page.labelled::<HtmlSelectElement>("Rows per page").value(), "50");
    choose(&page.labelled("Rows per page"), "100");
    page.says("footer", "1–100 of 120").await;
    world.no_more().await;
}

/// The setting's page size is the first one, and is offered too where it is another.
#[wasm_bindgen_test]
async fn the_page_size_of_the_setting() {
    let (world, page) = showing(&[("page-size", "25")], &simulated(60)).await;
    assert_eq!(page.ids().len(), 25);
    assert_eq!(page.labelled::<HtmlSelectElement>("Rows per page").value(), "25");
    page.set("page-size", "30");
    page.says("footer", "1–30 of 60").await;
    world.no_more().await;
}

/// Every column sorts the whole list, not the page; a second press turns it; the page is the first.
#[wasm_bindgen_test]
async fn every_column_sorts() {
    let (world, page) = showing(&[], &simulated(45)).await;
    for (column, first, second) in [
        ("Name", "ascending", "descending"),
        ("Outcome", "ascending", "descending"),
        ("Failed nodes", "descending", "ascending"),
        ("Type", "ascending", "descending"),
        ("User", "ascending", "descending"),
        ("Updated", "descending", "ascending"),
        ("Job ID", "ascending", "descending"),
        ("Created", "descending", "ascending"),
    ] {
        page.button("Page 2").click();
        page.says("footer", "21–40").await;
        for direction in [first, second] {
            page.button(column).click();
            page.says(&format!("th[aria-sort={direction}]"), column).await;
            assert_eq!(page.all("th[aria-sort]").len(), 1, "{column}");
            page.says("footer", "1–20").await;
        }
    }
    let mut oldest = ids(45, 25..45);
    oldest.reverse();
    assert_eq!(page.ids(), oldest);
    world.no_more().await;
}

/// Whoever sorts by the keyboard can go on doing so: the focus stays on the column's button.
#[wasm_bindgen_test]
async fn sorting_keeps_the_focus() {
    let (_world, page) = showing(&[], &simulated(45)).await;
    let button = page.button("Name");
    button.focus().unwrap();
    button.click();
    page.says("th[aria-sort]", "Name").await;
    settled().await;
    let focused = page.host.shadow_root().unwrap().active_element();
    assert!(focused.is_some_and(|focused| focused.is_same_node(Some(&button))));
}

/// By outcome the failed jobs come first.
#[wasm_bindgen_test]
async fn failed_first_by_outcome() {
    let (_world, page) = showing(&[], &simulated(320)).await;
    page.button("Outcome").click();
    page.says("th[aria-sort]", "Outcome").await;
    let first = page.get("tr[data-job-id] .badge");
    assert_eq!(first.get_attribute("data-tone").as_deref(), Some("error"));
}

/// Where there is no room for the head, a select has all orders.
#[wasm_bindgen_test]
async fn orders_by_select() {
    let (world, page) = showing(&[], &simulated(45)).await;
    choose(&page.labelled("Sort by"), "created");
    page.says("th[aria-sort=ascending]", "Created").await;
    let mut wanted = ids(45, 25..45);
    wanted.reverse();
    assert_eq!(page.ids(), wanted);
    page.button("Name").click();
    page.says("th[aria-sort]", "Name").await;
    assert_eq!(page.labelled::<HtmlSelectElement>("Sort by").value(), "name");
    world.no_more().await;
}

/// The colours are the setting's, or those of the page around.
#[wasm_bindgen_test]
async fn colours() {
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    let scheme = || {
        let window = web_sys::window().unwrap();
        let style = window.get_computed_style(&page.get("section")).unwrap().unwrap();
        style.get_property_value("color-scheme").unwrap()
    };
    let around = scheme();
    for (theme, wanted) in [("dark", "dark"), ("light", "light"), ("auto", &around)] {
        page.set("theme", theme);
        settled().await;
        assert_eq!(scheme(), wanted);
    }
    world.no_more().await;
}
