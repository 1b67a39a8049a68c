//! The response to the request for the projects.

use devserver_jobs_core::decode::{NotAList, decode};
use devserver_jobs_core::projects;
use devserver_jobs_core::query::ProjectId;

use super::RequestError;
use super::whole_body::WholeBody;

/// A sink that passes the projects, or the error, to `end`.
pub fn sink(end: impl FnOnce(Result<Vec<ProjectId>, RequestError>) + 'static) -> WholeBody {
    WholeBody::new(move |whole| {
        end(whole.and_then(|(body, completion)| {
            projects::decode(&body).ok_or_else(|| {
                // The decoder of lists finds out what else it is.
                let why = decode(&body).err().unwrap_or(NotAList::NoData);
                RequestError::unreadable(why, &completion)
            })
        }));
    })
}
