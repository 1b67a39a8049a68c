//! When the detail of a job is requested, which response is used, and what is displayed without one. The list is not
//! affected.

use wasm_bindgen_test::wasm_bindgen_test;

use super::bodies::{created, detail, job, list, task, uuid, uuid_jobs};
use super::detail_open::{focused, link, opened};
use super::page::{Mounted, showing};
use super::world::{World, settled};

/// A newer selection aborts the older request, and a late response is never displayed.
#[wasm_bindgen_test]
async fn a_newer_selection() {
    let (world, page) = showing(&[], &uuid_jobs(3)).await;
    world.deafen();
    link(&page, &uuid(1)).click();
    let first = world.next().await;
    link(&page, &uuid(2)).click();
    let second = world.next().await;
    assert!(first.aborted() && !second.aborted());
    first.list(&detail(&uuid(1), "", &[task("late", "FAILED", "late")]));
    settled().await;
    assert!(!page.text().contains("late"));
    second.list(&detail(&uuid(2), "", &[task("right", "FAILED", "x")]));
    page.says(".tasks", "right").await;

    link(&page, &uuid(3)).click();
    let third = world.next().await;
    page.button("Close").click();
    settled().await;
    assert!(third.aborted());
    third.answer(500, &[], b"late");
    settled().await;
    assert!(page.find(".drawer").is_none());
    assert!(page.find(".notice").is_none());
    world.no_more().await;
}

/// A job that is over is not requested again, but displayed at once. A refresh of the list does not change it.
#[wasm_bindgen_test]
async fn what_is_over_is_asked_for_once() {
    let (world, page) = opened(&[], &[task("a", "FAILED", "x")]).await;
    page.button("Close").click();
    settled().await;
    link(&page, &uuid(2)).click();
    settled().await;
    page.says(".drawer[aria-busy=false] .tasks", "a").await;
    page.get("button.refresh").click();
    world.next().await.list(&uuid_jobs(3));
    world.no_more().await;
}

fn rows(status: &str) -> Vec<u8> {
    list(&[job(&uuid(1), &created(1)).replace("FINISHED", status)])
}

