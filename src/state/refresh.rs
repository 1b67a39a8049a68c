//! When the same is requested again: an explicit trigger.

use dom::reactive::RwSignal;

/// Starts requests for what has been requested before.
#[derive(Clone, Copy)]
pub struct RefreshSlice {
    trigger: Trigger,
    cause: RwSignal<Cause>,
}

/// Who wanted the newest request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The user, who waits for the answer and wants to see all of it.
    Reader,
    /// The host page.
    Host,
    /// Nobody: it was time for it.
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

    /// Who wanted the newest request; subscribes the current observer.
    pub fn cause(self) -> Cause {
        self.cause.get()
    }

    /// Who wanted the newest request.
    pub(super) fn cause_untracked(self) -> Cause {
        self.cause.get_untracked()
    }

    /// Another request, or an answer, that somebody else wanted.
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
