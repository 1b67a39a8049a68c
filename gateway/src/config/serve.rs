//! What `serve` and `check` may be asked for. Secrets are never flags: a command line is seen by
//! everybody on the machine. It opens no socket, and of the files only those that hold secrets.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::common::{Common, CommonArgs, Get, address, level};
use super::file;
use super::shared::SharedArgs;
use crate::access::{AccessArgs, AccessRules};
use crate::cache::Keep;
use crate::cloud::credential::Credential;
use crate::cloud::endpoint::Endpoint;
use crate::cloud::queue::Outbound;
use crate::cloud::routes::{Named, Route};
use crate::cloud::transport::Limits;
use crate::page::assets::FrameAncestors;
use crate::route::ProjectId;
use crate::shared::link::SharedConfig;

/// Shown below the flags.
pub const CREDENTIAL_HELP: &str = "\
Credential, from the environment only; each name also with _FILE behind it, for a file that holds the
value and is read again when it changes:
  HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK     an access key; with a temporary one also
  HUAWEICLOUD_SDK_SECURITY_TOKEN
or, after these, a credentials file of the SDKs, which holds both parts of a key:
  HUAWEICLOUD_SDK_CREDENTIALS_FILE
or an IAM user:
  DEVSERVER_JOBS_IAM_DOMAIN, DEVSERVER_JOBS_IAM_USER, DEVSERVER_JOBS_IAM_PASSWORD
or none of them, with --ecs-agency on an ECS that has an agency. Several credentials: --config.

HTTPS_PROXY and NO_PROXY are honoured for calls to the cloud.";

const MIB: u64 = 1024 * 1024;
/// The credential of a gateway that has one only.
const ONLY: &str = "default";

/// Which cloud.
#[derive(Args, Debug)]
pub struct CloudArgs {
    /// A TOML file that maps projects to region, endpoint and credential, in place of the next five; read again on SIGHUP
    #[arg(long, value_name = "FILE", env = "DEVSERVER_JOBS_CONFIG")]
    config: Option<PathBuf>,
    /// A region of the public cloud, such as cn-north-4
    #[arg(long, value_name = "NAME", env = "DEVSERVER_JOBS_REGION")]
    region: Option<String>,
    /// The whole address of ModelArts, for other clouds: https://HOST[:PORT] (http only for this machine)
    #[arg(long, value_name = "URL", env = "DEVSERVER_JOBS_ENDPOINT")]
    endpoint: Option<String>,
    /// The whole address of IAM, for an IAM user outside the regions of the public cloud
    #[arg(long, value_name = "URL", env = "HUAWEICLOUD_SDK_IAM_ENDPOINT")]
    iam_endpoint: Option<String>,
    /// The projects that are served, with commas between; the page opens on the first
    #[arg(long, value_name = "ID,...", env = "DEVSERVER_JOBS_PROJECTS", value_delimiter = ',')]
    projects: Vec<String>,
    /// Sign with temporary keys of this ECS' agency, from its metadata service
    #[arg(
        long,
        env = "DEVSERVER_JOBS_ECS_AGENCY",
        value_parser = clap::builder::FalseyValueParser::new()
    )]
    ecs_agency: bool,
    /// A PEM file of certificates to trust besides the system's
    #[arg(long, value_name = "FILE", env = "DEVSERVER_JOBS_CA_FILE")]
    ca_file: Option<PathBuf>,
    /// Give up connecting after so many seconds
    #[arg(
        long,
        value_name = "SECONDS",
        env = "DEVSERVER_JOBS_CONNECT_TIMEOUT",
        default_value_t = 5
    )]
    connect_timeout: u64,
    /// Give up waiting for an answer to begin after so many seconds
    #[arg(
        long,
        value_name = "SECONDS",
        env = "DEVSERVER_JOBS_FIRST_BYTE_TIMEOUT",
        default_value_t = 30
    )]
    first_byte_timeout: u64,
    /// Give up an answer that has not ended after so many seconds
    #[arg(
        long,
        value_name = "SECONDS",
        env = "DEVSERVER_JOBS_BODY_TIMEOUT",
        default_value_t = 120
    )]
    body_timeout: u64,
    /// The largest answer that is taken, in MiB; 100,000 jobs are about 24
    #[arg(long, value_name = "MIB", env = "DEVSERVER_JOBS_BODY_LIMIT", default_value_t = 64)]
    body_limit: u64,
}

