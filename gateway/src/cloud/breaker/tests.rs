//! What one replica does without an engine, with a clock that is moved by hand.

use futures_util::FutureExt;

use super::*;
use crate::clock::Hand;
use crate::route::{JobsQuery, ProjectId};

fn breaker() -> (Arc<Breaker>, Hand) {
    let (clock, hand) = Clock::by_hand(0);
    (Arc::new(Breaker::new(clock, MOST_CALLS)), hand)
}

const MOST_CALLS: usize = 4;

/// The whole list of a project.
fn project(id: &str) -> Operation {
    Operation::ListJobs(ProjectId::parse(id).unwrap(), JobsQuery::default())
}

fn identity(generation: u64) -> Identity {
    Identity { generation, fingerprint: Arc::default() }
}

/// Without an engine nothing has to be waited for.
fn now<T>(it: impl Future<Output = T>) -> T {
    it.now_or_never().expect("it waited")
}

impl Permit {
    fn judge_now(&self, verdict: Verdict) -> Option<Duration> {
        now(self.judge(verdict))
    }

    fn throttle_now(&self, asked: Option<Duration>) -> Duration {
        now(self.throttle(asked))
    }
}

fn check(breaker: &Breaker, to: &Operation) -> Result<(), Rejected> {
    now(breaker.check(&identity(0), to))
}

fn try_enter_for(breaker: &Arc<Breaker>, to: &Operation) -> Option<Result<Permit, Rejected>> {
    now(breaker.try_enter(&identity(0), to))
}

fn try_enter(breaker: &Arc<Breaker>, generation: u64) -> Option<Result<Permit, Rejected>> {
    now(breaker.try_enter(&identity(generation), &project("p")))
}

#[track_caller]
fn enter(breaker: &Arc<Breaker>, generation: u64) -> Permit {
    try_enter(breaker, generation).expect("no turn").expect("rejected")
}

#[track_caller]
fn enter_for(breaker: &Arc<Breaker>, id: &str) -> Permit {
    try_enter_for(breaker, &project(id)).expect("no turn").expect("rejected")
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
    first.judge_now(Verdict::Unknown);
    assert!(try_enter(&breaker, 0).is_none(), "its body is still on the way");
    drop(first);
    let second = enter(&breaker, 0);
    assert!(try_enter(&breaker, 0).is_none());
    second.judge_now(Verdict::Accepted);
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
        let stopped = probe.judge_now(Verdict::Refused).unwrap();
        assert_eq!(rejected(&breaker), stopped);
        minutes.push(stopped.as_secs() / 60);
        hand.forward(stopped - Duration::from_millis(1));
        rejected(&breaker);
        hand.forward(Duration::from_millis(1));
    }
    assert_eq!(minutes, [5, 10, 20, 40, 60, 60]);
    enter(&breaker, 0).judge_now(Verdict::Accepted);
    let again = enter(&breaker, 0);
    enter(&breaker, 0).judge_now(Verdict::Unknown);
    assert_eq!(again.judge_now(Verdict::Refused), Some(5 * MINUTE), "an acceptance starts over");
}

#[test]
fn a_probe_that_says_nothing_leaves_the_next_one_alone_too() {
    let (breaker, hand) = breaker();
    enter(&breaker, 0).judge_now(Verdict::Refused);
    hand.forward(5 * MINUTE);
    drop(enter(&breaker, 0));
    let probe = enter(&breaker, 0);
    assert!(try_enter(&breaker, 0).is_none());
    assert_eq!(probe.judge_now(Verdict::Refused), Some(10 * MINUTE));
}

#[test]
fn calls_that_fail_together_are_one_refusal() {
    let (breaker, hand) = breaker();
    enter(&breaker, 0).judge_now(Verdict::Accepted);
    let mut calls: Vec<_> = (0..MOST_CALLS).map(|_| enter(&breaker, 0)).collect();
    let last = calls.pop().unwrap();
    for call in calls {
        assert_eq!(call.judge_now(Verdict::Refused), Some(5 * MINUTE));
    }
    // One that was under way before, and is accepted after all, does not undo it.
    last.judge_now(Verdict::Accepted);
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
        enter_for(&breaker, id).judge_now(Verdict::Accepted);
    }
    for minutes in [5, 10, 20] {
        let refused = enter_for(&breaker, "a");
        assert_eq!(refused.judge_now(Verdict::Refused), Some(minutes * MINUTE));
        assert!(!refused.is_open());
        drop(refused);
        let closed = try_enter_for(&breaker, &project("a")).unwrap().unwrap_err();
        assert_eq!(closed, Rejected::Refused(minutes * MINUTE));
        let probe = enter_for(&breaker, "b");
        assert!(try_enter_for(&breaker, &project("b")).is_none(), "one at a time until accepted");
        probe.judge_now(Verdict::Accepted);
        drop(probe);
        hand.forward(minutes * MINUTE);
    }
    enter_for(&breaker, "a").judge_now(Verdict::Accepted);
    enter_for(&breaker, "a");
}

