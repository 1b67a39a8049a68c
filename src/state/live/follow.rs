//! What happens to the displayed rows when a newer list arrives or the clock has moved on, and which changes are
//! reported.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use devserver_jobs_core::anchor::{Held, View};
use dom::reactive::{Effect, Memo, ReadSignal, untrack};

use super::{Changes, Latest, is_newer};
use crate::events::Event;
use crate::platform::Attention;
use crate::state::Store;
use crate::state::list::{Arranged, Base, List, Load, RowHold, Visible};
use crate::state::refresh::Cause;

/// A user who has been away for this long, in milliseconds, is shown what has changed meanwhile.
const AWAY: f64 = 60_000.0;

/// Keeps rows in place while the user is reading, moves ranges of time with the clock, and reports changes to the
/// host page and to a user who returns, until the current owner ends. Returns the changes in the newest list.
pub(super) fn start(
    store: Store,
    is_reading: Rc<dyn Fn() -> bool>,
    attention: ReadSignal<Attention>,
) -> Memo<Latest> {
    let reading = is_reading.clone();
    store.list.set_row_hold(Rc::new(Follow { store, is_reading }));
    let was_loading = Cell::new(false);
    // Outside world: the clock.
    Effect::new(move || {
        let now = store.clock.now();
        let is_loading = store.list.with_load(Load::is_loading);
        // After Refresh the current time counts, even if the response is the same list.
        let is_wanted = was_loading.replace(is_loading)
            && !is_loading
            && store.refresh.cause_untracked() == Cause::Reader;
        untrack(|| store.list.follow_clock(now, &|| !is_wanted && reading()));
    });
    let latest = latest(store);
    notify_host(store, latest);
    notice_return(store, attention);
    latest
}

/// What has changed since the user last looked.
pub(super) fn changes(store: Store) -> Memo<Option<Changes>> {
    let since = store.live.since;
    Memo::new(move |before: Option<&Option<Changes>>| {
        let (since, list) = (since.get()?, store.list.get()?);
        let same = before.and_then(Option::as_ref).filter(|before| {
            Arc::ptr_eq(&before.since, &since) && Arc::ptr_eq(&before.list, &list)
        });
        same.cloned().or_else(|| Changes::between(&since, &list))
    })
}

struct Follow {
    store: Store,
    is_reading: Rc<dyn Fn() -> bool>,
}

impl RowHold for Follow {
    fn stays(&self, list: &Arc<List>, base: &Arranged) -> bool {
        let is_newer = base.list.as_ref().is_some_and(|before| is_newer(before, list));
        // After Refresh the whole response is displayed.
        let is_wanted = self.store.refresh.cause_untracked() == Cause::Reader;
        is_newer && !is_wanted && (self.is_reading)()
    }

    fn hold(&self, base: &Base, visible: &Visible) -> Option<Held> {
        // For the same list, a range of time up to now leaves fewer jobs than before.
        let is_followed =
            |list: &&Arc<List>| Arc::ptr_eq(&base.list, list) || is_newer(&base.list, list);
        let newest = visible.list.as_ref().filter(is_followed)?;
        let old = View { list: &base.list.decoded.jobs, places: &base.places };
        let new = View { list: &newest.decoded.jobs, places: &visible.places };
        Some(Held::new(old, new)).filter(|held| !held.waiting.is_empty())
    }

    fn changed(&self, list: &Arc<List>) -> Option<Arc<[u32]>> {
        let is_wanted = self.store.table.with_untracked(|table| table.changed);
        let since = self.store.live.since.get_untracked().filter(|_| is_wanted)?;
        if Arc::ptr_eq(&since, list) {
            return Some(Arc::new([]));
        }
        let changes = Changes::between(&since, list);
        Some(changes.map(|changes| changes.difference.places()).unwrap_or_default().into())
    }
}

/// The newest list, and its changes compared with the one before.
fn latest(store: Store) -> Memo<Latest> {
    Memo::new(move |before: Option<&Latest>| {
        let list = store.list.get().filter(|list| !list.is_partial);
        let older = before.and_then(|before| before.list.as_ref());
        if let (Some(list), Some(older)) = (&list, older)
            && Arc::ptr_eq(list, older)
        {
            return before.cloned().unwrap_or_default();
        }
        let changes = older.zip(list.as_ref()).and_then(|(old, new)| Changes::between(old, new));
        Latest { list, changes }
    })
}

/// Notifies the host page after each refresh that has changed something.
fn notify_host(store: Store, latest: Memo<Latest>) {
    // Outside world: the host page.
    Effect::new(move || {
        latest.with(|latest| {
            let Some(changes) = &latest.changes else {
                return;
            };
            store.environment().events.send(Event::Changed {
                project: changes.list.question.query.project.as_ref(),
                newer: &changes.list.decoded.jobs,
                older: &changes.since.decoded.jobs,
                difference: &changes.difference,
            });
        });
    });
}

/// When the user left the page, and the list at that time.
struct Left {
    at: f64,
    list: Arc<List>,
}

/// Shows a user who returns to the page what has changed meanwhile.
fn notice_return(store: Store, attention: ReadSignal<Attention>) {
    let platform = store.environment().platform;
    let mut left: Option<Left> = None;
    // The list from before, until the next response arrives.
    let pending: Rc<RefCell<Option<Arc<List>>>> = Rc::default();
    let waits = pending.clone();
    Effect::new(move || {
        let (is_visible, now) = (attention.get().is_visible, platform.now());
        if !is_visible {
            if left.is_none() {
                left = store.list.shown_untracked().map(|list| Left { at: now, list });
            }
        } else if let Some(Left { at, list }) = left.take()
            && now - at >= AWAY
        {
            if store.list.shown_untracked().is_some_and(|shown| Arc::ptr_eq(&shown, &list)) {
                *waits.borrow_mut() = Some(list);
            } else {
                compare(store, &list);
            }
        }
    });
    let was_loading = Cell::new(false);
    Effect::new(move || {
        let is_loading = store.list.with_load(Load::is_loading);
        if was_loading.replace(is_loading)
            && !is_loading
            && let Some(list) = pending.borrow_mut().take()
        {
            compare(store, &list);
        }
    });
}

/// Compares with this list from now on, unless the user is still being shown other changes, or nothing has changed.
fn compare(store: Store, before: &Arc<List>) {
    let now = store.list.shown_untracked();
    let has_changed = now.is_some_and(|now| Changes::between(before, &now).is_some());
    if has_changed && !store.live.has_since() {
        store.live.since.set(Some(before.clone()));
    }
}
