//! How often the cloud is called by all replicas together.

use std::sync::Arc;
use std::time::Duration;

use devserver_jobs_fake_cloud::{Behaviour, Gate, errors};
use devserver_jobs_gateway::metrics::Metrics;
use devserver_jobs_gateway::shared::Shared;
use devserver_jobs_gateway::shared::link::SharedConfig;
use futures_util::future::join_all;

use super::engine::Proxy;
use super::site::{Site, cache_status, statuses};
use crate::get;
use crate::serve::{LIST, MINUTE, SECOND};

/// Three replicas tried a key that had stopped working four times each, and the cloud locked it.
#[tokio::test]
async fn a_key_that_stops_working_is_refused_as_often_as_before_one_replica() {
    let site = Site::start().await;
    let patient = ["--soft-deadline", "600"];
    let replicas = [
        site.replica_with(&patient, |_| {}).await,
        site.replica_with(&patient, |_| {}).await,
        site.replica_with(&patient, |_| {}).await,
    ];
    for (number, replica) in replicas.iter().enumerate() {
        let answered = statuses(replica.ask_many(&format!("{number}-"))).await;
        assert!(answered.iter().all(|status| *status == 200), "{answered:?}");
    }
    assert!(site.cloud.max_in_flight() <= 4, "{}", site.cloud.max_in_flight());
    site.pass(MINUTE);
    site.cloud.forget_calls();
    let gate = Gate::new();
    site.cloud.behave(Behaviour::answer(errors::locked()).held(&gate));
    let asked: Vec<_> = replicas
        .iter()
        .enumerate()
        .flat_map(|(it, replica)| replica.ask_many(&format!("{it}-")))
        .collect();
    site.cloud.wait_for_calls(4).await;
    gate.open();
    let answered = join_all(asked).await;
    for (response, _) in answered.into_iter().map(Result::unwrap) {
        assert_eq!(response.status(), 200);
        let told = cache_status(&response);
        assert!(told.contains("detail=credential_"), "{told}");
    }
    // Everybody waits for the same probe, in the first hour and in the first day.
    let mut most = vec![(1, site.cloud.count())];
    for minute in (5..24 * 60).step_by(5) {
        site.pass(5 * MINUTE);
        for replica in &replicas {
            for target in [LIST, "/v1/other/dev-servers/jobs"] {
                get(&replica.router, target).await;
            }
        }
        most.push((minute, site.cloud.count()));
    }
    let until = |minutes: usize| most.iter().rfind(|it| it.0 <= minutes).unwrap().1;
    assert_eq!((until(1), until(59), until(24 * 60)), (4, 7, 30));
}

/// Every replica had a budget of its own, so that three of them called three times as often as allowed.
#[tokio::test]
async fn one_bucket_of_tokens_is_filled_for_all() {
    let site = Site::start().await;
    let (mut buckets, mut proxies) = (Vec::new(), Vec::new());
    for _ in 0..2 {
        let proxy = Proxy::to(&site.engine, None).await;
        let port = proxy.address.port();
        let config = SharedConfig {
            deadline: 10 * SECOND,
            ..SharedConfig::at("127.0.0.1".to_owned(), port, false)
        };
        let metrics = Arc::new(Metrics::default());
        buckets.push(Shared::start(config, site.clock.clone(), metrics).unwrap());
        proxies.push(proxy);
    }
    let engine = site.engine.connection().await;
    let seconds = async || {
        let time = redis::cmd("TIME").query_async(&mut engine.clone()).await;
        let (seconds, micros): (u64, u64) = time.unwrap();
        Duration::from_secs(seconds) + Duration::from_micros(micros)
    };
    // However slow this machine is: one token at once, and one more for each second of the engine.
    let check = async || {
        let began = seconds().await;
        let (mut taken, mut wait) = (0, None);
        for bucket in [0, 1, 0, 1] {
            match buckets[bucket].token("{c}:tokens", 1).await.unwrap() {
                None => taken += 1,
                refused => wait = refused,
            }
        }
        let passed = (seconds().await - began).as_secs();
        assert!((1..=1 + passed).contains(&taken), "{taken} in {passed} s");
        wait
    };
    let wait = check().await.unwrap_or(SECOND);
    assert!(wait <= SECOND, "{wait:?}");
    site.pass(wait + Duration::from_millis(1));
    check().await;
    // After a pause there are those of one second, and no more.
    site.pass(MINUTE);
    check().await;
}
