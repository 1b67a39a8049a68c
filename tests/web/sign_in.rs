//! A gateway that requires authentication: the user is asked for a token, which is sent to no other server.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlInputElement;

use super::acts::{choose, type_text};
use super::bodies::jobs;
use super::page::{Mounted, document, showing};
use super::world::{Exchange, World, kept, settled};

const TITLE: &str = "Sign in to view jobs";
const REFUSED: &str = "The token was not accepted.";

/// The gateway's response to a request without a valid token.
fn ask(request: &Exchange) {
    let body = br#"{"error_code":"G.401","error_msg":"This gateway wants a token.","request_id":"r","reason":"sign_in"}"#;
    request.answer(401, &[("WWW-Authenticate", "Bearer")], body);
}

/// An element that is asked for a token at once.
async fn asked(attributes: &[(&str, &str)]) -> (World, Mounted) {
    let world = World::new();
    let page = Mounted::new(attributes);
    ask(&world.next().await);
    page.says("form", "").await;
    (world, page)
}

fn field(page: &Mounted) -> HtmlInputElement {
    page.get("form input#token").unchecked_into()
}

/// Types a token and sends the form.
fn sign_in(page: &Mounted, token: &str) {
    type_text(&field(page), token);
    page.get("form button[type=submit]").click();
}

#[track_caller]
fn check_focus(page: &Mounted, selector: &str) {
    let focused = page.host.shadow_root().unwrap().active_element();
    let focused = focused.expect("something has the focus");
    assert!(focused.matches(selector).unwrap(), "{}", focused.outer_html());
}

/// Without a list the form is in its place: a title, the gateway's message, and a labelled field that no browser fills
/// in or displays. It is not displayed as an error, and no further request is sent.
#[wasm_bindgen_test]
async fn it_asks() {
    let (world, page) = asked(&[]).await;
    page.says("tr.instead [role=alert]", TITLE).await;
    // The gateway's own words, in its own language, say no more than the form.
    let text = page.get("tr.instead").text_content().unwrap();
    assert!(!text.contains("This gateway wants a token."), "{text}");
    let labelled: HtmlInputElement = page.labelled("Access token");
    assert!(labelled.is_same_node(Some(&field(&page))));
    for (name, value) in [("type", "password"), ("autocomplete", "off"), ("aria-invalid", "false")]
    {
        assert_eq!(labelled.get_attribute(name).as_deref(), Some(value));
    }
    let described = labelled.get_attribute("aria-describedby").unwrap();
    assert_eq!(page.text_of(&format!("#{described}")), "Kept in memory until you leave this page");
    assert!(page.has_button("Sign in"));
    assert!(!page.has_button("Retry"));
    assert!(page.find(".notice").is_none());
    assert_eq!(page.text_of("h2"), "Jobs");
    world.no_more().await;
}

/// The token is sent with the next request and all later ones, and is nowhere else: not in the address bar, an
/// attribute, the element's text, a storage, or the console. The heading gets the focus.
#[wasm_bindgen_test]
async fn a_token_is_sent() {
    let (world, page) = asked(&[("sync-url", "")]).await;
    sign_in(&page, "  s3cret.token~+/-_==  ");
    let request = world.next().await;
    assert_eq!(request.path(), "/v1/demo/dev-servers/jobs");
    assert_eq!(request.header("Authorization").as_deref(), Some("Bearer s3cret.token~+/-_=="));
    assert_eq!(request.header("Accept").as_deref(), Some("application/json"));
    page.says("form", "Loading jobs…").await;
    check_focus(&page, "#token");
    request.list(&jobs(&["a"]));
    page.loaded().await;
    assert_eq!(page.ids(), ["a"]);
    assert!(page.find("form").is_none());
    settled().await;
    check_focus(&page, "#heading");

    choose(&page.visible(), "true");
    let request = world.next().await;
    assert_eq!(request.header("Authorization").as_deref(), Some("Bearer s3cret.token~+/-_=="));
    request.list(&jobs(&["b"]));
    page.loaded().await;
    settled().await;
    let kept = kept();
    assert!(kept.contains("filter-visible=true"), "the address is among it: {kept}");
    let root = page.host.shadow_root().unwrap();
    for text in [kept, page.host.outer_html(), root.inner_html(), world.warnings().concat()] {
        assert!(!text.contains("s3cret"), "{text}");
    }
    world.no_more().await;
}

