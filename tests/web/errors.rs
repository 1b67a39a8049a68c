//! Errors while there is no list yet: each states what failed, why, and what to do, and never looks like an empty
//! list. Each can be retried.

use wasm_bindgen_test::wasm_bindgen_test;

use super::bodies::jobs;
use super::page::Mounted;
use super::world::{Exchange, World};

/// The selector of an error while there is no list.
const ALERT: &str = "tr.instead [role=alert]";

/// An error response displays `wanted`; the next response, after “Retry”, is a list.
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

/// A rejected request displays the meaning of the status, and the cloud's message and error code.
async fn check_refusal(status: u16, body: &str, wanted: &[&str]) {
    check(|request| request.answer(status, &[], body.as_bytes()), wanted).await;
}

/// Without a response, the error names the proxy.
#[wasm_bindgen_test]
async fn no_network() {
    let origin = web_sys::window().unwrap().location().origin().unwrap();
    check(Exchange::fail, &["Failed to connect to the proxy", &origin]).await;
}

/// The connection breaks before the first byte of the body.
#[wasm_bindgen_test]
async fn no_body() {
    let answer = |request: &Exchange| {
        request.begin();
        request.break_off();
    };
    check(answer, &["Failed to connect to the proxy"]).await;
}

/// 401: not signed in.
#[wasm_bindgen_test]
async fn not_signed_in() {
    let body = r#"{"error_code":"ModelArts.60600000","error_msg":"Incorrect token."}"#;
    check_refusal(401, body, &["You are not signed in", "Incorrect token.", "ModelArts.60600000"])
        .await;
}

/// 403: no permission. The part of the response for administrators is not displayed.
#[wasm_bindgen_test]
async fn not_allowed() {
    let body = r#"{"error_code":"APIGW.0301","error_msg":"denied","request_id":"r-403","encoded_authorization_message":"SECRET"}"#;
    check_refusal(
        403,
        body,
        &["You do not have permission to view these jobs", "denied", "APIGW.0301", "r-403"],
    )
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
    check_refusal(404, "no such route", &["Job list not found", "no such route", "HTTP 404"]).await;
}

/// 429: too many requests.
#[wasm_bindgen_test]
async fn too_many_requests() {
    let body = r#"{"error_code":"APIGW.0308","error_msg":"throttled"}"#;
    check_refusal(429, body, &["Too many requests", "throttled", "APIGW.0308"]).await;
}

/// 500: the cloud failed; the error code and the request ID are displayed for technical support.
#[wasm_bindgen_test]
async fn the_cloud_failed() {
    let body = br#"{"error_code":"ModelArts.0104","error_msg":"Internal error."}"#;
    check(
        |request| request.answer(500, &[("X-Request-Id", "r-500")], body),
        &[
            "Cloud service error",
            "Internal error.",
            "Error code ModelArts.0104",
            "Request ID r-500",
        ],
    )
    .await;
}

/// Any other rejection.
#[wasm_bindgen_test]
async fn refused() {
    let body = r#"{"error_code":"ModelArts.50004000","error_msg":"Bad request."}"#;
    check_refusal(400, body, &["The request was rejected", "Bad request.", "ModelArts.50004000"])
        .await;
}

/// The error page of a server is displayed as text.
#[wasm_bindgen_test]
async fn an_error_page() {
    let body = "<!DOCTYPE html><title>502 Bad Gateway</title><script>x()</script><h1>nginx</h1>";
    check_refusal(502, body, &["Cloud service error", "502 Bad Gateway nginx", "HTTP 502"]).await;
}

/// A proxy redirected an expired session to its sign-in page, and the error asked the user to check the proxy address.
#[wasm_bindgen_test]
async fn a_page_called_a_success() {
    check(
        |request| request.answer(200, &[], b"<!DOCTYPE html><title>Sign in</title>"),
        &["Your session may have ended", "Open this page again to sign in"],
    )
    .await;
}

