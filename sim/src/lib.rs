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

/// The instants that JavaScript's `Date` can hold. Others are moved to the nearer end, so that no
/// arithmetic on an instant can overflow.
const LAST_INSTANT_MS: i64 = 8_640_000_000_000_000;

/// A cloud that simulates the jobs of every project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cloud {
    /// How many jobs each project shows. [`DOCUMENTED_PROJECT`] always shows its own two.
    pub jobs: usize,
    /// Another seed gives every project other jobs.
    pub seed: u64,
}

impl Default for Cloud {
    /// About half a day of jobs: enough for many pages, and for one of every rare kind.
    fn default() -> Self {
        Cloud { jobs: 320, seed: 1 }
    }
}

impl Cloud {
    /// The whole answer body of `GET /v1/{project}/dev-servers/jobs`: JSON, in the documented field
    /// order, on one line.
    pub fn list(&self, project: &str, filter: &Filter, now_ms: i64) -> Vec<u8> {
        json::list(self.rows(project, now_ms).filter(|row| filter.accepts(row)))
    }

    /// The whole answer body of `GET /v1/{project}/dev-servers/jobs/{id}`: JSON on one line, with a task
    /// for every node. There is one for exactly the jobs that [`Cloud::list`] sends at that instant,
    /// filters aside, and it says the same of them.
    ///
    /// What the tasks say and what the job counts agree, but for one job in forty: the real cloud does
    /// not promise it either, so nobody may rely on it.
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

    /// Every job that the project shows at that instant, in the order in which [`Cloud::list`] sends
    /// them.
    ///
    /// The order is by id, which says nothing about time: the real cloud's order is not documented,
    /// so nobody who reads this one may come to rely on newest first.
    pub fn rows(&self, project: &str, now_ms: i64) -> impl Iterator<Item = Row> + use<> {
        let documented = project == DOCUMENTED_PROJECT;
        let now_ms = now_ms.clamp(-LAST_INSTANT_MS, LAST_INSTANT_MS);
        let jobs = if documented { Vec::new() } else { self.jobs_at(project, now_ms) };
        let samples = documented.then(documented::rows).into_iter().flatten();
        samples.chain(jobs.into_iter().map(move |job| job.row(now_ms)))
    }

    /// The newest jobs at that instant, sorted by id.
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
