//! Errors while there is no list yet: each says what failed, why, and what to do, and never looks
//! like an empty list. Each can be tried again.

use wasm_bindgen_test::wasm_bindgen_test;

use super::bodies::jobs;
use super::page::Mounted;
use super::world::{Exchange, World};

/// Where an error stands while there is no list.
const ALERT: &str = "tr.instead [role=alert]";

/// An answer that is an error says `wanted`; the next one, after “Retry”, is a list.
async fn check(answer: impl FnOnce(&Exchange), wanted: &[&str]) {
    let world = World::new();
    let page = Mounted::new(&[]);
    answer(&world.next().await);
    page.loaded().await;
    for wanted in wanted {
        page.says(ALERT, wanted).await;
    }
    assert_eq!(page.all("tr.skeleton").len(), 0);
    assert!(!page.text().contains("No jobs"));
    assert!(!page.text().contains("No matches"));
    assert_eq!(page.text_of("h2"), "Jobs", "no count of what is not known");
    world.no_more().await;

    page.button("Retry").click();
    let retry = world.next().await;
    assert_eq!(retry.path(), "/v1/demo/dev-servers/jobs");
    retry.list(&jobs(&["a"]));
    page.loaded().await;
    assert_eq!(page.ids(), ["a"]);
    assert!(page.find("tr.instead").is_none());
    world.no_more().await;
}

/// A refusal says what the status means, in words, and the cloud's own cause and code.
async fn check_refusal(status: u16, body: &str, wanted: &[&str]) {
    check(|request| request.answer(status, &[], body.as_bytes()), wanted).await;
}

/// Nothing answers: the server that was asked is named.
#[wasm_bindgen_test]
async fn no_network() {
    let origin = web_sys::window().unwrap().location().origin().unwrap();
    check(Exchange::fail, &["The proxy could not be reached", &origin]).await;
}

/// The connection breaks before the first byte of the body.
#[wasm_bindgen_test]
async fn no_body() {
    let answer = |request: &Exchange| {
        request.begin();
        request.break_off();
    };
    check(answer, &["The proxy could not be reached"]).await;
}

/// 401: not signed in.
#[wasm_bindgen_test]
async fn not_signed_in() {
    let body = r#"{"error_code":"ModelArts.60600000","error_msg":"Incorrect token."}"#;
    check_refusal(401, body, &["You are not signed in", "Incorrect token.", "ModelArts.60600000"])
        .await;
}

/// 403: not allowed. The part of the answer that is for administrators only is not shown.
#[wasm_bindgen_test]
async fn not_allowed() {
    let body = r#"{"error_code":"APIGW.0301","error_msg":"denied","request_id":"r-403","encoded_authorization_message":"SECRET"}"#;
    check_refusal(403, body, &["You may not see these jobs", "denied", "APIGW.0301", "r-403"])
        .await;
    let world = World::new();
    let page = Mounted::new(&[]);
    world.next().await.answer(403, &[], body.as_bytes());
    page.loaded().await;
    assert!(!page.text().contains("SECRET"));
}

/// 404: no list at this address.
#[wasm_bindgen_test]
async fn not_found() {
    check_refusal(
        404,
        "no such route",
        &["The job list was not found", "no such route", "HTTP 404"],
    )
    .await;
}

/// 429: too many requests.
#[wasm_bindgen_test]
async fn too_many_requests() {
    let body = r#"{"error_code":"APIGW.0308","error_msg":"throttled"}"#;
    check_refusal(429, body, &["Too many requests", "throttled", "APIGW.0308"]).await;
}

/// 500: the cloud failed; the code and the request id are what support asks for.
#[wasm_bindgen_test]
async fn the_cloud_failed() {
    let body = br#"{"error_code":"ModelArts.0104","error_msg":"Internal error."}"#;
    check(
        |request| request.answer(500, &[("X-Request-Id", "r-500")], body),
        &[
            "The cloud could not answer",
            "Internal error.",
            "Code ModelArts.0104",
            "Request id r-500",
        ],
    )
    .await;
}

/// Any other refusal.
#[wasm_bindgen_test]
async fn refused() {
    let body = r#"{"error_code":"ModelArts.50004000","error_msg":"Bad request."}"#;
    check_refusal(400, body, &["The request was refused", "Bad request.", "ModelArts.50004000"])
        .await;
}

/// A server's error page is read as text.
#[wasm_bindgen_test]
async fn an_error_page() {
    let body = "<!DOCTYPE html><title>502 Bad Gateway</title><script>x()</script><h1>nginx</h1>";
    check_refusal(502, body, &["The cloud could not answer", "502 Bad Gateway nginx", "HTTP 502"])
        .await;
}

/// A page in place of a list, such as a portal's sign-in, called a success: its beginning is shown.
#[wasm_bindgen_test]
async fn a_page_called_a_success() {
    check(
        |request| request.answer(200, &[], b"<!DOCTYPE html><title>Sign in</title>"),
        &["The answer is not a job list", "<!DOCTYPE html><title>Sign in</title>"],
    )
    .await;
}

/// Nothing at all, called a success.
#[wasm_bindgen_test]
async fn an_empty_body() {
    check(|request| request.list(b""), &["The answer is not a job list", "The answer was empty"])
        .await;
}

/// JSON that is no list, called a success.
#[wasm_bindgen_test]
async fn json_without_a_list() {
    for body in [r#"{}"#, r#"{"data":{"id":"a"}}"#, r#"{"error_msg":"no"}"#] {
        check(
            |request| request.list(body.as_bytes()),
            &["The answer is not a job list", "It has no list under “data”"],
        )
        .await;
    }
    check(|request| request.list(b"[1,2]"), &["The answer is not a job list", "It begins “[1,2]”"])
        .await;
}

/// A proxy setting that is no address is named, and no other server is asked in its place.
#[wasm_bindgen_test]
async fn a_bad_proxy_is_never_asked() {
    for proxy in ["ftp://example.com", "http://", "https://user@example.com", "/base?x=1"] {
        let world = World::new();
        let page = Mounted::new(&[("proxy", proxy)]);
        page.there().await;
        page.says(ALERT, "The proxy's address can't be used").await;
        page.says(ALERT, proxy).await;
        page.button("Retry").click();
        page.get("button.refresh").click();
        world.no_more().await;
        assert!(!page.busy());

        // The setting is put right while the element is there.
        page.set("proxy", "/good");
        assert_eq!(world.next().await.path(), "/good/v1/demo/dev-servers/jobs");
    }
}

/// An error in Chinese.
#[wasm_bindgen_test]
async fn errors_are_translated() {
    let world = World::new();
    let page = Mounted::new(&[("locale", "zh-CN")]);
    world.next().await.answer(429, &[], b"{}");
    page.loaded().await;
    page.says(ALERT, "请求过于频繁").await;
    assert!(page.has_button("重试"));
}
