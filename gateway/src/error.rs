//! Error responses under `/v1/`, in one shape: `error_code`, `error_msg`, `request_id` and `reason`.
//!
//! `reason` is meant for programs. `error_code` is that of the cloud if the cloud returned the error, otherwise
//! `DevServerJobs.` and the status. `error_msg` is one sentence or two for people: what is wrong, and what to do.

use std::borrow::Cow;
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use serde::{Deserialize, Serialize};

/// The ID of the request in the gateway's log, or in that of the cloud if the cloud returned the error.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The supported methods.
pub const ALLOWED: HeaderValue = HeaderValue::from_static("GET, HEAD");

/// Why there is no list. It tells a client who is responsible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The path or query is not supported.
    BadRequest,
    /// There is no such operation.
    NotFound,
    /// The operation only supports reading.
    Method,
    /// The request was for another host.
    Host,
    /// The request was sent by a page of an origin that is not allowed.
    Origin,
    /// The caller has to send a token, or a valid one.
    SignIn,
    /// The proxy in front, which signs callers in, did not name this one.
    SignedOut,
    /// The project is not served, or the caller may not see it.
    Project,
    /// The caller sends too many requests.
    RateLimited,
    /// The gateway has no memory, or no call, for this now.
    Busy,
    /// The gateway itself failed.
    Internal,
    /// The cloud rejected the gateway's credential.
    CredentialRefused,
    /// The circuit breaker is open, so that the credential is not locked.
    CredentialPaused,
    /// The cloud knows the gateway's credential, but it lacks a permission.
    CredentialForbidden,
    /// The cloud rejected the gateway's signature, and the clocks differ too much.
    ClockSkew,
    /// The cloud limits the rate of calls.
    CloudThrottled,
    /// The cloud rejected the request itself.
    CloudRefused,
    /// The cloud failed.
    CloudFailed,
    /// No connection to the cloud.
    CloudUnreachable,
    /// The cloud took too long.
    CloudTimeout,
    /// The cloud's response is larger than the limit.
    CloudTooLarge,
    /// The cloud's response was interrupted.
    CloudCutShort,
    /// The endpoint redirects, and the gateway does not follow redirects.
    CloudRedirected,
}

impl Reason {
    /// The value of `reason` in responses.
    pub fn name(self) -> &'static str {
        match self {
            Reason::BadRequest => "bad_request",
            Reason::NotFound => "not_found",
            Reason::Method => "method",
            Reason::Host => "host",
            Reason::Origin => "origin",
            Reason::SignIn => "sign_in",
            Reason::SignedOut => "signed_out",
            Reason::Project => "project",
            Reason::RateLimited => "rate_limited",
            Reason::Busy => "busy",
            Reason::Internal => "internal",
            Reason::CredentialRefused => "credential_refused",
            Reason::CredentialPaused => "credential_paused",
            Reason::CredentialForbidden => "credential_forbidden",
            Reason::ClockSkew => "clock_skew",
            Reason::CloudThrottled => "cloud_throttled",
            Reason::CloudRefused => "cloud_refused",
            Reason::CloudFailed => "cloud_failed",
            Reason::CloudUnreachable => "cloud_unreachable",
            Reason::CloudTimeout => "cloud_timeout",
            Reason::CloudTooLarge => "cloud_too_large",
            Reason::CloudCutShort => "cloud_cut_short",
            Reason::CloudRedirected => "cloud_redirected",
        }
    }

    /// The status of the response, unless it is that of the cloud.
    fn status(self) -> StatusCode {
        match self {
            Reason::BadRequest | Reason::CloudRefused => StatusCode::BAD_REQUEST,
            Reason::NotFound => StatusCode::NOT_FOUND,
            Reason::Method => StatusCode::METHOD_NOT_ALLOWED,
            Reason::Host => StatusCode::MISDIRECTED_REQUEST,
            Reason::Origin | Reason::Project => StatusCode::FORBIDDEN,
            Reason::SignIn | Reason::SignedOut => StatusCode::UNAUTHORIZED,
            Reason::RateLimited | Reason::CloudThrottled => StatusCode::TOO_MANY_REQUESTS,
            Reason::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Reason::Busy | Reason::CredentialPaused => StatusCode::SERVICE_UNAVAILABLE,
            Reason::CloudTimeout => StatusCode::GATEWAY_TIMEOUT,
            Reason::CredentialRefused
            | Reason::CredentialForbidden
            | Reason::ClockSkew
            | Reason::CloudFailed
            | Reason::CloudUnreachable
            | Reason::CloudTooLarge
            | Reason::CloudCutShort
            | Reason::CloudRedirected => StatusCode::BAD_GATEWAY,
        }
    }
}

/// An error response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Why.
    pub reason: Reason,
    /// The message for people.
    pub message: Cow<'static, str>,
    /// The status, if it is not the default for the reason.
    pub status: Option<StatusCode>,
    /// The error code of the cloud.
    pub code: Option<String>,
    /// The request ID of the cloud.
    pub request_id: Option<String>,
    /// The time after which a retry makes sense.
    pub retry_after: Option<Duration>,
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    error_code: &'a str,
    error_msg: &'a str,
    request_id: &'a str,
    reason: Reason,
}

impl Refusal {
    /// A refusal with the default status for the reason.
    pub fn new(reason: Reason, message: impl Into<Cow<'static, str>>) -> Self {
        Refusal {
            reason,
            message: message.into(),
            status: None,
            code: None,
            request_id: None,
            retry_after: None,
        }
    }

    /// A path or query that is not supported. The message names the part.
    pub fn malformed(message: impl Into<Cow<'static, str>>) -> Self {
        Refusal::new(Reason::BadRequest, message)
    }

    /// The gateway itself failed. The cause is in its log, not in the response.
    pub fn internal() -> Self {
        Refusal::new(
            Reason::Internal,
            "The gateway failed. Try again. If the problem persists, its log has the request ID.",
        )
    }

    /// The same, with the time after which a retry makes sense.
    pub fn retry_after(mut self, after: Duration) -> Self {
        self.retry_after = Some(after);
        self
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.status.unwrap_or_else(|| self.reason.status())
    }

    /// The HTTP response. `request_id` is the gateway's, for requests that did not reach the cloud.
    pub fn response(&self, request_id: &str) -> Response<Body> {
        let status = self.status();
        let own_code = format!("DevServerJobs.{:04}", status.as_u16());
        let request_id = self.request_id.as_deref().unwrap_or(request_id);
        let body = ErrorBody {
            error_code: self.code.as_deref().unwrap_or(&own_code),
            error_msg: &self.message,
            request_id,
            reason: self.reason,
        };
        let body = serde_json::to_vec(&body).expect("texts can always be written as JSON");
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        // For the log.
        response.extensions_mut().insert(self.reason);
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        // An ID that is not valid in a header is still in the body.
        headers.extend(request_id.parse().ok().map(|id| (X_REQUEST_ID, id)));
        let seconds = self.retry_after.map(|after| after.as_secs_f64().ceil().max(1.0) as u64);
        headers.extend(seconds.map(|seconds| (RETRY_AFTER, HeaderValue::from(seconds))));
        match self.reason {
            Reason::Method => _ = headers.insert(ALLOW, ALLOWED),
            Reason::SignIn => {
                // The scheme is always Bearer, for which browsers show no dialog.
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            _ => {}
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_on_the_wire_is_the_name() {
        for reason in [Reason::BadRequest, Reason::SignIn, Reason::CloudCutShort] {
            let written = serde_json::to_value(reason).unwrap();
            assert_eq!(written, reason.name());
        }
    }
}
