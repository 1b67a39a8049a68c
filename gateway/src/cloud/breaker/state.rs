//! The state of a circuit breaker and its transitions, as plain data: a single replica keeps it in memory, several
//! keep it in their engine.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::cloud::backoff;
use crate::cloud::breaker::{FIRST_OPEN, LONGEST_OPEN, Rejected, Verdict};
use crate::route::{Operation, ProjectId};

/// The state of a credential.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// How often the credential has changed in this replica.
    #[serde(skip)]
    pub generation: u64,
    /// Whether the credential has been accepted once.
    accepted: bool,
    /// The calls in progress.
    seats: Vec<Seat>,
    /// The number of rejections that began or prolonged a stop. The result of a call that began before the last one
    /// is ignored.
    pub refusals: u64,
    open: Option<Open>,
    /// Two of the projects for which the credential has been accepted since the last stop of all calls: with two it
    /// is known, for any project, whether there is another one.
    accepted_for: BTreeSet<String>,
    /// The projects whose calls are stopped, while those of others are not.
    open_for: BTreeMap<String, Open>,
    /// The project that was rejected last, until the credential is accepted for another one.
    suspect: Option<String>,
    /// For whole lists, and therefore for all calls.
    throttle: Throttle,
    /// For all other queries only.
    throttle_of_others: Throttle,
}

