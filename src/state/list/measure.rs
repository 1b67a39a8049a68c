//! The usual durations of jobs by type. The functions that compute them are in the second module.

use std::sync::Arc;

use devserver_jobs_core::job::Millis;
use devserver_jobs_core::list::JobList;
use devserver_jobs_core::percentile::Usuals;
use dom::reactive::{Memo, RwSignal};

use super::{List, ListSlice, Load};

/// The functions that measure a list.
#[derive(Clone, Copy)]
pub struct Measure {
    /// The usual duration of each type.
    pub usuals: fn(&JobList) -> Usuals,
    /// The places of the jobs that have taken longer than usual at an instant.
    pub places: fn(&Usuals, Millis) -> Box<[u32]>,
}

/// The result of measuring a list.
#[derive(Clone)]
pub struct Measured {
    list: Arc<List>,
    usuals: Arc<Usuals>,
}

impl PartialEq for Measured {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.list, &other.list)
    }
}

/// The measuring functions and their results.
#[derive(Clone, Copy)]
pub(super) struct Measuring {
    measure: RwSignal<Option<Measure>>,
    measured: Memo<Option<Measured>>,
    stuck: Memo<Option<Arc<[u32]>>>,
}

impl Measuring {
    /// Measures the complete lists of `load`; `at` is the time at which the newest was current.
    pub(super) fn new(load: RwSignal<Load>, at: RwSignal<Option<f64>>) -> Self {
        let measure = RwSignal::new(None::<Measure>);
        let measured = Memo::new(move |before: Option<&Option<Measured>>| {
            let list = load.with(|load| load.list().cloned()).filter(|list| !list.is_partial)?;
            let before = before.and_then(Option::as_ref);
            if let Some(same) = before.filter(|before| Arc::ptr_eq(&before.list, &list)) {
                return Some(same.clone());
            }
            let usuals = Arc::new((measure.get()?.usuals)(&list.decoded.jobs));
            Some(Measured { list, usuals })
        });
        let stuck = Memo::new(move |_| {
            let Measured { list, usuals } = measured.get()?;
            let now = at.get().unwrap_or(list.at).max(list.at);
            let places = measure.get()?.places;
            Some(places(&usuals, now as Millis).into())
        });
        Self { measure, measured, stuck }
    }

    /// The places of the jobs that take longer than usual; subscribes the current observer.
    pub(super) fn stuck(self) -> Option<Arc<[u32]>> {
        self.stuck.get()
    }
}

impl ListSlice {
    /// Sets the functions; lists are measured from now on.
    pub fn set_measure(self, measure: Measure) {
        self.measuring.measure.set(Some(measure));
    }

    /// The usual duration of each type, if it was measured; subscribes the current observer.
    pub fn usuals(self) -> Option<Arc<Usuals>> {
        self.measuring.measured.with(|measured| measured.as_ref().map(|it| it.usuals.clone()))
    }

    /// The places of the jobs that take longer than usual; subscribes the current observer.
    pub fn stuck(self) -> Option<Arc<[u32]>> {
        self.measuring.stuck()
    }
}
