//! What stands behind the cache: the real cloud, or the simulated one. It holds neither.

pub mod answer;
pub mod backoff;
pub mod breaker;
pub mod credential;
pub mod demo;
pub mod endpoint;
pub mod envelope;
pub mod fingerprint;
pub mod holder;
pub mod metadata;
pub mod queue;
pub mod sign;
pub mod token;
pub mod transport;
pub mod upstream;

use axum::body::Bytes;

use crate::cloud::demo::Demo;
use crate::cloud::transport::Failure;
use crate::cloud::upstream::{Arriving, Upstream};
use crate::error::Refusal;
use crate::route::Operation;

/// Who answers.
#[derive(Debug)]
pub enum Cloud {
    /// Over the network.
    Real(Box<Upstream>),
    /// In memory.
    Simulated(Demo),
}

/// The right to make one call.
#[derive(Debug)]
pub enum Turn {
    /// With the credential that it may be made with.
    Real(upstream::Turn),
    /// The simulated cloud minds nothing.
    Simulated,
}

/// A body that arrives.
#[derive(Debug)]
pub enum Body {
    /// Chunk by chunk.
    Arriving(Box<Arriving>),
    /// At once.
    Made(Option<Bytes>),
}

impl Cloud {
    /// Waits until a call may be made, or says why none may.
    pub async fn turn(&self, operation: &Operation) -> Result<Turn, Failure> {
        match self {
            Cloud::Real(upstream) => upstream.turn(operation).await.map(Turn::Real),
            Cloud::Simulated(_) => Ok(Turn::Simulated),
        }
    }

    /// Calls, once.
    pub async fn call(&self, turn: Turn, operation: &Operation) -> Result<Body, Failure> {
        match (self, turn) {
            (Cloud::Real(upstream), Turn::Real(turn)) => {
                upstream.call(turn, operation).await.map(|body| Body::Arriving(Box::new(body)))
            }
            (Cloud::Simulated(demo), _) => {
                let made = demo.clone().answer(operation.clone()).await;
                made.map(|body| Body::Made(Some(body.into()))).map_err(Failure::of)
            }
            (Cloud::Real(_), Turn::Simulated) => Err(Failure::of(Refusal::internal())),
        }
    }
}

impl Body {
    /// How long it will be, if that is known.
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
