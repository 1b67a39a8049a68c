//! Which signed calls pass, which are refused with which message, and when a key is locked.

use std::sync::atomic::Ordering;

use devserver_jobs_fake_cloud::{FakeCloud, Key};

use crate::client::{Headers, Reply, ask, header, set, sign, signed};
use crate::{MINUTE, NOW, cloud, cloud_with, list, list_at, list_path};

const NAMES: [&str; 3] = ["host", "x-project-id", "x-sdk-date"];

async fn get(cloud: &FakeCloud, target: &str, headers: &Headers) -> Reply {
    ask(cloud, "GET", target, headers, "").await
}

#[track_caller]
fn check_refused(reply: &Reply, reason: &str) {
    assert_eq!(reply.status, 401, "{}", reply.text());
    let body = reply.json();
    assert_eq!(body["error_code"], "APIGW.0301");
    let message = body["error_msg"].as_str().unwrap();
    let start = format!("Incorrect IAM authentication information: {reason}");
    assert!(message.starts_with(&start), "{message}");
    assert_eq!(body["request_id"], reply.header("X-Request-Id"));
}

#[tokio::test]
async fn a_call_that_was_changed_on_the_way_is_refused() {
    let key = Key::example();
    let fresh = cloud().await;
    let good = signed(&fresh, &list_path(), &key, NOW);
    let authorization = header(&good, "Authorization");
    let with = |name: &str, value: &str| {
        let mut headers = good.clone();
        set(&mut headers, name, value);
        headers
    };
    let twice = [good.clone(), vec![("Host".to_owned(), "b".to_owned())]].concat();
    let other_host = authorization.replace("host;", "");
    let shouted = authorization.replace("host;", "Host;");
    let unsorted = authorization.replace("host;x-project-id", "x-project-id;host");
    let sk = Key::new(&key.ak, "hwAnotherSecretKey/0123456789+abcdefghijkl");
    let cases = [
        ("another path", list_path() + "/", good.clone(), None),
        ("a query", list_path() + "?name=a", good.clone(), Some("canonicalRequest:GET\n")),
        ("another host", list_path(), with("Host", "localhost"), Some("canonicalRequest:")),
        ("a host twice", list_path(), twice, Some("SignedHeaders")),
        ("a name less", list_path(), with("Authorization", &other_host), Some("canonical")),
        ("a name in capitals", list_path(), with("Authorization", &shouted), Some("SignedHeaders")),
        ("not sorted", list_path(), with("Authorization", &unsorted), Some("SignedHeaders")),
        ("another project", list_path(), with("X-Project-Id", "a"), Some("X-Project-Id")),
        ("another date", list_path(), with("X-Sdk-Date", "20260115T083001Z"), Some("canonical")),
        ("no date", list_path(), with("X-Sdk-Date", "now"), Some("X-Sdk-Date")),
        ("a token", list_path(), with("X-Security-Token", "a"), Some("X-Security-Token")),
        ("another secret", list_path(), signed(&fresh, &list_path(), &sk, NOW), Some("canonical")),
    ];
    for (what, target, headers, reason) in cases {
        // A cloud of its own for each, or the key would be locked. Its port is not that of `fresh`,
        // which is why the host was signed and is sent as it was.
        let cloud = cloud().await;
        let reply = get(&cloud, &target, &headers).await;
        match reason {
            Some(reason) => check_refused(&reply, &format!("verify aksk signature fail, {reason}")),
            None => assert_eq!(reply.status, 404, "{what}"),
        }
    }
    assert_eq!(get(&cloud().await, &list_path(), &good).await.status, 200, "unchanged, it passes");
}

#[tokio::test]
async fn a_call_without_any_credential_or_with_another_scheme_is_refused() {
    let cloud = cloud().await;
    let content_type = vec![("Content-Type".to_owned(), "application/json".to_owned())];
    check_refused(&get(&cloud, &list_path(), &content_type).await, "x-auth-token not found");
    for value in ["Bearer x", "SDK-HMAC-SHA256 Access=a,SignedHeaders=b,Signature=c", ""] {
        let mut headers = content_type.clone();
        set(&mut headers, "Authorization", value);
        check_refused(&get(&cloud, &list_path(), &headers).await, "Authorization");
    }
}

