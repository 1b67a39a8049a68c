//! The answer to a request for the detail of one job. It is decoded when its body has ended.

use devserver_jobs_core::detail::{self, JobDetail};

use super::{Body, Completion, Head, RequestError, Sink, append};

/// A detail as it arrived.
pub struct Arrived {
    /// The body of the answer.
    pub body: Vec<u8>,
    /// What it says.
    pub decoded: JobDetail,
    /// How the answer ended.
    pub completion: Completion,
}

/// Takes the answer, and hands on what has come of it.
pub struct DetailStream {
    body: Vec<u8>,
    end: Box<dyn FnOnce(Result<Arrived, RequestError>)>,
}

impl DetailStream {
    /// A sink that hands the end of the request to `end`.
    pub fn new(end: impl FnOnce(Result<Arrived, RequestError>) + 'static) -> Self {
        Self { body: Vec::new(), end: Box::new(end) }
    }
}

impl Sink for DetailStream {
    fn begin(&mut self, _head: Head) -> bool {
        true
    }

    fn part(&mut self, part: &dyn Body) {
        append(&mut self.body, part);
    }

    fn end(self: Box<Self>, end: Result<Completion, RequestError>) {
        let Self { body, end: hand_on } = *self;
        hand_on(end.and_then(|completion| {
            let mut decoded =
                detail::decode(&body).map_err(|why| RequestError::unreadable(why, &completion))?;
            decoded.end = completion.end(decoded.end);
            Ok(Arrived { body, decoded, completion })
        }));
    }
}
