//! The flags of `serve`. It opens no socket, and only those files that contain secrets.

use std::net::SocketAddr;
use std::num::{NonZeroU32, NonZeroUsize};
use std::time::Duration;

use clap::Args;

use super::cloud::{CloudArgs, CloudConfig};
use super::common::{Common, CommonArgs, Get, MIB, address, at_least_one, time};
use super::shared::SharedArgs;
use crate::access::{AccessArgs, AccessRules};
use crate::app::HEALTH_CHECK;
use crate::cache::Keep;
use crate::cloud::queue::Outbound;
use crate::page::policy::FrameAncestors;
use crate::shared::link::SharedConfig;

/// The flags of `serve`, as typed. Each may come from the environment instead.
#[derive(Args, Debug)]
pub struct ServeArgs {
    #[command(flatten)]
    common: CommonArgs,
    #[command(flatten)]
    cloud: CloudArgs,
    #[command(flatten)]
    access: AccessArgs,
    /// The path below which a server in front mounts the gateway, such as /portal/jobs
    #[arg(long, value_name = "PATH", env = "DEVSERVER_JOBS_BASE_PATH", default_value = "")]
    base_path: String,
    /// Return a stored response for this many seconds without a call to the cloud [default: 5]
    #[arg(long, alias = "fresh", value_name = "SECONDS", env = "DEVSERVER_JOBS_CACHE_TTL")]
    cache_ttl: Option<u64>,
    /// While the cloud fails, return its last good response, marked as stale, for this many seconds [default: 3600]
    #[arg(long, alias = "stale", value_name = "SECONDS", env = "DEVSERVER_JOBS_STALE_IF_ERROR")]
    stale_if_error: Option<u64>,
    /// Return a stale response, marked as such, if the cloud's response has not begun after this many seconds
    #[arg(long, value_name = "SECONDS", env = "DEVSERVER_JOBS_SOFT_DEADLINE", default_value_t = 2)]
    soft_deadline: u64,
    /// The memory for all responses together, in MiB: stored, arriving, or still being sent to a client
    #[arg(long, value_name = "MIB", env = "DEVSERVER_JOBS_CACHE_SIZE", default_value_t = 256)]
    cache_size: u64,
    /// An origin that may show the page in a frame, such as https://portal.example; repeatable
    #[arg(
        long,
        value_name = "ORIGIN",
        env = "DEVSERVER_JOBS_FRAME_ANCESTORS",
        value_delimiter = ','
    )]
    frame_ancestors: Vec<String>,
    /// The maximum number of calls to the cloud per second; further ones wait in a queue; 0 for no limit
    #[arg(long, value_name = "N", env = "DEVSERVER_JOBS_CALLS_PER_SECOND", default_value_t = 5)]
    calls_per_second: u32,
    /// The maximum number of concurrent calls to the cloud
    #[arg(long, value_name = "N", env = "DEVSERVER_JOBS_MAX_CALLS", default_value_t = 4)]
    max_calls: usize,
    /// The maximum time that a call waits in the queue, in seconds
    #[arg(
        long,
        value_name = "SECONDS",
        env = "DEVSERVER_JOBS_QUEUE_TIMEOUT",
        default_value_t = 10
    )]
    queue_timeout: u64,
    /// The maximum number of concurrent connections; further ones wait
    #[arg(long, value_name = "N", env = "DEVSERVER_JOBS_MAX_CONNECTIONS", default_value_t = 1024)]
    max_connections: usize,
    /// The maximum number of concurrent connections of one client (an IPv4 address or an IPv6 /64, no trusted proxy) while less than a quarter of --max-connections is free; further ones are closed; 0 for no limit
    #[arg(
        long,
        value_name = "N",
        env = "DEVSERVER_JOBS_CONNECTIONS_PER_CLIENT",
        default_value_t = 128
    )]
    connections_per_client: usize,
    /// The address for /metrics, /livez and /readyz; port 0 takes a free one; off for none
    #[arg(
        long,
        value_name = "ADDRESS:PORT|off",
        env = "DEVSERVER_JOBS_ADMIN_LISTEN",
        default_value = "127.0.0.1:8788"
    )]
    admin_listen: String,
    /// Close the connection of a client that takes longer than this many seconds to receive one response
    #[arg(
        long,
        value_name = "SECONDS",
        env = "DEVSERVER_JOBS_RESPONSE_TIMEOUT",
        default_value_t = 600
    )]
    response_timeout: u64,
    #[command(flatten)]
    shared: SharedArgs,
}

