//! Who answers which path, and what every answer carries. It holds no rule of its own on what is
//! answered: under `/v1/` the access rules and the door decide, everywhere else the files that are
//! there.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_TYPE, LOCATION, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use axum::middleware::{self, Next};
use axum::routing::{any, get};
use uuid::Uuid;

use crate::access::{self, Access, Principal, RequestId};
use crate::cache::Cache;
use crate::error::{Reason, Refusal, X_REQUEST_ID};
use crate::http::{dictionary, plain, trace};
use crate::metrics::{Hit, Metrics, Route};
use crate::page::assets::Assets;
use crate::response;
use crate::route::{self, Operation, ProjectId};

/// What every answer carries, whatever it is.
const ALWAYS: [(HeaderName, HeaderValue); 3] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
];

/// What the gateway is made of.
#[derive(Debug)]
pub struct Gateway {
    /// Who may come in.
    pub access: Arc<Access>,
    /// The page.
    pub assets: Assets,
    /// What answers under `/v1/`.
    pub cache: Arc<Cache>,
    /// Where the page and `/v1/` are, without a slash at the end: empty, or such as `/portal/jobs`.
    pub base_path: String,
    /// What is counted.
    pub metrics: Arc<Metrics>,
}

/// Where requests are written down.
struct Book {
    access: Arc<Access>,
    metrics: Arc<Metrics>,
    /// What the path of a request to the API begins with.
    api: String,
}

/// What the log says of an answer that came from behind the door.
#[derive(Clone, Debug, Default)]
struct Told {
    operation: Option<&'static str>,
    project: Option<String>,
    job: Option<String>,
    user: Option<String>,
    hit: Option<Hit>,
    cloud_request_id: Option<String>,
}

/// The whole gateway as one service.
pub fn router(gateway: Gateway) -> Router {
    let access = gateway.access.clone();
    let base_path = gateway.base_path.clone();
    let book = Book {
        access: access.clone(),
        metrics: gateway.metrics.clone(),
        api: format!("{base_path}/v1"),
    };
    let gateway = Arc::new(gateway);
    // All of /v1 comes to the one door with its path as it was sent: no pattern here takes it apart.
    let api = Router::new()
        .route("/v1", any(operation))
        .route("/v1/", any(operation))
        .route("/v1/{*path}", any(operation))
        .route_layer(middleware::from_fn_with_state(access.clone(), access::guard));
    let page = Router::new().merge(api).fallback(asset);
    let page = match base_path.as_str() {
        "" => page,
        base => {
            let slash = HeaderValue::from_str(&format!("{base}/"))
                .expect("a base path was checked to be plain ASCII");
            Router::new()
                .route(base, get(async move || moved(slash)))
                .nest(base, page)
                .route(&format!("{base}/"), get(index))
                .fallback(async || plain(StatusCode::NOT_FOUND, "Not found.\n"))
        }
    };
    let own = Router::new().route("/healthz", get(async || plain(StatusCode::OK, "ok\n")));
    own.merge(page)
        .with_state(gateway)
        // One layer of two: each by itself would be copied, with all below it, for every request.
        .layer((
            middleware::from_fn_with_state(Arc::new(book), record),
            middleware::from_fn_with_state(access, access::host_guard),
        ))
}

async fn operation(State(gateway): State<Arc<Gateway>>, request: Request) -> Response<Body> {
    // A body, should there be one, is nobody's business here.
    let (request, _) = request.into_parts();
    let request_id = request.extensions.get::<RequestId>().map_or("", |id| &id.0);
    let caller = request.extensions.get::<Principal>();
    let mut told = Told { user: caller.and_then(|it| it.name.clone()), ..Told::default() };
    let answer = async {
        if route::is_for_projects(&request.method, &request.uri)? {
            told.operation = Some("list_projects");
            return Ok(gateway.projects_of(caller));
        }
        let operation = route::enter(&request.method, &request.uri)?;
        told.operation = Some(operation.name());
        told.project = Some(operation.project().as_str().to_owned());
        told.job = operation.job().map(|job| job.as_str().to_owned());
        gateway.may_be_served(&operation, caller)?;
        // Whole lists are everybody's, and few.
        if !operation.is_whole_list() && !gateway.cache.knows(&operation) {
            gateway.access.may_query(&request)?;
        }
        let found = gateway.cache.find(&operation).await?;
        told.hit = Some(found.hit);
        let stale = found.stale;
        let dictionaries = gateway.cache.has_dictionaries(&operation).then(|| {
            let hash = dictionary::available(&request.headers);
            hash.and_then(|hash| gateway.cache.dictionary(&operation, &hash))
        });
        let mut response = response::list(found, &request.headers, dictionaries).await?;
        stale.map(|reason| response.extensions_mut().insert(reason));
        Ok(response)
    };
    let mut response = match answer.await {
        Ok(response) => response,
        Err::<_, Refusal>(refusal) => {
            told.cloud_request_id = refusal.request_id.clone();
            refusal.response(request_id)
        }
    };
    response.extensions_mut().insert(told);
    response
}

