//! What the cloud answered last, for a short time and for everybody: N readers cost one call. It asks
//! the cloud when it has to, and holds no HTTP of its own.
//!
//! For every operation there is a slot: the last good answer, the call that is under way, and how the
//! last one failed. A reader gets the kept answer while it is fresh; else joins the call that is under
//! way, or starts it. While the cloud fails, the last good answer is given, and said to be old.
//!
//! A ready-made cache was the alternative; those with a time to live have a clock of their own, which
//! no test can move, and none has bodies that are read while they are written.

pub mod tape;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::cache::tape::{Recorder, Tape};
use crate::clock::Clock;
use crate::cloud::Cloud;
use crate::cloud::backoff;
use crate::cloud::transport::Failure;
use crate::error::{Reason, Refusal};
use crate::http::encoding::{Coding, Encoder};
use crate::metrics::{Hit, Metrics};
use crate::route::Operation;

/// What a slot takes besides its answer, at most, in bytes: the question itself, mostly.
const SLOT_BYTES: usize = 4096;
/// After so long without another failure, the next one is the first again.
const FAILURES_REMEMBERED: Duration = Duration::from_secs(120);

/// How long and how much is kept.
#[derive(Clone, Copy, Debug)]
pub struct Keep {
    /// For so long an answer is given without asking again.
    pub ttl: Duration,
    /// For so long, since it arrived, an answer is given while the cloud fails.
    pub stale_if_error: Duration,
    /// All answers together, in bytes; the longest unused go first.
    pub bytes: usize,
}

/// One answer, in every coding that was asked for.
#[derive(Debug)]
pub struct Entry {
    /// How long the body will be, where the cloud said so.
    pub length: Option<u64>,
    identity: Arc<Tape>,
    brotli: OnceLock<Arc<Tape>>,
    gzip: OnceLock<Arc<Tape>>,
}

/// What a reader gets.
#[derive(Clone, Debug)]
pub struct Found {
    /// The answer.
    pub entry: Arc<Entry>,
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
    slots: Mutex<HashMap<Operation, Slot>>,
}

type Head = Option<Result<Arc<Entry>, Refusal>>;

#[derive(Debug, Default)]
struct Slot {
    kept: Option<Kept>,
    /// The call that is under way; the head of its answer is sent to all who wait for it.
    flight: Option<Arc<watch::Sender<Head>>>,
    failed: Option<Failed>,
    used: Duration,
}

#[derive(Clone, Debug)]
struct Kept {
    entry: Arc<Entry>,
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

impl Entry {
    fn new(length: Option<u64>) -> (Self, Recorder) {
        let (recorder, identity) = Recorder::new();
        let entry = Entry { length, identity, brotli: OnceLock::new(), gzip: OnceLock::new() };
        (entry, recorder)
    }

    /// The body as it came.
    pub fn identity(&self) -> &Arc<Tape> {
        &self.identity
    }

    /// The body in a coding. It is compressed once, however many ask, and while it arrives.
    pub fn coded(&self, coding: Coding) -> &Arc<Tape> {
        let kept = match coding {
            Coding::Identity => return &self.identity,
            Coding::Brotli => &self.brotli,
            Coding::Gzip => &self.gzip,
        };
        kept.get_or_init(|| {
            let (recorder, tape) = Recorder::new();
            tokio::spawn(encode(self.identity.clone(), coding, recorder));
            tape
        })
    }

    fn bytes(&self) -> usize {
        let coded = [&self.brotli, &self.gzip].into_iter().filter_map(OnceLock::get);
        coded.chain([&self.identity]).map(|tape| tape.len()).sum()
    }
}

/// A body that breaks off leaves the recorder unfinished, and with it this coding broken off too.
async fn encode(from: Arc<Tape>, coding: Coding, mut to: Recorder) {
    use futures_util::StreamExt;

    let mut encoder = Encoder::new(coding);
    let mut chunks = std::pin::pin!(from.play());
    while let Some(chunk) = chunks.next().await {
        let Ok(mut chunk) = chunk else {
            return;
        };
        while !chunk.is_empty() {
            let now = chunk.split_to(encoder.room().min(chunk.len()));
            to.record(encoder.push(&now).into());
            // A large body must not keep a thread from everybody else.
            tokio::task::yield_now().await;
        }
    }
    to.record(encoder.finish().into());
    to.finish();
}

impl Cache {
    /// An empty cache before a cloud.
    pub fn new(cloud: Cloud, clock: Clock, keep: Keep, metrics: Arc<Metrics>) -> Self {
        Cache { cloud, clock, keep, metrics, slots: Mutex::default() }
    }

