//! What everyone may rely on in the simulated cloud, seen from outside.

// Clippy's exception for tests covers functions marked as such, not their helpers.
#![allow(clippy::unwrap_used)]

mod answer;
mod detail;
mod life;
mod mixture;

use devserver_jobs_sim::{Cloud, Filter, Row};
use serde_json::Value;

const NOW: i64 = 1_760_000_000_000;
const HOUR: i64 = 3_600_000;

fn cloud(jobs: usize) -> Cloud {
    Cloud { jobs, seed: 1 }
}

fn rows(cloud: Cloud, now_ms: i64) -> Vec<Row> {
    cloud.rows("demo", now_ms).collect()
}

fn parsed(cloud: Cloud, project: &str, filter: &Filter) -> Value {
    serde_json::from_slice(&cloud.list(project, filter, NOW)).unwrap()
}

/// One field of every row of an answer.
fn texts<'a>(body: &'a Value, field: &str) -> Vec<&'a str> {
    let data = body["data"].as_array().unwrap();
    data.iter().map(|row| row[field].as_str().unwrap()).collect()
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}
