//! CORS headers, by which a browser lets a page of an allowed origin read a response. The origin has been checked
//! before.
//!
//! tower-http's layer was the alternative. It lets every other origin through, answers preflights with 200, and
//! mirrors the requested headers without parsing them; the needed part is small.

use axum::body::Body;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode};

use crate::error::ALLOWED;

const ALLOW_PRIVATE_NETWORK: HeaderName =
    HeaderName::from_static("access-control-allow-private-network");
const REQUEST_PRIVATE_NETWORK: HeaderName =
    HeaderName::from_static("access-control-request-private-network");
const TRUE: HeaderValue = HeaderValue::from_static("true");

/// Whether it is a preflight request. Such a request never has a credential.
pub(crate) fn is_preflight(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::OPTIONS
        && headers.contains_key(ORIGIN)
        && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

/// The response to a preflight from an allowed origin. A portal may add headers of its own to every request; the
/// gateway ignores them, but must allow them.
pub(crate) fn preflight(asked: &HeaderMap) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, ALLOWED);
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    let names: Vec<HeaderName> = asked
        .get_all(ACCESS_CONTROL_REQUEST_HEADERS)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    let names = names.iter().map(HeaderName::as_str).collect::<Vec<_>>().join(", ");
    if let Some(names) = HeaderValue::try_from(names).ok().filter(|names| !names.is_empty()) {
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, names);
    }
    if asked.contains_key(REQUEST_PRIVATE_NETWORK) {
        headers.insert(ALLOW_PRIVATE_NETWORK, TRUE);
    }
    // The response depends on these headers and on the origin.
    for name in
        [ACCESS_CONTROL_REQUEST_METHOD, ACCESS_CONTROL_REQUEST_HEADERS, REQUEST_PRIVATE_NETWORK]
    {
        headers.append(VARY, name.into());
    }
    response
}

/// Lets a page of that origin read the response, whatever its status: a page that cannot read an error cannot tell
/// its user what to do.
pub(crate) fn readable(headers: &mut HeaderMap, origin: HeaderValue) {
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
    let exposed = HeaderValue::from_static("Age, Cache-Status, ETag, Retry-After, X-Request-Id");
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
}

/// Prevents a response for one origin, or for none, from being stored and used for another.
pub(crate) fn varies(headers: &mut HeaderMap) {
    headers.append(VARY, HeaderValue::from_static("Origin"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preflight_is_more_than_its_method() {
        #[track_caller]
        fn check(method: Method, names: &[HeaderName], expect: bool) {
            let headers = names.iter().map(|it| (it.clone(), HeaderValue::from_static("x")));
            assert_eq!(is_preflight(&method, &headers.collect()), expect);
        }
        check(Method::OPTIONS, &[ORIGIN, ACCESS_CONTROL_REQUEST_METHOD], true);
        check(Method::OPTIONS, &[ORIGIN], false);
        check(Method::OPTIONS, &[ACCESS_CONTROL_REQUEST_METHOD], false);
        check(Method::GET, &[ORIGIN, ACCESS_CONTROL_REQUEST_METHOD], false);
    }

    #[test]
    fn requested_headers_are_allowed_if_they_are_names() {
        #[track_caller]
        fn check(lines: &[&str], expect: Option<&str>) {
            let mut asked = HeaderMap::new();
            for line in lines {
                asked.append(ACCESS_CONTROL_REQUEST_HEADERS, line.parse().unwrap());
            }
            let response = preflight(&asked);
            let got = response.headers().get(ACCESS_CONTROL_ALLOW_HEADERS);
            assert_eq!(got.map(|it| it.to_str().unwrap()), expect);
            assert_eq!(response.status(), 204);
        }
        check(&[], None);
        check(&["authorization,x-portal"], Some("authorization, x-portal"));
        check(&["Authorization", "X-Portal"], Some("authorization, x-portal"));
        check(&["x portal, x(y), , x-ok, *"], Some("x-ok, *"));
        check(&["a b"], None);
    }

    #[test]
    fn private_networks_are_answered_when_asked_for() {
        let mut asked = HeaderMap::new();
        assert_eq!(preflight(&asked).headers().get(ALLOW_PRIVATE_NETWORK), None);
        asked.insert(REQUEST_PRIVATE_NETWORK, TRUE);
        assert_eq!(preflight(&asked).headers().get(ALLOW_PRIVATE_NETWORK), Some(&TRUE));
    }
}