/// A call in progress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Seat {
    /// The ID of the call.
    id: u64,
    /// The replica that makes it.
    by: u64,
    /// When it expires, unless it is prolonged.
    #[serde(with = "millis")]
    until: Duration,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Throttle {
    #[serde(with = "millis")]
    until: Duration,
    /// How often in a row the cloud asked for a pause.
    times: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Open {
    #[serde(with = "millis")]
    until: Duration,
    #[serde(with = "millis")]
    length: Duration,
}

/// The limit of concurrent calls.
#[derive(Clone, Copy, Debug)]
pub struct Seats {
    /// The maximum.
    pub most: usize,
    /// The replica whose calls count; `None` for those of all.
    pub of: Option<u64>,
}

/// The call to be made.
#[derive(Clone, Copy, Debug)]
pub struct Entrant {
    /// Its id.
    pub id: u64,
    /// Its replica.
    pub by: u64,
    /// How long it counts without being prolonged.
    pub hold: Duration,
}

impl State {
    /// Starts again, for another credential.
    pub fn renew(&mut self, generation: u64) {
        if generation > self.generation {
            *self = State {
                generation,
                seats: std::mem::take(&mut self.seats),
                refusals: self.refusals,
                throttle: self.throttle,
                throttle_of_others: self.throttle_of_others,
                ..State::default()
            };
        }
    }

    /// Why no call may be made now.
    pub fn check(&self, to: &Operation, now: Duration) -> Result<(), Rejected> {
        let of_project = self.open_for.get(to.project().as_str());
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

    /// Takes a seat; `None` if other calls have to end first.
    pub fn enter(
        &mut self,
        to: &Operation,
        now: Duration,
        seats: Seats,
        entrant: Entrant,
    ) -> Option<Result<(), Rejected>> {
        if let Err(rejected) = self.check(to, now) {
            return Some(Err(rejected));
        }
        let is_stopped = self.open_for.contains_key(to.project().as_str());
        let is_closed = self.accepted && self.open.is_none() && !is_stopped;
        let most = if is_closed { seats.most } else { 1 };
        let counts = |seat: &&Seat| seats.of.is_none_or(|by| seat.by == by) && now < seat.until;
        if self.seats.iter().filter(counts).count() >= most {
            return None;
        }
        self.seats.retain(|seat| now < seat.until);
        let Entrant { id, by, hold } = entrant;
        self.seats.push(Seat { id, by, until: now.saturating_add(hold) });
        Some(Ok(()))
    }

    /// The call is still in progress.
    pub fn stay(&mut self, now: Duration, entrant: Entrant) {
        self.leave(entrant.id);
        let Entrant { id, by, hold } = entrant;
        self.seats.push(Seat { id, by, until: now.saturating_add(hold) });
    }

    /// The call has ended.
    pub fn leave(&mut self, id: u64) {
        self.seats.retain(|seat| seat.id != id);
    }

    /// Corrects the calls of a replica by its own state: the engine may have missed the begin or the end of a call
    /// while it was away, or been told of it too late.
    pub fn correct_seats(&mut self, of: u64, own: &State) {
        let is_known = |seats: &[Seat], id| seats.iter().any(|seat| seat.id == id);
        self.seats.retain(|seat| seat.by != of || is_known(&own.seats, seat.id));
        for seat in own.seats.iter().filter(|seat| seat.by == of) {
            if !is_known(&self.seats, seat.id) {
                self.seats.push(seat.clone());
            }
        }
    }

    /// Limits all times to what they could be if they began now: a clock that was ahead for a while must not stop
    /// calls for that long.
    pub fn bound(&mut self, now: Duration, hold: Duration) {
        let by = |until: &mut Duration, most: Duration| {
            *until = (*until).min(now.saturating_add(most));
        };
        for open in self.open.iter_mut().chain(self.open_for.values_mut()) {
            open.length = open.length.min(LONGEST_OPEN);
            by(&mut open.until, open.length);
        }
        for throttle in [&mut self.throttle, &mut self.throttle_of_others] {
            by(&mut throttle.until, backoff::LONGEST_ASKED);
        }
        self.seats.iter_mut().for_each(|seat| by(&mut seat.until, hold));
    }

    /// Everything that stops calls, which another copy of the state would need.
    pub fn stops(&self) -> impl PartialEq + use<> {
        (self.open, self.open_for.clone(), self.throttle, self.throttle_of_others)
    }

    /// Whether all calls are stopped.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Applies what a call says about the credential. `refusals` is the number when the call began. Returns how
    /// long calls are stopped now, if this call has caused that.
    pub fn judge(
        &mut self,
        verdict: Verdict,
        (project, is_whole_list): (&ProjectId, bool),
        refusals: u64,
        now: Duration,
    ) -> Option<Duration> {
        // Rejections of concurrent calls count once, and a call that began before a rejection cannot undo it.
        let is_news = refusals == self.refusals;
        match verdict {
            Verdict::Accepted if is_news => {
                self.accepted = true;
                self.open = None;
                self.suspect = None;
                self.open_for.remove(project.as_str());
                if self.accepted_for.len() < 2 {
                    self.accepted_for.insert(project.as_str().to_owned());
                }
                self.throttle_of(is_whole_list).times = 0;
                None
            }
            Verdict::Accepted | Verdict::Unknown => None,
            Verdict::Refused => self.refuse(project.as_str(), is_news, now),
        }
    }

    /// The cloud has asked for fewer calls.
    pub fn throttle(
        &mut self,
        is_whole_list: bool,
        asked: Option<Duration>,
        now: Duration,
    ) -> Duration {
        let throttle = self.throttle_of(is_whole_list);
        let pause = backoff::pause(throttle.times, asked);
        throttle.times = throttle.times.saturating_add(1);
        throttle.until = throttle.until.max(now + pause);
        pause
    }

    /// Adds the rejections and pauses of another copy of the state that are missing in this one.
    pub fn learn(&mut self, other: &State) {
        self.open = later(self.open, other.open);
        for (project, open) in &other.open_for {
            let known = self.open_for.get(project).copied();
            if let Some(open) = later(known, Some(*open)) {
                self.open_for.insert(project.clone(), open);
            }
        }
        if other.open.is_some() || !other.open_for.is_empty() {
            self.accepted = false;
        }
        self.suspect = self.suspect.take().or_else(|| other.suspect.clone());
        // The calls in progress began before this was known.
        self.refusals = self.refusals.max(other.refusals) + 1;
        for (mine, theirs) in [
            (&mut self.throttle, other.throttle),
            (&mut self.throttle_of_others, other.throttle_of_others),
        ] {
            mine.until = mine.until.max(theirs.until);
            mine.times = mine.times.max(theirs.times);
        }
    }

    fn throttle_of(&mut self, whole_lists: bool) -> &mut Throttle {
        if whole_lists { &mut self.throttle } else { &mut self.throttle_of_others }
    }

    /// Applies a rejection. Returns how long the project is stopped now.
    fn refuse(&mut self, project: &str, is_news: bool, now: Duration) -> Option<Duration> {
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
                self.open_for.insert(project.to_owned(), stop);
                self.suspect = Some(project.to_owned());
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

/// The stop that ends later.
fn later(one: Option<Open>, other: Option<Open>) -> Option<Open> {
    one.into_iter().chain(other).max_by_key(|open| open.until)
}

/// Instants as milliseconds, for all implementations.
mod millis {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(time: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
    }

    pub fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<Duration, D::Error> {
        u64::deserialize(from).map(Duration::from_millis)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route::JobsQuery;

    const SECOND: Duration = Duration::from_secs(1);

    fn project(id: &str) -> ProjectId {
        ProjectId::parse(id).unwrap()
    }

    fn entered(state: &mut State, id: u64) -> bool {
        let to = Operation::ListJobs(project("a"), JobsQuery::default());
        let entrant = Entrant { id, by: id, hold: 10 * SECOND };
        let seats = Seats { most: 4, of: None };
        state.enter(&to, SECOND, seats, entrant).is_some_and(|entered| entered.is_ok())
    }

    #[test]
    fn what_is_stored_is_read_as_it_was() {
        let mut state = State::default();
        assert!(entered(&mut state, 1) && !entered(&mut state, 2));
        state.judge(Verdict::Accepted, (&project("a"), true), 0, SECOND);
        state.judge(Verdict::Refused, (&project("b"), true), 0, SECOND);
        state.throttle(false, Some(3 * SECOND), SECOND);
        let stored = serde_json::to_vec(&state).unwrap();
        assert_eq!(serde_json::from_slice::<State>(&stored).unwrap(), state);
        // A part that another version does not know is as at first.
        assert_eq!(serde_json::from_slice::<State>(b"{}").unwrap(), State::default());
    }

    /// The engine's clock was a day ahead for a while, and for a day nobody called the cloud.
    #[test]
    fn a_clock_that_goes_back_stops_nobody_for_longer_than_it_could_now() {
        let day = 24 * 60 * 60 * SECOND;
        let (to, seats) =
            (Operation::ListJobs(project("a"), JobsQuery::default()), Seats { most: 4, of: None });
        let mut state = State::default();
        let entrant = Entrant { id: 1, by: 1, hold: 10 * SECOND };
        assert_eq!(state.enter(&to, day, seats, entrant), Some(Ok(())));
        state.throttle(true, Some(60 * SECOND), day);
        state.judge(Verdict::Refused, (&project("a"), true), 0, day);
        state.bound(day, 10 * SECOND);
        assert_eq!(state.check(&to, day), Err(Rejected::Refused(FIRST_OPEN)), "it is as it was");
        state.bound(SECOND, 10 * SECOND);
        assert_eq!(state.check(&to, SECOND), Err(Rejected::Refused(FIRST_OPEN)));
        assert_eq!(state.check(&to, SECOND + backoff::LONGEST_ASKED), Ok(()));
        assert!(state.seats.iter().all(|seat| seat.until == 11 * SECOND));
    }

    /// Two replicas had each seen something of a key, and what one had seen was forgotten.
    #[test]
    fn the_later_stop_holds_for_both() {
        let [a, b] = ["a", "b"].map(project);
        let mut one = State::default();
        for known in [&a, &b] {
            one.judge(Verdict::Accepted, (known, true), 0, SECOND);
        }
        let mut other = one.clone();
        other.judge(Verdict::Refused, (&a, true), 0, 60 * SECOND);
        assert!(entered(&mut one, 1));
        one.learn(&other);
        // Nor does the call that began before undo it.
        one.judge(Verdict::Accepted, (&a, true), 0, 61 * SECOND);
        let to = Operation::ListJobs(a, JobsQuery::default());
        let until = 60 * SECOND + FIRST_OPEN;
        assert_eq!(one.check(&to, 61 * SECOND), Err(Rejected::Refused(until - 61 * SECOND)));
        assert_eq!(one.check(&to, until), Ok(()));
    }
}
