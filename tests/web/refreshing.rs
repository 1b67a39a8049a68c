//! A refresh: the displayed rows stay, whatever its result, and unchanged elements are not touched.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement, Node};

use super::acts::choose;
use super::bodies::{created, job, jobs, list, simulated};
use super::page::{showing, text};
use super::world::settled;

/// During a refresh the rows stay, and the table is marked as busy.
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

/// A failed refresh keeps the rows, and displays what failed, the data for technical support, and the age of the rows;
/// “Retry” sends the request again, and the notice is removed with the error.
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

/// If the request with a changed filter fails, a message states that the rows belong to the previous filter.
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

/// An error never looks like an empty list, even if the list before was empty.
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

/// An interrupted refresh keeps the complete list.
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

/// An incomplete list replaces an older incomplete one.
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

/// A row belongs to its job: its element stays the same, wherever it moves and whatever changes in it. The focus in it
/// stays, and so does a selection.
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

/// The notice about missing rows was created again at the start and the end of every refresh, and read out each time.
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

/// A browser removes the focus from an element that is moved in the document, so the focus was lost when a refresh
/// moved its row.
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

/// The page and the sort order stay as chosen; if the list has become shorter, its last page is displayed.
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
