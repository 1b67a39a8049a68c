//! The access rules: all checks of a request before it is parsed ([`crate::route`]). [`guard`] applies them in this
//! order: the host that it was sent to (`host`), the page that sent it (`origin`), the rate of its client
//! (`client`, `rate`), and the caller (`bearer`, `oidc`, or a header of a trusted proxy). `cors` tells browsers
//! which pages may read the response, errors included.
//!
//! The rules protect everything under `/v1/`; the files of the page are public, and only the host is checked for
//! them ([`host_guard`]). Whether the caller may see the project is checked after parsing, with the [`Principal`]
//! that every request carries from here on.

pub mod args;
mod bearer;
mod client;
mod cors;
mod header;
mod host;
mod oidc;
mod origin;
mod principal;
mod rate;
mod rules;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, HeaderName, Response};

pub use self::args::{AccessArgs, OriginArgs};
use self::bearer::Bearer;
pub use self::client::{Proxies, X_FORWARDED_FOR};
use self::header::single;
use self::host::Hosts;
use self::oidc::Oidc;
pub use self::oidc::keys::{Fetch, Fetching, LARGEST_ANSWER};
pub use self::origin::Origins;
pub use self::principal::Principal;
pub use self::rate::household;
use self::rate::{QueryLimit, RateLimit};
pub use self::rules::AccessRules;
use self::rules::CallerRules;
use crate::clock::Clock;
use crate::error::{Reason, Refusal};

/// The ID of a request in the log and in its response. It is stored in the extensions of the request when that
/// arrives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestId(pub String);

/// The rules in use.
#[derive(Debug)]
pub struct Access {
    hosts: Hosts,
    origins: Origins,
    proxies: Proxies,
    rate_limit: Option<RateLimit>,
    query_limit: Option<QueryLimit>,
    callers: Callers,
}

#[derive(Debug)]
enum Callers {
    Anyone,
    Bearer(Bearer),
    Oidc(Oidc),
    Header(HeaderName),
}

impl Access {
    /// `fetch` reads the keys of an OpenID Connect issuer, and is not called without an issuer.
    pub fn new(rules: AccessRules, clock: Clock, fetch: Fetch) -> Arc<Self> {
        Arc::new(Access {
            hosts: rules.hosts,
            origins: rules.origins,
            proxies: rules.proxies,
            rate_limit: rules.rate_limit.map(|rate| RateLimit::new(rate, clock.clone())),
            query_limit: rules.query_limit.map(|rate| QueryLimit::new(rate, clock.clone())),
            callers: match rules.callers {
                CallerRules::Anyone => Callers::Anyone,
                CallerRules::Bearer(path, secrets) => {
                    Callers::Bearer(Bearer::new(path, secrets, clock))
                }
                CallerRules::Oidc(rules) => Callers::Oidc(Oidc::new(rules, fetch, clock)),
                CallerRules::Header(name) => Callers::Header(name),
            },
        })
    }

    /// The client, for the log: the peer, or the client that a trusted proxy names.
    pub fn client(&self, request: &Request) -> IpAddr {
        self.proxies.client(peer(request.extensions()), request.headers())
    }

    /// Whether the caller may send a query that needs a call to the cloud.
    pub fn may_query(&self, parts: &Parts) -> Result<(), Refusal> {
        let Some(limit) = &self.query_limit else {
            return Ok(());
        };
        let caller = parts.extensions.get::<Principal>();
        let name = caller.and_then(|caller| caller.name.as_deref());
        limit.check(name, self.proxies.client(peer(&parts.extensions), &parts.headers))
    }

