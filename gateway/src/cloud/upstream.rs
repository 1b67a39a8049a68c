//! The call to the cloud: waits in the queue, is sent, and its response is read while it arrives. A success is
//! checked at its beginning and at its end.

mod incoming;
mod request;
mod structure;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::StatusCode;
use reqwest::{RequestBuilder, Response};
use secrecy::{ExposeSecret, SecretString};

use self::incoming::Incoming;
use self::request::hidden;
use crate::cloud::account::Account;
use crate::cloud::answer::Answer;
use crate::cloud::breaker::{Breaker, Permit, Rejected, Verdict};
use crate::cloud::credential::Secrets;
use crate::cloud::decoding::{self, Decoded, UnknownCoding};
use crate::cloud::endpoint::Endpoint;
use crate::cloud::envelope::{self, LOOKED_AT, Look};
use crate::cloud::fingerprint::{Fingerprints, Identity};
use crate::cloud::holder::Holder;
use crate::cloud::queue::{Queue, TooLong};
use crate::cloud::token::Tokens;
use crate::cloud::transport::{Failure, Wire};
use crate::error::{Reason, Refusal, X_REQUEST_ID};
use crate::metrics::BreakerState;
use crate::route::Operation;

/// The time after which a retry makes sense when the queue has timed out.
const QUEUE_PAUSE: Duration = Duration::from_secs(5);
const X_AUTH_TOKEN: &str = "x-auth-token";

/// The real cloud, for one route.
#[derive(Debug)]
pub struct Upstream {
    wire: Wire,
    endpoint: Endpoint,
    /// The tokens, if the credential is a user.
    tokens: Option<Tokens>,
    /// The name of the credential, for the log and the metrics.
    name: Arc<str>,
    credential: Arc<Holder>,
    breaker: Arc<Breaker>,
    queue: Arc<Queue>,
    /// Only needed with an engine.
    fingerprints: Option<Arc<Fingerprints>>,
}

/// The permit for one call, and what to sign it with.
#[derive(Debug)]
pub struct Turn {
    permit: Permit,
    generation: u64,
    secrets: Secrets,
}

/// A successful response that is arriving.
#[derive(Debug)]
pub struct Arriving {
    /// The value of `Content-Length`.
    pub length: Option<u64>,
    body: Incoming,
    /// Held until the body has ended, because the call is in progress until then.
    _permit: Permit,
}

impl Upstream {
    /// Creates the connection without making a call.
    pub fn new(wire: Wire, endpoint: Endpoint, iam: Option<Endpoint>, account: Account) -> Self {
        let tokens = iam.map(|iam| Tokens::new(iam, wire.clock.clone()));
        let Account { name, credential, breaker, queue, fingerprints } = account;
        Upstream { wire, endpoint, tokens, name, credential, breaker, queue, fingerprints }
    }

    /// Its endpoint.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Waits until a call may be made.
    pub async fn turn(&self, to: &Operation) -> Result<Turn, Failure> {
        let (generation, secrets) = self.credential.current().await.map_err(|error| {
            let refusal = Refusal::new(
                Reason::CredentialRefused,
                "The gateway cannot read its credential. The cause is in its log.",
            );
            Failure { refusal, verdict: Verdict::Unknown, cause: Some(error.to_string()) }
        })?;
        let identity = match &self.fingerprints {
            Some(fingerprints) => fingerprints.identity(generation, &secrets).await,
            None => Identity { generation, fingerprint: Arc::default() },
        };
        let rejected = |rejected| {
            if matches!(rejected, Rejected::Refused(_)) && self.breaker.is_open() {
                self.wire.metrics.breaker(&self.name, BreakerState::Open);
            }
            Failure::of(why(rejected))
        };
        // A call that will be refused must not wait for the queue.
        self.breaker.check(&identity, to).await.map_err(rejected)?;
        let waiting = self.wire.metrics.queued(self.wire.clock.clone());
        let entering = self.breaker.enter(&identity, to);
        let passed = self.queue.pass(&identity.fingerprint, entering).await;
        drop(waiting);
        let permit = passed.map_err(|TooLong| Failure::of(queued_too_long()))?.map_err(rejected)?;
        if permit.is_open() {
            self.wire.metrics.breaker(&self.name, BreakerState::HalfOpen);
        }
        Ok(Turn { permit, generation, secrets })
    }

    /// Makes one call.
    pub async fn call(&self, turn: Turn, operation: &Operation) -> Result<Arriving, Failure> {
        let Turn { permit, generation, secrets } = turn;
        self.wire.metrics.in_flight(1);
        let called = self.signed_in_call(generation, &secrets, operation).await;
        self.wire.metrics.in_flight(-1);
        match called {
            Ok((length, body)) => {
                permit.judge(Verdict::Accepted).await;
                self.wire.metrics.breaker(&self.name, state_of(&permit));
                Ok(Arriving { length, body, _permit: permit })
            }
            Err(mut failure) => {
                let stop = permit.judge(failure.verdict).await;
                self.wire.metrics.breaker(&self.name, state_of(&permit));
                if let Some(stop) = stop {
                    let all = permit.is_open();
                    tracing::error!(
                        reason = failure.refusal.reason.name(),
                        minutes = stop.as_secs() / 60,
                        credential = &*self.name,
                        project = (!all).then(|| operation.project().as_str()),
                        "The cloud rejected the credential. No calls are made for a while. {}",
                        failure.refusal.message
                    );
                    failure.refusal.retry_after = Some(stop);
                } else if failure.refusal.reason == Reason::CloudThrottled {
                    let pause = permit.throttle(failure.refusal.retry_after).await;
                    failure.refusal.retry_after = Some(pause);
                }
                Err(failure)
            }
        }
    }

