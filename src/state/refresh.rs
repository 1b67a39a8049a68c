//! An explicit trigger for sending the same requests again.

use dom::reactive::RwSignal;

/// Triggers the requests of the list and of the open detail again.
#[derive(Clone, Copy)]
pub struct RefreshSlice {
    trigger: Trigger,
    cause: RwSignal<Cause>,
}

/// Who caused the newest request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The user, who is waiting for the response and wants to see all of it.
    Reader,
    /// The host page.
    Host,
    /// The schedule of automatic refreshes.
    Schedule,
}

impl RefreshSlice {
    pub(super) fn new() -> Self {
        Self { trigger: Trigger::new(), cause: RwSignal::new(Cause::Reader) }
    }

    /// Requests the list, and the open detail, again.
    pub fn refetch(self, cause: Cause) {
        self.set_cause(cause);
        self.trigger.fire();
    }

    /// Who caused the newest request; subscribes the current observer.
    pub fn cause(self) -> Cause {
        self.cause.get()
    }

    /// Who caused the newest request.
    pub(super) fn cause_untracked(self) -> Cause {
        self.cause.get_untracked()
    }

    /// Records who caused another request or response.
    pub(super) fn set_cause(self, cause: Cause) {
        if self.cause_untracked() != cause {
            self.cause.set(cause);
        }
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
