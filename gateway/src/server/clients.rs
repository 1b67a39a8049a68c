//! Counts the connections of each client, so that none takes the last ones from all others. It closes no accepted
//! connection.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use prometheus_client::metrics::counter::Counter;

use crate::access::{Proxies, household};

/// The connections of all clients, shared by all tasks.
#[derive(Clone, Debug)]
pub struct Clients(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    /// The limit for each client.
    most: usize,
    /// Their addresses stand for many clients.
    proxies: Proxies,
    refused: Counter,
    /// By client, without those that have none.
    counts: Mutex<HashMap<IpAddr, usize>>,
}

/// One connection of a client.
#[derive(Debug)]
pub(super) struct Place {
    of: Arc<Shared>,
    client: IpAddr,
}

impl Clients {
    /// Limits each client except trusted proxies when connections are scarce. Refused connections are counted.
    pub fn new(most: usize, proxies: Proxies, refused: Counter) -> Self {
        Clients(Arc::new(Shared { most, proxies, refused, counts: Mutex::default() }))
    }

    /// A place for one more connection, if the client may have it; a proxy needs none. While connections are not
    /// scarce, a client may have more than its limit: one address may stand for a whole network.
    pub(super) fn enter(&self, peer: IpAddr, is_scarce: bool) -> Result<Option<Place>, TooMany> {
        let shared = &self.0;
        if shared.proxies.trusts(Some(peer)) {
            return Ok(None);
        }
        let client = household(peer);
        let mut counts = shared.lock();
        let count = counts.entry(client).or_default();
        if is_scarce && *count >= shared.most {
            shared.refused.inc();
            return Err(TooMany);
        }
        *count += 1;
        Ok(Some(Place { of: shared.clone(), client }))
    }
}

/// The client has too many connections.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooMany;

impl Shared {
    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        // No code can panic while it holds the lock.
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.of.lock();
        if let Some(count) = counts.get_mut(&self.client) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::X_FORWARDED_FOR;

    /// One address took all connections, and nobody else was answered.
    #[test]
    fn each_client_has_its_share_and_a_proxy_has_any_number() {
        let trusted = vec![Proxies::parse("10.0.0.0/24").unwrap()];
        let refused = Counter::default();
        let proxies = Proxies { trusted, header: X_FORWARDED_FOR };
        let clients = Clients::new(2, proxies, refused.clone());
        let enter = |peer: &str| clients.enter(peer.parse().unwrap(), true);
        let first = enter("203.0.113.9").unwrap();
        // However the address is written.
        let second = enter("::ffff:203.0.113.9").unwrap();
        assert_eq!(enter("203.0.113.9").err(), Some(TooMany));
        let other = enter("203.0.113.10").unwrap();
        assert!(first.is_some() && second.is_some() && other.is_some());
        let network = ["2001:db8:0:1::1", "2001:db8:0:1:ffff::2"].map(|peer| enter(peer).unwrap());
        assert_eq!(enter("2001:db8:0:1::3").err(), Some(TooMany));
        assert!((0..9).all(|_| enter("10.0.0.7").is_ok_and(|place| place.is_none())));
        assert_eq!(refused.get(), 2);
        let beyond = clients.enter("203.0.113.9".parse().unwrap(), false).unwrap();
        drop((first, beyond));
        drop(enter("203.0.113.9").unwrap());
        // Nobody stays in memory for having been here.
        drop((second, other, network));
        assert!(clients.0.lock().is_empty());
    }
}