    /// The answer to an operation: kept, or as soon as the cloud begins to give it.
    pub async fn find(self: &Arc<Self>, operation: &Operation) -> Result<Found, Refusal> {
        let (mut head, hit) = {
            let mut slots = self.lock();
            let now = self.clock.elapsed();
            let slot = slots.entry(operation.clone()).or_default();
            slot.used = now;
            if let Some(kept) = slot.kept.as_ref().filter(|kept| now < kept.fresh_until) {
                self.metrics.looked(Hit::Fresh);
                return Ok(kept.found(now, Hit::Fresh, None));
            }
            let (flight, hit) = match (&slot.flight, &slot.failed) {
                (Some(flight), _) => (flight.clone(), Hit::Joined),
                (None, Some(failed)) if now < failed.until => {
                    let refusal = failed.refusal.clone().retry_after(failed.until - now);
                    return self.instead(slot, refusal);
                }
                (None, _) => {
                    let flight = Arc::new(watch::Sender::new(None));
                    slot.flight = Some(flight.clone());
                    (flight, Hit::Miss)
                }
            };
            let head = flight.subscribe();
            if hit == Hit::Miss {
                tokio::spawn(self.clone().fly(operation.clone(), flight));
            }
            (head, hit)
        };
        let head = head.wait_for(Option::is_some).await.ok().and_then(|head| head.clone());
        match head {
            Some(Ok(entry)) => {
                self.metrics.looked(hit);
                let (age, ttl_seconds) = (Duration::ZERO, 0);
                Ok(Found { entry, hit, age, ttl_seconds, stale: None })
            }
            Some(Err(refusal)) => {
                let mut slots = self.lock();
                match slots.get_mut(operation) {
                    Some(slot) => self.instead(slot, refusal),
                    None => Err(refusal),
                }
            }
            // The task of the call is gone without a word: it has panicked.
            None => Err(Refusal::internal()),
        }
    }

