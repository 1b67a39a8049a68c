//! Reads requests from a connection byte for byte: no name is changed and nothing is reordered.

use std::io;

use bytes::{Buf, Bytes, BytesMut};
use tokio::io::AsyncReadExt;
use tokio::net::tcp::OwnedReadHalf;

/// Enough for several tokens of 32 KB.
const LONGEST_HEAD: usize = 256 * 1024;
const LONGEST_BODY: usize = 16 * 1024 * 1024;

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
    /// Whether another request may follow on the same connection.
    pub(crate) keeps: bool,
}

impl Request {
    /// The first header of that name, however it is spelt.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(each, _)| each.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn path(&self) -> &str {
        self.target.split_once('?').map_or(self.target.as_str(), |(path, _)| path)
    }

    pub(crate) fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }
}

/// The reading half of a connection.
pub(crate) struct Incoming {
    reader: OwnedReadHalf,
    /// Bytes that were read and do not belong to a request yet.
    ahead: BytesMut,
}

impl Incoming {
    pub(crate) fn new(reader: OwnedReadHalf) -> Self {
        Incoming { reader, ahead: BytesMut::new() }
    }

    /// The next request; `None` if the client has closed the connection, or the request is not HTTP.
    pub(crate) async fn next(&mut self) -> io::Result<Option<Request>> {
        let end = loop {
            if let Some(at) = self.ahead.windows(4).position(|four| four == b"\r\n\r\n") {
                break at;
            }
            if self.ahead.len() > LONGEST_HEAD || !self.more().await? {
                return Ok(None);
            }
        };
        let head = self.ahead.split_to(end);
        self.ahead.advance(4);
        let Some(mut request) = read_head(&String::from_utf8_lossy(&head)) else { return Ok(None) };
        // No client sends a long body, so a chunked body is treated as empty and the connection is closed. Its header
        // is recorded.
        request.keeps &= request.header("transfer-encoding").is_none();
        let length = request.header("content-length").map_or(Ok(0), str::parse);
        let Some(length) = length.ok().filter(|length| *length <= LONGEST_BODY) else {
            return Ok(None);
        };
        while self.ahead.len() < length {
            if !self.more().await? {
                return Ok(None);
            }
        }
        request.body = self.ahead.split_to(length).freeze();
        Ok(Some(request))
    }

    /// Returns when the client closes the connection. What it sends until then is kept.
    pub(crate) async fn gone(&mut self) {
        while self.ahead.len() < LONGEST_BODY && self.more().await.unwrap_or(false) {}
    }

    async fn more(&mut self) -> io::Result<bool> {
        Ok(self.reader.read_buf(&mut self.ahead).await? > 0)
    }
}

fn read_head(head: &str) -> Option<Request> {
    let mut lines = head.split("\r\n");
    let mut words = lines.next()?.split(' ');
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    if words.next().is_some() || !version.starts_with("HTTP/1.") {
        return None;
    }
    let header = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some((name.to_owned(), value.trim_matches([' ', '\t']).to_owned()))
    };
    let headers: Vec<_> = lines.map(header).collect::<Option<_>>()?;
    let mut request = Request {
        method: method.to_owned(),
        target: target.to_owned(),
        headers,
        body: Bytes::new(),
        keeps: version != "HTTP/1.0",
    };
    request.keeps &=
        request.header("connection").is_none_or(|value| !value.eq_ignore_ascii_case("close"));
    Some(request)
}
