//! The user's choice of layout and time zone. The layout is in `core::layout`.

use devserver_jobs_core::layout::{Layout, Offer};
use devserver_jobs_core::table::Column;
use dom::reactive::RwSignal;

use super::Store;
use crate::platform::HistoryMode;

/// The time zone of displayed times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Zone {
    /// The zone of the user's system, or of the setting `time-zone`.
    #[default]
    Local,
    /// UTC.
    Utc,
}

/// The user's preferences.
#[derive(Clone, Copy)]
pub struct PreferencesSlice {
    zone: RwSignal<Zone>,
    layout: RwSignal<Layout>,
}

impl PreferencesSlice {
    pub(super) fn new(zone: Zone, layout: Layout) -> Self {
        Self { zone: RwSignal::new(zone), layout: RwSignal::new(layout) }
    }

    /// The chosen zone; subscribes the current observer.
    pub fn zone(self) -> Zone {
        self.zone.get()
    }

    /// Reads the layout of the table and subscribes the current observer.
    pub fn with_layout<R>(self, read: impl FnOnce(&Layout) -> R) -> R {
        self.layout.with(read)
    }

    pub(super) fn get_untracked(self) -> (Zone, Layout) {
        (self.zone.get_untracked(), self.layout.get_untracked())
    }

    /// Sets both if they differ, since observers run after every write.
    pub(super) fn set(self, zone: Zone, layout: Layout) {
        if self.zone.get_untracked() != zone {
            self.zone.set(zone);
        }
        if self.layout.with_untracked(|before| *before != layout) {
            self.layout.set(layout);
        }
    }
}

impl Store {
    /// The columns to display, from left to right; subscribes the current observer.
    pub fn columns(self) -> Vec<Column> {
        self.with_settings(|settings| {
            self.preferences.with_layout(|layout| layout.shown(settings.offer()))
        })
    }

    /// Chooses a zone.
    pub fn set_zone(self, zone: Zone) {
        self.preferences.zone.set(zone);
        self.address.write(HistoryMode::Replace);
        self.report_view();
    }

    /// Changes the layout of the table, within what the host page offers.
    pub fn set_layout(self, change: impl FnOnce(&mut Layout, Offer)) {
        self.try_layout(change);
        self.address.write(HistoryMode::Replace);
        self.report_view();
    }

    /// The same during an unfinished change, such as a drag.
    pub fn try_layout(self, change: impl FnOnce(&mut Layout, Offer)) {
        let (zone, mut layout) = self.preferences.get_untracked();
        self.with_settings_untracked(|settings| change(&mut layout, settings.offer()));
        self.preferences.set(zone, layout);
    }
}
