//! The cache of the cloud's answers, with single-flight calls: N readers cost one call. It calls the
//! cloud when it has to, and holds no HTTP of its own.
//!
//! Each operation has a cache entry: the last good answer, the call that is under way, and the last
//! failure. A request gets the kept answer while that is fresh; else it joins the call that is under way,
//! or starts one. When the call fails, or is late (stale-while-revalidate), the last good answer is given
//! and marked (stale-if-error).
//!
//! A cache crate with a time to live was the alternative; those have a clock of their own, which no test
//! can set, and none has bodies that are read while they are written.

pub mod body;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

use crate::cache::body::{BodyWriter, SharedBody};
use crate::clock::Clock;
use crate::cloud::Cloud;
use crate::cloud::backoff;
use crate::cloud::transport::Failure;
use crate::error::{Reason, Refusal};
use crate::http::encoding::{Coding, Encoder};
use crate::metrics::{Hit, Metrics};
use crate::route::Operation;

/// The bytes that an entry takes besides its answer, at most: mostly those of its key.
const ENTRY_BYTES: usize = 4096;
/// After so long without another failure, the next one is the first again.
const FAILURES_REMEMBERED: Duration = Duration::from_secs(120);

/// While no call may be made, the log says so this often.
const LOGGED_EVERY: Duration = Duration::from_secs(60);

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
    /// All answers together, in bytes; the longest unused go first.
    pub bytes: usize,
}

/// One answer, in every coding that was asked for.
#[derive(Debug)]
pub struct Answer {
    /// How long the body will be, where the cloud said so.
    pub length: Option<u64>,
    identity: Arc<SharedBody>,
    brotli: OnceLock<Arc<SharedBody>>,
    gzip: OnceLock<Arc<SharedBody>>,
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
    entries: Mutex<HashMap<Operation, Entry>>,
    rejected: Mutex<Rejected>,
}

/// Calls that were not made since the log last said so.
#[derive(Debug, Default)]
struct Rejected {
    calls: u64,
    log_at: Duration,
}

type Head = Option<Result<Arc<Answer>, Refusal>>;

#[derive(Debug, Default)]
struct Entry {
    kept: Option<Kept>,
    /// The call that is under way; the head of its answer is sent to all who wait for it.
    call: Option<Arc<watch::Sender<Head>>>,
    failed: Option<Failed>,
    used: Duration,
}

#[derive(Clone, Debug)]
struct Kept {
    answer: Arc<Answer>,
    /// When the head of the answer was there.
    at: Duration,
    fresh_until: Duration,
}

#[derive(Clone, Debug)]
struct Failed {
    refusal: Refusal,
    times: u32,
    /// Until then nobody asks again.
    until: Duration,
}

impl Answer {
    fn new(length: Option<u64>) -> (Self, BodyWriter) {
        let (writer, identity) = BodyWriter::new();
        let answer = Answer { length, identity, brotli: OnceLock::new(), gzip: OnceLock::new() };
        (answer, writer)
    }

    /// The body as it came.
    pub fn identity(&self) -> &Arc<SharedBody> {
        &self.identity
    }

    /// The body in a coding. It is compressed once, however many ask, and while it arrives.
    pub fn coded(&self, coding: Coding) -> &Arc<SharedBody> {
        let kept = match coding {
            Coding::Identity => return &self.identity,
            Coding::Brotli => &self.brotli,
            Coding::Gzip => &self.gzip,
        };
        kept.get_or_init(|| {
            let (writer, body) = BodyWriter::new();
            tokio::spawn(encode(self.identity.clone(), coding, writer));
            body
        })
    }

    fn bytes(&self) -> usize {
        let coded = [&self.brotli, &self.gzip].into_iter().filter_map(OnceLock::get);
        coded.chain([&self.identity]).map(|body| body.len()).sum()
    }
}

/// A body that breaks off leaves the writer unfinished, and with it this coding broken off too.
async fn encode(from: Arc<SharedBody>, coding: Coding, mut to: BodyWriter) {
    use futures_util::StreamExt;

    let mut encoder = Encoder::new(coding);
    let mut chunks = std::pin::pin!(from.read());
    while let Some(chunk) = chunks.next().await {
        let Ok(mut chunk) = chunk else {
            return;
        };
        while !chunk.is_empty() {
            let now = chunk.split_to(encoder.room().min(chunk.len()));
            to.write(encoder.push(&now).into());
            // A large body must not keep a thread from everybody else.
            tokio::task::yield_now().await;
        }
    }
    to.write(encoder.finish().into());
    to.finish();
}

