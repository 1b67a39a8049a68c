//! Rows that are marked: by which keys, for how long, and what is done with them.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, HtmlInputElement};

use super::acts::{control_key, key, meta_key, shift_key, type_text};
use super::bodies::{simulated, uuid, uuid_jobs};
use super::grid::{focused, grid};
use super::page::{Mounted, document, showing};
use super::tools::tool;
use super::world::{settled, until};

fn marked(page: &Mounted) -> Vec<String> {
    let rows = page.all("tr[aria-selected=true]");
    rows.iter().filter_map(|row| row.get_attribute("data-job-id")).collect()
}

async fn marked_are(page: &Mounted, expect: &[u32]) {
    let expect: Vec<String> = expect.iter().map(|number| uuid(*number)).collect();
    until(format!("the marks {expect:?}"), || marked(page) == expect).await;
}

#[wasm_bindgen_test]
async fn by_space_one_at_a_time() {
    let (_world, page) = grid(3).await;
    page.get("tbody .name a").focus().unwrap();
    assert!(!key(&focused(&page), " "));
    marked_are(&page, &[1]).await;
    page.says(".present-view", "Marked: 1").await;
    page.says("[role=status]", "Marked: 1").await;
    assert!(!key(&focused(&page), "ArrowDown"));
    assert!(!key(&focused(&page), " "));
    marked_are(&page, &[1, 2]).await;
    assert!(!key(&focused(&page), " "));
    marked_are(&page, &[1]).await;
    assert!(!key(&focused(&page), "Escape"));
    marked_are(&page, &[]).await;
    assert!(key(&focused(&page), "Escape"), "there is nothing left to clear");
    assert!(page.find(".present-view button").is_none());
}

/// A range goes over pages, in the order of the view.
#[wasm_bindgen_test]
async fn by_shift_and_space_a_range() {
    let (_world, page) = grid(5).await;
    page.get("tbody .name a").focus().unwrap();
    assert!(!shift_key(&focused(&page), " "), "there is no last mark");
    marked_are(&page, &[1]).await;
    assert!(!key(&focused(&page), "PageDown"));
    until("the second page", || page.ids() == [uuid(3), uuid(4)]).await;
    until("the focus", || focused(&page).closest("tr").unwrap().is_some()).await;
    assert!(!shift_key(&focused(&page), " "));
    page.says(".present-view", "Marked: 3").await;
    marked_are(&page, &[3]).await;
    assert!(!key(&focused(&page), "PageUp"));
    marked_are(&page, &[1, 2]).await;
}

/// What is counted, copied and exported is what can be seen in the view, on all pages.
#[wasm_bindgen_test]
async fn to_copy_and_to_export() {
    let (world, page) = grid(3).await;
    let files = world.keep_files();
    world.allow_clipboard(true);
    page.get("tbody .name a").focus().unwrap();
    assert!(control_key(&focused(&page), "c"), "nothing is marked");
    assert!(!key(&focused(&page), " "));
    assert!(!key(&focused(&page), "ArrowDown"));
    assert!(!shift_key(&focused(&page), " "));
    marked_are(&page, &[1, 2]).await;
    for (copies, copy) in [(1, control_key as fn(&_, &_) -> bool), (2, meta_key)] {
        assert!(!copy(&focused(&page), "c"));
        until("a copy", || world.clipboard().len() == copies).await;
        let copied = world.clipboard().pop().unwrap();
        assert_eq!(copied.lines().count(), 3, "the headings and two jobs");
        assert!(copied.contains(&uuid(1)) && copied.contains(&uuid(2)), "{copied}");
    }
    let find: HtmlInputElement = wasm_bindgen::JsCast::unchecked_into(page.get("#find"));
    type_text(&find, &uuid(2));
    page.says(".present-view", "Marked: 1").await;
    type_text(&find, "");
    page.says(".present-view", "Marked: 2").await;

    tool(&page, "Export").await;
    page.says("dialog", "Jobs: 2. All pages, in the order displayed.").await;
    page.button("Save file").click();
    page.says("dialog [role=status]", "Jobs exported: 2.").await;
    assert_eq!(files()[1].lines().count(), 3);
    page.labelled::<HtmlInputElement>("All rows in view").click();
    page.says("dialog", "Jobs: 3. All pages, in the order displayed.").await;
    until("nothing is said", || page.text_of("dialog [role=status]").is_empty()).await;
    page.button("Save file").click();
    page.says("dialog [role=status]", "Jobs exported: 3.").await;
    assert_eq!(files()[3].lines().count(), 4);
    world.no_more().await;
}

/// Where the browser does not let the page copy, the text can be copied by hand.
#[wasm_bindgen_test]
async fn a_refused_copy_opens_the_export() {
    let (world, page) = grid(3).await;
    world.allow_clipboard(false);
    page.get("tbody .name a").focus().unwrap();
    assert!(!key(&focused(&page), " "));
    assert!(!control_key(&focused(&page), "c"));
    page.says("dialog", "Jobs: 1.").await;
    assert!(page.labelled::<HtmlInputElement>("Marked rows").checked());
}

