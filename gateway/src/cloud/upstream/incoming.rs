//! The body of a response as it arrives, with its limits of time and size, and the check whether it is complete.

use std::collections::VecDeque;
use std::time::Duration;

use axum::body::Bytes;

use super::structure::Structure;
use crate::clock::Clock;
use crate::cloud::decoding::Decoded;
use crate::cloud::transport::Limits;
use crate::error::{Reason, Refusal};

/// The body of a response, as it arrives.
#[derive(Debug)]
pub(super) struct Incoming {
    body: Decoded,
    /// Bytes that were inspected already, and still have to be passed on.
    pub(super) begin: VecDeque<Bytes>,
    clock: Clock,
    limits: Limits,
    ends_by: Duration,
    arrived: u64,
    structure: Structure,
    has_ended: bool,
}

impl Incoming {
    pub(super) fn new(body: Decoded, clock: Clock, limits: Limits) -> Self {
        let ends_by = clock.elapsed().saturating_add(limits.body);
        Incoming {
            body,
            begin: VecDeque::new(),
            clock,
            limits,
            ends_by,
            arrived: 0,
            structure: Structure::default(),
            has_ended: false,
        }
    }

    /// The next bytes, `None` after the last.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, Refusal> {
        if let Some(chunk) = self.begin.pop_front() {
            return Ok(Some(chunk));
        }
        if self.has_ended {
            return Ok(None);
        }
        let left = self.ends_by.saturating_sub(self.clock.elapsed());
        // Data that is always available at once would never time out.
        if left.is_zero() {
            return Err(too_late());
        }
        let arriving = self.clock.timeout(left.min(self.limits.pause), self.body.chunk());
        let chunk = match arriving.await {
            None => return Err(too_late()),
            Some(Err(_)) => return Err(cut_short()),
            Some(Ok(chunk)) => chunk,
        };
        self.has_ended = chunk.is_none();
        if let Some(chunk) = &chunk {
            self.structure.read(chunk);
        }
        // Without a length, a connection that is closed too early looks like the end.
        if self.has_ended && !self.structure.is_whole() {
            return Err(cut_short());
        }
        self.arrived += chunk.as_ref().map_or(0, |chunk| chunk.len() as u64);
        if self.arrived > self.limits.body_bytes {
            let message = format!(
                "The cloud's response is larger than {} MiB. Use a filter, or ask the gateway's \
                 operators to raise --body-limit.",
                self.limits.body_bytes / (1024 * 1024)
            );
            return Err(Refusal::new(Reason::CloudTooLarge, message));
        }
        Ok(chunk)
    }
}

fn too_late() -> Refusal {
    let message = "The cloud did not send its whole response in time.";
    Refusal::new(Reason::CloudTimeout, message)
}

fn cut_short() -> Refusal {
    Refusal::new(Reason::CloudCutShort, "The cloud's response was interrupted. Try again.")
}

#[cfg(test)]
mod tests {
    use axum::http;

    use super::*;

    /// A compressed body that expands to a very large one could exceed the time limit, because more bytes were always
    /// available at once.
    #[tokio::test]
    async fn what_is_there_at_once_is_late_too() {
        let (clock, hand) = Clock::by_hand(0);
        let limits = Limits::default();
        let body = Decoded::of(http::Response::new(r#"{"data":[]}"#).into(), 0).unwrap();
        let mut incoming = Incoming::new(body, clock, limits);
        hand.forward(limits.body);
        assert_eq!(incoming.next().await.unwrap_err().reason, Reason::CloudTimeout);
    }
}