impl Cache {
    /// An empty cache before a cloud.
    pub fn new(cloud: Cloud, clock: Clock, keep: Keep, metrics: Arc<Metrics>) -> Self {
        Cache { cloud, clock, keep, metrics, entries: Mutex::default(), rejected: Mutex::default() }
    }

    /// The answer to an operation: kept, or as soon as the cloud begins to give it.
    pub async fn find(self: &Arc<Self>, operation: &Operation) -> Result<Found, Refusal> {
        let (mut head, hit, old) = {
            let mut entries = self.lock();
            let now = self.clock.elapsed();
            let entry = entries.entry(operation.clone()).or_default();
            entry.used = now;
            if let Some(kept) = entry.kept.as_ref().filter(|kept| now < kept.fresh_until) {
                self.metrics.looked(Hit::Fresh);
                return Ok(kept.found(now, Hit::Fresh, None));
            }
            let (call, hit) = match (&entry.call, &entry.failed) {
                (Some(call), _) => (call.clone(), Hit::Joined),
                (None, Some(failed)) if now < failed.until => {
                    let refusal = failed.refusal.clone().retry_after(failed.until - now);
                    return self.instead(entry, refusal);
                }
                (None, _) => {
                    let call = Arc::new(watch::Sender::new(None));
                    entry.call = Some(call.clone());
                    (call, Hit::Miss)
                }
            };
            let head = call.subscribe();
            if hit == Hit::Miss {
                tokio::spawn(self.clone().fetch(operation.clone(), call));
            }
            let old = entry.kept.clone().filter(|kept| now < kept.at + self.keep.stale_if_error);
            (head, hit, old)
        };
        if let Some(old) = old
            && timeout(self.keep.soft_deadline, head.wait_for(Option::is_some)).await.is_err()
        {
            // A call that waits for its turn is given up when nobody waits for it.
            tokio::spawn(async move { _ = head.wait_for(Option::is_some).await });
            self.metrics.looked(Hit::Stale);
            return Ok(old.found(self.clock.elapsed(), Hit::Stale, Some(Reason::CloudTimeout)));
        }
        let head = head.wait_for(Option::is_some).await.ok().and_then(|head| head.clone());
        match head {
            Some(Ok(answer)) => {
                self.metrics.looked(hit);
                let (age, ttl_seconds) = (Duration::ZERO, 0);
                Ok(Found { answer, hit, age, ttl_seconds, stale: None })
            }
            Some(Err(refusal)) => {
                let mut entries = self.lock();
                match entries.get_mut(operation) {
                    Some(entry) => self.instead(entry, refusal),
                    None => {
                        self.metrics.looked(Hit::Miss);
                        Err(refusal)
                    }
                }
            }
            // The task of the call is gone without a word: it has panicked.
            None => Err(Refusal::internal()),
        }
    }

