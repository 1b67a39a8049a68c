//! The request for an operation, built from its parsed parameters only, and signed.

use axum::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue};
use jiff::Timestamp;
use reqwest::RequestBuilder;
use secrecy::ExposeSecret;

use super::Upstream;
use crate::cloud::key::Key;
use crate::cloud::sign::{self, Signed, X_SDK_DATE};
use crate::route::{JobsQuery, Operation};

const X_PROJECT_ID: &str = "x-project-id";
const X_SECURITY_TOKEN: &str = "x-security-token";

impl Upstream {
    pub(super) fn request(&self, operation: &Operation) -> RequestBuilder {
        let (path, query) = target(operation);
        self.wire
            .client
            .get(self.endpoint.url(&path, &query))
            .header(ACCEPT, "application/json")
            // Sent even without a body, because the cloud's own gateway may require it.
            .header(CONTENT_TYPE, "application/json")
            .header(X_PROJECT_ID, operation.project().as_str())
    }

    /// Only headers that nothing on the way changes are signed.
    pub(super) fn signed(&self, key: &Key, operation: &Operation) -> RequestBuilder {
        let date = sdk_date(self.wire.clock.now_ms());
        let (path, query) = target(operation);
        let mut headers = vec![
            (HOST.as_str(), self.endpoint.host()),
            (X_PROJECT_ID, operation.project().as_str()),
            (X_SDK_DATE, &date),
        ];
        if let Some(token) = &key.security_token {
            headers.push((X_SECURITY_TOKEN, token.expose_secret()));
        }
        let authorization = sign::authorization(
            key.access_key.expose_secret(),
            &key.secret_key,
            Signed { method: "GET", path: &path, query: &query, headers: &headers, body: b"" },
        );
        let request = self
            .request(operation)
            .header(X_SDK_DATE, &date)
            .header(AUTHORIZATION, hidden(&authorization));
        match &key.security_token {
            Some(token) => request.header(X_SECURITY_TOKEN, hidden(token.expose_secret())),
            None => request,
        }
    }
}

/// Path and query, built from the parsed parameters.
fn target(operation: &Operation) -> (String, String) {
    let list = format!("/v1/{}/dev-servers/jobs", operation.project().as_str());
    match operation {
        Operation::GetJob(_, job) => (format!("{list}/{}", job.as_str()), String::new()),
        Operation::ListJobs(_, query) => {
            let JobsQuery { id, name, r#type, status, visible } = query;
            let visible = visible.map(|visible| visible.to_string());
            let given = [
                ("id", id.as_deref()),
                ("name", name.as_deref()),
                ("type", r#type.as_deref()),
                ("status", status.as_deref()),
                ("visible", visible.as_deref()),
            ];
            let given: Vec<_> =
                given.iter().filter_map(|(name, value)| Some((*name, (*value)?))).collect();
            (list, sign::query(&given))
        }
    }
}

fn sdk_date(now_ms: i64) -> String {
    let now = Timestamp::from_millisecond(now_ms).unwrap_or_default();
    now.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A header value that is not displayed in logs and debug output.
pub(super) fn hidden(text: &str) -> HeaderValue {
    // Secrets with characters that a header cannot contain were refused at the start.
    let mut value =
        HeaderValue::from_bytes(text.as_bytes()).unwrap_or_else(|_| HeaderValue::from_static(""));
    value.set_sensitive(true);
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_instant_is_written_as_the_cloud_wants_it() {
        assert_eq!(sdk_date(1_768_465_800_999), "20260115T083000Z");
    }

    #[test]
    fn what_is_secret_is_not_printed() {
        assert!(!format!("{:?}", hidden("hidden")).contains("hidden"));
    }
}
