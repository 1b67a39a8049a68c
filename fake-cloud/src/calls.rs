//! A record of the calls, and of how many were concurrent.

use std::collections::VecDeque;
use std::sync::Mutex;

use tokio::sync::watch;

use crate::lock::lock;

/// Calls that are kept to be looked at. A benchmark makes millions.
const KEPT: usize = 10_000;

/// One call, as it was on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The method, as sent.
    pub method: String,
    /// Path and query, as sent.
    pub target: String,
    /// Every header, in its order and spelling.
    pub headers: Vec<(String, String)>,
    /// How long its body was.
    pub body_len: usize,
    /// When it was read, by the cloud's clock.
    pub at_ms: i64,
    /// Which connection it came on: the first is 1.
    pub connection: u64,
}

impl Call {
    /// The first header of that name, however it is spelt.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(each, _)| each.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) calls: usize,
    pub(crate) in_flight: usize,
    pub(crate) max_in_flight: usize,
}

#[derive(Debug, Default)]
pub(crate) struct Calls {
    kept: Mutex<VecDeque<Call>>,
    counts: watch::Sender<Counts>,
}

impl Calls {
    /// Counts a call as waiting for as long as what this returns is held.
    pub(crate) fn arrived(&self, call: Call) -> InFlight<'_> {
        let mut kept = lock(&self.kept);
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back(call);
        // Counted while the call can't be looked at yet: who sees the count sees the call.
        self.counts.send_modify(|counts| {
            counts.calls += 1;
            counts.in_flight += 1;
            counts.max_in_flight = counts.max_in_flight.max(counts.in_flight);
        });
        InFlight(self)
    }

    pub(crate) fn all(&self) -> Vec<Call> {
        lock(&self.kept).iter().cloned().collect()
    }

    pub(crate) fn counts(&self) -> Counts {
        *self.counts.borrow()
    }

    pub(crate) async fn until(&self, is: impl FnMut(&Counts) -> bool) {
        // The sender lives in here, so there is no end to wait for.
        let _ = self.counts.subscribe().wait_for(is).await;
    }

    pub(crate) fn forget(&self) {
        lock(&self.kept).clear();
        self.counts.send_modify(|counts| {
            counts.calls = 0;
            counts.max_in_flight = counts.in_flight;
        });
    }
}

/// A call that waits for its answer.
pub(crate) struct InFlight<'a>(&'a Calls);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.counts.send_modify(|counts| counts.in_flight -= 1);
    }
}
