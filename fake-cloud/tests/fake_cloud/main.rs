//! The fake cloud as its callers see it: over a socket. Nothing in here sleeps; gates decide when
//! something goes on.

// Clippy's exception for tests covers functions marked as such, not their helpers.
#![allow(clippy::unwrap_used)]

mod behaviour;
mod calls;
mod client;
mod control;
mod iam;
mod keys;
mod program;
mod reads;
mod vectors;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use devserver_jobs_fake_cloud::{Clock, FakeCloud, Key, Settings};
use devserver_jobs_sim::{Cloud, Filter};

use client::{Reply, ask};

/// 2026-01-15T08:30:00Z, the instant of the known answers.
const NOW: i64 = 1_768_465_800_000;
const MINUTE: i64 = 60_000;
const PROJECT: &str = "0123456789abcdef0123456789abcdef";
const JOBS: Cloud = Cloud { jobs: 3, seed: 1 };

/// A cloud of three jobs, and the hand of its clock.
async fn cloud_with(settings: impl FnOnce(&mut Settings)) -> (FakeCloud, Arc<AtomicI64>) {
    let hand = Arc::new(AtomicI64::new(NOW));
    let mut asked =
        Settings { sim: JOBS, clock: Clock::from(Arc::clone(&hand)), ..Settings::default() };
    settings(&mut asked);
    (FakeCloud::start(asked).await, hand)
}

async fn cloud() -> FakeCloud {
    cloud_with(|_| {}).await.0
}

fn list_path() -> String {
    format!("/v1/{PROJECT}/dev-servers/jobs")
}

/// What the list holds at the instant of the tests.
fn list_body() -> Vec<u8> {
    JOBS.list(PROJECT, &Filter::default(), NOW)
}

/// Asks for the list, signed with the example key at the instant of the hand.
async fn list_at(cloud: &FakeCloud, hand: &AtomicI64) -> Reply {
    let headers = client::signed(cloud, &list_path(), &Key::example(), hand.load(Ordering::SeqCst));
    ask(cloud, "GET", &list_path(), &headers, "").await
}

async fn list(cloud: &FakeCloud) -> Reply {
    list_at(cloud, &AtomicI64::new(NOW)).await
}
