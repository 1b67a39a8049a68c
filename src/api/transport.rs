//! The transport as a trait, so that state and tests need no browser.

use std::pin::Pin;

use super::{Completion, RequestError, Session};

/// A GET request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// An absolute address.
    pub url: String,
    /// What it is sent with.
    pub session: Session,
}

/// Sends requests.
pub trait Transport {
    /// Sends a request and hands the body of a successful answer to `sink`, part by part. Dropping the
    /// future aborts the request; the sink is then dropped without an end.
    fn get(&self, request: Request, sink: Box<dyn Sink>) -> Pin<Box<dyn Future<Output = ()>>>;
    /// Aborts a request that was sent ahead, where it turns out that none is wanted.
    fn discard_early(&self) {}
}

/// Appends a part of a body to what has arrived.
pub fn append(bytes: &mut Vec<u8>, part: &dyn Body) {
    let start = bytes.len();
    bytes.resize(start + part.length(), 0);
    part.copy_to(&mut bytes[start..]);
}

/// What the headers say of a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Its number of bytes, where that is known.
    pub length: Option<u32>,
    /// The header `ETag`: equal bodies of one address have the same.
    pub etag: Option<String>,
}

/// Takes the answer to one request.
pub trait Sink {
    /// The body of a successful answer begins. The result is whether it is wanted: where it is not, the rest
    /// is not read, and the answer ends.
    fn begin(&mut self, head: Head) -> bool;
    /// A part of the body.
    fn part(&mut self, part: &dyn Body);
    /// The request is over. An answer that breaks off is `Ok`, and the completion says so.
    fn end(self: Box<Self>, end: Result<Completion, RequestError>);
}

/// Bytes that are not in this memory yet.
pub trait Body {
    /// How many there are.
    fn length(&self) -> usize;
    /// Copies all of them; `target` is just as long.
    fn copy_to(&self, target: &mut [u8]);
}
