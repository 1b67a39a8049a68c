//! The range of time to which the list is refined, with the instants that it has now. Hours up to the present end
//! when the range was chosen, when a list has come or when the clock has moved on, whichever was last.

use devserver_jobs_core::job::Millis;
use devserver_jobs_core::range::Range;
use dom::reactive::{Memo, RwSignal};

use super::ListSlice;
use crate::settings::Settings;
use crate::state::table::TableSlice;

/// The range and the present.
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
            // The present of a snapshot is that of its list.
            let now = settings.with(|settings| settings.snapshot).unwrap_or_else(|| now.get());
            Some(range.at(now))
        });
        Self { now, range }
    }

    /// Goes on to `now`, unless the element has gone.
    pub(super) fn set(self, now: f64) {
        self.now.try_set(now as Millis);
    }
}

impl ListSlice {
    /// The range of time with the instants that it has now.
    pub fn range(self) -> Memo<Option<Range>> {
        self.present.range
    }

    /// Lets hours up to the present end `now`, where rows may move.
    pub(in crate::state) fn slide(self, now: f64) {
        self.present.set(now);
    }

    /// The same where the clock has moved on. Rows that are being read stay where they are.
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
            // Another order comes before that.
            return;
        } else {
            self.stay();
        }
        self.slide(now);
    }
}
