//! The simulated cloud: jobs, and the bodies of responses, from (project, seed, instant). It uses no clock, no
//! other source of randomness, no I/O and no async, so the same arguments always give the same bytes, natively and
//! in a browser.
//!
//! Time is divided into slots of two minutes. Each slot creates exactly one job, whose start and life depend only
//! on (project, seed, slot). A [`Cloud`] of `n` jobs lists the `n` newest ones at an instant: as time passes new
//! ones appear and the oldest disappear, while the name and the start of a job never change.
//!
//! ```
//! use devserver_jobs_sim::{Cloud, Filter};
//!
//! let cloud = Cloud { jobs: 2, seed: 1 };
//! let body = cloud.list("demo", &Filter::default(), 1_750_000_000_000);
//! assert!(body.starts_with(br#"{"current":1,"data":[{"create_at":"#));
//! assert!(body.ends_with(br#""pages":1,"size":2,"total":2}"#));
//! ```

mod detail;
mod documented;
mod filter;
mod hash;
mod job;
mod json;
mod output;
mod servers;
mod words;

pub use documented::DOCUMENTED_PROJECT;
pub use filter::Filter;
pub use job::{Row, SLOT_MS};

use hash::{Key, hyphenated};
use job::Job;

/// The range of JavaScript's `Date`. Other instants are clamped to it, so that no calculation can overflow.
const LAST_INSTANT_MS: i64 = 8_640_000_000_000_000;

/// A simulated cloud with jobs for every project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cloud {
    /// The number of jobs in each project. [`DOCUMENTED_PROJECT`] always has its own two.
    pub jobs: usize,
    /// The seed; another one gives every project other jobs.
    pub seed: u64,
}

impl Default for Cloud {
    /// The jobs of about half a day: enough for many pages, and for one of each rare kind.
    fn default() -> Self {
        Cloud { jobs: 320, seed: 1 }
    }
}

impl Cloud {
    /// The response body of `GET /v1/{project}/dev-servers/jobs`: JSON on one line, with the fields in their documented
    /// order.
    pub fn list(&self, project: &str, filter: &Filter, now_ms: i64) -> Vec<u8> {
        json::list(self.rows(project, now_ms).filter(|row| filter.accepts(row)))
    }

    /// The response body of `GET /v1/{project}/dev-servers/jobs/{id}`: JSON on one line, with a task for every node.
    /// It exists for exactly the jobs that [`Cloud::list`] returns at that instant without filters, and has the same
    /// values.
    ///
    /// The tasks agree with the number of failed nodes, except in one job of forty: the real cloud does not guarantee
    /// it, either, so no code may rely on it.
    pub fn detail(&self, project: &str, id: &str, now_ms: i64) -> Option<Vec<u8>> {
        let now_ms = now_ms.clamp(-LAST_INSTANT_MS, LAST_INSTANT_MS);
        let detail = if project == DOCUMENTED_PROJECT {
            documented::detail(id)?
        } else {
            let key = Key::new(project, self.seed);
            let jobs = self.jobs_at(project, now_ms);
            jobs.iter().find(|job| hyphenated(job.id) == id)?.detail(key, now_ms)
        };
        Some(json::detail(&detail))
    }

    /// All jobs of the project at that instant, in the order of [`Cloud::list`].
    ///
    /// They are sorted by ID, and not by time: the order of the real cloud is not documented, so no code may rely on
    /// newest first.
    pub fn rows(&self, project: &str, now_ms: i64) -> impl Iterator<Item = Row> + use<> {
        let documented = project == DOCUMENTED_PROJECT;
        let now_ms = now_ms.clamp(-LAST_INSTANT_MS, LAST_INSTANT_MS);
        let jobs = if documented { Vec::new() } else { self.jobs_at(project, now_ms) };
        let samples = documented.then(documented::rows).into_iter().flatten();
        samples.chain(jobs.into_iter().map(move |job| job.row(now_ms)))
    }

    /// The newest jobs at that instant, sorted by ID.
    fn jobs_at(&self, project: &str, now_ms: i64) -> Vec<Job> {
        let key = Key::new(project, self.seed);
        let slot = now_ms.div_euclid(SLOT_MS);
        let begun = Job::new(key, slot).create_at <= now_ms;
        let newest = if begun { slot } else { slot - 1 };
        let mut jobs: Vec<Job> =
            (0..self.jobs as i64).map(|age| Job::new(key, newest - age)).collect();
        jobs.sort_unstable_by_key(|job| job.id);
        jobs
    }
}
