//! A refresh: what is on screen stays, whatever comes of it, and what did not change is not touched.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement, Node};

use super::acts::choose;
use super::bodies::{created, job, jobs, list, simulated};
use super::page::{showing, text};
use super::world::settled;

/// While a refresh is under way the rows stay, and the table says that it is busy.
#[wasm_bindgen_test]
async fn rows_stay_while_refreshing() {
    let (world, page) = showing(&[], &jobs(&["a", "b"])).await;
    page.button("Refresh").click();
    let request = world.next().await;
    settled().await;
    assert!(page.busy());
    assert_eq!(page.ids(), ["a", "b"]);
    assert_eq!(page.all("tr.skeleton").len(), 0);
    request.list(&jobs(&["b", "c"]));
    page.loaded().await;
    assert_eq!(page.ids(), ["b", "c"]);
    world.no_more().await;
}

/// A refresh that fails leaves the rows, and says what failed, what support asks for, and how old
/// the rows are; “Retry” asks again, and the notice goes with the error.
#[wasm_bindgen_test]
async fn a_failed_refresh_keeps_the_rows() {
    let (world, page) = showing(&[], &jobs(&["a", "b"])).await;
    page.button("Refresh").click();
    let body = br#"{"error_code":"ModelArts.0104","error_msg":"Internal error."}"#;
    world.next().await.answer(503, &[("X-Request-Id", "r-503")], body);
    page.loaded().await;
    assert_eq!(page.ids(), ["a", "b"]);
    assert_eq!(page.text_of("h2"), "Jobs (2)");
    let notice = page.text_of(".notice[role=alert]");
    for part in [
        "Cloud service error",
        "Internal error.",
        "ModelArts.0104",
        "r-503",
        // Shanghai's clock at the first answer.
        "The list from 15:20:00 is still displayed.",
    ] {
        assert!(notice.contains(part), "{part}: {notice}");
    }
    assert!(!notice.contains("before the last change"), "{notice}");
    world.no_more().await;

    page.button("Retry").click();
    world.next().await.fail();
    page.says(".notice[role=alert]", "Failed to connect to the proxy").await;
    assert_eq!(page.ids(), ["a", "b"]);

    page.button("Retry").click();
    world.next().await.list(&jobs(&["c"]));
    page.loaded().await;
    assert_eq!(page.ids(), ["c"]);
    assert!(page.find(".notice").is_none());
    world.no_more().await;
}

/// When a changed filter can't be answered, it is said that the rows answer the filter before.
#[wasm_bindgen_test]
async fn a_failed_filter_says_what_the_rows_answer() {
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    choose(&page.visible(), "true");
    world.next().await.fail();
    page.says(".notice[role=alert]", "It does not reflect the latest filter change.").await;
    assert_eq!(page.ids(), ["a"]);

    // Back to the filter that the rows answer: asked again, and no longer another's rows.
    choose(&page.visible(), "");
    world.next().await.fail();
    page.loaded().await;
    page.says(".notice[role=alert]", "Failed to connect to the proxy").await;
    settled().await;
    assert!(!page.text().contains("before the last change"));
}

/// An error never looks like an empty list, also where the list before was empty.
#[wasm_bindgen_test]
async fn a_failed_refresh_of_an_empty_list() {
    let (world, page) = showing(&[], &list(&[])).await;
    page.button("Refresh").click();
    world.next().await.fail();
    page.says("[role=alert]", "Failed to connect to the proxy").await;
    assert!(!page.text().contains("No jobs"));
    page.button("Retry").click();
    world.next().await.list(&list(&[]));
    page.says("tr.instead", "No jobs").await;
}

/// A refresh that is cut short leaves the complete list that is there.
#[wasm_bindgen_test]
async fn a_refresh_cut_short_keeps_the_complete_list() {
    let (world, page) = showing(&[], &jobs(&["a", "b", "c"])).await;
    page.button("Refresh").click();
    let mut body = jobs(&["d", "e"]);
    body.truncate(body.len() - 40);
    world.next().await.list(&body);
    page.loaded().await;
    assert_eq!(page.ids(), ["a", "b", "c"]);
    page.says(".notice[role=alert]", "interrupted after 1 row").await;
    page.says(".notice[role=alert]", "The list from").await;
    assert!(page.has_button("Retry"));
}

