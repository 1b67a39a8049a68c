//! The request as a text, and printing.

use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, HtmlInputElement};

use super::bodies::{jobs, uuid_jobs};
use super::page::showing;
use super::tools::tool;
use super::world::until;

/// The text has the filters of the screen, follows the choices, and is copied as it stands.
#[wasm_bindgen_test]
async fn the_request_as_a_text() {
    let filters = [("proxy", "https://portal.example/p"), ("filter-name", "it's 1")];
    let (world, page) = showing(&filters, &jobs(&["a"])).await;
    world.allow_clipboard(true);
    tool(&page, "Copy request").await;
    let curl = "curl --fail --compressed -H 'Accept: application/json' \
                'https://portal.example/p/v1/demo/dev-servers/jobs?name=it%27s%201'";
    assert_eq!(page.text_of("dialog pre"), curl);
    page.button("Copy").click();
    until("the copy", || world.clipboard() == [curl]).await;
    page.labelled::<HtmlInputElement>("PowerShell").click();
    page.says("dialog pre", "curl.exe").await;
    page.labelled::<HtmlInputElement>("curl, to the cloud service").click();
    page.says("dialog pre", "${env:REGION}.myhuaweicloud.com").await;
    page.labelled::<HtmlInputElement>("Python").click();
    page.says("dialog pre", r#"ListDevServerJobsRequest(name="it's 1")"#).await;
    assert!(page.labelled::<HtmlInputElement>("PowerShell").closest("[hidden]").unwrap().is_some());
    world.no_more().await;
}

/// While the page is printed all rows are there; after that everything is as it was.
#[wasm_bindgen_test]
async fn all_rows_are_printed() {
    let (world, page) = showing(&[("page-size", "2"), ("sync-url", "")], &uuid_jobs(5)).await;
    page.button("Page 2").click();
    until("page 2", || page.ids().len() == 2 && page.text_of(".range").starts_with("3–4")).await;
    until("the page in the address", || world.history_calls().len() == 1).await;
    let calls = world.history_calls().len();
    let window = web_sys::window().unwrap();
    let tell = |kind: &str| window.dispatch_event(&Event::new(kind).unwrap()).unwrap();
    tell("beforeprint");
    until("all rows", || page.ids().len() == 5).await;
    assert_eq!(page.text_of(".range"), "1–5 of 5");
    tell("afterprint");
    until("page 2", || page.ids().len() == 2 && page.text_of(".range").starts_with("3–4")).await;
    assert_eq!(world.history_calls().len(), calls, "the address stays");
    drop(page);
    world.no_more().await;
    assert_eq!(world.alive(), [""; 0]);
}
