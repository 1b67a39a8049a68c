//! The validated access rules. They are made from options in `args`.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;

use axum::http::HeaderName;

use super::bearer::Secrets;
use super::client::{Proxies, X_FORWARDED_FOR};
use super::host::Hosts;
use super::oidc::OidcRules;
use super::origin::Origins;

/// The validated access rules.
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
    /// Whether other machines are let in without authentication.
    pub(crate) is_anonymous: bool,
}

/// How callers are authenticated.
#[derive(Clone, Debug)]
pub(crate) enum CallerRules {
    /// Not at all: only this machine can call.
    Anyone,
    Bearer(PathBuf, Secrets),
    Oidc(OidcRules),
    /// The header in which a trusted proxy names the caller.
    Header(HeaderName),
}

impl AccessRules {
    /// For a gateway that only this machine can reach and that needs no protection: its page and the allowed
    /// origins may send any number of requests without authentication.
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
    /// Whether callers are authenticated.
    pub fn asks_who(&self) -> bool {
        !matches!(self.callers, CallerRules::Anyone)
    }

    /// The trusted proxies, each of which stands for many clients.
    pub fn proxies(&self) -> &Proxies {
        &self.proxies
    }

    /// Whether other machines are let in without authentication.
    pub fn is_anonymous(&self) -> bool {
        self.is_anonymous
    }
}
