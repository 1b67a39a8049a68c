//! When the same is requested again: an explicit trigger.

use dom::reactive::RwSignal;

/// Starts requests for what has been requested before.
#[derive(Clone, Copy)]
pub struct RefreshSlice {
    trigger: Trigger,
}

impl RefreshSlice {
    pub(super) fn new() -> Self {
        Self { trigger: Trigger::new() }
    }

    /// Requests the list, and the open detail, again.
    pub fn refetch(self) {
        self.trigger.fire();
    }

    /// Subscribes the current observer to refetches.
    pub(super) fn track(self) {
        self.trigger.track();
    }
}

/// A signal without a value: effects that track it run again when it fires.
#[derive(Clone, Copy)]
pub(super) struct Trigger(RwSignal<u32>);

impl Trigger {
    pub(super) fn new() -> Self {
        Self(RwSignal::new(0))
    }

    pub(super) fn track(self) {
        self.0.get();
    }

    pub(super) fn fire(self) {
        self.0.update(|count| *count = count.wrapping_add(1));
    }
}
