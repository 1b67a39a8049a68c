//! The transport as a trait, so that state and tests need no browser.

use std::pin::Pin;

use super::{Completion, RequestError, Session};
use crate::platform::SLICE;

/// A GET request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// An absolute address.
    pub url: String,
    /// The session to send it with.
    pub session: Session,
}

/// Sends requests.
pub trait Transport {
    /// Sends a request and passes the body of a successful response to `sink`, part by part. Dropping the future
    /// aborts the request; the sink is then dropped without an end.
    fn get(&self, request: Request, sink: Box<dyn Sink>) -> Pin<Box<dyn Future<Output = ()>>>;
    /// Aborts the early request, if no request is needed.
    fn discard_early(&self) {}
}

/// Appends a part of a body to what has arrived.
pub fn append(bytes: &mut Vec<u8>, part: &dyn Body) {
    let start = bytes.len();
    bytes.resize(start + part.length(), 0);
    part.copy_to(&mut bytes[start..]);
}

/// The headers about a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Its number of bytes, if it is known.
    pub length: Option<u32>,
    /// The header `ETag`: equal bodies of one address have the same.
    pub etag: Option<String>,
}

/// Receives the response to one request.
pub trait Sink {
    /// The body of a successful response begins. Returns whether to read it: otherwise the rest is skipped, and the
    /// response ends.
    fn begin(&mut self, head: Head) -> bool;
    /// A part of the body.
    fn part(&mut self, part: &dyn Body);
    /// For how many milliseconds it may take parts before the browser gets a turn.
    fn slice(&self) -> f64 {
        SLICE
    }
    /// The request has ended. The result of an interrupted response is `Ok`; its completion contains the
    /// interruption.
    fn end(self: Box<Self>, end: Result<Completion, RequestError>);
}

/// Bytes that are still in the memory of the browser.
pub trait Body {
    /// How many there are.
    fn length(&self) -> usize;
    /// Copies all of them to `target`, which has the same length.
    fn copy_to(&self, target: &mut [u8]);
}
