//! Outgoing requests, to the cloud or to IAM: the HTTP client, its time-outs, and the head of the response.

use std::error::Error;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::header::{ACCEPT_ENCODING, DATE};
use axum::http::{HeaderMap, HeaderValue, Method};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, ClientBuilder, RequestBuilder, Response};
use secrecy::SecretString;

use crate::clock::Clock;
use crate::cloud::answer::{self, Answer};
use crate::cloud::backoff;
use crate::cloud::breaker::Verdict;
use crate::cloud::decoding::Decoded;
use crate::cloud::endpoint::Endpoint;
use crate::error::{Reason, Refusal, X_REQUEST_ID};
use crate::metrics::Metrics;

/// How much of an error response is read, in bytes.
const SHORT_BODY: usize = 64 * 1024;
/// From this difference on, in seconds, the log warns about the clock.
const NOTABLE_SKEW: i64 = 60;
const WARNED_EVERY: Duration = Duration::from_secs(60);

/// The limits of a call.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The time until there is a connection.
    pub connect: Duration,
    /// The time until the head of the response, including connecting.
    pub first_byte: Duration,
    /// The time from the head of the response to its end.
    pub body: Duration,
    /// The longest time without data: clients that receive the body cannot fall back on a stale response.
    pub pause: Duration,
    /// The largest body, in bytes.
    pub body_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            connect: Duration::from_secs(5),
            first_byte: Duration::from_secs(30),
            body: Duration::from_secs(120),
            pause: Duration::from_secs(10),
            body_bytes: 64 * 1024 * 1024,
        }
    }
}

/// Why a call has returned no list.
#[derive(Debug)]
pub struct Failure {
    /// The response to the caller.
    pub refusal: Refusal,
    /// What it says about the credential.
    pub verdict: Verdict,
    /// The cause, for operators only.
    pub cause: Option<String>,
}

/// What requests are sent with.
#[derive(Debug)]
pub struct Wire {
    pub(super) client: Client,
    /// Keeps no connections, so each request uses a new one.
    fresh: Client,
    pub(super) clock: Clock,
    pub(super) limits: Limits,
    pub(super) metrics: Arc<Metrics>,
    /// When the log may warn about the clock again.
    warned: Mutex<Duration>,
}

/// Why no client can be created.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The certificates cannot be read.
    #[error("--ca-file {0} cannot be used: {1}; give a PEM file of certificates")]
    Certificates(String, String),
    /// No trust, no TLS.
    #[error("TLS cannot be set up: {0}; install the system's CA certificates or give --ca-file")]
    Tls(String),
}

/// The client of all outgoing requests: without redirects, cookies and decoding. `HTTPS_PROXY` and `NO_PROXY` are
/// respected, except for this machine itself.
pub fn client(
    limits: &Limits,
    ca_file: Option<&Path>,
    direct: bool,
) -> Result<Client, ClientError> {
    let builder = builder(limits, ca_file, direct)?;
    builder.build().map_err(|error| ClientError::Tls(root_cause(&error)))
}

/// The same, but with a new connection for each request.
pub fn fresh_client(
    limits: &Limits,
    ca_file: Option<&Path>,
    direct: bool,
) -> Result<Client, ClientError> {
    let builder = builder(limits, ca_file, direct)?.pool_max_idle_per_host(0);
    builder.build().map_err(|error| ClientError::Tls(root_cause(&error)))
}

