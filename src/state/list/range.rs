//! The range of time to which the list is refined, with its current instants. A range of hours up to now ends at
//! the time of the latest of these events: the choice of the range, the arrival of a list, a step of the clock.

use devserver_jobs_core::job::Millis;
use devserver_jobs_core::range::Range;
use dom::reactive::{Memo, RwSignal};

use super::ListSlice;
use crate::settings::Settings;
use crate::state::table::TableSlice;

/// The range and the current time.
#[derive(Clone, Copy)]
pub(super) struct Present {
    now: RwSignal<Millis>,
    pub(super) range: Memo<Option<Range>>,
}

impl Present {
    pub(super) fn new(table: TableSlice, settings: RwSignal<Settings>, now: f64) -> Self {
        let now = RwSignal::new(now as Millis);
        let range = Memo::new(move |_| {
            let range = table.with_but_page(|table| table.time)?;
            // In a snapshot, the current time is the time of its list.
            let now = settings.with(|settings| settings.snapshot).unwrap_or_else(|| now.get());
            Some(range.at(now))
        });
        Self { now, range }
    }

    /// Sets the time to `now`, unless the element has been removed.
    pub(super) fn set(self, now: f64) {
        self.now.try_set(now as Millis);
    }
}

impl ListSlice {
    /// The range of time with its current instants.
    pub fn range(self) -> Memo<Option<Range>> {
        self.present.range
    }

    /// Moves the end of a range up to now to `now`, if rows may move.
    pub(in crate::state) fn slide(self, now: f64) {
        self.present.set(now);
    }

    /// The same for a step of the clock. Rows that the user is reading stay where they are.
    pub(in crate::state) fn follow_clock(self, now: f64, is_reading: &dyn Fn() -> bool) {
        let range = self.present.range.get_untracked();
        if range.is_none_or(|range| range.at(now as Millis) == range) {
            return;
        }
        if !is_reading() {
            self.apply();
        } else if self.in_arrival_order.get_untracked()
            || self.visible.with_untracked(|visible| visible.is_sorting)
        {
            // Another order is displayed first.
            return;
        } else {
            self.stay();
        }
        self.slide(now);
    }
}
