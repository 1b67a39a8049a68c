//! The whole gateway, asked in process over a small made-up page; and once as the program it is.

// Clippy's exception for tests covers functions marked as such, not their helpers.
#![allow(clippy::unwrap_used)]

mod access;
mod api;
mod page;
mod program;
mod serve;
mod server;

use std::fs;
use std::io::Read;
use std::process::Child;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, HOST};
use axum::http::{HeaderValue, Request, Response};
use clap::Parser;
use devserver_jobs_gateway::app;
use devserver_jobs_gateway::config::demo::DemoConfig;
use devserver_jobs_gateway::config::{Cli, Command};
use devserver_jobs_gateway::start;
use http_body_util::BodyExt;
use tempfile::TempDir;
use tower::ServiceExt;

const NOW: &str = "2025-10-09T08:53:20Z";
const NOW_MS: i64 = 1_760_000_000_000;
const INDEX: &str =
    "<!doctype html>\n<title>Jobs</title>\n<devserver-jobs sync-url></devserver-jobs>\n";
const HASHED: &str = "app-0123456789abcdef.js";

/// A program that ends with the test, even with one that fails.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A built page with one file of every kind that is treated differently.
fn built() -> TempDir {
    let dir = TempDir::new().unwrap();
    let long = "// A line that is worth compressing.\n".repeat(50);
    fs::create_dir_all(dir.path().join("snippets/x-0123456789abcdef")).unwrap();
    for (name, bytes) in [
        ("index.html", format!("{INDEX}<!-- {long} -->").as_bytes()),
        ("element.js", long.as_bytes()),
        ("short.js", b"1"),
        (HASHED, long.as_bytes()),
        ("snippets/x-0123456789abcdef/inline.js", long.as_bytes()),
        ("app_bg.wasm", &[0; 4096]),
        ("page.css", long.as_bytes()),
        ("icon.png", &[7; 4096]),
        ("icon.svg", long.as_bytes()),
        ("about.html", b"<title>About</title>"),
        ("LICENSE", b"Free."),
        (".hidden", b"secret"),
    ] {
        fs::write(dir.path().join(name), bytes).unwrap();
    }
    dir
}

/// `demo` with these flags.
fn demo(flags: &[&str]) -> Router {
    let dir = built();
    let assets = dir.path().to_str().unwrap();
    let line = ["gateway", "demo", "--seed", "1", "--assets", assets];
    let line = line.iter().chain(flags);
    let Command::Demo(args) = Cli::try_parse_from(line).unwrap().command else {
        panic!("another command");
    };
    let config: DemoConfig = args.read().unwrap();
    app::router(start::simulated(config).unwrap())
}

fn gateway() -> Router {
    demo(&["--jobs", "100", "--now", NOW])
}

async fn ask(router: &Router, mut request: Request<Body>) -> (Response<()>, Bytes) {
    request.headers_mut().entry(HOST).or_insert(HeaderValue::from_static("127.0.0.1"));
    let (parts, body) = router.clone().oneshot(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    (Response::from_parts(parts, ()), body)
}

async fn get(router: &Router, target: &str) -> (Response<()>, Bytes) {
    ask(router, Request::get(target).body(Body::empty()).unwrap()).await
}

async fn get_coded(router: &Router, target: &str, coding: &str) -> (Response<()>, Bytes) {
    let request = Request::get(target).header(ACCEPT_ENCODING, coding);
    ask(router, request.body(Body::empty()).unwrap()).await
}

#[track_caller]
fn header<'a>(response: &'a Response<()>, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

fn decoded(response: &Response<()>, body: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    match header(response, CONTENT_ENCODING.as_str()) {
        "br" => brotli::Decompressor::new(body, 4096).read_to_end(&mut plain).unwrap(),
        "gzip" => flate2::read::GzDecoder::new(body).read_to_end(&mut plain).unwrap(),
        "" => return body.to_vec(),
        other => panic!("{other}"),
    };
    plain
}
