//! What the command line and the environment may ask for, read once into values that cannot be wrong.
//! It holds no file access and opens no socket.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use devserver_jobs_sim::Cloud;
use jiff::Timestamp;
use tracing::level_filters::LevelFilter;

/// A list of so many jobs is a quarter of a gigabyte.
const MOST_JOBS: usize = 1_000_000;

/// Serves the DevServer jobs page and the API path that it reads.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The ways to run the gateway.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the page over a simulated cloud: no account, no key, no network.
    Demo(DemoArgs),
}

/// The flags of `demo`, as typed. Each may come from the environment instead.
#[derive(Args, Debug)]
pub struct DemoArgs {
    /// Where to listen. Only an address of this machine alone, such as 127.0.0.1 or localhost; port 0 takes a free one
    #[arg(
        long,
        value_name = "ADDRESS:PORT",
        env = "DEVSERVER_JOBS_LISTEN",
        default_value = "127.0.0.1:8787"
    )]
    pub listen: String,
    /// The folder of the built page
    #[arg(long, value_name = "DIR", env = "DEVSERVER_JOBS_ASSETS", default_value = "dist")]
    pub assets: PathBuf,
    /// How many jobs each simulated project shows, at most a million
    #[arg(long, value_name = "N", env = "DEVSERVER_JOBS_JOBS", default_value_t = Cloud::default().jobs)]
    pub jobs: usize,
    /// Another seed simulates other jobs
    #[arg(long, value_name = "N", env = "DEVSERVER_JOBS_SEED", default_value_t = Cloud::default().seed)]
    pub seed: u64,
    /// Freeze the simulated cloud at this instant, such as 2026-11-05T14:02:00Z
    #[arg(long, value_name = "RFC3339", env = "DEVSERVER_JOBS_NOW")]
    pub now: Option<String>,
    /// How much to log on standard error: off, error, warn, info, debug (every request) or trace
    #[arg(long, value_name = "LEVEL", env = "DEVSERVER_JOBS_LOG", default_value = "info")]
    pub log: String,
}

/// What `demo` runs with.
#[derive(Debug)]
pub struct DemoConfig {
    /// A loopback address.
    pub listen: SocketAddr,
    /// The folder of the built page.
    pub assets: PathBuf,
    /// The simulated cloud.
    pub cloud: Cloud,
    /// Where the time comes from.
    pub clock: Clock,
    /// How much is logged.
    pub log: LevelFilter,
}

/// Where the time comes from.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The machine's own.
    System,
    /// Always this instant, in milliseconds since 1970.
    Frozen(i64),
}

/// Why the flags cannot be used. Each message says which flag and what to give instead.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Not an address with a port.
    #[error("--listen {0:?} is not an address and a port; give one such as 127.0.0.1:8787")]
    Listen(String),
    /// An address that others can reach.
    #[error(
        "--listen {0} could be reached from other machines, and the demo asks nobody who they are; \
         give 127.0.0.1:{port} or [::1]:{port}", port = .0.port()
    )]
    NotLoopback(SocketAddr),
    /// More than fits in the memory of an ordinary machine, several times over.
    #[error("--jobs {0} is too many for one answer; give at most {MOST_JOBS}")]
    TooManyJobs(usize),
    /// Not an instant.
    #[error(
        "--now {0:?} is not an RFC 3339 instant; give one with its offset, such as 2026-11-05T14:02:00Z"
    )]
    Now(String),
    /// Not a level.
    #[error("--log {0:?} is no level; give off, error, warn, info, debug or trace")]
    Log(String),
}

impl TryFrom<DemoArgs> for DemoConfig {
    type Error = ConfigError;

    fn try_from(args: DemoArgs) -> Result<Self, ConfigError> {
        if args.jobs > MOST_JOBS {
            return Err(ConfigError::TooManyJobs(args.jobs));
        }
        Ok(DemoConfig {
            listen: loopback(&args.listen)?,
            assets: args.assets,
            cloud: Cloud { jobs: args.jobs, seed: args.seed },
            clock: args.now.map_or(Ok(Clock::System), frozen)?,
            log: args.log.parse().map_err(|_| ConfigError::Log(args.log))?,
        })
    }
}

