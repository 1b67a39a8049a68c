//! Several replicas before one cloud, with a Redis between them: together they do to the cloud what one
//! would. Each test is headed by what would happen without that.

mod credentials;
mod engine;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::Response;
use devserver_jobs_fake_cloud::{
    Behaviour, Clock as CloudClock, EXAMPLE_AK, EXAMPLE_SK, FakeCloud, Gate, Settings, errors,
};
use devserver_jobs_gateway::admin::{self, Health};
use devserver_jobs_gateway::clock::{Clock, Hand};
use devserver_jobs_gateway::metrics::Metrics;
use devserver_jobs_gateway::shared::Shared;
use devserver_jobs_gateway::shared::link::SharedConfig;
use devserver_jobs_gateway::{app, start};
use futures_util::future::join_all;
use serde_json::Value;
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tracing::Level;

use self::engine::{Engine, Proxy};
use super::keeping::Log;
use super::outbound::acceptor;
use super::{LIST, MINUTE, SECOND, config, key, settings};
use crate::{NOW_MS, built, get, header};

/// A cloud, an engine, and one clock for all.
struct Site {
    cloud: FakeCloud,
    engine: Engine,
    cloud_ms: Arc<AtomicI64>,
    clock: Clock,
    hand: Hand,
}

/// A gateway with a proxy of its own to the engine.
struct Replica {
    router: Router,
    admin: Router,
    proxy: Proxy,
}

/// Long enough that no machine is too slow; what has to end by itself in a test has a shorter one.
const HOLD: Duration = Duration::from_secs(60);

impl Site {
    async fn start() -> Site {
        Site::with(Engine::start(&[])).await
    }

    async fn with(engine: Engine) -> Site {
        Site::before(settings(), engine).await
    }

    async fn before(settings: Settings, engine: Engine) -> Site {
        let cloud_ms = Arc::new(AtomicI64::new(NOW_MS));
        let clock = CloudClock::from(cloud_ms.clone());
        let cloud = FakeCloud::start(Settings { clock, ..settings }).await;
        let (clock, hand) = Clock::by_hand(NOW_MS);
        Site { cloud, engine, cloud_ms, clock, hand }
    }

    async fn replica(&self) -> Replica {
        self.replica_with(&[], |_| {}).await
    }

    async fn replica_with(&self, flags: &[&str], set: impl FnOnce(&mut SharedConfig)) -> Replica {
        let proxy = Proxy::to(&self.engine, None).await;
        let shared = format!("redis://{}", proxy.address);
        self.replica_by(proxy, &shared, flags, set)
    }

    fn replica_by(
        &self,
        proxy: Proxy,
        shared: &str,
        flags: &[&str],
        set: impl FnOnce(&mut SharedConfig),
    ) -> Replica {
        let endpoint = self.cloud.endpoint();
        let usual =
            ["--endpoint", &endpoint, "--projects", "demo,other", "--calls-per-second", "0"];
        let flags = [&usual[..], &["--shared", shared], flags].concat();
        self.replica_of(proxy, &flags, &key(EXAMPLE_AK, EXAMPLE_SK), set)
    }

    /// A replica with these credentials and routes.
    fn replica_of(
        &self,
        proxy: Proxy,
        flags: &[&str],
        variables: &[(&str, String)],
        set: impl FnOnce(&mut SharedConfig),
    ) -> Replica {
        let dir = built();
        let assets = dir.path().to_str().unwrap();
        let usual = ["--assets", assets, "--rate-limit", "0", "--query-limit", "0"];
        let mut config = config(&[&usual[..], flags].concat(), variables).unwrap();
        let engine = config.shared.as_mut().unwrap();
        engine.hold = HOLD;
        engine.deadline = 10 * SECOND;
        engine.retry = Duration::from_millis(10);
        set(engine);
        let gateway = start::real(config, self.clock.clone()).unwrap();
        let health = Health::default();
        health.ready();
        let admin = admin::router(gateway.metrics.clone(), health);
        Replica { router: app::router(gateway), admin, proxy }
    }

    /// Ends when the engine has been told of the end of all calls, which nobody waits for.
    async fn wait_until_no_call_is_under_way(&self) {
        let mut engine = self.engine.connection().await;
        let states = redis::cmd("KEYS").arg("*:breaker").query_async(&mut engine).await;
        let states: Vec<String> = states.unwrap();
        let mut state = String::new();
        while !state.contains("\"seats\":[]") {
            state = redis::cmd("GET").arg(&states).query_async(&mut engine).await.unwrap();
        }
    }

    /// Time passes for everybody.
    fn pass(&self, time: Duration) {
        self.hand.forward(time);
        self.cloud_ms.fetch_add(time.as_millis() as i64, Ordering::Relaxed);
    }
}

impl Replica {
    /// Ends when the engine is in this state for the replica.
    async fn wait_until(&self, state: &str) {
        let expect = format!("shared engine: {state}");
        while !self.health().await.contains(&expect) {
            tokio::task::yield_now().await;
        }
    }

    async fn health(&self) -> String {
        let (response, body) = get(&self.admin, "/readyz").await;
        assert_eq!(response.status(), 200, "without the engine it still answers");
        String::from_utf8(body.to_vec()).unwrap()
    }

    fn ask(&self, target: &str) -> JoinHandle<(Response<()>, Bytes)> {
        let (router, target) = (self.router.clone(), target.to_owned());
        tokio::spawn(async move { get(&router, &target).await })
    }

    /// Different queries at once.
    fn ask_many(&self, name: &str) -> Vec<JoinHandle<(Response<()>, Bytes)>> {
        (0..10).map(|number| self.ask(&format!("{LIST}?name={name}{number}"))).collect()
    }
}

async fn statuses(asked: Vec<JoinHandle<(Response<()>, Bytes)>>) -> Vec<u16> {
    let answers = join_all(asked).await;
    answers.into_iter().map(|answer| answer.unwrap().0.status().as_u16()).collect()
}

fn cache_status(response: &Response<()>) -> &str {
    header(response, "cache-status")
}

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
    assert!(log.contains("is away") && log.contains("is reached"), "{log}");
    assert!(!log.contains("Passw0rd"), "{log}");
}