/// A job in progress is requested again with each refresh; the displayed detail and the focus stay meanwhile.
#[wasm_bindgen_test]
async fn a_refresh() {
    let (world, page) = showing(&[], &rows("PROCESSING")).await;
    link(&page, &uuid(1)).click();
    let tasks = [task("a", "PROCESSING", ""), task("b", "SUCCESS", "done")];
    let processing = detail(&uuid(1), r#""status":"PROCESSING""#, &tasks);
    world.next().await.list(&processing);
    page.says(".tasks", "done").await;
    let copy = page.button("Copy the message of b");

    page.get("button.refresh").click();
    copy.focus().unwrap();
    let the_list = world.next().await;
    let the_detail = world.next().await;
    assert_eq!(the_list.path(), "/v1/demo/dev-servers/jobs");
    assert!(the_detail.path().ends_with(&uuid(1)));
    settled().await;
    page.says(".drawer[aria-busy=true] .tasks", "done").await;
    the_list.list(&rows("PROCESSING"));
    the_detail.list(&detail(
        &uuid(1),
        r#""status":"FINISHED""#,
        &[task("a", "FAILED", "broke"), task("b", "SUCCESS", "done")],
    ));
    page.says(".tasks", "broke").await;
    page.says(".drawer > .badge", "Finished").await;
    assert_eq!(focused(&page).unwrap(), *copy, "a task that is the same is left alone");

    // The list says that it goes on, so it is not over in both answers.
    page.get("button.refresh").click();
    world.next().await.list(&rows("FINISHED"));
    world.next().await.list(&detail(&uuid(1), "", &[]));
    page.says(".servers", "The response contains no nodes.").await;
    page.get("button.refresh").click();
    world.next().await.list(&rows("FINISHED"));
    world.no_more().await;
}

/// Another filter is another list, not another job.
#[wasm_bindgen_test]
async fn a_filter_asks_for_the_list_only() {
    let (world, page) = opened(&[], &[]).await;
    super::acts::choose(&page.visible(), "true");
    assert_eq!(world.next().await.path(), "/v1/demo/dev-servers/jobs?visible=true");
    world.no_more().await;
    page.says(".drawer h2", &uuid(2)).await;
}

async fn check(status: u16, body: &str, said: &[&str]) {
    let (world, page) = showing(&[], &uuid_jobs(2)).await;
    link(&page, &uuid(1)).click();
    world.next().await.answer(status, &[], body.as_bytes());
    for text in said {
        page.says(".drawer [role=alert]", text).await;
    }
    // What the list knows is there all the same, and the list is as it was.
    page.says(".drawer dl", "ada").await;
    assert_eq!(page.ids(), [uuid(1), uuid(2)]);
    assert_eq!(page.all(".notice").len(), 1);
    assert!(page.find(".drawer [role=region], .servers:not([hidden])").is_none());

    page.button("Retry").click();
    let request = world.next().await;
    assert!(request.path().ends_with(&uuid(1)));
    request.list(&detail(&uuid(1), "", &[task("a", "FAILED", "x")]));
    page.says(".tasks", "a").await;
    settled().await;
    assert!(page.find(".notice").is_none());
    assert!(focused(&page).unwrap().matches(".drawer h2").unwrap());
    world.no_more().await;
}

/// Every failure is described in the drawer, with the data for technical support.
#[wasm_bindgen_test]
async fn failures() {
    let body = r#"{"error_code":"M.1","error_msg":"the cause","request_id":"r-1"}"#;
    check(404, body, &["Job not found", "the cause", "M.1", "r-1"]).await;
    check(403, body, &["You do not have permission to view these jobs"]).await;
    check(429, body, &["Too many requests"]).await;
    check(502, body, &["Cloud service error", "the cause"]).await;
    check(200, "<html>", &["Your session may have ended"]).await;
    check(200, "", &["The response is not a job", "empty"]).await;
}

/// No network.
#[wasm_bindgen_test]
async fn not_reached() {
    let (world, page) = showing(&[], &uuid_jobs(2)).await;
    link(&page, &uuid(1)).click();
    world.next().await.fail();
    page.says(".drawer [role=alert]", "Failed to connect to the proxy").await;
    assert_eq!(page.ids().len(), 2);
}

/// A failed refresh keeps the displayed detail, with a message above it.
#[wasm_bindgen_test]
async fn a_failed_refresh() {
    let (world, page) = showing(&[], &rows("PROCESSING")).await;
    link(&page, &uuid(1)).click();
    let body = detail(&uuid(1), r#""status":"PROCESSING""#, &[task("a", "FAILED", "x")]);
    world.next().await.list(&body);
    page.says(".tasks", "a").await;
    page.get("button.refresh").click();
    world.next().await.list(&rows("PROCESSING"));
    world.next().await.answer(500, &[], b"");
    page.says(".drawer [role=alert]", "Cloud service error").await;
    page.says(".tasks", "a").await;

    // A part is worth less than the whole from before.
    page.button("Retry").click();
    world.next().await.list(&body[..body.len() - 20]);
    page.says(".drawer [role=alert]", "interrupted").await;
    page.says(".tasks", "a").await;
}

/// A stale response because the cloud fails is displayed with its time, and requested again.
#[wasm_bindgen_test]
async fn an_old_answer() {
    let (world, page) = showing(&[], &uuid_jobs(1)).await;
    link(&page, &uuid(1)).click();
    let headers = [("Age", "60"), ("Cache-Status", "gateway; hit; detail=cloud_failed")];
    world.next().await.answer(200, &headers, &detail(&uuid(1), "", &[task("a", "FAILED", "x")]));
    page.says(
        ".drawer .notice[role=status]",
        "Data as of 15:19:00. The cloud service is unavailable.",
    )
    .await;
    page.says(".tasks", "a").await;
    page.get("button.refresh").click();
    world.next().await.list(&uuid_jobs(1));
    world.next().await.list(&detail(&uuid(1), "", &[task("a", "FAILED", "x")]));
    page.loaded().await;
    settled().await;
    assert!(page.find(".drawer .notice").is_none());
}

/// With an ID that is not a UUID, no request is sent, and a message explains this.
#[wasm_bindgen_test]
async fn an_id_that_is_no_uuid() {
    let (world, page) = showing(&[], &list(&[job("templates", &created(1))])).await;
    link(&page, "templates").click();
    page.says(".drawer", "not a UUID").await;
    page.says(".drawer dl", "ada").await;
    page.get("button.refresh").click();
    world.next().await.list(&list(&[job("templates", &created(1))]));
    world.no_more().await;
    assert_eq!(page.get(".drawer").get_attribute("aria-busy").as_deref(), Some("false"));
}

/// The detail is requested like the list: through the same proxy, with the same credentials and the same token; and a
/// detail that was loaded with one token is not displayed with another.
#[wasm_bindgen_test]
async fn asked_as_the_list_is() {
    let attributes = [("proxy", "https://other.example/p"), ("credentials", "include")];
    let world = World::new();
    let page = Mounted::new(&attributes);
    world.next().await.answer(401, &[], br#"{"reason":"sign_in"}"#);
    page.says("form", "").await;
    let sign_in = |token: &str| {
        let field: web_sys::HtmlInputElement = page.labelled("Access token");
        super::acts::type_text(&field, token);
        page.get("form button[type=submit]").click();
    };
    sign_in("one");
    world.next().await.list(&uuid_jobs(1));
    page.loaded().await;
    link(&page, &uuid(1)).click();
    let request = world.next().await;
    let wanted = format!("https://other.example/p/v1/demo/dev-servers/jobs/{}", uuid(1));
    assert_eq!(request.url(), wanted);
    assert_eq!(request.credentials(), "include");
    assert_eq!(request.header("Authorization").as_deref(), Some("Bearer one"));
    request.answer(401, &[], br#"{"reason":"sign_in"}"#);
    page.says(".drawer [role=alert]", "not signed in").await;

    // The list asks for the token, for both.
    page.button("Retry").click();
    world.next().await.answer(401, &[], br#"{"reason":"sign_in"}"#);
    world.next().await.answer(401, &[], br#"{"reason":"sign_in"}"#);
    page.says(".notices form", "Access token").await;
    sign_in("two");
    for _ in 0..2 {
        let request = world.next().await;
        assert_eq!(request.header("Authorization").as_deref(), Some("Bearer two"));
        if request.url() == wanted {
            request.list(&detail(&uuid(1), "", &[task("a", "FAILED", "x")]));
        } else {
            request.list(&uuid_jobs(1));
        }
    }
    page.says(".tasks", "a").await;
    world.no_more().await;
}
