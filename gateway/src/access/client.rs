//! The client of a request: the peer of the connection, or the client that a trusted proxy names. Forwarded headers
//! of others are ignored.
//!
//! oauth2-proxy (GHSA-7x63-xv5r-3p2x) trusted forwarded headers from everywhere by default. Here no proxy is
//! trusted by default, and it is impossible to trust all addresses.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::http::{HeaderMap, HeaderName};
use ipnet::IpNet;

/// The header to whose end every proxy adds the address of its client.
pub const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The trusted proxies, and the header that they set.
#[derive(Clone, Debug)]
pub struct Proxies {
    /// Their addresses.
    pub trusted: Vec<IpNet>,
    /// The header.
    pub header: HeaderName,
}

impl Proxies {
    /// Parses an address or network. The error says what is wrong and what to give instead.
    pub fn parse(typed: &str) -> Result<IpNet, String> {
        let net = typed.parse::<IpAddr>().map(IpNet::from).or_else(|_| typed.parse::<IpNet>());
        let Ok(net) = net else {
            return Err(
                "is not an address or a network; give one such as 10.0.0.5 or 10.0.0.0/24".into()
            );
        };
        if net.prefix_len() == 0 {
            return Err("would trust everybody; give the address of your own proxy".into());
        }
        if net.addr() != net.network() {
            let (network, one) = (net.trunc(), net.addr());
            return Err(format!(
                "is ambiguous; give {network} for the network or {one} for one address"
            ));
        }
        Ok(net)
    }

    /// Whether the peer is a trusted proxy. An unknown peer is not.
    pub fn trusts(&self, peer: Option<IpAddr>) -> bool {
        // A socket for both families has IPv4 addresses in IPv6 form.
        let peer = peer.map(|peer| peer.to_canonical());
        peer.is_some_and(|peer| self.trusted.iter().any(|net| net.contains(&peer)))
    }

    /// The client, or the unspecified address if it is unknown. If the header of a proxy is invalid, the proxy
    /// itself counts as the client.
    pub fn client(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> IpAddr {
        let peer_or_none = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)).to_canonical();
        if !self.trusts(peer) {
            return peer_or_none;
        }
        let client =
            if self.header == X_FORWARDED_FOR { self.chain(headers) } else { self.one(headers) };
        client.unwrap_or(peer_or_none)
    }

    /// The last address in the header that is not of a trusted proxy: those before it were written by others. If
    /// all are trusted, the first one.
    fn chain(&self, headers: &HeaderMap) -> Option<IpAddr> {
        let mut first = None;
        for line in headers.get_all(&self.header).iter().rev() {
            // Entries further to the front may contain any bytes.
            for entry in line.as_bytes().rsplit(|byte| *byte == b',') {
                let address = address(std::str::from_utf8(entry).ok()?)?;
                if !self.trusts(Some(address)) {
                    return Some(address);
                }
                first = Some(address);
            }
        }
        first
    }

    fn one(&self, headers: &HeaderMap) -> Option<IpAddr> {
        super::header::single(headers, &self.header).ok().flatten().and_then(address)
    }
}