/// A refresh took the marked jobs away, and the next copy put a line of headings in the place of what was in the
/// clipboard.
#[wasm_bindgen_test]
async fn marks_that_are_not_in_view_are_not_copied() {
    let (world, page) = grid(3).await;
    world.allow_clipboard(true);
    page.get("tbody .name a").focus().unwrap();
    assert!(!key(&focused(&page), " "));
    let find: HtmlInputElement = wasm_bindgen::JsCast::unchecked_into(page.get("#find"));
    type_text(&find, &uuid(2));
    page.says(".present-view", "Marked: 0").await;
    page.get("tbody .name a").focus().unwrap();
    assert!(control_key(&focused(&page), "c"), "left to the browser");
    tool(&page, "Export").await;
    page.says("dialog", "Jobs: 1. All pages, in the order displayed.").await;
    let marked = page.labelled::<HtmlInputElement>("Marked rows").closest("fieldset").unwrap();
    assert!(marked.unwrap().has_attribute("hidden"), "there are none to export");
    assert!(world.clipboard().is_empty());
}

#[wasm_bindgen_test]
async fn until_they_are_cleared_or_the_project_changes() {
    let (world, page) = grid(3).await;
    page.get("tbody .name a").focus().unwrap();
    assert!(!key(&focused(&page), " "));
    marked_are(&page, &[1]).await;
    page.button("Refresh").click();
    world.next().await.list(&uuid_jobs(4));
    page.loaded().await;
    marked_are(&page, &[1]).await;
    page.button("Marked: 1, Clear marks").click();
    marked_are(&page, &[]).await;
    page.get("tbody .name a").focus().unwrap();
    assert!(!key(&focused(&page), " "));
    marked_are(&page, &[1]).await;
    page.set("project-id", "other");
    world.next().await.list(&uuid_jobs(3));
    page.loaded().await;
    marked_are(&page, &[]).await;
}

/// A portal moved the list to another tab of its own, and the rows that were marked in it were so no more.
#[wasm_bindgen_test]
async fn until_the_element_comes_back_with_another_project_or_proxy() {
    let (world, page) = grid(5).await;
    let go_and_come = async |meanwhile: &dyn Fn()| {
        page.host.remove();
        meanwhile();
        settled().await;
        document().body().unwrap().append_child(&page.host).unwrap();
        world.next().await.list(&uuid_jobs(5));
        page.loaded().await;
        until("a grid", || page.get("table").get_attribute("role").as_deref() == Some("grid"))
            .await;
    };
    page.get("tbody .name a").focus().unwrap();
    assert!(!key(&focused(&page), " "));
    go_and_come(&|| {}).await;
    marked_are(&page, &[1]).await;
    page.says(".present-view", "Marked: 1").await;
    page.get("tbody .name a").focus().unwrap();
    assert!(!key(&focused(&page), "PageDown"));
    until("the second page", || page.ids() == [uuid(3), uuid(4)]).await;
    until("the focus", || focused(&page).closest("tr").unwrap().is_some()).await;
    assert!(!shift_key(&focused(&page), " "));
    page.says(".present-view", "Marked: 3").await;
    // A move is in one go, and may be repeated.
    document().body().unwrap().append_child(&page.host).unwrap();
    go_and_come(&|| {}).await;
    page.says(".present-view", "Marked: 3").await;
    for (setting, value) in [("project-id", "other"), ("proxy", "/elsewhere")] {
        go_and_come(&|| page.set(setting, value)).await;
        marked_are(&page, &[]).await;
        assert!(page.find(".present-view button").is_none(), "{setting}");
        page.get("tbody .name a").focus().unwrap();
        assert!(!key(&focused(&page), " "));
        page.says(".present-view", "Marked: 1").await;
    }
}

/// The text of many rows was joined and handed over in one task, long after the press at which some browsers allow it.
#[wasm_bindgen_test]
async fn many_are_promised_to_the_clipboard_at_the_press() {
    for is_taken in [true, false] {
        let (world, page) = showing(&[], &simulated(2000)).await;
        world.allow_clipboard(!is_taken);
        let log = world.promise_clipboard(is_taken);
        let is_grid = || page.get("table").get_attribute("role").as_deref() == Some("grid");
        until("a grid", is_grid).await;
        page.get("tbody .name a").focus().unwrap();
        assert!(!key(&focused(&page), " "));
        page.button("Page 100").click();
        page.says(".footer .range", "1,981–2,000 of 2,000").await;
        page.all("tbody .name a").last().unwrap().unchecked_ref::<HtmlElement>().focus().unwrap();
        assert!(!shift_key(&focused(&page), " "));
        page.says(".present-view", "Marked: 2,000").await;
        let go_on = world.hold_pauses();
        assert!(!control_key(&focused(&page), "c"));
        assert_eq!(log(), ["promised"], "at once");
        settled().await;
        assert!(world.clipboard().is_empty(), "a slice at a time");
        until("a copy", || {
            go_on();
            !world.clipboard().is_empty()
        })
        .await;
        assert_eq!(world.clipboard().len(), 1);
        assert_eq!(world.clipboard()[0].lines().count(), 2001);
        page.says("[role=status]", "Copied").await;
        assert_eq!(log().len(), if is_taken { 2 } else { 1 });
    }
}
