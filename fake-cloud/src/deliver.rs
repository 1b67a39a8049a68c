//! Writes a response to a connection in the requested manner: late, in pieces, in chunks, or interrupted.

use std::io;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use tokio::io::{AsyncWrite, AsyncWriteExt};

use crate::answer::Answer;
use crate::behaviour::How;

/// Pieces up to this length are written together with the preceding bytes.
const SHORT: usize = 64 * 1024;

/// The parts of every response apart from its own headers.
pub(crate) struct Frame<'a> {
    pub(crate) request_id: &'a str,
    pub(crate) date_ms: i64,
    pub(crate) chunked: bool,
    /// Whether the response has no body, whatever its headers state.
    pub(crate) head_only: bool,
}

/// Writes the whole response, and returns whether the connection can be used again. `until_end` is dropped before the
/// last byte is sent, so that a client with the whole response never sees the call as waiting.
pub(crate) async fn deliver<T>(
    out: &mut (impl AsyncWrite + Unpin),
    mut answer: Answer,
    how: &How,
    frame: &Frame<'_>,
    until_end: T,
) -> io::Result<bool> {
    let chunked = answer.body.length().is_none() || how.chunked.unwrap_or(frame.chunked);
    let bodiless = frame.head_only || matches!(answer.status, 204 | 304);
    let mut pending = head(&answer, frame, chunked, bodiless);
    if let Some(pace) = &how.before_head {
        pace.wait().await;
    }
    let most = how.drip.as_ref().map_or(usize::MAX, |(bytes, _)| *bytes);
    let mut left = how.cut_after;
    while !bodiless && let Some(mut piece) = answer.body.take(most) {
        if let Some((_, pace)) = &how.drip {
            out.write_all(&pending).await?;
            pending.clear();
            pace.wait().await;
        }
        if chunked {
            pending.extend_from_slice(format!("{:x}\r\n", piece.len()).as_bytes());
        }
        let cut = left.is_some_and(|left| left <= piece.len());
        piece.truncate(left.unwrap_or(usize::MAX));
        left = left.map(|left| left - piece.len());
        if piece.len() > SHORT {
            out.write_all(&pending).await?;
            pending = piece.split_off(piece.len() - 1).to_vec();
            out.write_all(&piece).await?;
        } else {
            pending.extend_from_slice(&piece);
        }
        if cut {
            drop(until_end);
            out.write_all(&pending).await?;
            return Ok(false);
        }
        if chunked {
            pending.extend_from_slice(b"\r\n");
        }
        if pending.len() > SHORT {
            let last = pending.split_off(pending.len() - 1);
            out.write_all(&pending).await?;
            pending = last;
        }
    }
    if chunked && !bodiless {
        pending.extend_from_slice(b"0\r\n\r\n");
    }
    drop(until_end);
    out.write_all(&pending).await?;
    Ok(true)
}

fn head(answer: &Answer, frame: &Frame<'_>, chunked: bool, bodiless: bool) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {} {}\r\n", answer.status, phrase(answer.status));
    let mut push = |name: &str, value: &str| {
        head.push_str(name);
        head.push_str(": ");
        head.push_str(value);
        head.push_str("\r\n");
    };
    for (name, value) in
        [("Date", http_date(frame.date_ms)), ("X-Request-Id", frame.request_id.to_owned())]
    {
        if !answer.has(name) {
            push(name, &value);
        }
    }
    for (name, value) in &answer.headers {
        push(name, value);
    }
    match answer.body.length() {
        _ if bodiless || answer.has("Content-Length") => {}
        Some(length) if !chunked => push("Content-Length", &length.to_string()),
        _ => push("Transfer-Encoding", "chunked"),
    }
    head.push_str("\r\n");
    head.into_bytes()
}

/// A date such as `Thu, 15 Jan 2026 08:30:00 GMT`; `None` if the time cannot be written this way.
fn http_date(at_ms: i64) -> String {
    let at = Timestamp::from_millisecond(at_ms);
    at.and_then(|at| DateTimePrinter::new().timestamp_to_rfc9110_string(&at)).unwrap_or_default()
}

fn phrase(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        302 => "Found",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        413 => "Content Too Large",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        // No client reads the reason phrase.
        _ => "Status",
    }
}