/// Some proxies add the port.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let parsed = bare.parse().ok().or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()));
    parsed.map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_listed_exactly() {
        #[track_caller]
        fn check(typed: &str, expect: Result<&str, &str>) {
            match (Proxies::parse(typed), expect) {
                (Ok(net), Ok(expect)) => assert_eq!(net.to_string(), expect),
                (Err(message), Err(part)) => assert!(message.contains(part), "{message}"),
                (got, _) => panic!("{typed}: {got:?}"),
            }
        }
        check("10.0.0.5", Ok("10.0.0.5/32"));
        check("10.0.0.0/24", Ok("10.0.0.0/24"));
        check("fd00::/8", Ok("fd00::/8"));
        check("::1", Ok("::1/128"));
        check("0.0.0.0/0", Err("everybody"));
        check("::/0", Err("everybody"));
        check("10.0.0.5/8", Err("give 10.0.0.0/8 for the network or 10.0.0.5 for one address"));
        check("10.0.0.0/33", Err("not an address or a network"));
        check("proxy.example.com", Err("not an address or a network"));
        check("10.0.0.5:80", Err("not an address or a network"));
        check("*", Err("not an address or a network"));
    }

    #[track_caller]
    fn client(header: &'static str, peer: Option<&str>, lines: &[&str]) -> String {
        let proxies = Proxies {
            trusted: ["127.0.0.1", "10.0.0.0/24", "fd00::1"]
                .map(|it| Proxies::parse(it).unwrap())
                .into(),
            header: HeaderName::from_static(header),
        };
        let mut headers = HeaderMap::new();
        for line in lines {
            let line = axum::http::HeaderValue::from_bytes(line.as_bytes()).unwrap();
            headers.append(HeaderName::from_static(header), line);
        }
        proxies.client(peer.map(|peer| peer.parse().unwrap()), &headers).to_string()
    }

    #[test]
    fn the_client_is_whom_the_nearest_listed_proxy_saw() {
        #[track_caller]
        fn check(peer: &str, lines: &[&str], expect: &str) {
            assert_eq!(client("x-forwarded-for", Some(peer), lines), expect, "{peer} {lines:?}");
        }
        // From outside, the header is only what a client typed.
        check("203.0.113.9", &[], "203.0.113.9");
        check("203.0.113.9", &["198.51.100.1"], "203.0.113.9");
        check("203.0.113.9", &["127.0.0.1"], "203.0.113.9");
        // From a listed proxy, the last address is what it saw itself.
        check("10.0.0.7", &["198.51.100.1"], "198.51.100.1");
        check("10.0.0.7", &["1.1.1.1, 198.51.100.1"], "198.51.100.1");
        check("10.0.0.7", &["1.1.1.1,198.51.100.1 , 10.0.0.3, 127.0.0.1"], "198.51.100.1");
        check("10.0.0.7", &["1.1.1.1", "198.51.100.1", "10.0.0.3"], "198.51.100.1");
        check("::ffff:10.0.0.7", &["198.51.100.1"], "198.51.100.1");
        check("fd00::1", &["2001:db8::5"], "2001:db8::5");
        // With a port, as some write it.
        check("10.0.0.7", &["198.51.100.1:4711"], "198.51.100.1");
        check("10.0.0.7", &["[2001:db8::5]:4711"], "2001:db8::5");
        check("10.0.0.7", &["[2001:db8::5]"], "2001:db8::5");
        check("10.0.0.7", &["::ffff:198.51.100.1"], "198.51.100.1");
        // Nothing, nonsense, and nobody but proxies.
        check("10.0.0.7", &[], "10.0.0.7");
        check("10.0.0.7", &[""], "10.0.0.7");
        check("10.0.0.7", &["198.51.100.1, unknown"], "10.0.0.7");
        check("10.0.0.7", &["198.51.100.1, "], "10.0.0.7");
        check("10.0.0.7", &["198.51.100.1, _hidden, 10.0.0.3"], "10.0.0.7");
        check("10.0.0.7", &["nonsense, 198.51.100.1"], "198.51.100.1");
        // Who sent bytes that are no text was taken for the proxy, in the log and by the limits.
        check("10.0.0.7", &["\u{e9}\u{ff}, 198.51.100.1"], "198.51.100.1");
        check("10.0.0.7", &["\u{e9}", "198.51.100.1"], "198.51.100.1");
        // A machine of the proxies' own network asks: it is one client, not all of them.
        check("10.0.0.7", &["10.0.0.1, 10.0.0.2"], "10.0.0.1");
        check("10.0.0.7", &["10.0.0.1", "10.0.0.2"], "10.0.0.1");
    }

    #[test]
    fn another_header_holds_one_address() {
        assert_eq!(client("x-real-ip", Some("10.0.0.7"), &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(client("x-real-ip", Some("203.0.113.9"), &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(client("x-real-ip", Some("10.0.0.7"), &["1.1.1.1, 1.1.1.2"]), "10.0.0.7");
        assert_eq!(client("x-real-ip", Some("10.0.0.7"), &["1.1.1.1", "1.1.1.2"]), "10.0.0.7");
    }

    #[test]
    fn an_unknown_peer_is_nobody() {
        assert_eq!(client("x-forwarded-for", None, &["198.51.100.1"]), "0.0.0.0");
    }
}
