//! The rules on who may call, read and found sound. They are made of options in `args`.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;

use axum::http::HeaderName;

use super::bearer::Secrets;
use super::client::{Proxies, X_FORWARDED_FOR};
use super::host::Hosts;
use super::oidc::OidcRules;
use super::origin::Origins;

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

    /// Behind which many clients stand.
    pub fn proxies(&self) -> &Proxies {
        &self.proxies
    }

    /// Whether others than this machine are let in without a question.
    pub fn is_anonymous(&self) -> bool {
        self.is_anonymous
    }
}
