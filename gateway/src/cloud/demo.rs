//! The simulated cloud, at the current time or a frozen instant.

use devserver_jobs_sim::{Cloud, Filter};

use crate::clock::Clock;
use crate::error::{Reason, Refusal};
use crate::route::{JobsQuery, Operation};

/// The project that the page opens on.
pub const PROJECT: &str = "demo";

/// The simulated cloud and its clock.
#[derive(Clone, Debug)]
pub struct Demo {
    /// The simulated cloud.
    pub cloud: Cloud,
    /// Its clock.
    pub clock: Clock,
}

impl Demo {
    /// The body that the cloud would send. A hundred thousand jobs take a noticeable time, so they are generated
    /// outside the threads that serve requests.
    pub async fn answer(self, operation: Operation) -> Result<Vec<u8>, Refusal> {
        let made = tokio::task::spawn_blocking(move || self.body(operation));
        made.await.unwrap_or_else(|error| {
            tracing::error!(%error, "The simulated cloud failed.");
            Err(Refusal::internal())
        })
    }

    fn body(&self, operation: Operation) -> Result<Vec<u8>, Refusal> {
        match operation {
            Operation::ListJobs(project, query) => {
                Ok(self.cloud.list(project.as_str(), &filter(query), self.clock.now_ms()))
            }
            Operation::GetJob(project, job) => self
                .cloud
                .detail(project.as_str(), job.as_str(), self.clock.now_ms())
                .ok_or(Refusal::new(Reason::NotFound, "The simulated cloud has no such job.")),
        }
    }
}

fn filter(query: JobsQuery) -> Filter {
    let JobsQuery { id, name, r#type, status, visible } = query;
    Filter { id, name, r#type, status, visible }
}
