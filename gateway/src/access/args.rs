//! What the command line and the environment may say on who may call: each option as typed, and the
//! reading of them all into rules that cannot be wrong. It opens no file but that of the secrets, and
//! no socket.
//!
//! Every fault is one line, which says which option, what is wrong, and what to give instead. What
//! could hold a secret is not repeated in it.

mod callers;

use std::fmt;
use std::net::SocketAddr;
use std::num::NonZeroU32;

use axum::http::HeaderName;
use clap::Args;
use ipnet::IpNet;

use super::client::{Proxies, X_FORWARDED_FOR};
use super::host::{Host, Hosts, Name};
use super::origin::Origins;
use super::rules::{AccessRules, CallerRules};

const USUAL_CLIENT_HEADER: &str = "X-Forwarded-For";
const MOST_A_SECOND: u32 = 1_000_000;

/// Whose pages may ask.
#[derive(Args, Clone, Debug, Default)]
pub struct OriginArgs {
    /// Let pages of this origin ask: scheme, host and port exactly as the browser shows them; may be repeated
    #[arg(
        long,
        value_name = "https://HOST[:PORT]",
        env = "DEVSERVER_JOBS_ALLOW_ORIGIN",
        value_delimiter = ','
    )]
    pub allow_origin: Vec<String>,
}

/// Who may call.
#[derive(Args, Clone, Default)]
pub struct AccessArgs {
    /// Answer to this host name too: the name that callers type to reach the gateway, not where they are; may be repeated
    #[arg(
        long,
        value_name = "NAME[:PORT]",
        env = "DEVSERVER_JOBS_ALLOW_HOST",
        value_delimiter = ','
    )]
    pub allow_host: Vec<String>,
    /// Whose pages may ask.
    #[command(flatten)]
    pub origins: OriginArgs,
    /// Let in who sends one of the secrets in this file (Authorization: Bearer …): one a line, 16 characters or more; read again when it changes
    #[arg(long, value_name = "PATH", env = "DEVSERVER_JOBS_BEARER_FILE")]
    pub bearer_file: Option<String>,
    /// Let in who sends a token signed by this OpenID Connect issuer, named as in its tokens
    #[arg(long, value_name = "URL", env = "DEVSERVER_JOBS_OIDC_ISSUER")]
    pub oidc_issuer: Option<String>,
    /// The audience that tokens must be issued for
    #[arg(long, value_name = "AUDIENCE", env = "DEVSERVER_JOBS_OIDC_AUDIENCE")]
    pub oidc_audience: Option<String>,
    /// The issuer's keys, where its description does not name them
    #[arg(long, value_name = "URL", env = "DEVSERVER_JOBS_OIDC_JWKS")]
    pub oidc_jwks: Option<String>,
    /// Show a caller only the projects that this claim of its token lists, such as projects or realm_access.projects
    #[arg(long, value_name = "NAME", env = "DEVSERVER_JOBS_OIDC_PROJECTS_CLAIM")]
    pub oidc_projects_claim: Option<String>,
    /// Let in whom a trusted proxy names in this header
    #[arg(long, value_name = "NAME", env = "DEVSERVER_JOBS_USER_HEADER")]
    pub user_header: Option<String>,
    /// Believe the headers of the proxy at this address or in this network; may be repeated
    #[arg(
        long,
        value_name = "IP|CIDR",
        env = "DEVSERVER_JOBS_TRUSTED_PROXY",
        value_delimiter = ','
    )]
    pub trusted_proxy: Vec<String>,
    /// Let in everybody who reaches the gateway, though others than this machine can
    #[arg(
        long,
        env = "DEVSERVER_JOBS_ALLOW_ANONYMOUS",
        value_parser = clap::builder::FalseyValueParser::new()
    )]
    pub allow_anonymous: bool,
    /// How many requests a second one client may send, and twice as many at once; 0 for any number
    #[arg(long, value_name = "N", env = "DEVSERVER_JOBS_RATE_LIMIT", default_value = "20")]
    pub rate_limit: String,
    /// How many different queries a minute one caller may send that the cloud has to be asked for; 0 for any number
    #[arg(long, value_name = "N", env = "DEVSERVER_JOBS_QUERY_LIMIT", default_value_t = 60)]
    pub query_limit: u32,
    /// Where a trusted proxy writes the address of its client
    #[arg(
        long,
        value_name = "NAME",
        env = "DEVSERVER_JOBS_CLIENT_HEADER",
        default_value = USUAL_CLIENT_HEADER
    )]
    pub client_header: String,
}

impl OriginArgs {
    /// Reads the origins. Those with a fault are left out.
    pub fn read(self, faults: &mut Vec<String>) -> Origins {
        Origins(each(&self.allow_origin, "--allow-origin", faults, Origins::parse))
    }
}

