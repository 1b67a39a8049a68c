//! Errors in responses of the cloud and of proxies in front of it: status, code, message, request ID.

use crate::cursor::Cursor;
use crate::envelope::{Envelope, Parts, http_failure, is_of_sign_in};
use crate::job::Millis;
use crate::plain::plain;

/// How much of a body is read, in bytes; a message is at its start.
const LOOKED_AT: usize = 64 * 1024;

/// An error response: the HTTP status and the parts that could be read. Never the whole body, and never an
/// `encoded_authorization_message`, which is for administrators only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApiError {
    /// The HTTP status.
    pub status: u16,
    /// The error code, such as `ModelArts.50004000` or `APIGW.0301`.
    pub code: Option<String>,
    /// The message, as plain text in one line.
    pub message: Option<String>,
    /// The request ID, for technical support.
    pub request_id: Option<String>,
    /// The gateway's code for the cause, such as `sign_in`. Other servers send none, or unknown ones.
    pub reason: Option<String>,
    /// The earliest time of the next request, in milliseconds since 1970.
    pub retry_at: Option<Millis>,
    /// Whether the body has an address to redirect to, such as that of a sign-in.
    pub is_redirect: bool,
}

/// The party that caused an error, if it is neither the caller nor the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The cloud.
    Cloud,
    /// The cloud does not accept the gateway's credential.
    Credential,
    /// The gateway itself: its limits of memory or calls are reached.
    Gateway,
}

impl Trouble {
    /// The party that a `reason` of the gateway stands for.
    pub fn of(reason: &str) -> Option<Self> {
        if reason.starts_with("cloud_") {
            Some(Trouble::Cloud)
        } else if reason.starts_with("credential_") || reason == "clock_skew" {
            Some(Trouble::Credential)
        } else if reason == "busy" {
            Some(Trouble::Gateway)
        } else {
            None
        }
    }
}

impl ApiError {
    /// Reads an error from its status, its `X-Request-Id` header and its body, which may be any bytes.
    pub fn read(status: u16, request_id: Option<String>, body: &[u8]) -> Self {
        let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
        let body = body.get(..LOOKED_AT).unwrap_or(body);
        let mut error = Self::of(status, Envelope::of(body));
        // The header takes precedence over the body.
        error.request_id = request_id.or(error.request_id);
        let mut cursor = Cursor::new(body);
        match cursor.peek() {
            Some(b'{') => {}
            Some(b'[') if error.code.is_some() || error.message.is_some() => {}
            // A string may hold the JSON of an object.
            Some(b'"') if let Ok(value) = cursor.value() => {
                let text = value.text().unwrap_or_default();
                if text.trim_start().starts_with('{') {
                    return Self::read(status, error.request_id, text.as_bytes());
                }
                error.message = plain(&text);
            }
            _ => error.message = plain(&String::from_utf8_lossy(body)),
        }
        error
    }

    /// Whether a body reports a failure explicitly, by a flag, an `error` or a code, whatever its status.
    pub fn is_reported_by(body: &[u8]) -> bool {
        Envelope::of(body).has_failed()
    }

    /// The error in a response's envelope.
    pub(crate) fn of(status: u16, envelope: Envelope) -> Self {
        let Parts { code, message, request_id, reason, is_redirect } = envelope.into_parts();
        Self { status, code, message, request_id, reason, retry_at: None, is_redirect }
    }

    /// The HTTP status that the error amounts to. A service or portal that sends an error with status 200 gives the
    /// actual status, or that the caller is not signed in, in the error code.
    pub fn effective_status(&self) -> u16 {
        if !(200..300).contains(&self.status) {
            return self.status;
        }
        let code = self.code.as_deref().unwrap_or_default();
        let word = code.rsplit('.').next().unwrap_or_default();
        let word: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
        match &*word.to_ascii_lowercase() {
            "unauthorized" | "unauthenticated" | "notlogin" | "notloggedin" | "nologin" | "unlogin"
            | "usernotlogin" | "needlogin" | "loginrequired" | "loginexpired" | "logintimeout"
            | "invalidtoken" | "tokeninvalid" | "tokenexpired" | "tokentimeout" | "expiredtoken"
            | "sessionexpired" | "sessiontimeout" | "sessioninvalid"
            // From a list of codes that many Java portals use: the sign-in has expired.
            | "a0230" => 401,
            "forbidden" | "accessdenied" | "permissiondenied" => 403,
            // From the API gateway: the credential is not accepted.
            "0301" if code.starts_with("APIG") => 401,
            _ => http_failure(code).unwrap_or(self.status),
        }
    }

    /// Whether a portal reports that its user must sign in again: by a status that its frameworks use for that or,
    /// if the status does not say so, by its message or its redirect. Errors of the gateway have a `reason`
    /// instead.
    pub fn is_signed_out(&self) -> bool {
        let is_said = || self.is_redirect || self.message.as_deref().is_some_and(is_of_sign_in);
        match self.effective_status() {
            401 | 419 | 440 | 498 | 511 => true,
            200..300 | 500 => self.reason.is_none() && is_said(),
            _ => false,
        }
    }

    /// Whether the gateway requires a token, or a valid one. A 401 without the gateway's reason may require
    /// something else, such as signing in to the portal.
    pub fn asks_for_token(&self) -> bool {
        self.status == 401 && self.reason.as_deref() == Some("sign_in")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, code: &str, message: &str, request_id: &str) {
        check_reason(body, code, message, request_id, "");
    }

