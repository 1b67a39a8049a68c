//! A credential in use: what all calls share that are signed with it, whatever their route. The cloud counts
//! rejections by credential, and so does the circuit breaker; the queue keeps within the credential's rate limit.

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
    /// Only needed with an engine.
    pub(super) fingerprints: Option<Arc<Fingerprints>>,
}

impl Account {
    /// An account with a closed circuit breaker and an empty queue, shared with the other replicas if there is an
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

    /// The same account with its current name and limits; the circuit breaker keeps its state.
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
