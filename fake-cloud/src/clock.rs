//! The source of the cloud's time.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// The time in milliseconds since 1970. Clones have the same source.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> i64 + Send + Sync>);

impl Clock {
    /// Any source of the time.
    pub fn new(read: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        Clock(Arc::new(read))
    }

    /// The machine's clock.
    pub fn system() -> Self {
        Clock::new(|| {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            since.as_millis() as i64
        })
    }

    /// A clock that always returns the same instant.
    pub fn frozen(at_ms: i64) -> Self {
        Clock::new(move || at_ms)
    }

    /// The current time.
    pub fn now_ms(&self) -> i64 {
        (self.0)()
    }
}

/// A clock that a test sets.
impl From<Arc<AtomicI64>> for Clock {
    fn from(hand: Arc<AtomicI64>) -> Self {
        Clock::new(move || hand.load(Ordering::SeqCst))
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Clock").field(&self.now_ms()).finish()
    }
}
