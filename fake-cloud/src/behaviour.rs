//! The behaviour that a test requests from the cloud: which response, and how it is delivered. The two are
//! independent, so that any error can also arrive late or in pieces.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use crate::answer::Answer;
use crate::gate::Gate;
use crate::lock::lock;

/// The response to a call, and how it is delivered.
#[derive(Clone, Debug)]
pub struct Behaviour {
    pub(crate) what: What,
    pub(crate) how: How,
}

/// The response to a call.
#[derive(Clone, Debug)]
pub(crate) enum What {
    /// The call is checked, and answered from the simulated jobs. With a number, from this many jobs.
    Real { jobs: Option<usize> },
    /// This response, whatever the call is. Nothing is checked, and no failure is counted.
    This(Answer),
    /// The connection is closed without a response.
    HangUp,
    /// Connections are closed before anything is read.
    Refuse,
}

/// How a response is delivered.
#[derive(Clone, Debug, Default)]
pub(crate) struct How {
    pub(crate) before_head: Option<Pace>,
    pub(crate) drip: Option<(usize, Pace)>,
    pub(crate) cut_after: Option<usize>,
    pub(crate) chunked: Option<bool>,
}

/// What has to happen before the next part is sent.
#[derive(Clone, Debug)]
pub enum Pace {
    /// This time has passed.
    Time(Duration),
    /// The gate has let one through.
    Gate(Gate),
}

impl Behaviour {
    /// As the real cloud: the call is checked, and answered from the simulated jobs.
    pub fn normal() -> Self {
        Behaviour::of(What::Real { jobs: None })
    }

    /// The same with another number of jobs.
    pub fn jobs(jobs: usize) -> Self {
        Behaviour::of(What::Real { jobs: Some(jobs) })
    }

    /// This response, without checking the call.
    pub fn answer(answer: Answer) -> Self {
        Behaviour::of(What::This(answer))
    }

    /// Reads the call, and closes the connection without a response.
    pub fn hang_up() -> Self {
        Behaviour::of(What::HangUp)
    }

    /// Closes new connections before anything is read, so no call is counted. Existing connections are closed as by
    /// [`Behaviour::hang_up`].
    pub fn refuse() -> Self {
        Behaviour::of(What::Refuse)
    }

    fn of(what: What) -> Self {
        Behaviour { what, how: How::default() }
    }

    /// Sends nothing, not even the head, before the gate has let it through.
    pub fn held(self, gate: &Gate) -> Self {
        self.before_head(Pace::Gate(gate.clone()))
    }

    /// Sends nothing, not even the head, before this time has passed.
    pub fn late(self, time: Duration) -> Self {
        self.before_head(Pace::Time(time))
    }

    fn before_head(mut self, pace: Pace) -> Self {
        self.how.before_head = Some(pace);
        self
    }

    /// Sends the head at once, and then pieces of this many bytes, each after the pace.
    pub fn drip(mut self, bytes: usize, pace: Pace) -> Self {
        self.how.drip = Some((bytes.max(1), pace));
        self
    }

    /// Closes the connection after this many bytes of the body. A chunked body then has no final chunk, either.
    pub fn cut_short(mut self, after_bytes: usize) -> Self {
        self.how.cut_after = Some(after_bytes);
        self
    }

    /// Sets whether the body is chunked, regardless of the settings.
    pub fn chunked(mut self, chunked: bool) -> Self {
        self.how.chunked = Some(chunked);
        self
    }
}

impl Pace {
    pub(crate) async fn wait(&self) {
        match self {
            Pace::Time(time) => tokio::time::sleep(*time).await,
            Pace::Gate(gate) => gate.pass().await,
        }
    }
}

/// The behaviours for all future calls.
#[derive(Debug)]
pub(crate) struct Plan(Mutex<(Behaviour, VecDeque<Behaviour>)>);

impl Plan {
    pub(crate) fn new() -> Self {
        Plan(Mutex::new((Behaviour::normal(), VecDeque::new())))
    }

    pub(crate) fn stand(&self, behaviour: Behaviour) {
        lock(&self.0).0 = behaviour;
    }

    pub(crate) fn queue(&self, behaviour: Behaviour) {
        lock(&self.0).1.push_back(behaviour);
    }

    /// The behaviour for the call that has just arrived.
    pub(crate) fn next(&self) -> Behaviour {
        let mut plan = lock(&self.0);
        plan.1.pop_front().unwrap_or_else(|| plan.0.clone())
    }

    /// Whether the connection that was just opened is refused.
    pub(crate) fn refuses(&self) -> bool {
        let mut plan = lock(&self.0);
        let first = plan.1.front().unwrap_or(&plan.0);
        let refuses = matches!(first.what, What::Refuse);
        if refuses {
            plan.1.pop_front();
        }
        refuses
    }
}
