//! The response to a request for the detail of one job.

use devserver_jobs_core::detail::{self, JobDetail};

use super::whole_body::{Whole, WholeBody};
use super::{Completion, RequestError};

/// A detail as it arrived.
pub struct Arrived {
    /// The body of the answer.
    pub body: Vec<u8>,
    /// What it says.
    pub decoded: JobDetail,
    /// How the answer ended.
    pub completion: Completion,
}

/// A sink that hands the detail, or why there is none, to `end`.
pub fn sink(end: impl FnOnce(Result<Arrived, RequestError>) + 'static) -> WholeBody {
    WholeBody::new(move |whole| end(read(whole)))
}

/// What an answer says. Decoding it is in the second module.
///
/// # Errors
/// When the request failed, or the answer is no detail.
pub fn read(whole: Result<Whole, RequestError>) -> Result<Arrived, RequestError> {
    let (body, completion) = whole?;
    let mut decoded =
        detail::decode(&body).map_err(|why| RequestError::unreadable(why, &completion))?;
    decoded.end = completion.end(decoded.end);
    Ok(Arrived { body, decoded, completion })
}
