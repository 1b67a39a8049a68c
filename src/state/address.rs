//! The query, the state of the table and the open job in the address bar; only with the setting `sync-url`.
//!
//! A parameter is in the address only where it differs from what the settings say, and is empty where a
//! filter of the settings was cleared. Foreign parameters and the fragment keep their bytes.

use std::rc::Rc;

use devserver_jobs_core::address::{Address, write_value};
use devserver_jobs_core::layout::Layout;
use devserver_jobs_core::narrow::Values;
use devserver_jobs_core::outcome::OutcomeSet;
use devserver_jobs_core::page::size;
use devserver_jobs_core::query::{Filter, ProjectId, Query};
use devserver_jobs_core::range::{By, Range};
use devserver_jobs_core::table::{Sort, TableState};
use devserver_jobs_core::view_state::{LOOKS, ViewState};
use dom::reactive::{Memo, RwSignal};
use send_wrapper::SendWrapper;

use super::Store;
use super::detail::DetailSlice;
use super::environment::EnvironmentRef;
use super::preferences::{PreferencesSlice, Zone};
use super::query::QuerySlice;
use super::table::TableSlice;
use crate::platform::{Guard, HistoryMode, Location};
use crate::settings::Settings;

/// The parts of the state that are in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// The project and the filters.
    pub query: Query,
    /// How the answer is read.
    pub table: TableState,
    /// The id of the open job.
    pub open: Option<String>,
    /// Columns and rows.
    pub layout: Layout,
    /// The zone of the displayed times.
    pub zone: Zone,
}

impl Target {
    /// What the settings say.
    pub(super) fn usual(settings: &Settings) -> Self {
        let (query, table) = (settings.query.clone(), settings.table());
        Self { query, table, ..Self::default() }
    }

    /// The state of the view.
    pub fn view(&self) -> ViewState {
        let Self { query, table, layout, zone, .. } = self;
        let (filters, table, layout) = (query.filters.clone(), table.clone(), layout.clone());
        ViewState { filters, table, layout, is_utc: *zone == Zone::Utc }
    }

    /// The same with another view.
    pub fn with_view(self, view: ViewState) -> Self {
        let ViewState { filters, table, layout, is_utc } = view;
        let query = Query { filters, ..self.query };
        let zone = if is_utc { Zone::Utc } else { Zone::Local };
        Self { query, table, layout, zone, ..self }
    }
}

/// What the settings say, overruled by the address if it is synchronized. Invalid parts are dropped.
pub fn read(settings: &Settings, location: &Location) -> Target {
    let usual = Target::usual(settings);
    let Some(prefix) = &settings.sync_url else {
        return usual;
    };
    let (mut query, mut table) = (usual.query.clone(), usual.table.clone());
    let address = Address::parse(&location.search);
    let get = |name: &str| address.get(&format!("{prefix}{name}"));

    if let Some(project) = get("project-id").and_then(|text| ProjectId::parse(&text).ok()) {
        query.project = Some(project);
    }
    for filter in Filter::ALL {
        if let Some(text) = get(filter.setting()) {
            // A value that cannot be sent leaves the filter as the settings have it.
            let _ = query.filters.set(filter, &text);
        }
    }
    table.find = get("find").unwrap_or_default();
    table.outcomes = get("outcome").map(|text| OutcomeSet::parse(&text)).unwrap_or_default();
    table.changed = get("changed").as_deref() == Some("1");
    let range = |(by, name)| get(name).and_then(|text| Range::parse(by, &text));
    table.time = TIMES.into_iter().find_map(range);
    table.stuck = get("stuck").as_deref() == Some("1");
    table.types = get("type").map(|text| Values::parse(&text)).unwrap_or_default();
    table.users = get("user").map(|text| Values::parse(&text)).unwrap_or_default();
    if let Some(sort) = get("sort").and_then(|text| Sort::parse(&text)) {
        table.sort = sort;
    }
    if let Some(size) = get("page-size").and_then(|text| size(&text)) {
        table.page_size = size;
    }
    if let Some(page) = get("page").and_then(|text| text.parse().ok()).filter(|page| *page > 0) {
        table.page = page;
    }
    let usual = usual.view();
    let mut view = ViewState { filters: query.filters.clone(), table, ..usual.clone() };
    for name in LOOKS {
        if let Some(text) = get(name) {
            let _ = view.set(name, &text, &usual);
        }
    }
    let open = get("job").filter(|id| !id.is_empty());
    Target { query, open, ..Target::default() }.with_view(view)
}

