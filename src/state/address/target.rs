//! Reads a state from an address, and writes one to an address.

use devserver_jobs_core::address::Address;
use devserver_jobs_core::layout::Layout;
use devserver_jobs_core::narrow::Values;
use devserver_jobs_core::outcome::OutcomeSet;
use devserver_jobs_core::page::size;
use devserver_jobs_core::query::{Filter, ProjectId, Query};
use devserver_jobs_core::range::{By, Range};
use devserver_jobs_core::table::{Sort, TableState};
use devserver_jobs_core::view_state::{LOOKS, ViewState};

use crate::platform::Location;
use crate::settings::Settings;
use crate::state::preferences::Zone;

/// The parts of the state that are in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// The project and the filters.
    pub query: Query,
    /// The state of the table.
    pub table: TableState,
    /// The id of the open job.
    pub open: Option<String>,
    /// The layout: columns and rows.
    pub layout: Layout,
    /// The zone of the displayed times.
    pub zone: Zone,
}

impl Target {
    /// The state of the settings alone.
    pub(in crate::state) fn usual(settings: &Settings) -> Self {
        let (query, table) = (settings.query.clone(), settings.table());
        Self { query, table, ..Self::default() }
    }

    /// The state of the view.
    pub fn view(&self) -> ViewState {
        let Self { query, table, layout, zone, .. } = self;
        let (filters, table, layout) = (query.filters.clone(), table.clone(), layout.clone());
        ViewState { filters, table, layout, is_utc: *zone == Zone::Utc }
    }

    /// The same state with another view.
    pub fn with_view(self, view: ViewState) -> Self {
        let ViewState { filters, table, layout, is_utc } = view;
        let query = Query { filters, ..self.query };
        let zone = if is_utc { Zone::Utc } else { Zone::Local };
        Self { query, table, layout, zone, ..self }
    }
}

/// The state of the settings, overridden by the address with `sync-url`. Invalid parts are dropped.
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
            // For a value that cannot be sent, the filter keeps the value of the settings.
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

/// The query string of a state: that of the location, with the element's parameters set or removed.
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

/// The element's parameters of a state, by their names without the prefix.
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
