//! The answer to the request for the projects. It is decoded when its body has ended.

use devserver_jobs_core::decode::{NotAList, decode};
use devserver_jobs_core::projects;
use devserver_jobs_core::query::ProjectId;

use super::{Body, Completion, Head, RequestError, Sink, append};

/// Takes the answer, and hands on what has come of it.
pub struct ProjectsStream {
    body: Vec<u8>,
    end: Box<dyn FnOnce(Result<Vec<ProjectId>, RequestError>)>,
}

impl ProjectsStream {
    /// A sink that hands the end of the request to `end`.
    pub fn new(end: impl FnOnce(Result<Vec<ProjectId>, RequestError>) + 'static) -> Self {
        Self { body: Vec::new(), end: Box::new(end) }
    }
}

impl Sink for ProjectsStream {
    fn begin(&mut self, _head: Head) -> bool {
        true
    }

    fn part(&mut self, part: &dyn Body) {
        append(&mut self.body, part);
    }

    fn end(self: Box<Self>, end: Result<Completion, RequestError>) {
        let Self { body, end: hand_on } = *self;
        hand_on(end.and_then(|completion| {
            projects::decode(&body).ok_or_else(|| {
                // What else it is, is for the decoder of lists to find out.
                let why = decode(&body).err().unwrap_or(NotAList::NoData);
                RequestError::unreadable(why, &completion)
            })
        }));
    }
}
