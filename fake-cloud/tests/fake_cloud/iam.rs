//! Tokens: asked for, used, too old, taken back.

use std::sync::atomic::Ordering;

use devserver_jobs_fake_cloud::{FakeCloud, TOKEN_PATH};
use serde_json::{Value, json};

use crate::client::{Headers, Reply, ask};
use crate::{NOW, PROJECT, cloud, cloud_with, list_body, list_path};

const DAY: i64 = 24 * 3_600_000;

fn headers(pairs: &[(&str, &str)]) -> Headers {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn body(password: &str, scope: Value) -> Value {
    json!({ "auth": {
        "identity": { "methods": ["password"], "password": { "user": {
            "name": "example-user",
            "password": password,
            "domain": { "name": "example-account" },
        }}},
        "scope": scope,
    }})
}

async fn ask_token(cloud: &FakeCloud, body: &Value) -> Reply {
    let headers = headers(&[("Content-Type", "application/json;charset=utf8")]);
    ask(cloud, "POST", &format!("{TOKEN_PATH}?nocatalog=true"), &headers, &body.to_string()).await
}

async fn token(cloud: &FakeCloud, scope: Value) -> String {
    let reply = ask_token(cloud, &body("example-Passw0rd", scope)).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    reply.header("X-Subject-Token").to_owned()
}

async fn list_with(cloud: &FakeCloud, token: &str) -> Reply {
    let headers = headers(&[("X-Auth-Token", token), ("Content-Type", "application/json")]);
    ask(cloud, "GET", &list_path(), &headers, "").await
}

#[track_caller]
fn check_refused(reply: &Reply, reason: &str) {
    assert_eq!(reply.status, 401, "{}", reply.text());
    let message = format!("Incorrect IAM authentication information: {reason}");
    assert_eq!(reply.json()["error_msg"], message);
}

#[tokio::test]
async fn a_token_is_good_for_as_long_as_it_says() {
    let (cloud, hand) = cloud_with(|_| {}).await;
    let reply =
        ask_token(&cloud, &body("example-Passw0rd", json!({ "project": { "name": "r" }}))).await;
    assert_eq!(reply.json()["token"]["expires_at"], "2026-01-16T08:30:00.000000Z");
    let token = reply.header("X-Subject-Token");
    assert_eq!((token.len(), token.starts_with("MII")), (8744, true));

    let reply = list_with(&cloud, token).await;
    assert_eq!((reply.status, reply.body), (200, list_body()));
    hand.store(NOW + DAY - 1, Ordering::SeqCst);
    assert_eq!(list_with(&cloud, token).await.status, 200);
    hand.store(NOW + DAY, Ordering::SeqCst);
    check_refused(&list_with(&cloud, token).await, "token expires");
}

#[tokio::test]
async fn a_token_may_be_very_long_and_short_lived() {
    let (cloud, hand) = cloud_with(|settings| {
        settings.token_length = 32 * 1024;
        settings.token_lifetime_ms = 1000;
    })
    .await;
    let token = token(&cloud, json!({ "project": { "name": "r" }})).await;
    assert_eq!(token.len(), 32 * 1024);
    assert_eq!(list_with(&cloud, &token).await.status, 200);
    hand.fetch_add(1000, Ordering::SeqCst);
    check_refused(&list_with(&cloud, &token).await, "token expires");
}

#[tokio::test]
async fn a_new_token_does_not_end_an_old_one_and_a_new_password_ends_both() {
    let cloud = cloud().await;
    let scope = json!({ "project": { "name": "r" }});
    let (one, two) = (token(&cloud, scope.clone()).await, token(&cloud, scope.clone()).await);
    assert_ne!(one, two);
    for token in [&one, &two] {
        assert_eq!(list_with(&cloud, token).await.status, 200);
    }
    cloud.revoke_tokens();
    for token in [&one, &two, "MII"] {
        check_refused(&list_with(&cloud, token).await, "decrypt token fail");
    }
    let three = token(&cloud, scope).await;
    assert!(three != one && three != two);
}

#[tokio::test]
async fn a_token_for_one_project_is_good_for_no_other() {
    let cloud = cloud().await;
    let own = token(&cloud, json!({ "project": { "id": PROJECT }})).await;
    let other = token(&cloud, json!({ "project": { "id": "another" }})).await;
    assert_eq!(list_with(&cloud, &own).await.status, 200);
    check_refused(&list_with(&cloud, &other).await, "decrypt token fail");
}

#[tokio::test]
async fn a_wrong_user_gets_no_token() {
    let cloud = cloud().await;
    let reply = ask_token(&cloud, &body("wrong", json!({ "project": { "name": "r" }}))).await;
    assert_eq!((reply.status, reply.header("X-Subject-Token")), (401, ""));
    let expect = json!({ "error": {
        "message": "The username or password is wrong.", "code": 401, "title": "Unauthorized",
    }});
    assert_eq!(reply.json(), expect);
}

#[tokio::test]
async fn what_asks_for_no_token_properly_gets_none() {
    let cloud = cloud().await;
    for body in [
        body("example-Passw0rd", json!({})),
        json!({ "auth": {} }),
        json!([]),
        json!({ "auth": { "identity": { "methods": ["token"] } } }),
    ] {
        let reply = ask_token(&cloud, &body).await;
        assert_eq!((reply.status, &reply.json()["error"]["code"]), (400, &json!(400)));
    }
    let plain = body("example-Passw0rd", json!({ "project": { "name": "r" }})).to_string();
    assert_eq!(ask(&cloud, "POST", TOKEN_PATH, &Vec::new(), &plain).await.status, 400);
    assert_eq!(ask(&cloud, "GET", TOKEN_PATH, &Vec::new(), "").await.status, 404);
}
