//! The open job in the address bar, with `sync-url`: it can be opened anew, shared, and left by going
//! back.

use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Url;

use super::address_bar::{history, parameter, search, synchronized_list};
use super::bodies::{detail, task, uuid, uuid_jobs};
use super::detail_open::{focused, link};
use super::page::Mounted;
use super::world::{World, settled, until};

async fn synchronized(address: &str, prefix: &str) -> (World, Mounted) {
    let attributes = [("sync-url", prefix), ("page-size", "2")];
    synchronized_list(address, &attributes, &uuid_jobs(5)).await
}

/// Opening is an entry of the history of its own, back closes, forward opens again; the list is asked
/// for once.
#[wasm_bindgen_test]
async fn back_and_forward() {
    let (world, page) = synchronized("", "").await;
    link(&page, &uuid(1)).click();
    world.next().await.list(&detail(&uuid(1), "", &[]));
    until("the job in the address", || parameter("job") == Some(uuid(1))).await;
    assert_eq!(world.history_calls(), ["pushState"]);

    // Walking on takes the place of the job before, and of the page before.
    page.button("Next job").click();
    world.next().await.list(&detail(&uuid(2), "", &[]));
    page.button("Next job").click();
    world.next().await.list(&detail(&uuid(3), "", &[]));
    until("the next job", || parameter("job") == Some(uuid(3))).await;
    assert_eq!(parameter("page").as_deref(), Some("2"));
    assert_eq!(world.history_calls(), ["pushState", "replaceState", "replaceState"]);

    history().back().unwrap();
    until("the drawer to close", || page.find(".drawer").is_none()).await;
    assert_eq!(search(), "");
    page.says("footer", "1–2 of 5").await;
    history().forward().unwrap();
    page.says(".drawer h2", &uuid(3)).await;
    page.says("footer", "3–4 of 5").await;
    page.button("Close").click();
    until("the address", || search() == "?page=2").await;
    assert_eq!(world.history_calls().len(), 4);
    world.no_more().await;
}

/// Back with the focus in the detail brings it to the row.
#[wasm_bindgen_test]
async fn back_returns_the_focus() {
    let (world, page) = synchronized("", "").await;
    link(&page, &uuid(2)).click();
    world.next().await.list(&detail(&uuid(2), "", &[]));
    until("the focus", || focused(&page).is_some_and(|f| f.matches(".drawer h2").unwrap())).await;
    until("the address", || parameter("job").is_some()).await;
    history().back().unwrap();
    until("the focus", || focused(&page).is_some_and(|f| f.matches(".chosen a").unwrap())).await;
}

/// A link's address opens that job in that list, also where the list does not have it; the focus stays
/// where a page that opens has it.
#[wasm_bindgen_test]
async fn an_address_opens_it() {
    let (world, page) = synchronized("?x=1&a-sort=name", "a-").await;
    let href = link(&page, &uuid(1)).get_attribute("href").unwrap();
    let query = Url::new(&href).unwrap().search();
    assert_eq!(query, format!("?x=1&a-sort=name&a-job={}", uuid(1)));
    page.button("Page 2").click();
    page.says("footer", "3–4 of 5").await;
    let href = link(&page, &uuid(3)).get_attribute("href").unwrap();
    assert!(href.ends_with(&format!("?x=1&a-sort=name&a-page=2&a-job={}", uuid(3))), "{href}");
    assert!(world.history_calls().iter().all(|call| call == "pushState"));
    drop(page);
    drop(world);

    for (address, in_list) in [(query, true), (format!("?a-job={}", uuid(9)), false)] {
        let world = World::new();
        world.go_to(&address);
        let page = Mounted::new(&[("sync-url", "a-")]);
        world.next().await.list(&uuid_jobs(5));
        let request = world.next().await;
        let id = if in_list { uuid(1) } else { uuid(9) };
        assert!(request.path().ends_with(&id));
        page.loaded().await;
        page.says(".drawer h2", &id).await;
        assert_eq!(page.find(".drawer dl").unwrap().client_height() > 0, in_list);
        request.list(&detail(&id, "", &[task("a", "FAILED", "x")]));
        page.says(".tasks", "a").await;
        settled().await;
        assert!(focused(&page).is_none());
        assert_eq!(search(), address);
        let disabled = page.button("Next job").get_attribute("aria-disabled").is_some();
        assert_eq!(disabled, !in_list);
        page.button("Close").click();
        until("the address", || parameter("a-job").is_none()).await;
    }
}

/// Without `sync-url` the address is the page's own business.
#[wasm_bindgen_test]
async fn not_without_sync_url() {
    let world = World::new();
    world.go_to(&format!("?job={}", uuid(1)));
    let page = Mounted::new(&[]);
    world.next().await.list(&uuid_jobs(2));
    page.loaded().await;
    assert!(page.find(".drawer").is_none());
    link(&page, &uuid(2)).click();
    world.next().await.list(&detail(&uuid(2), "", &[]));
    settled().await;
    assert_eq!(world.history_calls(), [""; 0]);
}