    /// A rejected token may have expired early, so the call is repeated once with a new one.
    async fn signed_in_call(
        &self,
        generation: u64,
        secrets: &Secrets,
        operation: &Operation,
    ) -> Result<(Option<u64>, Incoming), Failure> {
        let user = match (secrets, &self.tokens) {
            (Secrets::Key(key), _) => {
                let request = self.signed(key, operation);
                return self.called(request, operation, &secrets.parts()).await;
            }
            (Secrets::User(user), Some(tokens)) => (tokens, user),
            (Secrets::User(_), None) => {
                let cause = Some("no IAM endpoint is configured for the IAM user".to_owned());
                let refusal = Refusal::internal();
                return Err(Failure { refusal, verdict: Verdict::Unknown, cause });
            }
        };
        let (tokens, user) = user;
        let mut refused = None;
        loop {
            let credential = (generation, user);
            let token =
                tokens.get(&self.wire, credential, operation.project(), refused.as_ref()).await?;
            let request =
                self.request(operation).header(X_AUTH_TOKEN, hidden(token.expose_secret()));
            let mut hidden_parts = secrets.parts();
            hidden_parts.push(&token);
            match self.called(request, operation, &hidden_parts).await {
                Err(failure) if failure.verdict == Verdict::Refused && refused.is_none() => {
                    tracing::info!("The cloud rejected a token; a new one is requested.");
                    refused = Some(token);
                }
                ended => return ended,
            }
        }
    }

    /// Sends a request, and checks the beginning of the response.
    async fn called(
        &self,
        request: RequestBuilder,
        operation: &Operation,
        secrets: &[&SecretString],
    ) -> Result<(Option<u64>, Incoming), Failure> {
        let (response, took) = self.wire.send(request, &self.endpoint, secrets).await?;
        let checked = self.checked(response, operation, secrets).await;
        self.wire.count(&checked, took);
        checked
    }

    async fn checked(
        &self,
        response: Response,
        operation: &Operation,
        secrets: &[&SecretString],
    ) -> Result<(Option<u64>, Incoming), Failure> {
        let headers = response.headers().clone();
        if let Some(found) = envelope::foreign_type(&headers) {
            return Err(self.no_list(&format!("the media type {found}")));
        }
        let status = response.status();
        let length = response.content_length().filter(|_| !decoding::is_coded(&headers));
        if status == StatusCode::PARTIAL_CONTENT {
            return Err(self.no_list("a part, which was not requested"));
        }
        let most = usize::try_from(self.wire.limits.body_bytes).unwrap_or(usize::MAX);
        let body = Decoded::of(response, most).map_err(|unknown| self.undecoded(&unknown))?;
        let mut body = Incoming::new(body, self.wire.clock.clone(), self.wire.limits);
        let mut begin = Vec::new();
        let mut chunks = VecDeque::new();
        loop {
            let chunk = body.next().await.map_err(Failure::of)?;
            let is_whole = chunk.is_none();
            let left = LOOKED_AT.saturating_sub(begin.len());
            begin.extend(chunk.iter().flatten().take(left));
            chunks.extend(chunk);
            match envelope::look(operation, &begin, is_whole) {
                Look::Unknown => {}
                Look::Good => {
                    body.begin = chunks;
                    return Ok((length, body));
                }
                Look::NoObject => return Err(self.no_list("a body that is not a JSON object")),
                Look::Error => {
                    let request_id = headers.get(X_REQUEST_ID).and_then(|id| id.to_str().ok());
                    let skew = self.wire.skew(&headers);
                    let answer = Answer { status, request_id, body: &begin, skew, secrets };
                    return Err(self.wire.failure(answer, &headers, &self.endpoint));
                }
            }
        }
    }

    /// A success status without a list: it says nothing about the credential, and does not replace a stored list.
    fn no_list(&self, what: &str) -> Failure {
        let message = "The endpoint did not respond with a list. There may be a sign-in page or a \
                       firewall in front of the cloud. The gateway's operators must check the \
                       endpoint and its proxy.";
        let cause = Some(format!("{} responded with {what}", self.endpoint));
        let refusal = Refusal::new(Reason::CloudFailed, message);
        Failure { refusal, verdict: Verdict::Unknown, cause }
    }

    /// A success status with a body that cannot be decoded.
    fn undecoded(&self, unknown: &UnknownCoding) -> Failure {
        let message = format!(
            "The endpoint responded with {unknown}. None was requested: the gateway's operators \
             must check the servers in front of the cloud."
        );
        let cause = Some(format!("{} responded with {unknown}", self.endpoint));
        let refusal = Refusal::new(Reason::CloudFailed, message);
        Failure { refusal, verdict: Verdict::Unknown, cause }
    }
}

impl Arriving {
    /// The next bytes of the body, `None` after the last.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Refusal> {
        self.body.next().await
    }
}

fn state_of(permit: &Permit) -> BreakerState {
    if permit.is_open() { BreakerState::Open } else { BreakerState::Closed }
}

fn queued_too_long() -> Refusal {
    Refusal::new(
        Reason::Busy,
        "Too many calls to the cloud are waiting in the gateway. Try again. If the problem persists, its \
         operators can raise --calls-per-second.",
    )
    .retry_after(QUEUE_PAUSE)
}

fn why(rejected: Rejected) -> Refusal {
    match rejected {
        Rejected::Refused(wait) => Refusal::new(
            Reason::CredentialPaused,
            "The cloud rejected the gateway's credential, and the gateway makes no more calls, so \
             that the key is not locked. Its operators must check the credential.",
        )
        .retry_after(wait),
        Rejected::Throttled(wait) => Refusal::new(
            Reason::CloudThrottled,
            "The cloud limits the rate of calls. The gateway waits before it calls again.",
        )
        .retry_after(wait),
    }
}
