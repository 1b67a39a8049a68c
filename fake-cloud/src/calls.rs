//! A record of the calls, and of how many were concurrent.

use std::collections::VecDeque;
use std::sync::Mutex;

use tokio::sync::watch;

use crate::lock::lock;

/// The number of calls that are kept for inspection. A benchmark makes millions.
const KEPT: usize = 10_000;

/// One call, exactly as it was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The method, as sent.
    pub method: String,
    /// Path and query, as sent.
    pub target: String,
    /// All headers, in their order and spelling.
    pub headers: Vec<(String, String)>,
    /// The length of its body.
    pub body_len: usize,
    /// The time at which it was read, by the cloud's clock.
    pub at_ms: i64,
    /// The number of its connection, from 1.
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
    /// Counts a call as waiting while the result is held.
    pub(crate) fn arrived(&self, call: Call) -> InFlight<'_> {
        let mut kept = lock(&self.kept);
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back(call);
        // Counted while the calls are locked, so that whoever sees the count also sees the call.
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
        // The sender is in this struct, so the channel is not closed.
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

/// A call that waits for its response.
pub(crate) struct InFlight<'a>(&'a Calls);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.counts.send_modify(|counts| counts.in_flight -= 1);
    }
}
