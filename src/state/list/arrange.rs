//! The rows in the displayed order. While the user is reading, that is the order of an older list, with the
//! contents of the newest one.

use std::rc::Rc;
use std::sync::Arc;

use devserver_jobs_core::anchor::{Held, Place};
use devserver_jobs_core::job::Job;
use dom::reactive::{Memo, RwSignal};
use send_wrapper::SendWrapper;

use super::{List, ListSlice, Visible};

/// Decides whether rows stay where they are when a newer list arrives. It is implemented in the second module.
pub trait RowHold {
    /// Called before a newer list is displayed: whether the rows stay in the order of `base`.
    fn stays(&self, list: &Arc<List>, base: &Arranged) -> bool;
    /// Holds the rows of `base` in place; `None` if the same jobs are visible in the same order.
    fn hold(&self, base: &Base, visible: &Visible) -> Option<Held>;
    /// The places of the jobs that have changed since a time, if only those are to be displayed.
    fn changed(&self, list: &Arc<List>) -> Option<Arc<[u32]>>;
}

/// The visible jobs in the displayed order.
#[derive(Clone, Default)]
pub struct Arranged {
    /// The newest list.
    pub list: Option<Arc<List>>,
    /// Places in the list of `held` or, without that, in the newest one.
    pub places: Arc<[u32]>,
    /// An older order that is kept.
    pub held: Option<(Arc<Base>, Arc<Held>)>,
}

impl PartialEq for Arranged {
    fn eq(&self, other: &Self) -> bool {
        let list = |arranged: &Self| arranged.list.as_ref().map(Arc::as_ptr);
        let held = |arranged: &Self| arranged.held.as_ref().map(|(_, held)| Arc::as_ptr(held));
        Arc::ptr_eq(&self.places, &other.places)
            && list(self) == list(other)
            && held(self) == held(other)
    }
}

/// An older list, and the displayed order of its jobs.
pub struct Base {
    /// The list.
    pub list: Arc<List>,
    /// The places of the jobs.
    pub places: Arc<[u32]>,
}

/// The displayed jobs, and what holds their order.
#[derive(Clone, Copy)]
pub(super) struct Arrangement {
    base: RwSignal<Option<Arc<Base>>>,
    arranged: Memo<Arranged>,
    row_hold: RwSignal<Option<SendWrapper<Rc<dyn RowHold>>>>,
    changed: RwSignal<Option<Arc<[u32]>>>,
}

impl Arrangement {
    pub(super) fn new(visible: Memo<Visible>, changed: RwSignal<Option<Arc<[u32]>>>) -> Self {
        let base: RwSignal<Option<Arc<Base>>> = RwSignal::new(None);
        let row_hold: RwSignal<Option<SendWrapper<Rc<dyn RowHold>>>> = RwSignal::new(None);
        let arranged = Memo::new(move |_| {
            visible.with(|visible| {
                let list = visible.list.clone();
                let held = base.get().and_then(|base| {
                    let row_hold = row_hold.get_untracked()?;
                    row_hold.hold(&base, visible).map(|held| (base, Arc::new(held)))
                });
                let places = match &held {
                    Some((base, _)) => base.places.clone(),
                    None => visible.places.clone(),
                };
                Arranged { list, places, held }
            })
        });
        Self { base, arranged, row_hold, changed }
    }
}

impl Arranged {
    /// The row of the job with this id.
    pub fn row_of(&self, id: &str) -> Option<usize> {
        let list = self.held.as_ref().map(|(base, _)| &base.list).or(self.list.as_ref())?;
        let place = list.decoded.jobs.find_id(id)? as u32;
        self.places.iter().position(|own| *own == place)
    }

    /// The job in a row, and whether it is gone from the newest list.
    pub fn job(&self, row: usize) -> Option<(Job, bool)> {
        let place = *self.places.get(row)?;
        let newest = |place: u32| self.list.as_ref()?.decoded.jobs.get(place as usize);
        let Some((base, held)) = &self.held else {
            return Some((newest(place)?, false));
        };
        match held.place(place) {
            Place::Newer(place) => Some((newest(place)?, false)),
            Place::Gone(place) => Some((base.list.decoded.jobs.get(place as usize)?, true)),
        }
    }
}

impl ListSlice {
    /// The visible jobs in the displayed order.
    pub fn arranged(self) -> Memo<Arranged> {
        self.arrangement.arranged
    }

    /// Sets `row_hold`, which decides from now on.
    pub fn set_row_hold(self, row_hold: Rc<dyn RowHold>) {
        self.arrangement.row_hold.set(Some(SendWrapper::new(row_hold)));
    }

    /// Displays the jobs in the order of the newest list.
    pub fn apply(self) {
        if self.arrangement.base.with_untracked(Option::is_some) {
            self.renew_slots();
            self.arrangement.base.set(None);
        }
    }

    /// Displays only the jobs that have changed, or all again.
    pub fn refine_to_changed(self) {
        let list = self.visible.with_untracked(|visible| visible.list.clone());
        if let Some(list) = list {
            self.set_changed(&list);
        }
    }

    /// Whether this is the displayed list.
    pub(super) fn is_shown(self, list: &Arc<List>) -> bool {
        self.load
            .try_with_untracked(|load| load.list().is_some_and(|shown| Arc::ptr_eq(shown, list)))
            == Some(true)
    }

    /// Called before a list replaces the displayed one.
    pub(super) fn arrives(self, list: &Arc<List>) {
        let Arrangement { base, arranged, row_hold, .. } = self.arrangement;
        let Some(Some(row_hold)) = row_hold.try_with_untracked(Clone::clone) else {
            return;
        };
        let shown = arranged.get_untracked();
        if row_hold.stays(list, &shown) {
            self.stay();
        } else {
            base.set(None);
        }
        self.set_changed(list);
    }

    /// Keeps the rows where they are, whatever is displayed next.
    pub(super) fn stay(self) {
        let shown = self.arrangement.arranged.get_untracked();
        if shown.held.is_none()
            && let Some(older) = shown.list
        {
            let base = Base { list: older, places: shown.places };
            self.arrangement.base.set(Some(Arc::new(base)));
        }
    }

    fn set_changed(self, list: &Arc<List>) {
        let Arrangement { row_hold, changed, .. } = self.arrangement;
        if let Some(row_hold) = row_hold.get_untracked() {
            let places = row_hold.changed(list);
            if places.is_some() || changed.with_untracked(Option::is_some) {
                changed.set(places);
            }
        }
    }
}
