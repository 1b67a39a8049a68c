//! The flags that all listening commands share. It opens no file and no socket.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use tracing::level_filters::LevelFilter;

pub(super) const MIB: u64 = 1024 * 1024;

/// Returns the value of an environment variable.
pub type Get<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The flags of every command that listens, as typed.
#[derive(Args, Debug)]
pub struct CommonArgs {
    /// Address and port to listen on; port 0 selects a free port
    #[arg(
        long,
        value_name = "ADDRESS:PORT",
        env = "DEVSERVER_JOBS_LISTEN",
        default_value = "127.0.0.1:8787"
    )]
    listen: String,
    /// The folder of the built page; without it the page inside the program, or else the folder dist
    #[arg(long, value_name = "DIR", env = "DEVSERVER_JOBS_ASSETS")]
    assets: Option<PathBuf>,
    /// Level of the log on standard error: off, error, warn, info (one line for each response under /v1/), debug or trace
    #[arg(long, value_name = "LEVEL", env = "DEVSERVER_JOBS_LOG", default_value = "info")]
    log: String,
    /// Format of the log: text, or one JSON object per line
    #[arg(long, value_name = "FORMAT", env = "DEVSERVER_JOBS_LOG_FORMAT", default_value = "text")]
    log_format: LogFormat,
}

/// The format of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines of text.
    Text,
    /// One JSON object per line.
    Json,
}

/// The configuration that all listening commands share.
#[derive(Debug)]
pub struct Common {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The folder of the built page; without it the page inside the program.
    pub assets: Option<PathBuf>,
    /// The log level.
    pub log: LevelFilter,
    /// The log format.
    pub log_format: LogFormat,
}

impl CommonArgs {
    /// Adds errors to `faults`. After an error the result must not be used.
    pub(super) fn read(self, faults: &mut Vec<String>) -> Common {
        let CommonArgs { listen, assets, log, log_format } = self;
        let listen = address("--listen", &listen).unwrap_or_else(|fault| {
            faults.push(fault);
            SocketAddr::from((Ipv4Addr::LOCALHOST, 0))
        });
        let log = level(&log).unwrap_or_else(|fault| {
            faults.push(fault);
            LevelFilter::INFO
        });
        Common { listen, assets, log, log_format }
    }
}

pub(super) fn level(log: &str) -> Result<LevelFilter, String> {
    log.parse().map_err(|_| {
        format!("--log {log:?} is not a level; give off, error, warn, info, debug or trace")
    })
}

/// Host names are not resolved, because a resolver could return any address. Only `localhost` is accepted.
pub(super) fn address(flag: &str, listen: &str) -> Result<SocketAddr, String> {
    let address = match listen.strip_prefix("localhost:") {
        Some(port) => port.parse().ok().map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port))),
        None => listen.parse().ok(),
    };
    address.ok_or_else(|| {
        format!("{flag} {listen:?} is not an address and a port; give one such as 127.0.0.1:8787")
    })
}

/// Errors of flags that must not be 0.
pub(super) fn at_least_one(numbers: &[(&str, u64)]) -> impl Iterator<Item = String> {
    let zeros = numbers.iter().filter(|(_, number)| *number == 0);
    zeros.map(|(flag, _)| format!("{flag} 0 is not valid; give at least 1"))
}

/// A number of seconds. A very large number is limited to a century, which can still be added to an instant.
pub(super) fn time(seconds: u64) -> Duration {
    const CENTURY: u64 = 100 * 366 * 24 * 60 * 60;
    Duration::from_secs(seconds.min(CENTURY))
}
