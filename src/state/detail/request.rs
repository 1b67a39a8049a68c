//! The effect that requests the detail of the open job.

use devserver_jobs_core::detail;
use dom::reactive::{Effect, Memo, spawn_local_scoped_with_cancellation, untrack};

use super::{Answer, DetailSlice, Status};
use crate::api::whole_body::WholeBody;
use crate::api::{Proxy, Request, RequestError};
use crate::state::environment::Environment;
use crate::state::inputs::Inputs;

/// Requests the detail of the open job now, and again when another job is opened, the session changes, or a refetch
/// or a retry is triggered. The detail of a job that is over is not requested again.
pub(in crate::state) fn start(detail: DetailSlice, inputs: Inputs, environment: Environment) {
    let Inputs { session, query, refresh, .. } = inputs;
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
        // Over according to both the detail and the list.
        let is_final = |known: &super::Detail| {
            known.trouble.is_none()
                && known.decoded.is_over()
                && listed.as_ref().is_none_or(|job| detail::is_over(job))
        };
        let is_wanted =
            detail.details.try_update(|details| details.want(request.clone(), is_final));
        // A response that has not been decoded yet belongs to another request.
        detail.answer.update_untracked(|answer| *answer = None);
        if is_wanted == Some(true) {
            let platform = environment.platform.clone();
            let sink = WholeBody::new(move |end| {
                detail.answer.set(Some(Answer { end, at: platform.now() }));
            });
            let transport = environment.transport.clone();
            spawn_local_scoped_with_cancellation(transport.get(request, Box::new(sink)));
        }
    });
}
