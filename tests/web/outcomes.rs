//! The outcome toggles, alone and with a find text: they refine the loaded jobs without a request, show counts, and
//! can be cleared if nothing is left.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

use super::bodies::{list, simulated};
use super::find::{box_of, find, various, various_job};
use super::page::{Mounted, showing, text};
use super::world::{settled, until};

/// The texts of the outcome toggles; those that are pressed end in `!`.
pub fn toggles(page: &Mounted) -> Vec<String> {
    let toggle = |toggle: &Element| {
        let is_pressed = toggle.get_attribute("aria-pressed").unwrap() == "true";
        text(toggle) + if is_pressed { "!" } else { "" }
    };
    page.all(".refine .chips[role=group] button").iter().map(toggle).collect()
}

/// Presses the toggle whose text begins with this.
pub async fn toggle(page: &Mounted, name: &str) {
    let toggles = page.all(".refine .chips button").into_iter();
    let found = toggles.into_iter().find(|toggle| text(toggle).starts_with(name)).unwrap();
    found.unchecked_into::<HtmlElement>().click();
    settled().await;
}

/// The toggles show the number of jobs with each outcome among those that are found. One without such jobs stays with
/// a zero; outcomes that no job of the list has are not displayed.
#[wasm_bindgen_test]
async fn toggles_count_what_is_found() {
    let (_world, page) = showing(&[], &various()).await;
    let all = ["Finished with failures 2", "Processing 1", "Other status 1", "Finished 2"];
    assert_eq!(toggles(&page), all);
    let group = page.get(".refine .chips");
    assert_eq!(group.get_attribute("aria-label").as_deref(), Some("Outcome"));
    find(&page, "alice").await;
    let found = ["Finished with failures 1", "Processing 0", "Other status 0", "Finished 1"];
    assert_eq!(toggles(&page), found);
    find(&page, "").await;
    assert_eq!(toggles(&page), all);
    page.set("locale", "zh-CN");
    page.says(".refine .chips", "已完成，有失败 2").await;
    assert_eq!(toggles(&page), ["已完成，有失败 2", "进行中 1", "其他状态 1", "已完成 2"]);
}

/// Several toggles select all jobs with any of their outcomes, in addition to the find text; pressing one again
/// removes it. This does not change their own counts.
#[wasm_bindgen_test]
async fn several_toggles() {
    let (world, page) = showing(&[], &various()).await;
    toggle(&page, "Finished with failures").await;
    assert_eq!(page.ids(), ["1", "4"]);
    assert_eq!(page.text_of(".matches"), "Matches: 2 of 6");
    toggle(&page, "Processing").await;
    assert_eq!(page.ids(), ["1", "3", "4"]);
    let both = ["Finished with failures 2!", "Processing 1!", "Other status 1", "Finished 2"];
    assert_eq!(toggles(&page), both);
    find(&page, "upgrade").await;
    assert_eq!(page.ids(), ["1", "3"]);
    toggle(&page, "Finished with failures").await;
    assert_eq!(page.ids(), ["3"]);
    assert_eq!(page.text_of(".matches"), "Matches: 1 of 6");
    toggle(&page, "Processing").await;
    assert_eq!(page.ids(), ["1", "3"]);
    world.no_more().await;
}

/// Any refinement goes to the first page; page size and sort order stay.
#[wasm_bindgen_test]
async fn narrowing_goes_to_the_first_page() {
    let (world, page) = showing(&[("page-size", "10")], &simulated(90)).await;
    page.button("Name").click();
    page.says("th[aria-sort=ascending]", "Name").await;
    page.button("Page 3").click();
    page.says("footer", "21–30 of 90").await;
    find(&page, "e").await;
    let range = page.text_of(".footer .range");
    assert!(range.starts_with("1–10 of "), "{range}");
    page.button("Page 2").click();
    page.says("footer", "11–20 of").await;
    toggle(&page, "Finished").await;
    assert!(page.text_of(".footer .range").starts_with("1–"));
    page.says("th[aria-sort=ascending]", "Name").await;
    world.no_more().await;
}

