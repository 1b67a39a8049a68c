//! The element's settings: one object from `element.js` becomes one typed [`Config`], and every
//! value that can't be used is named. Nothing else reads an attribute, but for the language: `element.js`
//! chooses it, because it loads its words.

use devserver_jobs_core::page::DEFAULT_PAGE_SIZE;
use devserver_jobs_core::query::{Filter, ProjectId, Query, QueryError};
use devserver_jobs_core::table::{Column, TableState};
use send_wrapper::SendWrapper;
use wasm_bindgen::JsValue;

use crate::locale::Messages;

/// Every setting's name, as an attribute.
pub const SETTINGS: [&str; 17] = [
    "proxy",
    "credentials",
    "project-id",
    "projects",
    "columns",
    "page-size",
    "locale",
    "time-zone",
    "theme",
    "job-link",
    "user-link",
    "filter-id",
    "filter-name",
    "filter-type",
    "filter-status",
    "filter-visible",
    "sync-url",
];

/// Most rows a page; a page's rows are all in the document.
const LARGEST_PAGE: usize = 1000;

/// What the settings ask for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// Where the proxy is, without a slash at the end; or what was given instead of an address.
    pub proxy: Proxy,
    /// Which requests carry the cookies of the server they go to.
    pub credentials: Credentials,
    /// The page's own way to ask.
    pub fetch: Fetch,
    /// The projects to choose from.
    pub projects: Vec<ProjectId>,
    /// The columns that are shown, from left to right; the name is always one of them.
    pub columns: Vec<Column>,
    /// Where the page around shows a job, and a user.
    pub job_link: Option<String>,
    pub user_link: Option<String>,
    /// The project and the filters to begin with.
    pub query: Query,
    /// Why the given project id can't be used.
    pub project_error: Option<QueryError>,
    /// Rows a page to begin with.
    pub page_size: Option<usize>,
    /// What is said, in the language that `define.js` chose.
    pub messages: Messages,
    /// An IANA time zone in place of the browser's.
    pub time_zone: Option<String>,
    /// Light, dark, or as the page around.
    pub theme: Theme,
    /// With `Some`, query, sort, page and project stand in the address bar, under names that begin
    /// with this text.
    pub sync_url: Option<String>,
}

/// Where requests go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proxy {
    /// An absolute address without a slash at its end.
    Base(String),
    /// Not a web address. Asking another server instead would be worse than saying so.
    Bad(String),
}

impl Default for Proxy {
    fn default() -> Self {
        Proxy::Base(String::new())
    }
}

/// The browser's own credentials, such as cookies, by fetch's names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Credentials {
    /// Sent to the page's own server only.
    #[default]
    SameOrigin,
    /// Sent to any proxy.
    Include,
}

impl Credentials {
    /// The setting's value.
    pub fn name(self) -> &'static str {
        match self {
            Credentials::SameOrigin => "same-origin",
            Credentials::Include => "include",
        }
    }
}

/// The page's own function in the place of `fetch`, if any. The element calls it; here it only matters
/// that another one may have another answer.
#[derive(Clone, Debug)]
pub struct Fetch(SendWrapper<JsValue>);

impl Default for Fetch {
    fn default() -> Self {
        Self(SendWrapper::new(JsValue::UNDEFINED))
    }
}

impl PartialEq for Fetch {
    fn eq(&self, other: &Self) -> bool {
        *self.0 == *other.0
    }
}

/// The colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the page around the element: its CSS `color-scheme`.
    #[default]
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// The setting's value.
    pub fn name(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

/// A setting whose value can't be used. It is never fatal: the default takes its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadSetting {
    /// Its name.
    pub setting: &'static str,
    /// Its value.
    pub value: String,
    /// What it should have been.
    pub expected: &'static str,
}

