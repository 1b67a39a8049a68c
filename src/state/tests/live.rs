//! Automatic refreshes, with a clock that a test moves.

mod answers;
mod changes;
mod rows;
mod schedule;
mod sharing;

use std::cell::Cell;
use std::rc::Rc;

use devserver_jobs_core::error::ApiError;
use devserver_jobs_core::schedule::Interval;
use dom::reactive::{Executor, RwSignal};

use super::world::World;
use super::{Test, settings};
use crate::api::RequestError;
use crate::settings::Settings;
use crate::state::live::{Changes, Live};
use crate::state::refresh::Cause;

const SECOND: f64 = 1000.0;

/// A store that keeps itself current.
struct Watching {
    test: Test,
    live: Live,
    is_reading: Rc<Cell<bool>>,
    in_view: RwSignal<bool>,
}

impl Watching {
    fn new(interval: &str) -> Self {
        let refresh_interval = Interval::parse(interval).expect("an interval");
        let settings = Settings { refresh_interval, ..settings() };
        Self::of(Test::new(settings))
    }

    fn of(test: Test) -> Self {
        let is_reading = Rc::new(Cell::new(false));
        let (reading, store) = (is_reading.clone(), test.store);
        let (live, in_view) = test.owner.with(|| {
            let in_view = RwSignal::new(true);
            (Live::start(store, Rc::new(move || reading.get()), in_view.read_only()), in_view)
        });
        Executor::poll_local();
        Self { test, live, is_reading, in_view }
    }

    fn count(&self) -> usize {
        self.test.urls().len()
    }

    /// Answers the newest request.
    fn answer(&self, jobs: &[(&str, &str)]) {
        self.test.answer(self.count() - 1, &list(jobs));
    }

    fn fail(&self, error: RequestError) {
        self.test.world.sent.borrow()[self.count() - 1].fail_with(error);
    }

    /// Requests the list again, and answers.
    fn refresh(&self, jobs: &[(&str, &str)]) {
        self.test.store.refresh.refetch(Cause::Host);
        Executor::poll_local();
        self.answer(jobs);
    }

    /// How many seconds pass until the next request, up to an hour.
    fn seconds(&self) -> Option<u32> {
        let before = self.count();
        (1..=3600).find(|_| {
            self.test.pass(SECOND);
            self.count() > before
        })
    }

    fn world(&self) -> &World {
        &self.test.world
    }

    fn changes(&self) -> Option<Changes> {
        dom::reactive::untrack(|| self.live.changes())
    }

    fn next(&self) -> Option<f64> {
        dom::reactive::untrack(|| self.live.next())
    }

    /// What waits above the rows.
    fn waiting(&self) -> (usize, usize, usize) {
        let arranged = self.test.store.list.arranged();
        arranged.with_untracked(|arranged| {
            let waiting = arranged.held.as_ref().map(|(_, held)| held.waiting);
            waiting.map_or((0, 0, 0), |waiting| (waiting.added, waiting.gone, waiting.moved))
        })
    }
}

/// Jobs by id and status, the first the newest.
fn list(jobs: &[(&str, &str)]) -> String {
    let job = |((id, status), at): (&(&str, &str), i64)| {
        let status = status.split_once(' ').unwrap_or((status, "0"));
        format!(
            r#"{{"id":"{id}","status":"{}","abnormal_count":{},"create_at":{}}}"#,
            status.0,
            status.1,
            1_749_536_420_000 - at
        )
    };
    let jobs: Vec<String> = jobs.iter().zip(0..).map(job).collect();
    format!(r#"{{"data":[{}]}}"#, jobs.join(","))
}

fn refused(status: u16, retry_at: Option<i64>) -> RequestError {
    let error = ApiError::read(status, None, b"{}");
    RequestError::Refused(ApiError { retry_at, ..error })
}

const DONE: [(&str, &str); 2] = [("a", "FINISHED"), ("b", "FINISHED")];
const BUSY: [(&str, &str); 2] = [("a", "FINISHED"), ("b", "PROCESSING")];
