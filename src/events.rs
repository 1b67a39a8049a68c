//! The custom events and custom states of the element, for the host page. docs/embedding.md and `contract.json`
//! are their specification; their details are made in `element::host`.

use devserver_jobs_core::difference::Difference;
use devserver_jobs_core::job::Job;
use devserver_jobs_core::list::JobList;
use devserver_jobs_core::query::{ProjectId, Query};
use devserver_jobs_core::table::TableState;
use devserver_jobs_core::view_state::ViewState;
use devserver_jobs_core::views::Views;

use crate::api::RequestError;

/// Something that has happened, for the host page.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// A list has arrived.
    Loaded {
        /// The project whose jobs it has.
        project: Option<&'a ProjectId>,
        /// How many jobs it has.
        count: usize,
        /// How many rows could not be read.
        set_aside: usize,
        /// The number of jobs that the cloud reports.
        total: Option<u64>,
        /// Whether the response was complete, with no fewer rows than reported.
        is_complete: bool,
    },
    /// A request has failed.
    Failed {
        /// The error.
        error: &'a RequestError,
        /// The job whose detail was requested; `None` for the list.
        job_id: Option<&'a str>,
    },
    /// The user has changed the filters or refinements.
    Filtered {
        /// The filters.
        query: &'a Query,
        /// The refinements.
        table: &'a TableState,
    },
    /// A part of the component could not be loaded.
    NotLoaded {
        /// The error, in English.
        message: &'a str,
    },
    /// A refresh has changed the list.
    Changed {
        /// The project whose jobs it has.
        project: Option<&'a ProjectId>,
        /// The newer list.
        newer: &'a JobList,
        /// The list before.
        older: &'a JobList,
        /// The difference between them.
        difference: &'a Difference,
    },
    /// The user has changed the state of the view.
    Viewed(&'a ViewState),
    /// The user has saved, renamed, replaced or deleted a view.
    ViewsChanged(&'a Views),
    /// The user has requested the list again.
    Refreshed(Option<&'a ProjectId>),
}

/// A custom state of the element, for `:state()` in a style sheet of the host page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostState {
    /// A list is being requested.
    Loading,
    /// The newest request for a list has failed.
    Error,
}

/// Sends events to the host page.
pub trait Events {
    /// Sends an event after the current change is done.
    fn send(&self, event: Event);
    /// Sends the event that a job was selected, at once. Returns `false` if a listener has canceled it.
    fn select(&self, job: &Job) -> bool;
    /// Sets a custom state, or removes it.
    fn set_state(&self, state: HostState, is_set: bool);
}