impl Config {
    /// Reads the object that `element.js` hands over.
    pub fn read(settings: &JsValue) -> (Config, Vec<BadSetting>) {
        // The element's attributes by name, all text. Read one by one: serde would bring all that it
        // can say of what it did not expect, floating-point numbers included.
        let given = |name: &str| js_sys::Reflect::get(settings, &name.into()).unwrap_or_default();
        let set = |name: &str| given(name).as_string();
        let get = |name: &str| set(name).unwrap_or_default().trim().to_owned();
        let mut bad = Vec::new();
        let mut refuse = |setting: &'static str, value: &str, expected: &'static str| {
            bad.push(BadSetting { setting, value: value.to_owned(), expected });
        };

        let mut config =
            Config { proxy: proxy(&get("proxy")), sync_url: set("sync-url"), ..Config::default() };
        config.fetch = Fetch(SendWrapper::new(given("fetch")));
        if let Proxy::Bad(text) = &config.proxy {
            refuse("proxy", text, "an http or https address, or a path on this server");
        }

        for text in get("projects").split([',', ' ', '\n', '\t']).filter(|text| !text.is_empty()) {
            match ProjectId::parse(text) {
                Ok(project) if !config.projects.contains(&project) => config.projects.push(project),
                Ok(_) => {}
                Err(_) => refuse("projects", text, "project ids with commas between"),
            }
        }
        match ProjectId::parse(&get("project-id")) {
            Ok(project) => config.query.project = Some(project),
            // One project to choose from is no choice.
            Err(QueryError::ProjectIdEmpty) => {
                if let [only] = config.projects.as_slice() {
                    config.query.project = Some(only.clone());
                }
            }
            Err(error) => {
                refuse("project-id", &get("project-id"), "1 to 64 letters, digits and hyphens");
                config.project_error = Some(error);
            }
        }
        for filter in Filter::ALL {
            let value = &get(filter.setting());
            if config.query.filters.set(filter, value).is_err() {
                let expected =
                    if filter == Filter::Id { "at most 64 characters" } else { "true or false" };
                refuse(filter.setting(), value, expected);
            }
        }

        for name in get("columns").split([',', ' ', '\n', '\t']).filter(|name| !name.is_empty()) {
            match Column::ALL.into_iter().find(|column| column.name() == name) {
                Some(column) if !config.columns.contains(&column) => config.columns.push(column),
                Some(_) => {}
                None => refuse("columns", name, "names of columns with commas between"),
            }
        }
        if config.columns.is_empty() {
            config.columns = Column::ALL.to_vec();
        } else if !config.columns.contains(&Column::Name) {
            config.columns.insert(0, Column::Name);
        }
        for (setting, place) in
            [("job-link", &mut config.job_link), ("user-link", &mut config.user_link)]
        {
            let template = get(setting);
            match is_link(&template) {
                _ if template.is_empty() => {}
                true => *place = Some(template),
                false => refuse(setting, &template, "an http or https address, or a relative one"),
            }
        }

        match get("page-size").as_str() {
            "" => {}
            text => match page_size(text) {
                None => refuse("page-size", text, "a whole number from 1 to 1000"),
                size => config.page_size = size,
            },
        }
        let language = get("language");
        match get("locale").as_str() {
            "" => {}
            text if primary(text).eq_ignore_ascii_case(primary(&language)) => {}
            text => refuse("locale", text, "en-US or zh-CN"),
        }
        let tag = if crate::intl::is_language(&language) { &language } else { "en-US" };
        // Not `get`: space around a text is a part of it.
        let text = |name| set(name).unwrap_or_default();
        config.messages = Messages::of(tag, &text("messages"), &text("labels"));
        match get("time-zone").as_str() {
            "" => {}
            zone if crate::intl::is_time_zone(zone) => config.time_zone = Some(zone.to_owned()),
            zone => refuse("time-zone", zone, "an IANA time zone such as Asia/Shanghai, or UTC"),
        }
        match get("credentials").as_str() {
            "include" => config.credentials = Credentials::Include,
            "" | "same-origin" => {}
            other => refuse("credentials", other, "same-origin or include"),
        }
        match get("theme").as_str() {
            "light" => config.theme = Theme::Light,
            "dark" => config.theme = Theme::Dark,
            "" | "auto" => {}
            other => refuse("theme", other, "auto, light or dark"),
        }
        (config, bad)
    }

    /// How the answer is read to begin with.
    pub fn table(&self) -> TableState {
        let page_size = self.page_size.unwrap_or(DEFAULT_PAGE_SIZE);
        TableState { page_size, ..TableState::default() }
    }
}

/// The first part of a language's tag: `zh-Hans-SG` is Chinese.
fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or_default()
}

/// Rows a page from text, if it is a number that makes sense.
pub fn page_size(text: &str) -> Option<usize> {
    text.trim().parse().ok().filter(|size| (1..=LARGEST_PAGE).contains(size))
}

/// Whether a template leads to a page, whatever is put into it.
fn is_link(template: &str) -> bool {
    // What is put in is encoded, so it ends no scheme.
    let url = web_sys::Url::new_with_base(template, &base_uri());
    url.is_ok_and(|url| matches!(url.protocol().as_str(), "http:" | "https:"))
}

/// What relative addresses are relative to.
fn base_uri() -> String {
    web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.base_uri().ok().flatten())
        .unwrap_or_default()
}

/// The proxy's address, against the page's own. A query or a fragment has no place in it.
fn proxy(text: &str) -> Proxy {
    // With no proxy named, requests go to the root of the page's own server.
    let address = if text.is_empty() { "/" } else { text };
    let url = web_sys::Url::new_with_base(address, &base_uri()).ok().filter(|url| {
        matches!(url.protocol().as_str(), "http:" | "https:")
            && url.search().is_empty()
            && url.hash().is_empty()
            && url.username().is_empty()
    });
    match url {
        Some(url) => {
            Proxy::Base(format!("{}{}", url.origin(), url.pathname().trim_end_matches('/')))
        }
        None => Proxy::Bad(text.to_owned()),
    }
}
