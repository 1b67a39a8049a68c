//! What answers behind the door when there is no cloud: the simulated one, at the present or a frozen
//! instant. It holds no HTTP.

use devserver_jobs_sim::{Cloud, Filter};

use crate::app;
use crate::assets::{Assets, AssetsError};
use crate::config::{Clock, DemoConfig};
use crate::error::{Reason, Refusal};
use crate::route::{JobsQuery, Operation};
use crate::server::{self, ServerError};

/// The project that the page opens on.
pub const PROJECT: &str = "demo";

/// A simulated cloud and where its time comes from.
#[derive(Clone, Copy, Debug)]
pub struct Demo {
    /// The simulated cloud.
    pub cloud: Cloud,
    /// Where its time comes from.
    pub clock: Clock,
}

/// Why the demo cannot run.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// There is no page to serve.
    #[error(transparent)]
    Assets(#[from] AssetsError),
    /// There is nowhere to serve it.
    #[error(transparent)]
    Server(#[from] ServerError),
}

/// Serves the page and the simulated cloud until the program is asked to stop.
pub fn run(config: DemoConfig) -> Result<(), DemoError> {
    let assets = Assets::read(&config.assets, &[("project-id", PROJECT)])?;
    let demo = Demo { cloud: config.cloud, clock: config.clock };
    Ok(server::run(config.listen, app::router(assets, demo))?)
}

impl Demo {
    /// The body that the cloud would answer with. A hundred thousand jobs take a noticeable time, so
    /// they are made where they block nobody.
    pub async fn answer(self, operation: Operation) -> Result<Vec<u8>, Refusal> {
        let Operation::ListJobs(project, query) = operation else {
            return Err(Refusal::new(Reason::NotFound, "The simulated cloud has no such job."));
        };
        let made = tokio::task::spawn_blocking(move || {
            self.cloud.list(project.as_str(), &filter(query), self.clock.now_ms())
        });
        made.await.map_err(|error| {
            tracing::error!(%error, "The simulated cloud failed.");
            Refusal::internal()
        })
    }
}

fn filter(query: JobsQuery) -> Filter {
    let JobsQuery { id, name, r#type, status, visible } = query;
    Filter { id, name, r#type, status, visible }
}
