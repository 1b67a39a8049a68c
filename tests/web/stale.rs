//! Lists that the gateway kept: how old they are is the truth, and where they are old because the
//! cloud fails, that is said, and from when they are.

use wasm_bindgen_test::wasm_bindgen_test;

use super::bodies::{jobs, list};
use super::page::{Mounted, showing, text};
use super::world::{Exchange, World, settled};

const NOTICE: &str = ".notice[data-tone=warning][role=status]";

/// Answers with a list, as one that was kept for so many seconds.
fn kept(request: &Exchange, age: &str, cache_status: &str, body: &[u8]) {
    request.answer(200, &[("Age", age), ("Cache-Status", cache_status)], body);
}

/// A list that is old because of `detail`.
fn stale(request: &Exchange, detail: &str) {
    let cache_status = format!("devserver-jobs-gateway; hit; ttl=-35; detail={detail}");
    kept(request, "65", &cache_status, &jobs(&["a", "b"]));
}

/// The age of the list counts from when the cloud sent it.
#[wasm_bindgen_test]
async fn the_age_moves_the_time() {
    for (age, says, exact) in [
        ("0", "Updated just now", "15:20:00"),
        ("8", "Updated just now", "15:19:52"),
        ("240", "Updated 4 minutes ago", "15:16:00"),
        ("7200", "Updated 2 hours ago", "13:20:00"),
        // What is no number of seconds says nothing.
        ("soon", "Updated just now", "15:20:00"),
        ("-240", "Updated just now", "15:20:00"),
        ("1e3", "Updated just now", "15:20:00"),
    ] {
        let world = World::new();
        let page = Mounted::new(&[]);
        kept(&world.next().await, age, "devserver-jobs-gateway; hit; ttl=5", &jobs(&["a"]));
        page.loaded().await;
        page.says(".age", says).await;
        let title = page.get(".age").title();
        assert!(title.contains(exact), "Age: {age}: {title}");
        assert!(page.find(".notice").is_none(), "a kept list is no trouble");
    }
}

/// It grows from there, and a refresh that fails names the time of the rows, not of the answer.
#[wasm_bindgen_test]
async fn the_time_is_that_of_the_rows() {
    let world = World::new();
    let page = Mounted::new(&[]);
    kept(&world.next().await, "50", "gateway; hit", &jobs(&["a"]));
    page.loaded().await;
    world.pass(15_000.0);
    page.says(".age", "Updated 1 minute ago").await;
    page.button("Refresh").click();
    world.next().await.fail();
    page.says(".notice[role=alert]", "The list from 15:19:10").await;
}

/// An operator came back in the morning and read "the list of 15:20:00" as one of today.
#[wasm_bindgen_test]
async fn the_day_is_named_where_it_is_another() {
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    world.pass(24.0 * 3_600_000.0);
    page.button("Refresh").click();
    world.next().await.fail();
    page.says(".notice[role=alert]", "Jun 10, 2025, 15:20:00").await;
}

/// While the cloud fails, it is said from when the list is and what the trouble is. The rows can be
/// used as ever. It goes with the next good answer.
#[wasm_bindgen_test]
async fn a_stale_list() {
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    page.button("Refresh").click();
    stale(&world.next().await, "cloud_failed");
    page.loaded().await;
    page.says(NOTICE, "Data as of 15:18:55. The cloud service is unavailable.").await;
    page.says(".age", "Updated 1 minute ago").await;
    assert_eq!(page.ids(), ["a", "b"]);
    page.button("Name").click();
    page.says("th[aria-sort=ascending]", "Name").await;
    world.no_more().await;

    page.button("Retry").click();
    let request = world.next().await;
    settled().await;
    assert!(page.find(NOTICE).is_some(), "it is true until there is another answer");
    stale(&request, "cloud_timeout");
    page.loaded().await;
    page.says(NOTICE, "Data as of 15:18:55. The cloud service is unavailable.").await;

    page.button("Retry").click();
    world.next().await.list(&jobs(&["c"]));
    page.loaded().await;
    assert_eq!(page.ids(), ["c"]);
    assert!(page.find(".notice").is_none());
    page.says(".age", "Updated just now").await;
    let focused = page.host.shadow_root().unwrap().active_element();
    assert_eq!(focused.map(|focused| text(&focused)).as_deref(), Some("Refresh"));
    world.no_more().await;
}

/// The gateway's own credential is another trouble than the cloud's.
#[wasm_bindgen_test]
async fn stale_for_the_gateways_credential() {
    for detail in ["credential_refused", "credential_paused", "credential_forbidden", "clock_skew"]
    {
        let world = World::new();
        let page = Mounted::new(&[]);
        stale(&world.next().await, detail);
        page.says(NOTICE, "Data as of 15:18:55. The gateway cannot sign in to the cloud service.")
            .await;
        assert!(!page.text().contains("unavailable"));
    }
}

/// A list that was old because the gateway was busy was shown without its age.
#[wasm_bindgen_test]
async fn stale_for_a_busy_gateway() {
    let world = World::new();
    let page = Mounted::new(&[]);
    stale(&world.next().await, "busy");
    page.says(NOTICE, "Data as of 15:18:55. The gateway is busy.").await;
}

/// What other caches on the way say of themselves is no trouble. (Their spellings are a table of
/// core/src/freshness.rs.)
#[wasm_bindgen_test]
async fn details_of_other_caches() {
    let world = World::new();
    let page = Mounted::new(&[]);
    let cache_status = r#"ExampleCache; hit; detail=MEMORY, "CDN; detail=cloud_failed"; hit"#;
    kept(&world.next().await, "8", cache_status, &jobs(&["a"]));
    page.loaded().await;
    assert!(page.find(".notice").is_none());
}

/// An empty list that is old is still said to be old.
#[wasm_bindgen_test]
async fn a_stale_empty_list() {
    let world = World::new();
    let page = Mounted::new(&[]);
    let cache_status = r#"devserver-jobs-gateway; hit; detail="cloud_unreachable""#;
    kept(&world.next().await, "65", cache_status, &list(&[]));
    page.says(NOTICE, "Data as of 15:18:55. The cloud service is unavailable.").await;
    page.says("tr.instead", "No jobs").await;
}

/// Where the newest request failed altogether, its error says more than the list's own trouble.
#[wasm_bindgen_test]
async fn a_failure_after_a_stale_list() {
    let world = World::new();
    let page = Mounted::new(&[]);
    stale(&world.next().await, "cloud_failed");
    page.loaded().await;
    page.button("Retry").click();
    world.next().await.fail();
    page.says(".notice[role=alert]", "The list from 15:18:55").await;
    assert_eq!(page.all(".notice").len(), 1);
    assert_eq!(page.ids(), ["a", "b"]);
}

/// In Chinese, with the time in the zone that is chosen.
#[wasm_bindgen_test]
async fn stale_in_chinese() {
    for (detail, words) in [
        ("cloud_failed", "数据截至15:18:55。云服务不可用。"),
        ("credential_paused", "数据截至15:18:55。网关无法登录云服务。"),
        ("busy", "数据截至15:18:55。网关繁忙。"),
    ] {
        let world = World::new();
        let page = Mounted::new(&[("locale", "zh-CN")]);
        stale(&world.next().await, detail);
        page.says(NOTICE, words).await;
        assert!(page.has_button("重试"));
        page.button("UTC").click();
        page.says(NOTICE, "数据截至07:18:55。").await;
        world.no_more().await;
    }
}
