//! What of the state survives while the element is out of the document: an element that is moved, or kept by
//! a tab of the host page, comes back as it was. It is data only; requests and timers end.

use devserver_jobs_core::schedule::Interval;

use super::Store;
use super::address::{self, Target};
use crate::api::Proxy;
use crate::platform::Location;
use crate::settings::Settings;

/// The state that survives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    /// The query, the state of the table, the layout and the open job, as a query string. It holds what differs from the
    /// settings, so that a setting that is changed meanwhile counts.
    pub search: String,
    /// The token that the user signed in with.
    pub token: Option<String>,
    /// The proxy that the token and the marks belong to. The host page may name another one meanwhile.
    pub proxy: Proxy,
    /// How often the list is requested, where the user has chosen that.
    pub interval: Option<Interval>,
    /// Whether the user has stopped automatic refreshes.
    pub is_paused: bool,
    /// The saved views, as `core::views` writes them: the browser may not keep them.
    pub views: String,
    /// The marked jobs, as the second module writes them. The store knows none.
    pub marks: Option<String>,
}

impl Saved {
    /// The same without what belongs to another proxy.
    #[must_use]
    pub fn only_of(self, proxy: &Proxy) -> Self {
        let is_same = self.proxy == *proxy;
        let own = |text: Option<String>| text.filter(|_| is_same);
        Self { token: own(self.token), marks: own(self.marks), ..self }
    }

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
