//! The host names of the gateway. A page of another site can make its own name resolve to this machine (DNS
//! rebinding), and the browser then treats the gateway as that site; but it cannot send another name than its own
//! in `Host`.
//!
//! This check does not identify callers, and reads no forwarded header.

use std::net::{IpAddr, SocketAddr};

use axum::http::header::HOST;
use axum::http::{HeaderMap, Uri};

use super::header::single;
use crate::error::{Reason, Refusal};

/// A host in a request or an option, in a normalized form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Host {
    /// In lower case, without a trailing dot.
    pub(crate) name: Name,
    /// The port, if one is given.
    pub(crate) port: Option<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    Dns(String),
    Ip(IpAddr),
}

/// The hosts of the gateway, in addition to the machine's own names.
#[derive(Clone, Debug)]
pub(crate) struct Hosts {
    /// The address that it listens on, if it is a single one.
    pub(crate) listen: Option<IpAddr>,
    /// Hosts without a port allow any port.
    pub(crate) allowed: Vec<Host>,
}

impl Host {
    /// `None` unless the text is a plain name or address with an optional port: user names, escapes and lists are
    /// invalid.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (name, port) = match text.strip_prefix('[') {
            Some(rest) => {
                let (address, after) = rest.split_once(']')?;
                let port = match after {
                    "" => None,
                    _ => Some(after.strip_prefix(':')?),
                };
                (Name::Ip(IpAddr::V6(address.parse().ok()?)), port)
            }
            None => match text.split_once(':') {
                Some((name, port)) => (Name::parse(name)?, Some(port)),
                None => (Name::parse(text)?, None),
            },
        };
        Some(Host { name, port: port.map(port_number).transpose().ok()? })
    }
}

impl Name {
    fn parse(name: &str) -> Option<Self> {
        // `localhost.` is the fully qualified form of `localhost`.
        let name = name.strip_suffix('.').unwrap_or(name);
        if let Ok(address) = name.parse() {
            return Some(Name::Ip(IpAddr::V4(address)));
        }
        let is_label = |label: &str| {
            !label.is_empty()
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        };
        let fits = name.len() <= 253 && name.split('.').all(is_label);
        fits.then(|| Name::Dns(name.to_ascii_lowercase()))
    }

    /// Whether only this machine can be meant. Names below `localhost` do not count, because not every resolver
    /// resolves them locally.
    fn is_loopback(&self) -> bool {
        match self {
            Name::Dns(name) => name == "localhost",
            Name::Ip(address) => address.is_loopback(),
        }
    }
}

impl Hosts {
    pub(crate) fn new(listen: SocketAddr, allowed: Vec<Host>) -> Self {
        let listen = Some(listen.ip()).filter(|address| !address.is_unspecified());
        Hosts { listen, allowed }
    }

    /// The host of a request, if it is one of the gateway's. A request with two different ones is refused, because
    /// another server may use the other one.
    pub(crate) fn check(&self, headers: &HeaderMap, uri: &Uri) -> Result<Host, Refusal> {
        let named = single(headers, &HOST).ok().flatten().and_then(Host::parse);
        let in_target = match uri.authority() {
            Some(authority) => Host::parse(authority.as_str()).is_some_and(|it| self.allows(&it)),
            None => true,
        };
        named.filter(|host| in_target && self.allows(host)).ok_or_else(|| {
            Refusal::new(
                Reason::Host,
                "This gateway does not accept the host name of this request. Its operators can add \
                 the name with --allow-host.",
            )
        })
    }

    fn allows(&self, host: &Host) -> bool {
        // The machine's own names are valid with any port, because a forwarded port is a different one.
        host.name.is_loopback()
            || self.listen.is_some_and(|listen| host.name == Name::Ip(listen))
            || self.allowed.iter().any(|allowed| {
                allowed.name == host.name && (allowed.port.is_none() || allowed.port == host.port)
            })
    }
}