impl Clock {
    /// The present instant, in milliseconds since 1970.
    pub fn now_ms(self) -> i64 {
        match self {
            Clock::System => Timestamp::now().as_millisecond(),
            Clock::Frozen(at) => at,
        }
    }
}

/// Names are not looked up: a resolver could answer with any address. Only `localhost` is taken for
/// what it must be.
fn loopback(listen: &str) -> Result<SocketAddr, ConfigError> {
    let unreadable = || ConfigError::Listen(listen.to_owned());
    let address = match listen.strip_prefix("localhost:") {
        Some(port) => {
            SocketAddr::from((Ipv4Addr::LOCALHOST, port.parse().map_err(|_| unreadable())?))
        }
        None => listen.parse().map_err(|_| unreadable())?,
    };
    if address.ip().is_loopback() { Ok(address) } else { Err(ConfigError::NotLoopback(address)) }
}

fn frozen(now: String) -> Result<Clock, ConfigError> {
    match now.parse::<Timestamp>() {
        Ok(instant) => Ok(Clock::Frozen(instant.as_millisecond())),
        Err(_) => Err(ConfigError::Now(now)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demo(flags: &[&str]) -> Result<DemoConfig, String> {
        let cli = Cli::try_parse_from(["gateway", "demo"].iter().chain(flags)).unwrap();
        let Command::Demo(args) = cli.command;
        DemoConfig::try_from(args).map_err(|error| error.to_string())
    }

    #[test]
    fn the_command_line_is_sound() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }

    #[test]
    fn only_this_machine_is_listened_to() {
        #[track_caller]
        fn check(listen: &str, expect: Result<&str, &str>) {
            match (demo(&["--listen", listen]), expect) {
                (Ok(config), Ok(address)) => assert_eq!(config.listen.to_string(), address),
                (Err(message), Err(part)) => {
                    assert!(message.contains(part) && !message.contains('\n'), "{message}");
                }
                (got, _) => panic!("{listen}: {got:?}"),
            }
        }
        check("127.0.0.1:8787", Ok("127.0.0.1:8787"));
        check("127.0.0.1:0", Ok("127.0.0.1:0"));
        check("127.8.8.8:1", Ok("127.8.8.8:1"));
        check("[::1]:8787", Ok("[::1]:8787"));
        check("localhost:8787", Ok("127.0.0.1:8787"));
        check("0.0.0.0:8787", Err("give 127.0.0.1:8787"));
        check("[::]:80", Err("other machines"));
        check("192.168.1.5:8787", Err("other machines"));
        check("[::ffff:0.0.0.0]:8787", Err("other machines"));
        check("localhost.example.com:8787", Err("not an address and a port"));
        check("8787", Err("not an address and a port"));
        check("127.0.0.1", Err("not an address and a port"));
        check("127.0.0.1:65536", Err("not an address and a port"));
        check("localhost:http", Err("not an address and a port"));
    }

    #[test]
    fn the_instant_can_be_frozen() {
        #[track_caller]
        fn check(now: &str, expect: Option<i64>) {
            match demo(&["--now", now]) {
                Ok(config) => assert_eq!(Some(config.clock.now_ms()), expect),
                Err(message) => {
                    assert_eq!(expect, None);
                    assert!(message.contains("--now") && message.contains("RFC 3339"), "{message}");
                }
            }
        }
        check("1970-01-01T00:00:01Z", Some(1000));
        check("2025-06-10T14:20:20.547+08:00", Some(1_749_536_420_547));
        check("2025-06-10", None);
        check("2025-06-10T14:20:20", None);
        check("yesterday", None);
    }

    #[test]
    fn a_list_has_its_limit() {
        assert_eq!(demo(&["--jobs", "1000000"]).unwrap().cloud.jobs, 1_000_000);
        assert!(demo(&["--jobs", "1000001"]).unwrap_err().contains("at most 1000000"));
    }

    #[test]
    fn levels_are_named() {
        assert_eq!(demo(&["--log", "debug"]).unwrap().log, LevelFilter::DEBUG);
        assert!(demo(&["--log", "loud"]).unwrap_err().contains("info"));
    }
}
