//! A credential at work: what all calls share that are signed with it, wherever they go. The cloud counts
//! refusals by credential, and so does the circuit breaker; the queue keeps within its quota. It makes no
//! call.

use std::sync::Arc;

use crate::clock::Clock;
use crate::cloud::breaker::Breaker;
use crate::cloud::holder::Holder;
use crate::cloud::queue::{Outbound, Queue};
use crate::metrics::{BreakerState, Metrics};

/// One credential, its circuit breaker and its queue.
#[derive(Clone, Debug)]
pub struct Account {
    /// For the log and the metrics.
    pub(super) name: Arc<str>,
    pub(super) credential: Arc<Holder>,
    pub(super) breaker: Arc<Breaker>,
    pub(super) queue: Arc<Queue>,
}

impl Account {
    /// A closed circuit breaker and an empty queue.
    pub fn new(
        name: &str,
        credential: Holder,
        outbound: Outbound,
        clock: Clock,
        metrics: &Metrics,
    ) -> Self {
        metrics.breaker(name, BreakerState::Closed);
        Account {
            name: name.into(),
            credential: Arc::new(credential),
            breaker: Arc::new(Breaker::new(clock.clone(), outbound.at_once)),
            queue: Arc::new(Queue::new(outbound, clock)),
        }
    }
    /// The same account by the name and with the limits that it has now: what the circuit breaker knows
    /// of the credential stays true.
    pub(super) fn again(
        self,
        name: &str,
        (before, now): (Outbound, Outbound),
        clock: Clock,
        metrics: &Metrics,
    ) -> Self {
        self.breaker.allow(now.at_once);
        let state = if self.breaker.is_open() { BreakerState::Open } else { BreakerState::Closed };
        metrics.breaker(name, state);
        let queue = match now == before {
            true => self.queue,
            false => Arc::new(Queue::new(now, clock)),
        };
        Account { name: name.into(), queue, ..self }
    }
}
