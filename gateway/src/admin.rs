//! Health and metrics, for operators. They are on a listener of their own, so that they do not compete with callers
//! for connections; it accepts any host name.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, Response, StatusCode};
use axum::routing::get;

use crate::http::plain;
use crate::metrics::{EngineState, Metrics};

/// The phase of the program.
#[derive(Clone, Debug, Default)]
pub struct Health(Arc<AtomicU8>);

const STARTING: u8 = 0;
const READY: u8 = 1;
const DRAINING: u8 = 2;

impl Health {
    /// Requests are accepted from now on.
    pub fn ready(&self) {
        self.0.store(READY, Ordering::Relaxed);
    }

    /// The program was asked to stop.
    pub fn draining(&self) {
        self.0.store(DRAINING, Ordering::Relaxed);
    }

    fn word(&self) -> (StatusCode, &'static str) {
        match self.0.load(Ordering::Relaxed) {
            STARTING => (StatusCode::SERVICE_UNAVAILABLE, "starting\n"),
            READY => (StatusCode::OK, "ready\n"),
            _ => (StatusCode::SERVICE_UNAVAILABLE, "draining\n"),
        }
    }
}

/// The routes of this listener.
pub fn router(metrics: Arc<Metrics>, health: Health) -> Router {
    let engine = metrics.clone();
    Router::new()
        .route("/metrics", get(numbers).with_state(metrics))
        .route("/livez", get(async || plain(StatusCode::OK, "alive\n")))
        .route(
            "/readyz",
            get(async move || {
                let (status, word) = health.word();
                // Without the engine a replica still serves requests, so it stays ready.
                let detail = match engine.engine_state() {
                    None => "",
                    Some(EngineState::Reached) => "shared engine: reached\n",
                    Some(EngineState::Away) => "shared engine: away, one call at a time\n",
                };
                plain(status, format!("{word}{detail}"))
            }),
        )
        .fallback(async || plain(StatusCode::NOT_FOUND, "Not found.\n"))
}

async fn numbers(State(metrics): State<Arc<Metrics>>) -> Response<Body> {
    let mut response = Response::new(Body::from(metrics.text()));
    let text = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(text));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
