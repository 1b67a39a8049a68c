//! The address bar: the query, the state of the table and the open job as query parameters, if the setting
//! `sync-url` is present.
//!
//! A parameter is in the address only if it differs from the settings, and is empty if a filter of the settings was
//! cleared. Foreign parameters and the fragment are kept byte for byte.

mod target;

use std::rc::Rc;

use devserver_jobs_core::address::{Address, write_value};
use devserver_jobs_core::layout::Layout;
use dom::reactive::{Memo, RwSignal};
use send_wrapper::SendWrapper;

pub use self::target::{Target, read, search};
use super::Store;
use super::detail::DetailSlice;
use super::environment::EnvironmentRef;
use super::preferences::PreferencesSlice;
use super::query::QuerySlice;
use super::table::TableSlice;
use crate::platform::{Guard, HistoryMode, Location};
use crate::settings::Settings;

/// A pending write of the current state to the address.
struct Due {
    mode: HistoryMode,
    /// The page (origin and path) whose address is to be written.
    page: String,
    /// The task after the next frame that writes it.
    guard: Option<SendWrapper<Guard>>,
}

/// The address bar.
#[derive(Clone, Copy)]
pub struct AddressSlice {
    settings: RwSignal<Settings>,
    query: QuerySlice,
    table: TableSlice,
    detail: DetailSlice,
    preferences: PreferencesSlice,
    environment: EnvironmentRef,
    /// The common part of the links to jobs: the page's address with the current state. With `sync-url`, its last
    /// parameter is an empty one for the job.
    links: Memo<Location>,
    due: RwSignal<Option<Due>>,
}

impl AddressSlice {
    pub(super) fn new(
        settings: RwSignal<Settings>,
        query: QuerySlice,
        table: TableSlice,
        detail: DetailSlice,
        preferences: PreferencesSlice,
        environment: EnvironmentRef,
    ) -> Self {
        let links = Memo::new(move |_| {
            let (query, table, zone) = (query.get(), table.get(), preferences.zone());
            let layout = preferences.with_layout(Layout::clone);
            let target = Target { query, table, open: None, layout, zone };
            let location = environment.get().platform.location();
            settings.with(|settings| {
                let mut search = search(settings, &location, &target);
                if let Some(prefix) = &settings.sync_url {
                    let mut address = Address::parse(&search);
                    address.set(&format!("{prefix}job"), Some(""));
                    search = address.to_string();
                }
                Location { search, ..location }
            })
        });
        let due = RwSignal::new(None);
        Self { settings, query, table, detail, preferences, environment, links, due }
    }

    /// Subscribes the current observer to the common part of the links to jobs.
    pub fn track_links(self) {
        self.links.with(|_| ());
    }

    /// The address of the current state with this job open; without `sync-url`, that of the page. Subscribes the
    /// current observer.
    pub fn with_job(self, id: &str) -> String {
        let has_id = self.settings.with(|settings| settings.sync_url.is_some());
        self.links.with(|Location { base, search, hash }| {
            let mut address = format!("{base}{search}");
            if has_id {
                write_value(&mut address, id);
            }
            address.push_str(hash);
            address
        })
    }

    /// The current state.
    pub(super) fn target(self) -> Target {
        let (zone, layout) = self.preferences.get_untracked();
        Target {
            query: self.query.get_untracked(),
            table: self.table.get_untracked(),
            open: self.detail.open_id_untracked(),
            layout,
            zone,
        }
    }

    /// The state in the address; `None` without `sync-url`.
    pub(super) fn read(self) -> Option<Target> {
        let location = self.environment.get().platform.location();
        self.settings.with_untracked(|settings| {
            settings.sync_url.as_ref().map(|_| read(settings, &location))
        })
    }

    /// Writes the current state to the address bar after the next frame, if it differs: adding a history entry
    /// takes a browser longer than rendering all rows. Before another change, [`AddressSlice::flush`] writes it at
    /// once.
    pub(super) fn write(self, mode: HistoryMode) {
        let is_synchronized = self.settings.with_untracked(|settings| settings.sync_url.is_some());
        if mode == HistoryMode::None || !is_synchronized {
            return;
        }
        let platform = self.environment.get().platform;
        let before = self.take_due().map(|due| (due.mode, due.page));
        let (before, page) = before.unwrap_or_else(|| (mode, platform.location().base));
        // A pending new entry stays a new entry.
        let mode = if before == HistoryMode::Push { before } else { mode };
        self.due.set(Some(Due { mode, page, guard: None }));
        let guard = SendWrapper::new(platform.after_paint(Rc::new(move || self.flush())));
        self.due.update_untracked(|due| {
            if let Some(due) = due {
                due.guard = Some(guard);
            }
        });
    }

    /// Cancels a pending write, because the user has gone back or forward.
    pub(super) fn forget(self) {
        self.take_due();
    }

    fn take_due(self) -> Option<Due> {
        self.due.try_update(Option::take).flatten()
    }

    /// Makes a pending write at once.
    pub(super) fn flush(self) {
        let Some(Due { mode, page, .. }) = self.take_due() else {
            return;
        };
        let platform = self.environment.get().platform;
        let location = platform.location();
        // The host page has navigated to another page.
        if location.base != page {
            return;
        }
        let target = self.target();
        let search = self.settings.with_untracked(|settings| search(settings, &location, &target));
        if search != location.search {
            platform.set_search(&search, mode);
        }
    }
}

/// Follows the address from now on, after it has been normalized.
pub(super) fn start(store: Store) {
    store.address.write(HistoryMode::Replace);
    let platform = store.environment().platform;
    platform.on_history(Box::new(move || store.follow_address()));
}
