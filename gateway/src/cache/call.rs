//! One call to the cloud, from the queue to the last byte of its response, and its effect on the entry of its
//! operation. Which requests cause a call is decided in [`super`].

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::cache::answer::Answer;
use crate::cache::budget::Reserve;
use crate::cache::replicas::Settled;
use crate::cache::store::{Ended, Entry, Failed, Given, Head, Kept};
use crate::cache::{Cache, no_memory};
use crate::cloud::backoff;
use crate::cloud::transport::Failure;
use crate::cloud::{self, Body};
use crate::error::{Reason, Refusal};
use crate::route::Operation;
use crate::shared::answers::Lease;

/// After this time without another failure, the next one counts as the first.
const FAILURES_REMEMBERED: Duration = Duration::from_secs(120);

impl Cache {
    /// One call, from the queue to the last byte of its response. It goes on even if no client is left: a call that
    /// was sent counts for the cloud, so its result must be known.
    pub(super) async fn fetch(
        self: Arc<Self>,
        operation: Operation,
        call: Arc<watch::Sender<Head>>,
    ) {
        let revision = self.cloud.revision();
        let guard = CallGuard { cache: &self, operation: &operation, revision };
        let mut turn = std::pin::pin!(self.turn(&operation));
        let turn = loop {
            tokio::select! {
                biased;
                turn = &mut turn => break turn,
                // While it is in the queue, it can be cancelled.
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

    /// Waits until this replica may call, or another one has called.
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

    /// Receives a response while it arrives, if there is memory for it.
    async fn take(&self, mut body: Body, call: &watch::Sender<Head>) -> Result<Kept, Failure> {
        let full = || Failure::of(no_memory());
        let at = self.clock.elapsed();
        let store = self.store.clone();
        let reserve = Reserve::new(move |bytes| store.reserve(bytes));
        let (answer, mut writer) = Answer::new(body.length(), reserve);
        let answer = Arc::new(answer);
        // If its length is known, a response that does not fit is refused before its body begins.
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

    /// Whether an entry may still be returned, or still delays the next call.
    fn is_of_use(&self, entry: &Entry, now: Duration) -> bool {
        let longest = self.keep.stale_if_error;
        match (&entry.kept, &entry.failed) {
            (Some(kept), _) => now < kept.fresh_until || now < kept.at + longest,
            (None, Some(failed)) => now < failed.until + FAILURES_REMEMBERED,
            (None, None) => false,
        }
    }

    /// Records the end of a call in the entry of its operation.
    fn end(&self, operation: &Operation, ended: impl FnOnce(Option<&Entry>) -> Ended) {
        let now = self.clock.elapsed();
        let mut state = self.store.lock();
        let ended = ended(state.peek(operation));
        state.end(&self.store, operation, ended, now);
        state.sweep(&self.store, now, |entry| self.is_of_use(entry, now));
    }
}

/// Whether such a failure delays the next call of this operation. The other reasons stop all calls, until the
/// credential changes.
fn is_remembered(reason: Reason) -> bool {
    !matches!(
        reason,
        Reason::CredentialRefused
            | Reason::CredentialPaused
            | Reason::ClockSkew
            | Reason::CloudThrottled
    )
}

/// A failure after the head of the response.
fn broke_off(refusal: Refusal) -> Failure {
    let cause = Some("a response was interrupted".to_owned());
    Failure { cause, ..Failure::of(refusal) }
}

/// Records the end of a call in the entry of its operation. However the call ends, the entry is free for the next
/// one.
struct CallGuard<'a> {
    cache: &'a Cache,
    operation: &'a Operation,
    /// The revision of the cloud when the call began.
    revision: u64,
}

impl CallGuard<'_> {
    /// Returns the stored response.
    fn arrived(&self, mut kept: Kept) -> Kept {
        let keep = &self.cache.keep;
        self.cache.end(self.operation, |entry| {
            let is_of_before = self.cache.cloud.revision() != self.revision;
            if is_of_before || keep.ttl.is_zero() && keep.stale_if_error.is_zero() {
                return Ended::Nothing;
            }
            let tag = |answer: &Answer| answer.identity().whole_now().map(|whole| whole.etag);
            // For the same bytes, the encodings and tags of the previous response stay valid.
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

    /// Returns the refusal with the time after which a retry makes sense.
    fn failed(&self, mut refusal: Refusal) -> Refusal {
        let cache = self.cache;
        cache.end(self.operation, |entry| {
            let failed = entry.and_then(|entry| entry.failed.as_ref());
            let before = failed.map_or(0, |failed| failed.times);
            let pause = match refusal.reason {
                reason if !is_remembered(reason) => return Ended::Nothing,
                // This is not a failure of the cloud, and stays valid as long as a list.
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
        // After a panic nobody must wait for a call whose task has ended.
        if std::thread::panicking() {
            let Cache { store, clock, .. } = self.cache;
            store.lock().end(store, self.operation, Ended::Nothing, clock.elapsed());
        }
    }
}
