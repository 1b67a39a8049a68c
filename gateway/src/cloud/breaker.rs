//! The circuit breaker of a credential, and the limit on concurrent calls: they prevent that a wrong key is locked
//! and that a busy cloud is overloaded.
//!
//! The cloud locks a key for five minutes, for all its users, after more than five rejected calls in a row.
//! Therefore there is one call at a time until a credential has been accepted, and then as many as are allowed
//! (closed). A rejection opens the breaker for five minutes, without any calls. Then one call probes (half-open);
//! each rejected probe doubles the time, up to an hour. A new credential closes the breaker.
//!
//! A credential that has been accepted for another project may lack only this project: its first rejection opens
//! the breaker for this project only, and allows one call at a time for the others. If the next rejection is of
//! another project, and the credential has not been accepted again in between, the breaker opens for all projects.
//!
//! Therefore, when a key that worked for several projects stops working, one gateway causes at most as many
//! rejected calls as may be concurrent, plus one, and one for each probe from then on.
//!
//! When the cloud asks for fewer calls, there are none for a while. If the rejected call was not for a whole list,
//! whole lists go on.
//!
//! Replicas with an engine share one breaker for each credential: its state, including the calls in progress, is in
//! the engine, and every step changes it atomically. So together they behave like one gateway. (The probe is part
//! of this state and not a key of its own, because two keys could contradict each other; it expires when its
//! replica dies.) While the engine is away each replica continues from the last state that it knows, with one call
//! at a time, and reports rejections when the engine is back.

mod permit;
mod state;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use uuid::Uuid;

pub use self::permit::Permit;
use self::permit::stay;
use crate::clock::Clock;
use crate::cloud::breaker::state::{Entrant, Seats, State};
use crate::cloud::fingerprint::Identity;
use crate::route::Operation;
use crate::shared::Shared;

/// How long a first rejection stops all calls: as long as the cloud locks a key.
pub const FIRST_OPEN: Duration = Duration::from_secs(5 * 60);
/// The longest stop.
pub const LONGEST_OPEN: Duration = Duration::from_secs(60 * 60);
/// How long the engine keeps the state of a credential that is not used.
const REMEMBERED: Duration = Duration::from_secs(24 * 60 * 60);
/// The interval of checking whether calls of other replicas have ended.
const LOOKED_EVERY: Duration = Duration::from_millis(25);

/// What a call says about the credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The cloud has accepted it.
    Accepted,
    /// The cloud has rejected it.
    Refused,
    /// Nothing: the cloud was not reached, or failed before checking it.
    Unknown,
}

/// Why no call may be made now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejected {
    /// The credential was rejected; there are no calls for this long.
    Refused(Duration),
    /// The cloud limits the rate of calls; there are no calls for this long.
    Throttled(Duration),
}

/// The circuit breaker.
#[derive(Debug)]
pub struct Breaker {
    clock: Clock,
    /// The maximum number of concurrent calls.
    at_once: AtomicUsize,
    local: Mutex<Local>,
    changed: Notify,
    shared: Option<Arc<Shared>>,
    /// Locked during a step in the engine, so that steps of one replica do not conflict there.
    stepping: tokio::sync::Mutex<()>,
    replica: u64,
}

/// The state as this replica knows it: the only one, or the last one from the engine.
#[derive(Debug, Default)]
struct Local {
    state: State,
    /// A rejection or a pause still has to be reported to the engine.
    has_news: bool,
    /// How often the engine had been away at the last report.
    reached: u64,
}

impl Breaker {
    /// A closed breaker with this maximum of concurrent calls.
    pub fn new(clock: Clock, at_once: usize) -> Self {
        Breaker {
            clock,
            at_once: AtomicUsize::new(at_once),
            local: Mutex::default(),
            changed: Notify::new(),
            shared: None,
            stepping: tokio::sync::Mutex::default(),
            replica: random(),
        }
    }

    /// The same, shared with the other replicas.
    pub fn sharing(self, shared: Option<Arc<Shared>>) -> Self {
        Breaker { shared, ..self }
    }

    /// Sets the maximum of concurrent calls.
    pub fn allow(&self, at_once: usize) {
        self.at_once.store(at_once, Ordering::Relaxed);
        self.changed.notify_waiters();
    }

    /// Whether a call would be refused now, as far as this replica knows; a stop is never shortened. If the engine
    /// does not have this stop, it is reported.
    pub async fn check(&self, identity: &Identity, to: &Operation) -> Result<(), Rejected> {
        let reached = self.shared.as_ref().map_or(0, |shared| shared.reached_times());
        let (checked, is_reported) = {
            let mut local = self.lock();
            local.state.renew(identity.generation);
            let is_reported = !local.has_news && local.reached == reached;
            (local.state.check(to, self.now()), is_reported)
        };
        if checked.is_err() && !is_reported {
            self.step(identity, |_, _, _| ()).await;
        }
        checked
    }

    /// Whether all calls are stopped, as far as this replica knows.
    pub fn is_open(&self) -> bool {
        self.lock().state.is_open()
    }

    /// Waits for a permit.
    pub async fn enter(
        self: &Arc<Self>,
        identity: &Identity,
        to: &Operation,
    ) -> Result<Permit, Rejected> {
        loop {
            let changed = self.changed.notified();
            if let Some(entered) = self.try_enter(identity, to).await {
                return entered;
            }
            match &self.shared {
                Some(_) => _ = tokio::time::timeout(LOOKED_EVERY, changed).await,
                None => changed.await,
            }
        }
    }

