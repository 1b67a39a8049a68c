//! The flags of the program, parsed into the settings of a cloud.

use std::net::SocketAddr;

use clap::Parser;
use devserver_jobs_sim::Cloud;
use jiff::Timestamp;

use crate::clock::Clock;
use crate::settings::{EXAMPLE_AK, EXAMPLE_SK, Key, Settings};

/// A cloud on this machine, for tests and the benchmark. It also answers POST /_behave and GET /_calls.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Cli {
    /// Where to listen: an address of this machine alone; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:0")]
    pub listen: SocketAddr,
    /// The access key that may call. Made up only
    #[arg(long, default_value = EXAMPLE_AK)]
    pub ak: String,
    /// Its secret. Made up only
    #[arg(long, default_value = EXAMPLE_SK)]
    pub sk: String,
    /// Makes the key a temporary one
    #[arg(long, value_name = "TOKEN")]
    pub security_token: Option<String>,
    /// How many jobs each project shows
    #[arg(long, value_name = "N", default_value_t = Cloud::default().jobs)]
    pub jobs: usize,
    /// Another seed simulates other jobs
    #[arg(long, value_name = "N", default_value_t = Cloud::default().seed)]
    pub seed: u64,
    /// Freeze the cloud at this instant, such as 2026-11-05T14:02:00Z. Signatures must be of that time too
    #[arg(long, value_name = "RFC3339")]
    pub now: Option<Timestamp>,
    /// Freeze only the jobs there; everything else goes by the machine's clock
    #[arg(long, value_name = "RFC3339", conflicts_with = "now")]
    pub jobs_at: Option<Timestamp>,
    /// Send bodies in chunks
    #[arg(long)]
    pub chunked: bool,
}

impl Cli {
    /// What the cloud starts with.
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
