//! Lists that are not just rows: empty ones, those without matches, and incomplete ones, which always have a message.

use wasm_bindgen_test::wasm_bindgen_test;

use super::acts::choose;
use super::bodies::{created, job, jobs, list};
use super::page::{Mounted, showing};
use super::world::{World, settled};

/// A project without jobs has a message, which is not an error.
#[wasm_bindgen_test]
async fn a_project_without_jobs() {
    for body in [r#"{"data":[],"total":0}"#, r#"{"data":null}"#] {
        let (world, page) = showing(&[], body.as_bytes()).await;
        page.says("tr.instead", "No jobs").await;
        assert_eq!(page.text_of("h2"), "Jobs (0)");
        assert!(page.find("tr.instead [role=alert]").is_none());
        assert!(page.find(".notice").is_none());
        assert!(page.find("nav").is_none(), "there is nothing to page through");
        world.no_more().await;
    }
}

/// Filters without a match have a message, and a button that clears them.
#[wasm_bindgen_test]
async fn filters_that_leave_nothing() {
    let filters = [("filter-name", "zzz"), ("filter-status", "ACTIVE")];
    let (world, page) = showing(&filters, &list(&[])).await;
    page.says("tr.instead", "No matches").await;
    assert!(!page.text().contains("No jobs"));
    page.get("tr.instead button").click();
    let request = world.next().await;
    assert_eq!(request.path(), "/v1/demo/dev-servers/jobs");
    world.no_more().await;
    request.list(&jobs(&["a"]));
    page.loaded().await;
    assert_eq!(page.ids(), ["a"]);
}

/// Unreadable rows are left out, with their number and the reason; the others stay.
#[wasm_bindgen_test]
async fn rows_set_aside() {
    let good = job("good", &created(1));
    let deep = format!(r#"{{"x":{}1{}}}"#, "[".repeat(200), "]".repeat(200));
    let mut body = list(&["7".into(), good.clone(), r#""text""#.into(), deep, "{@}".into()]);
    // A byte that is never UTF-8, in place of what could not be written above.
    let at = body.windows(3).position(|three| three == b"{@}").unwrap();
    body.splice(at..at + 3, *b"{\"name\":\"\xFF\"}");

    let (world, page) = showing(&[], &body).await;
    assert_eq!(page.ids(), ["good"]);
    let notice = page.text_of(".notice[role=status]");
    assert!(notice.contains("4 rows could not be read and are not displayed."), "{notice}");
    for reason in ["2: not a JSON object", "1: not valid UTF-8", "1: nested too deeply"] {
        assert!(notice.contains(reason), "{reason}: {notice}");
    }

    page.button("Reload").click();
    world.next().await.list(&list(&[good, "8".into()]));
    page.loaded().await;
    page.says(".notice[role=status]", "1 row could not be read and is not displayed.").await;
    world.no_more().await;
}

/// A list without a readable row is not called empty.
#[wasm_bindgen_test]
async fn no_row_readable() {
    let (_world, page) = showing(&[], br#"{"data":[1,2]}"#).await;
    page.says(".notice", "2 rows could not be read").await;
    assert!(!page.text().contains("No jobs"));
}

/// If there are fewer rows than the cloud reports, a message has both numbers.
#[wasm_bindgen_test]
async fn fewer_than_the_total() {
    // Where addresses have 32 bits, a larger total was cut: of 4,294,967,301 the notice told 5.
    let (_world, page) = showing(&[], br#"{"data":[{"id":"a"}],"total":4294967301}"#).await;
    page.says(".notice", "Total reported by the cloud service: 4,294,967,301.").await;
    drop(page);

    let body = format!(r#"{{"data":[{}],"total":2431}}"#, job("a", &created(1)));
    let (_world, page) = showing(&[], body.as_bytes()).await;
    page.says(
        ".notice[role=status]",
        "Jobs received: 1. Total reported by the cloud service: 2,431",
    )
    .await;
    assert_eq!(page.ids(), ["a"]);
}

/// The same without any row: the project is not empty then.
#[wasm_bindgen_test]
async fn none_of_the_total() {
    let (_world, page) = showing(&[], br#"{"data":[],"total":5}"#).await;
    page.says(".notice[role=status]", "Jobs received: 0. Total reported by the cloud service: 5")
        .await;
    assert!(!page.text().contains("No jobs"));
}

/// An envelope without a total, or with a lower one, is no reason to doubt the list.
#[wasm_bindgen_test]
async fn other_totals_are_not_trusted() {
    for total in ["", r#","total":0"#, r#","total":"many""#, r#","total":null,"pages":9"#] {
        let body = format!(r#"{{"data":[{}]{total}}}"#, job("a", &created(1)));
        let (_world, page) = showing(&[], body.as_bytes()).await;
        assert_eq!(page.ids(), ["a"]);
        assert!(page.find(".notice").is_none(), "{total}");
    }
}

/// If a first response is interrupted within a row, the complete rows before it are displayed, with a message that the
/// list is incomplete.
#[wasm_bindgen_test]
async fn a_first_answer_cut_short() {
    let mut body = jobs(&["a", "b", "c"]);
    body.truncate(body.len() - 40);
    let (_world, page) = showing(&[], &body).await;
    assert_eq!(page.ids(), ["a", "b"]);
    let notice = page.text_of(".notice[role=status]");
    assert!(notice.contains("interrupted after 2 rows"), "{notice}");
    assert!(notice.contains("incomplete"), "{notice}");
}

/// The same if the connection is interrupted, even if the received part happens to be a whole list.
#[wasm_bindgen_test]
async fn a_first_answer_whose_connection_breaks() {
    let whole = jobs(&["a", "b"]);
    for bytes in [&whole[..whole.len() - 40], &whole[..]] {
        let world = World::new();
        let page = Mounted::new(&[]);
        let request = world.next().await;
        request.begin();
        request.chunk(bytes);
        settled().await;
        request.break_off();
        page.loaded().await;
        page.says(".notice[role=status]", "interrupted after").await;
        assert!(!page.ids().is_empty());
        world.no_more().await;
    }
}

/// A response that is interrupted before its first row is not called empty.
#[wasm_bindgen_test]
async fn cut_short_before_the_first_row() {
    let (_world, page) = showing(&[], br#"{"data":[{"id":"a"#).await;
    page.says(".notice", "interrupted after 0 rows").await;
    assert!(!page.text().contains("No jobs"));
}

/// While filters change, the old rows stay until the new ones have arrived, of which there may be none.
#[wasm_bindgen_test]
async fn from_rows_to_none_and_back() {
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    choose(&page.visible(), "false");
    let request = world.next().await;
    settled().await;
    assert!(page.busy());
    assert_eq!(page.ids(), ["a"]);
    request.list(&list(&[]));
    page.loaded().await;
    page.says("tr.instead", "No matches").await;
    choose(&page.visible(), "");
    world.next().await.list(&jobs(&["b"]));
    page.loaded().await;
    assert_eq!(page.ids(), ["b"]);
}
