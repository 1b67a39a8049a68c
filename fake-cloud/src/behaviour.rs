//! The behaviour that a test requests from the cloud: which response, and how it is delivered. The two are
//! independent, so that any error can also arrive late or in pieces.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use crate::answer::Answer;
use crate::gate::Gate;
use crate::lock::lock;

/// How a call is answered.
#[derive(Clone, Debug)]
pub struct Behaviour {
    pub(crate) what: What,
    pub(crate) how: How,
}

/// Which answer it is.
#[derive(Clone, Debug)]
pub(crate) enum What {
    /// The call is checked and answered from the simulated jobs; so many of them, if it says so.
    Real { jobs: Option<usize> },
    /// Whatever the call was. Nothing is checked, and no failure counts.
    This(Answer),
    /// The connection ends instead.
    HangUp,
    /// No connection is taken at all.
    Refuse,
}

/// How it comes.
#[derive(Clone, Debug, Default)]
pub(crate) struct How {
    pub(crate) before_head: Option<Pace>,
    pub(crate) drip: Option<(usize, Pace)>,
    pub(crate) cut_after: Option<usize>,
    pub(crate) chunked: Option<bool>,
}

/// What has to happen before it goes on.
#[derive(Clone, Debug)]
pub enum Pace {
    /// So much time passes.
    Time(Duration),
    /// The gate lets one through.
    Gate(Gate),
}

impl Behaviour {
    /// As the real cloud would: the call is checked, and answered from the simulated jobs.
    pub fn normal() -> Self {
        Behaviour::of(What::Real { jobs: None })
    }

    /// Checked as well, and answered with another number of jobs.
    pub fn jobs(jobs: usize) -> Self {
        Behaviour::of(What::Real { jobs: Some(jobs) })
    }

    /// This answer, without a look at the call.
    pub fn answer(answer: Answer) -> Self {
        Behaviour::of(What::This(answer))
    }

    /// Reads the call and ends the connection without a word.
    pub fn hang_up() -> Self {
        Behaviour::of(What::HangUp)
    }

    /// Ends new connections before anything is read, so no call is counted; those that stand are
    /// ended as by [`Behaviour::hang_up`].
    pub fn refuse() -> Self {
        Behaviour::of(What::Refuse)
    }

    fn of(what: What) -> Self {
        Behaviour { what, how: How::default() }
    }

    /// Not even the head comes before the gate lets it through.
    pub fn held(self, gate: &Gate) -> Self {
        self.before_head(Pace::Gate(gate.clone()))
    }

    /// Not even the head comes before that time.
    pub fn late(self, time: Duration) -> Self {
        self.before_head(Pace::Time(time))
    }

    fn before_head(mut self, pace: Pace) -> Self {
        self.how.before_head = Some(pace);
        self
    }

    /// The head comes at once, and then pieces of so many bytes, each after the pace.
    pub fn drip(mut self, bytes: usize, pace: Pace) -> Self {
        self.how.drip = Some((bytes.max(1), pace));
        self
    }

    /// Ends the connection after so many bytes of the body. In chunks, it also goes without the last
    /// one that says that there are no more.
    pub fn cut_short(mut self, after_bytes: usize) -> Self {
        self.how.cut_after = Some(after_bytes);
        self
    }

    /// Says whether the body comes in chunks, whatever the settings say.
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

/// What is asked of all calls to come.
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

    /// How the call that has just come is answered.
    pub(crate) fn next(&self) -> Behaviour {
        let mut plan = lock(&self.0);
        plan.1.pop_front().unwrap_or_else(|| plan.0.clone())
    }

    /// Whether the connection that has just come is refused.
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
