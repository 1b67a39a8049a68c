//! What the tests of replicas have in common: a cloud, an engine, and replicas between them.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::Response;
use devserver_jobs_fake_cloud::{Clock as CloudClock, EXAMPLE_AK, EXAMPLE_SK, FakeCloud, Settings};
use devserver_jobs_gateway::admin::{self, Health};
use devserver_jobs_gateway::clock::{Clock, Hand};
use devserver_jobs_gateway::shared::link::SharedConfig;
use devserver_jobs_gateway::{app, start};
use futures_util::future::join_all;
use tokio::task::JoinHandle;

use super::engine::{Engine, Proxy};
use crate::serve::{LIST, SECOND, config, key, settings};
use crate::{NOW_MS, built, get, header};

/// A cloud, an engine, and one clock for all.
pub struct Site {
    pub cloud: FakeCloud,
    pub engine: Engine,
    pub cloud_ms: Arc<AtomicI64>,
    pub clock: Clock,
    pub hand: Hand,
}

/// A gateway with a proxy of its own to the engine.
pub struct Replica {
    pub router: Router,
    pub admin: Router,
    pub proxy: Proxy,
}

/// Long enough that no machine is too slow; what has to end by itself in a test has a shorter one.
pub const HOLD: Duration = Duration::from_secs(60);

impl Site {
    pub async fn start() -> Site {
        Site::with(Engine::start(&[])).await
    }

    pub async fn with(engine: Engine) -> Site {
        Site::before(settings(), engine).await
    }

    pub async fn before(settings: Settings, engine: Engine) -> Site {
        let cloud_ms = Arc::new(AtomicI64::new(NOW_MS));
        let clock = CloudClock::from(cloud_ms.clone());
        let cloud = FakeCloud::start(Settings { clock, ..settings }).await;
        let (clock, hand) = Clock::by_hand(NOW_MS);
        Site { cloud, engine, cloud_ms, clock, hand }
    }

    pub async fn replica(&self) -> Replica {
        self.replica_with(&[], |_| {}).await
    }

    pub async fn replica_with(
        &self,
        flags: &[&str],
        set: impl FnOnce(&mut SharedConfig),
    ) -> Replica {
        let proxy = Proxy::to(&self.engine, None).await;
        let shared = format!("redis://{}", proxy.address);
        self.replica_by(proxy, &shared, flags, set)
    }

    pub fn replica_by(
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
    pub fn replica_of(
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
    pub async fn wait_until_no_call_is_under_way(&self) {
        let mut engine = self.engine.connection().await;
        let states = redis::cmd("KEYS").arg("*:breaker").query_async(&mut engine).await;
        let states: Vec<String> = states.unwrap();
        let mut state = String::new();
        while !state.contains("\"seats\":[]") {
            state = redis::cmd("GET").arg(&states).query_async(&mut engine).await.unwrap();
        }
    }

    /// Time passes for everybody.
    pub fn pass(&self, time: Duration) {
        self.hand.forward(time);
        self.cloud_ms.fetch_add(time.as_millis() as i64, Ordering::Relaxed);
    }
}

impl Replica {
    /// Ends when the engine is in this state for the replica.
    pub async fn wait_until(&self, state: &str) {
        let expect = format!("shared engine: {state}");
        while !self.health().await.contains(&expect) {
            tokio::task::yield_now().await;
        }
    }

    pub async fn health(&self) -> String {
        let (response, body) = get(&self.admin, "/readyz").await;
        assert_eq!(response.status(), 200, "without the engine it still answers");
        String::from_utf8(body.to_vec()).unwrap()
    }

    pub fn ask(&self, target: &str) -> JoinHandle<(Response<()>, Bytes)> {
        let (router, target) = (self.router.clone(), target.to_owned());
        tokio::spawn(async move { get(&router, &target).await })
    }

    /// Different queries at once.
    pub fn ask_many(&self, name: &str) -> Vec<JoinHandle<(Response<()>, Bytes)>> {
        (0..10).map(|number| self.ask(&format!("{LIST}?name={name}{number}"))).collect()
    }
}

pub async fn statuses(asked: Vec<JoinHandle<(Response<()>, Bytes)>>) -> Vec<u16> {
    let answers = join_all(asked).await;
    answers.into_iter().map(|answer| answer.unwrap().0.status().as_u16()).collect()
}

pub fn cache_status(response: &Response<()>) -> &str {
    header(response, "cache-status")
}
