//! The queue of calls to the cloud: first come, first served. Each call waits for its token from a bucket that is
//! filled at a constant rate, up to a time limit.
//!
//! The bucket is governor's. Its own way of waiting lets all wait and the fastest go first; therefore only the
//! first in the queue waits for the bucket here, and the queue is tokio's lock, which is fair.
//!
//! Replicas with an engine share a bucket there, and each has its own queue. While the engine is away, each uses a
//! bucket of its own.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use tokio::sync::Mutex;

use crate::clock::Clock;
use crate::shared::Shared;

/// The limits of calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outbound {
    /// Calls per second; `None` for no limit.
    pub per_second: Option<NonZeroU32>,
    /// Concurrent calls.
    pub at_once: usize,
    /// How long a call may wait in the queue.
    pub wait: Duration,
}

impl Default for Outbound {
    fn default() -> Self {
        let per_second = NonZeroU32::new(5);
        Outbound { per_second, at_once: 4, wait: Duration::from_secs(10) }
    }
}

/// The call waited longer than the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong;

type Bucket = RateLimiter<NotKeyed, InMemoryState, Clock, NoOpMiddleware<Nanos>>;

/// The queue of one credential.
pub struct Queue {
    first: Mutex<()>,
    per_second: Option<NonZeroU32>,
    bucket: Option<Bucket>,
    shared: Option<Arc<Shared>>,
    wait: Duration,
    clock: Clock,
}

impl Queue {
    /// An empty queue with a full bucket.
    pub fn new(outbound: Outbound, clock: Clock) -> Self {
        let bucket = outbound
            .per_second
            .map(|rate| RateLimiter::direct_with_clock(Quota::per_second(rate), clock.clone()));
        let (per_second, wait) = (outbound.per_second, outbound.wait);
        Queue { first: Mutex::new(()), per_second, bucket, shared: None, wait, clock }
    }

    /// The same, with a bucket that all replicas share.
    pub fn sharing(self, shared: Option<Arc<Shared>>) -> Self {
        Queue { shared, ..self }
    }

    /// Waits for the turn of this call, then for a token, and then for what else has to happen before the next call
    /// may go.
    pub async fn pass<T>(
        &self,
        credential: &str,
        last: impl Future<Output = T>,
    ) -> Result<T, TooLong> {
        let passing = async {
            let _first = self.first.lock().await;
            self.token(credential).await;
            last.await
        };
        tokio::select! {
            biased;
            passed = passing => Ok(passed),
            () = self.clock.sleep(self.wait) => Err(TooLong),
        }
    }

    async fn token(&self, credential: &str) {
        if let (Some(shared), Some(rate)) = (&self.shared, self.per_second) {
            let key = format!("{{{credential}}}:tokens");
            loop {
                match shared.token(&key, rate.get()).await {
                    Ok(None) => return,
                    Ok(Some(wait)) => self.clock.sleep(wait).await,
                    Err(_) => break,
                }
            }
        }
        let Some(bucket) = &self.bucket else {
            return;
        };
        while let Err(until) = bucket.check() {
            let now = governor::clock::Clock::now(&self.clock);
            self.clock.sleep(until.wait_time_from(now)).await;
        }
    }
}

impl std::fmt::Debug for Queue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Queue")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex as StdMutex};

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test]
    async fn calls_pass_in_their_order_at_the_rate_and_not_after_the_limit() {
        let (clock, hand) = Clock::by_hand(0);
        let outbound =
            Outbound { per_second: NonZeroU32::new(2), wait: 2 * SECOND, ..Outbound::default() };
        let queue = Arc::new(Queue::new(outbound, clock));
        let passed = Arc::new(StdMutex::new(Vec::new()));
        let calls: Vec<_> = (0..8)
            .map(|number| {
                let (queue, passed) = (queue.clone(), passed.clone());
                tokio::spawn(async move {
                    let pass = queue.pass("", async { passed.lock().unwrap().push(number) });
                    pass.await.is_ok()
                })
            })
            .collect();
        for half_seconds in 0..5 {
            for _ in 0..100 {
                tokio::task::yield_now().await;
            }
            let expect: Vec<_> = (0..2 + half_seconds).collect();
            assert_eq!(*passed.lock().unwrap(), expect);
            hand.forward(SECOND / 2);
        }
        let mut answered = Vec::new();
        for call in calls {
            answered.push(call.await.unwrap());
        }
        assert_eq!(answered, [true, true, true, true, true, true, false, false]);
    }
}
