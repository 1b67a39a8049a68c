//! The flags of access control: the values as typed, and how they are read into validated rules. It opens no socket,
//! and no file except that of the bearer tokens.
//!
//! Every error is one line with the flag, what is wrong, and what to give instead. A value that may contain a secret
//! is not repeated.

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

/// The pages that may send requests, as typed.
#[derive(Args, Clone, Debug, Default)]
pub struct OriginArgs {
    /// An origin of another site whose pages may send requests: scheme, host and port exactly; repeatable
    #[arg(
        long,
        value_name = "https://HOST[:PORT]",
        env = "DEVSERVER_JOBS_ALLOW_ORIGIN",
        value_delimiter = ','
    )]
    pub allow_origin: Vec<String>,
}

/// Who may send requests, as typed.
#[derive(Args, Clone, Default)]
pub struct AccessArgs {
    /// A host name that users type to reach the gateway; the names of this machine are always allowed; repeatable
    #[arg(
        long,
        value_name = "NAME[:PORT]",
        env = "DEVSERVER_JOBS_ALLOW_HOST",
        value_delimiter = ','
    )]
    pub allow_host: Vec<String>,
    /// The pages that may send requests.
    #[command(flatten)]
    pub origins: OriginArgs,
    /// A file of accepted bearer tokens, one per line, each of at least 16 characters; a line may be NAME: TOKEN; read again when it changes
    #[arg(long, value_name = "PATH", env = "DEVSERVER_JOBS_BEARER_FILE")]
    pub bearer_file: Option<String>,
    /// The OpenID Connect issuer whose tokens are accepted, written as in its tokens
    #[arg(long, value_name = "URL", env = "DEVSERVER_JOBS_OIDC_ISSUER")]
    pub oidc_issuer: Option<String>,
    /// The required audience of the tokens
    #[arg(long, value_name = "AUDIENCE", env = "DEVSERVER_JOBS_OIDC_AUDIENCE")]
    pub oidc_audience: Option<String>,
    /// The URL of the issuer's keys, if its configuration does not name it
    #[arg(long, value_name = "URL", env = "DEVSERVER_JOBS_OIDC_JWKS")]
    pub oidc_jwks: Option<String>,
    /// The claim that lists the projects of a caller, such as projects or realm_access.projects; without it a caller may see all that are served
    #[arg(long, value_name = "NAME", env = "DEVSERVER_JOBS_OIDC_PROJECTS_CLAIM")]
    pub oidc_projects_claim: Option<String>,
    /// The header in which a trusted proxy names the signed-in user
    #[arg(long, value_name = "NAME", env = "DEVSERVER_JOBS_USER_HEADER")]
    pub user_header: Option<String>,
    /// The address or network of a proxy whose headers are trusted; repeatable
    #[arg(
        long,
        value_name = "IP|CIDR",
        env = "DEVSERVER_JOBS_TRUSTED_PROXY",
        value_delimiter = ','
    )]
    pub trusted_proxy: Vec<String>,
    /// Let everybody in who reaches the gateway, even from other machines
    #[arg(
        long,
        env = "DEVSERVER_JOBS_ALLOW_ANONYMOUS",
        value_parser = clap::builder::FalseyValueParser::new()
    )]
    pub allow_anonymous: bool,
    /// Requests per second for each client, with a burst of twice as many; 0 for no limit
    #[arg(long, value_name = "N", env = "DEVSERVER_JOBS_RATE_LIMIT", default_value = "20")]
    pub rate_limit: String,
    /// Different queries per minute that one caller may send and that need a call to the cloud; 0 for no limit
    #[arg(long, value_name = "N", env = "DEVSERVER_JOBS_QUERY_LIMIT", default_value_t = 60)]
    pub query_limit: u32,
    /// The header in which a trusted proxy writes the address of its client
    #[arg(
        long,
        value_name = "NAME",
        env = "DEVSERVER_JOBS_CLIENT_HEADER",
        default_value = USUAL_CLIENT_HEADER
    )]
    pub client_header: String,
}

impl OriginArgs {
    /// Parses the origins. Invalid ones are left out.
    pub fn read(self, faults: &mut Vec<String>) -> Origins {
        Origins(each(&self.allow_origin, "--allow-origin", faults, Origins::parse))
    }
}

impl AccessArgs {
    /// Reads all flags, and the file of the tokens. `base_path` is where a server in front mounts the gateway. After
    /// an error the rules must not be used.
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
                    "--user-header could be sent by any caller; give the address of the proxy that \
                     sets it with --trusted-proxy"
                        .to_owned(),
                );
            }
            if !self.typed_client_header().eq_ignore_ascii_case(USUAL_CLIENT_HEADER) {
                faults.push(
                    "--client-header is used for trusted proxies only; give their addresses with \
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
                "{reached}, and there is no access rule; give --bearer-file, --oidc-issuer with \
                 --oidc-audience, or --user-header with --trusted-proxy; or give --allow-anonymous to \
                 let everybody in who reaches it"
            )),
            (Some(_), _) if self.allow_anonymous => faults.push(
                "--allow-anonymous lets everybody in, but there is also an access rule; give only \
                 one of them"
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
                "--client-header Forwarded is not supported; give X-Forwarded-For, or a header with \
                 one address"
                    .to_owned(),
            );
        }
        header_name(header, "--client-header", faults).unwrap_or(X_FORWARDED_FOR)
    }
}

/// Without the values, because one may contain a secret by mistake.
impl fmt::Debug for AccessArgs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessArgs").finish_non_exhaustive()
    }
}

/// An empty value counts as not set, because an environment variable can be unset this way.
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
    let example = "give one exact name, such as jobs.example.com or jobs.example.com:8443";
    if typed.contains('*') {
        return Err(format!("is a pattern, but only exact names are supported; {example}"));
    }
    if typed.contains("://") {
        return Err(format!("is a URL, but only a host is compared; {example}"));
    }
    if typed.parse::<IpNet>().is_ok() {
        return Err(format!(
            "is a network; this flag is for names of the gateway, not for its callers; {example}"
        ));
    }
    let host =
        Host::parse(&in_ascii(typed)).ok_or_else(|| format!("is not a host name; {example}"))?;
    match host.name {
        Name::Ip(address) if address.is_unspecified() => {
            Err(format!("means every address, and is not a name; {example}"))
        }
        _ => Ok(host),
    }
}

/// Names with non-ASCII characters, as browsers send them (IDNA).
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
            "{option} {typed:?} is not a header name that every proxy passes on; give letters, \
             digits and hyphens, such as X-Forwarded-User"
        ));
    }
    name
}

fn rate_limit(typed: &str, faults: &mut Vec<String>) -> Option<NonZeroU32> {
    match typed.trim().parse() {
        Ok(per_second @ 0..=MOST_A_SECOND) => NonZeroU32::new(per_second),
        _ => {
            faults.push(format!(
                "--rate-limit {typed:?} is not a number of requests per second; give 0 to {MOST_A_SECOND}"
            ));
            None
        }
    }
}

#[cfg(test)]
mod tests;
