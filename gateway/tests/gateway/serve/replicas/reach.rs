//! An engine that is not reached, hangs, or is reached with TLS and a password only.

use std::time::Duration;

use devserver_jobs_fake_cloud::{Behaviour, Gate, errors};
use devserver_jobs_gateway::shared::link::SharedConfig;
use tempfile::TempDir;
use tokio::time::timeout;
use tracing::Level;

use super::engine::{Engine, Proxy};
use super::site::{Site, cache_status, statuses};
use crate::get;
use crate::serve::keeping::Log;
use crate::serve::outbound::acceptor;
use crate::serve::{LIST, MINUTE, SECOND};

/// Only the mercy killing of a test that hangs: no test waits for it.
const HUNG: Duration = Duration::from_secs(120);

/// While the engine was away each replica called as often as if it were alone.
#[tokio::test]
async fn without_the_engine_each_replica_makes_one_call_at_a_time_and_says_so() {
    let site = Site::start().await;
    let replicas = [site.replica().await, site.replica().await];
    for replica in &replicas {
        assert_eq!(get(&replica.router, LIST).await.0.status(), 200);
        replica.wait_until("reached").await;
        site.pass(10 * SECOND);
    }
    site.engine.end();
    for replica in &replicas {
        replica.wait_until("away, one call at a time").await;
        let (_, metrics) = get(&replica.admin, "/metrics").await;
        let metrics = String::from_utf8(metrics.to_vec()).unwrap();
        let line = "devserver_jobs_gateway_shared_engine_state{state=\"away\"} 1\n";
        assert!(metrics.contains(line), "{metrics}");
    }
    site.cloud.forget_calls();
    let asked: Vec<_> = replicas.iter().flat_map(|replica| replica.ask_many("a")).collect();
    assert!(statuses(asked).await.iter().all(|status| *status == 200));
    assert_eq!((site.cloud.count(), site.cloud.max_in_flight() <= 2), (20, true));
    // It comes back with nothing, and all is as before.
    site.engine.begin();
    for replica in &replicas {
        replica.wait_until("reached").await;
    }
    site.cloud.forget_calls();
    let gate = Gate::new();
    site.cloud.behave(Behaviour::normal().held(&gate));
    let asked: Vec<_> = replicas.iter().flat_map(|replica| replica.ask_many("b")).collect();
    site.cloud.wait_for_in_flight(4).await;
    gate.open();
    assert!(statuses(asked).await.iter().all(|status| *status == 200));
    assert_eq!((site.cloud.count(), site.cloud.max_in_flight()), (10, 4));
}

/// The engine was started anew, and with it all stops ended.
#[tokio::test]
async fn replicas_bring_their_stops_to_an_engine_that_has_lost_them() {
    let site = Site::start().await;
    let [one, other] = [site.replica().await, site.replica().await];
    site.cloud.behave(Behaviour::answer(errors::signing_failure("")));
    assert_eq!(get(&one.router, LIST).await.0.status(), 502);
    // The other was told of it.
    assert_eq!(get(&other.router, LIST).await.0.status(), 503);
    site.engine.end();
    one.wait_until("away").await;
    assert_eq!(get(&one.router, LIST).await.0.status(), 503);
    site.engine.begin();
    one.wait_until("reached").await;
    assert_eq!(get(&one.router, LIST).await.0.status(), 503);
    let new = site.replica().await;
    new.wait_until("reached").await;
    assert_eq!(get(&new.router, LIST).await.0.status(), 503);
    assert_eq!(site.cloud.count(), 1);
    // And the next one is twice as long.
    site.pass(5 * MINUTE);
    assert_eq!(get(&new.router, LIST).await.0.status(), 502);
    site.pass(9 * MINUTE);
    assert_eq!(get(&one.router, LIST).await.0.status(), 503);
    site.pass(MINUTE);
    assert_eq!(get(&one.router, LIST).await.0.status(), 502);
    assert_eq!(site.cloud.count(), 3);
}

/// A replica was refused while it did not reach the engine, and the others tried the key again.
#[tokio::test]
async fn what_a_replica_was_refused_by_itself_it_tells_when_the_engine_is_back() {
    let site = Site::start().await;
    let [one, other] = [site.replica().await, site.replica().await];
    for (replica, name) in [(&one, "a"), (&other, "b")] {
        let target = format!("{LIST}?name={name}");
        assert_eq!(get(&replica.router, &target).await.0.status(), 200);
    }
    site.wait_until_no_call_is_under_way().await;
    one.proxy.cut();
    one.wait_until("away").await;
    site.cloud.behave(Behaviour::answer(errors::signing_failure("")));
    assert_eq!(get(&one.router, LIST).await.0.status(), 502);
    one.proxy.mend();
    one.wait_until("reached").await;
    assert_eq!(get(&one.router, LIST).await.0.status(), 503);
    assert_eq!(get(&other.router, LIST).await.0.status(), 503);
    assert_eq!(site.cloud.count(), 3);
}

