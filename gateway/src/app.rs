//! Routes requests by path, and adds the headers of all responses. Requests under `/v1/` go through the access
//! rules and [`route`]; everything else is a file of the page.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_TYPE, LOCATION, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, Method, Response, StatusCode, Uri};
use uuid::Uuid;

use crate::access::{self, Access, Principal, RequestId};
use crate::cache::Cache;
use crate::error::{ALLOWED, Reason, Refusal, X_REQUEST_ID};
use crate::http::{dictionary, plain, trace};
use crate::metrics::{Hit, Metrics, Route};
use crate::page::assets::Assets;
use crate::response;
use crate::route::{self, Operation, ProjectId};
use crate::server::Service;

/// The headers of every response.
const ALWAYS: [(HeaderName, HeaderValue); 3] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
];

/// The path of the health check, whatever the base path is.
pub const HEALTH_CHECK: &str = "/healthz";

/// The parts of the gateway.
#[derive(Debug)]
pub struct Gateway {
    /// The access rules.
    pub access: Arc<Access>,
    /// The page.
    pub assets: Assets,
    /// The cache that answers requests under `/v1/`.
    pub cache: Arc<Cache>,
    /// The path of the page and of `/v1/`, without a trailing slash: empty, or such as `/portal/jobs`.
    pub base_path: String,
    /// The metrics.
    pub metrics: Arc<Metrics>,
}

/// The target of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// The health check of a server in front, under any host name.
    Health,
    /// The API; the offset of its path after the base path.
    Api(usize),
    /// The page without its trailing slash.
    NoSlash,
    /// A file of the page; the offset of its path after the base path.
    File(usize),
    Nowhere,
}

/// What the log line about a response under `/v1/` contains.
#[derive(Clone, Debug, Default)]
struct LogFields {
    operation: Option<&'static str>,
    project: Option<String>,
    job: Option<String>,
    user: Option<String>,
    hit: Option<Hit>,
    cloud_request_id: Option<String>,
}

/// The whole gateway as one service. A request passes through plain nested functions: the layers of a router would
/// copy and box it for each of them, which is most of the time that a response from memory takes.
#[derive(Clone, Debug)]
pub struct App(Arc<Gateway>);

impl App {
    /// A service of these parts.
    pub fn new(gateway: Gateway) -> Self {
        App(Arc::new(gateway))
    }
}

impl Service for App {
    async fn answer(self, request: Request) -> Response<Body> {
        record(&self.0, request).await
    }

    fn rejected(&self, status: StatusCode) {
        self.0.metrics.rejected(status.as_u16());
    }
}

/// The same as a router.
pub fn router(gateway: Gateway) -> Router {
    let app = App::new(gateway);
    Router::new().fallback(move |request: Request| app.clone().answer(request))
}

impl Place {
    fn of(path: &str, base_path: &str) -> Self {
        if path == HEALTH_CHECK {
            return Place::Health;
        }
        let at = base_path.len();
        match path.strip_prefix(base_path) {
            Some("") if at > 0 => Place::NoSlash,
            Some("/v1") => Place::Api(at),
            Some(rest) if rest.starts_with("/v1/") => Place::Api(at),
            Some(rest) if rest.starts_with('/') => Place::File(at),
            _ => Place::Nowhere,
        }
    }
}

async fn lead(gateway: &Gateway, place: Place, request: Request) -> Response<Body> {
    let access = &gateway.access;
    match place {
        Place::Api(at) => {
            // The path is passed on as it was sent, without any pattern matching before [`route`].
            access::guard(access, request, |request| operation(gateway, without(request, at))).await
        }
        Place::Health => {
            read_only(request.method()).unwrap_or_else(|| plain(StatusCode::OK, "ok\n"))
        }
        _ => {
            access::host_guard(access, request, async |request| match place {
                Place::File(at) => {
                    let path = &request.uri().path()[at..];
                    gateway.assets.answer(request.method(), path, request.headers())
                }
                Place::NoSlash => read_only(request.method()).unwrap_or_else(|| {
                    let query = request.uri().query().map(|query| format!("?{query}"));
                    moved(&format!("{}/{}", gateway.base_path, query.unwrap_or_default()))
                }),
                _ => plain(StatusCode::NOT_FOUND, "Not found.\n"),
            })
            .await
        }
    }
}

/// Removes the base path.
fn without(mut request: Request, base: usize) -> Request {
    if base > 0 {
        let mut parts = request.uri().clone().into_parts();
        let target = parts.path_and_query.as_ref().map_or("/", |target| &target.as_str()[base..]);
        parts.path_and_query = target.parse().ok();
        *request.uri_mut() = Uri::from_parts(parts).unwrap_or_default();
    }
    request
}

/// Refuses other methods.
fn read_only(method: &Method) -> Option<Response<Body>> {
    (!matches!(*method, Method::GET | Method::HEAD)).then(|| {
        let mut refused = plain(StatusCode::METHOD_NOT_ALLOWED, "Use GET or HEAD.\n");
        refused.headers_mut().insert(ALLOW, ALLOWED);
        refused
    })
}

