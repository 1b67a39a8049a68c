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
pub mod delta;
pub mod past;
pub mod replicas;
pub mod store;

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::cache::answer::Answer;
use crate::cache::body::Whole;
use crate::cache::budget::Reserve;
use crate::cache::replicas::{Replicas, Settled};
use crate::cache::store::{Ended, Entry, Failed, Given, Head, Kept, Store};
use crate::clock::Clock;
use crate::cloud::backoff;
use crate::cloud::transport::Failure;
use crate::cloud::{self, Body, Cloud};
use crate::error::{Reason, Refusal};
use crate::http::dictionary::Hash;
use crate::metrics::{Hit, Metrics};
use crate::route::{Operation, ProjectId};
use crate::shared::answers::Lease;

/// After so long without another failure, the next one is the first again.
const FAILURES_REMEMBERED: Duration = Duration::from_secs(120);
/// While no call may be made, the log says so this often.
const LOGGED_EVERY: Duration = Duration::from_secs(60);
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

/// Calls that were not made since the log last said so.
#[derive(Debug, Default)]
struct Rejected {
    calls: u64,
    log_at: Duration,
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

    /// One call, from its turn to the last byte of its answer. It goes on when nobody reads any more:
    /// a call that was sent counts with the cloud, so what became of it must be known.
    async fn fetch(self: Arc<Self>, operation: Operation, call: Arc<watch::Sender<Head>>) {
        let revision = self.cloud.revision();
        let guard = CallGuard { cache: &self, operation: &operation, revision };
        let mut turn = std::pin::pin!(self.turn(&operation));
        let turn = loop {
            tokio::select! {
                biased;
                turn = &mut turn => break turn,
                // While it only waits for its turn, nobody is harmed when it is given up.
                () = call.closed() => {
                    let mut state = self.store.lock();
                    if call.receiver_count() == 0 {
                        let now = self.clock.elapsed();
                        state.end(&self.store, &operation, Ended::Nothing, now);
                        return;
                    }
                }
            }
        };
        let (lease, turn) = match turn {
            Ok(turn) => turn,
            Err(Settled::Shared(kept)) => {
                let kept = guard.arrived(kept);
                call.send_replace(Some(Ok(Given::Shared(kept))));
                return;
            }
            Err(Settled::Failed(refusal)) => {
                let refusal = guard.failed(refusal);
                call.send_replace(Some(Err(refusal)));
                return;
            }
        };
        let called = match turn {
            Ok(turn) => self.cloud.call(turn, &operation).await,
            Err(failure) => Err(failure),
        };
        let ended = match called {
            Ok(body) => self.take(body, &call).await,
            Err(failure) => Err(failure),
        };
        match ended {
            Ok(kept) => {
                let kept = guard.arrived(kept);
                if let (Some(replicas), Some(lease)) = (&self.replicas, lease) {
                    replicas.answered(&operation, kept, &self, lease).await;
                }
            }
            Err(failure) => {
                self.log(&failure);
                let is_remembered = is_remembered(failure.refusal.reason);
                let refusal = guard.failed(failure.refusal);
                if call.borrow().is_none() {
                    call.send_replace(Some(Err(refusal.clone())));
                }
                if let (Some(replicas), Some(lease)) = (&self.replicas, lease)
                    && is_remembered
                {
                    replicas.failed(&refusal, lease).await;
                }
            }
        }
    }

    /// Waits until this replica may call, or another has.
    async fn turn(
        &self,
        operation: &Operation,
    ) -> Result<(Option<Lease>, Result<cloud::Turn, Failure>), Settled> {
        let lease = match &self.replicas {
            Some(replicas) => replicas.turn(operation, self).await?,
            None => None,
        };
        Ok((lease, self.cloud.turn(operation).await))
    }

    /// Takes an answer as it arrives, as far as there is memory for it.
    async fn take(&self, mut body: Body, call: &watch::Sender<Head>) -> Result<Kept, Failure> {
        let full = || Failure::of(no_memory());
        let at = self.clock.elapsed();
        let store = self.store.clone();
        let reserve = Reserve::new(move |bytes| store.reserve(bytes));
        let (answer, mut writer) = Answer::new(body.length(), reserve);
        let answer = Arc::new(answer);
        // Where its length is known, an answer that does not fit is refused before it begins.
        let length = body.length().map(|length| usize::try_from(length).unwrap_or(usize::MAX));
        let mut reserved = length.unwrap_or_default();
        writer.charge(self.store.reserve(reserved).ok_or_else(full)?);
        call.send_replace(Some(Ok(Given::Begun(answer.clone()))));
        while let Some(chunk) = body.next().await.map_err(broke_off)? {
            if chunk.len() > reserved {
                let more = self.store.reserve(chunk.len() - reserved);
                writer.charge(more.ok_or_else(full)?);
            }
            reserved = reserved.saturating_sub(chunk.len());
            writer.write(chunk);
        }
        writer.finish();
        let fresh_until = self.clock.elapsed() + self.keep.ttl;
        Ok(Kept { answer, at, fresh_until })
    }

