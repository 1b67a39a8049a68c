//! The cache of the cloud's responses, with single-flight calls: N clients cause one call. It calls the cloud when
//! necessary, and contains no HTTP.
//!
//! Each operation has a cache entry: the last good response, the call in progress, and the last failure. A request
//! gets the stored response while that is fresh; otherwise it joins the call in progress, or starts one. When the
//! call fails or is late, the last good response is returned and marked as stale (stale-if-error,
//! stale-while-revalidate).
//!
//! Replicas with an engine call one at a time for each operation ([`replicas`]).
//!
//! The alternative was a cache crate with a time to live. Those have a clock of their own, which tests cannot set,
//! and none has bodies that are read while they are written.

pub mod answer;
pub mod body;
pub mod budget;
mod call;
pub mod delta;
mod log;
pub mod past;
pub mod replicas;
pub mod store;

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::cache::answer::Answer;
use crate::cache::body::Whole;
use crate::cache::log::Rejected;
use crate::cache::replicas::Replicas;
use crate::cache::store::{Entry, Given, Kept, Store};
use crate::clock::Clock;
use crate::cloud::Cloud;
use crate::error::{Reason, Refusal};
use crate::http::dictionary::Hash;
use crate::metrics::{Hit, Metrics};
use crate::route::{Operation, ProjectId};

/// The time after which a retry makes sense if there was no memory for a response.
const MEMORY_PAUSE: Duration = Duration::from_secs(5);

/// How long and how much is stored.
#[derive(Clone, Copy, Debug)]
pub struct Keep {
    /// For this long a response is returned without a call.
    pub ttl: Duration,
    /// For this long after its arrival a response is returned while the cloud fails.
    pub stale_if_error: Duration,
    /// A stale response is returned when the cloud has not begun to respond within this time, while the call goes
    /// on (stale-while-revalidate).
    pub soft_deadline: Duration,
    /// The limit for all responses together, in bytes: stored, arriving, and still read by clients, with their
    /// encodings and the overhead of each entry.
    pub bytes: usize,
}

/// The result of a lookup.
#[derive(Clone, Debug)]
pub struct Found {
    /// The response.
    pub answer: Arc<Answer>,
    /// Where it comes from.
    pub hit: Hit,
    /// The time since the cloud sent it.
    pub age: Duration,
    /// How long it stays fresh; negative, in seconds, if it is stale.
    pub ttl_seconds: i64,
    /// Why a stale response is returned.
    pub stale: Option<Reason>,
}

/// The cache.
#[derive(Debug)]
pub struct Cache {
    cloud: Cloud,
    clock: Clock,
    keep: Keep,
    metrics: Arc<Metrics>,
    store: Arc<Store>,
    rejected: Mutex<Rejected>,
    replicas: Option<Replicas>,
}

impl Cache {
    /// An empty cache for a cloud.
    pub fn new(cloud: Cloud, clock: Clock, keep: Keep, metrics: Arc<Metrics>) -> Self {
        let store = Arc::new(Store::new(keep.bytes, metrics.clone()));
        let rejected = Mutex::default();
        Cache { cloud, clock, keep, metrics, store, rejected, replicas: None }
    }

    /// The same, shared with the other replicas if there is an engine.
    pub fn sharing(self, replicas: Option<Replicas>) -> Self {
        Cache { replicas, ..self }
    }

    /// The cloud.
    pub fn cloud(&self) -> &Cloud {
        &self.cloud
    }

    /// Removes all responses about these projects, because their endpoint or credential has changed.
    pub fn forget(&self, projects: &HashSet<ProjectId>) {
        self.store.lock().forget(|operation| projects.contains(operation.project()));
    }

    /// Whether there is an entry for an operation, so that a request for it need not cause a call.
    pub fn knows(&self, operation: &Operation) -> bool {
        let state = self.store.lock();
        state.peek(operation).is_some() || state.call(operation).is_some()
    }

    /// Whether responses to an operation can be dictionaries of later ones: whole lists, which are large and change
    /// little. If nothing is stored, there are none.
    pub fn has_dictionaries(&self, operation: &Operation) -> bool {
        let keeps = !self.keep.ttl.is_zero() || !self.keep.stale_if_error.is_zero();
        operation.is_whole_list() && keeps
    }

    /// The last response to an operation, or an earlier one, by its hash.
    pub fn dictionary(&self, operation: &Operation, hash: &Hash) -> Option<Whole> {
        self.store.lock().dictionary(operation, hash, self.clock.elapsed())
    }

