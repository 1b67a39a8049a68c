//! What the gateway believes: a list is one only if it is JSON, begins as an object, and reports no
//! error. Each test is headed by what happened to somebody.

use std::collections::BTreeSet;
use std::io::Write;

use devserver_jobs_fake_cloud::{Answer, Behaviour, Gate, Pace, errors};
use devserver_jobs_sim::Filter;
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use futures_util::future::join_all;
use serde_json::Value;

use super::{LIST, Plan, SECOND, World, metric};
use crate::{get, header};

/// The first list, then this answer when it is asked for again.
#[track_caller]
fn then(world: &World, answer: Answer) {
    world.pass(10 * SECOND);
    world.cloud.behave_once(Behaviour::answer(answer));
}

/// A captive portal answered with its sign-in page and 200, which took the place of the list; a
/// firewall's 403 and 418 were blamed on permissions, or shown, though a good list was kept.
#[tokio::test]
async fn a_page_never_takes_the_place_of_a_list() {
    let page = "<!doctype html><title>Sign in</title>";
    let answers = [
        Answer::html_200(),
        Answer::json(200, page),
        Answer::json(200, "[1]"),
        Answer::json(200, ""),
        Answer::of(200, "text/plain", "ok"),
        Answer::of(403, "text/html", page),
        Answer::of(404, "text/html", page),
        Answer::of(418, "text/html", page),
    ];
    for answer in answers {
        let said = format!("{answer:?}");
        let world = World::usual().await;
        let (_, good) = get(&world.router, LIST).await;
        then(&world, answer.clone());
        let (response, body) = get(&world.router, LIST).await;
        assert_eq!(body, good, "{said}");
        assert!(header(&response, "cache-status").ends_with("detail=cloud_failed"), "{said}");
        let world = World::usual().await;
        world.cloud.behave_once(Behaviour::answer(answer));
        let (response, body) = get(&world.router, LIST).await;
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(
            (response.status().as_u16(), &body["reason"]),
            (502, &"cloud_failed".into()),
            "{said}"
        );
        // Who answered so has seen no credential: there is still one call at a time, and no stop.
        world.pass(2 * SECOND);
        assert_eq!(get(&world.router, LIST).await.0.status(), 200, "{said}");
    }
}

/// A reader saw "No jobs" while the cloud said that the quota was exceeded.
#[tokio::test]
async fn an_error_that_is_called_a_success_is_an_error_with_its_text() {
    for body in [
        r#"{"is_success":false,"error_code":"X.0105","error_message":"Quota exceeded"}"#,
        // As the only row of the list.
        r#"{"total":1,"data":[{"error_code":"X.0105","error_msg":"Quota exceeded"}]}"#,
    ] {
        let world = World::usual().await;
        world.cloud.behave_once(Behaviour::answer(Answer::json(200, body)));
        let (response, body) = get(&world.router, LIST).await;
        assert_eq!(response.status(), 502);
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["reason"], "cloud_failed");
        assert_eq!(body["error_code"], "X.0105", "{body}");
        assert!(body["error_msg"].as_str().unwrap().contains("Quota exceeded."), "{body}");
    }
}