/// The flags of `serve`, as typed. Each may come from the environment instead.
#[derive(Args, Debug)]
pub struct ServeArgs {
    #[command(flatten)]
    common: CommonArgs,
    #[command(flatten)]
    cloud: CloudArgs,
    #[command(flatten)]
    access: AccessArgs,
    /// Where a server in front mounts the gateway, such as /portal/jobs
    #[arg(long, value_name = "PATH", env = "DEVSERVER_JOBS_BASE_PATH", default_value = "")]
    base_path: String,
    /// Give an answer again for so many seconds without asking the cloud [default: 5]
    #[arg(long, alias = "fresh", value_name = "SECONDS", env = "DEVSERVER_JOBS_CACHE_TTL")]
    cache_ttl: Option<u64>,
    /// While the cloud fails, give its last good answer for so many seconds, and say so [default: 3600]
    #[arg(long, alias = "stale", value_name = "SECONDS", env = "DEVSERVER_JOBS_STALE_IF_ERROR")]
    stale_if_error: Option<u64>,
    /// Give a kept answer that is past its time when the cloud has not begun to answer after so many seconds, and say so
    #[arg(long, value_name = "SECONDS", env = "DEVSERVER_JOBS_SOFT_DEADLINE", default_value_t = 2)]
    soft_deadline: u64,
    /// What all answers may take together, in MiB: kept, arriving, and held by readers
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
    /// How many calls a second the cloud gets, those that wait in a queue included; 0 for any number
    #[arg(long, value_name = "N", env = "DEVSERVER_JOBS_CALLS_PER_SECOND", default_value_t = 5)]
    calls_per_second: u32,
    /// The most calls at a time
    #[arg(long, value_name = "N", env = "DEVSERVER_JOBS_MAX_CALLS", default_value_t = 4)]
    max_calls: usize,
    /// Give up a call that has waited for its turn for so many seconds
    #[arg(
        long,
        value_name = "SECONDS",
        env = "DEVSERVER_JOBS_QUEUE_TIMEOUT",
        default_value_t = 10
    )]
    queue_timeout: u64,
    /// The most connections at a time; further ones wait
    #[arg(long, value_name = "N", env = "DEVSERVER_JOBS_MAX_CONNECTIONS", default_value_t = 1024)]
    max_connections: usize,
    /// Where to answer /metrics, /livez and /readyz; port 0 takes a free one, and off is nowhere
    #[arg(
        long,
        value_name = "ADDRESS:PORT|off",
        env = "DEVSERVER_JOBS_ADMIN_LISTEN",
        default_value = "127.0.0.1:8788"
    )]
    admin_listen: String,
    /// Cut a client off that takes longer over one response than so many seconds
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

/// The flags of `check`, as typed.
#[derive(Args, Debug)]
pub struct CheckArgs {
    #[command(flatten)]
    cloud: CloudArgs,
    /// How much to log on standard error: off, error, warn, info, debug or trace
    #[arg(long, value_name = "LEVEL", env = "DEVSERVER_JOBS_LOG", default_value = "off")]
    log: String,
}

/// Which cloud, and how it is called.
#[derive(Clone, Debug)]
pub struct CloudConfig {
    /// Which projects are served, and how they are reached; never empty.
    pub routes: Vec<Route>,
    /// Where that was read, if in a file.
    pub file: Option<PathBuf>,
    /// Trusted besides the system's.
    pub ca_file: Option<PathBuf>,
    /// How long a call may take.
    pub limits: Limits,
    /// How many calls there may be with each credential, where the file says nothing else.
    pub outbound: Outbound,
}

/// What `serve` runs with.
#[derive(Debug)]
pub struct ServeConfig {
    /// What every command that listens runs with.
    pub common: Common,
    /// Who may come in.
    pub access: AccessRules,
    /// Which cloud.
    pub cloud: CloudConfig,
    /// Empty, or a path without a slash at its end.
    pub base_path: String,
    /// How long answers are kept.
    pub keep: Keep,
    /// Who may frame the page.
    pub frame_ancestors: FrameAncestors,
    /// The most connections at a time.
    pub max_connections: usize,
    /// How long a client may take over one response.
    pub response_timeout: Duration,
    /// Where health and metrics are answered.
    pub admin_listen: Option<SocketAddr>,
    /// Where replicas meet.
    pub shared: Option<SharedConfig>,
}

