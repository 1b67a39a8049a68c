//! Every answer of `/v1/` that is not a list, in the one shape that the cloud uses too. It holds no
//! rule on what is refused.
//!
//! | status | `error_code` | meaning |
//! | --- | --- | --- |
//! | 400 | `DevServerJobs.0400` | a path or query that this gateway does not pass on; the message names the part |
//! | 404 | `DevServerJobs.0404` | no such operation here |
//! | 405 | `DevServerJobs.0405` | the operation exists, but is only read; `Allow` says how |
//! | 500 | `DevServerJobs.0500` | the gateway itself failed; its log has the request id |

use axum::body::Body;
use axum::http::header::{ALLOW, CONTENT_TYPE};
use axum::http::{HeaderValue, Response, StatusCode};
use serde::Serialize;

/// Why a request gets no list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The request is not one of those that are passed on. Says which part, and what would be.
    Malformed(String),
    /// Nothing is here.
    NotFound,
    /// The operation is there, but only for reading.
    Method,
    /// The gateway itself failed. The cause is for its log, not for the caller.
    Internal,
}

/// The methods that are answered.
pub const ALLOWED: HeaderValue = HeaderValue::from_static("GET, HEAD");

#[derive(Serialize)]
struct ErrorBody<'a> {
    error_code: String,
    error_msg: &'a str,
    request_id: &'a str,
}

impl Refusal {
    /// The status that says so.
    pub fn status(&self) -> StatusCode {
        match self {
            Refusal::Malformed(_) => StatusCode::BAD_REQUEST,
            Refusal::NotFound => StatusCode::NOT_FOUND,
            Refusal::Method => StatusCode::METHOD_NOT_ALLOWED,
            Refusal::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn message(&self) -> &str {
        match self {
            Refusal::Malformed(what) => what,
            Refusal::NotFound => {
                "There is no such operation here; the list is at /v1/{project_id}/dev-servers/jobs."
            }
            Refusal::Method => "This gateway only reads; use GET or HEAD.",
            Refusal::Internal => {
                "The gateway failed; try again, and if it goes on, look for the request id in its log."
            }
        }
    }

    /// The whole answer.
    pub fn response(&self, request_id: &str) -> Response<Body> {
        let status = self.status();
        let body = ErrorBody {
            error_code: format!("DevServerJobs.{:04}", status.as_u16()),
            error_msg: self.message(),
            request_id,
        };
        let body = serde_json::to_vec(&body).expect("three texts can always be written as JSON");
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if *self == Refusal::Method {
            headers.insert(ALLOW, ALLOWED);
        }
        response
    }
}
