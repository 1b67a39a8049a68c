//! Which cloud is called, with which credential, and its time limits. Secrets are never flags, because command
//! lines are visible to all users of the machine. It opens no socket, and only those files that contain secrets.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Args;

use super::common::{Get, MIB, at_least_one, time};
use super::file;
use crate::cloud::credential::Credential;
use crate::cloud::endpoint::Endpoint;
use crate::cloud::queue::Outbound;
use crate::cloud::routes::{Named, Route};
use crate::cloud::transport::Limits;
use crate::route::ProjectId;

/// Displayed below the flags.
pub const CREDENTIAL_HELP: &str = "\
The credential comes from the environment only. With the suffix _FILE, a variable names a file that
contains the value and is read again when it changes. One of:
  HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK     an access key; for a temporary key also
  HUAWEICLOUD_SDK_SECURITY_TOKEN
  HUAWEICLOUD_SDK_CREDENTIALS_FILE           a credentials file of the SDKs, with both parts of a key
                                             (used if the variables above are not set)
  DEVSERVER_JOBS_IAM_DOMAIN, DEVSERVER_JOBS_IAM_USER, DEVSERVER_JOBS_IAM_PASSWORD
                                             an IAM user
or none of these, with --ecs-agency on an ECS that has an agency. For several credentials: --config.

HTTPS_PROXY and NO_PROXY apply to calls to the cloud.";

/// The name of the credential if there is only one.
const ONLY: &str = "default";

/// Which cloud.
#[derive(Args, Debug)]
pub struct CloudArgs {
    /// A TOML file that maps projects to region, endpoint and credential, in place of the next five flags; read again on SIGHUP
    #[arg(long, value_name = "FILE", env = "DEVSERVER_JOBS_CONFIG")]
    config: Option<PathBuf>,
    /// A region of the public cloud, such as cn-north-4
    #[arg(long, value_name = "NAME", env = "DEVSERVER_JOBS_REGION")]
    region: Option<String>,
    /// The full address of ModelArts, for other clouds: https://HOST[:PORT] (http only for this machine)
    #[arg(long, value_name = "URL", env = "DEVSERVER_JOBS_ENDPOINT")]
    endpoint: Option<String>,
    /// The full address of IAM, for an IAM user outside the regions of the public cloud
    #[arg(long, value_name = "URL", env = "HUAWEICLOUD_SDK_IAM_ENDPOINT")]
    iam_endpoint: Option<String>,
    /// IDs of the projects that are served, separated by commas; the page opens on the first
    #[arg(long, value_name = "ID,...", env = "DEVSERVER_JOBS_PROJECTS", value_delimiter = ',')]
    projects: Vec<String>,
    /// Sign with temporary keys of the agency of this ECS, from its metadata service
    #[arg(
        long,
        env = "DEVSERVER_JOBS_ECS_AGENCY",
        value_parser = clap::builder::FalseyValueParser::new()
    )]
    ecs_agency: bool,
    /// PEM file of certificates to trust in addition to the system's
    #[arg(long, value_name = "FILE", env = "DEVSERVER_JOBS_CA_FILE")]
    ca_file: Option<PathBuf>,
    /// Seconds to connect to the cloud
    #[arg(
        long,
        value_name = "SECONDS",
        env = "DEVSERVER_JOBS_CONNECT_TIMEOUT",
        default_value_t = 5
    )]
    connect_timeout: u64,
    /// Seconds until the cloud's response begins, including connecting
    #[arg(
        long,
        value_name = "SECONDS",
        env = "DEVSERVER_JOBS_FIRST_BYTE_TIMEOUT",
        default_value_t = 30
    )]
    first_byte_timeout: u64,
    /// Seconds from the beginning of the cloud's response to its end
    #[arg(
        long,
        value_name = "SECONDS",
        env = "DEVSERVER_JOBS_BODY_TIMEOUT",
        default_value_t = 120
    )]
    body_timeout: u64,
    /// The largest accepted response of the cloud, in MiB; 100,000 jobs are about 24
    #[arg(long, value_name = "MIB", env = "DEVSERVER_JOBS_BODY_LIMIT", default_value_t = 64)]
    body_limit: u64,
}

/// The cloud, and how it is called.
#[derive(Clone, Debug)]
pub struct CloudConfig {
    /// The served projects and their routes; never empty.
    pub routes: Vec<Route>,
    /// The configuration file, if there is one.
    pub file: Option<PathBuf>,
    /// Certificates to trust in addition to the system's.
    pub ca_file: Option<PathBuf>,
    /// The limits of a call.
    pub limits: Limits,
    /// The limits of calls with each credential, unless the file sets others.
    pub outbound: Outbound,
}

impl CloudArgs {
    /// `None` after an error.
    pub(super) fn read(
        self,
        outbound: Outbound,
        get: Get,
        faults: &mut Vec<String>,
    ) -> Option<CloudConfig> {
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
            faults.push(format!("--ca-file {} does not exist; give a PEM file", path.display()));
        }
        let numbers = [
            ("--connect-timeout", self.connect_timeout),
            ("--first-byte-timeout", self.first_byte_timeout),
            ("--body-timeout", self.body_timeout),
            ("--body-limit", self.body_limit),
        ];
        faults.extend(at_least_one(&numbers));
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

    /// A value in the file must not be given as a flag, too: it would be unclear which one is used.
    fn beside_a_file(&self, faults: &mut Vec<String>) {
        let given = [
            ("--region (or DEVSERVER_JOBS_REGION)", self.region.is_some()),
            ("--endpoint (or DEVSERVER_JOBS_ENDPOINT)", self.endpoint.is_some()),
            ("--iam-endpoint (or HUAWEICLOUD_SDK_IAM_ENDPOINT)", self.iam_endpoint.is_some()),
            ("--projects (or DEVSERVER_JOBS_PROJECTS)", !self.projects.is_empty()),
            ("--ecs-agency (or DEVSERVER_JOBS_ECS_AGENCY)", self.ecs_agency),
        ];
        for (flag, _) in given.iter().filter(|(_, is_given)| *is_given) {
            faults.push(format!(
                "{flag} cannot be used with --config; write it into the file instead"
            ));
        }
    }

    /// The route that the flags describe.
    fn route(&self, outbound: Outbound, get: Get, faults: &mut Vec<String>) -> Option<Route> {
        let endpoint = match (&self.region, &self.endpoint) {
            (None, None) => {
                Err("no cloud is given; give --region, such as cn-north-4, or --endpoint, \
                                 the full address"
                    .to_owned())
            }
            (Some(region), None) => Endpoint::of_region(region).map_err(|_| {
                format!("--region {region:?} is not a region; give one such as cn-north-4")
            }),
            // A region may be given in addition, for IAM.
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

    /// Only an IAM user needs this.
    fn iam(&self, credential: Option<&Credential>) -> Result<Option<Endpoint>, String> {
        match (credential, &self.iam_endpoint, &self.region) {
            (Some(Credential::User { .. }), Some(endpoint), _) => {
                Endpoint::parse(endpoint).map(Some).map_err(|error| {
                    format!("HUAWEICLOUD_SDK_IAM_ENDPOINT {} {error}", safe(endpoint))
                })
            }
            // An invalid region has been reported already.
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

/// Hides an address that may contain a password.
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
                "--projects: {text:?} is not a project ID; give 1 to 64 letters, digits and hyphens"
            )
        })?;
        if seen.insert(project.clone()) {
            projects.push(project);
        }
    }
    match projects.is_empty() {
        true => Err(format!("no project is given; give --projects, or set {NAME}")),
        false => Ok(projects),
    }
}
