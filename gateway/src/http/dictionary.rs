//! Compression dictionaries (RFC 9842) in headers: which one a client has, whether it can use one, and how a
//! response is offered as one.

use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, VARY};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::http::encoding;

/// SHA-256 of a dictionary.
pub type Hash = [u8; 32];

/// The content encoding: Zstandard with a dictionary.
pub const CODING: &str = "dcz";
/// The start of a body in that encoding, before the hash of the dictionary and the frame.
pub const MAGIC: [u8; 8] = [0x5e, 0x2a, 0x4d, 0x18, 0x20, 0, 0, 0];

const AVAILABLE: HeaderName = HeaderName::from_static("available-dictionary");
const USE_AS: HeaderName = HeaderName::from_static("use-as-dictionary");
/// Sent only by browsers based on Chromium. These support dictionaries, and before the first one no other header
/// indicates that.
const BRANDS: HeaderName = HeaderName::from_static("sec-ch-ua");
/// Matches this path without a query, with any prefix that a proxy adds, when a script requests it.
const LISTS: HeaderValue = HeaderValue::from_static(r#"match="jobs?", match-dest=("")"#);
/// A dictionary can be used as long as it is fresh, so `no-cache` is not possible. `Vary: *` still requires a
/// request for each use.
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

/// Whether a client supports dictionaries.
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

/// Sets the headers that a response depends on if it could be compressed against a dictionary.
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
