//! The cache of the cloud's answers, with single-flight calls: N readers cost one call. It calls the
//! cloud when it has to, and holds no HTTP of its own.
//!
//! Each operation has a cache entry: the last good answer, the call that is under way, and the last
//! failure. A request gets the kept answer while that is fresh; else it joins the call that is under way,
//! or starts one. When the call fails, or is late (stale-while-revalidate), the last good answer is given
//! and marked (stale-if-error).
//!
//! Replicas with an engine call for each operation one at a time ([`replicas`]).
//!
//! A cache crate with a time to live was the alternative; those have a clock of their own, which no test
//! can set, and none has bodies that are read while they are written.

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

/// When asking again makes sense if there was no memory for an answer.
const MEMORY_PAUSE: Duration = Duration::from_secs(5);

/// How long and how much is kept.
#[derive(Clone, Copy, Debug)]
pub struct Keep {
    /// For so long an answer is given without asking again.
    pub ttl: Duration,
    /// For so long, since it arrived, an answer is given while the cloud fails.
    pub stale_if_error: Duration,
    /// A kept answer that is past its time is given when the cloud has not begun to answer within this
    /// time, while the call goes on (stale-while-revalidate).
    pub soft_deadline: Duration,
    /// All answers together, in bytes: those that are kept, those that arrive, those that readers still
    /// hold, all their codings, and what each takes besides.
    pub bytes: usize,
}

/// What a reader gets.
#[derive(Clone, Debug)]
pub struct Found {
    /// The answer.
    pub answer: Arc<Answer>,
    /// Where it comes from.
    pub hit: Hit,
    /// How long ago the cloud gave it.
    pub age: Duration,
    /// For how long it stays fresh; negative, in seconds, when it is not.
    pub ttl_seconds: i64,
    /// Why an old answer is given.
    pub stale: Option<Reason>,
}

/// Keeps answers.
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
    /// An empty cache before a cloud.
    pub fn new(cloud: Cloud, clock: Clock, keep: Keep, metrics: Arc<Metrics>) -> Self {
        let store = Arc::new(Store::new(keep.bytes, metrics.clone()));
        let rejected = Mutex::default();
        Cache { cloud, clock, keep, metrics, store, rejected, replicas: None }
    }

    /// The same, in common with the other replicas, where there is an engine.
    pub fn sharing(self, replicas: Option<Replicas>) -> Self {
        Cache { replicas, ..self }
    }

    /// What stands behind it.
    pub fn cloud(&self) -> &Cloud {
        &self.cloud
    }

    /// Lets go of all answers about these projects: another cloud may stand behind them now.
    pub fn forget(&self, projects: &HashSet<ProjectId>) {
        self.store.lock().forget(|operation| projects.contains(operation.project()));
    }

    /// Whether anything is known of an operation, so that asking for it need not cost a call.
    pub fn knows(&self, operation: &Operation) -> bool {
        let state = self.store.lock();
        state.peek(operation).is_some() || state.call(operation).is_some()
    }

    /// Whether answers of an operation can be dictionaries of later ones: whole lists, which are large and hardly
    /// change. What is not kept is none.
    pub fn has_dictionaries(&self, operation: &Operation) -> bool {
        let keeps = !self.keep.ttl.is_zero() || !self.keep.stale_if_error.is_zero();
        operation.is_whole_list() && keeps
    }

    /// The last answer to an operation, or one before, by its hash.
    pub fn dictionary(&self, operation: &Operation, hash: &Hash) -> Option<Whole> {
        self.store.lock().dictionary(operation, hash, self.clock.elapsed())
    }

    /// The answer to an operation: kept, or as soon as the cloud begins to give it.
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
            // Meanwhile an older one may have come from another replica.
            if let Some(old) = old.or_else(|| self.last_good(operation)) {
                // A call that waits for its turn is given up when nobody waits for it.
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
            // The task of the call is gone without a word: it has panicked.
            None => Err(Refusal::internal()),
        }
    }

    /// The last good answer, if it is not too old.
    fn last_good(&self, operation: &Operation) -> Option<Kept> {
        let now = self.clock.elapsed();
        let state = self.store.lock();
        let kept = state.peek(operation)?.kept.clone();
        kept.filter(|kept| now < kept.at + self.keep.stale_if_error)
    }

    /// What is given instead of a new answer: the last good one, if it is not too old.
    fn instead(&self, entry: Option<&Entry>, refusal: Refusal) -> Result<Found, Refusal> {
        let now = self.clock.elapsed();
        let kept = entry.and_then(|entry| entry.kept.as_ref());
        let good = kept.filter(|kept| now < kept.at + self.keep.stale_if_error);
        // What the cloud refuses for what it asks is no trouble of the cloud's.
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
        "The gateway has no memory left for this answer: others still receive theirs. Try again; if it \
         goes on, its operators can raise --cache-size.",
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
