//! Where the time comes from: the machine, one frozen instant, or a test's hand. It decides nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;

/// Tells what time it is, and how much of it has passed.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System { started: Instant },
    Set { started_ms: i64, now_ms: Arc<AtomicI64> },
}

/// Moves a clock that was made by [`Clock::by_hand`].
#[derive(Clone, Debug)]
pub struct Hand(Arc<AtomicI64>);

impl Clock {
    /// The machine's own.
    pub fn system() -> Self {
        Clock(Source::System { started: Instant::now() })
    }

    /// Always this instant, in milliseconds since 1970.
    pub fn frozen(at_ms: i64) -> Self {
        Clock::by_hand(at_ms).0
    }

    /// This instant, until the hand moves it.
    pub fn by_hand(at_ms: i64) -> (Self, Hand) {
        let now_ms = Arc::new(AtomicI64::new(at_ms));
        (Clock(Source::Set { started_ms: at_ms, now_ms: now_ms.clone() }), Hand(now_ms))
    }

    /// The present instant, in milliseconds since 1970. It may jump when the machine's clock is set.
    pub fn now_ms(&self) -> i64 {
        match &self.0 {
            Source::System { .. } => Timestamp::now().as_millisecond(),
            Source::Set { now_ms, .. } => now_ms.load(Ordering::Relaxed),
        }
    }

    /// How long this clock has run. It never goes back and never jumps, so waiting is measured by it.
    pub fn elapsed(&self) -> Duration {
        match &self.0 {
            Source::System { started } => started.elapsed(),
            Source::Set { started_ms, now_ms } => {
                let ms = now_ms.load(Ordering::Relaxed).saturating_sub(*started_ms);
                Duration::from_millis(u64::try_from(ms).unwrap_or_default())
            }
        }
    }
}

impl Hand {
    /// Moves the clock on.
    pub fn forward(&self, by: Duration) {
        self.0.fetch_add(by.as_millis() as i64, Ordering::Relaxed);
    }
}
