//! What an error response of the cloud means for the caller and for the credential. The response is built again
//! from the parts that are safe to pass on.

use axum::http::StatusCode;
use devserver_jobs_core::decode::{NotAList, decode};
use devserver_jobs_core::error::ApiError;
use secrecy::SecretString;

use crate::cloud::breaker::Verdict;
use crate::cloud::credential;
use crate::cloud::envelope;
use crate::error::{Reason, Refusal};

/// The cloud rejects a signature that is older or newer than this, in seconds.
const MOST_SKEW: i64 = 15 * 60;
/// A longer word is a token or a signature rather than readable text.
const LONGEST_WORD: usize = 120;

/// An error response, and what is known about it.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// An error status, or a success status whose body reports an error.
    pub status: StatusCode,
    /// `X-Request-Id`.
    pub request_id: Option<&'a str>,
    /// The body, or its beginning.
    pub body: &'a [u8],
    /// By how many seconds the cloud's clock is ahead of this machine's.
    pub skew: Option<i64>,
    /// Texts that must not be passed on, even if the cloud repeats them.
    pub secrets: &'a [&'a SecretString],
}

/// What an error response means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The response to the caller.
    pub refusal: Refusal,
    /// What it says about the credential.
    pub verdict: Verdict,
}

/// Interprets an error response. The error code is more specific than the status, so it takes precedence.
pub fn read(answer: Answer) -> Meaning {
    let Answer { request_id, body, .. } = answer;
    let mut error = ApiError::read(answer.status.as_u16(), request_id.map(str::to_owned), body);
    if error.code.is_none() && error.message.is_none() {
        (error.code, error.message) = in_rows(body);
    }
    let code = error.code.as_deref().unwrap_or_default().to_owned();
    let cloud_message = error.message.as_deref().unwrap_or_default();
    let status = effective_status(answer.status, &error);
    let (reason, verdict, message) = match status.as_u16() {
        400..=428 | 430..=499
            if status != StatusCode::UNAUTHORIZED && envelope::is_foreign(body) =>
        {
            let cloud_message = sentence(&clean(cloud_message, &answer));
            let message = format!(
                "A server in front of the cloud responded with status {}: {cloud_message} The gateway's \
                 operators must check the endpoint and its proxy.",
                status.as_u16()
            );
            (Reason::CloudFailed, Verdict::Unknown, message)
        }
        100..=199 | 304 => {
            let message = format!(
                "The endpoint responded with status {}, which has no body. The gateway's \
                 operators must check the endpoint and its proxy.",
                status.as_u16()
            );
            (Reason::CloudFailed, Verdict::Unknown, message)
        }
        300..=399 => {
            let message = "The endpoint responded with a redirect, which the gateway does not \
                           follow. Its operators must check the endpoint.";
            (Reason::CloudRedirected, Verdict::Unknown, message.to_owned())
        }
        401 | 403 if lacks_permission(status, &code, cloud_message, body) => {
            let cloud_message = sentence(&clean(cloud_message, &answer));
            let message = format!(
                "The gateway's credential lacks a permission for this: {cloud_message} Its operators must \
                 grant it."
            );
            // Without a code, a server in front of the service may have rejected the request.
            let verdict = if code.is_empty() { Verdict::Unknown } else { Verdict::Accepted };
            (Reason::CredentialForbidden, verdict, message)
        }
        401 => refused_credential(&answer, cloud_message),
        429 => {
            let message = "The cloud limits the rate of calls. The gateway waits before it calls \
                           again.";
            (Reason::CloudThrottled, Verdict::Unknown, message.to_owned())
        }
        500.. => {
            let cloud_message = sentence(&clean(cloud_message, &answer));
            (Reason::CloudFailed, Verdict::Unknown, format!("The cloud failed: {cloud_message}"))
        }
        _ if code.ends_with(".0101") => {
            let message = "The endpoint does not have this API. The gateway's operators must check \
                           the endpoint, and whether its region offers DevServer.";
            (Reason::CloudRefused, Verdict::Unknown, message.to_owned())
        }
        _ => {
            let verdict = if code.starts_with("ModelArts.") {
                Verdict::Accepted
            } else {
                // A server in front of the service may have rejected the request before checking the credential.
                Verdict::Unknown
            };
            (Reason::CloudRefused, verdict, sentence(&clean(cloud_message, &answer)))
        }
    };
    let status = match reason {
        // These concern the request or the cloud's state, so the cloud's own status is the most accurate.
        Reason::CloudRefused => Some(status),
        Reason::CloudFailed => Some(status).filter(StatusCode::is_server_error),
        _ => None,
    };
    let message = message.into();
    let code = error.code.map(|code| clean(&code, &answer));
    let request_id = error.request_id.map(|id| clean(&id, &answer));
    let refusal = Refusal { reason, message, status, code, request_id, retry_after: None };
    Meaning { refusal, verdict }
}

