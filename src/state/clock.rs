//! The current time and the user's time zone, updated in steps. Ages are computed from them. The zone may change,
//! too, when the user travels.

use std::rc::Rc;

use dom::reactive::{RwSignal, on_cleanup};

use crate::platform::Platform;

/// Milliseconds between two steps. Ages are displayed in minutes.
const STEP: i32 = 15_000;

/// The clock.
#[derive(Clone, Copy)]
pub struct ClockSlice {
    now: RwSignal<f64>,
    time_zone: RwSignal<String>,
}

impl ClockSlice {
    /// Starts a clock that stops with the current owner.
    pub(super) fn new(platform: &Rc<dyn Platform>) -> Self {
        let clock = Self {
            now: RwSignal::new(platform.now()),
            time_zone: RwSignal::new(platform.time_zone()),
        };
        let read = platform.clone();
        let timer = platform.every(STEP, Box::new(move || clock.step(&*read)));
        on_cleanup(move || drop(timer));
        clock
    }

    /// Reads the clock and the time zone of the system, both of which may have changed by any amount.
    pub(super) fn step(self, platform: &dyn Platform) {
        self.set(platform.now());
        self.set_time_zone(platform.time_zone());
    }

    /// Milliseconds since 1970 at the last step; subscribes the current observer.
    pub fn now(self) -> f64 {
        self.now.get()
    }

    /// Milliseconds since 1970 at the last step.
    pub fn now_untracked(self) -> f64 {
        self.now.get_untracked()
    }

    /// The user's own time zone at the last step, such as `Asia/Shanghai`; subscribes the current observer.
    pub fn time_zone(self) -> String {
        self.time_zone.get()
    }

    /// Sets the time to `now`, unless the element has been removed.
    pub(super) fn set(self, now: f64) {
        self.now.try_set(now);
    }

    fn set_time_zone(self, zone: String) {
        if self.time_zone.try_with_untracked(|before| *before != zone) == Some(true) {
            self.time_zone.set(zone);
        }
    }
}
