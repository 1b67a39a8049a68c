//! Rate limits of clients: of all requests, by address, so that guessing credentials is limited as well; and of
//! queries that need a call to the cloud, by caller if callers are authenticated.

use std::fmt;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::clock::Clock;
use crate::error::{Reason, Refusal};

/// After this many requests, clients that have sent none for a while are removed. Since a request adds at most one
/// client, no more than these and the recent ones are ever stored.
const CLEAN_EVERY: u32 = 4096;

/// A token bucket for each key.
struct Buckets<K: Hash + Eq + Clone> {
    limiter: RateLimiter<K, HashMapStateStore<K>, Clock, NoOpMiddleware<Nanos>>,
    clock: Clock,
    requests: AtomicU32,
}

impl<K: Hash + Eq + Clone> Buckets<K> {
    fn new(quota: Quota, clock: Clock) -> Self {
        let limiter = RateLimiter::hashmap_with_clock(quota, clock.clone());
        Buckets { limiter, clock, requests: AtomicU32::new(0) }
    }

    /// The error is the time until the next request is allowed.
    fn check(&self, key: &K) -> Result<(), Duration> {
        if self.requests.fetch_add(1, Ordering::Relaxed).is_multiple_of(CLEAN_EVERY) {
            self.limiter.retain_recent();
        }
        let now = governor::clock::Clock::now(&self.clock);
        self.limiter.check_key(key).map_err(|until| until.wait_time_from(now))
    }
}

/// A number of requests per second, with a burst of twice as many.
pub(crate) struct RateLimit(Buckets<IpAddr>);

impl RateLimit {
    pub(crate) fn new(per_second: NonZeroU32, clock: Clock) -> Self {
        let quota = Quota::per_second(per_second).allow_burst(per_second.saturating_mul(TWO));
        RateLimit(Buckets::new(quota, clock))
    }

    pub(crate) fn check(&self, client: IpAddr) -> Result<(), Refusal> {
        self.0.check(&household(client)).map_err(|wait| {
            Refusal::new(
                Reason::RateLimited,
                "Too many requests from this address. Try again later.",
            )
            .retry_after(wait)
        })
    }
}

/// A number of queries per minute without a cache entry.
pub(crate) struct QueryLimit(Buckets<Caller>);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Caller {
    Named(String),
    At(IpAddr),
}

impl QueryLimit {
    pub(crate) fn new(per_minute: NonZeroU32, clock: Clock) -> Self {
        QueryLimit(Buckets::new(Quota::per_minute(per_minute), clock))
    }

    pub(crate) fn check(&self, name: Option<&str>, client: IpAddr) -> Result<(), Refusal> {
        let caller = match name {
            Some(name) => Caller::Named(name.to_owned()),
            None => Caller::At(household(client)),
        };
        self.0.check(&caller).map_err(|wait| {
            Refusal::new(
                Reason::RateLimited,
                "Too many different queries. Those that were sent before are still answered. Try again \
                 later.",
            )
            .retry_after(wait)
        })
    }
}

impl fmt::Debug for QueryLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("QueryLimit")
    }
}

const TWO: NonZeroU32 = NonZeroU32::new(2).expect("two is not zero");

impl governor::clock::Clock for Clock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        self.elapsed().into()
    }
}

impl fmt::Debug for RateLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RateLimit")
    }
}

/// The owner of an IPv6 address usually has the whole /64, and could use a different address for each request.
pub fn household(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(address) => {
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)))
        }
        IpAddr::V4(address) => IpAddr::V4(address),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Hand;

    fn at(per_second: u32) -> (Hand, RateLimit) {
        let (clock, hand) = Clock::by_hand(0);
        (hand, RateLimit::new(per_second.try_into().unwrap(), clock))
    }

    fn admitted(limit: &RateLimit, client: &str, of: usize) -> usize {
        (0..of).filter(|_| limit.check(client.parse().unwrap()).is_ok()).count()
    }

    #[test]
    fn twice_the_rate_at_once_and_then_the_rate() {
        let (hand, limit) = at(20);
        assert_eq!(admitted(&limit, "203.0.113.9", 100), 40);
        hand.forward(Duration::from_secs(1));
        assert_eq!(admitted(&limit, "203.0.113.9", 100), 20);
        hand.forward(Duration::from_secs(3600));
        assert_eq!(admitted(&limit, "203.0.113.9", 100), 40);
    }

    #[test]
    fn a_refusal_says_when() {
        let (hand, limit) = at(1);
        assert_eq!(admitted(&limit, "203.0.113.9", 3), 2);
        let refusal = limit.check("203.0.113.9".parse().unwrap()).unwrap_err();
        assert_eq!((refusal.reason, refusal.status().as_u16()), (Reason::RateLimited, 429));
        let wait = refusal.retry_after.unwrap();
        assert_eq!(wait, Duration::from_secs(1));
        hand.forward(wait);
        assert_eq!(admitted(&limit, "203.0.113.9", 3), 1);
    }

    #[test]
    fn clients_have_their_own_share() {
        let (_, limit) = at(1);
        assert_eq!(admitted(&limit, "203.0.113.9", 5), 2);
        assert_eq!(admitted(&limit, "203.0.113.10", 5), 2);
        assert_eq!(admitted(&limit, "::ffff:203.0.113.9", 5), 0);
        assert_eq!(admitted(&limit, "2001:db8:0:1::1", 5), 2);
        assert_eq!(admitted(&limit, "2001:db8:0:1:ffff::2", 5), 0);
        assert_eq!(admitted(&limit, "2001:db8:0:2::1", 5), 2);
    }

    #[test]
    fn old_clients_are_forgotten() {
        let (hand, limit) = at(20);
        for n in 0..CLEAN_EVERY * 3 {
            assert!(limit.check(IpAddr::V4((0x0a00_0000 + n).into())).is_ok());
            hand.forward(Duration::from_millis(10));
        }
        assert!(limit.0.limiter.len() <= CLEAN_EVERY as usize + 300, "{}", limit.0.limiter.len());
    }
}