    /// Logs a call that failed. Those that were not even made are one line a minute together.
    fn log(&self, failure: &Failure) {
        let Failure { refusal, cause, .. } = failure;
        let is_rejected = matches!(
            refusal.reason,
            Reason::CredentialPaused | Reason::CloudThrottled | Reason::Busy
        );
        if is_rejected && cause.is_none() {
            let mut rejected = self.rejected.lock().unwrap_or_else(PoisonError::into_inner);
            let now = self.clock.elapsed();
            rejected.calls += 1;
            if now >= rejected.log_at {
                rejected.log_at = now + LOGGED_EVERY;
                let calls = std::mem::take(&mut rejected.calls);
                let reason = refusal.reason.name();
                tracing::warn!(reason, calls, "No calls to the cloud: {}", refusal.message);
            }
            return;
        }
        tracing::warn!(
            reason = refusal.reason.name(),
            code = refusal.code,
            cloud_request_id = refusal.request_id,
            cause,
            "A call to the cloud failed: {}",
            refusal.message
        );
    }

    /// Whether an entry may still be given, or still says when to call again.
    fn is_of_use(&self, entry: &Entry, now: Duration) -> bool {
        let longest = self.keep.stale_if_error;
        match (&entry.kept, &entry.failed) {
            (Some(kept), _) => now < kept.fresh_until || now < kept.at + longest,
            (None, Some(failed)) => now < failed.until + FAILURES_REMEMBERED,
            (None, None) => false,
        }
    }

    /// The end of a call, in the entry of its operation.
    fn end(&self, operation: &Operation, ended: impl FnOnce(Option<&Entry>) -> Ended) {
        let now = self.clock.elapsed();
        let mut state = self.store.lock();
        let ended = ended(state.peek(operation));
        state.end(&self.store, operation, ended, now);
        state.sweep(&self.store, now, |entry| self.is_of_use(entry, now));
    }
}

/// Whether a call of this operation waits after such a failure. For the others the way to the cloud itself is
/// closed, and opens when the secrets change.
fn is_remembered(reason: Reason) -> bool {
    !matches!(
        reason,
        Reason::CredentialRefused
            | Reason::CredentialPaused
            | Reason::ClockSkew
            | Reason::CloudThrottled
    )
}

fn no_memory() -> Refusal {
    Refusal::new(
        Reason::Busy,
        "The gateway has no memory left for this answer: others still receive theirs. Try again; if it \
         goes on, its operators can raise --cache-size.",
    )
    .retry_after(MEMORY_PAUSE)
}

/// A failure after the head of the answer.
fn broke_off(refusal: Refusal) -> Failure {
    let cause = Some("an answer broke off".to_owned());
    Failure { cause, ..Failure::of(refusal) }
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

/// The end of a call, in the entry of its operation. However the call ends, the entry is free again.
struct CallGuard<'a> {
    cache: &'a Cache,
    operation: &'a Operation,
    /// Of the cloud, when the call began.
    revision: u64,
}

impl CallGuard<'_> {
    /// Gives back what is kept of it.
    fn arrived(&self, mut kept: Kept) -> Kept {
        let keep = &self.cache.keep;
        self.cache.end(self.operation, |entry| {
            let is_of_before = self.cache.cloud.revision() != self.revision;
            if is_of_before || keep.ttl.is_zero() && keep.stale_if_error.is_zero() {
                return Ended::Nothing;
            }
            let tag = |answer: &Answer| answer.identity().whole_now().map(|whole| whole.etag);
            // The same bytes again: what was compressed stays good, and so do the readers' tags.
            let before = entry.and_then(|entry| entry.kept.as_ref());
            let same = before.filter(|before| {
                tag(&before.answer) == tag(&kept.answer) && !before.answer.lacks_coding()
            });
            if let Some(same) = same {
                kept.answer = same.answer.clone();
            }
            Ended::Kept(kept.clone())
        });
        kept
    }

    /// Gives the refusal back with the time after which asking again makes sense.
    fn failed(&self, mut refusal: Refusal) -> Refusal {
        let cache = self.cache;
        cache.end(self.operation, |entry| {
            let failed = entry.and_then(|entry| entry.failed.as_ref());
            let before = failed.map_or(0, |failed| failed.times);
            let pause = match refusal.reason {
                reason if !is_remembered(reason) => return Ended::Nothing,
                // No trouble of the cloud's, and as good an answer as a list.
                Reason::CloudRefused | Reason::NotFound => cache.keep.ttl,
                _ => backoff::pause(before, refusal.retry_after),
            };
            if pause.is_zero() {
                return Ended::Nothing;
            }
            refusal.retry_after = Some(pause);
            let until = cache.clock.elapsed() + pause;
            let times = before.saturating_add(1);
            Ended::Failed(Failed { refusal: refusal.clone(), times, until })
        });
        refusal
    }
}

impl Drop for CallGuard<'_> {
    fn drop(&mut self) {
        // After a panic: nobody may wait for a call that has no task any more.
        if std::thread::panicking() {
            let Cache { store, clock, .. } = self.cache;
            store.lock().end(store, self.operation, Ended::Nothing, clock.elapsed());
        }
    }
}
