//! Whether a 2xx response is a list or a job, and not a sign-in page, an error with a success status, or an
//! unreadable body. It looks at the names of the outermost members, and does not interpret jobs.

use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use devserver_jobs_core::decode::{NotAList, decode};
use devserver_jobs_core::detail;
use devserver_jobs_core::error::ApiError;
use serde::de::IgnoredAny;

use crate::route::Operation;

/// How many bytes are inspected. An error is short, and a list begins before that.
pub const LOOKED_AT: usize = 64 * 1024;

/// The kind of a body, by its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// More bytes are needed.
    Unknown,
    /// It may be passed on.
    Good,
    /// An object that reports an error.
    Error,
    /// No JSON object.
    NoObject,
}

/// The media type, if it is not that of JSON.
pub fn foreign_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("none");
    let essence = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_json = essence == "application/json"
        || essence == "text/json"
        || essence.starts_with("application/") && essence.ends_with("+json");
    (!is_json).then_some(essence)
}

/// Whether a body is not in the form of the cloud's errors, but HTML or plain text, which come from a server in
/// front of the cloud.
pub fn is_foreign(body: &[u8]) -> bool {
    let body = without_mark(body).trim_ascii_start();
    !body.is_empty() && !body.starts_with(b"{")
}

/// Inspects the bytes so far of a response to an operation; `is_whole` means that nothing follows.
pub fn look(to: &Operation, begin: &[u8], is_whole: bool) -> Look {
    let body = without_mark(begin).trim_ascii_start();
    match body.first() {
        None if !is_whole && begin.len() < LOOKED_AT => return Look::Unknown,
        Some(b'{') => {}
        _ => return Look::NoObject,
    }
    if has_data(body) {
        return Look::Good;
    }
    match (is_whole, begin.len() < LOOKED_AT) {
        (true, _) => match serde_json::from_slice::<IgnoredAny>(body) {
            Ok(_) if is_error(to, body) => Look::Error,
            Ok(_) => Look::Good,
            Err(_) => Look::NoObject,
        },
        (false, true) => Look::Unknown,
        (false, false) => Look::Good,
    }
}

/// Whether the browser would treat it as an error, too.
fn is_error(to: &Operation, body: &[u8]) -> bool {
    let not_usable = match to {
        Operation::ListJobs(..) => decode(body).err(),
        Operation::GetJob(..) => detail::decode(body).err(),
    };
    ApiError::is_reported_by(body) || matches!(not_usable, Some(NotAList::Error(_)))
}

/// Whether the outermost object has an `id`, as a job has, or an object under `data` has one. An error may have an
/// empty list, or a list of what is wrong.
fn has_data(body: &[u8]) -> bool {
    let mut depth = 0_usize;
    let mut key: Option<&[u8]> = None;
    let mut is_in_data = false;
    // Whether a string at this depth is a name.
    let mut is_name = false;
    let mut rest = body;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'"' => {
                let Some(end) = end_of_text(rest) else {
                    return false;
                };
                let (text, after) = rest.split_at(end);
                rest = after.get(1..).unwrap_or_default();
                if depth == 1 {
                    match key {
                        Some(b"id") => return true,
                        Some(_) => {}
                        None => key = Some(text),
                    }
                } else if is_in_data && depth == 3 && is_name && text == b"id" {
                    return true;
                }
                is_name = false;
            }
            b'{' | b'[' => {
                is_in_data |= byte == b'[' && depth == 1 && key == Some(b"data");
                is_name = byte == b'{';
                depth += 1;
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                is_in_data &= depth > 1;
            }
            b',' => {
                is_name = true;
                if depth == 1 {
                    key = None;
                }
            }
            _ => {}
        }
    }
    false
}

/// The end of a string whose opening quote has been read.
fn end_of_text(rest: &[u8]) -> Option<usize> {
    let mut is_escaped = false;
    rest.iter().position(|&byte| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    })
}

fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body)
}

#[cfg(test)]
mod tests {
    use axum::http::Method;

    use super::*;
    use crate::route;

    fn operation(path: &str) -> Operation {
        route::enter(&Method::GET, &path.parse().unwrap()).unwrap()
    }

    fn list() -> Operation {
        operation("/v1/p/dev-servers/jobs")
    }

