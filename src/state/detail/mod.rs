//! The job whose detail is open, and the details that have arrived.

mod reading;
mod request;
mod store;

use std::sync::Arc;

use devserver_jobs_core::job::Job;
use dom::reactive::{Memo, RwSignal};

pub(super) use request::start;
pub use store::{Detail, Details, Status};

use super::list::ListSlice;
use super::refresh::Trigger;
use crate::api::whole_body::Whole;
use crate::api::{Request, RequestError};

/// The open job and its detail.
#[derive(Clone, Copy)]
pub struct DetailSlice {
    list: ListSlice,
    /// The id of the open job.
    open: RwSignal<Option<String>>,
    /// The ID of the job that was opened last; its row gets the focus when the detail is closed.
    last_opened: RwSignal<Option<String>>,
    /// The response that has not been decoded yet.
    answer: RwSignal<Option<Answer>>,
    details: RwSignal<Details>,
    shown: Memo<Option<Shown>>,
    retry: Trigger,
}

/// The end of a request.
struct Answer {
    /// The body of the response, or why there is none.
    end: Result<Whole, RequestError>,
    /// When it arrived, in milliseconds since 1970.
    at: f64,
}

/// A detail, compared by identity.
#[derive(Clone)]
struct Shown(Arc<Detail>);

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl DetailSlice {
    pub(super) fn new(list: ListSlice, open: Option<String>) -> Self {
        let details = RwSignal::new(Details::default());
        Self {
            list,
            open: RwSignal::new(open.clone()),
            last_opened: RwSignal::new(open),
            answer: RwSignal::new(None),
            details,
            shown: Memo::new(move |_| details.with(|details| details.shown().cloned().map(Shown))),
            retry: Trigger::new(),
        }
    }

    /// The id of the open job; subscribes the current observer.
    pub fn open_id(self) -> Option<String> {
        self.open.get()
    }

    /// The id of the open job.
    pub fn open_id_untracked(self) -> Option<String> {
        self.open.get_untracked()
    }

    /// Whether the job of this id is open; subscribes the current observer.
    pub fn is_open(self, id: &str) -> bool {
        self.open.with(|open| open.as_deref() == Some(id))
    }

    /// Whether the job of this id was opened last; subscribes the current observer.
    pub fn was_opened_last(self, id: &str) -> bool {
        self.last_opened.with(|last| last.as_deref() == Some(id))
    }

    /// The status of the request; subscribes the current observer.
    pub fn status(self) -> Status {
        self.details.with(|details| details.status().clone())
    }

    /// The detail of the open job, if it has arrived; subscribes the current observer.
    pub fn get(self) -> Option<Arc<Detail>> {
        self.shown.with(|shown| shown.as_ref().map(|shown| shown.0.clone()))
    }

    /// The stored detail for a request, if there is one; subscribes the current observer.
    pub(super) fn kept(self, request: &Request) -> Option<Arc<Detail>> {
        self.details.with(|details| details.kept(request).cloned())
    }

    /// The open job as in its detail or, without that, as in the list. Subscribes the current observer.
    pub fn job(self) -> Arc<Job> {
        let id = self.open.get();
        let listed = id.as_deref().and_then(|id| self.list.job(id));
        let known = listed.unwrap_or_else(|| Arc::new(Job { id, ..Job::default() }));
        match self.get() {
            Some(detail) => Arc::new(detail.decoded.job.clone().or(&known)),
            None => known,
        }
    }

    /// The job before or after the open one in the displayed order, and its place. Jobs without an ID have no
    /// detail and are skipped. Subscribes the current observer.
    pub fn neighbor(self, forward: bool) -> Option<(usize, Job)> {
        let id = self.open.get()?;
        self.list.arranged().with(|arranged| {
            let at = arranged.row_of(&id)?;
            let job = |at: usize| arranged.job(at).map(|(job, _)| job);
            let next = |at: usize| if forward { Some(at + 1) } else { at.checked_sub(1) };
            let mut places = std::iter::successors(next(at), |at| next(*at))
                .map_while(|at| Some((at, job(at)?)));
            places.find(|(_, job)| job.id.as_ref().is_some_and(|other| *other != id))
        })
    }

    /// Requests the detail of the open job again.
    pub fn retry(self) {
        self.retry.fire();
    }

    /// Opens the detail of the job of this id, or closes it.
    pub(super) fn set_open(self, id: Option<String>) {
        if self.open.with_untracked(|open| *open == id) {
            return;
        }
        if id.is_some() {
            self.last_opened.set(id.clone());
        }
        self.open.set(id);
    }
}
