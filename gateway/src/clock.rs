//! The source of the time: the system clock, a faster one, a frozen instant, or one that a test moves.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::sync::Notify;

/// Elapsed time starts at this value, so that a response from before the start has a time, too.
const BEFORE_START: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// A clock for the current time and for elapsed time.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System { started: Instant },
    Fast { started: Instant, from_ms: i64, speed: u32 },
    Set { started_ms: i64, by: Hand },
}

/// Moves a clock that was created by [`Clock::by_hand`].
#[derive(Clone, Debug)]
pub struct Hand {
    now_ms: Arc<AtomicI64>,
    moved: Arc<Notify>,
}

impl Clock {
    /// The system clock.
    pub fn system() -> Self {
        Clock(Source::System { started: Instant::now() })
    }

    /// Starts at this instant, from which on time passes this many times as fast. Waiting takes as long as ever.
    pub fn fast(from_ms: i64, speed: u32) -> Self {
        Clock(Source::Fast { started: Instant::now(), from_ms, speed })
    }

    /// Always this instant, in milliseconds since 1970.
    pub fn frozen(at_ms: i64) -> Self {
        Clock::by_hand(at_ms).0
    }

    /// This instant, until [`Hand`] moves it.
    pub fn by_hand(at_ms: i64) -> (Self, Hand) {
        let hand = Hand { now_ms: Arc::new(AtomicI64::new(at_ms)), moved: Arc::default() };
        (Clock(Source::Set { started_ms: at_ms, by: hand.clone() }), hand)
    }

    /// The current time, in milliseconds since 1970. It may jump when the system clock is set.
    pub fn now_ms(&self) -> i64 {
        match &self.0 {
            Source::System { .. } => Timestamp::now().as_millisecond(),
            Source::Fast { started, from_ms, speed } => {
                let passed = started.elapsed().as_millis() as i64;
                from_ms.saturating_add(passed.saturating_mul(i64::from(*speed)))
            }
            Source::Set { by, .. } => by.now_ms.load(Ordering::Relaxed),
        }
    }

    /// The time since the start, plus a year. It never goes back and never jumps, so waiting times are measured
    /// with it.
    pub fn elapsed(&self) -> Duration {
        let ran = match &self.0 {
            Source::System { started } | Source::Fast { started, .. } => started.elapsed(),
            Source::Set { .. } => self.moved(),
        };
        BEFORE_START + ran
    }

    /// By how much a test has moved it. Times of another machine have to be moved by the same amount before a
    /// comparison.
    pub fn moved(&self) -> Duration {
        match &self.0 {
            Source::System { .. } | Source::Fast { .. } => Duration::ZERO,
            Source::Set { started_ms, by } => {
                let ms = by.now_ms.load(Ordering::Relaxed).saturating_sub(*started_ms);
                Duration::from_millis(u64::try_from(ms).unwrap_or_default())
            }
        }
    }

    /// Ends after this much time of this clock.
    pub async fn sleep(&self, time: Duration) {
        let by = match &self.0 {
            Source::System { .. } | Source::Fast { .. } => return tokio::time::sleep(time).await,
            Source::Set { by, .. } => by,
        };
        let until = self.elapsed().saturating_add(time);
        loop {
            let moved = by.moved.notified();
            if self.elapsed() >= until {
                return;
            }
            moved.await;
        }
    }

    /// The result of a future within this much time of this clock; otherwise `None`.
    pub async fn timeout<T>(&self, time: Duration, what: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            value = what => Some(value),
            () = self.sleep(time) => None,
        }
    }
}

impl Hand {
    /// Moves the clock on.
    pub fn forward(&self, by: Duration) {
        self.now_ms.fetch_add(by.as_millis() as i64, Ordering::Relaxed);
        self.moved.notify_waiters();
    }
}
