//! For which host a request is meant, and which page may send it.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::Response;
use axum::middleware::from_fn_with_state;
use axum::routing::any;
use devserver_jobs_gateway::access::{Access, AccessRules, Fetch, OriginArgs};
use devserver_jobs_gateway::clock::Clock;
use devserver_jobs_gateway::error::Reason;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::guarded::{
    ALLOW_PORTAL, Asked, Guarded, LIST, OUTSIDE, PORTAL, SECRET, bearer_file, guard, refused, seen,
};
use crate::{ask, header};

const EXPOSED: &str = "Age, Cache-Status, ETag, Retry-After, X-Request-Id";

fn vary(response: &Response<()>) -> String {
    let lines = response.headers().get_all("vary").iter();
    lines.map(|line| line.to_str().unwrap().to_lowercase()).collect::<Vec<_>>().join(", ")
}

#[tokio::test]
async fn only_its_own_names_are_answered() {
    let gateway = Guarded::new(&["--allow-host=jobs.example.com", "--allow-anonymous"]);
    for (host, target, status) in [
        ("localhost:8787", LIST, 200),
        ("jobs.example.com", LIST, 200),
        ("evil.example:8787", LIST, 421),
        ("localhost.evil.com", LIST, 421),
        ("evil.example", "/element.js", 421),
        ("evil.example", "/nothing", 421),
    ] {
        let headers = [("host", host)];
        let (response, body) =
            gateway.send(Asked { target, headers: &headers, ..Asked::default() }).await;
        assert_eq!(response.status(), status, "{host} {target}");
        if status == 421 {
            let body: Value = serde_json::from_slice(&body).unwrap();
            assert_eq!(
                (&body["reason"], &body["error_code"]),
                (&json!("host"), &json!("DevServerJobs.0421"))
            );
            assert!(!body.to_string().contains("evil"), "{body}");
        }
    }
}

/// The guard does not rely on somebody else to look at the host.
#[tokio::test]
async fn the_guard_is_complete_by_itself() {
    let gateway = Guarded::new(&[ALLOW_PORTAL]);
    let router = Router::new()
        .route("/v1/{*path}", any(seen))
        .route_layer(from_fn_with_state(gateway.access.clone(), guard));
    let request = Request::get(LIST).header("host", "evil.example").header("origin", PORTAL);
    let (response, _) = ask(&router, request.body(Body::empty()).unwrap()).await;
    assert_eq!(response.status(), 421);
    assert_eq!(header(&response, "access-control-allow-origin"), "");
}

/// The demo requires no sign-in, and is as strict about pages.
#[tokio::test]
async fn rules_for_this_machine_alone_are_about_pages_only() {
    let mut faults = Vec::new();
    let origins = OriginArgs { allow_origin: vec![PORTAL.to_owned()] }.read(&mut faults);
    assert_eq!(faults, [""; 0]);
    let rules = AccessRules::local("127.0.0.1:8787".parse().unwrap(), origins);
    let fetch: Fetch = Arc::new(|_| Box::pin(async { Err("not asked".to_owned()) }));
    let access = Access::new(rules, Clock::system(), fetch);
    let router = Router::new()
        .route("/v1/{*path}", any(seen))
        .route_layer(from_fn_with_state(access, guard));
    for (host, origin, status) in [
        ("127.0.0.1:8787", "http://127.0.0.1:8787", 200),
        ("127.0.0.1:8787", PORTAL, 200),
        ("127.0.0.1:8787", "https://evil.example", 403),
        ("evil.example:8787", "http://evil.example:8787", 421),
    ] {
        for _ in 0..100 {
            let request = Request::get(LIST).header("host", host).header("origin", origin);
            let (response, _) = ask(&router, request.body(Body::empty()).unwrap()).await;
            assert_eq!(response.status(), status, "{host} {origin}");
        }
    }
}

#[tokio::test]
async fn pages_of_other_sites_may_not_ask() {
    let gateway = Guarded::new(&[]);
    assert_eq!(gateway.get(OUTSIDE, &[("sec-fetch-site", "same-origin")]).await.0, 200);
    assert_eq!(gateway.get(OUTSIDE, &[("origin", "http://localhost:8787")]).await.0, 200);
    for headers in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("origin", PORTAL)],
        &[("origin", "null")],
        &[("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")],
    ] {
        for method in ["GET", "HEAD"] {
            let (response, _) = gateway.send(Asked { method, headers, ..Asked::default() }).await;
            assert_eq!(response.status(), 403, "{method} {headers:?}");
            assert_eq!(header(&response, "access-control-allow-origin"), "");
        }
        refused(&gateway.get(OUTSIDE, headers).await, 403, Reason::Origin, "--allow-origin");
    }
}