/// If a token is rejected, the form asks for it again, with a message and the focus in the field. The form stays in
/// place meanwhile.
#[wasm_bindgen_test]
async fn a_refused_token() {
    let (world, page) = asked(&[]).await;
    let form = page.get("form");
    for token in ["first", "second"] {
        sign_in(&page, token);
        let request = world.next().await;
        assert_eq!(request.header("Authorization"), Some(format!("Bearer {token}")));
        settled().await;
        assert!(!page.text().contains(REFUSED), "it is being tried");
        ask(&request);
        page.says("form .field-error", REFUSED).await;
        page.says("tr.instead", "This gateway wants a token.").await;
        assert_eq!(field(&page).get_attribute("aria-invalid").as_deref(), Some("true"));
        assert_eq!(field(&page).value(), "");
        assert!(form.is_same_node(Some(&page.get("form"))));
        check_focus(&page, "#token");
    }
    sign_in(&page, "good");
    world.next().await.list(&jobs(&["a"]));
    page.loaded().await;
    assert_eq!(page.ids(), ["a"]);
    world.no_more().await;
}

/// Characters that are not allowed in a header are rejected with a message, before any request.
#[wasm_bindgen_test]
async fn what_is_no_token() {
    let (world, page) = asked(&[]).await;
    for token in ["", "   ", "a b", "Bearer abc", "gehe\u{ed}m", "令牌", "a\u{7f}"] {
        sign_in(&page, token);
        page.says("form .field-error", "Enter a valid token.").await;
        assert_eq!(field(&page).get_attribute("aria-invalid").as_deref(), Some("true"));
        check_focus(&page, "#token");
        world.no_more().await;
    }
    sign_in(&page, "good");
    assert_eq!(world.next().await.header("Authorization").as_deref(), Some("Bearer good"));
}

/// Rows stay while the session is the same, with the form above them. A token starts another session, which is empty,
/// and the form continues in place of the rows, with the focus in it.
#[wasm_bindgen_test]
async fn rows_stay_until_a_token_is_tried() {
    let (world, page) = showing(&[], &jobs(&["a", "b"])).await;
    page.button("Refresh").click();
    ask(&world.next().await);
    page.says(".notice", TITLE).await;
    assert_eq!(page.ids(), ["a", "b"]);
    assert_eq!(page.all("form").len(), 1);
    assert_eq!(page.all(".notice").len(), 1);
    page.button("Name").click();
    page.says("th[aria-sort=ascending]", "Name").await;

    sign_in(&page, "bad");
    let request = world.next().await;
    settled().await;
    assert!(page.busy());
    assert_eq!(page.ids(), [""; 0]);
    assert!(page.find(".notice").is_none());
    check_focus(&page, "#token");
    ask(&request);
    page.says("tr.instead .field-error", REFUSED).await;
    check_focus(&page, "#token");

    sign_in(&page, "good");
    world.next().await.list(&jobs(&["c"]));
    page.loaded().await;
    assert_eq!(page.ids(), ["c"]);
    settled().await;
    check_focus(&page, "#heading");
    world.no_more().await;
}

/// A token that is no longer valid, for example because it has expired.
#[wasm_bindgen_test]
async fn a_token_that_ends() {
    let (world, page) = asked(&[]).await;
    sign_in(&page, "short");
    world.next().await.list(&jobs(&["a"]));
    page.loaded().await;
    page.button("Refresh").click();
    ask(&world.next().await);
    page.says(".notice .field-error", REFUSED).await;
    assert_eq!(page.ids(), ["a"]);
}

