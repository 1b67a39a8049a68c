//! The state of one element, in slices. Each slice has its data, its changes and its memos; [`Store`] only composes
//! them. The state knows neither elements nor UI texts.
//!
//! | slice | what it holds |
//! |---|---|
//! | [`query`] | the project and the filters of the API |
//! | [`table`] | find, outcomes, order, page |
//! | [`session`] | the proxy, the credentials mode, the `fetch` function and the token |
//! | [`refresh`] | the trigger for requesting the list again |
//! | [`list`] | the list and its request, which jobs are visible, the rows of the current page |
//! | [`detail`] | the open job, and the details that have arrived |
//! | [`address`] | synchronization with the address bar |
//! | [`causes`] | the details that were requested to find causes, and their progress |
//! | [`projects`] | the projects that the proxy offers |
//! | [`preferences`] | the user's choice of layout and time zone |
//! | [`live`] | automatic refreshes, and what has changed |
//! | [`views`] | the saved views |
//! | [`watch`] | the jobs that are watched until they end |
//! | [`clock`] | the current time |
//!
//! The changes that users and the host page make are in [`change`].

pub mod address;
pub mod causes;
mod change;
pub mod clock;
pub mod detail;
mod environment;
mod inputs;
pub mod list;
pub mod live;
pub mod preferences;
pub mod projects;
pub mod query;
pub mod refresh;
mod saved;
pub mod session;
pub mod table;
#[cfg(test)]
mod tests;
pub mod views;
pub mod watch;

use devserver_jobs_core::views::Views;
use dom::reactive::{Memo, RwSignal};

pub use environment::Environment;
pub use saved::Saved;

use crate::locale::Messages;
use crate::settings::Settings;
use address::{AddressSlice, Target};
use causes::CausesSlice;
use clock::ClockSlice;
use detail::DetailSlice;
use environment::EnvironmentRef;
use inputs::Inputs;
use list::{ListSlice, Load};
use live::LiveSlice;
use preferences::PreferencesSlice;
use projects::ProjectsSlice;
use query::QuerySlice;
use refresh::RefreshSlice;
use session::SessionSlice;
use table::TableSlice;
use views::ViewsSlice;
use watch::WatchSlice;

/// All state of one element. It consists of signals, so a copy is a handle to the same state.
#[derive(Clone, Copy)]
pub struct Store {
    settings: RwSignal<Settings>,
    messages: Memo<Messages>,
    environment: EnvironmentRef,
    pub projects: ProjectsSlice,
    pub query: QuerySlice,
    pub table: TableSlice,
    pub session: SessionSlice,
    pub refresh: RefreshSlice,
    pub list: ListSlice,
    pub detail: DetailSlice,
    pub causes: CausesSlice,
    pub address: AddressSlice,
    pub preferences: PreferencesSlice,
    pub live: LiveSlice,
    pub watch: WatchSlice,
    pub views: ViewsSlice,
    pub clock: ClockSlice,
}

impl Store {
    /// Starts with the saved state or, without one, with that of the settings, overridden by the address with
    /// `sync-url`, and sends the first requests. Everything in it ends with the current owner.
    pub fn new(settings: Settings, environment: Environment, saved: Option<Saved>) -> Self {
        let location = environment.platform.location();
        let mut target = match &saved {
            Some(saved) => saved.target(&settings, &location),
            None => address::read(&settings, &location),
        };
        // There is no older list yet.
        target.table.changed = false;
        let saved = saved.unwrap_or_default().only_of(&settings.session.proxy);
        let Saved { token, interval, is_paused, views, .. } = saved;
        let state = target.view();
        let usual = Target::usual(&settings).view();
        let kept = settings.views.clone().unwrap_or_else(|| Views::parse(&views, &usual));
        let settings = RwSignal::new(settings);
        let messages = Memo::new(move |_| settings.with(|settings| settings.messages));
        let handle = EnvironmentRef::new(environment.clone());
        let query = QuerySlice::new(target.query);
        let table = TableSlice::new(target.table);
        let list = ListSlice::new(table, settings, messages, environment.platform.now());
        let detail = DetailSlice::new(list, target.open);
        let projects = ProjectsSlice::new(settings, query);
        let preferences = PreferencesSlice::new(target.zone, target.layout);
        let store = Self {
            settings,
            messages,
            environment: handle,
            projects,
            query,
            table,
            session: SessionSlice::new(settings, token),
            refresh: RefreshSlice::new(),
            list,
            detail,
            causes: CausesSlice::new(),
            address: AddressSlice::new(settings, query, table, detail, preferences, handle),
            preferences,
            live: LiveSlice::new(settings, interval, is_paused),
            watch: WatchSlice::new(),
            views: ViewsSlice::new(kept, state),
            clock: ClockSlice::new(&environment.platform),
        };
        let Self { session, refresh, clock, .. } = store;
        let inputs = Inputs { session, projects, query, refresh, clock };
        list::start(list, inputs, environment.clone());
        let has_list = Memo::new(move |_| list.with_load(Load::has_arrived));
        projects::start(projects, session, has_list, environment.clone());
        detail::start(detail, inputs, environment);
        address::start(store);
        store
    }

    /// Reads the settings and subscribes the current observer.
    pub fn with_settings<R>(self, read: impl FnOnce(&Settings) -> R) -> R {
        self.settings.with(read)
    }

    /// Reads the settings.
    pub fn with_settings_untracked<R>(self, read: impl FnOnce(&Settings) -> R) -> R {
        self.settings.with_untracked(read)
    }

    /// The UI texts of the current language.
    pub fn messages(self) -> Memo<Messages> {
        self.messages
    }

    /// The interfaces to the browser and the host page.
    pub fn environment(self) -> Environment {
        self.environment.get()
    }
}
