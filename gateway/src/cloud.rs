//! The cloud that the cache calls: the real one, or the simulated one.

pub mod account;
pub mod answer;
pub mod backoff;
pub mod breaker;
pub mod credential;
pub mod decoding;
pub mod demo;
pub mod endpoint;
pub mod envelope;
pub mod fingerprint;
pub mod holder;
pub mod key;
pub mod metadata;
pub mod profile;
pub mod queue;
pub mod routes;
pub mod sign;
pub mod token;
pub mod transport;
pub mod upstream;

use std::sync::Arc;

use axum::body::Bytes;

use crate::cloud::demo::Demo;
use crate::cloud::routes::Routes;
use crate::cloud::transport::Failure;
use crate::cloud::upstream::{Arriving, Upstream};
use crate::error::{Reason, Refusal};
use crate::route::{Operation, ProjectId};

/// The kind of cloud.
#[derive(Debug)]
pub enum Cloud {
    /// Over the network.
    Real(Routes),
    /// In memory.
    Simulated(Demo),
}

/// The right to make one call.
#[derive(Debug)]
pub enum Turn {
    /// The route, and the credential that the call is made with.
    Real(Arc<Upstream>, Box<upstream::Turn>),
    /// The simulated cloud has no limits.
    Simulated,
}

/// The body of a response.
#[derive(Debug)]
pub enum Body {
    /// Chunk by chunk.
    Arriving(Box<Arriving>),
    /// At once.
    Made(Option<Bytes>),
}

impl Cloud {
    /// The served projects, in the order of the configuration.
    pub fn projects(&self) -> Vec<ProjectId> {
        match self {
            Cloud::Real(routes) => routes.projects(),
            Cloud::Simulated(_) => ProjectId::parse(demo::PROJECT).into_iter().collect(),
        }
    }

    /// Whether a project is served.
    pub fn serves(&self, project: &ProjectId) -> bool {
        match self {
            Cloud::Real(routes) => routes.of(project).is_some(),
            Cloud::Simulated(_) => true,
        }
    }

    /// The endpoint of a project as text; empty without a network.
    pub fn endpoint(&self, project: &ProjectId) -> String {
        match self {
            Cloud::Real(routes) => {
                routes.of(project).map_or_else(String::new, |way| way.endpoint().to_string())
            }
            Cloud::Simulated(_) => String::new(),
        }
    }

    /// Changes when the endpoint or credential of a project may have changed.
    pub fn revision(&self) -> u64 {
        match self {
            Cloud::Real(routes) => routes.revision(),
            Cloud::Simulated(_) => 0,
        }
    }

    /// Waits until a call may be made, or returns why none may be made.
    pub async fn turn(&self, operation: &Operation) -> Result<Turn, Failure> {
        match self {
            Cloud::Real(routes) => {
                let upstream = routes.of(operation.project()).ok_or_else(not_served)?;
                let turn = upstream.turn(operation).await?;
                Ok(Turn::Real(upstream, Box::new(turn)))
            }
            Cloud::Simulated(_) => Ok(Turn::Simulated),
        }
    }

    /// Makes one call.
    pub async fn call(&self, turn: Turn, operation: &Operation) -> Result<Body, Failure> {
        match (self, turn) {
            (_, Turn::Real(upstream, turn)) => {
                upstream.call(*turn, operation).await.map(|body| Body::Arriving(Box::new(body)))
            }
            (Cloud::Simulated(demo), _) => {
                let made = demo.clone().answer(operation.clone()).await;
                made.map(|body| Body::Made(Some(body.into()))).map_err(Failure::of)
            }
            (Cloud::Real(_), Turn::Simulated) => Err(Failure::of(Refusal::internal())),
        }
    }
}

/// The project was removed from the configuration a moment ago.
fn not_served() -> Failure {
    let message = "This gateway does not serve that project any more.";
    Failure::of(Refusal::new(Reason::Project, message))
}

impl Body {
    /// The length of the body, if it is known.
    pub fn length(&self) -> Option<u64> {
        match self {
            Body::Arriving(body) => body.length,
            Body::Made(body) => body.as_ref().map(|body| body.len() as u64),
        }
    }

    /// The next bytes, `None` after the last.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Refusal> {
        match self {
            Body::Arriving(body) => body.next().await,
            Body::Made(body) => Ok(body.take()),
        }
    }
}