#[test]
fn a_key_that_stops_working_for_several_projects_stops_all_with_the_second() {
    let (breaker, _) = breaker();
    for id in ["a", "b", "c"] {
        enter_for(&breaker, id).judge_now(Verdict::Accepted);
    }
    let calls: Vec<_> = (0..MOST_CALLS).map(|_| enter_for(&breaker, "a")).collect();
    for call in calls {
        assert_eq!(call.judge_now(Verdict::Refused), Some(5 * MINUTE));
    }
    let next = enter_for(&breaker, "b");
    next.judge_now(Verdict::Refused);
    assert!(next.is_open());
    drop(next);
    for id in ["a", "b", "c"] {
        let closed = try_enter_for(&breaker, &project(id)).unwrap().unwrap_err();
        assert_eq!(closed, Rejected::Refused(5 * MINUTE));
    }
}

#[test]
fn calls_of_several_projects_that_fail_together_stop_all() {
    let (breaker, _) = breaker();
    for id in ["a", "b"] {
        enter_for(&breaker, id).judge_now(Verdict::Accepted);
    }
    let calls = ["a", "b"].map(|id| enter_for(&breaker, id));
    for call in &calls {
        call.judge_now(Verdict::Refused);
    }
    assert!(calls[0].is_open());
}

#[test]
fn other_secrets_end_the_stop_and_have_to_be_accepted_themselves() {
    let (breaker, _) = breaker();
    enter(&breaker, 0).judge_now(Verdict::Accepted);
    let old = enter(&breaker, 0);
    enter(&breaker, 0).judge_now(Verdict::Refused);
    rejected(&breaker);
    // The old call still counts as one that is under way.
    assert!(try_enter(&breaker, 1).is_none());
    assert_eq!(old.judge_now(Verdict::Refused), None);
    drop(old);
    let new = enter(&breaker, 1);
    assert!(try_enter(&breaker, 1).is_none());
    new.judge_now(Verdict::Accepted);
    enter(&breaker, 1);
}

#[test]
fn a_throttled_cloud_is_left_alone_for_as_long_as_it_asks() {
    let (breaker, hand) = breaker();
    let call = enter(&breaker, 0);
    assert_eq!(call.throttle_now(Some(MINUTE)), MINUTE);
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
    let call = try_enter_for(&breaker, &odd).unwrap().unwrap();
    call.throttle_now(Some(MINUTE));
    drop(call);
    let rejected = Rejected::Throttled(MINUTE);
    assert_eq!(try_enter_for(&breaker, &odd).unwrap().unwrap_err(), rejected);
    assert_eq!(check(&breaker, &odd), Err(rejected));
    let list = enter(&breaker, 0);
    list.judge_now(Verdict::Accepted);
    list.throttle_now(Some(2 * MINUTE));
    drop(list);
    hand.forward(MINUTE);
    assert_eq!(check(&breaker, &odd), Err(rejected), "and a list's pause is everybody's");
    assert_eq!(check(&breaker, &project("p")), Err(rejected));
}

#[tokio::test]
async fn those_who_wait_get_their_turn_or_are_told_why_not() {
    let (breaker, _) = breaker();
    let one = project("p");
    let same = identity(0);
    let first = breaker.enter(&same, &one).await.unwrap();
    let (second, third, ()) =
        tokio::join!(breaker.enter(&same, &one), breaker.enter(&same, &one), async {
            tokio::task::yield_now().await;
            first.judge_now(Verdict::Refused);
            drop(first);
        });
    assert_eq!(second.unwrap_err(), Rejected::Refused(FIRST_OPEN));
    assert_eq!(third.unwrap_err(), Rejected::Refused(FIRST_OPEN));
}