    /// What is given instead of a new answer: the last good one, if it is not too old.
    fn instead(&self, entry: &Entry, refusal: Refusal) -> Result<Found, Refusal> {
        let now = self.clock.elapsed();
        let good = entry.kept.as_ref().filter(|kept| now < kept.at + self.keep.stale_if_error);
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
        let guard = CallGuard { cache: &self, operation: &operation };
        let turn = loop {
            tokio::select! {
                biased;
                turn = self.cloud.turn(&operation) => break turn,
                // While it only waits for its turn, nobody is harmed when it is given up.
                () = call.closed() => {
                    let mut entries = self.lock();
                    if call.receiver_count() == 0 {
                        if let Some(entry) = entries.get_mut(&operation) {
                            entry.call = None;
                        }
                        self.drop_empty(&mut entries, &operation);
                        return;
                    }
                }
            }
        };
        let called = match turn {
            Ok(turn) => self.cloud.call(turn, &operation).await,
            Err(failure) => Err(failure),
        };
        let mut body = match called {
            Ok(body) => body,
            Err(failure) => {
                self.log(&failure);
                let refusal = guard.failed(failure.refusal);
                call.send_replace(Some(Err(refusal)));
                return;
            }
        };
        let at = self.clock.elapsed();
        let (answer, mut writer) = Answer::new(body.length());
        let answer = Arc::new(answer);
        call.send_replace(Some(Ok(answer.clone())));
        loop {
            match body.next().await {
                Ok(Some(chunk)) => writer.write(chunk),
                Ok(None) => {
                    writer.finish();
                    guard.arrived(answer, at);
                    return;
                }
                Err(refusal) => {
                    tracing::warn!(
                        reason = refusal.reason.name(),
                        "An answer of the cloud broke off: {}",
                        refusal.message
                    );
                    drop(writer);
                    guard.failed(refusal);
                    return;
                }
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Operation, Entry>> {
        // No code can panic while it holds the lock, and the state stays whole if it did.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Removes an entry that holds nothing: no key stays in memory for having been asked for.
    fn drop_empty(&self, entries: &mut HashMap<Operation, Entry>, operation: &Operation) {
        if entries.get(operation).is_some_and(Entry::is_empty) {
            entries.remove(operation);
            self.metrics.cache_entries(entries.len());
        }
    }

    /// Logs a call that failed. Those that were not even made are one line a minute together.
    fn log(&self, failure: &Failure) {
        let Failure { refusal, cause, .. } = failure;
        let is_rejected =
            matches!(refusal.reason, Reason::CredentialPaused | Reason::CloudThrottled);
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

    /// Lets go of what is too old to be given, then of what was unused longest, until the rest fits.
    fn sweep(&self, entries: &mut HashMap<Operation, Entry>) {
        let now = self.clock.elapsed();
        let longest = self.keep.stale_if_error.max(self.keep.ttl);
        entries.retain(|_, entry| {
            entry.kept.take_if(|kept| now >= kept.at + longest && now >= kept.fresh_until);
            entry.failed.take_if(|failed| now >= failed.until + FAILURES_REMEMBERED);
            !entry.is_empty()
        });
        let mut bytes: usize = entries.values().map(Entry::bytes).sum();
        if bytes > self.keep.bytes {
            let idle = entries.iter().filter(|(_, entry)| entry.call.is_none());
            let mut idle: Vec<_> = idle.map(|(key, entry)| (entry.used, key.clone())).collect();
            idle.sort_unstable_by_key(|(used, _)| *used);
            for (_, key) in idle {
                if bytes <= self.keep.bytes {
                    break;
                }
                bytes -= entries.remove(&key).as_ref().map_or(0, Entry::bytes);
            }
        }
        self.metrics.cache_bytes(bytes);
        self.metrics.cache_entries(entries.len());
    }
}

impl Entry {
    fn is_empty(&self) -> bool {
        self.kept.is_none() && self.call.is_none() && self.failed.is_none()
    }

    fn bytes(&self) -> usize {
        ENTRY_BYTES + self.kept.as_ref().map_or(0, |kept| kept.answer.bytes())
    }
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
}

impl CallGuard<'_> {
    fn arrived(&self, answer: Arc<Answer>, at: Duration) {
        let mut entries = self.cache.lock();
        let fresh_until = self.cache.clock.elapsed() + self.cache.keep.ttl;
        if let Some(entry) = entries.get_mut(self.operation) {
            entry.call = None;
            entry.failed = None;
            let tag = |answer: &Answer| answer.identity.whole_now().map(|whole| whole.etag);
            // The same bytes again: what was compressed stays good, and so do the readers' tags.
            let answer = match entry.kept.take() {
                Some(old) if tag(&old.answer) == tag(&answer) => old.answer,
                _ => answer,
            };
            entry.kept = Some(Kept { answer, at, fresh_until });
        }
        self.cache.sweep(&mut entries);
    }

    /// Gives the refusal back with the time after which asking again makes sense.
    fn failed(&self, mut refusal: Refusal) -> Refusal {
        let mut entries = self.cache.lock();
        let Some(entry) = entries.get_mut(self.operation) else {
            return refusal;
        };
        entry.call = None;
        let pause = match refusal.reason {
            // For these the way to the cloud itself is closed, and opens when the secrets change.
            Reason::CredentialRefused
            | Reason::CredentialPaused
            | Reason::ClockSkew
            | Reason::CloudThrottled => {
                self.cache.drop_empty(&mut entries, self.operation);
                return refusal;
            }
            // No trouble of the cloud's, and as good an answer as a list.
            Reason::CloudRefused | Reason::NotFound => self.cache.keep.ttl,
            _ => {
                let before = entry.failed.as_ref().map_or(0, |failed| failed.times);
                backoff::pause(before, refusal.retry_after)
            }
        };
        if !pause.is_zero() {
            refusal.retry_after = Some(pause);
            let times = entry.failed.as_ref().map_or(0, |failed| failed.times).saturating_add(1);
            let until = self.cache.clock.elapsed() + pause;
            entry.failed = Some(Failed { refusal: refusal.clone(), times, until });
        }
        self.cache.sweep(&mut entries);
        refusal
    }
}

impl Drop for CallGuard<'_> {
    fn drop(&mut self) {
        // After a panic: nobody may wait for a call that has no task any more.
        if std::thread::panicking()
            && let Some(entry) = self.cache.lock().get_mut(self.operation)
        {
            entry.call = None;
        }
    }
}