/// Another failure after signing in is displayed as that failure, and the token is kept.
#[wasm_bindgen_test]
async fn another_failure_after_signing_in() {
    let (world, page) = asked(&[]).await;
    sign_in(&page, "good");
    world.next().await.answer(403, &[], br#"{"reason":"project","error_msg":"Not yours."}"#);
    page.says("tr.instead [role=alert]", "You do not have permission to view these jobs").await;
    assert!(page.find("form").is_none());
    settled().await;
    check_focus(&page, "#heading");
    page.button("Retry").click();
    assert_eq!(world.next().await.header("Authorization").as_deref(), Some("Bearer good"));
}

/// Another proxy does not get the token, nor does the first one when it is set again, and the form of another proxy is
/// removed.
#[wasm_bindgen_test]
async fn another_proxy() {
    let (world, page) = asked(&[("proxy", "/one")]).await;
    sign_in(&page, "for-one");
    let request = world.next().await;
    assert_eq!(request.path(), "/one/v1/demo/dev-servers/jobs");
    request.list(&jobs(&["a"]));
    page.loaded().await;
    for proxy in ["/two", "https://elsewhere.example", "/one"] {
        page.set("proxy", proxy);
        let request = world.next().await;
        assert_eq!(request.header("Authorization"), None, "{proxy}");
        ask(&request);
        page.says("tr.instead", TITLE).await;
        assert_eq!(page.ids(), [""; 0], "the rows of another proxy");
        assert!(!page.text().contains(REFUSED), "no token was sent to {proxy}");
        world.no_more().await;
    }

    // While a token is being tried, and over a proxy that is none.
    sign_in(&page, "for-one");
    let request = world.next().await;
    page.set("proxy", "ftp://none");
    page.says("tr.instead [role=alert]", "The proxy address is invalid").await;
    assert!(request.aborted());
    assert!(page.find("form").is_none());
    page.set("proxy", "/one");
    let request = world.next().await;
    assert_eq!(request.header("Authorization"), None);
    settled().await;
    assert!(page.find("form").is_none());
    world.no_more().await;
}

/// A change of other settings keeps the token, because it belongs to the proxy.
#[wasm_bindgen_test]
async fn another_project() {
    let (world, page) = asked(&[]).await;
    sign_in(&page, "good");
    world.next().await.list(&jobs(&["a"]));
    page.loaded().await;
    page.set("project-id", "other");
    let request = world.next().await;
    assert_eq!(request.path(), "/v1/other/dev-servers/jobs");
    assert_eq!(request.header("Authorization").as_deref(), Some("Bearer good"));
    page.set("credentials", "include");
    let request = world.next().await;
    assert_eq!(request.header("Authorization").as_deref(), Some("Bearer good"));
    assert_eq!(request.credentials(), "include");
    world.no_more().await;
}

/// An element that is removed from the document keeps the token for its return; another element does not get it.
#[wasm_bindgen_test]
async fn the_token_is_the_elements_own() {
    let (world, page) = asked(&[]).await;
    sign_in(&page, "good");
    world.next().await.list(&jobs(&["a"]));
    page.loaded().await;
    let beside = Mounted::new(&[]);
    assert_eq!(world.next().await.header("Authorization"), None);
    drop(beside);
    page.host.remove();
    settled().await;
    document().body().unwrap().append_child(&page.host).unwrap();
    let request = world.next().await;
    assert_eq!(request.header("Authorization").as_deref(), Some("Bearer good"));
    world.no_more().await;
}

/// A form that is removed with the element leaves nothing behind.
#[wasm_bindgen_test]
async fn it_leaves_with_the_element() {
    let (world, page) = asked(&[]).await;
    field(&page).focus().unwrap();
    page.host.remove();
    settled().await;
    assert_eq!(world.alive(), [""; 0]);
    assert_eq!(page.all("*").len(), 0);
}

/// A 401 without a hint that a token would help belongs to the portal's own sign-in.
#[wasm_bindgen_test]
async fn another_401() {
    for body in [r#"{"error_msg":"Incorrect token."}"#, r#"{"reason":"session"}"#, "sign_in"] {
        let world = World::new();
        let page = Mounted::new(&[]);
        world.next().await.answer(401, &[("WWW-Authenticate", "Bearer")], body.as_bytes());
        page.says("tr.instead [role=alert]", "You are not signed in").await;
        assert!(page.find("form").is_none());
        assert!(page.has_button("Retry"));
    }
}

/// In Chinese; a switch of the language rewrites what is there.
#[wasm_bindgen_test]
async fn in_chinese() {
    let (world, page) = asked(&[("locale", "zh-CN")]).await;
    page.says("tr.instead", "登录后查看任务").await;
    page.says("form", "仅保存在内存中，离开此页面后失效").await;
    let _: HtmlInputElement = page.labelled("访问令牌");
    sign_in(&page, "令牌");
    page.says("form .field-error", "请输入有效的令牌，仅支持字母、数字和特殊字符。").await;
    sign_in(&page, "bad");
    ask(&world.next().await);
    page.says("form .field-error", "令牌未通过验证。").await;
    assert!(page.has_button("登录"));
    page.set("locale", "en-US");
    page.says("form .field-error", REFUSED).await;
    page.says("tr.instead", TITLE).await;
    world.no_more().await;
}
