//! What of the state survives while the element is out of the document: an element that is moved, or kept by
//! a tab of the host page, comes back as it was. It is data only; requests and timers end.

use devserver_jobs_core::schedule::Interval;

use super::Store;
use super::address::{self, Target};
use super::preferences::Zone;
use crate::platform::Location;
use crate::settings::Settings;

/// The state that survives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    /// The query, the state of the table and the open job, as a query string. It holds what differs from the
    /// settings, so that a setting that is changed meanwhile counts.
    pub search: String,
    /// The token that the reader signed in with.
    pub token: Option<String>,
    /// Whether times are shown in UTC.
    pub is_utc: bool,
    /// How often the list is requested, where the reader has chosen that.
    pub interval: Option<Interval>,
    /// Whether the reader has stopped automatic refreshes.
    pub is_paused: bool,
}

impl Saved {
    /// The state that was saved. Where the address is synchronized, the address has it.
    pub(super) fn target(&self, settings: &Settings, location: &Location) -> Target {
        if settings.sync_url.is_some() {
            return address::read(settings, location);
        }
        let location = Location { search: self.search.clone(), ..Location::default() };
        address::read(&unprefixed(settings), &location)
    }
}

impl Store {
    /// Saves the state.
    pub fn save(self) -> Saved {
        let target = self.address.target();
        let search = self.with_settings_untracked(|settings| {
            address::search(&unprefixed(settings), &Location::default(), &target)
        });
        Saved {
            search,
            token: self.session.token_untracked(),
            is_utc: self.preferences.zone_untracked() == Zone::Utc,
            interval: self.live.chosen_untracked(),
            is_paused: self.live.is_paused_untracked(),
        }
    }
}

fn unprefixed(settings: &Settings) -> Settings {
    Settings { sync_url: Some(String::new()), ..settings.clone() }
}