impl Gateway {
    /// The served projects that the caller may see.
    fn projects_of(&self, caller: Option<&Principal>) -> Response<Body> {
        let projects = self.cache.cloud().projects();
        let seen = projects.iter().filter(|id| caller.is_some_and(|caller| caller.may_see(id)));
        let ids: Vec<&str> = seen.map(ProjectId::as_str).collect();
        let mut response =
            Response::new(Body::from(serde_json::json!({ "projects": ids }).to_string()));
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }

    fn may_be_served(&self, to: &Operation, caller: Option<&Principal>) -> Result<(), Refusal> {
        let project = to.project();
        if !self.cache.cloud().serves(project) {
            let message = "This gateway does not serve that project; its operators can add it.";
            Err(Refusal::new(Reason::Project, message))
        } else if !caller.is_some_and(|caller| caller.may_see(project)) {
            let message = "You are signed in, but may not see that project; ask for permission.";
            Err(Refusal::new(Reason::Project, message))
        } else {
            Ok(())
        }
    }
}

async fn asset(State(gateway): State<Arc<Gateway>>, request: Request) -> Response<Body> {
    gateway.assets.answer(request.method(), request.uri().path(), request.headers())
}

/// The router takes `/portal/jobs/` for the base path itself, not for `/` below it.
async fn index(State(gateway): State<Arc<Gateway>>, request: Request) -> Response<Body> {
    gateway.assets.answer(request.method(), "/", request.headers())
}

/// Names the request, and writes one line about it when the head of its answer is there.
async fn record(State(book): State<Arc<Book>>, mut request: Request, next: Next) -> Response<Body> {
    let started = Instant::now();
    // What a caller calls its request is not taken over: it could be anything, or somebody else's.
    let id = Uuid::new_v4().simple().to_string();
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().clone();
    let is_api = request.uri().path().strip_prefix(&*book.api);
    let is_api = is_api.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let client = book.access.client(&request);
    let trace = trace::of(request.headers());
    let mut response = next.run(request).await;
    let took = started.elapsed();
    let status = response.status().as_u16();
    let milliseconds = took.as_micros() as f64 / 1000.0;
    let header = id.parse().expect("hexadecimal digits are plain ASCII");
    let headers = response.headers_mut();
    headers.entry(X_REQUEST_ID).or_insert(header);
    for (name, value) in ALWAYS {
        headers.insert(name, value);
    }
    let told = response.extensions_mut().remove::<Told>().unwrap_or_default();
    let route = if is_api { Route::Api } else { Route::Page };
    book.metrics.answered(route, status, told.hit, took);
    if is_api {
        let reason = response.extensions().get::<Reason>().map(|reason| reason.name());
        tracing::info!(
            request_id = &*id,
            %client,
            %method,
            operation = told.operation,
            project = told.project,
            job = told.job,
            user = told.user,
            status,
            milliseconds,
            cache = told.hit.map(Hit::name),
            reason,
            cloud_request_id = told.cloud_request_id,
            trace_id = trace.as_ref().map(|trace| &*trace.trace_id),
            span_id = trace.as_ref().map(|trace| &*trace.span_id),
            "Answered."
        );
        #[cfg(feature = "otlp")]
        crate::otlp::answered(crate::otlp::Answered {
            operation: told.operation,
            method: method.as_str(),
            project: told.project.as_deref(),
            status,
            cache: told.hit.map(Hit::name),
            reason,
            request_id: &id,
            took,
            trace: trace.as_ref(),
        });
    } else {
        tracing::debug!(request_id = id, %method, status, milliseconds, "Answered.");
    }
    response
}

fn moved(to: HeaderValue) -> Response<Body> {
    let mut response =
        plain(StatusCode::PERMANENT_REDIRECT, "The page is at the same path with a slash.\n");
    response.headers_mut().insert(LOCATION, to);
    response
}