/// A refresh keeps the find text and the outcomes, and applies them to new jobs; a toggle without jobs stays while it
/// is pressed.
#[wasm_bindgen_test]
async fn a_refresh_keeps_both() {
    let (world, page) = showing(&[], &various()).await;
    find(&page, "alice").await;
    toggle(&page, "Finished with failures").await;
    assert_eq!(page.ids(), ["1"]);
    page.button("Refresh").click();
    let request = world.next().await;
    settled().await;
    assert_eq!(page.ids(), ["1"]);
    request.list(&list(&[
        various_job(["7", "new", "", "ALICE", "X"], "FINISHED", 1, 0),
        various_job(["8", "new", "", "bob", "X"], "FINISHED", 3, 0),
        various_job(["1", "old", "", "alice", "X"], "FINISHED", 0, 1),
    ]));
    page.loaded().await;
    assert_eq!(page.ids(), ["7"]);
    assert_eq!(page.text_of(".matches"), "Matches: 1 of 3");
    assert_eq!(toggles(&page), ["Finished with failures 1!", "Finished 1"]);
    assert_eq!(box_of(&page).value(), "alice");

    page.button("Refresh").click();
    world.next().await.list(&list(&[various_job(
        ["1", "old", "", "alice", "X"],
        "FINISHED",
        0,
        1,
    )]));
    page.says("tr.instead", "No matching jobs").await;
    assert_eq!(toggles(&page), ["Finished with failures 0!", "Finished 1"]);
    world.no_more().await;
}

// One job is under way, and none is called so.
const FIND: &str = "Clear “zz <b>z” (jobs: 1)";
const OUTCOMES: &str = "Show all outcomes (jobs: 0)";

/// If nothing is left, the number of loaded jobs is displayed, and each refinement has a button that clears it; the
/// focus goes to where the user continues.
#[wasm_bindgen_test]
async fn nothing_is_found() {
    for (pressed, focused) in [(FIND, "find"), (OUTCOMES, "find"), ("Clear filters", "fold")] {
        let (world, page) = showing(&[("filter-name", "up")], &various()).await;
        find(&page, " zz <b>z ").await;
        toggle(&page, "Processing").await;
        assert_eq!(page.ids(), [""; 0]);
        assert_eq!(page.text_of("tr.instead .title"), "No matching jobs");
        let state = page.text_of("tr.instead");
        assert!(state.contains("No match among the loaded jobs (6)."), "{state}");
        assert_eq!(page.text_of("[data-live]"), "No matching jobs");
        assert!(page.find("tr.instead b").is_none());
        assert!(page.find("footer").is_none());
        let buttons: Vec<String> = page.all("tr.instead button").iter().map(text).collect();
        assert_eq!(buttons, [FIND, OUTCOMES, "Clear filters"]);

        let button: HtmlElement = page
            .all("tr.instead button")
            .into_iter()
            .find(|button| text(button) == pressed)
            .unwrap()
            .unchecked_into();
        button.focus().unwrap();
        button.click();
        if pressed == "Clear filters" {
            let request = world.next().await;
            assert_eq!(request.path(), "/v1/demo/dev-servers/jobs");
            request.list(&various());
            page.loaded().await;
        }
        settled().await;
        assert!(!page.all("tr.instead button").iter().any(|left| text(left) == pressed));
        let left = match pressed {
            OUTCOMES => (" zz <b>z ", "Processing 0"),
            "Clear filters" => (" zz <b>z ", "Processing 0!"),
            _ => ("", "Processing 1!"),
        };
        assert_eq!((box_of(&page).value().as_str(), toggles(&page)[1].as_str()), left);
        let focus = page.host.shadow_root().unwrap().active_element();
        assert_eq!(focus.map(|element| element.id()).as_deref(), Some(focused), "{pressed}");
        world.no_more().await;
    }
    // What does not narrow has no button.
    let (_world, page) = showing(&[("locale", "zh-CN")], &various()).await;
    find(&page, "zz").await;
    let buttons: Vec<String> = page.all("tr.instead button").iter().map(text).collect();
    assert_eq!(buttons, ["清除“zz”（任务：6）"]);
    page.button("清除“zz”（任务：6）").click();
    until("the jobs", || page.ids().len() == 6).await;
}