    /// The response to an operation: stored, or as soon as the cloud begins to send it.
    pub async fn find(self: &Arc<Self>, operation: &Operation) -> Result<Found, Refusal> {
        let (mut head, hit, old) = {
            let mut state = self.store.lock();
            let now = self.clock.elapsed();
            let call = state.call(operation);
            let entry = state.entry(operation);
            let kept = entry.and_then(|entry| entry.kept.as_ref());
            if let Some(kept) = kept.filter(|kept| now < kept.fresh_until) {
                self.metrics.looked(Hit::Fresh);
                return Ok(kept.found(now, Hit::Fresh, None));
            }
            let old = kept.filter(|kept| now < kept.at + self.keep.stale_if_error).cloned();
            let failed = entry.and_then(|entry| entry.failed.as_ref());
            match (call, failed) {
                (Some(call), _) => (call.subscribe(), Hit::Joined, old),
                (None, Some(failed)) if now < failed.until => {
                    let refusal = failed.refusal.clone().retry_after(failed.until - now);
                    return self.instead(entry, refusal);
                }
                (None, _) => {
                    let Some(call) = state.begin(&self.store, operation) else {
                        return self.instead(state.peek(operation), no_memory());
                    };
                    let head = call.subscribe();
                    tokio::spawn(self.clone().fetch(operation.clone(), call));
                    (head, Hit::Miss, old)
                }
            }
        };
        let has_old = old.is_some() || self.replicas.is_some();
        let soft_deadline = self.keep.soft_deadline;
        if has_old
            && self.clock.timeout(soft_deadline, head.wait_for(Option::is_some)).await.is_none()
        {
            // Meanwhile an older one may have arrived from another replica.
            if let Some(old) = old.or_else(|| self.last_good(operation)) {
                // A call in the queue is cancelled when nobody waits for it.
                tokio::spawn(async move { _ = head.wait_for(Option::is_some).await });
                self.metrics.looked(Hit::Stale);
                let now = self.clock.elapsed();
                return Ok(old.found(now, Hit::Stale, Some(Reason::CloudTimeout)));
            }
        }
        let head = head.wait_for(Option::is_some).await.ok().and_then(|head| head.clone());
        match head {
            Some(Ok(Given::Begun(answer))) => {
                self.metrics.looked(hit);
                let (age, ttl_seconds) = (Duration::ZERO, 0);
                Ok(Found { answer, hit, age, ttl_seconds, stale: None })
            }
            Some(Ok(Given::Shared(kept))) => {
                self.metrics.looked(Hit::Shared);
                Ok(kept.found(self.clock.elapsed(), Hit::Shared, None))
            }
            Some(Err(refusal)) => self.instead(self.store.lock().peek(operation), refusal),
            // The task of the call has ended without a result: it has panicked.
            None => Err(Refusal::internal()),
        }
    }

    /// The last good response, if it is not too old.
    fn last_good(&self, operation: &Operation) -> Option<Kept> {
        let now = self.clock.elapsed();
        let state = self.store.lock();
        let kept = state.peek(operation)?.kept.clone();
        kept.filter(|kept| now < kept.at + self.keep.stale_if_error)
    }

    /// The replacement of a new response: the last good one, if it is not too old.
    fn instead(&self, entry: Option<&Entry>, refusal: Refusal) -> Result<Found, Refusal> {
        let now = self.clock.elapsed();
        let kept = entry.and_then(|entry| entry.kept.as_ref());
        let good = kept.filter(|kept| now < kept.at + self.keep.stale_if_error);
        // An error that concerns the request itself is not a failure of the cloud.
        match good {
            Some(kept) if !matches!(refusal.reason, Reason::CloudRefused | Reason::NotFound) => {
                self.metrics.looked(Hit::Stale);
                Ok(kept.found(now, Hit::Stale, Some(refusal.reason)))
            }
            _ => {
                self.metrics.looked(Hit::Miss);
                Err(refusal)
            }
        }
    }
}

fn no_memory() -> Refusal {
    Refusal::new(
        Reason::Busy,
        "The gateway has no memory left for this response, because others are still being sent. Try again. \
         If the problem persists, its operators can raise --cache-size.",
    )
    .retry_after(MEMORY_PAUSE)
}

impl Kept {
    fn found(&self, now: Duration, hit: Hit, stale: Option<Reason>) -> Found {
        let ttl_seconds = match self.fresh_until.checked_sub(now) {
            Some(left) => left.as_secs() as i64,
            None => -((now - self.fresh_until).as_secs() as i64),
        };
        let age = now.saturating_sub(self.at);
        Found { answer: self.answer.clone(), hit, age, ttl_seconds, stale }
    }
}