/// A newer part takes the place of an older part, because neither is complete.
#[wasm_bindgen_test]
async fn a_part_takes_the_place_of_a_part() {
    let cut = |ids: &[&str]| {
        let mut body = jobs(ids);
        body.truncate(body.len() - 40);
        body
    };
    let (world, page) = showing(&[], &cut(&["a", "b"])).await;
    assert_eq!(page.ids(), ["a"]);
    page.button("Refresh").click();
    world.next().await.list(&cut(&["c", "d", "e"]));
    page.loaded().await;
    assert_eq!(page.ids(), ["c", "d"]);
    page.says(".notice", "interrupted after 2 rows").await;
    page.button("Refresh").click();
    world.next().await.list(&jobs(&["f"]));
    page.loaded().await;
    assert_eq!(page.ids(), ["f"]);
    assert!(page.find(".notice").is_none());
}

/// A row follows its job: the same element before and after, wherever it stands, whatever changed
/// in it. The focus in it stays, and so does what was selected.
#[wasm_bindgen_test]
async fn an_unchanged_row_is_not_touched() {
    let running = |id: &str, status: &str| {
        format!(
            r#"{{"id":"{id}","name":"job {id}","status":"{status}","abnormal_count":0,{}}}"#,
            created(5)
        )
    };
    let same = job("same", &created(3));
    let before = list(&[same.clone(), running("running", "PROCESSING")]);
    let after = list(&[job("new", &created(1)), same.clone(), running("running", "FINISHED")]);

    let (world, page) = showing(&[], &before).await;
    let rows = ["same", "running"].map(|id| page.row(id));
    let button: HtmlElement = rows[0]
        .query_selector("button")
        .unwrap()
        .expect("a button to copy the id")
        .unchecked_into();
    button.focus().unwrap();
    let focus = || page.host.shadow_root().unwrap().active_element();
    assert_eq!(focus().as_ref(), Some(button.unchecked_ref::<Element>()));
    let content = rows[0].inner_html();

    page.button("Refresh").click();
    button.focus().unwrap();
    let request = world.next().await;
    request.list(&after);
    page.loaded().await;
    assert_eq!(page.ids(), ["new", "same", "running"]);
    for (row, id) in rows.iter().zip(["same", "running"]) {
        assert!(row.is_same_node(Some(page.row(id).unchecked_ref::<Node>())), "{id}");
    }
    assert_eq!(rows[0].inner_html(), content);
    assert_eq!(focus().as_ref(), Some(button.unchecked_ref::<Element>()));
    let badge = rows[1].query_selector(".badge").unwrap().unwrap();
    assert_eq!(text(&badge), "Finished");
}

/// What is missing from the list is said once, not at the start and the end of every refresh: the
/// notice was made anew each time, and read out again.
#[wasm_bindgen_test]
async fn a_refresh_under_way_leaves_the_notice() {
    let body = list(&[job("a", &created(1)), "7".to_owned()]);
    let (world, page) = showing(&[], &body).await;
    let notice = page.get(".notice[role=status]");
    page.button("Refresh").click();
    let request = world.next().await;
    settled().await;
    assert!(page.busy());
    assert!(notice.is_same_node(Some(page.get(".notice[role=status]").unchecked_ref::<Node>())));
    request.list(&body);
    page.loaded().await;
    assert!(page.find(".notice[role=status]").is_some());
}

/// A browser takes the focus from an element that is moved in the document, and so the focus was
/// lost whenever a refresh brought the row it was in to another place.
#[wasm_bindgen_test]
async fn a_row_that_moves_keeps_the_focus() {
    let rows = |a: u32, b: u32| list(&[job("a", &created(a)), job("b", &created(b))]);
    let (world, page) = showing(&[], &rows(1, 2)).await;
    for (a, b, ids) in [(2, 1, ["b", "a"]), (1, 2, ["a", "b"])] {
        let button = page.row("b").query_selector("button").unwrap().expect("a copy button");
        page.button("Refresh").click();
        button.unchecked_ref::<HtmlElement>().focus().unwrap();
        world.next().await.list(&rows(a, b));
        page.loaded().await;
        assert_eq!(page.ids(), ids);
        let focus = page.host.shadow_root().unwrap().active_element();
        assert_eq!(focus, Some(button));
    }
}

/// The user stays on the page and in the order that were chosen; a list that got shorter shows
/// its last page.
#[wasm_bindgen_test]
async fn a_refresh_keeps_page_and_order() {
    let (world, page) = showing(&[], &simulated(90)).await;
    page.button("Name").click();
    page.says("th[aria-sort=ascending]", "Name").await;
    page.button("Page 4").click();
    page.says("footer", "61–80 of 90").await;
    let ids = page.ids();

    page.button("Refresh").click();
    world.next().await.list(&simulated(90));
    page.loaded().await;
    assert_eq!(page.ids(), ids);
    page.says("footer", "61–80 of 90").await;

    page.button("Refresh").click();
    world.next().await.list(&simulated(45));
    page.says("footer", "41–45 of 45").await;
    page.says("th[aria-sort=ascending]", "Name").await;
    world.no_more().await;
}
