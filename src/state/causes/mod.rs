//! The details that were requested to find the causes of failures, and the progress of these requests. The requests
//! are in `read.rs`, in the second module.

mod read;

use std::sync::Arc;

use devserver_jobs_core::job::Job;
use devserver_jobs_core::query::ProjectId;
use devserver_jobs_reports::causes::{Failed, Reading, failed_newest};
use dom::reactive::{Memo, RwSignal};

pub use read::start;

use super::Store;
use crate::api::{RequestError, Session};

/// How many more jobs are read each time the user presses the button.
pub const AT_A_PRESS: usize = 50;

/// The causes of failures.
#[derive(Clone, Copy)]
pub struct CausesSlice {
    is_open: RwSignal<bool>,
    is_reading: RwSignal<bool>,
    readings: RwSignal<Readings>,
}

/// The details that were read, and those still to be read.
#[derive(Clone, Default)]
pub struct Readings {
    /// The session and project that they belong to; another session or project starts empty.
    scope: Option<(Session, Option<ProjectId>)>,
    /// The details, by job ID.
    read: Vec<(String, Arc<Reading>)>,
    /// The IDs of the jobs that were read or have failed since the user last pressed the button.
    done: Vec<String>,
    /// The IDs of the jobs whose details are being requested.
    requested: Vec<String>,
    /// The jobs whose details could not be read, and why.
    failed: Vec<(String, RequestError)>,
    /// How many of the newest jobs the user wants to be read.
    wanted: usize,
}

impl Readings {
    fn of(&self, id: &str) -> Option<&Arc<Reading>> {
        self.read.iter().find(|(own, _)| own == id).map(|(_, reading)| reading)
    }

    /// Whether nothing remains to be done for a job.
    fn is_settled(&self, id: &str) -> bool {
        self.done.iter().any(|own| own == id) || self.of(id).is_some_and(|reading| reading.is_final)
    }
}

/// The progress of reading details.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Whether details are being read.
    pub is_reading: bool,
    /// How many of the wanted jobs were read.
    pub read: usize,
    /// How many jobs are wanted.
    pub wanted: usize,
    /// How many jobs with failures there are.
    pub all: usize,
    /// How many could not be read.
    pub failed: usize,
    /// Why the last of them could not.
    pub error: Option<RequestError>,
}

impl CausesSlice {
    pub(super) fn new() -> Self {
        Self {
            is_open: RwSignal::new(false),
            is_reading: RwSignal::new(false),
            readings: RwSignal::new(Readings::default()),
        }
    }

    /// Whether the causes are shown; subscribes the current observer.
    pub fn is_open(self) -> bool {
        self.is_open.get()
    }

    /// Shows the causes, or hides them, which stops reading.
    pub fn set_open(self, is_open: bool) {
        if self.is_open.get_untracked() != is_open {
            self.is_reading.set(false);
            self.is_open.set(is_open);
        }
    }

    /// Reads this many more of the newest jobs with failures; with 0, those that could not be read.
    pub fn go_on(self, more: usize) {
        self.readings.update(|readings| {
            readings.wanted += more;
            readings.done.clear();
            readings.failed.clear();
        });
        self.is_reading.set(true);
    }

    /// Stops reading. Details that were read are kept.
    pub fn stop(self) {
        self.is_reading.set(false);
    }

    /// The jobs with failures that the other refinements leave.
    pub fn failed(store: Store) -> Memo<Failed> {
        Memo::new(move |_| {
            store.list.visible().with(|visible| {
                let jobs = visible.list.as_ref().map(|list| &list.decoded.jobs);
                jobs.map(|jobs| failed_newest(jobs, &visible.left_out)).unwrap_or_default()
            })
        })
    }

    /// The progress for the jobs at these places; subscribes the current observer.
    pub fn progress(self, store: Store, places: Memo<Vec<u32>>) -> Progress {
        let jobs = self.wanted(store, places);
        self.readings.with(|readings| {
            let is_read =
                |job: &&Job| job.id.as_deref().is_some_and(|id| readings.of(id).is_some());
            Progress {
                is_reading: self.is_reading.get(),
                read: jobs.iter().filter(is_read).count(),
                wanted: jobs.len(),
                all: places.with(Vec::len),
                failed: readings.failed.len(),
                error: readings.failed.last().map(|(_, error)| error.clone()),
            }
        })
    }

    /// The details that were read of the jobs at these places, newest first; subscribes the current observer.
    pub fn read(self, store: Store, places: Memo<Vec<u32>>) -> Vec<Arc<Reading>> {
        let jobs = self.wanted(store, places);
        self.readings.with(|readings| {
            let read = |job: &Job| readings.of(job.id.as_deref()?).cloned();
            jobs.iter().filter_map(read).collect()
        })
    }

    /// The jobs whose details are to be read.
    fn wanted(self, store: Store, places: Memo<Vec<u32>>) -> Vec<Job> {
        let wanted = self.readings.with(|readings| readings.wanted);
        let Some(list) = store.list.get() else {
            return Vec::new();
        };
        places.with(|places| {
            let jobs = places.iter().take(wanted);
            jobs.filter_map(|place| list.decoded.jobs.get(*place as usize)).collect()
        })
    }
}
