//! The flags of `demo`. It opens no file and no socket.

use std::net::SocketAddr;

use clap::Args;
use devserver_jobs_sim::Cloud;
use jiff::Timestamp;

use super::common::{Common, CommonArgs};
use crate::access::{OriginArgs, Origins};
use crate::clock::Clock;

/// A list with this many jobs has 250 MB.
const MOST_JOBS: usize = 1_000_000;
/// More than a day in ten seconds; a higher speed would show nothing.
const FASTEST: u32 = 10_000;

/// The flags of `demo`, as typed. Each may come from the environment instead.
#[derive(Args, Debug)]
pub struct DemoArgs {
    #[command(flatten)]
    common: CommonArgs,
    #[command(flatten)]
    origins: OriginArgs,
    /// Number of jobs in each simulated project, at most 1,000,000
    #[arg(long, value_name = "N", env = "DEVSERVER_JOBS_JOBS", default_value_t = Cloud::default().jobs)]
    jobs: usize,
    /// Seed of the simulation; another seed gives other jobs
    #[arg(long, value_name = "N", env = "DEVSERVER_JOBS_SEED", default_value_t = Cloud::default().seed)]
    seed: u64,
    /// Stop the simulated time at this instant, such as 2026-11-05T14:02:00Z
    #[arg(long, value_name = "RFC3339", env = "DEVSERVER_JOBS_NOW")]
    now: Option<String>,
    /// Speed of the simulated time, from 1 (real time) to 10,000; with --now it starts at that instant
    #[arg(long, value_name = "N", env = "DEVSERVER_JOBS_SPEED")]
    speed: Option<u32>,
}

/// The configuration of `demo`.
#[derive(Debug)]
pub struct DemoConfig {
    /// The common configuration. The address is a loopback address.
    pub common: Common,
    /// The origins whose pages may send requests.
    pub origins: Origins,
    /// The simulated cloud.
    pub cloud: Cloud,
    /// The clock.
    pub clock: Clock,
}

impl DemoArgs {
    /// # Errors
    /// One line for each error: the flag, what is wrong with it, and what to give instead.
    pub fn read(self) -> Result<DemoConfig, Vec<String>> {
        let mut faults = Vec::new();
        let DemoArgs { common, origins, jobs, seed, now, speed } = self;
        if jobs > MOST_JOBS {
            faults.push(format!(
                "--jobs {jobs} is too many for one response; give at most {MOST_JOBS}"
            ));
        }
        let now = now.and_then(|now| instant(&now).map_err(|fault| faults.push(fault)).ok());
        if let Some(speed) = speed.filter(|speed| !(1..=FASTEST).contains(speed)) {
            faults
                .push(format!("--speed {speed} cannot be used; give a number from 1 to {FASTEST}"));
        }
        let clock = match (now, speed) {
            (None, None) => Clock::system(),
            (Some(at_ms), None) => Clock::frozen(at_ms),
            (now, Some(speed)) => {
                Clock::fast(now.unwrap_or_else(|| Clock::system().now_ms()), speed)
            }
        };
        let common = common.read(&mut faults);
        let origins = origins.read(&mut faults);
        if let Err(fault) = loopback(common.listen) {
            faults.push(fault);
        }
        match faults.is_empty() {
            true => Ok(DemoConfig { common, origins, cloud: Cloud { jobs, seed }, clock }),
            false => Err(faults),
        }
    }
}

fn loopback(listen: SocketAddr) -> Result<(), String> {
    if listen.ip().is_loopback() {
        return Ok(());
    }
    let port = listen.port();
    Err(format!(
        "--listen {listen} can be reached from other machines, and the demo has no access control; \
         give 127.0.0.1:{port} or [::1]:{port}"
    ))
}

fn instant(now: &str) -> Result<i64, String> {
    match now.parse::<Timestamp>() {
        Ok(instant) => Ok(instant.as_millisecond()),
        Err(_) => Err(format!(
            "--now {now:?} is not an RFC 3339 instant; give one with its offset, such as \
             2026-11-05T14:02:00Z"
        )),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use clap::Parser;
    use tracing::level_filters::LevelFilter;

    use super::*;
    use crate::config::{Cli, Command};

    fn demo(flags: &[&str]) -> Result<DemoConfig, String> {
        let cli = Cli::try_parse_from(["gateway", "demo"].iter().chain(flags)).unwrap();
        let Command::Demo(args) = cli.command else {
            panic!("another command");
        };
        args.read().map_err(|faults| faults.join("\n"))
    }

    #[test]
    fn only_this_machine_is_listened_to() {
        #[track_caller]
        fn check(listen: &str, expect: Result<&str, &str>) {
            match (demo(&["--listen", listen]), expect) {
                (Ok(config), Ok(address)) => assert_eq!(config.common.listen.to_string(), address),
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

    /// Otherwise a simulated hour would take an hour.
    #[test]
    fn time_can_pass_faster() {
        let clock = |flags: &[&str]| demo(flags).map(|config| config.clock);
        let fast = clock(&["--now", "1970-01-01T00:00:01Z", "--speed", "10000"]).unwrap();
        let (before, waited) = (fast.now_ms(), fast.elapsed());
        assert!(before >= 1000);
        while fast.elapsed() < waited + Duration::from_millis(3) {}
        assert!(fast.now_ms() - before >= 20_000, "{} after {before}", fast.now_ms());
        let now = clock(&["--speed", "60"]).unwrap().now_ms();
        assert!(now.abs_diff(Clock::system().now_ms()) < 60_000);
        for speed in ["0", "10001"] {
            assert!(clock(&["--speed", speed]).unwrap_err().contains("from 1 to 10000"), "{speed}");
        }
    }

    #[test]
    fn a_list_has_its_limit() {
        assert_eq!(demo(&["--jobs", "1000000"]).unwrap().cloud.jobs, 1_000_000);
        assert!(demo(&["--jobs", "1000001"]).unwrap_err().contains("at most 1000000"));
    }

    #[test]
    fn levels_are_named() {
        assert_eq!(demo(&["--log", "debug"]).unwrap().common.log, LevelFilter::DEBUG);
        assert!(demo(&["--log", "loud"]).unwrap_err().contains("info"));
    }
}