    fn job() -> Operation {
        operation("/v1/p/dev-servers/jobs/0319470a-7fad-4c5e-9d0c-0123456789ab")
    }

    #[test]
    fn a_list_is_known_by_its_data_and_an_error_by_its_end() {
        #[track_caller]
        fn check(begin: &str, is_whole: bool, expect: Look) {
            for to in [list(), job()] {
                assert_eq!(look(&to, begin.as_bytes(), is_whole), expect, "{to:?} {begin}");
            }
        }
        check("", false, Look::Unknown);
        check("", true, Look::NoObject);
        check("  {", false, Look::Unknown);
        check("\u{feff}{\"current\":1,\"data\" : [{\"name\":\"id\",\"id\":", false, Look::Good);
        check("{\"data\":[", false, Look::Unknown);
        check(r#"{"data":[{"name":"id","x":["id"],"y":{"id":1}}"#, false, Look::Unknown);
        check(r#"{"data":[{"name":"a"}]}"#, true, Look::Good);
        check(r#"{"data":[]}"#, true, Look::Good);
        check(r#"{"error_code":"ModelArts.0200","data":[{"id":"a"}]}"#, true, Look::Good);
        check(r#"{"error_code":"ModelArts.0200","data":[]}"#, true, Look::Error);
        check(r#"{"code":400,"msg":"bad","data":[{"field":"id"}]}"#, true, Look::Error);
        check(r#"{"data":null,"msg":"令牌已过期"}"#, true, Look::Error);
        check(r#"{"message":"no Route matched with those values"}"#, true, Look::Error);
        check(r#"{"x":{"data":[1]},"y":["data"],"z":"\"data\":["#, false, Look::Unknown);
        check(r#"{"x":{"id":"inner"}}"#, true, Look::Good);
        check(r#"{"id":"0319470a","error_msg":"a job's"#, false, Look::Good);
        check(r#"{"total":0}"#, true, Look::Good);
        check(r#"{"code":200,"data":null}"#, true, Look::Good);
        check(r#"{"success":true,"code":"A1"}"#, true, Look::Good);
        check(r#"{"code":401,"msg":"令牌已过期","data":null}"#, true, Look::Error);
        check(r#"{"is_success":false,"error_message":"Quota exceeded"}"#, true, Look::Error);
        check(r#"{"error":{"code":"X.1","message":"m"}}"#, true, Look::Error);
        check(r#"{"error":null}"#, true, Look::Good);
        check(r#"{"half":"#, true, Look::NoObject);
        check("[1]", false, Look::NoObject);
        check("<!doctype html>", false, Look::NoObject);
        check("\u{1f}", false, Look::NoObject);
        let long = format!("{{\"x\":\"{}", "x".repeat(LOOKED_AT));
        check(&long, false, Look::Good);
    }

    /// A list whose only row was an error was stored in place of the last good one, and displayed as an error.
    #[test]
    fn a_list_of_errors_is_an_error() {
        #[track_caller]
        fn check(to: &Operation, body: &str, expect: Look) {
            assert_eq!(look(to, body.as_bytes(), true), expect, "{body}");
        }
        let (list, job) = (list(), job());
        check(&list, r#"{"data":[{"error_code":"ModelArts.0200","error_msg":"no"}]}"#, Look::Error);
        check(&list, r#"{"data":[{"error_code":"X.1"},{"error_code":"X.2"}]}"#, Look::Error);
        check(&list, r#"{"data":[{"error_code":"X.1"},{"name":"a"}]}"#, Look::Good);
        check(&list, r#"{"data":[{"error_code":"X.1"},{"id":"a"}]}"#, Look::Good);
        // A job may have a message.
        check(&job, r#"{"tasks":[],"message":"the job's"}"#, Look::Good);
    }

    #[test]
    fn media_types_of_json() {
        #[track_caller]
        fn check(value: &'static str, expect: Option<&str>) {
            let headers = HeaderMap::from_iter([(CONTENT_TYPE, value.parse().unwrap())]);
            assert_eq!(foreign_type(&headers).as_deref(), expect);
        }
        check("application/json;charset=utf-8", None);
        check("Application/JSON", None);
        check("application/problem+json", None);
        check("text/html; charset=utf-8", Some("text/html"));
        assert_eq!(foreign_type(&HeaderMap::new()).as_deref(), Some("none"));
    }
}
