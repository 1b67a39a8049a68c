//! The pages that may send requests. A browser sends a request when any page tells it to, within its user's network
//! and with its user's sign-in; but it states the origin of the page in `Sec-Fetch-Site` and `Origin`, which pages
//! cannot change. GET requests are checked, too.
//!
//! Without both headers the client is no browser, or the page cannot read the response.

use axum::http::header::ORIGIN;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use url::Url;

use super::header::single;
use super::host::{Host, Name};
use crate::error::{Reason, Refusal};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The origins of other sites whose pages may send requests, exactly as a browser writes them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins(pub(crate) Vec<HeaderValue>);

impl Origins {
    /// Parses an origin. The error says what is wrong and what to give instead.
    pub(crate) fn parse(typed: &str) -> Result<HeaderValue, String> {
        let example = "give one exact origin, such as https://portal.example.com";
        if typed == "*" || typed.eq_ignore_ascii_case("null") {
            return Err(format!("would allow any page; {example}"));
        }
        if typed.contains('*') {
            return Err(format!("is a pattern, but only exact origins are supported; {example}"));
        }
        let Ok(url) = Url::parse(typed) else {
            return Err(format!("is not an origin; {example}"));
        };
        if !matches!(url.scheme(), "http" | "https") {
            return Err(format!("does not begin with http:// or https://; {example}"));
        }
        // A URL without user name, path, query or fragment is equal to its origin, except for the slash that the
        // library adds.
        let origin = url.origin().ascii_serialization();
        let is_bare = url.as_str() == format!("{origin}/") && !typed.ends_with(['/', '?', '#']);
        match HeaderValue::try_from(&origin) {
            Ok(value) if is_bare => Ok(value),
            _ => Err(format!("has more than scheme, host and port; give {origin}")),
        }
    }

    /// Whether no other site's pages may send requests.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Checks a request. The result is its origin if that is another site's, for which CORS headers are needed.
    pub(crate) fn check(
        &self,
        headers: &HeaderMap,
        host: &Host,
    ) -> Result<Option<HeaderValue>, Refusal> {
        let origin = single(headers, &ORIGIN).map_err(|()| refused())?;
        let site = single(headers, &SEC_FETCH_SITE).map_err(|()| refused())?;
        let allowed = origin.and_then(|origin| self.0.iter().find(|allowed| *allowed == origin));
        let passes = match (site, origin) {
            _ if allowed.is_some() => true,
            (Some(site), _) => matches!(site, "same-origin" | "none"),
            (None, Some(origin)) => is_own(origin, host),
            (None, None) => true,
        };
        if passes { Ok(allowed.cloned()) } else { Err(refused()) }
    }
}

fn refused() -> Refusal {
    Refusal::new(
        Reason::Origin,
        "Pages of this origin must not send requests to this gateway. Its operators can add the \
         origin with --allow-origin.",
    )
}

