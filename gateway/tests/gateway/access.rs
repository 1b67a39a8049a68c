//! Nobody in who does not belong: the rules on callers around a small made-up API.

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
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use clap::Parser;
use devserver_jobs_gateway::access::{
    self, Access, AccessArgs, AccessRules, Fetch, OriginArgs, Principal, RequestId,
};
use devserver_jobs_gateway::clock::{Clock, Hand};
use devserver_jobs_gateway::error::{Reason, Refusal};
use devserver_jobs_gateway::route::ProjectId;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{NOW_MS, ask, header};

const LIST: &str = "/v1/mine/dev-servers/jobs";
const SECRET: &str = "planted-secret-0123456789";
const OUTSIDE: &str = "203.0.113.9:4711";
const PROXY: &str = "10.0.0.7:4711";
const PORTAL: &str = "https://portal.example.com";
const ALLOW_PORTAL: &str = "--allow-origin=https://portal.example.com";
const EXPOSED: &str = "Age, Cache-Status, ETag, Retry-After, X-Request-Id";

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    access: AccessArgs,
}

/// A gateway with these flags. What is behind the door says whom it sees.
struct Guarded {
    router: Router,
    hand: Hand,
    access: Arc<Access>,
}

impl Guarded {
    fn new(flags: &[&str]) -> Self {
        Guarded::fetching(flags, Arc::new(|url| Box::pin(async move { Err(format!("no {url}")) })))
    }

    fn fetching(flags: &[&str], fetch: Fetch) -> Self {
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

    fn advance(&self, by: Duration) {
        self.hand.forward(by);
    }

    async fn send(&self, request: Asked<'_>) -> (Response<()>, Bytes) {
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
    async fn get(&self, peer: &str, headers: &[(&str, &str)]) -> (u16, Value) {
        let (response, body) =
            self.send(Asked { peer: Some(peer), headers, ..Asked::default() }).await;
        let body = serde_json::from_slice(&body).unwrap();
        (response.status().as_u16(), body)
    }
}

struct Asked<'a> {
    method: &'a str,
    target: &'a str,
    peer: Option<&'a str>,
    headers: &'a [(&'a str, &'a str)],
}

impl Default for Asked<'_> {
    fn default() -> Self {
        Asked { method: "GET", target: LIST, peer: Some(OUTSIDE), headers: &[] }
    }
}

async fn guard(State(access): State<Arc<Access>>, request: Request, next: Next) -> Response<Body> {
    access::guard(&access, request, |request| next.run(request)).await
}

async fn host_guard(
    State(access): State<Arc<Access>>,
    request: Request,
    next: Next,
) -> Response<Body> {
    access::host_guard(&access, request, |request| next.run(request)).await
}

