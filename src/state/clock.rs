//! The present, in steps: ages are computed from it.

use std::rc::Rc;

use dom::reactive::{RwSignal, on_cleanup};

use crate::platform::Platform;

/// Milliseconds between two steps. Ages change by the minute.
const STEP: i32 = 15_000;

/// The clock.
#[derive(Clone, Copy)]
pub struct ClockSlice {
    now: RwSignal<f64>,
}

impl ClockSlice {
    /// Starts a clock that stops with the current owner.
    pub(super) fn new(platform: &Rc<dyn Platform>) -> Self {
        let now = RwSignal::new(platform.now());
        let read = platform.clone();
        let timer = platform.every(
            STEP,
            Box::new(move || {
                now.try_set(read.now());
            }),
        );
        on_cleanup(move || drop(timer));
        Self { now }
    }

    /// Milliseconds since 1970 at the last step; subscribes the current observer.
    pub fn now(self) -> f64 {
        self.now.get()
    }

    /// Moves on to `now`, unless the element has gone.
    pub(super) fn set(self, now: f64) {
        self.now.try_set(now);
    }
}
