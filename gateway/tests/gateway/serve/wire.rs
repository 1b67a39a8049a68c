//! What no HTTP server should send, byte for byte: the gateway believes it is a list only if all of it is one.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use devserver_jobs_fake_cloud::{EXAMPLE_AK, EXAMPLE_SK};
use devserver_jobs_gateway::clock::{Clock, Hand};
use devserver_jobs_gateway::{app, start};
use http_body_util::BodyExt;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tower::ServiceExt;

use super::{LIST, SECOND, config, key};
use crate::{NOW_MS, built};

const GOOD: &str = r#"{"total":1,"data":[{"id":"a"}]}"#;

/// A gateway before a server that writes these bytes, one after the other and then the last again, each on a
/// connection that it closes.
struct Wire {
    router: Router,
    hand: Hand,
    calls: Arc<AtomicUsize>,
}

impl Wire {
    async fn answering(answers: &[String]) -> Wire {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let (calls, answers) = (Arc::<AtomicUsize>::default(), answers.to_vec());
        let counted = calls.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    head.push(stream.read_u8().await.unwrap());
                }
                let answer = counted.fetch_add(1, Ordering::Relaxed).min(answers.len() - 1);
                stream.write_all(answers[answer].as_bytes()).await.unwrap();
            }
        });
        let dir = built();
        let assets = dir.path().to_str().unwrap();
        let flags = ["--endpoint", &endpoint, "--projects", "demo", "--assets", assets];
        let config = config(&flags, &key(EXAMPLE_AK, EXAMPLE_SK)).unwrap();
        let (clock, hand) = Clock::by_hand(NOW_MS);
        let router = app::router(start::real(config, clock).unwrap());
        Wire { router, hand, calls }
    }

    /// Status and body; no body where it broke off.
    async fn ask(&self) -> (u16, Option<String>) {
        let request = Request::get(LIST).header("host", "127.0.0.1").body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.ok();
        (status, body.map(|body| String::from_utf8(body.to_bytes().to_vec()).unwrap()))
    }

    /// The reason of a refusal.
    async fn refused(&self) -> (u16, String) {
        let (status, body) = self.ask().await;
        let body: Value = serde_json::from_str(&body.unwrap()).unwrap();
        (status, body["reason"].as_str().unwrap_or_default().to_owned())
    }
}

/// An endpoint that answered, but not with HTTP/1.1, was reported as one that cannot be reached, and operators looked
/// for the fault in DNS and firewall.
#[tokio::test]
async fn what_is_not_http_was_reached() {
    let large = format!("200 OK\r\nX: {}", "x".repeat(600_000));
    for sent in [
        "SSH-2.0-OpenSSH_9.6\r\n\r\n",
        "\0\0\u{12}\u{4}\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        &answer("200 OK\r\nContent-Length: 1\r\nContent-Length: 2", GOOD),
        &answer(&large, GOOD),
    ] {
        let wire = Wire::answering(&[sent.to_owned()]).await;
        let start = &sent[..sent.len().min(80)];
        assert_eq!(wire.refused().await, (502, "cloud_failed".to_owned()), "{start:?}");
        assert_eq!(wire.calls.load(Ordering::Relaxed), 1, "{start:?}");
    }
}

fn answer(head: &str, body: &str) -> String {
    format!("HTTP/1.1 {head}\r\nContent-Type: application/json\r\n\r\n{body}")
}

/// A server in between ended its connection in the middle of a list without a length, and the part took the place
/// of the list for all readers.
#[tokio::test]
async fn a_list_is_whole_only_with_its_last_brace() {
    for cut in [
        r#"{"total":2,"data":[{"id":"a"},{"id"#,
        r#"{"total":2,"data":["#,
        "{ \n",
        // Behind the brace of a job, or in a text.
        r#"{"total":2,"data":[{"id":"a"}"#,
        r#"{"total":2,"data":[{"id":"a"},{"id":"b","name":"{}"#,
    ] {
        let answers = [GOOD, cut].map(|body| answer("200 OK", body));
        let wire = Wire::answering(&answers).await;
        assert_eq!(wire.ask().await, (200, Some(GOOD.to_owned())));
        wire.hand.forward(10 * SECOND);
        // What begins as a list goes on until it breaks off, and is never the new one.
        let broken = wire.ask().await;
        assert!([(200, None), (200, Some(GOOD.to_owned()))].contains(&broken), "{broken:?}");
        assert_eq!(wire.ask().await, (200, Some(GOOD.to_owned())), "{cut}");
        assert_eq!(wire.calls.load(Ordering::Relaxed), 2);
        let wire = Wire::answering(&answers[1..]).await;
        let _ = wire.ask().await;
        assert_eq!(wire.refused().await, (502, "cloud_cut_short".to_owned()), "{cut}");
    }
    let spaced = format!("{GOOD} \r\n");
    let wire = Wire::answering(&[answer("200 OK", &spaced)]).await;
    assert_eq!(wire.ask().await, (200, Some(spaced)));
}

#[tokio::test]
async fn what_is_no_answer_to_this_request_is_none() {
    let length = format!("Content-Length: {}", GOOD.len());
    for (bytes, expect) in [
        // Nobody has asked for a part, nor for another protocol.
        (
            answer(
                &format!("206 Partial Content\r\nContent-Range: bytes 0-9/99\r\n{length}"),
                GOOD,
            ),
            "",
        ),
        (answer("101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade", ""), ""),
        (answer("204 No Content", ""), ""),
        (answer("205 Reset Content", ""), ""),
        (answer("304 Not Modified", ""), ""),
        (answer("200 OK\r\nContent-Encoding: gzip", GOOD), "cloud_cut_short"),
        (answer("200 OK\r\nContent-Encoding: deflate", "\u{1}\u{2}"), "cloud_cut_short"),
        (answer("200 OK\r\nContent-Encoding: compress", "\u{1f}"), ""),
        (answer("200 OK\r\nTransfer-Encoding: chunked", "zz\r\n{}"), "cloud_cut_short"),
        ("220 mail.example ESMTP\r\n".to_owned(), ""),
        ("HTTP/1.1 200 OK\r\n\r\n<html>".to_owned(), ""),
    ] {
        let wire = Wire::answering(std::slice::from_ref(&bytes)).await;
        let expect = if expect.is_empty() { "cloud_failed" } else { expect };
        assert_eq!(wire.refused().await, (502, expect.to_owned()), "{bytes}");
    }
    // What only looks odd is one.
    for bytes in [
        answer("200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum", "")
            + &format!("{:x}\r\n{GOOD}\r\n0\r\nX-Sum: 1\r\n\r\n", GOOD.len()),
        format!("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n{}", answer("200 OK", GOOD)),
        answer(&format!("203 Non-Authoritative Information\r\n{length}"), GOOD),
        answer("200 OK", GOOD).replace("HTTP/1.1", "HTTP/1.0"),
    ] {
        let wire = Wire::answering(std::slice::from_ref(&bytes)).await;
        assert_eq!(wire.ask().await, (200, Some(GOOD.to_owned())), "{bytes}");
    }
}
