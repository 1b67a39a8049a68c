//! Traces for an OpenTelemetry collector (feature `otlp`): one server span for each response under `/v1/`, in the
//! trace that a `traceparent` names. The standard environment variables set the endpoint and options
//! (`OTEL_EXPORTER_OTLP_ENDPOINT` and others); without an endpoint nothing is exported. A span contains no header,
//! filter or secret.

use std::pin::Pin;
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

use opentelemetry::trace::{
    Span, SpanContext, SpanId, SpanKind, Status, TraceContextExt, TraceFlags, TraceId, TraceState,
    Tracer, TracerProvider,
};
use opentelemetry::{Context, KeyValue};
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{SpanExporter, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tokio::runtime::Handle;

use crate::about;
use crate::cloud::decoding::Decoded;
use crate::cloud::transport;
use crate::http::trace::Trace;

const ENDPOINTS: [&str; 2] = ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"];
/// The maximum number of bytes that are read of a response of the collector.
const LONGEST_ANSWER: usize = 64 * 1024;

static PROVIDER: OnceLock<SdkTracerProvider> = OnceLock::new();

/// The contents of a span.
#[derive(Clone, Copy, Debug)]
pub struct Answered<'a> {
    /// `list_jobs` or another operation; none if the request has no operation.
    pub operation: Option<&'a str>,
    /// The method of the request.
    pub method: &'a str,
    /// The project.
    pub project: Option<&'a str>,
    /// The status of the response.
    pub status: u16,
    /// How it was answered.
    pub cache: Option<&'a str>,
    /// Why there is no new list.
    pub reason: Option<&'a str>,
    /// The request ID, as in the log.
    pub request_id: &'a str,
    /// How long it took.
    pub took: Duration,
    /// The trace of the caller.
    pub trace: Option<&'a Trace>,
}

/// Starts exporting, if the environment names an endpoint. The client is the one of all outgoing requests.
///
/// # Errors
/// A message, if the variables are invalid.
pub fn start(get: &dyn Fn(&str) -> Option<String>, client: reqwest::Client) -> Result<(), String> {
    if ENDPOINTS.iter().all(|name| get(name).is_none_or(|value| value.trim().is_empty())) {
        return Ok(());
    }
    let client = Client { client, runtime: Handle::current() };
    let exporter = SpanExporter::builder().with_http().with_http_client(client).build();
    let exporter = exporter.map_err(|error| format!("traces cannot be exported: {error}"))?;
    let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
    let resource = Resource::builder().with_service_name(about::NAME).with_attribute(version);
    let provider = SdkTracerProvider::builder()
        .with_resource(resource.build())
        .with_batch_exporter(exporter)
        .build();
    // A second provider would belong to another gateway in the same program, which occurs only in tests.
    let _ = PROVIDER.set(provider);
    Ok(())
}

/// Exports the remaining spans, and waits for that.
pub fn end() {
    if let Some(provider) = PROVIDER.get()
        && let Err(error) = provider.shutdown()
    {
        tracing::warn!(%error, "The last traces could not be exported.");
    }
}

/// Records a response.
pub fn answered(answered: Answered) {
    let Some(provider) = PROVIDER.get() else {
        return;
    };
    let Answered { operation, method, project, status, cache, reason, request_id, took, trace } =
        answered;
    let now = SystemTime::now();
    let attributes = [
        ("http.request.method", Some(method)),
        ("devserver_jobs.project", project),
        ("devserver_jobs.cache", cache),
        ("error.type", reason),
        ("devserver_jobs.request_id", Some(request_id)),
    ];
    let attributes = attributes
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| KeyValue::new(name, value.to_owned())));
    let status_code = KeyValue::new("http.response.status_code", i64::from(status));
    let tracer = provider.tracer(about::NAME);
    let mut span = tracer
        .span_builder(operation.unwrap_or("refused").to_owned())
        .with_kind(SpanKind::Server)
        .with_start_time(now.checked_sub(took).unwrap_or(now))
        .with_attributes(attributes.chain([status_code]))
        .start_with_context(&tracer, &parent(trace));
    if status >= 500 {
        span.set_status(Status::error(reason.unwrap_or_default().to_owned()));
    }
    span.end_with_timestamp(now);
}

fn parent(trace: Option<&Trace>) -> Context {
    let ids = trace.and_then(|trace| {
        let trace_id = TraceId::from_hex(&trace.trace_id).ok()?;
        Some((trace_id, SpanId::from_hex(&trace.span_id).ok()?))
    });
    let Some((trace_id, span_id)) = ids else {
        return Context::new();
    };
    let of_caller =
        SpanContext::new(trace_id, span_id, TraceFlags::SAMPLED, true, TraceState::default());
    Context::new().with_remote_span_context(of_caller)
}

/// The gateway's own client, called from the thread that exports.
#[derive(Debug)]
struct Client {
    client: reqwest::Client,
    runtime: Handle,
}

impl HttpClient for Client {
    fn send_bytes<'life0, 'async_trait>(
        &'life0 self,
        request: Request<Bytes>,
    ) -> Pin<Box<dyn Future<Output = Result<Response<Bytes>, HttpError>> + Send + 'async_trait>>
    where
        'life0: 'async_trait,
        Self: 'async_trait,
    {
        let client = self.client.clone();
        let sent = self.runtime.spawn(async move { send(client, request).await });
        Box::pin(async move { sent.await? })
    }
}

async fn send(
    client: reqwest::Client,
    request: Request<Bytes>,
) -> Result<Response<Bytes>, HttpError> {
    let sent = client.execute(request.try_into()?).await;
    let response = sent.map_err(|error| transport::root_cause(&error))?;
    let mut answer = Response::builder().status(response.status());
    if let Some(headers) = answer.headers_mut() {
        headers.extend(response.headers().clone());
    }
    let mut arriving = Decoded::of(response, LONGEST_ANSWER)?;
    let mut body = Vec::new();
    while let Some(chunk) = arriving.chunk().await?
        && body.len() < LONGEST_ANSWER
    {
        body.extend_from_slice(&chunk);
    }
    Ok(answer.body(body.into())?)
}
