//! The gateway before a fake cloud that checks every signature: what reaches the cloud, what reaches
//! the reader, and how often.

mod abuse;
mod agency;
mod answers;
mod belief;
mod callers;
mod configuration;
mod credential;
mod deploy;
mod dictionaries;
mod keeping;
mod memory;
mod outbound;
mod program;
mod quota;
mod replicas;
mod secrecy;
mod streaming;
#[cfg(feature = "otlp")]
mod traces;
mod wire;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::Router;
use clap::Parser;
use devserver_jobs_fake_cloud::{
    Clock as CloudClock, EXAMPLE_AK, EXAMPLE_SK, FakeCloud, IamUser, Settings,
};
use devserver_jobs_gateway::admin::{self, Health};
use devserver_jobs_gateway::clock::{Clock, Hand};
use devserver_jobs_gateway::config::serve::ServeConfig;
use devserver_jobs_gateway::config::{Cli, Command};
use devserver_jobs_gateway::{app, start};
use devserver_jobs_sim::{Cloud, Filter};

use crate::{NOW_MS, built, get};

pub const LIST: &str = "/v1/demo/dev-servers/jobs";

/// A cloud, a gateway before it, and one clock for both.
pub struct World {
    pub cloud: FakeCloud,
    pub router: Router,
    pub admin: Router,
    cloud_ms: Arc<AtomicI64>,
    hand: Hand,
}

/// What differs from the usual world.
pub struct Plan<'a> {
    pub settings: Settings,
    pub flags: &'a [&'a str],
    pub variables: Vec<(&'a str, String)>,
}

impl Default for Plan<'_> {
    fn default() -> Self {
        Plan { settings: settings(), flags: &[], variables: key(EXAMPLE_AK, EXAMPLE_SK) }
    }
}

pub fn settings() -> Settings {
    Settings { sim: Cloud { jobs: 100, seed: 1 }, ..Settings::default() }
}

pub fn key(ak: &str, sk: &str) -> Vec<(&'static str, String)> {
    vec![("HUAWEICLOUD_SDK_AK", ak.to_owned()), ("HUAWEICLOUD_SDK_SK", sk.to_owned())]
}

pub fn user(password: &str) -> Vec<(&'static str, String)> {
    let IamUser { domain, user, .. } = IamUser::example();
    vec![
        ("DEVSERVER_JOBS_IAM_DOMAIN", domain),
        ("DEVSERVER_JOBS_IAM_USER", user),
        ("DEVSERVER_JOBS_IAM_PASSWORD", password.to_owned()),
    ]
}

/// What `serve` makes of these flags and variables.
pub fn config(flags: &[&str], variables: &[(&str, String)]) -> Result<ServeConfig, Vec<String>> {
    let line = ["gateway", "serve"];
    let Command::Serve(args) = Cli::try_parse_from(line.iter().chain(flags)).unwrap().command
    else {
        panic!("another command");
    };
    args.read(&|name| {
        variables.iter().find(|(key, _)| *key == name).map(|(_, value)| value.clone())
    })
}

impl World {
    pub async fn new(plan: Plan<'_>) -> World {
        let cloud_ms = Arc::new(AtomicI64::new(NOW_MS));
        let clock = CloudClock::from(cloud_ms.clone());
        let cloud = FakeCloud::start(Settings { clock, ..plan.settings }).await;
        let (clock, hand) = Clock::by_hand(NOW_MS);
        let (dir, endpoint) = (built(), cloud.endpoint());
        let assets = dir.path().to_str().unwrap();
        let usual = [
            "--endpoint",
            &endpoint,
            "--iam-endpoint",
            &endpoint,
            "--assets",
            assets,
            "--projects",
            "demo,other",
        ];
        // Five hundred readers are one client here, and many calls come at one instant.
        let unlimited = ["--rate-limit", "--query-limit", "--calls-per-second"];
        let unlimited = unlimited.into_iter().filter(|flag| !plan.flags.contains(flag));
        let unlimited: Vec<&str> = unlimited.flat_map(|flag| [flag, "0"]).collect();
        let flags = [&usual[..], &unlimited, plan.flags].concat();
        let mut variables = plan.variables;
        variables.push(("DEVSERVER_JOBS_METADATA_ADDRESS", cloud.endpoint()));
        let config = config(&flags, &variables).unwrap();
        let gateway = start::real(config, clock).unwrap();
        let admin = admin::router(gateway.metrics.clone(), Health::default());
        World { cloud, router: app::router(gateway), admin, cloud_ms, hand }
    }

    pub async fn usual() -> World {
        World::new(Plan::default()).await
    }

    /// Time passes for everybody.
    pub fn pass(&self, time: Duration) {
        self.hand.forward(time);
        self.cloud_ms.fetch_add(time.as_millis() as i64, Ordering::Relaxed);
    }

    /// What the cloud would answer now.
    pub fn list_now(&self, filter: &Filter) -> Vec<u8> {
        let now_ms = self.cloud_ms.load(Ordering::Relaxed);
        Cloud { jobs: 100, seed: 1 }.list("demo", filter, now_ms)
    }
}

/// The value of one of the gateway's own metrics.
pub async fn metric(world: &World, name: &str) -> usize {
    let (_, text) = get(&world.admin, "/metrics").await;
    let text = String::from_utf8(text.to_vec()).unwrap();
    let line = format!("devserver_jobs_gateway_{name} ");
    let value = text.lines().find_map(|it| it.strip_prefix(&line));
    value.unwrap_or_else(|| panic!("{name}: {text}")).parse().unwrap()
}

pub const SECOND: Duration = Duration::from_secs(1);
pub const MINUTE: Duration = Duration::from_secs(60);
