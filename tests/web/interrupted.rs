//! A list that is arriving, or stands as it arrived, and another request: nothing of the first one's state
//! outlives it, and no row moves under a user.

use wasm_bindgen_test::wasm_bindgen_test;

use super::arrived::waiting;
use super::streaming::{HEAD, arriving, rows};
use super::world::settled;

/// A part of a list that stays on screen since the refresh of it failed is whole by no means, but no more
/// of it comes either.
#[wasm_bindgen_test]
async fn a_refresh_meanwhile_that_fails() {
    let (world, page, first) = arriving(&[]).await;
    page.button("Refresh").click();
    let second = world.next().await;
    settled().await;
    assert!(first.aborted());
    second.fail();
    page.says(".notice", "Failed to connect to the proxy").await;
    assert_eq!(page.text_of("h2"), "Jobs (3)");
    assert!(!page.text().contains("still loading"));
    assert_ne!(page.text_of("[data-live]"), "Loading jobs…");
}

/// A part of a list is not worth more than a larger part of a newer one.
#[wasm_bindgen_test]
async fn a_refresh_meanwhile_that_breaks_off() {
    let (world, page, _first) = arriving(&[]).await;
    page.button("Refresh").click();
    let second = world.next().await;
    second.begin();
    second.chunk((HEAD.to_owned() + &rows(60, &["a", "b", "c", "x", "y"])).as_bytes());
    settled().await;
    second.break_off();
    page.says(".notice", "interrupted after 5 rows").await;
    assert_eq!(page.ids(), ["y", "x", "c", "b", "a"]);
}

/// A proxy that is none ends the request, and with it what tells of its progress.
#[wasm_bindgen_test]
async fn a_bad_proxy_meanwhile() {
    let (_world, page, first) = arriving(&[]).await;
    page.set("proxy", "ftp://x");
    settled().await;
    assert!(first.aborted());
    assert!(page.find("progress").is_none());
    assert!(!page.text().contains("still loading"));
    assert!(page.find(".refine.provisional").is_none());
}

/// A failed refresh does not move the rows under a user either.
#[wasm_bindgen_test]
async fn a_failed_refresh_while_the_order_waits() {
    let (world, page) = waiting(&[]).await;
    page.button("Refresh").click();
    world.next().await.fail();
    page.says(".notice", "Failed to connect to the proxy").await;
    assert_eq!(page.ids(), ["a", "b", "c", "d"]);
    assert!(page.has_button("Sort newest first"));
}

/// An order that is chosen while a waiting list is being refreshed counts at once.
#[wasm_bindgen_test]
async fn an_order_chosen_during_a_refresh() {
    let (world, page) = waiting(&[]).await;
    page.button("Refresh").click();
    let _refresh = world.next().await;
    settled().await;
    page.button("Name").click();
    settled().await;
    page.button("Name").click();
    settled().await;
    assert_eq!(page.ids(), ["d", "c", "b", "a"]);
    assert!(page.find("th[aria-sort=descending]").is_some());
}