/// The query string of a state: that of the location, with the own parameters set or removed.
pub fn search(settings: &Settings, location: &Location, target: &Target) -> String {
    let mut address = Address::parse(&location.search);
    let Some(prefix) = &settings.sync_url else {
        return address.to_string();
    };
    let (now, usual) = (parameters(target), parameters(&Target::usual(settings)));
    for ((name, value), (_, usual)) in now.into_iter().zip(usual) {
        let written = (value != usual).then(|| value.unwrap_or_default());
        address.set(&format!("{prefix}{name}"), written.as_deref());
    }
    address.to_string()
}

/// The parameters of a range of time.
const TIMES: [(By, &str); 2] = [(By::Created, "created"), (By::Updated, "updated")];

/// The own parameters of a state by their names without the prefix.
fn parameters(target: &Target) -> Vec<(&'static str, Option<String>)> {
    let Target { query, table, open, .. } = target;
    let text = |text: String| Some(text).filter(|text| !text.is_empty());
    let filter = |filter: Filter| (filter.setting(), query.filters.get(filter).map(str::to_owned));
    let [id, name, kind, status, visible] = Filter::ALL.map(filter);
    let [created, updated] = TIMES.map(|(by, name)| {
        let range = table.time.filter(|range| range.by == by);
        (name, range.map(Range::to_text))
    });
    let view = target.view();
    let mut parameters = vec![
        ("project-id", query.project.as_ref().map(ProjectId::to_string)),
        id,
        name,
        kind,
        status,
        visible,
        ("find", text(table.find.clone())),
        ("outcome", text(table.outcomes.to_text())),
        ("changed", table.changed.then(|| "1".to_owned())),
        created,
        updated,
        ("stuck", table.stuck.then(|| "1".to_owned())),
        ("type", text(table.types.to_text())),
        ("user", text(table.users.to_text())),
        ("sort", Some(table.sort.to_text())),
        ("page-size", Some(table.page_size.to_string())),
        ("page", Some(table.page.to_string())),
        ("job", open.clone()),
    ];
    parameters.extend(LOOKS.map(|name| (name, Some(view.get(name)))));
    parameters
}

/// That the present state is to be written.
struct Due {
    mode: HistoryMode,
    /// The page for which that is meant.
    page: String,
    /// What waits for the next frame.
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
    /// What the addresses of jobs have in common: the page's address with the present state. Where it is synchronized,
    /// an empty parameter for the job is the last one.
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

    /// Subscribes the current observer to what the addresses of jobs have in common.
    pub fn track_links(self) {
        self.links.with(|_| ());
    }

    /// The address of the present state with this job open; without `sync-url`, that of the page.
    /// Subscribes the current observer.
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

    /// The present state.
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

    /// The state that the address asks for; `None` where it is not synchronized.
    pub(super) fn read(self) -> Option<Target> {
        let location = self.environment.get().platform.location();
        self.settings.with_untracked(|settings| {
            settings.sync_url.as_ref().map(|_| read(settings, &location))
        })
    }

    /// Writes the present state to the address bar, if it is not there, behind the next frame: an entry of the history
    /// takes a browser longer than all the rows. Before another change, [`AddressSlice::flush`] writes it.
    pub(super) fn write(self, mode: HistoryMode) {
        let is_synchronized = self.settings.with_untracked(|settings| settings.sync_url.is_some());
        if mode == HistoryMode::None || !is_synchronized {
            return;
        }
        let platform = self.environment.get().platform;
        let before = self.take_due().map(|due| (due.mode, due.page));
        let (before, page) = before.unwrap_or_else(|| (mode, platform.location().base));
        // A new entry stays one.
        let mode = if before == HistoryMode::Push { before } else { mode };
        self.due.set(Some(Due { mode, page, guard: None }));
        let guard = SendWrapper::new(platform.after_paint(Rc::new(move || self.flush())));
        self.due.update_untracked(|due| {
            if let Some(due) = due {
                due.guard = Some(guard);
            }
        });
    }

    /// What was to be written is not: the reader has gone back or forward.
    pub(super) fn forget(self) {
        self.take_due();
    }

    fn take_due(self) -> Option<Due> {
        self.due.try_update(Option::take).flatten()
    }

    /// Writes what is to be written, now.
    pub(super) fn flush(self) {
        let Some(Due { mode, page, .. }) = self.take_due() else {
            return;
        };
        let platform = self.environment.get().platform;
        let location = platform.location();
        // The host page has gone on to another page.
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
