//! A credential at work: what all calls share that are signed with it, wherever they go. The cloud counts
//! refusals by credential, and so does the circuit breaker; the queue keeps within its quota. It makes no
//! call.

use std::sync::Arc;

use crate::clock::Clock;
use crate::cloud::breaker::Breaker;
use crate::cloud::fingerprint::Fingerprints;
use crate::cloud::holder::Holder;
use crate::cloud::queue::{Outbound, Queue};
use crate::metrics::{BreakerState, Metrics};
use crate::shared::Shared;

/// One credential, its circuit breaker and its queue.
#[derive(Clone, Debug)]
pub struct Account {
    /// For the log and the metrics.
    pub(super) name: Arc<str>,
    pub(super) credential: Arc<Holder>,
    pub(super) breaker: Arc<Breaker>,
    pub(super) queue: Arc<Queue>,
    /// Only with an engine somebody else has to know which credential it is.
    pub(super) fingerprints: Option<Arc<Fingerprints>>,
}

impl Account {
    /// A closed circuit breaker and an empty queue, in common with the other replicas where there is an
    /// engine.
    pub fn new(
        name: &str,
        credential: Holder,
        outbound: Outbound,
        clock: Clock,
        (metrics, shared): (&Metrics, Option<Arc<Shared>>),
    ) -> Self {
        metrics.breaker(name, BreakerState::Closed);
        let breaker = Breaker::new(clock.clone(), outbound.at_once).sharing(shared.clone());
        let fingerprints = shared.is_some().then(Arc::default);
        Account {
            name: name.into(),
            credential: Arc::new(credential),
            breaker: Arc::new(breaker),
            queue: Arc::new(Queue::new(outbound, clock).sharing(shared)),
            fingerprints,
        }
    }

    /// The same account by the name and with the limits that it has now: what the circuit breaker knows
    /// of the credential stays true.
    pub(super) fn again(
        self,
        name: &str,
        (before, now): (Outbound, Outbound),
        clock: Clock,
        (metrics, shared): (&Metrics, Option<Arc<Shared>>),
    ) -> Self {
        self.breaker.allow(now.at_once);
        let state = if self.breaker.is_open() { BreakerState::Open } else { BreakerState::Closed };
        metrics.breaker(name, state);
        let queue = match now == before {
            true => self.queue,
            false => Arc::new(Queue::new(now, clock).sharing(shared)),
        };
        Account { name: name.into(), queue, ..self }
    }
}
