//! One reader cannot spend the calls of all others.

use axum::body::Body;
use axum::http::Request;
use devserver_jobs_fake_cloud::{Behaviour, Gate, errors};
use serde_json::Value;

use super::{LIST, MINUTE, Plan, SECOND, World, metric};
use crate::{ask, get, header};

/// Thousands of random names emptied the quota that everybody's lists needed.
#[tokio::test]
async fn queries_that_the_cloud_has_to_be_asked_for_are_limited_for_each_caller() {
    let flags = ["--query-limit", "30", "--trusted-proxy", "192.0.2.1", "--user-header", "X-User"];
    let plan = Plan { flags: &flags, ..Plan::default() };
    let world = World::new(plan).await;
    let ask_as = async |user: &str, target: &str| {
        let peer: std::net::SocketAddr = "192.0.2.1:1".parse().unwrap();
        let mut request = Request::get(target).header("x-user", user).body(Body::empty()).unwrap();
        request.extensions_mut().insert(axum::extract::ConnectInfo(peer));
        ask(&world.router, request).await
    };
    for name in 0..50 {
        let (response, body) = ask_as("anna", &format!("{LIST}?name={name}")).await;
        if name < 30 {
            assert_eq!(response.status(), 200);
        } else {
            assert_eq!(response.status(), 429);
            assert_eq!(header(&response, "retry-after"), "2");
            let body: Value = serde_json::from_slice(&body).unwrap();
            assert_eq!(body["reason"], "rate_limited");
        }
    }
    assert_eq!(world.cloud.count(), 30);
    // What was asked for before is still answered, and so are whole lists, and everybody else.
    for (user, target) in [
        ("anna", format!("{LIST}?name=3")),
        ("anna", LIST.to_owned()),
        ("anna", "/v1/other/dev-servers/jobs".to_owned()),
        ("berta", format!("{LIST}?name=60")),
    ] {
        assert_eq!(ask_as(user, &target).await.0.status(), 200, "{user} {target}");
    }
    world.pass(2 * SECOND);
    assert_eq!(ask_as("anna", &format!("{LIST}?name=60a")).await.0.status(), 200);
    assert_eq!(ask_as("anna", &format!("{LIST}?name=61a")).await.0.status(), 429);
}

/// Ends when so many calls wait in the queue, or fails.
async fn until(world: &World, is: impl Fn(usize) -> bool) {
    for _ in 0..10_000 {
        if is(metric(world, "upstream_queued").await) {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("{} wait", metric(world, "upstream_queued").await);
}

#[tokio::test]
async fn the_cloud_gets_so_many_calls_a_second_in_the_order_of_the_readers() {
    let flags = ["--calls-per-second", "2", "--max-calls", "2"];
    let world = World::new(Plan { flags: &flags, ..Plan::default() }).await;
    // Accepted, so that more than one call at a time is made.
    get(&world.router, "/v1/other/dev-servers/jobs").await;
    world.pass(SECOND);
    world.cloud.forget_calls();
    let targets: Vec<_> = (0..6).map(|name| format!("{LIST}?name={name}")).collect();
    let mut readers = Vec::new();
    for (waiting, target) in targets.iter().enumerate() {
        let (router, target) = (world.router.clone(), target.clone());
        readers.push(tokio::spawn(async move { get(&router, &target).await.0.status() }));
        // Two go at once; the others are in the queue one behind the other.
        match waiting {
            0 | 1 => world.cloud.wait_for_calls(waiting + 1).await,
            _ => until(&world, |queued| queued == waiting - 1).await,
        }
    }
    for calls in 3..=6 {
        assert_eq!(world.cloud.count(), calls - 1);
        world.pass(SECOND / 2);
        world.cloud.wait_for_calls(calls).await;
    }
    for reader in readers {
        assert_eq!(reader.await.unwrap(), 200);
    }
    let called: Vec<_> = world.cloud.calls().into_iter().map(|call| call.target).collect();
    assert_eq!(called, targets);
    assert!(world.cloud.max_in_flight() <= 2);
}

#[tokio::test]
async fn nobody_waits_in_the_queue_for_longer_than_its_limit() {
    let flags = ["--max-calls", "1", "--queue-timeout", "7", "--soft-deadline", "60"];
    let world = World::new(Plan { flags: &flags, ..Plan::default() }).await;
    get(&world.router, "/v1/other/dev-servers/jobs").await;
    let gate = Gate::new();
    world.cloud.behave_once(Behaviour::normal().held(&gate));
    world.pass(MINUTE);
    let other = "/v1/other/dev-servers/jobs";
    let named = format!("{LIST}?name=a");
    let (first, second, third, ()) = tokio::join!(
        get(&world.router, LIST),
        get(&world.router, &named),
        get(&world.router, other),
        async {
            until(&world, |queued| queued == 2).await;
            world.pass(7 * SECOND);
            until(&world, |queued| queued == 0).await;
            gate.open();
        }
    );
    assert_eq!(first.0.status(), 200);
    assert_eq!((second.0.status().as_u16(), header(&second.0, "retry-after")), (503, "5"));
    let body: Value = serde_json::from_slice(&second.1).unwrap();
    assert_eq!(body["reason"], "busy");
    // Who has an older list gets that.
    assert_eq!(third.0.status(), 200);
    assert!(header(&third.0, "cache-status").contains("detail=busy"));
    assert_eq!(world.cloud.count(), 2);
}

/// One caller's query was answered with 429, and nobody's list was renewed for a minute.
#[tokio::test]
async fn a_429_on_an_odd_query_does_not_stop_the_whole_list() {
    let world = World::usual().await;
    world.cloud.behave_once(Behaviour::answer(errors::throttled(Some("60"))));
    let odd = format!("{LIST}?name=odd");
    assert_eq!(get(&world.router, &odd).await.0.status(), 429);
    assert_eq!(get(&world.router, &format!("{LIST}?name=other")).await.0.status(), 429);
    assert_eq!(world.cloud.count(), 1);
    let (response, _) = get(&world.router, LIST).await;
    assert_eq!(header(&response, "cache-status"), "devserver-jobs-gateway; fwd=miss");
    // But if the cloud says so of the whole list, all wait.
    world.pass(MINUTE);
    world.cloud.behave_once(Behaviour::answer(errors::throttled(Some("60"))));
    assert!(header(&get(&world.router, LIST).await.0, "cache-status").contains("throttled"));
    assert_eq!(get(&world.router, &odd).await.0.status(), 429);
    assert_eq!(world.cloud.count(), 3);
}
