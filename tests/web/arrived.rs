//! The end of a list that was displayed while it arrived: sorting waits while the user is working in the table, and a
//! list that never ends has a message.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, HtmlSelectElement};

use super::acts::choose;
use super::bodies::jobs;
use super::page::{Mounted, showing};
use super::streaming::{HEAD, arriving, begun, comes, rows, tail};
use super::world::{Exchange, World, settled, until};

/// The rest of a list of four.
async fn ends(page: &Mounted, request: &Exchange) {
    request.chunk(tail(1, "d").as_bytes());
    request.end();
    page.loaded().await;
    settled().await;
}

fn focus(page: &Mounted) -> Option<web_sys::Element> {
    page.host.shadow_root().unwrap().active_element()
}

/// The link of a row gets the focus.
fn focus_row(page: &Mounted, id: &str) -> HtmlElement {
    let link = page.row(id).query_selector("th a").unwrap().unwrap();
    let link: HtmlElement = link.unchecked_into();
    link.focus().unwrap();
    link
}

/// A list of four that is not sorted yet, because a row has the focus.
pub async fn waiting(attributes: &[(&str, &str)]) -> (World, Mounted) {
    let (world, page, request) = arriving(attributes).await;
    focus_row(&page, "b");
    ends(&page, &request).await;
    assert_eq!(page.ids(), ["a", "b", "c", "d"]);
    (world, page)
}

/// If the focus is not in the table, the list is sorted at once without a button; a focus elsewhere in the element
/// stays there.
#[wasm_bindgen_test]
async fn nobody_in_the_table() {
    let (world, page, request) = arriving(&[]).await;
    page.get("#find").focus().unwrap();
    ends(&page, &request).await;
    assert_eq!(page.ids(), ["d", "c", "b", "a"]);
    assert!(page.find(".arrived button").is_none());
    assert_eq!(focus(&page), page.find("#find"));
    world.no_more().await;
}

/// Rows do not move under the focus: sorting waits for a button, which states the number of jobs and the order, and is
/// then removed. The heading gets the focus.
#[wasm_bindgen_test]
async fn the_order_waits_for_a_focus() {
    let (world, page, request) = arriving(&[]).await;
    let link = focus_row(&page, "b");
    ends(&page, &request).await;
    assert_eq!(page.ids(), ["a", "b", "c", "d"]);
    assert_eq!(focus(&page).as_ref(), Some(link.as_ref()));
    assert!(!page.busy());
    assert_eq!(page.text_of("h2"), "Jobs (4)");
    assert!(page.find("progress").is_none());
    assert!(page.find("th[aria-sort]").is_none());
    assert_eq!(page.text_of(".arrived[role=status] span"), "All jobs loaded: 4.");
    assert!(!page.text_of(".matches").contains("Still loading"));
    assert_eq!(page.text_of("[data-live]"), "1–4 of 4");

    let button = page.button("Sort newest first");
    button.focus().unwrap();
    button.click();
    until("the order", || page.ids() == ["d", "c", "b", "a"]).await;
    settled().await;
    assert_eq!(focus(&page), page.find("#heading"));
    assert!(page.find(".arrived button").is_none());
    assert_eq!(page.text_of(".arrived"), "");
    assert!(page.find("th.column-created[aria-sort=descending]").is_some());
    assert!(page.find(".refine.provisional").is_none());
    world.no_more().await;
}

/// The same if a part of the table is selected; a selection elsewhere does not delay sorting.
#[wasm_bindgen_test]
async fn the_order_waits_for_a_selection() {
    let selection = web_sys::window().unwrap().get_selection().unwrap().unwrap();
    for (selector, waits) in [("tbody tr th a", true), ("h2", false)] {
        let (_world, page, request) = arriving(&[]).await;
        selection.select_all_children(&page.get(selector)).unwrap();
        ends(&page, &request).await;
        assert_eq!(page.has_button("Sort newest first"), waits, "{selector}");
        let order = if waits { ["a", "b", "c", "d"] } else { ["d", "c", "b", "a"] };
        assert_eq!(page.ids(), order, "{selector}");
        selection.remove_all_ranges().unwrap();
    }
}

/// The button names the order, in both languages.
#[wasm_bindgen_test]
async fn the_words_of_the_order() {
    for (locale, here, words) in [
        ("en-US", "All jobs loaded: 4.", "Sort newest first"),
        ("zh-CN", "全部任务已加载，共4个。", "按创建时间降序排序"),
    ] {
        let (_world, page, request) = arriving(&[("locale", locale)]).await;
        focus_row(&page, "b");
        ends(&page, &request).await;
        assert_eq!(page.text_of(".arrived span"), here);
        assert_eq!(page.text_of(".arrived button"), words, "{locale}");
        assert_eq!(page.ids(), ["a", "b", "c", "d"]);
    }
}

/// An order that is chosen with a heading while the list arrives is used at the end.
#[wasm_bindgen_test]
async fn an_order_chosen_meanwhile() {
    let (world, page, request) = arriving(&[]).await;
    page.button("Name").click();
    settled().await;
    page.button("Name").click();
    settled().await;
    assert_eq!(page.ids(), ["a", "b", "c"]);
    assert!(page.find("th[aria-sort]").is_none());
    comes(&world, &request, &rows(50, &["z"]), 100.0).await;
    assert_eq!(page.ids(), ["a", "b", "c", "z"]);
    ends(&page, &request).await;
    assert_eq!(page.ids(), ["z", "d", "c", "b", "a"]);
    page.says("th[aria-sort=descending]", "Name").await;
    world.no_more().await;
}

