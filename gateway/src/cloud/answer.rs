//! What an answer of the cloud that is not a success means, for whom, and for the credential. It
//! rebuilds the answer from the few parts that are safe to pass on, and holds no connection.

use axum::http::StatusCode;
use devserver_jobs_core::error::ApiError;
use secrecy::SecretString;

use crate::cloud::breaker::Verdict;
use crate::cloud::credential;
use crate::cloud::envelope;
use crate::error::{Reason, Refusal};

/// A signature is refused when it is older or newer than this, in seconds.
const MOST_SKEW: i64 = 15 * 60;
/// A word longer than this is a token or a signature rather than something to read.
const LONGEST_WORD: usize = 120;

/// An answer, and what is known besides it.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// Not a success, or one whose body reports an error.
    pub status: StatusCode,
    /// `X-Request-Id`.
    pub request_id: Option<&'a str>,
    /// Its beginning, at least.
    pub body: &'a [u8],
    /// By how many seconds the cloud's clock is ahead of this machine's.
    pub skew: Option<i64>,
    /// What must not be passed on, even if the cloud repeats it.
    pub secrets: &'a [&'a SecretString],
}

/// What an answer means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// What the caller is told.
    pub refusal: Refusal,
    /// What it says of the credential.
    pub verdict: Verdict,
}

/// Reads an answer that is not a success. The code of an error says more than the status, so it is
/// looked at first.
pub fn read(answer: Answer) -> Meaning {
    let Answer { request_id, body, .. } = answer;
    let error = ApiError::read(answer.status.as_u16(), request_id.map(str::to_owned), body);
    let code = error.code.as_deref().unwrap_or_default().to_owned();
    let said = error.message.as_deref().unwrap_or_default();
    let status = effective_status(answer.status, &error);
    let (reason, verdict, message) = match status.as_u16() {
        400..=428 | 430..=499
            if status != StatusCode::UNAUTHORIZED && envelope::is_foreign(body) =>
        {
            let said = sentence(&clean(said, &answer));
            let message = format!(
                "Something before the cloud answered with status {}: {said} The gateway's operators \
                 must check the endpoint and its proxy.",
                status.as_u16()
            );
            (Reason::CloudFailed, Verdict::Unknown, message)
        }
        100..=199 => {
            let message = format!(
                "The endpoint answered with status {}, which is no answer; the gateway's operators must \
                 check the endpoint and its proxy.",
                status.as_u16()
            );
            (Reason::CloudFailed, Verdict::Unknown, message)
        }
        300..=399 => {
            let message = "The endpoint answered with a redirect, which the gateway does not \
                           follow; its operators must check the endpoint.";
            (Reason::CloudRedirected, Verdict::Unknown, message.to_owned())
        }
        401 | 403 if lacks_permission(status, &code, said, body) => {
            let said = sentence(&clean(said, &answer));
            let message = format!(
                "The gateway's credential lacks a permission for this: {said} Its operators must \
                 grant it."
            );
            // Without a code somebody in front of the service may have refused.
            let verdict = if code.is_empty() { Verdict::Unknown } else { Verdict::Accepted };
            (Reason::CredentialForbidden, verdict, message)
        }
        401 => refused_credential(&answer, said),
        429 => {
            let message = "The cloud limits how often it may be asked; the gateway waits before it asks again.";
            (Reason::CloudThrottled, Verdict::Unknown, message.to_owned())
        }
        500.. => {
            let said = sentence(&clean(said, &answer));
            (Reason::CloudFailed, Verdict::Unknown, format!("The cloud failed: {said}"))
        }
        _ if code.ends_with(".0101") => {
            let message = "The endpoint knows no such API; the gateway's operators must check the \
                           endpoint, and that its region offers DevServer.";
            (Reason::CloudRefused, Verdict::Unknown, message.to_owned())
        }
        _ => {
            let verdict = if code.starts_with("ModelArts.") {
                Verdict::Accepted
            } else {
                // A gateway in front of the service may have refused before it looked.
                Verdict::Unknown
            };
            (Reason::CloudRefused, verdict, sentence(&clean(said, &answer)))
        }
    };
    let status = match reason {
        // These are about the request or the cloud's state, and the cloud's own status says so best.
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

/// The status that an error amounts to: API gateways have codes of their own for a refused credential and
/// for too many calls. A success whose body reports an error is a failure of the cloud, unless its code
/// stands for another status.
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

/// Who signs wrongly or not at all gets 401 and a code that ends in 0301. Some services also answer
/// 401 where a permission is missing, and that is no failure to sign in.
fn lacks_permission(status: StatusCode, code: &str, said: &str, body: &[u8]) -> bool {
    if code.ends_with(".0301") || envelope::is_foreign(body) {
        return false;
    }
    if status == StatusCode::FORBIDDEN {
        return true;
    }
    let said = said.to_ascii_lowercase();
    let of_iam_5 = b"encoded_authorization_message";
    code == "EPS.0003"
        || [
            "policy doesn't allow",
            "policy does not allow",
            "no permission",
            "insufficient permission",
        ]
        .iter()
        .any(|words| said.contains(words))
        || body.windows(of_iam_5.len()).any(|part| part == of_iam_5)
}

fn refused_credential(answer: &Answer, said: &str) -> (Reason, Verdict, String) {
    // The rest of such a message goes on with details of the signature, or with the key.
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
    let lower = said.to_ascii_lowercase();
    let words = known.into_iter().find(|words| lower.contains(&words.to_ascii_lowercase()));
    let words = match words {
        Some(words) => format!(": {words}"),
        // Such an answer comes from a service behind the signature, and repeats none.
        None if answer.status.is_success() && !said.is_empty() => {
            format!(": {}", clean(said, answer))
        }
        None => String::new(),
    };
    match answer.skew {
        Some(skew) if skew.abs() > MOST_SKEW => {
            let minutes = skew.abs() / 60;
            let side = if skew > 0 { "behind" } else { "ahead of" };
            let message = format!(
                "The cloud refused the gateway's signature, and the gateway's clock is {minutes} \
                 minutes {side} the cloud's; its operators must set the clock."
            );
            (Reason::ClockSkew, Verdict::Refused, message)
        }
        _ => {
            let message = format!(
                "The cloud refused the gateway's credential{words}. Its operators must check it; until \
                 then the gateway stops asking, so that the key is not locked."
            );
            (Reason::CredentialRefused, Verdict::Refused, message)
        }
    }
}

/// A text of the cloud without anything secret in it.
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

fn sentence(said: &str) -> String {
    match said {
        "" => "no message.".to_owned(),
        said if said.ends_with(['.', '!', '?', '…']) => said.to_owned(),
        said => format!("{said}."),
    }
}

#[cfg(test)]
mod tests;
