//! N readers cost the cloud one call, and while it fails they read what it said last.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, Once};

use axum::body::Body;
use axum::http::Request;
use devserver_jobs_fake_cloud::{Behaviour, EXAMPLE_AK, Gate, errors};
use devserver_jobs_sim::Filter;
use futures_util::future::join_all;
use serde_json::Value;
use tracing::Level;
use tracing::subscriber::DefaultGuard;

use super::{LIST, MINUTE, Plan, SECOND, World, key};
use crate::{ask, decoded, get, get_coded, header};

#[tokio::test]
async fn five_hundred_pages_cost_one_call_in_five_seconds() {
    let world = World::usual().await;
    let gate = Gate::new();
    world.cloud.behave_once(Behaviour::normal().held(&gate));
    let readers = join_all((0..500).map(|_| get(&world.router, LIST)));
    let expect = world.list_now(&Filter::default());
    let (answers, ()) = tokio::join!(readers, async {
        world.cloud.wait_for_calls(1).await;
        gate.release();
    });
    assert!(answers.iter().all(|(response, body)| response.status() == 200 && *body == expect));
    assert_eq!(world.cloud.count(), 1);
    world.pass(4 * SECOND);
    join_all((0..500).map(|_| get(&world.router, LIST))).await;
    assert_eq!(world.cloud.count(), 1);
    world.pass(SECOND);
    join_all((0..500).map(|_| get(&world.router, LIST))).await;
    assert_eq!(world.cloud.count(), 2);
}

#[tokio::test]
async fn other_questions_are_other_calls() {
    let world = World::usual().await;
    for target in [
        LIST.to_owned(),
        format!("{LIST}?status=FINISHED"),
        format!("{LIST}?name=FINISHED"),
        "/v1/other/dev-servers/jobs".to_owned(),
    ] {
        for _ in 0..2 {
            assert_eq!(get(&world.router, &target).await.0.status(), 200, "{target}");
        }
    }
    // The order of the parameters makes no difference.
    get(&world.router, &format!("{LIST}?status=FINISHED&name=a")).await;
    get(&world.router, &format!("{LIST}?name=a&status=FINISHED")).await;
    assert_eq!(world.cloud.count(), 5);
}

#[tokio::test]
async fn a_kept_answer_has_a_tag_for_each_coding_and_its_age() {
    let world = World::usual().await;
    let (filling, plain) = get(&world.router, LIST).await;
    assert_eq!(header(&filling, "cache-status"), "devserver-jobs-gateway; fwd=miss");
    world.pass(3 * SECOND);
    let mut tags = Vec::new();
    for coding in ["br", "gzip", "identity"] {
        let (response, body) = get_coded(&world.router, LIST, coding).await;
        assert_eq!(decoded(&response, &body), plain);
        assert_eq!(header(&response, "content-type"), "application/json");
        assert_eq!(header(&response, "cache-control"), "private, no-cache");
        assert_eq!(header(&response, "vary"), "accept-encoding, available-dictionary");
        assert_eq!(header(&response, "age"), "3");
        assert_eq!(header(&response, "cache-status"), "devserver-jobs-gateway; hit; ttl=2");
        let tag = header(&response, "etag").to_owned();
        let again = Request::get(LIST)
            .header("accept-encoding", coding)
            .header("if-none-match", format!("W/{tag}"));
        let (response, body) = ask(&world.router, again.body(Body::empty()).unwrap()).await;
        assert_eq!((response.status().as_u16(), body.len()), (304, 0));
        assert_eq!(header(&response, "etag"), tag);
        assert_eq!(header(&response, "content-encoding"), "");
        assert_eq!(header(&response, "vary"), "accept-encoding, available-dictionary");
        tags.push(tag);
    }
    tags.dedup();
    assert_eq!(tags.len(), 3);
    assert_eq!(world.cloud.count(), 1);
}

#[tokio::test]
async fn a_list_that_did_not_change_keeps_its_tag() {
    let world = World::usual().await;
    let tag = async || {
        get(&world.router, &format!("{LIST}?id=none")).await;
        let (response, _) = get(&world.router, &format!("{LIST}?id=none")).await;
        header(&response, "etag").to_owned()
    };
    let before = tag().await;
    world.pass(MINUTE);
    assert_eq!(tag().await, before);
    assert_eq!(world.cloud.count(), 2);
}

