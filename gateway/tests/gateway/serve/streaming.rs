//! The answer that fills the cache passes through while it arrives; whoever comes later joins it from
//! its first byte; and what breaks off is never taken for a whole list.

use std::io::Read;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{Request, Response};
use devserver_jobs_fake_cloud::{Answer, Behaviour, Gate, Pace};
use devserver_jobs_sim::Filter;
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::{LIST, Plan, SECOND, World};
use crate::{get, header};

async fn open(router: &Router, coding: &str) -> (Response<()>, Body) {
    let request = Request::get(LIST)
        .header("accept-encoding", coding)
        .header("host", "127.0.0.1")
        .body(Body::empty())
        .unwrap();
    let (parts, body) = router.clone().oneshot(request).await.unwrap().into_parts();
    (Response::from_parts(parts, ()), body)
}

async fn chunk(body: &mut Body) -> Bytes {
    body.frame().await.unwrap().unwrap().into_data().unwrap()
}

/// All that comes, and whether it came to an end.
async fn rest(body: &mut Body) -> (Vec<u8>, bool) {
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        match frame {
            Ok(frame) => bytes.extend(frame.into_data().unwrap()),
            Err(_) => return (bytes, false),
        }
    }
    (bytes, true)
}

#[tokio::test]
async fn the_first_rows_do_not_wait_for_the_last() {
    let world = World::usual().await;
    let gate = Gate::new();
    let slow = Behaviour::normal().drip(5000, Pace::Gate(gate.clone()));
    world.cloud.behave_once(slow);
    gate.release();
    let (response, mut first) = open(&world.router, "identity").await;
    let all = world.list_now(&Filter::default());
    assert_eq!(header(&response, "content-length"), all.len().to_string());
    assert_eq!(header(&response, "etag"), "");
    let mut read = chunk(&mut first).await.to_vec();
    assert!(!read.is_empty() && read.len() <= 5000);
    // Another reader joins, from the first byte, and so does one who wants it compressed.
    let (response, mut second) = open(&world.router, "identity").await;
    assert_eq!(header(&response, "cache-status"), "devserver-jobs-gateway; fwd=miss; collapsed");
    assert_eq!(chunk(&mut second).await[0], b'{');
    let (response, mut third) = open(&world.router, "br").await;
    assert_eq!(header(&response, "content-encoding"), "br");
    gate.release();
    let mut coded = chunk(&mut third).await.to_vec();
    let mut begins = [0; 100];
    brotli::Decompressor::new(&coded[..], 4096).read_exact(&mut begins).unwrap();
    assert_eq!(begins, all[..100]);
    gate.open();
    let (more, whole) = rest(&mut first).await;
    read.extend(more);
    assert!(whole && read == all);
    coded.extend(rest(&mut third).await.0);
    let mut plain = Vec::new();
    brotli::Decompressor::new(&coded[..], 4096).read_to_end(&mut plain).unwrap();
    assert_eq!(plain, all);
    let (response, body) = get(&world.router, LIST).await;
    assert_eq!((body.as_ref(), header(&response, "age")), (&all[..], "0"));
    assert_eq!(world.cloud.count(), 1);
}

#[tokio::test]
async fn a_body_that_ends_early_is_aborted_for_all_and_not_kept() {
    for chunked in [true, false] {
        for coding in ["identity", "gzip"] {
            let world = World::usual().await;
            let gate = Gate::new();
            let slow = Behaviour::normal().chunked(chunked);
            let slow = slow.drip(9000, Pace::Gate(gate.clone())).cut_short(18_000);
            world.cloud.behave_once(slow);
            gate.release();
            let (response, mut first) = open(&world.router, coding).await;
            assert_eq!(response.status(), 200);
            let (_, mut second) = open(&world.router, coding).await;
            gate.open();
            assert!(!rest(&mut first).await.1, "{chunked} {coding}");
            assert!(!rest(&mut second).await.1, "{chunked} {coding}");
            world.pass(2 * SECOND);
            let (response, body) = get(&world.router, LIST).await;
            assert_eq!(header(&response, "cache-status"), "devserver-jobs-gateway; fwd=miss");
            assert_eq!(body, world.list_now(&Filter::default()));
        }
    }
}

