//! A list that is a snapshot: its age is stated, and nothing is offered that needs a server.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use super::acts::key;
use super::bodies::{jobs, list};
use super::page::{Mounted, showing};
use super::tools::menu;
use super::world::until;

/// Five days before the tests.
pub const TAKEN: (&str, &str) = ("snapshot", "2025-06-05T07:20:00Z");

pub fn is_shown(page: &Mounted, selector: &str) -> bool {
    let found = page.find(selector).map(JsCast::unchecked_into::<HtmlElement>);
    found.is_some_and(|found| found.offset_width() > 0)
}

/// A snapshot states its age, and offers nothing for which there is no server.
#[wasm_bindgen_test]
async fn nothing_that_needs_a_server() {
    let attributes = [
        TAKEN,
        ("projects", "demo,other"),
        ("refresh-interval", "15"),
        ("sync-url", ""),
        ("filter-name", "job"),
    ];
    let (world, page) = showing(&attributes, &jobs(&["a", "b"])).await;
    let age = "Snapshot of Jun 5, 2025, 15:20:00 (5 days ago)";
    page.says(".age", age).await;
    for gone in [".refresh", ".live", ".filters", ".group-failures", ".project select"] {
        assert!(!is_shown(&page, gone), "{gone}");
    }
    // It tells which filters were set, and none of them can be taken away.
    page.says(".applied", "Name: job").await;
    assert!(page.find(".title button").is_none());
    // There are no details.
    assert!(page.find("td a[href], th a[href]").is_none());
    page.get("th.name a").click();
    world.no_more().await;
    assert!(page.find(".drawer").is_none());

    menu(&page).await;
    let offered: Vec<String> =
        page.all("[role=menuitem]").iter().map(|item| item.text_content().unwrap()).collect();
    assert!(offered.contains(&"Export".to_owned()), "{offered:?}");
    for gone in ["Copy request", "Views"] {
        assert!(!offered.contains(&gone.to_owned()), "{gone}");
    }
    page.button("Keyboard shortcuts").click();
    until("the keys", || page.find("dialog .keys").is_some()).await;
    let keys = page.text_of("dialog .keys");
    assert!(
        keys.contains("Find") && !keys.contains("Refresh") && !keys.contains("detail"),
        "{keys}"
    );
}

/// Rows without a link are walked through and marked like others, and the key of Refresh is not taken.
#[wasm_bindgen_test]
async fn the_keys_of_its_table() {
    let (world, page) = showing(&[TAKEN, ("columns", "name,user")], &jobs(&["a", "b"])).await;
    until("a stop of Tab", || page.find("tbody [tabindex='0']").is_some()).await;
    let cell = page.get("tbody [tabindex='0']");
    assert_eq!(cell.tag_name(), "TH", "the cell itself");
    cell.focus().unwrap();
    assert!(key(&cell, "r") && key(&cell, "Enter"), "there is nothing to do for them");
    assert!(!key(&cell, " "));
    until("a mark", || page.all("tr[aria-selected=true]").len() == 1).await;
    assert!(!key(&cell, "ArrowDown"));
    assert!(page.row("b").query_selector("th:focus").unwrap().is_some());
    world.no_more().await;
}

/// The words are those of the language; the age follows a change of the setting, and goes with it.
#[wasm_bindgen_test]
async fn the_age_in_chinese() {
    let (world, page) = showing(&[TAKEN, ("locale", "zh-CN")], &jobs(&["a"])).await;
    page.says(".age", "快照时间：2025年6月5日 15:20:00（5天前）").await;
    page.set("snapshot", "2025-06-10T07:19:50Z");
    page.says(".age", "快照时间：2025年6月10日 15:19:50（刚刚）").await;
    page.host.remove_attribute("snapshot").unwrap();
    page.says(".age", "刚刚更新").await;
    until("the button", || is_shown(&page, ".refresh")).await;
    world.no_more().await;
}

/// A list that is cut short is reported as ever, and no button asks for the rest.
#[wasm_bindgen_test]
async fn a_notice_without_a_way_to_load() {
    let mut body = jobs(&["a", "b"]);
    body.truncate(body.len() - 2);
    let (_world, page) = showing(&[TAKEN], &body).await;
    page.says(".notice", "interrupted").await;
    assert!(page.find(".notice button").is_none());
}

/// Where the filters left nothing, they cannot be cleared.
#[wasm_bindgen_test]
async fn no_match() {
    let (_world, page) = showing(&[TAKEN, ("filter-name", "x")], &list(&[])).await;
    until("the state", || page.find(".state").is_some()).await;
    assert!(page.find(".state button").is_none());
}
