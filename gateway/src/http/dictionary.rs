//! Compression dictionaries (RFC 9842), as far as they are headers: which one a client has, whether it can use
//! one, and how a response is offered as one. It holds no bytes.

use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, VARY};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::http::encoding;

/// SHA-256 of a dictionary.
pub type Hash = [u8; 32];

/// The content coding: Zstandard with the dictionary in front.
pub const CODING: &str = "dcz";
/// What a response in that coding begins with, before the hash of the dictionary and the frame.
pub const MAGIC: [u8; 8] = [0x5e, 0x2a, 0x4d, 0x18, 0x20, 0, 0, 0];

const AVAILABLE: HeaderName = HeaderName::from_static("available-dictionary");
const USE_AS: HeaderName = HeaderName::from_static("use-as-dictionary");
/// Sent by browsers built on Chromium, and by no other. These use dictionaries, and nothing else in a request
/// says so before the first one.
const BRANDS: HeaderName = HeaderName::from_static("sec-ch-ua");
/// For this path without a query, whatever a proxy puts before it, and what a script requests.
const LISTS: HeaderValue = HeaderValue::from_static(r#"match="jobs?", match-dest=("")"#);
/// A dictionary can be used for as long as it is fresh, so a browser may not be told `no-cache`. That it
/// has to ask for each use all the same is what `Vary: *` says.
const FRESH: HeaderValue = HeaderValue::from_static("private, max-age=3600");

/// The dictionary that a client has and can use.
pub fn available(headers: &HeaderMap) -> Option<Hash> {
    let mut lines = headers.get_all(&AVAILABLE).iter();
    let (Some(line), None) = (lines.next(), lines.next()) else {
        return None;
    };
    let coded = line.to_str().ok()?.trim().strip_prefix(':')?.strip_suffix(':')?;
    let hash = BASE64_STANDARD.decode(coded).ok()?.try_into().ok()?;
    encoding::names(headers, CODING).then_some(hash)
}

/// Whether a client would use a dictionary.
pub fn is_wanted(headers: &HeaderMap) -> bool {
    encoding::names(headers, CODING)
        || headers.contains_key(&BRANDS) && encoding::names(headers, "zstd")
}

/// Offers the response as a dictionary for those that come after it.
pub fn offer(headers: &mut HeaderMap) {
    headers.insert(USE_AS, LISTS);
    headers.insert(CACHE_CONTROL, FRESH);
    headers.insert(VARY, HeaderValue::from_static("*"));
}

/// What a response depends on that could be sent against a dictionary.
pub fn varies(headers: &mut HeaderMap) {
    let names = format!("{ACCEPT_ENCODING}, {AVAILABLE}");
    headers.extend(names.parse().ok().map(|names| (VARY, names)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        lines
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn a_dictionary_is_named_by_its_hash() {
        #[track_caller]
        fn check(value: &str, coding: &str, expect: bool) {
            let headers = headers(&[("available-dictionary", value), ("accept-encoding", coding)]);
            let expect = expect.then_some([7; 32]);
            assert_eq!(available(&headers), expect, "{value} {coding}");
        }
        let good = ":BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=:";
        check(good, "gzip, deflate, br, zstd, dcb, dcz", true);
        check(good, "dcz;q=0.1", true);
        check(good, "dcz;q=0", false);
        check(good, "dcb", false);
        check(good, "*", false);
        check(&good[1..], "dcz", false);
        check(&good.replace('=', ""), "dcz", false);
        check(":BwcH:", "dcz", false);
        check("::", "dcz", false);
        check(":", "dcz", false);
        check("", "dcz", false);
        let mut twice = headers(&[("available-dictionary", good), ("accept-encoding", "dcz")]);
        twice.append(AVAILABLE, good.parse().unwrap());
        assert_eq!(available(&twice), None);
    }

    #[test]
    fn only_who_can_use_a_dictionary_is_offered_one() {
        let brands = ("sec-ch-ua", "\"Chromium\";v=\"140\"");
        assert!(is_wanted(&headers(&[brands, ("accept-encoding", "gzip, br, zstd")])));
        assert!(is_wanted(&headers(&[("accept-encoding", "dcz")])));
        assert!(!is_wanted(&headers(&[brands, ("accept-encoding", "gzip, br")])));
        assert!(!is_wanted(&headers(&[("accept-encoding", "gzip, br, zstd")])));
        assert!(!is_wanted(&headers(&[brands])));
    }
}