/// The configuration of `serve`.
#[derive(Debug)]
pub struct ServeConfig {
    /// The common configuration.
    pub common: Common,
    /// The access rules.
    pub access: AccessRules,
    /// The cloud.
    pub cloud: CloudConfig,
    /// Empty, or a path without a trailing slash.
    pub base_path: String,
    /// How long responses are stored.
    pub keep: Keep,
    /// Who may show the page in a frame.
    pub frame_ancestors: FrameAncestors,
    /// The maximum number of connections.
    pub max_connections: usize,
    /// The maximum for one client; `None` for no limit.
    pub connections_per_client: Option<NonZeroUsize>,
    /// How long a client may take to receive one response.
    pub response_timeout: Duration,
    /// The address for health and metrics.
    pub admin_listen: Option<SocketAddr>,
    /// The shared engine.
    pub shared: Option<SharedConfig>,
}

impl ServeArgs {
    /// # Errors
    /// One line for each error: what is wrong, where, and what to give instead; never a secret.
    pub fn read(self, get: Get) -> Result<ServeConfig, Vec<String>> {
        let mut faults = Vec::new();
        let common = self.common.read(&mut faults);
        let base_path = base_path(&self.base_path).unwrap_or_else(|fault| {
            faults.push(fault);
            String::new()
        });
        let access = self.access.read(common.listen, &base_path, &mut faults);
        let outbound = Outbound {
            per_second: NonZeroU32::new(self.calls_per_second),
            at_once: self.max_calls,
            wait: time(self.queue_timeout),
        };
        let cloud = self.cloud.read(outbound, get, &mut faults);
        let frame_ancestors =
            FrameAncestors::parse(&self.frame_ancestors).unwrap_or_else(|fault| {
                faults.push(fault);
                FrameAncestors::default()
            });
        if self.max_connections == 0 {
            faults
                .push("--max-connections 0 would allow no connection; give at least 1".to_owned());
        }
        let admin_listen = match self.admin_listen.trim() {
            "off" => None,
            typed => address("--admin-listen", typed).map_err(|fault| faults.push(fault)).ok(),
        };
        let numbers = [
            ("--response-timeout", self.response_timeout),
            ("--cache-size", self.cache_size),
            ("--max-calls", self.max_calls as u64),
        ];
        faults.extend(at_least_one(&numbers));
        let shared = self.shared.read(&mut faults);
        let keep = Keep {
            ttl: seconds(self.cache_ttl, 5, "DEVSERVER_JOBS_FRESH", get, &mut faults),
            stale_if_error: seconds(
                self.stale_if_error,
                3600,
                "DEVSERVER_JOBS_STALE",
                get,
                &mut faults,
            ),
            soft_deadline: time(self.soft_deadline),
            bytes: usize::try_from(self.cache_size.saturating_mul(MIB)).unwrap_or(usize::MAX),
        };
        match cloud {
            Some(cloud) if faults.is_empty() => Ok(ServeConfig {
                common,
                access,
                cloud,
                base_path,
                keep,
                frame_ancestors,
                max_connections: self.max_connections,
                connections_per_client: NonZeroUsize::new(self.connections_per_client),
                response_timeout: time(self.response_timeout),
                admin_listen,
                shared,
            }),
            _ => Err(faults),
        }
    }
}

/// A number of seconds, which may still be set under the former name of its variable.
fn seconds(
    given: Option<u64>,
    default: u64,
    former: &str,
    get: Get,
    faults: &mut Vec<String>,
) -> Duration {
    let given = given.or_else(|| {
        let text = get(former).filter(|text| !text.trim().is_empty())?;
        let parsed = text.trim().parse();
        parsed
            .map_err(|_| faults.push(format!("{former} {text:?} is not a number of seconds")))
            .ok()
    });
    time(given.unwrap_or(default))
}

/// Without a trailing slash. Only characters that need no escaping are allowed, so that comparing paths is
/// unambiguous.
fn base_path(text: &str) -> Result<String, String> {
    let path = text.trim().trim_end_matches('/');
    let is_plain = path.split('/').skip(1).all(|segment| {
        !segment.is_empty()
            && segment != "."
            && segment != ".."
            && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte))
    });
    if !(path.is_empty() || path.starts_with('/') && is_plain) {
        Err(format!(
            "--base-path {text:?} is not a plain path; give one such as /portal/jobs, of letters, \
             digits, - _ . and ~"
        ))
    } else if path == HEALTH_CHECK {
        Err(format!(
            "--base-path {text:?} is the path of the gateway's own health check; give another, such as \
             /portal/jobs"
        ))
    } else {
        Ok(path.to_owned())
    }
}

#[cfg(test)]
mod tests;