fn builder(
    limits: &Limits,
    ca_file: Option<&Path>,
    direct: bool,
) -> Result<ClientBuilder, ClientError> {
    // After a first call the provider is already installed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    // Compressed responses are decoded nevertheless.
    let plain = (ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    let mut builder = Client::builder()
        .default_headers(HeaderMap::from_iter([plain]))
        .user_agent(concat!("devserver-jobs-gateway/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::none())
        .http1_only()
        .connect_timeout(limits.connect);
    if direct {
        builder = builder.no_proxy();
    }
    if let Some(path) = ca_file {
        let refuse = |error: String| ClientError::Certificates(path.display().to_string(), error);
        let pem = fs::read(path).map_err(|error| refuse(error.to_string()))?;
        let certificates =
            Certificate::from_pem_bundle(&pem).map_err(|error| refuse(root_cause(&error)))?;
        if certificates.is_empty() {
            return Err(refuse("it contains no certificate".to_owned()));
        }
        builder = builder.tls_certs_merge(certificates);
    }
    Ok(builder)
}

impl Wire {
    /// Creates the transport.
    pub fn new(
        [client, fresh]: [Client; 2],
        clock: Clock,
        limits: Limits,
        metrics: Arc<Metrics>,
    ) -> Self {
        Wire { client, fresh, clock, limits, metrics, warned: Mutex::default() }
    }

    /// The client, for building requests.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Sends a request and waits for the head of a success. A failure is counted here. Whether a success contains
    /// an error is known from its body, so it is counted by the reader of the body ([`Wire::count`]), with the
    /// returned time.
    pub async fn send(
        &self,
        request: RequestBuilder,
        to: &Endpoint,
        secrets: &[&SecretString],
    ) -> Result<(Response, Duration), Failure> {
        let started = Instant::now();
        let sent = self.clock.timeout(self.limits.first_byte, self.sent(request)).await;
        let took = started.elapsed();
        let response = match sent {
            Some(Ok(response)) => response,
            Some(Err(error)) => {
                let failure = not_reached(to, &error);
                self.metrics.upstream(failure.refusal.reason.name(), took);
                return Err(failure);
            }
            None => {
                self.metrics.upstream(Reason::CloudTimeout.name(), took);
                return Err(Failure::of(late(to)));
            }
        };
        let skew = self.skew(response.headers());
        if response.status().is_success() {
            return Ok((response, took));
        }
        let status = response.status();
        let headers = response.headers().clone();
        let request_id = headers.get(X_REQUEST_ID).and_then(|id| id.to_str().ok());
        let body = self.short_body(response).await;
        let answer = Answer { status, request_id, body: &body, skew, secrets };
        let failure = self.failure(answer, &headers, to);
        self.metrics.upstream(failure.refusal.reason.name(), took);
        Err(failure)
    }

    /// Sends a request, and sends a GET once more if the connection was closed without a response: the cloud may
    /// have closed an idle connection, and with it all other idle ones.
    async fn sent(&self, request: RequestBuilder) -> reqwest::Result<Response> {
        let (client, request) = request.build_split();
        let request = request?;
        let again = request.try_clone().filter(|again| *again.method() == Method::GET);
        match (client.execute(request).await, again) {
            (Err(error), Some(again)) if was_closed(&error) => self.fresh.execute(again).await,
            (sent, _) => sent,
        }
    }

    /// Counts a call that had the head of a success, by its result.
    pub(super) fn count<T>(&self, ended: &Result<T, Failure>, took: Duration) {
        let outcome = match ended {
            Ok(_) => "success",
            Err(failure) => failure.refusal.reason.name(),
        };
        self.metrics.upstream(outcome, took);
    }

    /// The meaning of an error response.
    pub(super) fn failure(&self, answer: Answer, headers: &HeaderMap, to: &Endpoint) -> Failure {
        let cause = Some(format!("{to} responded with status {}", answer.status));
        let answer::Meaning { mut refusal, verdict } = answer::read(answer);
        refusal.retry_after = backoff::retry_after(headers, self.clock.now_ms());
        Failure { refusal, verdict, cause }
    }

    /// The beginning of a body that is not needed in full, or all of a short one. Errors are ignored.
    pub async fn short_body(&self, response: Response) -> Vec<u8> {
        let mut body = Vec::new();
        let reading = async {
            let Ok(mut arriving) = Decoded::of(response, SHORT_BODY) else {
                return;
            };
            while let Ok(Some(chunk)) = arriving.chunk().await {
                body.extend_from_slice(&chunk);
                if body.len() >= SHORT_BODY {
                    break;
                }
            }
        };
        self.clock.timeout(self.limits.first_byte, reading).await;
        body.truncate(SHORT_BODY);
        body
    }

    /// The number of seconds by which the cloud's clock is ahead.
    pub(super) fn skew(&self, headers: &HeaderMap) -> Option<i64> {
        let date = headers.get(DATE)?.to_str().ok()?;
        let skew = (backoff::instant_ms(date)? - self.clock.now_ms()) / 1000;
        self.metrics.clock_skew(skew);
        if skew.abs() > NOTABLE_SKEW && self.may_warn() {
            tracing::warn!(
                seconds = skew,
                "This machine's clock and the cloud's differ; from 900 seconds on the cloud rejects \
                 every signature."
            );
        }
        Some(skew)
    }

    /// At most once a minute, however many calls there are.
    fn may_warn(&self) -> bool {
        let now = self.clock.elapsed();
        let mut warned = self.warned.lock().unwrap_or_else(PoisonError::into_inner);
        let may = now >= *warned;
        if may {
            *warned = now + WARNED_EVERY;
        }
        may
    }
}

impl Failure {
    /// A failure that says nothing about the credential.
    pub fn of(refusal: Refusal) -> Self {
        Failure { refusal, verdict: Verdict::Unknown, cause: None }
    }
}

/// Whether there was a response, but its head could not be parsed.
fn is_not_http(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if inner.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_parse) {
            return !error.is_connect();
        }
        cause = inner.source();
    }
    false
}

/// Whether the connection existed, and was closed before the head of a response.
fn was_closed(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(inner) = cause {
        let is_incomplete = inner
            .downcast_ref::<hyper::Error>()
            .is_some_and(|error| error.is_incomplete_message() || error.is_canceled());
        let is_reset = inner.downcast_ref::<io::Error>().is_some_and(|error| {
            use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset};
            matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset)
        });
        if is_incomplete || is_reset {
            return !error.is_connect();
        }
        cause = inner.source();
    }
    false
}

fn late(to: &Endpoint) -> Refusal {
    Refusal::new(Reason::CloudTimeout, format!("{to} did not respond in time."))
}

fn not_reached(to: &Endpoint, error: &reqwest::Error) -> Failure {
    let refusal = if error.is_timeout() {
        late(to)
    } else if is_not_http(error) {
        let message = format!(
            "{to} answered with something that is not valid HTTP/1.1, or has too large a head. The \
             gateway's operators must check the endpoint and its proxy; the log says why."
        );
        Refusal::new(Reason::CloudFailed, message)
    } else {
        let message = format!("{to} could not be reached. The cause is in the gateway's log.");
        Refusal::new(Reason::CloudUnreachable, message)
    };
    Failure { refusal, verdict: Verdict::Unknown, cause: Some(root_cause(error)) }
}

/// The innermost cause of an error is the most informative.
pub fn root_cause(error: &dyn Error) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
