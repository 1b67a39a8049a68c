//! Jobs that take longer than most of their type, and what of a list is odd.

use wasm_bindgen_test::wasm_bindgen_test;

use super::address_bar::synchronized_list;
use super::bodies::{job, jobs, list};
use super::page::{showing, text};
use super::world::{NOW, settled, until};

const MINUTE: f64 = 60_000.0;

/// Twenty jobs that took 1 to 20 minutes, and two that are being processed since 40 and 5 minutes.
fn rows() -> Vec<String> {
    let times = |from: f64, minutes: f64| {
        let begin = NOW - from * MINUTE;
        format!(r#""create_at":{begin},"update_at":{}"#, begin + minutes * MINUTE)
    };
    let finished = (1..=20).map(|at| job(&format!("f{at}"), &times(500.0, f64::from(at))));
    let running = |id: &str, minutes: f64| {
        job(id, &format!(r#""status":"PROCESSING",{}"#, times(minutes, 0.0)))
    };
    [running("long", 40.0), running("short", 5.0)].into_iter().chain(finished).collect()
}

/// Such a job is marked with both numbers, can be narrowed to, and comes back where that leaves nothing.
#[wasm_bindgen_test]
async fn longer_than_usual() {
    let (world, page) = showing(&[], &list(&rows())).await;
    until("the mark", || page.row("long").query_selector(".long:not(:empty)").unwrap().is_some())
        .await;
    let mark = page.get("tr[data-job-id=long] .long");
    assert_eq!(text(&mark), "40 min so far, usually up to 19 min");
    assert_eq!(
        mark.get_attribute("title").as_deref(),
        Some(
            "Processing for 40 min. Of 100 finished jobs of this type, 95 took up to 19 min (jobs measured: 20)."
        )
    );
    assert_eq!(page.text_of("tr[data-job-id=short] .long"), "");
    assert_eq!(page.all(".long:not(:empty)").len(), 1);

    page.button("Longer than usual 1").click();
    until("only that one", || page.ids() == ["long"]).await;
    super::find::find(&page, "short").await;
    page.says("tr.instead", "No matching jobs").await;
    page.button("Show jobs of any duration (jobs: 1)").click();
    until("the other one", || page.ids() == ["short"]).await;
    world.no_more().await;
}

/// A refresh that brings the same list tells that the job is still being processed: it becomes one of those.
#[wasm_bindgen_test]
async fn from_the_address() {
    let (world, page) = synchronized_list("?stuck=1", &[], &list(&rows())).await;
    until("only that one", || page.ids() == ["long"]).await;
    world.no_more().await;
}

/// What is odd is counted, and listed with its JSON; a list without oddities says nothing.
#[wasm_bindgen_test]
async fn data_quality() {
    let times = format!(r#""create_at":{NOW},"update_at":{}"#, NOW - 1.0);
    let future = format!(r#""create_at":{},"update_at":null"#, NOW + 90.0 * MINUTE);
    let mut rows = vec![
        job("1", r#""status":"HELD""#),
        job("1", r#""create_at":"soon""#),
        job("2", &times),
        job("3", &future),
    ];
    rows.push("[7]".to_owned());
    let body = list(&rows).strip_suffix(br#"5}"#).unwrap().to_vec();
    let (world, page) = showing(&[], &[body, b"9}".to_vec()].concat()).await;
    // One row set aside, four missing, and five that are odd.
    until("the count", || page.has_button("Data issues: 10")).await;
    page.button("Data issues: 10").click();
    page.says("dialog", "Data quality").await;
    let headings: Vec<String> = page.all("dialog h3").iter().map(text).collect();
    assert_eq!(
        headings,
        [
            "Rows that could not be read: 1",
            "Rows missing from the response: 4",
            "Unknown statuses: 1",
            "Unreadable times: 1",
            "Repeated IDs: 1",
            "Updated before created: 1",
            "More than one hour in the future: 1",
        ]
    );
    let listed = page.text_of("dialog");
    for part in ["4: not a JSON object: [7]", r#""status":"HELD""#, r#""create_at":"soon""#] {
        assert!(listed.contains(part), "{part} in {listed}");
    }
    page.button("Close").click();
    until("no dialog", || page.find("dialog").is_none()).await;
    world.no_more().await;

    let (_world, page) = showing(&[], &jobs(&["a"])).await;
    settled().await;
    assert!(page.find(".time-strip button[aria-haspopup]:not([hidden])").is_none());
}
