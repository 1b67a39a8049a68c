//! A response: status, headers and body. How it is delivered is in `behaviour`, and the error responses are in
//! `errors`.

use std::fmt;

use bytes::Bytes;

/// A placeholder in the headers and the body of an [`Answer`] with another status than 200, for the ID that this
/// response has in `X-Request-Id`.
pub const REQUEST_ID: &str = "{request-id}";

/// A response. `Date`, `X-Request-Id` and the length are added when it is sent, unless it has them already.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status code, which also determines the reason phrase.
    pub status: u16,
    /// The headers, in the order in which they are sent.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Body,
}

/// The body of a response.
#[derive(Clone)]
pub enum Body {
    /// These bytes.
    Whole(Bytes),
    /// A block that is repeated until the client closes the connection.
    Endless {
        /// The block, which is not empty.
        block: Bytes,
        /// The length of the body. Without it the body has no end.
        length: Option<u64>,
    },
}

impl Answer {
    /// A response without a body.
    pub fn empty(status: u16) -> Self {
        Answer { status, headers: Vec::new(), body: Body::Whole(Bytes::new()) }
    }

    /// A response with this media type.
    pub fn of(status: u16, content_type: &str, body: impl Into<Bytes>) -> Self {
        let body = Body::Whole(body.into());
        Answer { body, ..Answer::empty(status) }.with("Content-Type", content_type)
    }

    /// JSON with the media type that the cloud sends.
    pub fn json(status: u16, body: impl Into<Bytes>) -> Self {
        Answer::of(status, "application/json;charset=utf-8", body)
    }

    /// Adds a header.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A redirect. A client that signs requests must not follow it.
    pub fn redirect(to: &str) -> Self {
        Answer::empty(302).with("Location", to)
    }

    /// A web page in place of a list, as a login portal in between sends it.
    pub fn html_200() -> Self {
        Answer::of(200, "text/html", "<!doctype html>\n<title>Sign in</title>\n")
    }

    /// A success response that never ends, or only after `length` bytes.
    pub fn endless(length: Option<u64>) -> Self {
        let block = Bytes::from(vec![b' '; 64 * 1024]);
        Answer { body: Body::Endless { block, length }, ..Answer::json(200, "") }
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.headers.iter().any(|(each, _)| each.eq_ignore_ascii_case(name))
    }

    /// Replaces the placeholders by the ID.
    pub(crate) fn name_request(&mut self, id: &str) {
        if self.status == 200 {
            return;
        }
        for (_, value) in &mut self.headers {
            *value = value.replace(REQUEST_ID, id);
        }
        if let Body::Whole(bytes) = &mut self.body
            && let Ok(text) = std::str::from_utf8(bytes)
            && text.contains(REQUEST_ID)
        {
            *bytes = text.replace(REQUEST_ID, id).into();
        }
    }
}

impl Body {
    /// Its length, if that is known.
    pub(crate) fn length(&self) -> Option<u64> {
        match self {
            Body::Whole(bytes) => Some(bytes.len() as u64),
            Body::Endless { length, .. } => *length,
        }
    }

    /// Removes the next bytes to send from the front, at most `most`; none at the end.
    pub(crate) fn take(&mut self, most: usize) -> Option<Bytes> {
        let piece = match self {
            Body::Whole(bytes) => bytes.split_to(bytes.len().min(most)),
            Body::Endless { block, length: None } => block.slice(..block.len().min(most)),
            Body::Endless { block, length: Some(rest) } => {
                let size = (block.len().min(most) as u64).min(*rest);
                *rest -= size;
                block.slice(..size as usize)
            }
        };
        Some(piece).filter(|piece| !piece.is_empty())
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.length() {
            Some(length) => write!(f, "{length} bytes"),
            None => f.write_str("endless"),
        }
    }
}
