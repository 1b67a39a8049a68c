//! Requests the list again when it is due. `core::schedule` computes when.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use devserver_jobs_core::outcome::Outcome;
use devserver_jobs_core::schedule::{self, Conditions, Interval, LastRequest};
use dom::reactive::{Effect, Memo, ReadSignal, RwSignal, on_cleanup};

use super::shared;
use crate::platform::{Attention, Guard};
use crate::state::Store;
use crate::state::list::Load;
use crate::state::refresh::Cause;

/// While another element has sent the same request, its response is awaited. This is the interval of checking for
/// it, in milliseconds.
const RECHECK: f64 = 1000.0;

/// The clock slice is behind the current time by no more than this, in milliseconds, unless the system's clock was
/// set back.
const MOST_BEHIND: f64 = 60_000.0;

/// The status of one element's scheduled requests.
#[derive(Clone, Copy)]
pub(super) struct Requests {
    /// When the next one is sent, in milliseconds since 1970; `None` if none is scheduled.
    pub due: Memo<Option<f64>>,
    /// Whether a request is in progress. It changes together with `due`, so that no intermediate state is
    /// displayed.
    pub is_under_way: ReadSignal<bool>,
}

/// Starts the requests; they end with the current owner.
pub(super) fn start(
    store: Store,
    is_in_view: ReadSignal<bool>,
    attention: ReadSignal<Attention>,
) -> Requests {
    let last = RwSignal::new(None::<LastRequest>);
    let is_under_way = RwSignal::new(false);

    let member = shared::join(store, last);
    note_ends(store, last, is_under_way, member);

    let is_processing = Memo::new(move |_| {
        let kinds = [Outcome::Processing, Outcome::ProcessingWithFailures(1)];
        let ranks = kinds.map(|outcome| usize::from(outcome.rank()));
        store.list.visible().with(|visible| ranks.iter().any(|rank| visible.totals[*rank] > 0))
    });
    // The clock slice is updated in steps.
    let has_gone_back = Memo::new(move |_| {
        last.get().is_some_and(|last| store.clock.now() < last.at - MOST_BEHIND)
    });
    let due = Memo::new(move |_| {
        let last = last.get()?;
        // The clock may have been set back since.
        has_gone_back.get();
        let last = LastRequest { at: last.at.min(store.environment().platform.now()), ..last };
        if is_under_way.get() {
            return None;
        }
        let attention = attention.get();
        let is_paused = store.live.is_paused();
        let interval = if is_paused { Interval::Off } else { store.live.interval() };
        let conditions = Conditions {
            interval,
            is_processing: is_processing.get(),
            is_online: attention.is_online,
            is_visible: attention.is_visible && is_in_view.get(),
            is_watching: store.is_watching(),
        };
        schedule::next(last, conditions)
    });

    // While a computer sleeps, its timers do not run. The clock slice is updated once it is awake.
    let is_overdue = Memo::new(move |_| due.get().is_some_and(|due| store.clock.now() > due));
    let timer: Rc<RefCell<Option<Guard>>> = Rc::default();
    let kept = timer.clone();
    // Outside world: the timer of the browser.
    Effect::new(move || {
        let due = due.get();
        is_overdue.get();
        *timer.borrow_mut() = None;
        if let Some(due) = due {
            wait(store, member, timer.clone(), due);
        }
    });
    on_cleanup(move || *kept.borrow_mut() = None);
    Requests { due, is_under_way: is_under_way.read_only() }
}

/// Requests the list when it is due.
fn wait(store: Store, member: shared::Member, timer: Rc<RefCell<Option<Guard>>>, due: f64) {
    let platform = store.environment().platform;
    // The longest delay of a timer, in milliseconds.
    let delay = (due - platform.now()).clamp(0.0, f64::from(i32::MAX)) as i32;
    let is_next = timer.clone();
    let act = move || {
        // The element that has sent the same request may be removed before it has a response.
        if member.is_requested_by_another() {
            let now = store.environment().platform.now();
            wait(store, member, is_next.clone(), now + RECHECK);
        } else {
            store.refresh.refetch(Cause::Schedule);
        }
    };
    let guard = platform.after(delay, Box::new(act));
    *timer.borrow_mut() = Some(guard);
}

/// Records when a request begins, and how it ends.
fn note_ends(
    store: Store,
    last: RwSignal<Option<LastRequest>>,
    is_under_way: RwSignal<bool>,
    member: shared::Member,
) {
    let platform = store.environment().platform;
    let began = Cell::new(None::<f64>);
    // Outside world: the clock.
    Effect::new(move || {
        let now = platform.now();
        store.list.with_load(|load| {
            if is_under_way.get_untracked() != load.is_loading() {
                is_under_way.set(load.is_loading());
            }
            let error = match load {
                Load::Idle => {
                    began.set(None);
                    last.set(None);
                    return;
                }
                Load::Loading { .. } => {
                    began.set(began.get().or(Some(now)));
                    return;
                }
                Load::Ready(_) => None,
                Load::Failed { error, .. } => Some(error),
            };
            let began = began.take();
            let before = last.get_untracked();
            if began.is_none() && before.is_some() {
                return;
            }
            let failures = before.map_or(0, |before| before.failures);
            let outcome = LastRequest {
                at: now,
                duration: began.map_or(0.0, |began| now - began),
                failures: error.map_or(0, |_| failures + 1),
                retry_at: error.and_then(|error| error.retry_at()),
                can_recover: error.is_none_or(|error| error.can_recover()),
                jitter: platform.random() * 2.0 - 1.0,
            };
            last.set(Some(outcome));
            if began.is_some() {
                shared::deliver(member, store, load, outcome);
            }
        });
    });
}
