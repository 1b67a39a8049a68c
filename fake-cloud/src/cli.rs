//! The flags of the program, parsed into the settings of a cloud.

use std::net::SocketAddr;

use clap::Parser;
use devserver_jobs_sim::Cloud;
use jiff::Timestamp;

use crate::clock::Clock;
use crate::settings::{EXAMPLE_AK, EXAMPLE_SK, Key, Settings};

/// A simulated cloud on this machine, for tests and benchmarks. POST /_behave and GET /_calls control it.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Cli {
    /// Loopback address and port to listen on; port 0 selects a free port
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:0")]
    pub listen: SocketAddr,
    /// The accepted access key. Use only invented ones
    #[arg(long, default_value = EXAMPLE_AK)]
    pub ak: String,
    /// Its secret key. Use only invented ones
    #[arg(long, default_value = EXAMPLE_SK)]
    pub sk: String,
    /// Security token, which makes the key a temporary one
    #[arg(long, value_name = "TOKEN")]
    pub security_token: Option<String>,
    /// Number of jobs in each project
    #[arg(long, value_name = "N", default_value_t = Cloud::default().jobs)]
    pub jobs: usize,
    /// Seed of the simulation; another seed gives other jobs
    #[arg(long, value_name = "N", default_value_t = Cloud::default().seed)]
    pub seed: u64,
    /// Stop the simulated time at this instant, such as 2026-11-05T14:02:00Z. Signatures must have this time, too
    #[arg(long, value_name = "RFC3339")]
    pub now: Option<Timestamp>,
    /// Stop the time of the jobs at this instant; everything else uses the machine's clock
    #[arg(long, value_name = "RFC3339", conflicts_with = "now")]
    pub jobs_at: Option<Timestamp>,
    /// Send bodies in chunks
    #[arg(long)]
    pub chunked: bool,
}

impl Cli {
    /// The initial settings of the cloud.
    pub fn settings(&self) -> Settings {
        let key = Key::new(&self.ak, &self.sk);
        let frozen = |at: Timestamp| Clock::frozen(at.as_millisecond());
        Settings {
            sim: Cloud { jobs: self.jobs, seed: self.seed },
            keys: vec![Key { security_token: self.security_token.clone(), ..key }],
            clock: self.now.map_or_else(Clock::system, frozen),
            jobs_clock: self.jobs_at.map(frozen),
            chunked: self.chunked,
            control: true,
            ..Settings::default()
        }
    }
}