/// Whether the page of that origin is from the host that the request is for. The scheme is not compared, because
/// TLS may be terminated in front of the gateway.
fn is_own(origin: &str, host: &Host) -> bool {
    let Ok(url) = Url::parse(origin) else { return false };
    let Some(usual) = url.port_or_known_default() else { return false };
    let name = match url.host() {
        Some(url::Host::Domain(name)) => Name::Dns(name.trim_end_matches('.').to_owned()),
        Some(url::Host::Ipv4(address)) => Name::Ip(address.into()),
        Some(url::Host::Ipv6(address)) => Name::Ip(address.into()),
        None => return false,
    };
    let usual_of_scheme = if url.scheme() == "https" { 443 } else { 80 };
    url.origin().ascii_serialization() == origin
        && name == host.name
        && usual == host.port.unwrap_or(usual_of_scheme)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_given_exactly() {
        #[track_caller]
        fn check(typed: &str, expect: Result<&str, &str>) {
            match (Origins::parse(typed), expect) {
                (Ok(origin), Ok(expect)) => assert_eq!(origin, expect),
                (Err(message), Err(part)) => {
                    assert!(message.contains(part) && message.contains("; give "), "{message}");
                }
                (got, _) => panic!("{typed}: {got:?}"),
            }
        }
        check("https://portal.example.com", Ok("https://portal.example.com"));
        check("HTTPS://Portal.Example.com:443", Ok("https://portal.example.com"));
        check("https://portal.example.com:8443", Ok("https://portal.example.com:8443"));
        check("http://127.0.0.1:3000", Ok("http://127.0.0.1:3000"));
        check("http://[::1]:3000", Ok("http://[::1]:3000"));
        check("https://bücher.example", Ok("https://xn--bcher-kva.example"));
        check("*", Err("any page"));
        check("null", Err("any page"));
        check("https://*.example.com", Err("pattern"));
        check("https://portal.example.com/", Err("give https://portal.example.com"));
        check("https://portal.example.com/jobs", Err("more than scheme"));
        check("https://portal.example.com?x", Err("more than scheme"));
        check("https://portal.example.com#", Err("more than scheme"));
        check("https://me:word@portal.example.com", Err("give https://portal.example.com"));
        check("portal.example.com", Err("is not an origin"));
        check("//portal.example.com", Err("is not an origin"));
        check("portal.example.com:8080", Err("does not begin"));
        check("file:///x", Err("does not begin"));
        check("", Err("is not an origin"));
    }

    const PORTAL: &str = "https://portal.example.com";

    #[track_caller]
    fn judged(sites: &[&str], origins: &[&str], host: &str) -> Result<Option<String>, u16> {
        let mut headers = HeaderMap::new();
        for site in sites {
            headers.append(SEC_FETCH_SITE, site.parse().unwrap());
        }
        for origin in origins {
            headers.append(ORIGIN, origin.parse().unwrap());
        }
        let allowed = Origins(vec![Origins::parse(PORTAL).unwrap()]);
        match allowed.check(&headers, &Host::parse(host).unwrap()) {
            Ok(origin) => Ok(origin.map(|origin| origin.to_str().unwrap().to_owned())),
            Err(refusal) => {
                assert_eq!(refusal.reason, Reason::Origin);
                Err(refusal.status().as_u16())
            }
        }
    }

    /// headlamp 6796: the check was there and always said yes.
    #[test]
    fn every_combination_of_what_a_browser_says() {
        let own = "http://localhost:8787";
        let evil = "https://evil.example";
        for (site, origin, passes) in [
            // No browser, or an old one.
            ("", "", true),
            ("", own, true),
            ("", PORTAL, true),
            ("", evil, false),
            ("", "null", false),
            // The gateway's own page; an address that was typed.
            ("same-origin", "", true),
            ("same-origin", own, true),
            ("same-origin", PORTAL, true),
            ("none", "", true),
            ("none", own, true),
            ("none", PORTAL, true),
            // Others: only those that are allowed, and only by name.
            ("same-site", "", false),
            ("same-site", own, false),
            ("same-site", PORTAL, true),
            ("same-site", evil, false),
            ("cross-site", "", false),
            ("cross-site", own, false),
            ("cross-site", PORTAL, true),
            ("cross-site", evil, false),
            ("cross-site", "null", false),
            // What no browser says.
            ("Same-Origin", "", false),
            ("anything", "", false),
            ("anything", PORTAL, true),
        ] {
            let sites: Vec<&str> = [site].into_iter().filter(|it| !it.is_empty()).collect();
            let origins: Vec<&str> = [origin].into_iter().filter(|it| !it.is_empty()).collect();
            let told = (origin == PORTAL).then(|| PORTAL.to_owned());
            let expect = if passes { Ok(told) } else { Err(403) };
            assert_eq!(judged(&sites, &origins, "localhost:8787"), expect, "{site} {origin}");
        }
    }

    #[test]
    fn a_request_comes_from_one_page() {
        let host = "localhost";
        assert_eq!(judged(&["same-origin", "cross-site"], &[], host), Err(403));
        assert_eq!(judged(&["same-origin", "same-origin"], &[], host), Err(403));
        assert_eq!(judged(&[], &[PORTAL, "https://evil.example"], host), Err(403));
        assert_eq!(judged(&[], &[PORTAL, PORTAL], host), Err(403));
        assert_eq!(judged(&[], &["https://portal.example.com, https://x.example"], host), Err(403));
    }

    #[test]
    fn only_the_very_origin_is_allowed() {
        for origin in [
            "http://portal.example.com",
            "https://portal.example.com:8443",
            "https://portal.example.com.",
            "https://portal.example.com.evil.example",
            "https://evil.example/https://portal.example.com",
            "https://x.portal.example.com",
            "HTTPS://portal.example.com",
            "portal.example.com",
        ] {
            assert_eq!(judged(&[], &[origin], "localhost"), Err(403), "{origin}");
        }
    }

    #[test]
    fn the_own_page_is_known_by_host_and_port() {
        #[track_caller]
        fn check(origin: &str, host: &str, expect: bool) {
            assert_eq!(judged(&[], &[origin], host).is_ok(), expect, "{origin} {host}");
        }
        check("http://localhost:8787", "localhost:8787", true);
        check("http://localhost:8787", "LOCALHOST.:8787", true);
        check("http://localhost", "localhost", true);
        check("http://localhost", "localhost:80", true);
        // Encryption ended in front of the gateway.
        check("https://jobs.example.com", "jobs.example.com", true);
        check("https://jobs.example.com", "jobs.example.com:443", true);
        check("https://jobs.example.com", "jobs.example.com:80", false);
        check("http://[::1]:8787", "[::1]:8787", true);
        check("http://127.0.0.1:8787", "localhost:8787", false);
        check("http://localhost:3000", "localhost:8787", false);
        check("http://localhost", "localhost:8787", false);
        check("http://localhost:8787/", "localhost:8787", false);
        check("http://x@localhost:8787", "localhost:8787", false);
        check("file://localhost", "localhost", false);
    }
}