    /// `None` if other calls have to end first.
    async fn try_enter(
        self: &Arc<Self>,
        identity: &Identity,
        to: &Operation,
    ) -> Option<Result<Permit, Rejected>> {
        if self.shared.is_none() {
            let step = |state: &mut State, now, seats| self.seated(state, to, now, seats);
            return self.step_here(identity, None, step).map(|it| self.permit(identity, to, it));
        }
        // This runs to the end even if nobody waits for it, because a seat in the engine has to be released.
        let (breaker, identity, to) = (self.clone(), identity.clone(), to.clone());
        let entering = tokio::spawn(async move {
            let step = |state: &mut State, now, seats| breaker.seated(state, &to, now, seats);
            let seated = breaker.step(&identity, step).await;
            seated.map(|it| breaker.permit(&identity, &to, it))
        });
        entering.await.ok().flatten()
    }

    /// The seat, and the number of rejections at the time it was taken.
    fn seated(
        &self,
        state: &mut State,
        to: &Operation,
        now: Duration,
        seats: Seats,
    ) -> Option<Result<(u64, u64), Rejected>> {
        let entrant = self.entrant(random());
        let entered = state.enter(to, now, seats, entrant)?;
        Some(entered.map(|()| (entrant.id, state.refusals)))
    }

    fn permit(
        self: &Arc<Self>,
        identity: &Identity,
        to: &Operation,
        seated: Result<(u64, u64), Rejected>,
    ) -> Result<Permit, Rejected> {
        let (seat, refusals) = seated?;
        let (breaker, identity) = (self.clone(), identity.clone());
        let staying = self
            .shared
            .as_ref()
            .map(|_| tokio::spawn(stay(self.clone(), identity.clone(), seat)).abort_handle());
        let (project, is_whole_list) = (to.project().clone(), to.is_whole_list());
        Ok(Permit { breaker, identity, project, is_whole_list, seat, refusals, staying })
    }

    fn entrant(&self, id: u64) -> Entrant {
        let hold = self.shared.as_ref().map_or(Duration::MAX, |shared| shared.hold());
        Entrant { id, by: self.replica, hold }
    }

    /// Makes a step in the engine or, while that is away, in this replica.
    async fn step<T>(
        &self,
        identity: &Identity,
        mut step: impl FnMut(&mut State, Duration, Seats) -> T,
    ) -> T {
        let all = Seats { most: self.most(), of: None };
        let Some(shared) = &self.shared else {
            return self.step_here(identity, None, step);
        };
        let _alone = self.stepping.lock().await;
        let key = format!("{{{}}}:breaker", identity.fingerprint);
        let reached = shared.reached_times();
        let changed = shared.change(&key, REMEMBERED, |old, now| {
            let mut state = self.present(identity, old);
            state.bound(now, shared.hold());
            let value = step(&mut state, now, all);
            let new = serde_json::to_vec(&state).ok();
            let new = new.filter(|new| old != Some(new.as_slice()));
            (new, (value, state))
        });
        match changed.await {
            Ok((value, state)) => {
                let mut local = self.lock();
                if identity.generation >= local.state.generation {
                    *local = Local { state, has_news: false, reached };
                }
                value
            }
            Err(_) => self.step_here(identity, Some(self.replica), step),
        }
    }

    /// Makes a step in the state of this replica. While its engine is away only its own calls count, one at a time.
    fn step_here<T>(
        &self,
        identity: &Identity,
        alone: Option<u64>,
        step: impl FnOnce(&mut State, Duration, Seats) -> T,
    ) -> T {
        let most = if alone.is_some() { 1 } else { self.most() };
        let now = self.now();
        let mut local = self.lock();
        local.state.renew(identity.generation);
        let stops = |state: &State| state.stops();
        let before = stops(&local.state);
        let value = step(&mut local.state, now, Seats { most, of: alone });
        local.has_news |= stops(&local.state) != before;
        value
    }

    /// The state in the engine, with what it has not been told yet.
    fn present(&self, identity: &Identity, stored: Option<&[u8]>) -> State {
        let mut local = self.lock();
        local.state.renew(identity.generation);
        let is_present = local.state.generation == identity.generation;
        // The state of another version that cannot be parsed is ignored.
        let stored = stored.and_then(|stored| serde_json::from_slice::<State>(stored).ok());
        let mut state = match stored {
            Some(mut state) => {
                if is_present {
                    state.correct_seats(self.replica, &local.state);
                }
                if is_present && local.has_news {
                    state.learn(&local.state);
                }
                state
            }
            // The engine has lost the state, or never had it.
            None if is_present => local.state.clone(),
            None => State::default(),
        };
        state.generation = identity.generation;
        state
    }

    fn most(&self) -> usize {
        self.at_once.load(Ordering::Relaxed)
    }

    fn now(&self) -> Duration {
        self.shared.as_ref().map_or_else(|| self.clock.elapsed(), |shared| shared.now())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Local> {
        // No code can panic while it holds the lock, and the state stays whole if it did.
        self.local.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn random() -> u64 {
    Uuid::new_v4().as_u128() as u64
}

#[cfg(test)]
mod tests;