    async fn admit(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> Result<Principal, Refusal> {
        if let Some(limit) = &self.rate_limit {
            limit.check(self.proxies.client(peer, headers))?;
        }
        self.caller(peer, headers).await
    }

    async fn caller(
        &self,
        peer: Option<IpAddr>,
        headers: &HeaderMap,
    ) -> Result<Principal, Refusal> {
        match &self.callers {
            Callers::Anyone => Ok(Principal::default()),
            Callers::Bearer(bearer) => match bearer.knows(bearer_token(headers)?) {
                Some(name) => Ok(name.as_deref().map(Principal::named).unwrap_or_default()),
                None => Err(sign_in("The bearer token is not valid for this gateway.")),
            },
            Callers::Oidc(oidc) => oidc.caller(bearer_token(headers)?).await,
            Callers::Header(name) => self.named_by_proxy(peer, headers, name),
        }
    }

    fn named_by_proxy(
        &self,
        peer: Option<IpAddr>,
        headers: &HeaderMap,
        name: &HeaderName,
    ) -> Result<Principal, Refusal> {
        if !self.proxies.trusts(peer) {
            return Err(signed_out(
                "This gateway only accepts requests through the proxy that signs users in, and this \
                 request did not come from there.",
            ));
        }
        let mut lines = headers.get_all(name).iter();
        let caller = match (lines.next(), lines.next()) {
            (Some(line), None) => Principal::named(&String::from_utf8_lossy(line.as_bytes())),
            _ => Principal::default(),
        };
        match caller.name {
            Some(_) => Ok(caller),
            None => Err(signed_out("The proxy did not name a signed-in user. Sign in there.")),
        }
    }
}

/// Guards everything that is not under `/v1/`: refuses requests for another host.
pub async fn host_guard<F: Future<Output = Response<Body>>>(
    access: &Access,
    request: Request,
    next: impl FnOnce(Request) -> F,
) -> Response<Body> {
    match access.hosts.check(request.headers(), request.uri()) {
        Ok(_) => next(request).await,
        Err(refusal) => answer(&refusal, &request),
    }
}

/// Guards everything under `/v1/`. It is complete by itself. A request that passes has a [`Principal`], and no
/// longer the caller's secret.
pub async fn guard<F: Future<Output = Response<Body>>>(
    access: &Access,
    request: Request,
    next: impl FnOnce(Request) -> F,
) -> Response<Body> {
    let host = match access.hosts.check(request.headers(), request.uri()) {
        Ok(host) => host,
        // The pages of another host get no CORS headers.
        Err(refusal) => return answer(&refusal, &request),
    };
    let (mut response, origin) = match access.origins.check(request.headers(), &host) {
        Ok(Some(origin)) if cors::is_preflight(request.method(), request.headers()) => {
            (cors::preflight(request.headers()), Some(origin))
        }
        Ok(origin) => (enter(access, request, next).await, origin),
        Err(refusal) => (answer(&refusal, &request), None),
    };
    if let Some(origin) = origin {
        cors::readable(response.headers_mut(), origin);
    }
    if !access.origins.is_empty() {
        cors::varies(response.headers_mut());
    }
    response
}

async fn enter<F: Future<Output = Response<Body>>>(
    access: &Access,
    mut request: Request,
    next: impl FnOnce(Request) -> F,
) -> Response<Body> {
    match access.admit(peer(request.extensions()), request.headers()).await {
        Ok(caller) => {
            request.headers_mut().remove(AUTHORIZATION);
            request.extensions_mut().insert(caller);
            next(request).await
        }
        Err(refusal) => answer(&refusal, &request),
    }
}

fn answer(refusal: &Refusal, request: &Request) -> Response<Body> {
    let request_id = request.extensions().get::<RequestId>().map_or("", |id| &id.0);
    let reason = refusal.reason.name();
    tracing::debug!(request_id, reason, message = %refusal.message, "A request was refused.");
    refusal.response(request_id)
}

fn peer(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip())
}

fn bearer_token(headers: &HeaderMap) -> Result<&str, Refusal> {
    let Ok(sent) = single(headers, &AUTHORIZATION) else {
        return Err(sign_in("Authorization must be sent once, in readable characters."));
    };
    let token = sent.and_then(|sent| sent.split_once(' ')).and_then(|(scheme, token)| {
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim()).filter(|it| !it.is_empty())
    });
    token.ok_or_else(|| {
        sign_in("This gateway requires a bearer token: send Authorization: Bearer and the token.")
    })
}

/// A token would not help: a proxy in front signs callers in.
fn signed_out(message: &'static str) -> Refusal {
    Refusal::new(Reason::SignedOut, message)
}

fn sign_in(message: &'static str) -> Refusal {
    Refusal::new(Reason::SignIn, message)
}
