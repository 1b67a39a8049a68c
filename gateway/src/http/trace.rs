//! `traceparent`, in which a proxy in front names the trace of a request (<https://www.w3.org/TR/trace-context/>).
//! It is read for the log and for spans, and not sent to the cloud.

use axum::http::{HeaderMap, HeaderName};

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// The IDs of a trace and of the caller's span, in lower-case hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The ID of the trace.
    pub trace_id: String,
    /// The ID of the span that sent the request.
    pub span_id: String,
}

/// `None` if there is no such header, or an invalid one.
pub fn of(headers: &HeaderMap) -> Option<Trace> {
    let mut lines = headers.get_all(TRACEPARENT).iter();
    let (Some(line), None) = (lines.next(), lines.next()) else {
        return None;
    };
    let mut parts = line.to_str().ok()?.split('-');
    let (version, trace_id, span_id, flags) =
        (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let is_id = |text: &str, length: usize| {
        text.len() == length && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let is_given = |text: &str| text.bytes().any(|byte| byte != b'0');
    // Later versions may add parts; version 0 has four.
    let fits = is_id(version, 2)
        && version != "ff"
        && (version != "00" || parts.next().is_none())
        && is_id(trace_id, 32)
        && is_given(trace_id)
        && is_id(span_id, 16)
        && is_given(span_id)
        && is_id(flags, 2);
    fits.then(|| Trace { trace_id: trace_id.to_owned(), span_id: span_id.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_read_as_the_standard_has_it() {
        #[track_caller]
        fn check(lines: &[&str], is_read: bool) {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(TRACEPARENT, line.parse().unwrap());
            }
            let expect = is_read.then(|| Trace {
                trace_id: "4bf92f3577b34da6a3ce929d0e0e4736".to_owned(),
                span_id: "00f067aa0ba902b7".to_owned(),
            });
            assert_eq!(of(&headers), expect, "{lines:?}");
        }
        let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        check(&[good], true);
        check(&["cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-comes"], true);
        check(&[], false);
        check(&[good, good], false);
        check(&["ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"], false);
        check(&["00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x"], false);
        check(&["00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"], false);
        check(&["00-00000000000000000000000000000000-00f067aa0ba902b7-01"], false);
        check(&["00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01"], false);
        check(&["00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7"], false);
        check(&["nothing"], false);
    }
}