    #[track_caller]
    fn check_reason(body: &str, code: &str, message: &str, request_id: &str, reason: &str) {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        assert_eq!(
            ApiError::read(400, None, body.as_bytes()),
            ApiError {
                status: 400,
                code: some(code),
                message: some(message),
                request_id: some(request_id),
                reason: some(reason),
                retry_at: None,
                is_redirect: false,
            }
        );
    }

    #[test]
    fn every_documented_shape() {
        check(
            r#"{"error_code":"ModelArts.50004000","error_msg":"Bad request."}"#,
            "ModelArts.50004000",
            "Bad request.",
            "",
        );
        check(
            r#"{"error_code":"ModelArts.60600000","error_msg":"Incorrect token","request_id":"r1","solution_msg":"s"}"#,
            "ModelArts.60600000",
            "Incorrect token",
            "r1",
        );
        check(
            r#"{"error_msg":"denied","error_code":"APIGW.0301","request_id":"r2","encoded_authorization_message":"SECRET"}"#,
            "APIGW.0301",
            "denied",
            "r2",
        );
        check(
            r#"{"error":{"message":"The username or password is wrong.","code":401,"title":"Unauthorized"}}"#,
            "401",
            "The username or password is wrong.",
            "",
        );
        check(r#"{"error":{"code":"EPS.0003","message":"no"}}"#, "EPS.0003", "no", "");
        check(r#"{"code":"C.1","message":"m","details":[{"code":"D.1"}]}"#, "C.1", "m", "");
        check(r#"{"errorCode":"C.2","errorMsg":"m"}"#, "C.2", "m", "");
        check(r#"{"error":"unauthorized"}"#, "", "unauthorized", "");
    }

    /// The gateway's one shape, and `reason` by the same rules as the other members.
    #[test]
    fn reasons() {
        check_reason(
            r#"{"error_code":"G.1","error_msg":"Sign in.","request_id":"r","reason":"sign_in"}"#,
            "G.1",
            "Sign in.",
            "r",
            "sign_in",
        );
        check_reason(r#"{"reason":"host"}"#, "", "", "", "host");
        check_reason(r#"{"error":{"reason":"forbidden","code":403}}"#, "403", "", "", "forbidden");
        check_reason(r#"{"reason":"first","reason":null}"#, "", "", "", "first");
        check_reason(r#"{"reason":" two\nlines "}"#, "", "", "", "two lines");
        check_reason(r#"{"reason":"","x":{"reason":"inner"}}"#, "", "", "", "");
        check_reason(
            r#"{"reason":"cloud_failed","error_msg":"cut sho"#,
            "",
            "",
            "",
            "cloud_failed",
        );
    }

    #[test]
    fn what_asks_for_a_token() {
        let asks = |status, body: &str| ApiError::read(status, None, body.as_bytes());
        assert!(asks(401, r#"{"reason":"sign_in"}"#).asks_for_token());
        assert!(!asks(401, r#"{"reason":"other"}"#).asks_for_token());
        assert!(!asks(401, "{}").asks_for_token());
        assert!(!asks(403, r#"{"reason":"sign_in"}"#).asks_for_token());
    }

    #[test]
    fn whose_trouble_it_is() {
        #[track_caller]
        fn check(trouble: Option<Trouble>, reasons: &[&str]) {
            for reason in reasons {
                assert_eq!(Trouble::of(reason), trouble, "{reason}");
            }
        }
        check(
            Some(Trouble::Cloud),
            &[
                "cloud_throttled",
                "cloud_refused",
                "cloud_failed",
                "cloud_unreachable",
                "cloud_timeout",
                "cloud_too_large",
                "cloud_cut_short",
                "cloud_redirected",
            ],
        );
        check(
            Some(Trouble::Credential),
            &["credential_refused", "credential_paused", "credential_forbidden", "clock_skew"],
        );
        check(Some(Trouble::Gateway), &["busy"]);
        check(
            None,
            &[
                "busybox",
                "bad_request",
                "not_found",
                "method",
                "host",
                "origin",
                "sign_in",
                "project",
                "rate_limited",
                "internal",
                "",
                "Cloud_failed",
                "clock_skewed",
            ],
        );
    }

    #[test]
    fn pages_and_plain_text() {
        check(
            "<!DOCTYPE html><html><head><title>502 Bad Gateway</title><style>a{b:c}</style>\
             <script>let a = 1 < 2;</script></head><body><!-- x > y --><h1>nginx</h1></body></html>",
            "",
            "502 Bad Gateway nginx",
            "",
        );
        check("upstream  timed out\n", "", "upstream timed out", "");
        check("a < b", "", "a < b", "");
        check("", "", "", "");
        check("<html", "", "", "");
        check("[1,2]", "", "[1,2]", "");
    }

    #[test]
    fn broken_and_odd_json() {
        check(r#"{"error_code":"A.1","error_msg":"cut sho"#, "A.1", "", "");
        check(r#"{"error_code":null,"error_msg":["x"]}"#, "", r#"["x"]"#, "");
        check("{", "", "", "");
        let deep = format!("{}1{}", r#"{"error":"#.repeat(5000), "}".repeat(5000));
        check(&deep, "", "", "");
    }

    #[test]
    fn long_messages_are_cut() {
        let error = ApiError::read(500, None, "升".repeat(501).as_bytes());
        assert_eq!(error.message.unwrap(), format!("{}…", "升".repeat(500)));
        let error = ApiError::read(500, None, "升".repeat(500).as_bytes());
        assert_eq!(error.message.unwrap(), "升".repeat(500));
    }

    #[test]
    fn the_header_names_the_request() {
        let error = ApiError::read(429, Some("h".to_owned()), br#"{"request_id":"b"}"#);
        assert_eq!(error.request_id.as_deref(), Some("h"));
    }
}
