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

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use crate::clock::Clock;
use crate::cloud::backoff;
use crate::route::{Operation, ProjectId};

/// For how long a first refusal stops all calls. As long as the cloud locks a key.
pub const FIRST_OPEN: Duration = Duration::from_secs(5 * 60);
/// The longest stop.
pub const LONGEST_OPEN: Duration = Duration::from_secs(60 * 60);

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
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    generation: u64,
    /// Whether this generation of the credential has once been accepted.
    accepted: bool,
    in_flight: usize,
    /// Counts the refusals that began or prolonged a stop. A call from before the last one says
    /// nothing new.
    refusals: u64,
    open: Option<Open>,
    /// The projects for which the credential has been accepted since the last stop of all calls.
    accepted_for: HashSet<ProjectId>,
    /// The projects that are stopped while others are not.
    open_for: HashMap<ProjectId, Open>,
    /// The project that was refused last, until the credential is accepted for another.
    suspect: Option<ProjectId>,
    /// Of whole lists, and of all calls therefore.
    throttle: Throttle,
    /// Of other queries alone.
    throttle_of_others: Throttle,
}

#[derive(Clone, Copy, Debug, Default)]
struct Throttle {
    until: Duration,
    /// How often in a row the cloud asked for a pause.
    times: u32,
}

#[derive(Clone, Copy, Debug)]
struct Open {
    until: Duration,
    length: Duration,
}

/// The right to make one call; dropped when the call has ended.
#[derive(Debug)]
pub struct Permit {
    breaker: Arc<Breaker>,
    project: ProjectId,
    is_whole_list: bool,
    generation: u64,
    refusals: u64,
}

impl Breaker {
    /// A closed breaker for so many calls at once.
    pub fn new(clock: Clock, at_once: usize) -> Self {
        let at_once = AtomicUsize::new(at_once);
        Breaker { clock, at_once, state: Mutex::default(), changed: Notify::new() }
    }

    /// Allows so many calls at once from now on.
    pub fn allow(&self, at_once: usize) {
        self.at_once.store(at_once, Ordering::Relaxed);
        self.changed.notify_waiters();
    }

    /// Whether the calls of all projects are stopped.
    pub fn is_open(&self) -> bool {
        self.lock().open.is_some()
    }

    /// Whether a call would be turned away now.
    pub fn check(&self, generation: u64, to: &Operation) -> Result<(), Rejected> {
        self.lock().check(generation, to, self.clock.elapsed())
    }

    /// Waits for its turn. `generation` is that of the credential.
    pub async fn enter(
        self: &Arc<Self>,
        generation: u64,
        to: &Operation,
    ) -> Result<Permit, Rejected> {
        loop {
            let changed = self.changed.notified();
            if let Some(entered) = self.try_enter(generation, to) {
                return entered;
            }
            changed.await;
        }
    }

