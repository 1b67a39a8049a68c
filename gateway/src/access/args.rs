//! What the command line and the environment may say on who may call: each option as typed, and the
//! reading of them all into rules that cannot be wrong. It opens no file but that of the secrets, and
//! no socket.
//!
//! Every fault is one line, which says which option, what is wrong, and what to give instead. What
//! could hold a secret is not repeated in it.

use std::fmt;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;

use axum::http::HeaderName;
use clap::Args;
use ipnet::IpNet;
use url::Url;

use super::bearer::Secrets;
use super::client::{Proxies, X_FORWARDED_FOR};
use super::host::{Host, Hosts, Name};
use super::oidc::OidcRules;
use super::oidc::keys::{KeysAt, is_safe};
use super::origin::Origins;

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

/// The rules, read and found sound.
#[derive(Clone, Debug)]
pub struct AccessRules {
    pub(crate) hosts: Hosts,
    pub(crate) origins: Origins,
    pub(crate) callers: CallerRules,
    pub(crate) proxies: Proxies,
    /// Requests a second.
    pub(crate) rate_limit: Option<NonZeroU32>,
    /// New queries a minute.
    pub(crate) query_limit: Option<NonZeroU32>,
    /// Whether others than this machine are let in without a question.
    pub(crate) is_anonymous: bool,
}

/// How callers are told apart.
#[derive(Clone, Debug)]
pub(crate) enum CallerRules {
    /// Not at all: only this machine can call.
    Anyone,
    Bearer(PathBuf, Secrets),
    Oidc(OidcRules),
    /// The header in which a listed proxy names the caller.
    Header(HeaderName),
}

impl AccessRules {
    /// For what only this machine can reach, and which has nothing to guard but itself: the page and
    /// allowed origins may ask, anyone, and as often as they like.
    pub fn local(listen: SocketAddr, origins: Origins) -> Self {
        AccessRules {
            hosts: Hosts::new(listen, Vec::new()),
            origins,
            callers: CallerRules::Anyone,
            proxies: Proxies { trusted: Vec::new(), header: X_FORWARDED_FOR },
            rate_limit: None,
            query_limit: None,
            is_anonymous: false,
        }
    }
}

impl AccessRules {
    /// Whether callers have to say who they are.
    pub fn asks_who(&self) -> bool {
        !matches!(self.callers, CallerRules::Anyone)
    }

    /// Whether others than this machine are let in without a question.
    pub fn is_anonymous(&self) -> bool {
        self.is_anonymous
    }
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

    /// `None` if nothing was asked for; with a fault, something is returned that lets in no more.
    fn callers(&self, faults: &mut Vec<String>) -> Option<CallerRules> {
        let oidc =
            [&self.oidc_issuer, &self.oidc_audience, &self.oidc_jwks, &self.oidc_projects_claim];
        let bearer = given(&self.bearer_file);
        let header = given(&self.user_header);
        let kinds = [
            bearer.map(|_| "--bearer-file"),
            oidc.into_iter().any(|typed| given(typed).is_some()).then_some("--oidc-…"),
            header.map(|_| "--user-header"),
        ];
        let kinds: Vec<&str> = kinds.into_iter().flatten().collect();
        if kinds.len() > 1 {
            faults.push(format!(
                "{} say in different ways who may call; give only one of them",
                kinds.join(" and ")
            ));
        }
        let before = faults.len();
        let read = if let Some(path) = bearer {
            let path = PathBuf::from(path);
            let secrets = Secrets::read(&path);
            secrets
                .map_err(|why| faults.push(format!("--bearer-file {why}")))
                .ok()
                .map(|secrets| CallerRules::Bearer(path, secrets))
        } else if let Some(typed) = header {
            user_header(typed, self.typed_client_header(), faults).map(CallerRules::Header)
        } else if kinds.is_empty() {
            return None;
        } else {
            self.oidc(faults).map(CallerRules::Oidc)
        };
        // The fault is said; that nobody may call need not be said as well.
        read.or_else(|| (faults.len() > before).then_some(CallerRules::Anyone))
    }

    fn oidc(&self, faults: &mut Vec<String>) -> Option<OidcRules> {
        let issuer = given(&self.oidc_issuer);
        let audience = given(&self.oidc_audience);
        if issuer.is_none() {
            faults.push(
                "--oidc-issuer is missing, which the other --oidc options need; give the address of \
                 the issuer"
                    .to_owned(),
            );
        }
        if audience.is_none() {
            faults.push(
                "--oidc-audience is missing, without which tokens for any other program would do; \
                 give the audience that the issuer writes into tokens for this gateway"
                    .to_owned(),
            );
        }
        let issuer_url = issuer.and_then(|typed| safe_url(typed, "--oidc-issuer", faults));
        let jwks = given(&self.oidc_jwks).map(|typed| safe_url(typed, "--oidc-jwks", faults));
        let (issuer, issuer_url, audience) = (issuer?.to_owned(), issuer_url?, audience?);
        let keys = match jwks {
            Some(jwks) => KeysAt::Jwks(jwks?),
            None => {
                let mut description = issuer_url;
                let path = description.path().trim_end_matches('/');
                let path = format!("{path}/.well-known/openid-configuration");
                description.set_path(&path);
                KeysAt::Discovery { description, issuer: issuer.clone() }
            }
        };
        let projects = given(&self.oidc_projects_claim).map(str::to_owned);
        Some(OidcRules { issuer, audience: audience.to_owned(), keys, projects })
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

/// Nothing of what was typed: a secret may be among it by mistake.
impl fmt::Debug for AccessArgs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessArgs").finish_non_exhaustive()
    }
}

/// An empty value is none: that is how the environment takes something back.
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
            // An address can hold a user's password before the @.
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

/// Names in other scripts as browsers write them.
fn in_ascii(typed: &str) -> String {
    let (name, port) = typed.split_once(':').unwrap_or((typed, ""));
    match url::Host::parse(name) {
        Ok(url::Host::Domain(ascii)) if !typed.is_ascii() && port.is_empty() => ascii,
        Ok(url::Host::Domain(ascii)) if !typed.is_ascii() => format!("{ascii}:{port}"),
        _ => typed.to_owned(),
    }
}

/// What was typed is not repeated: an address can hold a password.
fn safe_url(typed: &str, option: &str, faults: &mut Vec<String>) -> Option<Url> {
    let wrong = match Url::parse(typed) {
        Err(_) => "is no address",
        Ok(url) if !is_safe(&url) => {
            "is not encrypted, so anybody on the way could put in keys of his own"
        }
        Ok(url) if !url.username().is_empty() || url.password().is_some() => "holds a user name",
        Ok(url) if url.query().is_some() && option == "--oidc-issuer" => "holds a query",
        Ok(url) if url.fragment().is_some() => "holds a fragment",
        Ok(url) => return Some(url),
    };
    faults.push(format!("{option} {wrong}; give one such as https://issuer.example.com/realm"));
    None
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

fn user_header(typed: &str, client_header: &str, faults: &mut Vec<String>) -> Option<HeaderName> {
    let name = header_name(typed, "--user-header", faults)?;
    // The name that it holds goes to the log.
    let holds_another_thing = [
        "authorization",
        "cookie",
        "forwarded",
        "host",
        "origin",
        "proxy-authorization",
        "x-forwarded-for",
    ];
    if holds_another_thing.contains(&name.as_str()) || client_header.eq_ignore_ascii_case(typed) {
        faults.push(format!(
            "--user-header {typed} does not hold the name of a user; give the header in which the \
             proxy writes it, such as X-Forwarded-User"
        ));
        return None;
    }
    Some(name)
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