async fn operation(gateway: &Gateway, request: Request) -> Response<Body> {
    // A request body is ignored.
    let (request, _) = request.into_parts();
    let request_id = request.extensions.get::<RequestId>().map_or("", |id| &id.0);
    let caller = request.extensions.get::<Principal>();
    let mut fields =
        LogFields { user: caller.and_then(|it| it.name.clone()), ..LogFields::default() };
    let answer = async {
        if route::is_for_projects(&request.method, &request.uri)? {
            fields.operation = Some("list_projects");
            return Ok(gateway.projects_of(caller));
        }
        let operation = route::enter(&request.method, &request.uri)?;
        fields.operation = Some(operation.name());
        fields.project = Some(operation.project().as_str().to_owned());
        fields.job = operation.job().map(|job| job.as_str().to_owned());
        gateway.may_be_served(&operation, caller)?;
        // Whole lists are common to all callers, and there are few of them.
        if !operation.is_whole_list() && !gateway.cache.knows(&operation) {
            gateway.access.may_query(&request)?;
        }
        let found = gateway.cache.find(&operation).await?;
        fields.hit = Some(found.hit);
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
            fields.cloud_request_id = refusal.request_id.clone();
            refusal.response(request_id)
        }
    };
    response.extensions_mut().insert(fields);
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
            let message = "This gateway does not serve that project. Its operators can add it.";
            Err(Refusal::new(Reason::Project, message))
        } else if !caller.is_some_and(|caller| caller.may_see(project)) {
            let message = "You are signed in, but have no permission to view that project.";
            Err(Refusal::new(Reason::Project, message))
        } else {
            Ok(())
        }
    }
}

/// Gives the request an ID, and writes one log line when the head of its response is ready.
async fn record(gateway: &Gateway, mut request: Request) -> Response<Body> {
    let started = Instant::now();
    // The caller's request ID is not used: it may be anything, or somebody else's.
    let id = Uuid::new_v4().simple().to_string();
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().clone();
    let place = Place::of(request.uri().path(), &gateway.base_path);
    let is_api = matches!(place, Place::Api(_));
    let client = gateway.access.client(&request);
    let trace = trace::of(request.headers());
    let mut response = lead(gateway, place, request).await;
    let took = started.elapsed();
    let status = response.status().as_u16();
    let milliseconds = took.as_micros() as f64 / 1000.0;
    let header = id.parse().expect("hexadecimal digits are plain ASCII");
    let headers = response.headers_mut();
    headers.entry(X_REQUEST_ID).or_insert(header);
    for (name, value) in ALWAYS {
        headers.insert(name, value);
    }
    let fields = response.extensions_mut().remove::<LogFields>().unwrap_or_default();
    let route = if is_api { Route::Api } else { Route::Page };
    gateway.metrics.answered(route, status, fields.hit, took);
    if is_api {
        let reason = response.extensions().get::<Reason>().map(|reason| reason.name());
        tracing::info!(
            request_id = &*id,
            %client,
            %method,
            operation = fields.operation,
            project = fields.project,
            job = fields.job,
            user = fields.user,
            status,
            milliseconds,
            cache = fields.hit.map(Hit::name),
            reason,
            cloud_request_id = fields.cloud_request_id,
            trace_id = trace.as_ref().map(|trace| &*trace.trace_id),
            span_id = trace.as_ref().map(|trace| &*trace.span_id),
            "Answered."
        );
        #[cfg(feature = "otlp")]
        crate::otlp::answered(crate::otlp::Answered {
            operation: fields.operation,
            method: method.as_str(),
            project: fields.project.as_deref(),
            status,
            cache: fields.hit.map(Hit::name),
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

fn moved(to: &str) -> Response<Body> {
    let mut response =
        plain(StatusCode::PERMANENT_REDIRECT, "The page is at the same path with a slash.\n");
    response.headers_mut().extend(to.parse().ok().map(|to| (LOCATION, to)));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_to_one_place() {
        #[track_caller]
        fn check(base_path: &str, path: &str, expect: Place) {
            assert_eq!(Place::of(path, base_path), expect, "{path}");
        }
        check("", "/", Place::File(0));
        check("", "/v1", Place::Api(0));
        check("", "/v1/", Place::Api(0));
        check("", "/v1/x//y", Place::Api(0));
        check("", "/v1x", Place::File(0));
        check("", "//v1/x", Place::File(0));
        check("", "/healthz", Place::Health);
        check("", "", Place::Nowhere);
        check("", "*", Place::Nowhere);
        check("/a/b", "/a/b", Place::NoSlash);
        check("/a/b", "/a/b/", Place::File(4));
        check("/a/b", "/a/b/v1/x", Place::Api(4));
        check("/a/b", "/a/b/healthz", Place::File(4));
        check("/a/b", "/a/bc", Place::Nowhere);
        check("/a/b", "/v1/x", Place::Nowhere);
        check("/a/b", "/healthz", Place::Health);
        check("/healthz/jobs", "/healthz", Place::Health);
        check("/healthz/jobs", "/healthz/jobs/", Place::File(13));
        check("/v1", "/v1", Place::NoSlash);
        check("/v1", "/v1/v1/x", Place::Api(3));
    }
}