/// What `check` runs with.
#[derive(Debug)]
pub struct CheckConfig {
    /// Which cloud.
    pub cloud: CloudConfig,
    /// How much is logged.
    pub log: tracing::level_filters::LevelFilter,
}

impl ServeArgs {
    /// # Errors
    /// One line for each fault: what is wrong, where, and what to give instead; never a secret.
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
            faults.push("--max-connections 0 would let nobody in; give at least 1".to_owned());
        }
        let admin_listen = match self.admin_listen.trim() {
            "off" => None,
            typed => address("--admin-listen", typed).map_err(|fault| faults.push(fault)).ok(),
        };
        for (flag, value) in [
            ("--response-timeout", self.response_timeout),
            ("--cache-size", self.cache_size),
            ("--max-calls", self.max_calls as u64),
        ] {
            if value == 0 {
                faults.push(format!("{flag} 0 lets no answer through; give at least 1"));
            }
        }
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
                response_timeout: time(self.response_timeout),
                admin_listen,
                shared,
            }),
            _ => Err(faults),
        }
    }
}

impl CheckArgs {
    /// # Errors
    /// As for [`ServeArgs::read`].
    pub fn read(self, get: Get) -> Result<CheckConfig, Vec<String>> {
        let mut faults = Vec::new();
        let cloud = self.cloud.read(Outbound::default(), get, &mut faults);
        match (cloud, level(&self.log)) {
            (Some(cloud), Ok(log)) if faults.is_empty() => Ok(CheckConfig { cloud, log }),
            (_, log) => {
                faults.extend(log.err());
                Err(faults)
            }
        }
    }
}

impl CloudArgs {
    /// `None` comes with a fault.
    fn read(self, outbound: Outbound, get: Get, faults: &mut Vec<String>) -> Option<CloudConfig> {
        let before = faults.len();
        let routes = match &self.config {
            Some(file) => {
                self.beside_a_file(faults);
                file::read(file, outbound, get).map_err(|more| faults.extend(more)).ok()
            }
            None => self.route(outbound, get, faults).map(|route| vec![route]),
        };
        if let Some(path) = &self.ca_file
            && !path.is_file()
        {
            faults.push(format!("--ca-file {} is not there; give a PEM file", path.display()));
        }
        for (flag, value) in [
            ("--connect-timeout", self.connect_timeout),
            ("--first-byte-timeout", self.first_byte_timeout),
            ("--body-timeout", self.body_timeout),
            ("--body-limit", self.body_limit),
        ] {
            if value == 0 {
                faults.push(format!("{flag} 0 lets no answer through; give at least 1"));
            }
        }
        if faults.len() > before {
            return None;
        }
        Some(CloudConfig {
            routes: routes?,
            file: self.config,
            ca_file: self.ca_file,
            outbound,
            limits: Limits {
                connect: time(self.connect_timeout),
                first_byte: time(self.first_byte_timeout),
                body: time(self.body_timeout),
                pause: Limits::default().pause,
                body_bytes: self.body_limit.saturating_mul(MIB),
            },
        })
    }

    /// What the file says, no flag may say as well: nobody could tell which of them is used.
    fn beside_a_file(&self, faults: &mut Vec<String>) {
        let given = [
            ("--region (or DEVSERVER_JOBS_REGION)", self.region.is_some()),
            ("--endpoint (or DEVSERVER_JOBS_ENDPOINT)", self.endpoint.is_some()),
            ("--iam-endpoint (or HUAWEICLOUD_SDK_IAM_ENDPOINT)", self.iam_endpoint.is_some()),
            ("--projects (or DEVSERVER_JOBS_PROJECTS)", !self.projects.is_empty()),
            ("--ecs-agency (or DEVSERVER_JOBS_ECS_AGENCY)", self.ecs_agency),
        ];
        for (flag, _) in given.iter().filter(|(_, is_given)| *is_given) {
            faults.push(format!("{flag} is given beside --config; write it into the file instead"));
        }
    }

