//! A sink for a response that is decoded when its body is complete.

use super::{Body, Completion, Head, RequestError, Sink, append};

/// The bytes of a response, and how it ended.
pub type Whole = (Vec<u8>, Completion);

/// Collects the body of a response, and passes it on at its end.
pub struct WholeBody {
    body: Vec<u8>,
    end: Box<dyn FnOnce(Result<Whole, RequestError>)>,
}

impl WholeBody {
    /// A sink that passes the result of the request to `end`.
    pub fn new(end: impl FnOnce(Result<Whole, RequestError>) + 'static) -> Self {
        Self { body: Vec::new(), end: Box::new(end) }
    }
}

impl Sink for WholeBody {
    fn begin(&mut self, _head: Head) -> bool {
        true
    }

    fn part(&mut self, part: &dyn Body) {
        append(&mut self.body, part);
    }

    fn end(self: Box<Self>, end: Result<Completion, RequestError>) {
        let Self { body, end: hand_on } = *self;
        hand_on(end.map(|completion| (body, completion)));
    }
}
