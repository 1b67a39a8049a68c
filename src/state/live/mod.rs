//! Automatic refreshes: how often the list is requested, and what has changed in it. The user's choices are here;
//! everything else starts with [`Live::start`], which the second module calls.

mod follow;
mod refetch;
mod shared;

use std::rc::Rc;
use std::sync::Arc;

use devserver_jobs_core::difference::{Difference, Summary};
use devserver_jobs_core::schedule::Interval;
use dom::reactive::{Memo, ReadSignal, RwSignal};

use self::refetch::Requests;
use super::Store;
use super::list::List;
use crate::platform::Attention;
use crate::settings::Settings;

/// The user's choices about automatic refreshes.
#[derive(Clone, Copy)]
pub struct LiveSlice {
    settings: RwSignal<Settings>,
    chosen: RwSignal<Option<Interval>>,
    is_paused: RwSignal<bool>,
    /// The list with which the current one is compared for the user.
    since: RwSignal<Option<Arc<List>>>,
}

impl LiveSlice {
    pub(super) fn new(
        settings: RwSignal<Settings>,
        chosen: Option<Interval>,
        is_paused: bool,
    ) -> Self {
        Self {
            settings,
            chosen: RwSignal::new(chosen),
            is_paused: RwSignal::new(is_paused),
            since: RwSignal::new(None),
        }
    }

    /// How often the list is requested: the user's choice or, without one, the setting. Subscribes the current
    /// observer.
    pub fn interval(self) -> Interval {
        let set = || self.settings.with(|settings| settings.refresh_interval);
        self.chosen.get().unwrap_or_else(set)
    }

    /// How often the list is requested now.
    pub(super) fn interval_untracked(self) -> Interval {
        dom::reactive::untrack(|| if self.is_paused() { Interval::Off } else { self.interval() })
    }

    /// Sets how often the list is requested.
    pub fn choose(self, interval: Interval) {
        self.chosen.set(Some(interval));
    }

    /// The user's choice, if any.
    pub(super) fn chosen_untracked(self) -> Option<Interval> {
        self.chosen.get_untracked()
    }

    /// Whether the user has paused automatic refreshes.
    pub(super) fn is_paused_untracked(self) -> bool {
        self.is_paused.get_untracked()
    }

    /// Discards the user's choice, because the setting has changed.
    pub(super) fn forget(self) {
        self.chosen.set(None);
    }

    /// Whether the user has paused automatic refreshes; subscribes the current observer.
    pub fn is_paused(self) -> bool {
        self.is_paused.get()
    }

    /// Pauses automatic refreshes, or resumes them.
    pub fn pause(self, is_paused: bool) {
        self.is_paused.set(is_paused);
    }

    /// Whether there is an older list to compare with.
    pub(super) fn has_since(self) -> bool {
        self.since.with_untracked(Option::is_some)
    }
}

/// Automatic refreshes of one element, once the second module is loaded.
#[derive(Clone, Copy)]
pub struct Live {
    store: Store,
    requests: Requests,
    attention: ReadSignal<Attention>,
    latest: Memo<Latest>,
    changes: Memo<Option<Changes>>,
}

/// The newest list, and its changes compared with the one before.
#[derive(Clone, Default)]
pub struct Latest {
    /// The list.
    pub list: Option<Arc<List>>,
    /// The changes, if there are any.
    pub changes: Option<Changes>,
}

impl PartialEq for Latest {
    fn eq(&self, other: &Self) -> bool {
        self.list.as_ref().map(Arc::as_ptr) == other.list.as_ref().map(Arc::as_ptr)
    }
}

/// What has changed since the user last looked.
#[derive(Clone)]
pub struct Changes {
    /// The list at that time.
    pub since: Arc<List>,
    /// The current list.
    pub list: Arc<List>,
    /// The difference.
    pub difference: Arc<Difference>,
    /// The difference as numbers.
    pub summary: Summary,
}

impl PartialEq for Changes {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.since, &other.since) && Arc::ptr_eq(&self.list, &other.list)
    }
}

impl Changes {
    /// What has changed between two lists; `None` if they are for different requests or nothing has changed.
    pub fn between(since: &Arc<List>, list: &Arc<List>) -> Option<Self> {
        if !is_newer(since, list) {
            return None;
        }
        let difference = list.decoded.jobs.difference(&since.decoded.jobs);
        let summary = difference.summary(&list.decoded.jobs);
        let (since, list) = (since.clone(), list.clone());
        let changes = Self { since, list, difference: Arc::new(difference), summary };
        (!changes.summary.is_empty()).then_some(changes)
    }
}

/// Whether both are complete responses to the same request.
fn is_newer(before: &Arc<List>, after: &Arc<List>) -> bool {
    !Arc::ptr_eq(before, after)
        && before.question == after.question
        && before.is_whole()
        && after.is_whole()
}

impl Store {
    /// Whether the list is requested because the user watches a job. A pause also stops these requests. Subscribes
    /// the current observer.
    pub(super) fn is_watching(self) -> bool {
        !self.live.is_paused() && self.watch.is_watching()
    }
}

impl Live {
    /// Starts automatic refreshes, which end with the current owner. `is_reading` returns whether the user is
    /// reading the displayed rows, `is_in_view` whether a part of the list is in the viewport.
    pub fn start(
        store: Store,
        is_reading: Rc<dyn Fn() -> bool>,
        is_in_view: ReadSignal<bool>,
    ) -> Self {
        let platform = store.environment().platform;
        let attention = RwSignal::new(platform.attention());
        let seen = platform.clone();
        platform.on_attention(Rc::new(move || {
            attention.try_set(seen.attention());
            // The time zone may have changed, or the computer was asleep.
            store.clock.step(&*seen);
        }));
        let attention = attention.read_only();
        let latest = follow::start(store, is_reading, attention);
        let requests = refetch::start(store, is_in_view, attention);
        Self { store, requests, attention, latest, changes: follow::changes(store) }
    }

    /// When the list will be requested next, in milliseconds since 1970; `None` if no request is scheduled.
    /// Subscribes the current observer.
    pub fn next(self) -> Option<f64> {
        self.requests.due.get()
    }

    /// Whether a request is in progress; subscribes the current observer.
    pub fn is_under_way(self) -> bool {
        self.requests.is_under_way.get()
    }

    /// Whether the page is visible, and whether the browser is online; subscribes the current observer.
    pub fn attention(self) -> Attention {
        self.attention.get()
    }

    /// The newest list, and its changes compared with the one before; subscribes the current observer.
    pub fn latest(self) -> Latest {
        self.latest.get()
    }

    /// What has changed since the user last looked; subscribes the current observer.
    pub fn changes(self) -> Option<Changes> {
        self.changes.get()
    }

    /// Displays the rows in their new order, and the changes with them.
    pub fn apply(self) {
        let held = self.store.list.arranged().with_untracked(|arranged| arranged.held.clone());
        if let Some((base, _)) = held
            && !self.store.live.has_since()
        {
            self.store.live.since.set(Some(base.list.clone()));
        }
        self.store.list.apply();
    }

    /// The user has seen what has changed.
    pub fn dismiss(self) {
        self.store.show_changed(false);
        self.store.live.since.set(None);
    }
}