/// Choosing an order sorts at once, even if it is the same order.
#[wasm_bindgen_test]
async fn choosing_an_order_is_asking_for_it() {
    for (name, order) in [("Name", ["a", "b", "c", "d"]), ("Created", ["a", "b", "c", "d"])] {
        let (_world, page) = waiting(&[]).await;
        page.button(name).click();
        page.says("th[aria-sort=ascending]", name).await;
        assert_eq!(page.ids(), order, "{name}");
        assert!(page.find(".arrived button").is_none());
        page.button(name).click();
        page.says("th[aria-sort=descending]", name).await;
        assert_eq!(page.ids(), ["d", "c", "b", "a"], "{name}");
    }
    let (_world, page) = waiting(&[]).await;
    choose(&page.get(".sort-select select").unchecked_into::<HtmlSelectElement>(), "-created");
    until("the order", || page.ids() == ["d", "c", "b", "a"]).await;
    assert!(page.find(".arrived button").is_none());
}

/// While sorting waits, the list can be paged and refreshed; if the user is still reading, sorting the refreshed list
/// waits, too.
#[wasm_bindgen_test]
async fn other_things_while_it_waits() {
    let (world, page) = waiting(&[]).await;
    choose(&page.labelled("Rows per page"), "10");
    settled().await;
    assert_eq!(page.ids(), ["a", "b", "c", "d"]);
    assert!(page.has_button("Sort newest first"));
    page.button("Refresh").click();
    let request = world.next().await;
    settled().await;
    assert_eq!(page.ids(), ["a", "b", "c", "d"]);
    request.list(&jobs(&["x", "y"]));
    page.loaded().await;
    settled().await;
    assert_eq!(page.ids(), ["x", "y"]);
    assert!(page.find("th[aria-sort]").is_none());
    page.button("Sort newest first").click();
    settled().await;
    assert!(page.find("th[aria-sort=descending]").is_some());
    world.no_more().await;
}

/// An interrupted list keeps its jobs, sorted, with a message that it is incomplete, which is displayed only then.
#[wasm_bindgen_test]
async fn cut_short() {
    let (world, page, request) = arriving(&[]).await;
    assert_eq!(page.all(".notices > *").len(), 0);
    request.break_off();
    page.says(".notice", "The response was interrupted after 3 rows.").await;
    assert_eq!(page.ids(), ["c", "b", "a"]);
    assert_eq!(page.text_of("h2"), "Jobs (3)");
    assert!(!page.busy());
    assert!(page.find("progress").is_none());
    assert!(page.find(".refine.provisional").is_none());
    world.no_more().await;

    // A refreshed list that breaks off takes nothing away.
    let (world, page) = showing(&[], &jobs(&["x", "y"])).await;
    page.button("Refresh").click();
    let request = world.next().await;
    request.begin();
    comes(&world, &request, &(HEAD.to_owned() + &rows(60, &["a"])), 200.0).await;
    assert!(page.find("progress").is_some());
    request.break_off();
    page.says(".notice", "The response was interrupted after 1 row.").await;
    assert_eq!(page.ids(), ["x", "y"]);
    assert!(page.find("progress").is_none());
}

/// Defects of a list are displayed when it is complete: unreadable rows, and fewer rows than the total.
#[wasm_bindgen_test]
async fn what_it_lacks() {
    let (world, page, request) = begun(&[], &[]).await;
    let part = r#"{"total":9,"data":[17,"#.to_owned() + &rows(60, &["a", "b"]);
    comes(&world, &request, &part, 200.0).await;
    assert_eq!(page.ids(), ["a", "b"]);
    assert_eq!(page.all(".notices > *").len(), 0);
    ends(&page, &request).await;
    let notice = page.text_of(".notice");
    assert!(
        notice.contains("Jobs received: 4. Total reported by the cloud service: 9."),
        "{notice}"
    );
    assert!(notice.contains("1 row could not be read and is not displayed."), "{notice}");
}

/// If the response turns out not to be a list, or a list without jobs, there is no message that more will arrive.
#[wasm_bindgen_test]
async fn nothing_in_it() {
    for (body, wanted) in [
        ("[1,2", "The response is not a job list"),
        (r#"{"data":[],"#, "interrupted after 0 rows"),
        (r#"{"data":[]}"#, "No jobs"),
    ] {
        let (world, page, request) = begun(&[], &[("Content-Length", "100")]).await;
        comes(&world, &request, body, 200.0).await;
        assert!(page.find("progress[max='100']").is_some());
        assert!(!page.all("tr.skeleton").is_empty(), "{body}");
        request.end();
        page.says(".list", wanted).await;
        assert!(page.find("progress").is_none(), "{body}");
        assert!(!page.busy());
    }
}

/// An element that is removed while its list arrives ends the request and all timers.
#[wasm_bindgen_test]
async fn gone_meanwhile() {
    let (world, page, request) = arriving(&[]).await;
    assert!(!request.aborted());
    page.host.remove();
    settled().await;
    assert!(request.aborted());
    assert_eq!(world.alive(), [""; 0]);
    world.pass(1000.0);
    assert_eq!(page.text(), "");
    world.no_more().await;
}

/// Another query while a list arrives: the older response is aborted, its rows stay until the newer one has some, and
/// its progress is removed.
#[wasm_bindgen_test]
async fn asked_anew_meanwhile() {
    let (world, page, first) = arriving(&[]).await;
    choose(&page.visible(), "true");
    let second = world.next().await;
    settled().await;
    assert!(first.aborted());
    assert!(page.find("progress").is_none());
    second.list(&jobs(&["x", "y"]));
    page.loaded().await;
    settled().await;
    assert_eq!(page.ids(), ["x", "y"]);
    assert_eq!(page.text_of("h2"), "Jobs (2)");
    assert!(page.find("th[aria-sort=descending]").is_some());
    assert!(page.find(".refine.provisional").is_none());
    world.no_more().await;
}