    /// `None` when others have to end first.
    fn try_enter(
        self: &Arc<Self>,
        generation: u64,
        to: &Operation,
    ) -> Option<Result<Permit, Rejected>> {
        let mut state = self.lock();
        if let Err(rejected) = state.check(generation, to, self.clock.elapsed()) {
            return Some(Err(rejected));
        }
        let is_closed =
            state.accepted && state.open.is_none() && !state.open_for.contains_key(to.project());
        let most = if is_closed { self.at_once.load(Ordering::Relaxed) } else { 1 };
        if state.in_flight >= most {
            return None;
        }
        state.in_flight += 1;
        Some(Ok(Permit {
            breaker: self.clone(),
            project: to.project().clone(),
            is_whole_list: to.is_whole_list(),
            generation,
            refusals: state.refusals,
        }))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        // No code can panic while it holds the lock, and the state stays whole if it did.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Permit {
    /// What the call says of the credential. Tells for how long all calls are stopped now, if this
    /// call made it so.
    pub fn judge(&self, verdict: Verdict) -> Option<Duration> {
        let mut state = self.breaker.lock();
        if self.generation != state.generation {
            return None;
        }
        // Those that were under way together are one refusal, and one from before it cannot undo it.
        let is_news = self.refusals == state.refusals;
        match verdict {
            Verdict::Accepted if is_news => {
                state.accepted = true;
                state.open = None;
                state.suspect = None;
                state.open_for.remove(&self.project);
                state.accepted_for.insert(self.project.clone());
                state.throttle(self.is_whole_list).times = 0;
            }
            Verdict::Accepted | Verdict::Unknown => {}
            Verdict::Refused => {
                let length = state.refuse(&self.project, is_news, self.breaker.clock.elapsed());
                drop(state);
                self.breaker.changed.notify_waiters();
                return length;
            }
        }
        drop(state);
        self.breaker.changed.notify_waiters();
        None
    }

    /// Whether the calls of all projects are stopped.
    pub fn is_open(&self) -> bool {
        self.breaker.is_open()
    }

    /// The cloud asked not to be called so often: nobody makes such calls for as long as it says, or for a
    /// while that grows from time to time.
    pub fn throttle(&self, asked: Option<Duration>) -> Duration {
        let mut state = self.breaker.lock();
        let throttle = state.throttle(self.is_whole_list);
        let pause = backoff::pause(throttle.times, asked);
        throttle.times += 1;
        throttle.until = throttle.until.max(self.breaker.clock.elapsed() + pause);
        drop(state);
        self.breaker.changed.notify_waiters();
        pause
    }
}

impl State {
    fn check(&mut self, generation: u64, to: &Operation, now: Duration) -> Result<(), Rejected> {
        if generation > self.generation {
            self.generation = generation;
            self.accepted = false;
            self.open = None;
            self.accepted_for.clear();
            self.open_for.clear();
            self.suspect = None;
        }
        let of_project = self.open_for.get(to.project());
        let open = self.open.iter().chain(of_project).map(|open| open.until).max();
        if let Some(until) = open.filter(|until| now < *until) {
            return Err(Rejected::Refused(until - now));
        }
        let throttled = match to.is_whole_list() {
            true => self.throttle.until,
            false => self.throttle.until.max(self.throttle_of_others.until),
        };
        match now < throttled {
            true => Err(Rejected::Throttled(throttled - now)),
            false => Ok(()),
        }
    }

    fn throttle(&mut self, of_whole_lists: bool) -> &mut Throttle {
        if of_whole_lists { &mut self.throttle } else { &mut self.throttle_of_others }
    }

