//! What the reader has chosen about how things are shown.

use dom::reactive::RwSignal;

/// The time zone in which times are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// The reader's own, or the one that the settings name.
    Local,
    /// UTC.
    Utc,
}

/// The reader's preferences.
#[derive(Clone, Copy)]
pub struct PreferencesSlice {
    zone: RwSignal<Zone>,
}

impl PreferencesSlice {
    pub(super) fn new(zone: Zone) -> Self {
        Self { zone: RwSignal::new(zone) }
    }

    /// The chosen zone; subscribes the current observer.
    pub fn zone(self) -> Zone {
        self.zone.get()
    }

    pub(super) fn zone_untracked(self) -> Zone {
        self.zone.get_untracked()
    }

    /// Chooses a zone.
    pub fn set_zone(self, zone: Zone) {
        self.zone.set(zone);
    }
}
