//! A response: status, headers and body. How it is delivered is in `behaviour`, and the error responses are in
//! `errors`.

use std::fmt;

use bytes::Bytes;

/// In a header or body of an [`Answer`] that is no 200, stands for the id that this very answer has
/// in `X-Request-Id`.
pub const REQUEST_ID: &str = "{request-id}";

/// One answer. `Date`, `X-Request-Id` and the length are added when it is sent, unless they are here.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status code; the phrase follows from it.
    pub status: u16,
    /// In the order in which they are sent.
    pub headers: Vec<(String, String)>,
    /// What follows.
    pub body: Body,
}

/// The body of an answer.
#[derive(Clone)]
pub enum Body {
    /// Just that.
    Whole(Bytes),
    /// A block that is sent again and again until the reader has enough.
    Endless {
        /// Not empty.
        block: Bytes,
        /// How long the body claims to be, and then is. Without it there is no end.
        length: Option<u64>,
    },
}

impl Answer {
    /// An answer without a body.
    pub fn empty(status: u16) -> Self {
        Answer { status, headers: Vec::new(), body: Body::Whole(Bytes::new()) }
    }

    /// An answer of that media type.
    pub fn of(status: u16, content_type: &str, body: impl Into<Bytes>) -> Self {
        let body = Body::Whole(body.into());
        Answer { body, ..Answer::empty(status) }.with("Content-Type", content_type)
    }

    /// JSON, labelled as the cloud does it.
    pub fn json(status: u16, body: impl Into<Bytes>) -> Self {
        Answer::of(status, "application/json;charset=utf-8", body)
    }

    /// One more header.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// One that points elsewhere. A client that signs must not follow it.
    pub fn redirect(to: &str) -> Self {
        Answer::empty(302).with("Location", to)
    }

    /// A page where a list was expected, as a login portal in between sends it.
    pub fn html_200() -> Self {
        Answer::of(200, "text/html", "<!doctype html>\n<title>Sign in</title>\n")
    }

    /// A good answer that never ends, or only after `length` bytes.
    pub fn endless(length: Option<u64>) -> Self {
        let block = Bytes::from(vec![b' '; 64 * 1024]);
        Answer { body: Body::Endless { block, length }, ..Answer::json(200, "") }
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.headers.iter().any(|(each, _)| each.eq_ignore_ascii_case(name))
    }

    /// Writes the id wherever it is meant to stand.
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
    /// How long it is, if that is known beforehand.
    pub(crate) fn length(&self) -> Option<u64> {
        match self {
            Body::Whole(bytes) => Some(bytes.len() as u64),
            Body::Endless { length, .. } => *length,
        }
    }

    /// Takes off the front what may be sent at once, at most `most` bytes; nothing at the end.
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