#[tokio::test]
async fn while_the_cloud_fails_its_last_good_answer_is_given_and_said_to_be_old() {
    let world = World::usual().await;
    let (_, good) = get(&world.router, LIST).await;
    world.cloud.behave(Behaviour::answer(errors::internal()));
    world.pass(35 * SECOND);
    let (response, body) = get(&world.router, LIST).await;
    assert_eq!((response.status().as_u16(), &body), (200, &good));
    assert_eq!(header(&response, "age"), "35");
    let status = "devserver-jobs-gateway; hit; ttl=-30; detail=cloud_failed";
    assert_eq!(header(&response, "cache-status"), status);
    assert_ne!(header(&response, "etag"), "");
    // What was never asked before has nothing to fall back on.
    let (response, body) = get(&world.router, &format!("{LIST}?name=a")).await;
    assert_eq!(response.status(), 500);
    assert_eq!(header(&response, "cache-control"), "no-store");
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(body["reason"], "cloud_failed");
    assert_eq!(body["error_code"], "ModelArts.50005000");
    // And after an hour the old answer is too old.
    world.pass(60 * MINUTE);
    assert_eq!(get(&world.router, LIST).await.0.status(), 500);
    world.cloud.behave(Behaviour::normal());
    world.pass(MINUTE);
    let (response, body) = get(&world.router, LIST).await;
    assert_eq!(header(&response, "cache-status"), "devserver-jobs-gateway; fwd=miss");
    assert_eq!(body, world.list_now(&Filter::default()));
}

#[tokio::test]
async fn a_cloud_that_fails_is_asked_less_and_less_often() {
    let world = World::usual().await;
    world.cloud.behave(Behaviour::answer(errors::internal()));
    let mut asked_at = Vec::new();
    let mut seconds = 0.0;
    while asked_at.len() < 8 {
        let before = world.cloud.count();
        let (response, _) = get(&world.router, LIST).await;
        let wait: f64 = header(&response, "retry-after").parse().unwrap();
        assert!((1.0..=60.0).contains(&wait), "{wait}");
        if world.cloud.count() > before {
            asked_at.push(seconds);
        }
        world.pass(SECOND / 4);
        seconds += 0.25;
    }
    let waits: Vec<f64> = asked_at.windows(2).map(|pair| pair[1] - pair[0]).collect();
    for (times, wait) in waits.iter().enumerate() {
        let most = f64::from(1 << times).min(60.0);
        assert!((most / 2.0..=most + 0.25).contains(wait), "{waits:?}");
    }
}

/// The cloud hung, and every reader of a list that was six seconds old waited half a minute for it.
#[tokio::test]
async fn an_old_answer_is_better_than_a_late_one() {
    let world = World::new(Plan { flags: &["--soft-deadline", "0"], ..Plan::default() }).await;
    let (_, good) = get(&world.router, LIST).await;
    world.pass(6 * SECOND);
    let gate = Gate::new();
    world.cloud.behave_once(Behaviour::normal().held(&gate));
    for _ in 0..2 {
        let (response, body) = get(&world.router, LIST).await;
        assert_eq!(body, good);
        assert_eq!(header(&response, "age"), "6");
        let status = header(&response, "cache-status");
        assert_eq!(status, "devserver-jobs-gateway; hit; ttl=-1; detail=cloud_timeout");
        world.cloud.wait_for_calls(2).await;
    }
    // Where there is nothing to give, the reader waits; and the call that was late has its effect.
    let job = format!("{LIST}?id=none");
    let (response, ()) = tokio::join!(get(&world.router, &job), async { gate.open() });
    assert_eq!(response.0.status(), 200);
    let expect = world.list_now(&Filter::default());
    while header(&get(&world.router, LIST).await.0, "cache-status").contains("detail") {}
    assert_eq!(get(&world.router, LIST).await.1, expect);
    assert_eq!(world.cloud.count(), 3);
}