/// An answer with an error's code and an empty list beside it took the place of the list that was kept, and every
/// reader of the gateway saw "No jobs".
#[tokio::test]
async fn an_error_beside_an_empty_list_never_takes_the_place_of_a_list() {
    for body in [
        r#"{"code":500,"msg":"boom","data":[]}"#,
        r#"{"meta":{"code":500,"message":"boom"},"data":[]}"#,
        r#"{"code":500,"msg":"boom","data":{"list":[],"total":0}}"#,
        r#"{"code":500,"msg":"boom","data":[{"field":"name"}]}"#,
        r#"{"data":null,"msg":"boom"}"#,
        r#"{"code":500.0,"msg":"boom","data":[]}"#,
        r#"{"error_msg":"boom","data":[]}"#,
        r#"{"code":200,"msg":"系统异常","data":[]}"#,
        r#"{"data":[{"error_code":"X.0105","error_msg":"boom"}]}"#,
    ] {
        let world = World::usual().await;
        let (_, good) = get(&world.router, LIST).await;
        then(&world, Answer::json(200, body));
        let (response, kept) = get(&world.router, LIST).await;
        assert_eq!(kept, good, "{body}");
        assert!(header(&response, "cache-status").ends_with("detail=cloud_failed"), "{body}");
    }
    let world = World::usual().await;
    get(&world.router, LIST).await;
    let empty = r#"{"total":0,"data":[]}"#;
    then(&world, Answer::json(200, empty));
    assert_eq!(get(&world.router, LIST).await.1, empty.as_bytes(), "an empty list is one");
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A proxy compressed although nobody had asked, and the browser was given its bytes as JSON. One with an old name
/// for it, or in upper case, was taken for a firewall.
#[tokio::test]
async fn what_comes_compressed_is_decoded() {
    let world = World::usual().await;
    let list = world.list_now(&Filter::default());
    let mut brotli = Vec::new();
    brotli::BrotliCompress(&mut &list[..], &mut brotli, &Default::default()).unwrap();
    // Of one block that is stored as it is.
    let short = br#"{"data":[]}"#.to_vec();
    let head = [0x28, 0xb5, 0x2f, 0xfd, 0x20, 11, 11 << 3 | 1, 0, 0];
    let zstd = [&head[..], &short].concat();
    let mut deflate = ZlibEncoder::new(Vec::new(), Compression::fast());
    deflate.write_all(&list).unwrap();
    for (coding, bytes, plain) in [
        ("gzip", gzip(&list), &list),
        ("x-gzip", gzip(&list), &list),
        ("GZIP", gzip(&list), &list),
        ("identity, gzip", gzip(&list), &list),
        ("br, gzip", gzip(&brotli), &list),
        ("br", brotli, &list),
        ("deflate", deflate.finish().unwrap(), &list),
        ("zstd", zstd, &short),
    ] {
        let answer = Answer::json(200, bytes).with("Content-Encoding", coding);
        then(&world, answer);
        let (response, body) = get(&world.router, LIST).await;
        assert_eq!(response.status(), 200, "{coding}");
        assert_eq!(body, plain, "{coding}");
    }
    // Not even decoded may it be larger than allowed.
    let world = World::new(Plan { flags: &["--body-limit", "1"], ..Plan::default() }).await;
    let bomb = gzip(format!("{{\"x\":\"{}\"}}", " ".repeat(4_000_000)).as_bytes());
    let bomb = Answer::json(200, bomb).with("Content-Encoding", "gzip");
    world.cloud.behave_once(Behaviour::answer(bomb));
    let request = axum::http::Request::get(LIST).header("host", "127.0.0.1");
    let request = request.body(axum::body::Body::empty()).unwrap();
    let response = tower::ServiceExt::oneshot(world.router.clone(), request).await.unwrap();
    assert!(axum::body::to_bytes(response.into_body(), usize::MAX).await.is_err());
}

/// Whoever ran the gateway was told of a firewall, and not of the encoding that a proxy had chosen.
#[tokio::test]
async fn an_encoding_that_nobody_knows_is_named() {
    let world = World::usual().await;
    let (_, good) = get(&world.router, LIST).await;
    let answer = Answer::json(200, "\u{1f}").with("Content-Encoding", "gzip, x-compress");
    world.cloud.behave_once(Behaviour::answer(answer.clone()));
    let (response, body) = get(&world.router, &format!("{LIST}?name=a")).await;
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!((response.status().as_u16(), &body["reason"]), (502, &"cloud_failed".into()));
    let message = body["error_msg"].as_str().unwrap();
    assert!(message.contains(r#"the content encoding "x-compress""#), "{message}");
    then(&world, answer);
    assert_eq!(get(&world.router, LIST).await.1, good);
    // An error is read as well, however it is encoded.
    let said = gzip(br#"{"error_code":"ModelArts.0105","error_msg":"No such project"}"#);
    let answer = Answer::json(404, said).with("Content-Encoding", "X-GZip");
    world.cloud.behave_once(Behaviour::answer(answer));
    let (_, body) = get(&world.router, &format!("{LIST}?name=b")).await;
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(body["error_code"], "ModelArts.0105");
}

/// The cloud closed a connection that was kept, and the reader was told that it could not be reached.
#[tokio::test]
async fn a_connection_that_was_closed_between_calls_is_no_failure() {
    let world = World::usual().await;
    get(&world.router, LIST).await;
    world.pass(10 * SECOND);
    world.cloud.behave_once(Behaviour::hang_up());
    let (response, body) = get(&world.router, LIST).await;
    assert_eq!(header(&response, "cache-status"), "devserver-jobs-gateway; fwd=miss");
    assert_eq!(body, world.list_now(&Filter::default()));
}

/// The cloud had closed all the connections that were kept, and the second attempt took another of them.
#[tokio::test]
async fn the_second_attempt_is_on_a_new_connection() {
    let world = World::usual().await;
    get(&world.router, LIST).await;
    let gate = Gate::new();
    world.cloud.behave(Behaviour::normal().held(&gate));
    let targets = ["a", "b", "c"].map(|name| format!("{LIST}?name={name}"));
    let asking = join_all(targets.iter().map(|target| get(&world.router, target)));
    tokio::join!(asking, async {
        world.cloud.wait_for_in_flight(3).await;
        gate.open();
    });
    let before = world.cloud.calls();
    let kept: BTreeSet<_> = before.iter().map(|call| call.connection).collect();
    assert_eq!(kept.len(), 3);
    world.cloud.behave_once(Behaviour::hang_up());
    let (response, _) = get(&world.router, &format!("{LIST}?name=d")).await;
    assert_eq!(response.status(), 200);
    let calls = world.cloud.calls();
    let [first, second] = &calls[before.len()..] else { panic!("{calls:?}") };
    assert!(kept.contains(&first.connection) && !kept.contains(&second.connection));
}

/// The cloud stopped in the middle of its answer, and readers who could have had an older one waited two
/// minutes for nothing.
#[tokio::test]
async fn a_cloud_that_stops_in_the_middle_is_soon_given_up() {
    let world = World::usual().await;
    let (_, good) = get(&world.router, LIST).await;
    world.pass(10 * SECOND);
    let gate = Gate::new();
    world.cloud.behave_once(Behaviour::normal().drip(4096, Pace::Gate(gate.clone())));
    let request = axum::http::Request::get(LIST).header("host", "127.0.0.1");
    let request = request.body(axum::body::Body::empty()).unwrap();
    let asking = tower::ServiceExt::oneshot(world.router.clone(), request);
    let (response, ()) = tokio::join!(asking, async {
        world.cloud.wait_for_in_flight(1).await;
        gate.release();
    });
    let body = response.unwrap().into_body();
    world.pass(10 * SECOND);
    assert!(axum::body::to_bytes(body, usize::MAX).await.is_err(), "a part was taken for all");
    // Whoever asks then is given the older one.
    let (response, body) = get(&world.router, LIST).await;
    assert_eq!(body, good);
    assert!(header(&response, "cache-status").ends_with("detail=cloud_timeout"));
}

/// The key lost one project, and the readers of all others saw old lists for an hour.
#[tokio::test]
async fn a_refusal_for_one_project_stops_that_project_only() {
    const OTHER: &str = "/v1/other/dev-servers/jobs";
    let world = World::usual().await;
    for target in [LIST, OTHER] {
        assert_eq!(get(&world.router, target).await.0.status(), 200);
    }
    then(&world, errors::signing_failure(""));
    let (response, _) = get(&world.router, LIST).await;
    assert!(header(&response, "cache-status").ends_with("detail=credential_refused"));
    let (response, _) = get(&world.router, OTHER).await;
    assert_eq!(header(&response, "cache-status"), "devserver-jobs-gateway; fwd=miss");
    let (response, _) = get(&world.router, LIST).await;
    assert!(header(&response, "cache-status").ends_with("detail=credential_paused"));
}

/// The alert on failed calls was silent while the cloud answered every call with an error in a 200.
#[tokio::test]
async fn an_error_in_a_success_is_not_counted_as_one() {
    let world = World::usual().await;
    let body = r#"{"is_success":false,"error_message":"Quota exceeded"}"#;
    world.cloud.behave_once(Behaviour::answer(Answer::json(200, body)));
    world.cloud.behave_once(Behaviour::answer(Answer::html_200()));
    for name in ["a", "b"] {
        get(&world.router, &format!("{LIST}?name={name}")).await;
    }
    get(&world.router, LIST).await;
    let calls = "upstream_calls_total";
    assert_eq!(metric(&world, &format!("{calls}{{outcome=\"cloud_failed\"}}")).await, 2);
    assert_eq!(metric(&world, &format!("{calls}{{outcome=\"success\"}}")).await, 1);
}