#[tokio::test]
async fn what_broke_off_leaves_the_last_good_answer_in_place() {
    let world = World::usual().await;
    let (_, good) = get(&world.router, LIST).await;
    world.pass(10 * SECOND);
    world.cloud.behave_once(Behaviour::normal().cut_short(9000));
    let (_, mut broken) = open(&world.router, "identity").await;
    assert!(!rest(&mut broken).await.1);
    let (response, body) = get(&world.router, LIST).await;
    assert_eq!(body, good);
    assert!(header(&response, "cache-status").ends_with("detail=cloud_cut_short"));
}

/// It begins as a list does, and goes on.
fn endless_list(length: Option<u64>) -> Answer {
    let mut block = r#"{"data":["#.to_owned();
    block.extend(std::iter::repeat_n(' ', 65_536));
    let block = block.into();
    Answer {
        body: devserver_jobs_fake_cloud::Body::Endless { block, length },
        ..Answer::json(200, "")
    }
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_aborted_and_not_kept() {
    for length in [None, Some(3_000_000)] {
        let plan = Plan { flags: &["--body-limit", "1"], ..Plan::default() };
        let world = World::new(plan).await;
        world.cloud.behave_once(Behaviour::answer(endless_list(length)));
        let (_, mut body) = open(&world.router, "identity").await;
        let (bytes, whole) = rest(&mut body).await;
        assert!(!whole && bytes.len() <= 1024 * 1024, "{}", bytes.len());
        world.pass(2 * SECOND);
        assert_eq!(get(&world.router, LIST).await.1, world.list_now(&Filter::default()));
    }
}

#[tokio::test]
async fn a_body_that_takes_too_long_is_aborted_and_not_kept() {
    let world = World::new(Plan { flags: &["--body-timeout", "1"], ..Plan::default() }).await;
    let gate = Gate::new();
    world.cloud.behave_once(Behaviour::normal().drip(9000, Pace::Gate(gate.clone())));
    gate.release();
    let (response, mut body) = open(&world.router, "identity").await;
    assert_eq!(response.status(), 200);
    world.pass(SECOND);
    assert!(!rest(&mut body).await.1);
    world.pass(2 * SECOND);
    assert_eq!(get(&world.router, LIST).await.1, world.list_now(&Filter::default()));
}

#[tokio::test]
async fn a_hundred_thousand_jobs_pass() {
    let world = World::usual().await;
    world.cloud.behave(Behaviour::jobs(100_000));
    let (_, mut body) = open(&world.router, "identity").await;
    let (bytes, whole) = rest(&mut body).await;
    assert!(whole && bytes.len() > 20_000_000);
    let (response, again) = get(&world.router, LIST).await;
    assert!(again == bytes && header(&response, "age") == "0");
}

#[tokio::test]
async fn whoever_leaves_does_not_take_the_answer_from_the_others() {
    let world = World::usual().await;
    let gate = Gate::new();
    world.cloud.behave_once(Behaviour::normal().held(&gate));
    let leaving = tokio::spawn(get_list(world.router.clone()));
    world.cloud.wait_for_calls(1).await;
    leaving.abort();
    assert!(leaving.await.is_err());
    let staying = tokio::spawn(get_list(world.router.clone()));
    tokio::task::yield_now().await;
    gate.release();
    assert_eq!(staying.await.unwrap(), world.list_now(&Filter::default()));
    assert_eq!(world.cloud.count(), 1);
}

async fn get_list(router: Router) -> Bytes {
    get(&router, LIST).await.1
}

#[tokio::test]
async fn a_question_that_nobody_waits_for_any_more_is_not_asked() {
    let world = World::usual().await;
    let gate = Gate::new();
    // The first call is alone, until the cloud has accepted the key.
    world.cloud.behave_once(Behaviour::normal().held(&gate));
    let first = tokio::spawn(get_list(world.router.clone()));
    world.cloud.wait_for_calls(1).await;
    for name in ["n", "na", "nam"] {
        let router = world.router.clone();
        let typing =
            tokio::spawn(async move { get(&router, &format!("{LIST}?name={name}")).await });
        tokio::task::yield_now().await;
        typing.abort();
        assert!(typing.await.is_err());
    }
    gate.open();
    first.await.unwrap();
    assert_eq!(get(&world.router, &format!("{LIST}?name=name")).await.0.status(), 200);
    let asked: Vec<_> = world.cloud.calls().into_iter().map(|call| call.target).collect();
    assert_eq!(asked, [LIST.to_owned(), format!("{LIST}?name=name")]);
}
