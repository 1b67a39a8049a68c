//! Who may call, from the flags to the cloud: the whole gateway with an access rule.

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::routing::get as route;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tracing::Level;

use super::keeping::Log;
use super::{LIST, MINUTE, Plan, World};
use crate::access::issuer::issuer_at;
use crate::{NOW_MS, ask, get};

async fn asked(world: &World, target: &str, token: &str) -> (u16, String) {
    let request = Request::get(target).header("authorization", format!("Bearer {token}"));
    let (response, body) = ask(&world.router, request.body(Body::empty()).unwrap()).await;
    let body: Value = serde_json::from_slice(&body).unwrap();
    (response.status().as_u16(), body["reason"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn the_page_is_public_and_the_list_is_not() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("bearer");
    std::fs::write(&path, "planted-secret-0123456789").unwrap();
    let flag = format!("--bearer-file={}", path.display());
    let world = World::new(Plan { flags: &[&flag], ..Plan::default() }).await;
    let (response, page) = get(&world.router, "/").await;
    assert_eq!(response.status(), 200);
    let page = String::from_utf8(page.to_vec()).unwrap();
    // The ids of the projects were in the page, for everybody to read.
    assert!(page.contains("<devserver-jobs sync-url list-projects=\"\">"), "{page}");
    assert_eq!(get(&world.router, PROJECTS).await.0.status(), 401);
    assert_eq!(get(&world.router, LIST).await.0.status(), 401);
    assert_eq!(asked(&world, LIST, "wrong").await, (401, "sign_in".to_owned()));
    assert_eq!(world.cloud.count(), 0);
    assert_eq!(asked(&world, LIST, "planted-secret-0123456789").await.0, 200);
    assert_eq!(
        world.cloud.calls()[0].header("authorization").unwrap().split(' ').next(),
        Some("SDK-HMAC-SHA256")
    );
}

const PROJECTS: &str = "/v1/projects";

/// Nobody knew any more that a flag of last year let everybody in.
#[tokio::test]
async fn that_everybody_is_let_in_is_logged_at_every_start() {
    let flags = ["--allow-host", "jobs.example.com", "--allow-anonymous"];
    for (flags, lines) in [(&flags[..], 1), (&[], 0)] {
        let log = Log::default();
        let _guard = log.subscribe(Level::WARN);
        let world = World::new(Plan { flags, ..Plan::default() }).await;
        assert_eq!(get(&world.router, LIST).await.0.status(), 200);
        assert_eq!(log.text().matches("--allow-anonymous is given").count(), lines);
    }
}

#[tokio::test]
async fn the_projects_are_named_in_the_order_in_which_they_were_given() {
    let world = World::usual().await;
    let (response, body) = get(&world.router, PROJECTS).await;
    assert_eq!(
        (response.status().as_u16(), &body[..]),
        (200, &br#"{"projects":["demo","other"]}"#[..])
    );
    assert_eq!(world.cloud.count(), 0);
    assert_eq!(get(&world.router, "/v1/projects?x=1").await.0.status(), 400);
    let request = Request::post(PROJECTS).body(Body::empty()).unwrap();
    assert_eq!(ask(&world.router, request).await.0.status(), 405);
}

#[tokio::test]
async fn an_issuer_on_the_network_says_who_may_see_which_project() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (description, keys, sign) = issuer_at(&address);
    let issuer = Router::new()
        .route("/.well-known/openid-configuration", route(async || description))
        .route("/keys", route(async || keys));
    tokio::spawn(axum::serve(listener, issuer).into_future());
    let flags = [
        &format!("--oidc-issuer={address}"),
        "--oidc-audience=gateway",
        "--oidc-projects-claim=projects",
    ];
    let world = World::new(Plan { flags: &flags, ..Plan::default() }).await;
    let token = |audience: &str, projects: Value| {
        sign(&json!({
            "iss": address, "aud": audience, "exp": NOW_MS / 1000 + 120, "sub": "anna",
            "projects": projects,
        }))
    };
    let good = token("gateway", json!(["demo", "third"]));
    assert_eq!(asked(&world, LIST, &good).await.0, 200);
    let refused = |status: u16, reason: &str| (status, reason.to_owned());
    let other = "/v1/other/dev-servers/jobs";
    assert_eq!(asked(&world, other, &good).await, refused(403, "project"));
    // A project that the token lists and the gateway does not serve.
    assert_eq!(asked(&world, "/v1/third/dev-servers/jobs", &good).await, refused(403, "project"));
    let wrong = token("another", json!(["demo"]));
    assert_eq!(asked(&world, LIST, &wrong).await, refused(401, "sign_in"));
    world.pass(4 * MINUTE);
    assert_eq!(asked(&world, LIST, &good).await, refused(401, "sign_in"));
}
