//! The effect that requests the detail of the open job, and what its answer does to the slice.

use devserver_jobs_core::detail;
use dom::reactive::{Effect, Memo, spawn_local_scoped_with_cancellation, untrack};

use super::{DetailSlice, Status};
use crate::api::job_detail::{self, Arrived};
use crate::api::{Proxy, Request, RequestError};
use crate::events::Event;
use crate::state::clock::ClockSlice;
use crate::state::environment::Environment;
use crate::state::inputs::Inputs;

/// Requests the detail of the open job now, and again when another job is opened, the session changes, or
/// a refetch or a retry is triggered. A detail of a job that is over is not requested again.
pub(in crate::state) fn start(detail: DetailSlice, inputs: Inputs, environment: Environment) {
    let Inputs { session, query, refresh, clock, .. } = inputs;
    let asked = Memo::new(move |_| {
        let path = detail
            .open
            .get()
            .and_then(|id| query.with(|query| detail::path(query.project.as_ref()?, &id)));
        (session.get(), path)
    });
    Effect::new(move || {
        let (session, path) = asked.get();
        refresh.track();
        detail.retry.track();
        let request = match (path, &session.proxy) {
            (None, _) => Err(Status::NotRequested),
            (_, Proxy::Bad(text)) => Err(Status::Failed(RequestError::BadProxy(text.clone()))),
            (Some(path), Proxy::Base(base)) => {
                Ok(Request { url: format!("{base}{path}"), session })
            }
        };
        let request = match request {
            Ok(request) => request,
            Err(status) => return detail.details.update(|details| details.set_idle(status)),
        };
        let id = detail.open.get_untracked();
        let listed = untrack(|| id.as_deref().and_then(|id| detail.list.job(id)));
        // Over by all that is known.
        let is_final = |known: &super::Detail| {
            known.trouble.is_none()
                && known.decoded.is_over()
                && listed.as_ref().is_none_or(|job| detail::is_over(job))
        };
        let is_wanted =
            detail.details.try_update(|details| details.want(request.clone(), is_final));
        if is_wanted == Some(true) {
            let world = environment.clone();
            let sink = job_detail::sink(move |end| detail.settle(end, clock, &world));
            let transport = environment.transport.clone();
            spawn_local_scoped_with_cancellation(transport.get(request, Box::new(sink)));
        }
    });
}

impl DetailSlice {
    /// Takes the end of a request.
    fn settle(
        self,
        end: Result<Arrived, RequestError>,
        clock: ClockSlice,
        environment: &Environment,
    ) {
        let now = environment.platform.now();
        clock.set(now);
        let status = self.details.try_update(|details| details.settle(end, now).clone());
        if let Some(Status::Failed(error)) = &status {
            let job_id = self.open.get_untracked();
            let job_id = job_id.as_deref();
            environment.events.send(Event::Failed { error, job_id });
        }
    }
}
