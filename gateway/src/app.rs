//! Who answers which path, and what every answer carries. It holds no rule of its own on what is
//! answered: under `/v1/` the door decides, everywhere else the files that are there.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderName, HeaderValue, Response};
use axum::routing::{any, get};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;
use uuid::Uuid;

use crate::assets::Assets;
use crate::demo::Demo;
use crate::route;

/// What the program calls itself.
pub const NAME: &str = "devserver-jobs-gateway";

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

struct App {
    assets: Assets,
    demo: Demo,
}

/// The whole gateway as one service.
pub fn router(assets: Assets, demo: Demo) -> Router {
    // All of /v1 comes to the one door with its path as it was sent: no pattern here takes it apart.
    // Lists differ from second to second, so they are compressed quickly rather than well.
    let api = Router::new()
        .route("/v1", any(operation))
        .route("/v1/", any(operation))
        .route("/v1/{*path}", any(operation))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest));
    Router::new()
        .merge(api)
        .route("/healthz", get(async || "ok"))
        .fallback(asset)
        .with_state(Arc::new(App { assets, demo }))
        .layer(always(X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(always(REFERRER_POLICY, "no-referrer"))
        .layer(TraceLayer::new_for_http())
}

async fn operation(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    let request_id = Uuid::new_v4().simple().to_string();
    let answer = match route::enter(request.method(), request.uri()) {
        Ok(operation) => app.demo.answer(operation).await,
        Err(refusal) => Err(refusal),
    };
    let mut response = match answer {
        Ok(body) => {
            let mut response = Response::new(Body::from(body));
            let json = HeaderValue::from_static("application/json");
            response.headers_mut().insert(CONTENT_TYPE, json);
            response
        }
        Err(refusal) => {
            tracing::debug!(request_id, ?refusal, "Refused a request.");
            refusal.response(&request_id)
        }
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_REQUEST_ID, request_id.parse().expect("hexadecimal digits are plain ASCII"));
    response
}

async fn asset(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    app.assets.answer(request.method(), request.uri().path(), request.headers())
}

fn always(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}