/// The code and message of a list whose rows are all errors.
fn in_rows(body: &[u8]) -> (Option<String>, Option<String>) {
    match decode(body) {
        Err(NotAList::Error(error)) => (error.code, error.message),
        _ => (None, None),
    }
}

/// The status that an error amounts to: API gateways have codes of their own for a rejected credential and for too
/// many calls. A success status whose body reports an error is a failure of the cloud, unless its code stands for
/// another status.
fn effective_status(status: StatusCode, error: &ApiError) -> StatusCode {
    let code = error.code.as_deref().unwrap_or_default();
    match code {
        _ if code.starts_with("APIG") && code.ends_with(".0301") => StatusCode::UNAUTHORIZED,
        _ if code.starts_with("APIG") && code.ends_with(".0308") => StatusCode::TOO_MANY_REQUESTS,
        _ if !status.is_success() => status,
        _ => StatusCode::from_u16(error.effective_status())
            .ok()
            .filter(|status| status.is_client_error() || status.is_server_error())
            .unwrap_or(StatusCode::BAD_GATEWAY),
    }
}

/// A wrong or missing signature is 401 with a code that ends in 0301. Some services also return 401 for a missing
/// permission, which says nothing against the signature.
fn lacks_permission(status: StatusCode, code: &str, cloud_message: &str, body: &[u8]) -> bool {
    if code.ends_with(".0301") || envelope::is_foreign(body) {
        return false;
    }
    if status == StatusCode::FORBIDDEN {
        return true;
    }
    let cloud_message = cloud_message.to_ascii_lowercase();
    let of_iam_5 = b"encoded_authorization_message";
    code == "EPS.0003"
        || [
            "policy doesn't allow",
            "policy does not allow",
            "no permission",
            "insufficient permission",
        ]
        .iter()
        .any(|words| cloud_message.contains(words))
        || body.windows(of_iam_5.len()).any(|part| part == of_iam_5)
}

fn refused_credential(answer: &Answer, cloud_message: &str) -> (Reason, Verdict, String) {
    // The rest of such a message contains details of the signature, or the key.
    let known = [
        "verify aksk signature fail",
        "AK access failed to reach the limit",
        "Get secretKey failed",
        "decrypt token fail",
        "token expires",
        "x-auth-token not found",
        "Incorrect token or token resolution failed",
        "The username or password is wrong",
    ];
    let lower = cloud_message.to_ascii_lowercase();
    let words = known.into_iter().find(|words| lower.contains(&words.to_ascii_lowercase()));
    let words = match words {
        Some(words) => format!(": {words}"),
        // Such a response is from a service behind the signature check, and contains no secret.
        None if answer.status.is_success() && !cloud_message.is_empty() => {
            format!(": {}", clean(cloud_message, answer))
        }
        None => String::new(),
    };
    match answer.skew {
        Some(skew) if skew.abs() > MOST_SKEW => {
            let minutes = skew.abs() / 60;
            let side = if skew > 0 { "behind" } else { "ahead of" };
            let message = format!(
                "The cloud rejected the gateway's signature, and the gateway's clock is {minutes} \
                 minutes {side} the cloud's. Its operators must set the clock."
            );
            (Reason::ClockSkew, Verdict::Refused, message)
        }
        _ => {
            let message = format!(
                "The cloud rejected the gateway's credential{words}. Its operators must check it. \
                 Until then the gateway makes no calls, so that the key is not locked."
            );
            (Reason::CredentialRefused, Verdict::Refused, message)
        }
    }
}

/// A text of the cloud without secrets.
fn clean(text: &str, answer: &Answer) -> String {
    let text = credential::without(text, answer.secrets);
    let lower = text.to_ascii_lowercase();
    let cut = ["encoded authorization", "encoded_authorization", "signature=", "signedheaders"]
        .iter()
        .filter_map(|words| lower.find(words))
        .min();
    let text = cut.map_or(&text[..], |at| &text[..at]);
    let words = text.split(' ').map(|word| if word.len() > LONGEST_WORD { "…" } else { word });
    words.collect::<Vec<_>>().join(" ").trim().to_owned()
}

fn sentence(text: &str) -> String {
    match text {
        "" => "no message.".to_owned(),
        text if text.ends_with(['.', '!', '?', '…']) => text.to_owned(),
        text => format!("{text}."),
    }
}

#[cfg(test)]
mod tests;
