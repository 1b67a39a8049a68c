//! A small made-up API behind the rules on callers.

use std::fs;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, Response};
use axum::middleware::{Next, from_fn_with_state};
use axum::routing::{any, get};
use axum::{Extension, Router};
use clap::Parser;
use devserver_jobs_gateway::access::{self, Access, AccessArgs, Fetch, Principal, RequestId};
use devserver_jobs_gateway::clock::{Clock, Hand};
use devserver_jobs_gateway::error::{Reason, Refusal};
use devserver_jobs_gateway::route::ProjectId;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{NOW_MS, ask};

pub(super) const LIST: &str = "/v1/mine/dev-servers/jobs";
pub(super) const SECRET: &str = "planted-secret-0123456789";
pub(super) const OUTSIDE: &str = "203.0.113.9:4711";
pub(super) const PROXY: &str = "10.0.0.7:4711";
pub(super) const PORTAL: &str = "https://portal.example.com";
pub(super) const ALLOW_PORTAL: &str = "--allow-origin=https://portal.example.com";

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    access: AccessArgs,
}

/// A gateway with these flags. What is behind the door says whom it sees.
pub(super) struct Guarded {
    pub(super) router: Router,
    pub(super) hand: Hand,
    pub(super) access: Arc<Access>,
}

impl Guarded {
    pub(super) fn new(flags: &[&str]) -> Self {
        Guarded::fetching(flags, Arc::new(|url| Box::pin(async move { Err(format!("no {url}")) })))
    }

    pub(super) fn fetching(flags: &[&str], fetch: Fetch) -> Self {
        let args = Cli::parse_from(["gateway"].iter().chain(flags)).access;
        let mut faults = Vec::new();
        let rules = args.read("127.0.0.1:8787".parse().unwrap(), "", &mut faults);
        assert_eq!(faults, [""; 0]);
        let (clock, hand) = Clock::by_hand(NOW_MS);
        let access = Access::new(rules, clock, fetch);
        let router = Router::new()
            .route("/v1/{*path}", any(seen))
            .route_layer(from_fn_with_state(access.clone(), guard))
            .route("/element.js", get(async || "1"))
            .layer(from_fn_with_state(access.clone(), host_guard))
            .layer(Extension(RequestId("the-request".to_owned())));
        Guarded { router, hand, access }
    }

    pub(super) fn advance(&self, by: Duration) {
        self.hand.forward(by);
    }

    pub(super) async fn send(&self, request: Asked<'_>) -> (Response<()>, Bytes) {
        let mut built = Request::builder().method(request.method).uri(request.target);
        if !request.headers.iter().any(|(name, _)| *name == "host") {
            built = built.header("host", "localhost:8787");
        }
        for (name, value) in request.headers {
            built = built.header(*name, *value);
        }
        let mut built = built.body(Body::empty()).unwrap();
        if let Some(peer) = request.peer {
            built.extensions_mut().insert(ConnectInfo(peer.parse::<SocketAddr>().unwrap()));
        }
        ask(&self.router, built).await
    }

    /// The status, and what was said.
    pub(super) async fn get(&self, peer: &str, headers: &[(&str, &str)]) -> (u16, Value) {
        let (response, body) =
            self.send(Asked { peer: Some(peer), headers, ..Asked::default() }).await;
        let body = serde_json::from_slice(&body).unwrap();
        (response.status().as_u16(), body)
    }
}

pub(super) struct Asked<'a> {
    pub(super) method: &'a str,
    pub(super) target: &'a str,
    pub(super) peer: Option<&'a str>,
    pub(super) headers: &'a [(&'a str, &'a str)],
}

impl Default for Asked<'_> {
    fn default() -> Self {
        Asked { method: "GET", target: LIST, peer: Some(OUTSIDE), headers: &[] }
    }
}

pub(super) async fn guard(
    State(access): State<Arc<Access>>,
    request: Request,
    next: Next,
) -> Response<Body> {
    access::guard(&access, request, |request| next.run(request)).await
}

async fn host_guard(
    State(access): State<Arc<Access>>,
    request: Request,
    next: Next,
) -> Response<Body> {
    access::host_guard(&access, request, |request| next.run(request)).await
}

pub(super) async fn seen(
    Extension(caller): Extension<Principal>,
    headers: HeaderMap,
) -> Response<Body> {
    if headers.contains_key("x-fail") {
        return Refusal::new(Reason::CloudFailed, "The cloud failed.").response("");
    }
    let mine = caller.may_see(&ProjectId::parse("mine").unwrap());
    let other = caller.may_see(&ProjectId::parse("other").unwrap());
    let has_secret = headers.contains_key("authorization");
    let body = json!({ "name": caller.name, "mine": mine, "other": other, "secret": has_secret });
    let mut response = Response::new(Body::from(body.to_string()));
    response.headers_mut().insert("vary", "accept-encoding".parse().unwrap());
    response
}

#[track_caller]
pub(super) fn refused(answer: &(u16, Value), status: u16, reason: Reason, part: &str) {
    assert_eq!(answer.0, status, "{answer:?}");
    assert_eq!(answer.1["reason"], reason.name());
    assert_eq!(answer.1["request_id"], "the-request");
    assert!(answer.1["error_msg"].as_str().unwrap().contains(part), "{answer:?}");
}

pub(super) fn bearer_file(dir: &TempDir, text: &str) -> String {
    let path = dir.path().join("bearer");
    fs::write(&path, text).unwrap();
    format!("--bearer-file={}", path.display())
}
