//! The permit for one call: recording its result, and releasing its seat.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::AbortHandle;

use super::state::State;
use super::{Breaker, Verdict};
use crate::cloud::fingerprint::Identity;
use crate::route::ProjectId;

/// The permit for one call; dropped when the call has ended.
#[derive(Debug)]
pub struct Permit {
    pub(super) breaker: Arc<Breaker>,
    pub(super) identity: Identity,
    pub(super) project: ProjectId,
    pub(super) is_whole_list: bool,
    pub(super) seat: u64,
    pub(super) refusals: u64,
    pub(super) staying: Option<AbortHandle>,
}

impl Permit {
    /// Records what the call says about the credential. Returns how long all calls are stopped now, if this call
    /// has caused that.
    pub async fn judge(&self, verdict: Verdict) -> Option<Duration> {
        let step = |state: &mut State, now, _| {
            // The result is ignored if the credential was replaced meanwhile.
            let is_present = self.identity.generation == state.generation;
            let of = (&self.project, self.is_whole_list);
            is_present.then(|| state.judge(verdict, of, self.refusals, now)).flatten()
        };
        let stop = self.breaker.step(&self.identity, step).await;
        self.breaker.changed.notify_waiters();
        stop
    }

    /// Whether all calls are stopped.
    pub fn is_open(&self) -> bool {
        self.breaker.is_open()
    }

    /// The cloud has asked for fewer calls: such calls stop for the time that it asks for, or for a time that grows
    /// with each repetition.
    pub async fn throttle(&self, asked: Option<Duration>) -> Duration {
        let step = |state: &mut State, now, _| state.throttle(self.is_whole_list, asked, now);
        let pause = self.breaker.step(&self.identity, step).await;
        self.breaker.changed.notify_waiters();
        pause
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(staying) = &self.staying {
            staying.abort();
        }
        let (breaker, seat) = (self.breaker.clone(), self.seat);
        // At once in this replica, whatever happens to the engine.
        breaker.lock().state.leave(seat);
        breaker.changed.notify_waiters();
        // Without a runtime the program is ending, and the seat expires soon.
        if breaker.shared.is_some()
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            let identity = self.identity.clone();
            runtime.spawn(async move {
                breaker.step(&identity, |state, _, _| state.leave(seat)).await;
                breaker.changed.notify_waiters();
            });
        }
    }
}

/// Prolongs a seat during its call.
pub(super) async fn stay(breaker: Arc<Breaker>, identity: Identity, seat: u64) {
    let entrant = breaker.entrant(seat);
    loop {
        breaker.clock.sleep(entrant.hold / 3).await;
        breaker.step(&identity, |state, now, _| state.stay(now, entrant)).await;
    }
}
