//! What one replica was answered, and the others need not ask for: leases of calls, and kept answers.

use std::time::Duration;

use devserver_jobs_fake_cloud::{Behaviour, Gate, errors};
use devserver_jobs_gateway::shared::link::SharedConfig;
use futures_util::future::join_all;
use serde_json::Value;

use super::engine::Proxy;
use super::site::{HOLD, Site, cache_status};
use crate::serve::{LIST, MINUTE, SECOND};
use crate::{get, header};

/// Every replica asked for the list that all of them were asked for.
#[tokio::test]
async fn the_readers_of_all_replicas_cost_one_call() {
    let site = Site::start().await;
    let replicas = [site.replica().await, site.replica().await, site.replica().await];
    let gate = Gate::new();
    site.cloud.behave(Behaviour::normal().held(&gate));
    let asked: Vec<_> =
        replicas.iter().flat_map(|replica| [replica.ask(LIST), replica.ask(LIST)]).collect();
    site.cloud.wait_for_calls(1).await;
    gate.open();
    let answers: Vec<_> = join_all(asked).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(site.cloud.count(), 1);
    let bodies: Vec<_> = answers.iter().map(|(_, body)| body).collect();
    assert!(bodies.iter().all(|body| *body == bodies[0] && !body.is_empty()));
    let from_others =
        answers.iter().filter(|(response, _)| cache_status(response).contains("; hit"));
    assert_eq!(from_others.count(), 4);
    // Of a failure too everybody is told, and nobody tries again at once.
    site.pass(MINUTE);
    site.cloud.behave(Behaviour::answer(errors::internal().with("Retry-After", "90")));
    for replica in &replicas {
        let (response, body) = get(&replica.router, &format!("{LIST}?name=a")).await;
        assert_eq!(response.status(), 500);
        assert_eq!(header(&response, "retry-after"), "90");
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["reason"], "cloud_failed");
        assert_eq!(body["error_code"], "ModelArts.50005000");
    }
    assert_eq!(site.cloud.count(), 2);
}

/// A replica that had just started knew no list, while the key was refused and the others had one.
#[tokio::test]
async fn a_new_replica_answers_from_what_the_others_were_answered() {
    let site = Site::start().await;
    let started = async || site.replica_with(&["--cache-ttl", "60"], |_| {}).await;
    let (_, good) = get(&started().await.router, LIST).await;
    site.pass(4 * SECOND);
    let new = started().await;
    let (response, body) = get(&new.router, LIST).await;
    assert_eq!((body, site.cloud.count()), (good.clone(), 1));
    let age: u64 = header(&response, "age").parse().unwrap();
    assert!(age >= 3 && cache_status(&response).contains("; hit; ttl="), "{response:?}");
    // Much older it is given as any replica gives what it kept.
    site.pass(30 * MINUTE);
    site.cloud.behave(Behaviour::answer(errors::signing_failure("")));
    for detail in ["credential_refused", "credential_paused"] {
        let (response, body) = get(&started().await.router, LIST).await;
        assert_eq!(body, good);
        assert!(cache_status(&response).ends_with(&format!("detail={detail}")), "{response:?}");
        let age: u64 = header(&response, "age").parse().unwrap();
        assert!(age >= 30 * 60, "{age}");
    }
    assert_eq!(site.cloud.count(), 2);
    // And not when it is too old.
    site.pass(31 * MINUTE);
    let (response, _) = get(&started().await.router, LIST).await;
    assert_ne!(response.status(), 200);
}

/// The engine's clock was put back by an hour, and for an hour everybody was given the same list as a new one.
#[tokio::test]
async fn a_list_from_later_than_now_is_not_given_as_a_new_one() {
    let site = Site::start().await;
    let [one, other] = [site.replica().await, site.replica().await];
    get(&one.router, LIST).await;
    let mut engine = site.engine.connection().await;
    let mut answers = Vec::<String>::new();
    while answers.is_empty() {
        answers = redis::cmd("KEYS").arg("*:answer").query_async(&mut engine).await.unwrap();
    }
    let mut later = redis::cmd("HINCRBY");
    later.arg(&answers).arg("whole_at").arg(3_600_000);
    later.query_async::<u64>(&mut engine).await.unwrap();
    site.pass(MINUTE);
    let (response, _) = get(&other.router, LIST).await;
    assert_eq!(cache_status(&response), "devserver-jobs-gateway; fwd=miss");
    assert_eq!(site.cloud.count(), 2);
}

/// What is too large for the engine is asked for by each replica, and no longer.
#[tokio::test]
async fn a_large_answer_is_not_kept_in_the_engine() {
    let site = Site::start().await;
    for calls in 1..=2 {
        let replica = site.replica_with(&["--shared-answer-limit", "0"], |_| {}).await;
        assert_eq!(get(&replica.router, LIST).await.0.status(), 200);
        assert_eq!(site.cloud.count(), calls);
    }
}

/// A replica died while it asked, and nobody was given the list any more.
#[tokio::test]
async fn the_lease_of_a_replica_that_died_ends_soon() {
    let site = Site::start().await;
    let soon = |shared: &mut SharedConfig| shared.hold = Duration::from_millis(300);
    let gate = Gate::new();
    site.cloud.behave_once(Behaviour::normal().held(&gate));
    let other_process =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let proxy = Proxy::to(&site.engine, None).await;
    let shared = format!("redis://{}", proxy.address);
    let entered = other_process.enter();
    let died = site.replica_by(proxy, &shared, &[], soon);
    drop(died.ask(LIST));
    drop(entered);
    site.cloud.wait_for_calls(1).await;
    other_process.shutdown_background();
    let next = site.replica_with(&[], soon).await;
    assert_eq!(get(&next.router, LIST).await.0.status(), 200);
    assert_eq!(site.cloud.count(), 2);
}

/// A call that took longer than a lease was made twice.
#[tokio::test]
async fn a_lease_is_prolonged_while_its_call_is_under_way() {
    let site = Site::start().await;
    let patient = ["--first-byte-timeout", "4000000000"];
    let [one, other] =
        [site.replica_with(&patient, |_| {}).await, site.replica_with(&patient, |_| {}).await];
    let gate = Gate::new();
    site.cloud.behave_once(Behaviour::normal().held(&gate));
    let asked = one.ask(LIST);
    site.cloud.wait_for_calls(1).await;
    let waiting = other.ask(LIST);
    let engine = site.engine.connection().await;
    let leases = redis::cmd("KEYS").arg("*:lease").query_async(&mut engine.clone()).await;
    let leases: Vec<String> = leases.unwrap();
    let left = async || {
        let left = redis::cmd("PTTL").arg(&leases).query_async(&mut engine.clone()).await;
        let left: i64 = left.unwrap();
        assert!(left > 0, "the lease has ended");
        left
    };
    for _ in 0..4 {
        let mut before = left().await;
        while before >= HOLD.as_millis() as i64 {
            before = left().await;
        }
        // The clock may have moved before the replica began to wait for it again.
        while left().await <= before {
            site.pass(SECOND);
        }
    }
    gate.open();
    assert_eq!(waiting.await.unwrap().0.status(), 200);
    assert_eq!(asked.await.unwrap().0.status(), 200);
    assert_eq!(site.cloud.count(), 1);
}
