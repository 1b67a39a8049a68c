//! Who is let in, and how often.

use std::time::Duration;

use devserver_jobs_gateway::error::Reason;
use serde_json::json;
use tempfile::TempDir;

use super::guarded::{Asked, Guarded, OUTSIDE, PROXY, SECRET, bearer_file, refused};
use crate::header;

#[tokio::test]
async fn whoever_knows_the_secret_is_let_in() {
    let dir = TempDir::new().unwrap();
    let gateway = Guarded::new(&[&bearer_file(&dir, SECRET), "--rate-limit=0"]);
    for scheme in ["Bearer", "bearer", "BEARER", "Bearer "] {
        let sent = format!("{scheme} {SECRET}");
        let (status, seen) = gateway.get(OUTSIDE, &[("authorization", &sent)]).await;
        assert_eq!(status, 200, "{scheme}");
        assert_eq!(seen, json!({ "name": null, "mine": true, "other": true, "secret": false }));
    }
    let sent = format!("Bearer {SECRET}");
    for (headers, part) in [
        (&[][..], "requires a bearer token"),
        (&[("authorization", SECRET)], "requires a bearer token"),
        (&[("authorization", "Bearer")], "requires a bearer token"),
        (&[("authorization", "Bearer ")], "requires a bearer token"),
        (&[("authorization", &format!("Basic {SECRET}"))], "requires a bearer token"),
        (&[("authorization", &format!("Bearer{SECRET}"))], "requires a bearer token"),
        (&[("authorization", &format!("{sent}0"))], "not valid for this gateway"),
        (&[("authorization", &format!("{sent} {SECRET}"))], "not valid for this gateway"),
        (&[("authorization", &format!("{sent}, {sent}"))], "not valid for this gateway"),
        (&[("authorization", "Bearer ä")], "sent once"),
        (&[("authorization", &sent), ("authorization", &sent)], "sent once"),
        (&[("authorization", "Bearer x"), ("authorization", &sent)], "sent once"),
        (&[("x-forwarded-user", "anna")], "requires a bearer token"),
    ] {
        let answer = gateway.get(OUTSIDE, headers).await;
        refused(&answer, 401, Reason::SignIn, part);
        assert!(!answer.1.to_string().contains(SECRET), "{answer:?}");
    }
    let (response, _) = gateway.send(Asked::default()).await;
    assert_eq!(header(&response, "www-authenticate"), "Bearer");
    assert!(!format!("{:?}", gateway.access).contains(SECRET));
}

#[tokio::test]
async fn a_secret_is_rotated_without_a_restart() {
    let dir = TempDir::new().unwrap();
    let gateway = Guarded::new(&[&bearer_file(&dir, SECRET), "--rate-limit=0"]);
    let new = format!("Bearer new-{SECRET}");
    assert_eq!(gateway.get(OUTSIDE, &[("authorization", &new)]).await.0, 401);
    bearer_file(&dir, &format!("new-{SECRET}\n{SECRET}\n"));
    gateway.advance(Duration::from_secs(1));
    assert_eq!(gateway.get(OUTSIDE, &[("authorization", &new)]).await.0, 200);
    bearer_file(&dir, &format!("new-{SECRET}\n"));
    gateway.advance(Duration::from_secs(1));
    let old = format!("Bearer {SECRET}");
    refused(
        &gateway.get(OUTSIDE, &[("authorization", &old)]).await,
        401,
        Reason::SignIn,
        "not valid",
    );
}

#[tokio::test]
async fn only_a_listed_proxy_says_who_calls() {
    let gateway = Guarded::new(&["--user-header=X-User", "--trusted-proxy=10.0.0.0/24"]);
    let anna = [("x-user", "anna")];
    let (status, seen) = gateway.get(PROXY, &anna).await;
    assert_eq!((status, &seen["name"], &seen["mine"]), (200, &json!("anna"), &json!(true)));
    refused(&gateway.get(OUTSIDE, &anna).await, 401, Reason::SignedOut, "through the proxy");
    refused(&gateway.get("10.0.1.7:1", &anna).await, 401, Reason::SignedOut, "through the proxy");
    // Whoever writes that he came from the proxy has not.
    let forged = [("x-user", "anna"), ("x-forwarded-for", "10.0.0.7")];
    refused(&gateway.get(OUTSIDE, &forged).await, 401, Reason::SignedOut, "through the proxy");
    for headers in
        [&[][..], &[("x-user", "")], &[("x-user", " ")], &[("x-user", "a"), ("x-user", "b")]]
    {
        refused(
            &gateway.get(PROXY, headers).await,
            401,
            Reason::SignedOut,
            "name a signed-in user",
        );
    }
    let unknown = Asked { peer: None, headers: &anna, ..Asked::default() };
    let (response, _) = gateway.send(unknown).await;
    assert_eq!(response.status(), 401);
    // A page must not ask for a token that nobody has.
    assert_eq!(header(&response, "www-authenticate"), "");
}

#[tokio::test]
async fn every_client_has_its_own_rate() {
    let gateway =
        Guarded::new(&["--rate-limit=1", "--trusted-proxy=10.0.0.7", "--allow-anonymous"]);
    let admitted = async |peer: &str, forwarded: &[&str]| {
        let headers: Vec<_> = forwarded.iter().map(|it| ("x-forwarded-for", *it)).collect();
        let mut admitted = 0;
        for _ in 0..4 {
            match gateway.get(peer, &headers).await {
                (200, _) => admitted += 1,
                answer => refused(&answer, 429, Reason::RateLimited, "Too many requests"),
            }
        }
        admitted
    };
    // Behind the proxy everybody has a share; one that is used up cannot be had again under another
    // name, since the proxy adds the true one at the end.
    assert_eq!(admitted(PROXY, &["198.51.100.1"]).await, 2);
    assert_eq!(admitted(PROXY, &["198.51.100.2"]).await, 2);
    assert_eq!(admitted(PROXY, &["1.2.3.4, 198.51.100.1"]).await, 0);
    assert_eq!(admitted(PROXY, &["1.2.3.4", "198.51.100.2"]).await, 0);
    assert_eq!(admitted(PROXY, &["198.51.100.3, nonsense"]).await, 2);
    assert_eq!(admitted(PROXY, &[]).await, 0);
    // From outside, the header is air.
    assert_eq!(admitted(OUTSIDE, &["198.51.100.7"]).await, 2);
    assert_eq!(admitted(OUTSIDE, &["198.51.100.8"]).await, 0);
    assert_eq!(admitted("203.0.113.9:5", &["10.0.0.7"]).await, 0);
    gateway.advance(Duration::from_secs(1));
    assert_eq!(admitted(OUTSIDE, &[]).await, 1);
}