#[tokio::test]
async fn the_date_must_be_signed() {
    let cloud = cloud().await;
    let mut headers = signed(&cloud, &list_path(), &Key::example(), NOW);
    sign(&mut headers, &list_path(), &Key::example(), &["host", "x-project-id"]);
    let reply = get(&cloud, &list_path(), &headers).await;
    check_refused(&reply, "verify aksk signature fail, X-Sdk-Date is not signed");
}

#[tokio::test]
async fn clocks_may_differ_by_a_quarter_of_an_hour() {
    for (off_ms, passes) in [
        (0, true),
        (15 * MINUTE, true),
        (-15 * MINUTE, true),
        (15 * MINUTE + 1000, false),
        (-15 * MINUTE - 1000, false),
    ] {
        let cloud = cloud().await;
        let headers = signed(&cloud, &list_path(), &Key::example(), NOW + off_ms);
        let reply = get(&cloud, &list_path(), &headers).await;
        if passes {
            assert_eq!(reply.status, 200, "{off_ms}");
        } else {
            check_refused(&reply, "verify aksk signature fail, signature expired");
        }
    }
}

#[tokio::test]
async fn an_unknown_key_is_named() {
    let cloud = cloud().await;
    let headers = signed(&cloud, &list_path(), &Key::new("HWNOBODY", "x"), NOW);
    let reply = get(&cloud, &list_path(), &headers).await;
    check_refused(&reply, "Get secretKey failed,ak:HWNOBODY,err:ak not exist");
}

#[tokio::test]
async fn a_temporary_key_needs_its_token_sent_and_signed() {
    let key = Key { security_token: Some("made-up-token".to_owned()), ..Key::example() };
    let (cloud, _hand) = cloud_with(|settings| settings.keys = vec![key.clone()]).await;
    let good = signed(&cloud, &list_path(), &key, NOW);
    assert_eq!(get(&cloud, &list_path(), &good).await.status, 200);

    let without = signed(&cloud, &list_path(), &Key::example(), NOW);
    let reply = get(&cloud, &list_path(), &without).await;
    check_refused(&reply, "verify aksk signature fail, X-Security-Token is not that of the key");

    let mut unsigned = good.clone();
    sign(&mut unsigned, &list_path(), &key, &NAMES);
    let reply = get(&cloud, &list_path(), &unsigned).await;
    check_refused(&reply, "verify aksk signature fail, X-Security-Token is not signed");
}

#[tokio::test]
async fn six_failures_in_a_row_lock_a_key_for_five_minutes() {
    let (cloud, hand) = cloud_with(|_| {}).await;
    let wrong = Key::new(&Key::example().ak, "wrong");
    let fail = async || {
        let headers = signed(&cloud, &list_path(), &wrong, NOW);
        get(&cloud, &list_path(), &headers).await
    };
    for _ in 0..5 {
        check_refused(&fail().await, "verify aksk signature fail, ");
    }
    assert_eq!(list(&cloud).await.status, 200, "one that is right ends the row");
    for _ in 0..6 {
        check_refused(&fail().await, "verify aksk signature fail, ");
    }
    let locked = "AK access failed to reach the limit,forbidden";
    check_refused(&fail().await, locked);
    check_refused(&list(&cloud).await, locked);

    hand.store(NOW + 5 * MINUTE - 1, Ordering::SeqCst);
    check_refused(&list_at(&cloud, &hand).await, locked);
    hand.store(NOW + 5 * MINUTE, Ordering::SeqCst);
    assert_eq!(list_at(&cloud, &hand).await.status, 200);
    assert_eq!(cloud.count(), 16);
}

#[tokio::test]
async fn a_lock_is_that_keys_alone() {
    let (cloud, _hand) =
        cloud_with(|settings| settings.keys.push(Key::new("HWOTHER", "other"))).await;
    for _ in 0..7 {
        let headers = signed(&cloud, &list_path(), &Key::new("HWOTHER", "wrong"), NOW);
        assert_eq!(get(&cloud, &list_path(), &headers).await.status, 401);
    }
    assert_eq!(list(&cloud).await.status, 200);
}