fn port_number(text: &str) -> Result<u16, ()> {
    // `parse` would accept a sign as well.
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().map_err(drop)
    } else {
        Err(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(listen: &str, allowed: &[&str]) -> Hosts {
        let allowed = allowed.iter().map(|host| Host::parse(host).unwrap()).collect();
        Hosts::new(listen.parse().unwrap(), allowed)
    }

    fn asked(hosts: &Hosts, lines: &[&str], target: &str) -> bool {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(HOST, line.parse().unwrap());
        }
        match hosts.check(&headers, &target.parse().unwrap()) {
            Ok(_) => true,
            Err(refusal) => {
                assert_eq!((refusal.reason, refusal.status().as_u16()), (Reason::Host, 421));
                false
            }
        }
    }

    /// kubectl 8871: a proxy on the developer's machine answered to every name, so a page whose name
    /// was made to lead to 127.0.0.1 could read all of it. And kubectl 9287: the list must be
    /// anchored at both ends.
    #[test]
    fn only_names_of_this_machine_are_answered_by_themselves() {
        #[track_caller]
        fn check(host: &str, expect: bool) {
            assert_eq!(asked(&hosts("127.0.0.1:8787", &[]), &[host], "/v1/a"), expect, "{host}");
        }
        for host in [
            "localhost",
            "localhost:8787",
            "localhost:1",
            "LocalHost:8787",
            "localhost.",
            "localhost.:8787",
            "127.0.0.1",
            "127.0.0.1:9000",
            "127.8.8.8:65535",
            "127.0.0.1.:80",
            "[::1]",
            "[::1]:8787",
            "[0:0:0:0:0:0:0:1]:8787",
        ] {
            check(host, true);
        }
        for host in [
            "",
            "evil.com",
            "evil.com:8787",
            "localhost.evil.com",
            "127.0.0.1.evil.com",
            "127.0.0.1.nip.io",
            "evil.com#localhost",
            "evil.com/localhost",
            "localhost@evil.com",
            "evil@localhost",
            "localhost, evil.com",
            "localhost localhost",
            "localhost:",
            "localhost:+80",
            "localhost:65536",
            "localhost:80:80",
            "localhost..",
            ".localhost",
            "notlocalhost",
            "localhos\u{74}\u{2e}x",
            "app.localhost",
            "127.1",
            "2130706433",
            "0x7f.0.0.1",
            "0.0.0.0:8787",
            "128.0.0.1",
            "::1",
            "[::1",
            "[::1]x",
            "[::1]:",
            "[::2]",
            "[::ffff:127.0.0.1]",
            "[127.0.0.1]",
            "localhost%2e",
        ] {
            check(host, false);
        }
    }

    #[test]
    fn other_names_are_allowed_one_by_one() {
        let hosts = hosts("0.0.0.0:8787", &["jobs.example.com", "10.0.0.5:8787", "[fd00::1]"]);
        #[track_caller]
        fn check(hosts: &Hosts, host: &str, expect: bool) {
            assert_eq!(asked(hosts, &[host], "/"), expect, "{host}");
        }
        check(&hosts, "jobs.example.com", true);
        check(&hosts, "JOBS.example.com.:443", true);
        check(&hosts, "10.0.0.5:8787", true);
        check(&hosts, "10.0.0.5", false);
        check(&hosts, "10.0.0.5:8788", false);
        check(&hosts, "[fd00::0:1]:80", true);
        check(&hosts, "localhost:80", true);
        check(&hosts, "example.com", false);
        check(&hosts, "a.jobs.example.com", false);
        check(&hosts, "jobs.example.com.evil.com", false);
        // Listening everywhere is no reason to answer to every address.
        check(&hosts, "0.0.0.0:8787", false);
        check(&hosts, "192.168.1.5:8787", false);
    }

    #[test]
    fn the_one_address_that_is_listened_on_is_a_name_too() {
        assert!(asked(&hosts("192.168.1.5:8787", &[]), &["192.168.1.5:9999"], "/"));
        assert!(!asked(&hosts("192.168.1.5:8787", &[]), &["192.168.1.6:8787"], "/"));
        assert!(asked(&hosts("[fd00::5]:8787", &[]), &["[fd00::5]:8787"], "/"));
    }

    #[test]
    fn a_request_names_one_host() {
        let hosts = hosts("127.0.0.1:8787", &[]);
        assert!(!asked(&hosts, &[], "/"));
        assert!(!asked(&hosts, &["localhost", "evil.com"], "/"));
        assert!(!asked(&hosts, &["evil.com", "localhost"], "/"));
        assert!(!asked(&hosts, &["localhost", "localhost"], "/"));
        // As a client writes it that takes the gateway for a forward proxy.
        assert!(asked(&hosts, &["localhost"], "http://localhost:8787/v1/a"));
        assert!(!asked(&hosts, &["localhost"], "http://evil.com/v1/a"));
        assert!(!asked(&hosts, &["evil.com"], "http://localhost/v1/a"));
        assert!(!asked(&hosts, &["localhost"], "http://localhost@evil.com/v1/a"));
    }
}