    /// Takes a refusal. Tells for how long the project is stopped now.
    fn refuse(&mut self, project: &ProjectId, is_news: bool, now: Duration) -> Option<Duration> {
        self.accepted = false;
        let knows_others = self.accepted_for.iter().any(|known| known != project);
        let is_alone = self.suspect.as_ref().is_none_or(|suspect| suspect == project);
        let opened = |old: Option<&Open>| {
            let length = old.map_or(FIRST_OPEN, |old| (old.length * 2).min(LONGEST_OPEN));
            Open { until: now + length, length }
        };
        if self.open.is_none() && knows_others && is_alone {
            if is_news {
                self.refusals += 1;
                let stop = opened(self.open_for.get(project));
                self.open_for.insert(project.clone(), stop);
                self.suspect = Some(project.clone());
            }
            return self.open_for.get(project).map(|stop| stop.length);
        }
        if is_news || self.open.is_none() {
            self.refusals += 1;
            self.open = Some(opened(self.open.as_ref()));
            self.accepted_for.clear();
            self.suspect = None;
        }
        self.open.map(|stop| stop.length)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.breaker.lock().in_flight -= 1;
        self.breaker.changed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Hand;
    use crate::route::JobsQuery;

    fn breaker() -> (Arc<Breaker>, Hand) {
        let (clock, hand) = Clock::by_hand(0);
        (Arc::new(Breaker::new(clock, MOST_CALLS)), hand)
    }

    const MOST_CALLS: usize = 4;

    /// The whole list of a project.
    fn project(id: &str) -> Operation {
        Operation::ListJobs(ProjectId::parse(id).unwrap(), JobsQuery::default())
    }

    fn try_enter(breaker: &Arc<Breaker>, generation: u64) -> Option<Result<Permit, Rejected>> {
        breaker.try_enter(generation, &project("p"))
    }

    #[track_caller]
    fn enter(breaker: &Arc<Breaker>, generation: u64) -> Permit {
        try_enter(breaker, generation).expect("no turn").expect("rejected")
    }

    #[track_caller]
    fn enter_for(breaker: &Arc<Breaker>, id: &str) -> Permit {
        breaker.try_enter(0, &project(id)).expect("no turn").expect("rejected")
    }

    #[track_caller]
    fn rejected(breaker: &Arc<Breaker>) -> Duration {
        match try_enter(breaker, 0) {
            Some(Err(Rejected::Refused(wait))) => wait,
            other => panic!("{other:?}"),
        }
    }

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn one_call_at_a_time_until_the_credential_is_accepted_then_four() {
        let (breaker, _) = breaker();
        let first = enter(&breaker, 0);
        assert!(try_enter(&breaker, 0).is_none());
        first.judge(Verdict::Unknown);
        assert!(try_enter(&breaker, 0).is_none(), "its body is still on the way");
        drop(first);
        let second = enter(&breaker, 0);
        assert!(try_enter(&breaker, 0).is_none());
        second.judge(Verdict::Accepted);
        let others: Vec<_> = (1..MOST_CALLS).map(|_| enter(&breaker, 0)).collect();
        assert!(try_enter(&breaker, 0).is_none());
        drop(others);
        enter(&breaker, 0);
    }

    #[test]
    fn a_refused_credential_stops_all_calls_and_each_refused_probe_doubles_the_stop() {
        let (breaker, hand) = breaker();
        let mut minutes = Vec::new();
        for _ in 0..6 {
            let probe = enter(&breaker, 0);
            assert!(try_enter(&breaker, 0).is_none(), "a probe is alone");
            let stopped = probe.judge(Verdict::Refused).unwrap();
            assert_eq!(rejected(&breaker), stopped);
            minutes.push(stopped.as_secs() / 60);
            hand.forward(stopped - Duration::from_millis(1));
            rejected(&breaker);
            hand.forward(Duration::from_millis(1));
        }
        assert_eq!(minutes, [5, 10, 20, 40, 60, 60]);
        enter(&breaker, 0).judge(Verdict::Accepted);
        let again = enter(&breaker, 0);
        enter(&breaker, 0).judge(Verdict::Unknown);
        assert_eq!(again.judge(Verdict::Refused), Some(5 * MINUTE), "an acceptance starts over");
    }

    #[test]
    fn a_probe_that_says_nothing_leaves_the_next_one_alone_too() {
        let (breaker, hand) = breaker();
        enter(&breaker, 0).judge(Verdict::Refused);
        hand.forward(5 * MINUTE);
        drop(enter(&breaker, 0));
        let probe = enter(&breaker, 0);
        assert!(try_enter(&breaker, 0).is_none());
        assert_eq!(probe.judge(Verdict::Refused), Some(10 * MINUTE));
    }

    #[test]
    fn calls_that_fail_together_are_one_refusal() {
        let (breaker, hand) = breaker();
        enter(&breaker, 0).judge(Verdict::Accepted);
        let mut calls: Vec<_> = (0..MOST_CALLS).map(|_| enter(&breaker, 0)).collect();
        let last = calls.pop().unwrap();
        for call in calls {
            assert_eq!(call.judge(Verdict::Refused), Some(5 * MINUTE));
        }
        // One that was under way before, and is accepted after all, does not undo it.
        last.judge(Verdict::Accepted);
        drop(last);
        assert_eq!(rejected(&breaker), 5 * MINUTE);
        hand.forward(5 * MINUTE);
        enter(&breaker, 0);
    }

    /// The key lost its access to one project, and the readers of all others saw old lists for hours.
    #[test]
    fn a_project_that_is_refused_alone_stops_alone() {
        let (breaker, hand) = breaker();
        for id in ["a", "b"] {
            enter_for(&breaker, id).judge(Verdict::Accepted);
        }
        for minutes in [5, 10, 20] {
            let refused = enter_for(&breaker, "a");
            assert_eq!(refused.judge(Verdict::Refused), Some(minutes * MINUTE));
            assert!(!refused.is_open());
            drop(refused);
            let closed = breaker.try_enter(0, &project("a")).unwrap().unwrap_err();
            assert_eq!(closed, Rejected::Refused(minutes * MINUTE));
            let probe = enter_for(&breaker, "b");
            assert!(breaker.try_enter(0, &project("b")).is_none(), "one at a time until accepted");
            probe.judge(Verdict::Accepted);
            drop(probe);
            hand.forward(minutes * MINUTE);
        }
        enter_for(&breaker, "a").judge(Verdict::Accepted);
        enter_for(&breaker, "a");
    }

    #[test]
    fn a_key_that_stops_working_for_several_projects_stops_all_with_the_second() {
        let (breaker, _) = breaker();
        for id in ["a", "b", "c"] {
            enter_for(&breaker, id).judge(Verdict::Accepted);
        }
        let calls: Vec<_> = (0..MOST_CALLS).map(|_| enter_for(&breaker, "a")).collect();
        for call in calls {
            assert_eq!(call.judge(Verdict::Refused), Some(5 * MINUTE));
        }
        let next = enter_for(&breaker, "b");
        next.judge(Verdict::Refused);
        assert!(next.is_open());
        drop(next);
        for id in ["a", "b", "c"] {
            let closed = breaker.try_enter(0, &project(id)).unwrap().unwrap_err();
            assert_eq!(closed, Rejected::Refused(5 * MINUTE));
        }
    }

    #[test]
    fn calls_of_several_projects_that_fail_together_stop_all() {
        let (breaker, _) = breaker();
        for id in ["a", "b"] {
            enter_for(&breaker, id).judge(Verdict::Accepted);
        }
        let calls = ["a", "b"].map(|id| enter_for(&breaker, id));
        for call in &calls {
            call.judge(Verdict::Refused);
        }
        assert!(calls[0].is_open());
    }

    #[test]
    fn other_secrets_end_the_stop_and_have_to_be_accepted_themselves() {
        let (breaker, _) = breaker();
        enter(&breaker, 0).judge(Verdict::Accepted);
        let old = enter(&breaker, 0);
        enter(&breaker, 0).judge(Verdict::Refused);
        rejected(&breaker);
        // The old call still counts as one that is under way.
        assert!(try_enter(&breaker, 1).is_none());
        assert_eq!(old.judge(Verdict::Refused), None);
        drop(old);
        let new = enter(&breaker, 1);
        assert!(try_enter(&breaker, 1).is_none());
        new.judge(Verdict::Accepted);
        enter(&breaker, 1);
    }

    #[test]
    fn a_throttled_cloud_is_left_alone_for_as_long_as_it_asks() {
        let (breaker, hand) = breaker();
        let call = enter(&breaker, 0);
        assert_eq!(call.throttle(Some(MINUTE)), MINUTE);
        drop(call);
        assert_eq!(try_enter(&breaker, 0).unwrap().unwrap_err(), Rejected::Throttled(MINUTE));
        hand.forward(MINUTE);
        enter(&breaker, 0);
    }

    /// Somebody's odd query was answered with 429, and everybody's list stood still.
    #[test]
    fn what_is_throttled_for_an_odd_query_does_not_stop_whole_lists() {
        let (breaker, hand) = breaker();
        let name = Some("odd".to_owned());
        let Operation::ListJobs(id, _) = project("p") else { panic!() };
        let odd = Operation::ListJobs(id, JobsQuery { name, ..JobsQuery::default() });
        let call = breaker.try_enter(0, &odd).unwrap().unwrap();
        call.throttle(Some(MINUTE));
        drop(call);
        let rejected = Rejected::Throttled(MINUTE);
        assert_eq!(breaker.try_enter(0, &odd).unwrap().unwrap_err(), rejected);
        assert_eq!(breaker.check(0, &odd), Err(rejected));
        let list = enter(&breaker, 0);
        list.judge(Verdict::Accepted);
        list.throttle(Some(2 * MINUTE));
        drop(list);
        hand.forward(MINUTE);
        assert_eq!(breaker.check(0, &odd), Err(rejected), "and a list's pause is everybody's");
        assert_eq!(breaker.check(0, &project("p")), Err(rejected));
    }

    #[tokio::test]
    async fn those_who_wait_get_their_turn_or_are_told_why_not() {
        let (breaker, _) = breaker();
        let one = project("p");
        let first = breaker.enter(0, &one).await.unwrap();
        let (second, third, ()) =
            tokio::join!(breaker.enter(0, &one), breaker.enter(0, &one), async {
                tokio::task::yield_now().await;
                first.judge(Verdict::Refused);
                drop(first);
            });
        assert_eq!(second.unwrap_err(), Rejected::Refused(FIRST_OPEN));
        assert_eq!(third.unwrap_err(), Rejected::Refused(FIRST_OPEN));
    }
}
