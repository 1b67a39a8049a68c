//! How an answer that was found becomes an answer of HTTP: its coding, its tag, its age. It finds
//! nothing itself.

use axum::body::Body;
use axum::http::header::{
    AGE, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};

use crate::cache::Found;
use crate::error::Refusal;
use crate::http::encoding::{Coding, preferred};
use crate::http::etag;
use crate::metrics::Hit;

const CACHE_STATUS: HeaderName = HeaderName::from_static("cache-status");
/// Every answer is one reader's own business, and worth asking for again.
const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-cache");
/// Under this length, in bytes, a body gains nothing by being compressed.
const WORTH_CODING: usize = 1024;

/// The answer to a reader who sent these headers.
pub async fn list(found: Found, asked: &HeaderMap) -> Result<Response<Body>, Refusal> {
    let whole = found.answer.identity().whole_now();
    let is_short = whole.as_ref().is_some_and(|whole| whole.len() < WORTH_CODING);
    let offered: &[Coding] =
        if is_short { &[Coding::Identity] } else { &[Coding::Brotli, Coding::Gzip] };
    let mut coding = preferred(asked, offered.iter().copied());
    let body = found.answer.coded(coding);
    let mut response = if let Some(plain) = whole {
        // It is there already, so its tag is worth the time that compressing takes, once. Where there is
        // no memory for that, it goes as it is.
        let whole = body.whole().await.unwrap_or_else(|_| {
            coding = Coding::Identity;
            plain
        });
        let unchanged = etag::is_known(asked, &whole.etag);
        let body = if unchanged { Body::empty() } else { Body::from(whole.bytes()) };
        let mut response = Response::new(body);
        response.headers_mut().insert(ETAG, whole.etag);
        if unchanged {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        }
        response
    } else {
        let mut response = Response::new(Body::from_stream(body.read()));
        let length = found.answer.length.filter(|_| coding == Coding::Identity);
        let length = length.map(|length| (CONTENT_LENGTH, HeaderValue::from(length)));
        response.headers_mut().extend(length);
        response
    };
    let is_modified = response.status() == StatusCode::OK;
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, PRIVATE);
    headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    headers.insert(CACHE_STATUS, cache_status(&found));
    if matches!(found.hit, Hit::Fresh | Hit::Stale | Hit::Shared) {
        headers.insert(AGE, HeaderValue::from(found.age.as_secs()));
    }
    if is_modified {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.extend(coding.header().map(|coding| (CONTENT_ENCODING, coding)));
    }
    Ok(response)
}

/// RFC 9211. `detail` is there when, and only when, an old answer stands in for one that failed; it is
/// the reason of the failure.
fn cache_status(found: &Found) -> HeaderValue {
    let name = crate::about::NAME;
    let ttl = found.ttl_seconds;
    let text = match (found.hit, found.stale) {
        (Hit::Miss, _) => format!("{name}; fwd=miss"),
        (Hit::Joined, _) => format!("{name}; fwd=miss; collapsed"),
        (_, None) => format!("{name}; hit; ttl={ttl}"),
        (_, Some(reason)) => format!("{name}; hit; ttl={ttl}; detail={}", reason.name()),
    };
    text.parse().expect("names and numbers are plain ASCII")
}