/// What the log was told.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Takes what is logged in this thread, for as long as the guard is held.
    pub fn subscribe(&self, level: Level) -> DefaultGuard {
        // The most detailed level of all subscribers is kept for the whole process, and found anew whenever one
        // ends: without one that stays, a line could be lost while the log of another test ends.
        static STAYS: Once = Once::new();
        STAYS.call_once(|| {
            let all = tracing_subscriber::fmt().with_max_level(Level::TRACE).with_writer(io::sink);
            tracing::subscriber::set_global_default(all.finish()).unwrap();
        });
        let writer = self.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(level)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        tracing::subscriber::set_default(subscriber)
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Under a refused key somebody sent random names, which filled the memory and the disk of the log.
#[tokio::test]
async fn keys_that_bring_no_answer_stay_neither_in_memory_nor_in_the_log() {
    let log = Log::default();
    let _guard = log.subscribe(Level::WARN);
    let plan = Plan { variables: key(EXAMPLE_AK, "wrong"), ..Plan::default() };
    let world = World::new(plan).await;
    let mut name = 0;
    for minute in 0..5 {
        if minute > 0 {
            world.pass(MINUTE);
        }
        for _ in 0..2000 {
            name += 1;
            let status = get(&world.router, &format!("{LIST}?name={name}")).await.0.status();
            assert!(matches!(status.as_u16(), 502 | 503), "{status}");
        }
    }
    let (_, metrics) = get(&world.admin, "/metrics").await;
    let metrics = String::from_utf8(metrics.to_vec()).unwrap();
    assert!(metrics.contains("devserver_jobs_gateway_cache_entries 0\n"), "{metrics}");
    assert!(metrics.contains("devserver_jobs_gateway_memory_used_bytes 0\n"), "{metrics}");
    let log = log.text();
    assert_eq!(
        log.lines().filter(|line| line.contains("Calls to the cloud were not made")).count(),
        5
    );
    // The refusal itself, twice: what it means for all calls, and for this one.
    assert_eq!(log.lines().count(), 7, "{log}");
    assert!(log.contains("calls=2000"), "{log}");
}

#[tokio::test]
async fn retry_after_is_honoured() {
    let world = World::usual().await;
    let answer = errors::internal().with("Retry-After", "90");
    world.cloud.behave_once(Behaviour::answer(answer));
    let (response, _) = get(&world.router, LIST).await;
    assert_eq!(header(&response, "retry-after"), "90");
    world.pass(89 * SECOND);
    let (response, _) = get(&world.router, LIST).await;
    assert_eq!((response.status().as_u16(), header(&response, "retry-after")), (500, "1"));
    assert_eq!(world.cloud.count(), 1);
    world.pass(SECOND);
    assert_eq!(get(&world.router, LIST).await.0.status(), 200);
}

#[tokio::test]
async fn a_busy_cloud_is_left_alone_by_every_question() {
    for (retry_after, expect) in [(Some("30"), 30.0..=30.0), (None, 1.0..=1.0)] {
        let world = World::usual().await;
        world.cloud.behave_once(Behaviour::answer(errors::throttled(retry_after)));
        for name in ["a", "b", "c"] {
            let (response, body) = get(&world.router, &format!("{LIST}?name={name}")).await;
            assert_eq!(response.status(), 429);
            let wait: f64 = header(&response, "retry-after").parse().unwrap();
            assert!(expect.contains(&wait), "{wait}");
            let body: Value = serde_json::from_slice(&body).unwrap();
            assert_eq!(body["reason"], "cloud_throttled");
        }
        assert_eq!(world.cloud.count(), 1);
        world.pass(30 * SECOND);
        assert_eq!(get(&world.router, LIST).await.0.status(), 200);
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_asked_for_again_at_once_nor_covered_up() {
    let world = World::usual().await;
    let job = format!("{LIST}/0319470a-7fad-4c5e-9d0c-0123456789ab");
    for _ in 0..3 {
        let (response, body) = get(&world.router, &job).await;
        assert_eq!(response.status(), 404);
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["reason"], "cloud_refused");
    }
    assert_eq!(world.cloud.count(), 1);
    world.pass(5 * SECOND);
    get(&world.router, &job).await;
    assert_eq!(world.cloud.count(), 2);
}

#[tokio::test]
async fn one_job_is_kept_like_a_list() {
    let world = World::usual().await;
    let (_, body) = get(&world.router, LIST).await;
    let body: Value = serde_json::from_slice(&body).unwrap();
    let id = body["data"][0]["id"].as_str().unwrap();
    for _ in 0..2 {
        let (response, body) = get(&world.router, &format!("{LIST}/{id}")).await;
        assert_eq!(response.status(), 200);
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["id"], id);
    }
    assert_eq!(world.cloud.count(), 2);
}

#[tokio::test]
async fn the_longest_unused_answers_make_room() {
    let plan = Plan { flags: &["--cache-size", "1"], ..Default::default() };
    let world = World::new(plan).await;
    // Half a megabyte each, so that two have no room beside each other with what each takes besides.
    world.cloud.behave(Behaviour::jobs(2200));
    let other = "/v1/other/dev-servers/jobs";
    let ask = async |target: &str, calls: usize| {
        assert_eq!(get(&world.router, target).await.0.status(), 200);
        assert_eq!(world.cloud.count(), calls, "{target}");
        world.pass(SECOND);
    };
    ask(LIST, 1).await;
    ask(other, 2).await;
    ask(other, 2).await;
    ask(LIST, 3).await;
    ask(other, 4).await;
}
