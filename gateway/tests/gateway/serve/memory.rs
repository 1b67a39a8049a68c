//! All answers have one bound: those that are kept, those that arrive, and those that readers hold.

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use devserver_jobs_fake_cloud::{Answer, Behaviour, Gate, Pace};
use devserver_jobs_sim::{Cloud, Filter};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

use super::{LIST, Plan, SECOND, World, metric};
use crate::{get, header};

const MIB: usize = 1024 * 1024;

/// The head of an answer, whose body nobody has read.
async fn open(router: &Router, target: &str) -> (u16, Body) {
    let request = Request::get(target).header("host", "127.0.0.1").body(Body::empty()).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    (response.status().as_u16(), response.into_body())
}

async fn world(mib: &str) -> World {
    World::new(Plan { flags: &["--cache-size", mib], ..Plan::default() }).await
}

/// Forty clients asked for different lists of 24 MB and read none, and the gateway was killed.
#[tokio::test]
async fn lists_that_readers_hold_count_and_what_does_not_fit_is_refused() {
    let world = world("2").await;
    world.cloud.behave(Behaviour::jobs(2200));
    let mut held = Vec::new();
    for project in ["demo", "other"] {
        for visible in ["", "?visible=true"] {
            let target = format!("/v1/{project}/dev-servers/jobs{visible}");
            let (status, body) = open(&world.router, &target).await;
            held.push((status, body));
            world.pass(SECOND);
        }
    }
    let statuses: Vec<u16> = held.iter().map(|(status, _)| *status).collect();
    assert_eq!(statuses, [200, 200, 200, 503], "half a megabyte each, and the rest");
    assert!(metric(&world, "memory_used_bytes").await <= 2 * MIB);
    let target = "/v1/other/dev-servers/jobs?visible=true";
    let (response, body) = get(&world.router, target).await;
    assert_eq!((response.status().as_u16(), header(&response, "retry-after")), (503, "4"));
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(body["reason"], "busy");
    // Whoever holds a list got all of it in the end, and then there is a place for others.
    let (_, first) = held.remove(0);
    assert!(first.collect().await.unwrap().to_bytes().len() > MIB / 4);
    world.pass(5 * SECOND);
    assert_eq!(get(&world.router, target).await.0.status(), 200);
    held.clear();
    for name in 0..2000 {
        get(&world.router, &format!("{LIST}?name=none-{name}")).await;
    }
    assert!(metric(&world, "memory_used_bytes").await <= 2 * MIB);
    assert!(metric(&world, "cache_evictions_total").await > 1000);
}

#[tokio::test]
async fn an_answer_that_arrives_counts_before_it_is_kept() {
    let world = world("2").await;
    let gate = Gate::new();
    let slow = Behaviour::jobs(2200).chunked(true).drip(100_000, Pace::Gate(gate.clone()));
    world.cloud.behave_once(slow);
    gate.release();
    gate.release();
    let (_, mut body) = open(&world.router, LIST).await;
    let mut read = 0;
    while read < 200_000 {
        read += body.frame().await.unwrap().unwrap().into_data().unwrap().len();
    }
    let used = metric(&world, "memory_used_bytes").await;
    assert!((200_000..300_000).contains(&used), "{used}");
    assert_eq!(metric(&world, "cache_size_bytes").await, 0);
    gate.open();
    let all = read + body.collect().await.unwrap().to_bytes().len();
    get(&world.router, LIST).await;
    let used = metric(&world, "memory_used_bytes").await;
    assert!((all..all + 8192).contains(&used), "{used} for {all}");
    // Each coding counts as well.
    crate::get_coded(&world.router, LIST, "gzip").await;
    assert!(metric(&world, "memory_used_bytes").await > used);
}

/// The memory was full for a moment, and a list that did not change was sent uncompressed from then on.
#[tokio::test]
async fn a_coding_that_had_no_memory_is_made_with_the_next_answer() {
    let world = world("1").await;
    let large = Cloud { jobs: 1500, seed: 1 }.list("demo", &Filter::default(), crate::NOW_MS);
    let large = || Behaviour::answer(Answer::json(200, large.clone()));
    world.cloud.behave_once(large());
    let mut held = vec![open(&world.router, LIST).await];
    let coding = async || {
        let (response, _) = crate::get_coded(&world.router, LIST, "gzip").await;
        assert_eq!(response.status(), 200);
        header(&response, "content-encoding").to_owned()
    };
    while held.last().unwrap().0 == 200 {
        let target = format!("{LIST}?name={}", held.len());
        held.push(open(&world.router, &target).await);
    }
    assert_eq!(coding().await, "");
    held.clear();
    world.pass(10 * SECOND);
    world.cloud.behave_once(large());
    get(&world.router, LIST).await;
    assert_eq!(coding().await, "gzip");
}

/// Without a length nothing can be said before: what turns out to be too much is aborted.
#[tokio::test]
async fn an_answer_that_outgrows_the_memory_is_aborted() {
    let world = world("1").await;
    world.cloud.behave(Behaviour::jobs(10_000).chunked(true));
    let (status, body) = open(&world.router, LIST).await;
    assert_eq!(status, 200);
    assert!(body.collect().await.is_err());
    let (response, _) = get(&world.router, LIST).await;
    assert_eq!(response.status(), 503, "nobody calls again at once");
    assert_eq!(world.cloud.count(), 1);
    assert!(metric(&world, "memory_used_bytes").await <= 8192);
}

#[tokio::test]
async fn questions_that_nobody_asks_again_make_room_and_lists_that_many_read_stay() {
    let world = world("1").await;
    let ask = async |name: usize| get(&world.router, &format!("{LIST}?id={name}")).await;
    get(&world.router, "/v1/other/dev-servers/jobs").await;
    for name in 0..1000 {
        ask(name).await;
        world.pass(SECOND / 1000);
    }
    assert_eq!(world.cloud.count(), 1001);
    ask(999).await;
    assert_eq!(world.cloud.count(), 1001, "the last ones are kept");
    ask(600).await;
    assert_eq!(world.cloud.count(), 1002, "earlier ones are not");
    let (response, _) = get(&world.router, "/v1/other/dev-servers/jobs").await;
    assert!(header(&response, "cache-status").contains("hit"));
    assert_eq!(world.cloud.count(), 1002);
}
