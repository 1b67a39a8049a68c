//! Requests details, a few at a time, until the user stops it.

use std::sync::Arc;

use devserver_jobs_core::detail;
use devserver_jobs_core::job::Job;
use devserver_jobs_reports::causes::Reading;
use dom::reactive::{Effect, Memo, spawn_local_scoped_with_cancellation, untrack};

use super::{CausesSlice, Readings};
use crate::api::job_detail::{self, Arrived};
use crate::api::{Proxy, Request, RequestError};
use crate::platform::Pause;
use crate::state::Store;

/// The number of concurrent requests.
const AT_A_TIME: usize = 4;
/// After this many failures in a row, reading stops.
const MOST_FAILURES: usize = 4;

/// Reads the details of the jobs at these places while the user wants it, until the current owner ends.
pub fn start(store: Store, places: Memo<Vec<u32>>) {
    let causes = store.causes;
    let scope =
        Memo::new(move |_| (store.session.get(), store.query.with(|query| query.project.clone())));
    // Outside world: the network.
    Effect::new(move || {
        let scope = scope.get();
        causes.readings.try_update(|readings| {
            if readings.scope.as_ref() != Some(&scope) {
                let wanted = readings.wanted;
                *readings = Readings { scope: Some(scope.clone()), wanted, ..Readings::default() };
            }
            readings.requested.clear();
        });
        if causes.is_reading.get() {
            for _ in 0..AT_A_TIME {
                spawn_local_scoped_with_cancellation(read_all(store, places));
            }
        }
    });
}

/// Requests the details that are not requested yet, until there are none left.
async fn read_all(store: Store, places: Memo<Vec<u32>>) {
    let causes = store.causes;
    let environment = store.environment();
    while let Some((job, request)) = next(store, places) {
        let id = job.id.clone().unwrap_or_default();
        match untrack(|| store.detail.kept(&request)) {
            Some(known) if known.trouble.is_none() && known.decoded.is_over() => {
                causes.settle(id, Ok(Reading::new(&job, &known.decoded, None)));
            }
            _ => {
                let sink = job_detail::sink(move |end| {
                    let read = |arrived: Arrived| {
                        Reading::new(&job, &arrived.decoded, arrived.completion.request_id)
                    };
                    causes.settle(id, end.map(read));
                });
                environment.transport.get(request, Box::new(sink)).await;
                // A detail of 200 servers takes some milliseconds to read.
                environment.platform.pause(Pause::Yield).await;
            }
        }
    }
    let is_last = causes.readings.with_untracked(|readings| readings.requested.is_empty());
    if is_last && causes.is_reading.get_untracked() {
        causes.is_reading.set(false);
    }
}

/// The next job to read, and its request.
fn next(store: Store, places: Memo<Vec<u32>>) -> Option<(Job, Request)> {
    let causes = store.causes;
    let session = untrack(|| store.session.get());
    let Proxy::Base(base) = &session.proxy else {
        return None;
    };
    let jobs = untrack(|| causes.wanted(store, places));
    let project = store.query.get_untracked().project?;
    causes.readings.try_update(|readings| {
        let last: Vec<_> = readings.failed.iter().rev().take(MOST_FAILURES).collect();
        let done = readings.done.iter().rev();
        if last.len() == MOST_FAILURES && last.iter().zip(done).all(|(a, b)| a.0 == *b) {
            return None;
        }
        let job = jobs.into_iter().find(|job| {
            let id = job.id.as_deref().unwrap_or_default();
            !readings.is_settled(id) && !readings.requested.iter().any(|own| own == id)
        })?;
        let id = job.id.clone()?;
        let path = detail::path(&project, &id)?;
        readings.requested.push(id);
        Some((job, Request { url: format!("{base}{path}"), session: session.clone() }))
    })?
}

impl CausesSlice {
    /// Stores the detail of a job, or the error.
    fn settle(self, id: String, end: Result<Reading, RequestError>) {
        self.readings.try_update(|readings| {
            readings.requested.retain(|own| *own != id);
            readings.done.push(id.clone());
            match end {
                Ok(reading) => {
                    readings.read.retain(|(own, _)| *own != id);
                    readings.read.push((id, Arc::new(reading)));
                }
                Err(error) => readings.failed.push((id, error)),
            }
        });
    }
}
