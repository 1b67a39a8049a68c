//! The element's settings: what the host page asks for, as one typed value.

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

/// The name of every setting, as an attribute.
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

/// What the settings ask for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// What requests are sent with; the token is not a setting.
    pub session: Session,
    /// The projects to choose from.
    pub projects: Vec<ProjectId>,
    /// Whether the proxy is asked for them, because the host page names none.
    pub list_projects: bool,
    /// The columns that may be displayed, from left to right; with none, all.
    pub columns: Vec<Column>,
    /// The address template of the host page's own page for a job.
    pub job_link: Option<String>,
    /// The address template of the host page's own page for a user.
    pub user_link: Option<String>,
    /// The project and the filters to begin with.
    pub query: Query,
    /// Why the given project id cannot be used.
    pub project_error: Option<QueryError>,
    /// Rows a page to begin with.
    pub page_size: Option<usize>,
    /// How often the list is requested again by itself.
    pub refresh_interval: Interval,
    /// The texts of the language that `define.js` chose.
    pub messages: Messages,
    /// The language tag by whose rules times and numbers are written: a British user's differ from the
    /// language of the texts.
    pub formats: String,
    /// An IANA time zone in place of the browser's.
    pub time_zone: Option<String>,
    /// Light, dark, or as the host page.
    pub theme: Theme,
    /// The saved views, where the host page keeps them.
    pub views: Option<Views>,
    /// With `Some`, the state is in the address bar, under names that begin with this text.
    pub sync_url: Option<String>,
    /// Whether the title of the page is marked when a watched job has ended.
    pub mark_title: bool,
    /// With `Some`, the list is what it was then, and nothing is offered that needs a server.
    pub snapshot: Option<Millis>,
}

/// The colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the host page: its CSS `color-scheme`.
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

/// A setting whose value cannot be used. It is never fatal: the default takes its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadSetting {
    /// Its name.
    pub setting: &'static str,
    /// Its value.
    pub value: String,
    /// What it should have been.
    pub expected: &'static str,
}

impl Settings {
    /// The columns that the host page offers.
    pub fn offer(&self) -> Offer<'_> {
        Offer::new(&self.columns)
    }

    /// The state of the table to begin with.
    pub fn table(&self) -> TableState {
        let page_size = self.page_size.unwrap_or(DEFAULT_PAGE_SIZE);
        TableState { page_size, ..TableState::default() }
    }
}
