//! The element's settings as one typed value.

#[cfg(target_arch = "wasm32")]
mod read;
#[cfg(target_arch = "wasm32")]
pub mod view;

use devserver_jobs_core::job::Millis;
use devserver_jobs_core::layout::Offer;
use devserver_jobs_core::page::DEFAULT_PAGE_SIZE;
use devserver_jobs_core::query::{ProjectId, Query, QueryError};
use devserver_jobs_core::schedule::Interval;
use devserver_jobs_core::table::{Column, TableState};
use devserver_jobs_core::views::Views;

use crate::api::Session;
use crate::locale::Messages;

/// The attribute names of all settings.
pub const SETTINGS: [&str; 21] = [
    "proxy",
    "credentials",
    "project-id",
    "projects",
    "list-projects",
    "columns",
    "page-size",
    "refresh-interval",
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
    "mark-title",
    "snapshot",
];

/// The values of the settings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// What requests are sent with; the token is not a setting.
    pub session: Session,
    /// The projects to choose from.
    pub projects: Vec<ProjectId>,
    /// Whether they are requested from the proxy, because the host page names none.
    pub list_projects: bool,
    /// The columns that may be displayed, from left to right; empty means all.
    pub columns: Vec<Column>,
    /// The URL template of the host page's page for a job.
    pub job_link: Option<String>,
    /// The URL template of the host page's page for a user.
    pub user_link: Option<String>,
    /// The initial project and filters.
    pub query: Query,
    /// Why the given project ID is invalid.
    pub project_error: Option<QueryError>,
    /// The initial number of rows per page.
    pub page_size: Option<usize>,
    /// How often the list is refreshed automatically.
    pub refresh_interval: Interval,
    /// The UI texts in the language that `define.js` chose.
    pub messages: Messages,
    /// The language tag for formatting times and numbers. It may be more specific than the language of the UI
    /// texts, such as `en-GB`.
    pub formats: String,
    /// An IANA time zone in place of the browser's.
    pub time_zone: Option<String>,
    /// Light, dark, or that of the host page.
    pub theme: Theme,
    /// The saved views, if the host page keeps them.
    pub views: Option<Views>,
    /// With `Some`, the state is in the address bar; the text is the prefix of the parameters.
    pub sync_url: Option<String>,
    /// Whether the title of the page is marked when a watched job has ended.
    pub mark_title: bool,
    /// With `Some`, the list is a snapshot of that time, and features that need a server are not offered.
    pub snapshot: Option<Millis>,
}

/// The colour theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// That of the host page: its CSS `color-scheme`.
    #[default]
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// The value of the setting.
    pub fn name(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

/// A setting with an invalid value. The default is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadSetting {
    /// Its name.
    pub setting: &'static str,
    /// Its value.
    pub value: String,
    /// What is accepted.
    pub expected: &'static str,
}

impl Settings {
    /// The columns that the host page offers.
    pub fn offer(&self) -> Offer<'_> {
        Offer::new(&self.columns)
    }

    /// The initial state of the table.
    pub fn table(&self) -> TableState {
        let page_size = self.page_size.unwrap_or(DEFAULT_PAGE_SIZE);
        TableState { page_size, ..TableState::default() }
    }
}
