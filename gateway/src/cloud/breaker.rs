//! The circuit breaker of a credential, and the limit on concurrent calls: they keep a wrong key from
//! being locked and a busy cloud from being pressed. It makes no call.
//!
//! The cloud locks a key for five minutes, for everybody who uses it, after more than five signing
//! failures in a row. So until a credential has been accepted there is one call at a time, then as many as
//! are allowed (closed). A refusal opens the breaker for five minutes: no call is made. Then one call
//! probes (half-open); each refused probe doubles the time, up to an hour. Another credential closes it.
//!
//! A credential that has been accepted for another project may lack this project only: its first refusal
//! opens the breaker for this project, and leaves one call at a time for the others. If the next refusal,
//! of another project, comes before the credential is accepted again, the breaker opens for all.
//!
//! The worst that one gateway can do to a key is therefore as many failures as calls are allowed at once,
//! and one more, when a key that worked for several projects stops working, and one for each probe from
//! then on.
//!
//! When the cloud asks for fewer calls, nobody calls for a while. But if it says so of an unusual query, the
//! whole lists that everybody reads go on.
//!
//! Replicas with an engine have one breaker for each credential: its state is in the engine, and every step
//! is taken there as a whole, calls that are under way included. So they do to a key what one gateway does.
//! (The probe is no key of its own, set if it does not exist, since two keys could say different things; like
//! such a key it ends by itself when its replica dies.) While the engine is away each replica goes on from
//! the state that it saw last, with one call at a time, and brings what it was refused when it is back.

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

/// For how long a first refusal stops all calls. As long as the cloud locks a key.
pub const FIRST_OPEN: Duration = Duration::from_secs(5 * 60);
/// The longest stop.
pub const LONGEST_OPEN: Duration = Duration::from_secs(60 * 60);
/// How long the engine remembers a credential that nobody uses.
const REMEMBERED: Duration = Duration::from_secs(24 * 60 * 60);
/// How often a call that waits for those of other replicas looks whether they have ended.
const LOOKED_EVERY: Duration = Duration::from_millis(25);

/// What a call said of the credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The cloud took it.
    Accepted,
    /// The cloud refused it.
    Refused,
    /// Nothing: the cloud was not reached, or failed before it looked.
    Unknown,
}

/// Why no call may be made now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejected {
    /// The credential was refused; for so long no call is made.
    Refused(Duration),
    /// The cloud is asked too often; for so long no call is made.
    Throttled(Duration),
}

/// The way to the cloud.
#[derive(Debug)]
pub struct Breaker {
    clock: Clock,
    /// How many calls may be under way at once.
    at_once: AtomicUsize,
    local: Mutex<Local>,
    changed: Notify,
    shared: Option<Arc<Shared>>,
    /// Held during a step in the engine: steps of one replica need not meet there.
    stepping: tokio::sync::Mutex<()>,
    replica: u64,
}

/// What this replica knows: all there is, or what the engine said last.
#[derive(Debug, Default)]
struct Local {
    state: State,
    /// The engine has to be told of a refusal or a pause.
    has_news: bool,
    /// How often the engine had been away when it was told last.
    told: u64,
}

impl Breaker {
    /// A closed breaker for so many calls at once.
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

    /// The same, in common with the other replicas.
    pub fn sharing(self, shared: Option<Arc<Shared>>) -> Self {
        Breaker { shared, ..self }
    }

    /// Allows so many calls at once from now on.
    pub fn allow(&self, at_once: usize) {
        self.at_once.store(at_once, Ordering::Relaxed);
        self.changed.notify_waiters();
    }

    /// Whether a call would be turned away now, as far as this replica knows: stops only grow. An engine that
    /// does not know of the stop is told.
    pub async fn check(&self, identity: &Identity, to: &Operation) -> Result<(), Rejected> {
        let reached = self.shared.as_ref().map_or(0, |shared| shared.reached_times());
        let (checked, is_told) = {
            let mut local = self.lock();
            local.state.renew(identity.generation);
            let is_told = !local.has_news && local.told == reached;
            (local.state.check(to, self.now()), is_told)
        };
        if checked.is_err() && !is_told {
            self.step(identity, |_, _, _| ()).await;
        }
        checked
    }

    /// Whether the calls of all projects are stopped, as far as this replica knows.
    pub fn is_open(&self) -> bool {
        self.lock().state.is_open()
    }

    /// Waits for its turn.
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

    /// `None` when others have to end first.
    async fn try_enter(
        self: &Arc<Self>,
        identity: &Identity,
        to: &Operation,
    ) -> Option<Result<Permit, Rejected>> {
        if self.shared.is_none() {
            let step = |state: &mut State, now, seats| self.seated(state, to, now, seats);
            return self.step_here(identity, None, step).map(|it| self.permit(identity, to, it));
        }
        // To its end, whoever still waits for it: a seat in the engine needs somebody to give it back.
        let (breaker, identity, to) = (self.clone(), identity.clone(), to.clone());
        let entering = tokio::spawn(async move {
            let step = |state: &mut State, now, seats| breaker.seated(state, &to, now, seats);
            let seated = breaker.step(&identity, step).await;
            seated.map(|it| breaker.permit(&identity, &to, it))
        });
        entering.await.ok().flatten()
    }

    /// The seat, and the number of refusals that were known when it was taken.
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

    /// Takes a step where all replicas see it; while the engine is away, here.
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
        let told = shared.reached_times();
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
                    *local = Local { state, has_news: false, told };
                }
                value
            }
            Err(_) => self.step_here(identity, Some(self.replica), step),
        }
    }

    /// Takes a step in what this replica knows. Of a replica whose engine is away only its own calls count,
    /// one at a time.
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

    /// The state in the engine, and what it has not been told of yet.
    fn present(&self, identity: &Identity, stored: Option<&[u8]>) -> State {
        let mut local = self.lock();
        local.state.renew(identity.generation);
        let is_present = local.state.generation == identity.generation;
        // What another version wrote is as good as nothing.
        let stored = stored.and_then(|stored| serde_json::from_slice::<State>(stored).ok());
        let mut state = match stored {
            Some(mut state) => {
                if is_present && local.has_news {
                    state.learn(&local.state);
                }
                state
            }
            // The engine has lost it, or never had it.
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