impl AccessArgs {
    /// Reads every option, and the file of the secrets. `base_path` is where a server in front mounts
    /// the gateway. With any fault the rules must not be used.
    pub fn read(
        self,
        listen: SocketAddr,
        base_path: &str,
        faults: &mut Vec<String>,
    ) -> AccessRules {
        let callers = self.callers(faults);
        let trusted: Vec<IpNet> =
            each(&self.trusted_proxy, "--trusted-proxy", faults, Proxies::parse);
        if self.trusted_proxy.iter().all(|typed| typed.trim().is_empty()) {
            if given(&self.user_header).is_some() {
                faults.push(
                    "--user-header could be written by any caller; give the address of the proxy \
                     that writes it with --trusted-proxy"
                        .to_owned(),
                );
            }
            if !self.typed_client_header().eq_ignore_ascii_case(USUAL_CLIENT_HEADER) {
                faults.push(
                    "--client-header is believed of trusted proxies only; give their addresses with \
                     --trusted-proxy"
                        .to_owned(),
                );
            }
        }
        let allowed = each(&self.allow_host, "--allow-host", faults, allowed_host);
        let header = self.client_header(faults);
        let rate_limit = rate_limit(&self.rate_limit, faults);
        let reached = if !listen.ip().to_canonical().is_loopback() {
            Some(format!("--listen {listen} can be reached from other machines"))
        } else {
            let meant = [
                ("--allow-host", !allowed.is_empty()),
                ("--trusted-proxy", !trusted.is_empty()),
                ("--base-path", !base_path.is_empty()),
            ];
            let flag = meant.into_iter().find_map(|(flag, is_given)| is_given.then_some(flag));
            flag.map(|flag| format!("{flag} is for a gateway that other machines reach"))
        };
        match (&callers, &reached) {
            (None, Some(reached)) if !self.allow_anonymous => faults.push(format!(
                "{reached}, and nothing says who may call; give --bearer-file, --oidc-issuer with \
                 --oidc-audience, or --user-header with --trusted-proxy; or give --allow-anonymous to \
                 let in everybody who reaches it"
            )),
            (Some(_), _) if self.allow_anonymous => faults.push(
                "--allow-anonymous lets in everybody, and another option says who may call; give \
                 only one of them"
                    .to_owned(),
            ),
            _ => {}
        }
        AccessRules {
            hosts: Hosts::new(listen, allowed),
            is_anonymous: callers.is_none() && reached.is_some(),
            callers: callers.unwrap_or(CallerRules::Anyone),
            proxies: Proxies { trusted, header },
            rate_limit,
            query_limit: NonZeroU32::new(self.query_limit),
            origins: self.origins.read(faults),
        }
    }

    fn typed_client_header(&self) -> &str {
        match self.client_header.trim() {
            "" => USUAL_CLIENT_HEADER,
            typed => typed,
        }
    }

    fn client_header(&self, faults: &mut Vec<String>) -> HeaderName {
        let header = self.typed_client_header();
        if header.eq_ignore_ascii_case("forwarded") {
            faults.push(
                "--client-header Forwarded is not understood; give X-Forwarded-For, or a header with \
                 one address"
                    .to_owned(),
            );
        }
        header_name(header, "--client-header", faults).unwrap_or(X_FORWARDED_FOR)
    }
}

/// Without the typed values: a secret may be among them by mistake.
impl fmt::Debug for AccessArgs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessArgs").finish_non_exhaustive()
    }
}

/// An empty value counts as not set: that is how the environment unsets something.
fn given(typed: &Option<String>) -> Option<&str> {
    typed.as_deref().map(str::trim).filter(|typed| !typed.is_empty())
}

fn each<T>(
    typed: &[String],
    option: &str,
    faults: &mut Vec<String>,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Vec<T> {
    let mut read = Vec::new();
    for typed in typed.iter().map(|typed| typed.trim()).filter(|typed| !typed.is_empty()) {
        match parse(typed) {
            Ok(value) => read.push(value),
            // An address may contain a user's password before the @.
            Err(why) if typed.contains('@') => faults.push(format!("{option} {why}")),
            Err(why) => faults.push(format!("{option} {typed:?} {why}")),
        }
    }
    read
}

fn allowed_host(typed: &str) -> Result<Host, String> {
    let example = "give one name exactly, such as jobs.example.com or jobs.example.com:8443";
    if typed.contains('*') {
        return Err(format!("holds a pattern, and only exact names are compared; {example}"));
    }
    if typed.contains("://") {
        return Err(format!("is an address, and only its host is compared; {example}"));
    }
    if typed.parse::<IpNet>().is_ok() {
        return Err(format!(
            "is a network; this option names the gateway and not its callers; {example}"
        ));
    }
    let host =
        Host::parse(&in_ascii(typed)).ok_or_else(|| format!("is no host name; {example}"))?;
    match host.name {
        Name::Ip(address) if address.is_unspecified() => {
            Err(format!("is every address and no name; {example}"))
        }
        _ => Ok(host),
    }
}

/// Names in other scripts as browsers write them (IDNA).
fn in_ascii(typed: &str) -> String {
    let (name, port) = typed.split_once(':').unwrap_or((typed, ""));
    match url::Host::parse(name) {
        Ok(url::Host::Domain(ascii)) if !typed.is_ascii() && port.is_empty() => ascii,
        Ok(url::Host::Domain(ascii)) if !typed.is_ascii() => format!("{ascii}:{port}"),
        _ => typed.to_owned(),
    }
}

fn header_name(typed: &str, option: &str, faults: &mut Vec<String>) -> Option<HeaderName> {
    let is_plain = typed.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let name = typed.parse::<HeaderName>().ok().filter(|_| is_plain);
    if name.is_none() {
        faults.push(format!(
            "{option} {typed:?} is no header name that every proxy passes on; give letters, digits \
             and hyphens, such as X-Forwarded-User"
        ));
    }
    name
}

fn rate_limit(typed: &str, faults: &mut Vec<String>) -> Option<NonZeroU32> {
    match typed.trim().parse() {
        Ok(per_second @ 0..=MOST_A_SECOND) => NonZeroU32::new(per_second),
        _ => {
            faults.push(format!(
                "--rate-limit {typed:?} is no number of requests a second; give 0 to {MOST_A_SECOND}"
            ));
            None
        }
    }
}

#[cfg(test)]
mod tests;
