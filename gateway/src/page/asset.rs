//! One file of the page, in every encoding that makes it smaller.

use axum::body::{Body, Bytes};
use axum::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, VARY};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};

use crate::http::encoding::{Coding, preferred};
use crate::http::etag;

/// Stored by browsers, but revalidated each time: the response is a short 304 while nothing has changed.
const REVALIDATED: HeaderValue = HeaderValue::from_static("no-cache");
/// For a file whose name changes with its content.
pub(super) const FOREVER: HeaderValue =
    HeaderValue::from_static("public, max-age=31536000, immutable");

/// A file, as it is sent.
#[derive(Debug)]
pub(super) struct Asset {
    content_type: HeaderValue,
    cache_control: HeaderValue,
    pub(super) is_page: bool,
    /// In the order of our preference; the last one is the identity.
    representations: Vec<Representation>,
}

#[derive(Debug)]
struct Representation {
    coding: Coding,
    /// A hash of the bytes as sent, so it differs between encodings and is a strong tag.
    etag: HeaderValue,
    bytes: Bytes,
}

impl Asset {
    pub(super) fn new(name: &str, bytes: Vec<u8>) -> Self {
        let mime = mime_guess::from_path(name).first_or_octet_stream();
        let codings: &[Coding] =
            if mime.type_() == mime_guess::mime::TEXT || shrinks(mime.essence_str()) {
                &[Coding::Brotli, Coding::Gzip]
            } else {
                &[]
            };
        let encoded = codings.iter().map(|coding| (*coding, coding.encode(&bytes)));
        let smaller: Vec<_> = encoded.filter(|(_, encoded)| encoded.len() < bytes.len()).collect();
        let all = smaller.into_iter().chain([(Coding::Identity, bytes)]);
        Asset::of(name, all.map(|(coding, bytes)| (coding, bytes.into())).collect())
    }

    pub(super) fn of(name: &str, codings: Vec<(Coding, Bytes)>) -> Self {
        let file = name.rsplit('/').next().unwrap_or(name);
        let mime = mime_guess::from_path(name).first_or_octet_stream();
        let is_text = mime.type_() == mime_guess::mime::TEXT;
        let charset = if is_text { "; charset=utf-8" } else { "" };
        let content_type = format!("{}{charset}", mime.essence_str());
        Asset {
            is_page: mime.essence_str() == "text/html",
            content_type: content_type.parse().expect("media types are plain ASCII"),
            cache_control: if has_content_hash(file) { FOREVER } else { REVALIDATED },
            representations: codings
                .into_iter()
                .map(|(coding, bytes)| Representation::new(coding, bytes))
                .collect(),
        }
    }

    pub(super) fn answer(&self, headers: &HeaderMap) -> Response<Body> {
        let offered = self.representations.iter().map(|each| each.coding);
        let coding = preferred(headers, offered);
        let chosen = self
            .representations
            .iter()
            .find(|each| each.coding == coding)
            .expect("the preferred coding is one of those on offer, or the identity");
        let unchanged = etag::is_known(headers, &chosen.etag);
        let body = if unchanged { Body::empty() } else { Body::from(chosen.bytes.clone()) };
        let mut response = Response::new(body);
        if unchanged {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        }
        let sent = response.headers_mut();
        sent.insert(CACHE_CONTROL, self.cache_control.clone());
        sent.insert(ETAG, chosen.etag.clone());
        sent.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
        if !unchanged {
            sent.insert(CONTENT_TYPE, self.content_type.clone());
            sent.extend(coding.header().map(|coding| (CONTENT_ENCODING, coding)));
        }
        response
    }
}

impl Representation {
    fn new(coding: Coding, bytes: Bytes) -> Self {
        let etag = etag::of(&bytes);
        Representation { coding, etag, bytes }
    }
}

/// Whether files of a type that is not text are worth compressing.
fn shrinks(essence: &str) -> bool {
    essence.ends_with("+json")
        || essence.ends_with("+xml")
        || matches!(essence, "application/wasm" | "application/json" | "application/javascript")
}

/// The build names a file `build-`, 16 hexadecimal digits, `_` and its own name. Names with `-` and 16 digits
/// before the extension are accepted as well. Only the file's own name counts: a folder of wasm-bindgen's snippets
/// has such a name too, and its digits do not change with the content.
fn has_content_hash(name: &str) -> bool {
    name.split('-').skip(1).any(|part| {
        let digits = part.bytes().take_while(u8::is_ascii_hexdigit).count();
        digits == 16 && matches!(part.as_bytes().get(16), Some(b'.' | b'_'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_hash_in_the_files_own_name_counts() {
        #[track_caller]
        fn check(name: &str, expect: bool) {
            assert_eq!(has_content_hash(name), expect, "{name}");
        }
        check("devserver-jobs-0123456789abcdef.js", true);
        check("devserver-jobs-0123456789abcdef_bg.wasm", true);
        check("page-fedcba9876543210.css", true);
        check("devserver-jobs.js", false);
        check("devserver-jobs_bg.wasm", false);
        check("0123456789abcdef.js", false);
        check("x-0123456789abcde.js", false);
        check("x-0123456789abcdef0.js", false);
        check("x-0123456789abcdef", false);
        check("x-0123456789abcdeg.js", false);
    }
}
