//! The response to a request for the detail of one job.

use devserver_jobs_core::detail::{self, JobDetail};

use super::whole_body::{Whole, WholeBody};
use super::{Completion, RequestError};

/// The detail of a job with its body.
pub struct Arrived {
    /// The body of the response.
    pub body: Vec<u8>,
    /// The decoded body.
    pub decoded: JobDetail,
    /// How the response ended.
    pub completion: Completion,
}

/// A sink that passes the detail, or the error, to `end`.
pub fn sink(end: impl FnOnce(Result<Arrived, RequestError>) + 'static) -> WholeBody {
    WholeBody::new(move |whole| end(read(whole)))
}

/// Decodes a response. This is called in the second module only.
///
/// # Errors
/// When the request failed, or the response is no detail.
pub fn read(whole: Result<Whole, RequestError>) -> Result<Arrived, RequestError> {
    let (body, completion) = whole?;
    let mut decoded =
        detail::decode(&body).map_err(|why| RequestError::unreadable(why, &completion))?;
    decoded.end = completion.end(decoded.end);
    Ok(Arrived { body, decoded, completion })
}