    /// The one that the flags describe.
    fn route(&self, outbound: Outbound, get: Get, faults: &mut Vec<String>) -> Option<Route> {
        let endpoint = match (&self.region, &self.endpoint) {
            (None, None) => {
                Err("no cloud is named: give --region, such as cn-north-4, or --endpoint, \
                                 the whole address"
                    .to_owned())
            }
            (Some(region), None) => Endpoint::of_region(region).map_err(|_| {
                format!("--region {region:?} is no region; give one such as cn-north-4")
            }),
            // A region may stand beside it, for IAM.
            (_, Some(endpoint)) => Endpoint::parse(endpoint)
                .map_err(|error| format!("--endpoint {} {error}", safe(endpoint))),
        };
        let endpoint = endpoint.map_err(|fault| faults.push(fault)).ok();
        let projects = projects(&self.projects, get).map_err(|fault| faults.push(fault)).ok();
        let credential = Credential::from_environment(get, self.ecs_agency);
        let credential = credential.map_err(|more| faults.extend(more)).ok();
        let iam = self.iam(credential.as_ref()).map_err(|fault| faults.push(fault)).ok();
        let credential = Named { name: ONLY.to_owned(), source: credential?, outbound };
        Some(Route { projects: projects?, endpoint: endpoint?, iam: iam?, credential })
    }

    /// Only a user needs IAM.
    fn iam(&self, credential: Option<&Credential>) -> Result<Option<Endpoint>, String> {
        match (credential, &self.iam_endpoint, &self.region) {
            (Some(Credential::User { .. }), Some(endpoint), _) => {
                Endpoint::parse(endpoint).map(Some).map_err(|error| {
                    format!("HUAWEICLOUD_SDK_IAM_ENDPOINT {} {error}", safe(endpoint))
                })
            }
            // A region that is none has been told of already.
            (Some(Credential::User { .. }), None, Some(region)) => {
                Ok(Endpoint::iam_of_region(region).ok())
            }
            (Some(Credential::User { .. }), None, None) => Err(
                "an IAM user needs --iam-endpoint (or HUAWEICLOUD_SDK_IAM_ENDPOINT), or --region"
                    .to_owned(),
            ),
            _ => Ok(None),
        }
    }
}

/// A number of seconds, which may still stand under the former name of its variable.
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
        parsed.map_err(|_| faults.push(format!("{former} {text:?} is no number of seconds"))).ok()
    });
    time(given.unwrap_or(default))
}

/// So many seconds. A number that is meant as "for ever" is a century, which can still be added to an instant.
fn time(seconds: u64) -> Duration {
    const CENTURY: u64 = 100 * 366 * 24 * 60 * 60;
    Duration::from_secs(seconds.min(CENTURY))
}

/// Somebody may have written a password into an address.
fn safe(address: &str) -> String {
    match address.contains('@') {
        true => "(with an @ in it)".to_owned(),
        false => format!("{address:?}"),
    }
}

fn projects(given: &[String], get: Get) -> Result<Vec<ProjectId>, String> {
    const NAME: &str = "HUAWEICLOUD_SDK_PROJECT_ID";
    let one = get(NAME).filter(|id| given.is_empty() && !id.trim().is_empty());
    let texts = given.iter().map(String::as_str).chain(one.as_deref()).map(str::trim);
    let mut projects = Vec::new();
    let mut seen = BTreeSet::new();
    for text in texts.filter(|text| !text.is_empty()) {
        let project = ProjectId::parse(text).map_err(|_| {
            format!(
                "--projects: {text:?} is no project id; give 1 to 64 letters, digits and hyphens"
            )
        })?;
        if seen.insert(project.clone()) {
            projects.push(project);
        }
    }
    match projects.is_empty() {
        true => Err(format!("no project is named: give --projects, or set {NAME}")),
        false => Ok(projects),
    }
}

/// Without a slash at the end. Only what needs no escape can be compared without doubt.
fn base_path(text: &str) -> Result<String, String> {
    let path = text.trim().trim_end_matches('/');
    let is_plain = path.split('/').skip(1).all(|segment| {
        !segment.is_empty()
            && segment != "."
            && segment != ".."
            && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte))
    });
    let first = path.split('/').nth(1).unwrap_or_default();
    if !(path.is_empty() || path.starts_with('/') && is_plain) {
        Err(format!(
            "--base-path {text:?} is not a plain path; give one such as /portal/jobs, of letters, \
             digits, - _ . and ~"
        ))
    } else if ["healthz", "readyz", "metrics"].contains(&first) {
        Err(format!("--base-path {text:?} begins with a path of the gateway's own; give another"))
    } else {
        Ok(path.to_owned())
    }
}

#[cfg(test)]
mod tests;