    /// What is given instead of a new answer: the last good one, if it is not too old.
    fn instead(&self, slot: &Slot, refusal: Refusal) -> Result<Found, Refusal> {
        let now = self.clock.elapsed();
        let good = slot.kept.as_ref().filter(|kept| now < kept.at + self.keep.stale_if_error);
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
    async fn fly(self: Arc<Self>, operation: Operation, flight: Arc<watch::Sender<Head>>) {
        let landing = Landing { cache: &self, operation: &operation };
        let turn = loop {
            tokio::select! {
                biased;
                turn = self.cloud.turn(&operation) => break turn,
                // While it only waits for its turn, nobody is harmed when it is given up.
                () = flight.closed() => {
                    let mut slots = self.lock();
                    if flight.receiver_count() == 0 {
                        if let Some(slot) = slots.get_mut(&operation) {
                            slot.flight = None;
                        }
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
                log(&failure);
                let refusal = landing.failed(failure.refusal);
                flight.send_replace(Some(Err(refusal)));
                return;
            }
        };
        let at = self.clock.elapsed();
        let (entry, mut recorder) = Entry::new(body.length());
        let entry = Arc::new(entry);
        flight.send_replace(Some(Ok(entry.clone())));
        loop {
            match body.next().await {
                Ok(Some(chunk)) => recorder.record(chunk),
                Ok(None) => {
                    recorder.finish();
                    landing.arrived(entry, at);
                    return;
                }
                Err(refusal) => {
                    tracing::warn!(
                        reason = refusal.reason.name(),
                        "An answer of the cloud broke off: {}",
                        refusal.message
                    );
                    drop(recorder);
                    landing.failed(refusal);
                    return;
                }
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Operation, Slot>> {
        // No code can panic while it holds the lock, and the state stays whole if it did.
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets go of what is too old to be given, then of what was unused longest, until the rest fits.
    fn sweep(&self, slots: &mut HashMap<Operation, Slot>) {
        let now = self.clock.elapsed();
        let longest = self.keep.stale_if_error.max(self.keep.ttl);
        slots.retain(|_, slot| {
            slot.kept.take_if(|kept| now >= kept.at + longest && now >= kept.fresh_until);
            slot.failed.take_if(|failed| now >= failed.until + FAILURES_REMEMBERED);
            slot.kept.is_some() || slot.flight.is_some() || slot.failed.is_some()
        });
        let mut bytes: usize = slots.values().map(Slot::bytes).sum();
        if bytes > self.keep.bytes {
            let idle = slots.iter().filter(|(_, slot)| slot.flight.is_none());
            let mut idle: Vec<_> = idle.map(|(key, slot)| (slot.used, key.clone())).collect();
            idle.sort_unstable_by_key(|(used, _)| *used);
            for (_, key) in idle {
                if bytes <= self.keep.bytes {
                    break;
                }
                bytes -= slots.remove(&key).as_ref().map_or(0, Slot::bytes);
            }
        }
        self.metrics.cache_bytes(bytes);
    }
}

impl Slot {
    fn bytes(&self) -> usize {
        SLOT_BYTES + self.kept.as_ref().map_or(0, |kept| kept.entry.bytes())
    }
}

impl Kept {
    fn found(&self, now: Duration, hit: Hit, stale: Option<Reason>) -> Found {
        let ttl_seconds = match self.fresh_until.checked_sub(now) {
            Some(left) => left.as_secs() as i64,
            None => -((now - self.fresh_until).as_secs() as i64),
        };
        let age = now.saturating_sub(self.at);
        Found { entry: self.entry.clone(), hit, age, ttl_seconds, stale }
    }
}

/// The end of a call, in the slot of its operation. However the call ends, the slot is free again.
struct Landing<'a> {
    cache: &'a Cache,
    operation: &'a Operation,
}

impl Landing<'_> {
    fn arrived(&self, entry: Arc<Entry>, at: Duration) {
        let mut slots = self.cache.lock();
        let fresh_until = self.cache.clock.elapsed() + self.cache.keep.ttl;
        if let Some(slot) = slots.get_mut(self.operation) {
            slot.flight = None;
            slot.failed = None;
            let tag = |entry: &Entry| entry.identity.whole_now().map(|whole| whole.etag);
            // The same bytes again: what was compressed stays good, and so do the readers' tags.
            let entry = match slot.kept.take() {
                Some(old) if tag(&old.entry) == tag(&entry) => old.entry,
                _ => entry,
            };
            slot.kept = Some(Kept { entry, at, fresh_until });
        }
        self.cache.sweep(&mut slots);
    }

    /// Gives the refusal back with the time after which asking again makes sense.
    fn failed(&self, mut refusal: Refusal) -> Refusal {
        let mut slots = self.cache.lock();
        let Some(slot) = slots.get_mut(self.operation) else {
            return refusal;
        };
        slot.flight = None;
        let pause = match refusal.reason {
            // For these the way to the cloud itself is closed, and opens when the secrets change.
            Reason::CredentialRefused
            | Reason::CredentialPaused
            | Reason::ClockSkew
            | Reason::CloudThrottled => return refusal,
            // No trouble of the cloud's, and as good an answer as a list.
            Reason::CloudRefused | Reason::NotFound => self.cache.keep.ttl,
            _ => {
                let before = slot.failed.as_ref().map_or(0, |failed| failed.times);
                backoff::pause(before, refusal.retry_after)
            }
        };
        if !pause.is_zero() {
            refusal.retry_after = Some(pause);
            let times = slot.failed.as_ref().map_or(0, |failed| failed.times).saturating_add(1);
            let until = self.cache.clock.elapsed() + pause;
            slot.failed = Some(Failed { refusal: refusal.clone(), times, until });
        }
        self.cache.sweep(&mut slots);
        refusal
    }
}

impl Drop for Landing<'_> {
    fn drop(&mut self) {
        // After a panic: nobody may wait for a call that has no task any more.
        if std::thread::panicking()
            && let Some(slot) = self.cache.lock().get_mut(self.operation)
        {
            slot.flight = None;
        }
    }
}

fn log(failure: &Failure) {
    let Failure { refusal, cause, .. } = failure;
    tracing::warn!(
        reason = refusal.reason.name(),
        code = refusal.code,
        cloud_request_id = refusal.request_id,
        cause,
        "A call to the cloud failed: {}",
        refusal.message
    );
}
