//! The command `check`: makes one call for each route to the cloud, and explains its result. It never retries.

use std::sync::Arc;

use crate::clock::Clock;
use crate::cloud::transport::ClientError;
use crate::cloud::upstream::Upstream;
use crate::config::check::CheckConfig;
use crate::error::Reason;
use crate::metrics::Metrics;
use crate::route::{JobsQuery, Operation, ProjectId};
use crate::start;

/// An ID that no job has, so that the response is short.
const NO_JOB: &str = "00000000-0000-4000-8000-000000000000";

/// Why the gateway would not work.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// An error before the call.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// An error of the call.
    #[error("{0}")]
    Failed(String),
}

/// Makes one call for each route and prints that it succeeded. Ends with the first failure.
pub async fn run(config: CheckConfig) -> Result<(), CheckError> {
    let configured = config.cloud.routes.clone();
    let metrics = Arc::new(Metrics::default());
    let routes = start::routes(config.cloud, Clock::system(), metrics, None)?;
    for route in configured {
        let upstream = route.projects.first().and_then(|project| routes.of(project));
        let (Some(project), Some(upstream)) = (route.projects.into_iter().next(), upstream) else {
            return Err(CheckError::Failed("no project is given".to_owned()));
        };
        println!(
            "Sending a request for a job of project {} to {}",
            project.as_str(),
            route.endpoint
        );
        call(&upstream, project).await?;
    }
    Ok(())
}

async fn call(upstream: &Upstream, project: ProjectId) -> Result<(), CheckError> {
    let query = JobsQuery { id: Some(NO_JOB.to_owned()), ..JobsQuery::default() };
    let operation = Operation::ListJobs(project, query);
    let called = match upstream.turn(&operation).await {
        Ok(turn) => upstream.call(turn, &operation).await,
        Err(failure) => Err(failure),
    };
    let failure = match called {
        Err(failure) => failure,
        Ok(mut body) => {
            let mut bytes = 0;
            while let Some(chunk) =
                body.next().await.map_err(|refusal| CheckError::Failed(refusal.message.into()))?
            {
                bytes += chunk.len();
            }
            println!(
                "The cloud responded ({bytes} bytes): key, project, clock and network are good."
            );
            return Ok(());
        }
    };
    let refusal = failure.refusal;
    let mut parts = vec![refusal.message.to_string()];
    parts.extend(failure.cause.map(|cause| format!("Cause: {cause}.")));
    parts.extend(hint(refusal.reason).map(str::to_owned));
    parts.extend(refusal.code.map(|code| format!("Code: {code}.")));
    parts.extend(refusal.request_id.map(|id| format!("Request ID of the cloud: {id}.")));
    Err(CheckError::Failed(parts.join(" ")))
}

/// What to check first.
fn hint(reason: Reason) -> Option<&'static str> {
    Some(match reason {
        Reason::CredentialRefused => {
            "Check the access key and the secret key: they must belong together, without quotes or \
             spaces, be active in IAM, and a temporary key needs its security token. After five \
             failures in a row the cloud locks a key for five minutes."
        }
        Reason::CredentialForbidden => {
            "Check the permissions of the key's user in IAM: it must be allowed to read ModelArts in \
             this project."
        }
        Reason::ClockSkew => "Check the clock of this machine (NTP).",
        Reason::CloudUnreachable => {
            "Check the region or endpoint, DNS, the firewall, HTTPS_PROXY and NO_PROXY, and for a \
             private cloud --ca-file."
        }
        Reason::CloudTimeout => "Check the firewall, HTTPS_PROXY and NO_PROXY.",
        Reason::CloudRefused => {
            "Check the region or endpoint, and the project ID: each project belongs to a region."
        }
        Reason::CloudRedirected => "Check the endpoint.",
        _ => return None,
    })
}