#[tokio::test]
async fn a_preflight_of_an_allowed_origin_is_answered_before_the_caller_is_known() {
    let dir = TempDir::new().unwrap();
    let gateway = Guarded::new(&[ALLOW_PORTAL, &bearer_file(&dir, SECRET), "--rate-limit=1"]);
    let asked = [
        ("origin", PORTAL),
        ("sec-fetch-site", "cross-site"),
        ("access-control-request-method", "GET"),
        ("access-control-request-headers", "authorization,x-portal-trace"),
        ("access-control-request-private-network", "true"),
    ];
    for _ in 0..10 {
        let (response, body) =
            gateway.send(Asked { method: "OPTIONS", headers: &asked, ..Asked::default() }).await;
        assert_eq!((response.status().as_u16(), body.len()), (204, 0));
        for (name, value) in [
            ("access-control-allow-origin", PORTAL),
            ("access-control-allow-credentials", "true"),
            ("access-control-allow-methods", "GET, HEAD"),
            ("access-control-allow-headers", "authorization, x-portal-trace"),
            ("access-control-max-age", "600"),
            ("access-control-allow-private-network", "true"),
        ] {
            assert_eq!(header(&response, name), value, "{name}");
        }
        assert!(vary(&response).contains("origin"));
    }
}

#[tokio::test]
async fn a_preflight_of_another_origin_is_refused() {
    let gateway = Guarded::new(&[ALLOW_PORTAL]);
    for origin in ["https://evil.example", "null", "https://portal.example.com.evil.example"] {
        let headers = [("origin", origin), ("access-control-request-method", "GET")];
        let (response, _) =
            gateway.send(Asked { method: "OPTIONS", headers: &headers, ..Asked::default() }).await;
        assert_eq!(response.status(), 403, "{origin}");
        assert_eq!(header(&response, "access-control-allow-origin"), "");
        assert_eq!(header(&response, "access-control-allow-methods"), "");
        assert_eq!(vary(&response), "origin");
    }
    // No preflight, so what is behind the door answers.
    let (response, _) = gateway.send(Asked { method: "OPTIONS", ..Asked::default() }).await;
    assert_eq!(response.status(), 200);
}

/// A page that cannot read a refusal cannot tell its user to sign in.
#[tokio::test]
async fn an_allowed_page_can_read_every_answer() {
    let dir = TempDir::new().unwrap();
    let gateway = Guarded::new(&[ALLOW_PORTAL, &bearer_file(&dir, SECRET), "--rate-limit=1"]);
    let authorization = format!("Bearer {SECRET}");
    let fail = ("x-fail", "1");
    for (peer, extra, status) in [
        ("203.0.113.1:1", &[("authorization", authorization.as_str())][..], 200),
        ("203.0.113.2:1", &[], 401),
        ("203.0.113.2:1", &[], 401),
        ("203.0.113.2:1", &[], 429),
        ("203.0.113.3:1", &[("authorization", &authorization), fail], 502),
    ] {
        let headers = [&[("origin", PORTAL)], extra].concat();
        let (response, _) =
            gateway.send(Asked { peer: Some(peer), headers: &headers, ..Asked::default() }).await;
        assert_eq!(response.status(), status);
        assert_eq!(header(&response, "access-control-allow-origin"), PORTAL);
        assert_eq!(header(&response, "access-control-allow-credentials"), "true");
        assert_eq!(header(&response, "access-control-expose-headers"), EXPOSED);
        let expect = if status == 200 { "accept-encoding, origin" } else { "origin" };
        assert_eq!(vary(&response), expect);
        assert_eq!(header(&response, "retry-after"), if status == 429 { "1" } else { "" });
    }
    // Others are told nothing, but that it depends.
    let headers = [("authorization", authorization.as_str())];
    let (response, _) = gateway.send(Asked { headers: &headers, ..Asked::default() }).await;
    assert_eq!(response.status(), 200);
    assert_eq!(header(&response, "access-control-allow-origin"), "");
    assert_eq!(vary(&response), "accept-encoding, origin");
    // Without allowed origins it depends on nothing.
    let (response, _) = Guarded::new(&[]).send(Asked::default()).await;
    assert_eq!(vary(&response), "accept-encoding");
}
