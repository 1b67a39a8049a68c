//! The state that is kept while the element is out of the document: an element that is moved, or kept in a tab of
//! the host page, comes back with the same state. It is data only; requests and timers end.

use devserver_jobs_core::schedule::Interval;

use super::Store;
use super::address::{self, Target};
use crate::api::Proxy;
use crate::platform::Location;
use crate::settings::Settings;

/// The state that is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    /// The query, the state of the table, the layout and the open job, as a query string. It contains only what
    /// differs from the settings, so that settings that are changed meanwhile take effect.
    pub search: String,
    /// The token that the user signed in with.
    pub token: Option<String>,
    /// The proxy that the token and the marks belong to. The host page may set another one meanwhile.
    pub proxy: Proxy,
    /// The user's choice of how often the list is requested.
    pub interval: Option<Interval>,
    /// Whether the user has paused automatic refreshes.
    pub is_paused: bool,
    /// The saved views, as `core::views` writes them, because the browser may not store them.
    pub views: String,
    /// The marked jobs, as the second module writes them. They are not in the store.
    pub marks: Option<String>,
}

impl Saved {
    /// The same without the parts that belong to another proxy.
    #[must_use]
    pub fn only_of(self, proxy: &Proxy) -> Self {
        let is_same = self.proxy == *proxy;
        let own = |text: Option<String>| text.filter(|_| is_same);
        Self { token: own(self.token), marks: own(self.marks), ..self }
    }

    /// The saved state. With `sync-url` it is in the address.
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
        self.address.flush();
        let target = self.address.target();
        let search = self.with_settings_untracked(|settings| {
            address::search(&unprefixed(settings), &Location::default(), &target)
        });
        Saved {
            search,
            token: self.session.token_untracked(),
            proxy: self.session.get_untracked().proxy,
            interval: self.live.chosen_untracked(),
            is_paused: self.live.is_paused_untracked(),
            views: self.views.get_untracked().to_text(),
            marks: None,
        }
    }
}

fn unprefixed(settings: &Settings) -> Settings {
    Settings { sync_url: Some(String::new()), ..settings.clone() }
}
