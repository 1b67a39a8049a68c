//! The list: its rows so far, which of its jobs are visible and in which order, and the rows of the current page.

mod arrange;
mod load;
mod measure;
mod prepare;
mod range;
mod request;
mod rows;
mod visible;

use std::rc::Rc;
use std::sync::Arc;

use devserver_jobs_core::job::Job;
use devserver_jobs_core::page::Pager;
use dom::reactive::{Memo, RwSignal};
use send_wrapper::SendWrapper;

pub use arrange::{Arranged, Base, RowHold};
pub(super) use load::sent;
pub use load::{List, Load, Question};
pub use measure::Measure;
pub(super) use request::start;
pub use rows::Row;
pub use visible::Visible;

use super::environment::Environment;
use super::table::TableSlice;
use crate::api::list_stream::Progress;
use crate::locale::Messages;
use crate::settings::Settings;
use arrange::Arrangement;
use measure::Measuring;
use range::Present;

/// Returns whether the user is using the rows.
type InUse = SendWrapper<Rc<dyn Fn() -> bool>>;

/// The list.
#[derive(Clone, Copy)]
pub struct ListSlice {
    table: TableSlice,
    load: RwSignal<Load>,
    progress: RwSignal<Option<Progress>>,
    /// Whether the list is displayed in the order of arrival: it was displayed while it arrived, and the user may
    /// be reading it.
    in_arrival_order: RwSignal<bool>,
    visible: Memo<Visible>,
    /// When the cloud sent the list, in milliseconds since 1970 by the user's clock. This is later than the list
    /// itself if a later response was the same list.
    at: RwSignal<Option<f64>>,
    arrangement: Arrangement,
    measuring: Measuring,
    present: Present,
    /// Changes when a column has been ranked.
    prepared: RwSignal<u32>,
    first_free_slot: RwSignal<usize>,
    /// Returns whether the rows are in use, and its result from before the newest list was displayed.
    in_use: RwSignal<Option<InUse>>,
    was_in_use: RwSignal<bool>,
}

impl ListSlice {
    /// Starts without a list, at the time `now`.
    pub(super) fn new(
        table: TableSlice,
        settings: RwSignal<Settings>,
        messages: Memo<Messages>,
        now: f64,
    ) -> Self {
        let load = RwSignal::new(Load::Idle);
        let in_arrival_order = RwSignal::new(false);
        let prepared = RwSignal::new(0);
        let changed = RwSignal::new(None);
        let at = RwSignal::new(None);
        let measuring = Measuring::new(load, at);
        let present = Present::new(table, settings, now);
        let sources = visible::Sources {
            load,
            table,
            range: present.range,
            changed,
            measuring,
            in_arrival_order,
            messages,
            prepared,
        };
        let visible = visible::memo(sources);
        Self {
            table,
            load,
            progress: RwSignal::new(None),
            in_arrival_order,
            visible,
            at,
            arrangement: Arrangement::new(visible, changed),
            measuring,
            present,
            prepared,
            first_free_slot: RwSignal::new(0),
            in_use: RwSignal::new(None),
            was_in_use: RwSignal::new(false),
        }
    }

    /// Reads the status of loading and subscribes the current observer.
    pub fn with_load<R>(self, read: impl FnOnce(&Load) -> R) -> R {
        self.load.with(read)
    }

    /// Reads the status of loading.
    pub(in crate::state) fn with_load_untracked<R>(self, read: impl FnOnce(&Load) -> R) -> R {
        self.load.with_untracked(read)
    }

    /// How much of the response has arrived, if it takes long; subscribes the current observer.
    pub fn progress(self) -> Option<Progress> {
        self.progress.get()
    }

    /// The displayed list. Unlike [`ListSlice::with_load`] it does not change when a request starts. Subscribes the
    /// current observer.
    pub fn get(self) -> Option<Arc<List>> {
        self.visible.with(|visible| visible.list.clone())
    }

    /// Whether there is a notice about the list. Subscribes the current observer.
    pub fn has_notice(self) -> bool {
        // Without rows, the refusal is displayed in their place.
        let is_refused = |load: &Load| {
            let has_rows = load.list().is_some_and(|list| !list.decoded.jobs.is_empty());
            has_rows && (matches!(load, Load::Failed { .. }) || load.sign_in().is_some())
        };
        self.load.with(is_refused) || self.get().is_some_and(|list| list.has_notice())
    }

    /// The displayed list.
    pub(in crate::state) fn shown_untracked(self) -> Option<Arc<List>> {
        self.visible.with_untracked(|visible| visible.list.clone())
    }

    /// When the list was current, in milliseconds since 1970.
    pub(in crate::state) fn at_untracked(self) -> Option<f64> {
        self.at.get_untracked()
    }

    /// Applies the result of the same request by another element.
    pub(in crate::state) fn take(self, load: &Load, at: Option<f64>, environment: &Environment) {
        self.at.set(at);
        let previous = self.load.with_untracked(|load| load.list().cloned());
        let load = match load {
            Load::Failed { error, .. } => Load::Failed { error: error.clone(), previous },
            load => load.clone(),
        };
        self.settle(load, environment);
    }

    /// The job with this ID in the displayed list; subscribes the current observer.
    pub fn job(self, id: &str) -> Option<Arc<Job>> {
        let list = self.get()?;
        let place = list.decoded.jobs.find_id(id)?;
        list.decoded.jobs.get(place).map(Arc::new)
    }

    /// Which jobs of the list are visible, in order.
    pub fn visible(self) -> Memo<Visible> {
        self.visible
    }

    /// When the displayed list was current: when the cloud sent it, in milliseconds since 1970. Subscribes the
    /// current observer.
    pub fn at(self) -> Option<f64> {
        let list = self.get().filter(|list| !list.is_partial)?;
        Some(self.at.get().map_or(list.at, |at| at.max(list.at)))
    }

    /// The pager of the visible jobs; subscribes the current observer.
    pub fn pager(self) -> Pager {
        let total = self.arranged().with(|arranged| arranged.places.len());
        self.table.with(|table| Pager::new(total, table.page_size, table.page))
    }

    /// Whether the list is displayed in the order of arrival; subscribes the current observer.
    pub fn is_in_arrival_order(self) -> bool {
        self.in_arrival_order.get()
    }

    /// Sets `in_use`, which returns whether the user is using the rows.
    pub fn set_in_use(self, in_use: Rc<dyn Fn() -> bool>) {
        self.in_use.set(Some(SendWrapper::new(in_use)));
    }

    /// Whether the user was using the rows when the list arrived, before they were changed.
    pub fn was_in_use(self) -> bool {
        self.was_in_use.get_untracked()
    }

    /// Records whether the user is using the rows, before they change.
    fn note_use(self) {
        // Reading the selection forces a layout of the page, which is wasted while there are no rows.
        if self.shown_untracked().is_none() {
            return;
        }
        if let Some(Some(in_use)) = self.in_use.try_with_untracked(Clone::clone) {
            self.was_in_use.update_untracked(|was| *was = in_use());
        }
    }

    /// Sorts a list that is displayed in the order of arrival, if it is not arriving any more.
    pub fn sort(self) {
        if self.in_arrival_order.get_untracked() && self.load.with_untracked(Load::has_arrived) {
            self.renew_slots();
            self.in_arrival_order.set(false);
        }
    }
}
