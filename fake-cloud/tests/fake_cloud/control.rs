//! The control paths of the program.

use devserver_jobs_fake_cloud::FakeCloud;
use serde_json::{Value, json};

use crate::client::{Reply, Talk, ask, signed};
use crate::{NOW, cloud_with, list, list_path};

async fn controlled() -> FakeCloud {
    cloud_with(|settings| settings.control = true).await.0
}

async fn tell(cloud: &FakeCloud, what: Value) -> Reply {
    ask(cloud, "POST", "/_behave", &Vec::new(), &what.to_string()).await
}

async fn calls(cloud: &FakeCloud) -> Value {
    ask(cloud, "GET", "/_calls", &Vec::new(), "").await.json()
}

#[tokio::test]
async fn every_behaviour_can_be_told() {
    let cloud = controlled().await;
    for (what, status, part) in [
        (json!({ "kind": "signing_failure" }), 401, "verify aksk signature fail"),
        (json!({ "kind": "throttled", "retry_after": "3" }), 429, "APIGW.0308"),
        (json!({ "kind": "jobs", "jobs": 7 }), 200, "\"total\":7"),
        (json!({ "kind": "redirect", "to": "/" }), 302, ""),
        (json!({ "kind": "html_200" }), 200, "Sign in"),
        (json!({ "kind": "hang_up" }), 0, ""),
        (json!({ "kind": "refuse", "times": 1 }), 200, "total"),
        (
            json!({ "kind": "status", "status": 503, "body": "no", "content_type": "text/plain",
                    "headers": { "X-A": "b" }, "late_ms": 1, "drip_bytes": 1, "pause_ms": 0 }),
            503,
            "no",
        ),
        (json!({ "kind": "internal", "cut_after": 5, "chunked": true }), 500, "{\"err"),
        (json!({ "kind": "endless", "length": 9 }), 200, "         "),
        (json!({ "kind": "normal" }), 200, "\"total\":3"),
    ] {
        let reply = tell(&cloud, what.clone()).await;
        assert_eq!((reply.status, reply.text().as_str()), (200, "{}"), "{what}");
        if what["kind"] == "refuse" {
            assert_eq!(Talk::begin(&cloud).await.rest().await.status, 0);
            tell(&cloud, json!({ "kind": "normal" })).await;
        }
        let reply = list(&cloud).await;
        assert_eq!(reply.status, status, "{what}");
        assert!(reply.text().contains(part), "{what}: {}", reply.text());
        if what["kind"] == "hang_up" {
            tell(&cloud, json!({ "kind": "normal" })).await;
        }
    }
}

#[tokio::test]
async fn the_gate_is_opened_from_outside() {
    let cloud = controlled().await;
    tell(&cloud, json!({ "kind": "hold" })).await;
    let mut talk = Talk::begin(&cloud).await;
    let headers = signed(&cloud, &list_path(), &crate::Key::example(), NOW);
    talk.say("GET", &list_path(), &headers, "").await;
    cloud.wait_for_calls(1).await;
    let seen = calls(&cloud).await;
    assert_eq!((&seen["count"], &seen["in_flight"]), (&json!(1), &json!(1)));
    assert_eq!(seen["calls"], json!([{ "method": "GET", "target": list_path() }]));
    tell(&cloud, json!({ "kind": "release" })).await;
    talk.head().await;

    tell(&cloud, json!({ "kind": "internal", "hold": true })).await;
    tell(&cloud, json!({ "kind": "open" })).await;
    assert_eq!(list(&cloud).await.status, 500);
    tell(&cloud, json!({ "kind": "forget_calls" })).await;
    assert_eq!(calls(&cloud).await["count"], 0);
}

#[tokio::test]
async fn tokens_are_told_apart() {
    let cloud = controlled().await;
    tell(&cloud, json!({ "kind": "wrong_password", "for": "iam", "times": 1 })).await;
    assert_eq!(list(&cloud).await.status, 200);
    let path = devserver_jobs_fake_cloud::TOKEN_PATH;
    for status in [401, 400] {
        assert_eq!(ask(&cloud, "POST", path, &Vec::new(), "{}").await.status, status);
    }
    assert_eq!(tell(&cloud, json!({ "kind": "revoke_tokens" })).await.status, 200);
}

#[tokio::test]
async fn what_is_not_understood_is_said_and_changes_nothing() {
    let cloud = controlled().await;
    for (what, part) in [
        (json!({}), "kind is missing"),
        (json!({ "kind": "x" }), "\\\"x\\\""),
        (json!({ "kind": "jobs" }), "jobs is missing"),
        (json!({ "kind": "status" }), "status is missing"),
        (json!({ "kind": "refuse" }), "times is missing"),
        (json!({ "kind": "internal", "for": "me" }), "iam"),
    ] {
        let reply = tell(&cloud, what).await;
        assert_eq!(reply.status, 400);
        assert!(reply.text().contains(part), "{}", reply.text());
    }
    assert_eq!(ask(&cloud, "POST", "/_behave", &Vec::new(), "{").await.status, 400);
    assert_eq!(list(&cloud).await.status, 200);
}