async fn seen(Extension(caller): Extension<Principal>, headers: HeaderMap) -> Response<Body> {
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
fn refused(answer: &(u16, Value), status: u16, reason: Reason, part: &str) {
    assert_eq!(answer.0, status, "{answer:?}");
    assert_eq!(answer.1["reason"], reason.name());
    assert_eq!(answer.1["request_id"], "the-request");
    assert!(answer.1["error_msg"].as_str().unwrap().contains(part), "{answer:?}");
}

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

/// The demo asks nobody who they are, and is as strict about pages.
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

fn bearer_file(dir: &TempDir, text: &str) -> String {
    let path = dir.path().join("bearer");
    fs::write(&path, text).unwrap();
    format!("--bearer-file={}", path.display())
}

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
        (&[][..], "asks for a bearer token"),
        (&[("authorization", SECRET)], "asks for a bearer token"),
        (&[("authorization", "Bearer")], "asks for a bearer token"),
        (&[("authorization", "Bearer ")], "asks for a bearer token"),
        (&[("authorization", &format!("Basic {SECRET}"))], "asks for a bearer token"),
        (&[("authorization", &format!("Bearer{SECRET}"))], "asks for a bearer token"),
        (&[("authorization", &format!("{sent}0"))], "not one that this gateway knows"),
        (&[("authorization", &format!("{sent} {SECRET}"))], "not one that this gateway knows"),
        (&[("authorization", &format!("{sent}, {sent}"))], "not one that this gateway knows"),
        (&[("authorization", "Bearer ä")], "sent once"),
        (&[("authorization", &sent), ("authorization", &sent)], "sent once"),
        (&[("authorization", "Bearer x"), ("authorization", &sent)], "sent once"),
        (&[("x-forwarded-user", "anna")], "asks for a bearer token"),
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
    refused(&gateway.get(OUTSIDE, &[("authorization", &old)]).await, 401, Reason::SignIn, "knows");
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
        refused(&gateway.get(PROXY, headers).await, 401, Reason::SignedOut, "who is signed in");
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

/// What an issuer of one key says of itself at this address, its keys, and a way to sign with it.
pub fn issuer_at(address: &str) -> (String, String, impl Fn(&Value) -> String + use<>) {
    let (random, curve) = (SystemRandom::new(), &ECDSA_P256_SHA256_FIXED_SIGNING);
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(curve, &random).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(curve, pkcs8.as_ref(), &random).unwrap();
    let encoded = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
    let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
    let key = json!({ "kty": "EC", "crv": "P-256", "kid": "k", "x": encoded(x), "y": encoded(y) });
    let keys = json!({ "keys": [key] }).to_string();
    let description = json!({ "issuer": address, "jwks_uri": format!("{address}/keys") });
    let sign = move |claims: &Value| {
        let head = encoded(br#"{"alg":"ES256","kid":"k"}"#);
        let message = format!("{head}.{}", encoded(claims.to_string().as_bytes()));
        let signature = pair.sign(&random, message.as_bytes()).unwrap();
        format!("{message}.{}", encoded(signature.as_ref()))
    };
    (description.to_string(), keys, sign)
}

fn issuer() -> (Fetch, impl Fn(&Value) -> String) {
    let (description, keys, sign) = issuer_at("https://issuer.example");
    let fetch: Fetch = Arc::new(move |url| {
        let answer = match url.path() {
            "/.well-known/openid-configuration" => Ok(description.clone().into()),
            "/keys" => Ok(keys.clone().into()),
            path => Err(format!("nothing at {path}")),
        };
        Box::pin(async { answer })
    });
    (fetch, sign)
}

#[tokio::test]
async fn a_token_of_the_issuer_opens_the_projects_that_it_lists() {
    let (fetch, sign) = issuer();
    let gateway = Guarded::fetching(
        &[
            "--oidc-issuer=https://issuer.example",
            "--oidc-audience=gateway",
            "--oidc-projects-claim=access.projects",
        ],
        fetch,
    );
    let claims = json!({
        "iss": "https://issuer.example", "aud": "gateway", "exp": NOW_MS / 1000 + 60,
        "sub": "anna\u{1b}[2J", "access": { "projects": ["mine"] },
    });
    let token = format!("Bearer {}", sign(&claims));
    let (status, seen) = gateway.get(OUTSIDE, &[("authorization", &token)]).await;
    assert_eq!(status, 200);
    assert_eq!(seen, json!({ "name": "anna[2J", "mine": true, "other": false, "secret": false }));

    refused(&gateway.get(OUTSIDE, &[]).await, 401, Reason::SignIn, "asks for a bearer token");
    gateway.advance(Duration::from_secs(120));
    let answer = gateway.get(OUTSIDE, &[("authorization", &token)]).await;
    refused(&answer, 401, Reason::SignIn, "The token has expired.");
    for part in token.split(['.', ' ']) {
        assert!(!answer.1.to_string().contains(part), "{answer:?}");
    }
}

#[tokio::test]
async fn an_issuer_that_cannot_be_reached_is_the_gateways_trouble() {
    let (_, sign) = issuer();
    let gateway =
        Guarded::new(&["--oidc-issuer=https://issuer.example", "--oidc-audience=gateway"]);
    let token = format!("Bearer {}", sign(&json!({})));
    let answer = gateway.get(OUTSIDE, &[("authorization", &token)]).await;
    refused(&answer, 503, Reason::Internal, "cannot reach the issuer");
}