/// The engine is reached by one replica only: that one goes on, and the other does what it can do alone.
#[tokio::test]
async fn in_a_split_the_replica_with_the_engine_goes_on_and_the_other_makes_one_call_at_a_time() {
    let site = Site::start().await;
    let [with, without] = [site.replica().await, site.replica().await];
    for (replica, name) in [(&with, "a"), (&without, "b")] {
        let target = format!("{LIST}?name={name}");
        assert_eq!(get(&replica.router, &target).await.0.status(), 200);
    }
    site.wait_until_no_call_is_under_way().await;
    without.proxy.cut();
    without.wait_until("away").await;
    with.wait_until("reached").await;
    site.cloud.forget_calls();
    let gate = Gate::new();
    site.cloud.behave(Behaviour::answer(errors::locked()).held(&gate));
    let asked: Vec<_> = [with.ask_many("c"), without.ask_many("d")].into_iter().flatten().collect();
    site.cloud.wait_for_in_flight(5).await;
    gate.open();
    assert!(statuses(asked).await.iter().all(|status| [502, 503].contains(status)));
    assert_eq!((site.cloud.count(), site.cloud.max_in_flight()), (5, 5));
}

/// The engine took a connection and never answered, and with it every reader hung.
#[tokio::test]
async fn nobody_waits_for_an_engine_that_hangs() {
    let site = Site::start().await;
    let replica =
        site.replica_with(&[], |shared| shared.deadline = Duration::from_millis(200)).await;
    assert_eq!(get(&replica.router, LIST).await.0.status(), 200);
    site.engine.hang();
    assert_eq!(get(&replica.router, &format!("{LIST}?name=a")).await.0.status(), 200);
    replica.wait_until("away").await;
}

/// An engine that went on after a pause took leases for requests that nobody waited for any more, and counted calls
/// that had ended: for ten seconds no replica called the cloud, and readers got the old list or waited.
#[tokio::test]
async fn nobody_waits_for_what_an_engine_missed_in_a_pause() {
    let site = Site::start().await;
    let set = |shared: &mut SharedConfig| {
        shared.deadline = Duration::from_millis(200);
        shared.hold = 60 * MINUTE;
    };
    let replica = site.replica_with(&[], set).await;
    for name in ["a", "b"] {
        let target = format!("{LIST}?name={name}");
        assert_eq!(get(&replica.router, &target).await.0.status(), 200);
        site.pass(10 * SECOND);
        site.engine.hang();
        let answered = timeout(HUNG, get(&replica.router, &target)).await;
        assert_eq!(answered.expect("a call counts that has ended").0.status(), 200);
        replica.wait_until("away").await;
        site.engine.go_on();
        replica.wait_until("reached").await;
        site.pass(10 * SECOND);
        let answered = timeout(HUNG, get(&replica.router, &target)).await;
        let (response, _) = answered.expect("somebody holds the lease or the seat");
        assert_eq!(cache_status(&response), "devserver-jobs-gateway; fwd=miss");
    }
}

/// The password was to be seen in the list of processes, and the lists on the network.
#[tokio::test]
async fn the_engine_is_reached_through_tls_with_a_password_from_a_file() {
    const PASSWORD: &str = "example-engine-Passw0rd";
    let site = Site::with(Engine::start(&["--requirepass", PASSWORD])).await;
    let dir = TempDir::new().unwrap();
    let file = |name: &str, text: &str| {
        std::fs::write(dir.path().join(name), text).unwrap();
        dir.path().join(name).to_str().unwrap().to_owned()
    };
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let ca = file("ca.pem", &made.cert.pem());
    let (right, wrong) = (file("right", PASSWORD), file("wrong", "example-other-Passw0rd"));
    let log = Log::default();
    let _guard = log.subscribe(Level::INFO);
    for (flags, expect) in [
        (vec!["--shared-ca-file", &*ca, "--shared-password-file", &*right], "reached"),
        (vec!["--shared-ca-file", &*ca, "--shared-password-file", &*wrong], "away"),
        (vec!["--shared-ca-file", &*ca], "away"),
        // By the system's certificates it is nobody.
        (vec!["--shared-password-file", &*right], "away"),
    ] {
        let proxy = Proxy::to(&site.engine, Some(acceptor(&made))).await;
        let shared = format!("rediss://{}", proxy.address);
        let replica = site.replica_by(proxy, &shared, &flags, |_| {});
        replica.wait_until(expect).await;
        let target = format!("{LIST}?name={}", flags.len());
        assert_eq!(get(&replica.router, &target).await.0.status(), 200);
    }
    let log = log.text();
    assert!(log.contains("is away") && log.contains("is reachable"), "{log}");
    assert!(!log.contains("Passw0rd"), "{log}");
}
