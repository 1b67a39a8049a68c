//! The details that have arrived, and the status of the request for the open job, as data.

use std::sync::Arc;

use devserver_jobs_core::decode::End;
use devserver_jobs_core::detail::JobDetail;
use devserver_jobs_core::error::Trouble;

use crate::api::job_detail::Arrived;
use crate::api::{Completion, Request, RequestError};
use crate::state::list::sent;

/// The maximum number of stored details; a large one takes two megabytes.
const KEPT: usize = 16;

/// The detail of one job.
#[derive(Debug)]
pub struct Detail {
    /// The request whose response it is, with the session that sent it.
    request: Request,
    /// The body of the response.
    pub body: Vec<u8>,
    /// The decoded body.
    pub decoded: JobDetail,
    /// When the cloud sent it, in milliseconds since 1970 by the user's clock.
    pub at: f64,
    /// Why there is no newer one, if the proxy sent a stale response.
    pub trouble: Option<Trouble>,
}

/// The status of the request for the detail of the open job.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// No job is open, or its ID cannot be requested.
    #[default]
    NotRequested,
    /// A request is under way.
    Loading,
    /// The newest request was successful.
    Ready,
    /// The newest request failed.
    Failed(RequestError),
}

/// The details that have arrived, and the status of the open one.
#[derive(Clone, Debug, Default)]
pub struct Details {
    request: Option<Request>,
    status: Status,
    /// Newest last, so that a detail that was opened before is displayed at once.
    kept: Vec<Arc<Detail>>,
}

impl Details {
    /// The status of the request for the open job.
    pub fn status(&self) -> &Status {
        &self.status
    }

    /// The detail of the open job, if it has arrived.
    pub fn shown(&self) -> Option<&Arc<Detail>> {
        self.kept(self.request.as_ref()?)
    }

    /// The stored detail for a request, if there is one.
    pub(in crate::state) fn kept(&self, request: &Request) -> Option<&Arc<Detail>> {
        self.kept.iter().find(|detail| detail.request == *request)
    }

    /// There is nothing to request.
    pub(super) fn set_idle(&mut self, status: Status) {
        (self.request, self.status) = (None, status);
    }

    /// Selects the detail to display. Returns whether it has to be requested: a stored one for which `is_final`
    /// returns `true` does not change any more.
    pub(super) fn want(&mut self, request: Request, is_final: impl Fn(&Detail) -> bool) -> bool {
        // Details of another session must not be displayed in this one.
        self.kept.retain(|detail| detail.request.session == request.session);
        self.request = Some(request);
        let is_final = self.shown().is_some_and(|detail| is_final(detail));
        self.status = if is_final { Status::Ready } else { Status::Loading };
        !is_final
    }

    /// Stores the result of the request, which arrived at `now`.
    pub(super) fn settle(&mut self, end: Result<Arrived, RequestError>, now: f64) -> &Status {
        self.status = match end.and_then(|arrived| self.keep(arrived, now)) {
            Ok(()) => Status::Ready,
            Err(error) => Status::Failed(error),
        };
        &self.status
    }

    fn keep(&mut self, arrived: Arrived, now: f64) -> Result<(), RequestError> {
        let Some(request) = self.request.clone() else {
            return Ok(());
        };
        let Arrived { body, decoded, completion: Completion { freshness, .. } } = arrived;
        let (at, trouble) = (sent(freshness, now), freshness.trouble);
        if let Some(before) = self.shown() {
            // A complete detail is better than a newer incomplete one.
            if decoded.end != End::Whole && before.decoded.end == End::Whole {
                return Err(RequestError::CutShort { rows: decoded.tasks.len() });
            }
            // An equal response changes nothing on screen.
            if before.body == body && (before.trouble, before.decoded.end) == (trouble, decoded.end)
            {
                return Ok(());
            }
        }
        self.kept.retain(|detail| detail.request != request);
        if self.kept.len() == KEPT {
            self.kept.remove(0);
        }
        self.kept.push(Arc::new(Detail { request, body, decoded, at, trouble }));
        Ok(())
    }
}