/// A portal responded with 200 and code 500 when its token had expired, and the error was that the cloud service had
/// failed.
#[wasm_bindgen_test]
async fn signed_out_by_its_message() {
    let body = r#"{"success":false,"message":"Token失效，请重新登录","code":500,"result":null}"#;
    check_refusal(200, body, &["You are not signed in", "Token失效，请重新登录"]).await;
    check_refusal(419, "", &["You are not signed in", "HTTP 419"]).await;
}

/// A sign-in page behind a redirect that rejects requests other than page views: the error was that there is no list
/// at the proxy address.
#[wasm_bindgen_test]
async fn a_redirect_to_a_page_that_is_refused() {
    let answer = |request: &Exchange| request.redirected(404, "<html><h1>Not found</h1>");
    check(answer, &["Your session may have ended", "Open this page again to sign in"]).await;
    let answer = |request: &Exchange| request.redirected(500, r#"{"error_msg":"boom"}"#);
    check(answer, &["Cloud service error", "boom"]).await;
}

/// An empty body with a success status.
#[wasm_bindgen_test]
async fn an_empty_body() {
    check(
        |request| request.list(b""),
        &["The response is not a job list", "The response is empty"],
    )
    .await;
}

/// JSON that is not a list, with a success status.
#[wasm_bindgen_test]
async fn json_without_a_list() {
    for body in [r#"{}"#, r#"{"data":{"id":"a"}}"#] {
        check(
            |request| request.list(body.as_bytes()),
            &["The response is not a job list", "The response has no “data” list"],
        )
        .await;
    }
    // An error that is called a success is that error.
    let body = br#"{"is_success":false,"error_code":"M.1","error_message":"Quota exceeded"}"#;
    check(|request| request.list(body), &["The request was rejected", "M.1", "Quota exceeded"])
        .await;
    check(
        |request| request.list(b"[1,2]"),
        &["The response is not a job list", "The response begins with “[1,2]”"],
    )
    .await;
}

/// An invalid proxy setting is displayed, and no request is sent to another server.
#[wasm_bindgen_test]
async fn a_bad_proxy_is_never_asked() {
    for proxy in ["ftp://example.com", "http://", "https://user@example.com", "/base?x=1"] {
        let world = World::new();
        let page = Mounted::new(&[("proxy", proxy)]);
        page.there().await;
        page.says(ALERT, "The proxy address is invalid").await;
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

/// The format of the gateway's error responses.
fn gateway(reason: &str) -> String {
    format!(
        r#"{{"error_code":"GATEWAY.{reason}","error_msg":"Cause: {reason}.","request_id":"r-1","reason":"{reason}"}}"#
    )
}

/// The text depends on the gateway's `reason`, if there is one; its message and its error code are displayed below.
async fn check_reasons(title: &str, text: &str, reasons: &[(u16, &str)]) {
    for (status, reason) in reasons {
        let (cause, code) = (format!("Cause: {reason}."), format!("Error code GATEWAY.{reason}"));
        let wanted = [title, text, &cause, &code, "Request ID r-1"];
        check_refusal(*status, &gateway(reason), &wanted).await;
    }
}

/// The caller is not allowed: no permission, a page of another origin, or an unknown host name.
#[wasm_bindgen_test]
async fn reasons_about_the_caller() {
    let reasons = [(403, "project"), (403, "origin"), (421, "host")];
    check_reasons(
        "You do not have permission to view these jobs",
        "Contact the administrator for permission",
        &reasons,
    )
    .await;
}

/// A problem with the gateway's own credential has other texts than the user's 401 and 403, and states who has to act.
#[wasm_bindgen_test]
async fn reasons_about_the_gateways_credential() {
    let reasons = [
        (502, "credential_refused"),
        (503, "credential_paused"),
        (502, "credential_forbidden"),
        (502, "clock_skew"),
    ];
    let text = "This is not related to your account. Contact the gateway administrator.";
    check_reasons("The gateway cannot sign in to the cloud service", text, &reasons).await;
}

/// Failures of the cloud have the same texts as without the gateway.
#[wasm_bindgen_test]
async fn reasons_about_the_cloud() {
    let failed = [
        (503, "cloud_failed"),
        (502, "cloud_unreachable"),
        (504, "cloud_timeout"),
        (502, "cloud_too_large"),
        (502, "cloud_cut_short"),
        (502, "cloud_redirected"),
    ];
    check_reasons("Cloud service error", "Try again later.", &failed).await;
    check_reasons("The request was rejected", "filters", &[(400, "cloud_refused")]).await;
    check_reasons("Job list not found", "region", &[(404, "cloud_refused")]).await;
}

/// Too many requests, reported by any server.
#[wasm_bindgen_test]
async fn reasons_about_limits() {
    let reasons = [(429, "rate_limited"), (429, "cloud_throttled")];
    check_reasons("Too many requests", "Wait a moment, then retry.", &reasons).await;
}

/// The remaining reasons: the request, and the gateway itself.
#[wasm_bindgen_test]
async fn other_reasons() {
    check_reasons("The request was rejected", "", &[(400, "bad_request"), (405, "method")]).await;
    check_reasons("Job list not found", "", &[(404, "not_found")]).await;
    check_reasons("Gateway error", "Try again later.", &[(500, "internal"), (503, "internal")])
        .await;
}

/// A gateway whose queue or memory was full was reported as an error of the cloud.
#[wasm_bindgen_test]
async fn a_busy_gateway() {
    check_reasons("The gateway is busy", "Try again later.", &[(503, "busy")]).await;
}

/// Other servers use `reason` for their own purposes; their errors are described by status.
#[wasm_bindgen_test]
async fn reasons_of_others() {
    let forbidden = r#"{"reason":"Forbidden","message":"no"}"#;
    check_refusal(
        403,
        forbidden,
        &["You do not have permission to view these jobs", "no", "HTTP 403"],
    )
    .await;
    check_refusal(502, r#"{"reason":"credential"}"#, &["Cloud service error"]).await;
    check_refusal(421, "misdirected", &["The request was rejected", "misdirected"]).await;
}

/// If the server states when to retry, the time is displayed in the user's time zone.
#[wasm_bindgen_test]
async fn when_to_retry() {
    let body = gateway("credential_paused");
    let answer =
        |request: &Exchange| request.answer(503, &[("Retry-After", "240")], body.as_bytes());
    check(answer, &["Retry after 15:24:00"]).await;
    let answer = |request: &Exchange| {
        let date = ("Retry-After", "Tue, 10 Jun 2025 07:24:00 GMT");
        request.answer(503, &[date], body.as_bytes());
    };
    check(answer, &["Retry after 15:24:00"]).await;
    for text in ["soon", "-1", "2025-06-10"] {
        let world = World::new();
        let page = Mounted::new(&[]);
        world.next().await.answer(503, &[("Retry-After", text)], body.as_bytes());
        page.says(ALERT, "cannot sign in").await;
        assert!(!page.text().contains("Retry after"), "{text}");
    }
}

/// The gateway's reasons in Chinese.
#[wasm_bindgen_test]
async fn reasons_are_translated() {
    for (status, reason, words) in [
        (
            502,
            "credential_refused",
            ["网关无法登录云服务", "该问题与您的账号无关，请联系网关管理员处理。"],
        ),
        (500, "internal", ["网关异常", "请稍后重试。"]),
        (503, "busy", ["网关繁忙", "请稍后重试。"]),
        (429, "rate_limited", ["请求过于频繁", "请求频率受限"]),
        (403, "project", ["您无权查看这些任务", "权限"]),
        (503, "cloud_failed", ["云服务异常", "可重试时间 15:20:30"]),
    ] {
        let world = World::new();
        let page = Mounted::new(&[("locale", "zh-CN")]);
        let headers = [("Retry-After", "30")];
        world.next().await.answer(status, &headers, gateway(reason).as_bytes());
        for words in words {
            page.says(ALERT, words).await;
        }
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
