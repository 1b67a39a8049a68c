//! Makes the HTTP response of a stored or arriving list: its encoding, its tag, its age.

use axum::body::Body;
use axum::http::header::{
    AGE, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};

use crate::cache::body::Whole;
use crate::cache::{Found, delta};
use crate::error::Refusal;
use crate::http::encoding::{Coding, preferred};
use crate::http::{dictionary, etag};
use crate::metrics::Hit;

const CACHE_STATUS: HeaderName = HeaderName::from_static("cache-status");
/// Shared caches must not store a response, and browsers must revalidate it.
const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-cache");
/// No response has more header fields.
const MOST_HEADERS: usize = 16;
/// A body shorter than this, in bytes, is not compressed.
const WORTH_CODING: usize = 1024;
/// A new dictionary is offered when the response against the old one has more than this many bytes plus this
/// fraction of the old one. Not every response is offered, because a browser stores each.
const UNLIKE: (usize, usize) = (8 * 1024, 4096);

/// The response to a request with these headers. `dictionaries` contains the client's dictionary, if it is known;
/// it is `None` for operations without dictionaries.
pub async fn list(
    found: Found,
    asked: &HeaderMap,
    dictionaries: Option<Option<Whole>>,
) -> Result<Response<Body>, Refusal> {
    let held = dictionaries.as_ref().and_then(Option::as_ref);
    let identity = found.answer.identity();
    let whole = match found.answer.length {
        // Whether all clients can decode it is known only at its end.
        None if held.is_some() => identity.whole().await.ok(),
        _ => identity.whole_now(),
    };
    let mut response = match &whole {
        Some(whole) => stored(&found, whole, asked, held).await,
        None => arriving(&found, asked, held),
    };
    let is_offered = dictionaries.is_some() && is_offered(&found, asked, held);
    let headers = response.headers_mut();
    // Space for all headers that follow.
    headers.reserve(MOST_HEADERS);
    headers.insert(CACHE_CONTROL, PRIVATE);
    match dictionaries {
        Some(_) if is_offered => {
            found.answer.offer();
            dictionary::offer(headers);
        }
        Some(_) => dictionary::varies(headers),
        None => _ = headers.insert(VARY, HeaderValue::from_static("Accept-Encoding")),
    }
    headers.insert(CACHE_STATUS, cache_status(&found));
    if matches!(found.hit, Hit::Fresh | Hit::Stale | Hit::Shared) {
        headers.insert(AGE, HeaderValue::from(found.age.as_secs()));
    }
    if response.status() == StatusCode::OK {
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    Ok(response)
}

/// A body that is complete: it is worth compressing once, because it gets a tag. Without memory for that, it is
/// sent without encoding.
async fn stored(
    found: &Found,
    plain: &Whole,
    asked: &HeaderMap,
    held: Option<&Whole>,
) -> Response<Body> {
    if let Some(tag) = found.answer.known_by(asked) {
        return unchanged(tag);
    }
    if let Some(delta) = held.and_then(|held| found.answer.against(held))
        && let Ok(delta) = delta.whole().await
    {
        let mut response = Response::new(Body::from(delta.bytes()));
        let headers = response.headers_mut();
        headers.insert(CONTENT_LENGTH, HeaderValue::from(delta.len()));
        headers.insert(ETAG, etag::weak(&plain.etag));
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(dictionary::CODING));
        return response;
    }
    let is_short = plain.len() < WORTH_CODING;
    let coding = if is_short { Coding::Identity } else { coding(asked) };
    let coded = found.answer.coded(coding).whole().await;
    let (coding, whole) = match coded {
        Ok(whole) => (coding, whole),
        Err(_) => (Coding::Identity, plain.clone()),
    };
    // Another replica may have sent it in this encoding.
    if etag::is_known(asked, &whole.etag) {
        return unchanged(whole.etag);
    }
    let mut response = Response::new(Body::from(whole.bytes()));
    let headers = response.headers_mut();
    headers.insert(CONTENT_LENGTH, HeaderValue::from(whole.len()));
    headers.insert(ETAG, whole.etag);
    headers.extend(coding.header().map(|coding| (CONTENT_ENCODING, coding)));
    response
}

/// A body that is sent while it arrives. Its tag is not known yet.
fn arriving(found: &Found, asked: &HeaderMap, held: Option<&Whole>) -> Response<Body> {
    if let Some(delta) = held.and_then(|held| found.answer.against(held)) {
        let mut response = Response::new(Body::from_stream(delta.read()));
        let coding = HeaderValue::from_static(dictionary::CODING);
        response.headers_mut().insert(CONTENT_ENCODING, coding);
        return response;
    }
    let coding = coding(asked);
    let mut response = Response::new(Body::from_stream(found.answer.coded(coding).read()));
    let length = found.answer.length.filter(|_| coding == Coding::Identity);
    let headers = response.headers_mut();
    headers.extend(length.map(|length| (CONTENT_LENGTH, HeaderValue::from(length))));
    headers.extend(coding.header().map(|coding| (CONTENT_ENCODING, coding)));
    response
}

fn coding(asked: &HeaderMap) -> Coding {
    preferred(asked, [Coding::Brotli, Coding::Gzip].into_iter())
}

fn unchanged(tag: HeaderValue) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    response.headers_mut().insert(ETAG, tag);
    response
}

/// Whether to offer this response as a dictionary: the client has no known one, or its dictionary has become too
/// different.
fn is_offered(found: &Found, asked: &HeaderMap, held: Option<&Whole>) -> bool {
    let whole = found.answer.identity().whole_now().map(|whole| whole.len() as u64);
    whole.or(found.answer.length).is_none_or(delta::is_worth)
        && held.is_none_or(|held| held.cost() > UNLIKE.0 + held.len() / UNLIKE.1)
        && dictionary::is_wanted(asked)
}

/// The header of RFC 9211. `detail` is present only if a stale response replaces one that failed; it is the reason
/// of the failure.
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
