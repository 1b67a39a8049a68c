//! The call to the cloud: built from nothing but an operation that passed the door, signed, sent, and
//! read as it arrives. It keeps no answer, and of a success it looks at the beginning only.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::StatusCode;
use axum::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue};
use jiff::Timestamp;
use reqwest::{RequestBuilder, Response};
use secrecy::{ExposeSecret, SecretString};

use crate::clock::Clock;
use crate::cloud::account::Account;
use crate::cloud::answer::Answer;
use crate::cloud::breaker::{Breaker, Permit, Rejected, Verdict};
use crate::cloud::credential::Secrets;
use crate::cloud::endpoint::Endpoint;
use crate::cloud::envelope::{self, LOOKED_AT, Look};
use crate::cloud::fingerprint::{Fingerprints, Identity};
use crate::cloud::holder::Holder;
use crate::cloud::key::Key;
use crate::cloud::queue::{Queue, TooLong};
use crate::cloud::sign::{self, Signed, X_SDK_DATE};
use crate::cloud::token::Tokens;
use crate::cloud::transport::{Failure, Limits, Wire};
use crate::error::{Reason, Refusal, X_REQUEST_ID};
use crate::metrics::BreakerState;
use crate::route::{JobsQuery, Operation};

/// When asking again makes sense for whoever waited in vain.
const QUEUE_PAUSE: Duration = Duration::from_secs(5);
const X_PROJECT_ID: &str = "x-project-id";
const X_SECURITY_TOKEN: &str = "x-security-token";
const X_AUTH_TOKEN: &str = "x-auth-token";

/// The real cloud.
#[derive(Debug)]
pub struct Upstream {
    wire: Wire,
    endpoint: Endpoint,
    /// For a credential that is a user.
    tokens: Option<Tokens>,
    /// The name of the credential, for the log and the metrics.
    name: Arc<str>,
    credential: Arc<Holder>,
    breaker: Arc<Breaker>,
    queue: Arc<Queue>,
    /// Only with an engine somebody else has to know which credential it is.
    fingerprints: Option<Arc<Fingerprints>>,
}

/// The right to make one call, and what to sign it with.
#[derive(Debug)]
pub struct Turn {
    permit: Permit,
    generation: u64,
    secrets: Secrets,
}

/// A success that is on its way.
#[derive(Debug)]
pub struct Arriving {
    /// What `Content-Length` says.
    pub length: Option<u64>,
    body: Incoming,
    /// Held until the body has ended: a body that is on its way is a call under way.
    _permit: Permit,
}

/// The body of a response, as it arrives.
#[derive(Debug)]
struct Incoming {
    response: Response,
    /// What was looked at already, and is still to be handed on.
    begin: VecDeque<Bytes>,
    clock: Clock,
    limits: Limits,
    ends_by: Duration,
    arrived: u64,
    /// The last byte that was no white space.
    last: Option<u8>,
    has_ended: bool,
}

impl Upstream {
    /// Puts the parts together; nothing is called yet.
    pub fn new(wire: Wire, endpoint: Endpoint, iam: Option<Endpoint>, account: Account) -> Self {
        let tokens = iam.map(|iam| Tokens::new(iam, wire.clock.clone()));
        let Account { name, credential, breaker, queue, fingerprints } = account;
        Upstream { wire, endpoint, tokens, name, credential, breaker, queue, fingerprints }
    }

    /// Where it leads.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Waits until a call may be made.
    pub async fn turn(&self, to: &Operation) -> Result<Turn, Failure> {
        let (generation, secrets) = self.credential.current().await.map_err(|error| {
            let refusal = Refusal::new(
                Reason::CredentialRefused,
                "The gateway cannot read its credential; its log says why.",
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
        // Who is turned away anyway does not wait for that.
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

    /// Calls the cloud, once.
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
                        "The cloud refused the credential: {} No call is made for a while.",
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

    /// A refused token may have ended before its time, so a fresh one is tried, once.
    async fn signed_in_call(
        &self,
        generation: u64,
        secrets: &Secrets,
        operation: &Operation,
    ) -> Result<(Option<u64>, Incoming), Failure> {
        let user = match (secrets, &self.tokens) {
            (Secrets::Key(key), _) => {
                let request = self.signed(key, operation);
                return self.called(request, &secrets.parts()).await;
            }
            (Secrets::User(user), Some(tokens)) => (tokens, user),
            (Secrets::User(_), None) => {
                let cause = Some("there is no IAM endpoint for the user".to_owned());
                let refusal = Refusal::internal();
                return Err(Failure { refusal, verdict: Verdict::Unknown, cause });
            }
        };
        let (tokens, user) = user;
        let mut refused = None;
        loop {
            let asked = (generation, user);
            let token =
                tokens.get(&self.wire, asked, operation.project(), refused.as_ref()).await?;
            let request =
                self.request(operation).header(X_AUTH_TOKEN, hidden(token.expose_secret()));
            let mut hidden_parts = secrets.parts();
            hidden_parts.push(&token);
            match self.called(request, &hidden_parts).await {
                Err(failure) if failure.verdict == Verdict::Refused && refused.is_none() => {
                    tracing::info!("The cloud did not take a token; getting a fresh one.");
                    refused = Some(token);
                }
                ended => return ended,
            }
        }
    }

    /// Sends a request, and looks at the beginning of the answer before it is believed.
    async fn called(
        &self,
        request: RequestBuilder,
        secrets: &[&SecretString],
    ) -> Result<(Option<u64>, Incoming), Failure> {
        let (response, took) = self.wire.send(request, &self.endpoint, secrets).await?;
        let believed = self.believed(response, secrets).await;
        self.wire.count(&believed, took);
        believed
    }

    async fn believed(
        &self,
        response: Response,
        secrets: &[&SecretString],
    ) -> Result<(Option<u64>, Incoming), Failure> {
        let headers = response.headers().clone();
        if let Some(found) = envelope::foreign_type(&headers) {
            return Err(self.no_list(&format!("the media type {found}")));
        }
        let (status, length) = (response.status(), response.content_length());
        if status == StatusCode::PARTIAL_CONTENT {
            return Err(self.no_list("a part, for which it was not asked"));
        }
        let (clock, limits) = (self.wire.clock.clone(), self.wire.limits);
        let ends_by = clock.elapsed().saturating_add(limits.body);
        let mut body = Incoming {
            response,
            begin: VecDeque::new(),
            clock,
            limits,
            ends_by,
            arrived: 0,
            last: None,
            has_ended: false,
        };
        let mut begin = Vec::new();
        let mut chunks = VecDeque::new();
        loop {
            let chunk = body.next().await.map_err(Failure::of)?;
            let is_whole = chunk.is_none();
            let left = LOOKED_AT.saturating_sub(begin.len());
            begin.extend(chunk.iter().flatten().take(left));
            chunks.extend(chunk);
            match envelope::look(&begin, is_whole) {
                Look::Unknown => {}
                Look::Good => {
                    body.begin = chunks;
                    return Ok((length, body));
                }
                Look::NoObject => return Err(self.no_list("something else than a JSON object")),
                Look::Error => {
                    let request_id = headers.get(X_REQUEST_ID).and_then(|id| id.to_str().ok());
                    let skew = self.wire.skew(&body.response);
                    let answer = Answer { status, request_id, body: &begin, skew, secrets };
                    return Err(self.wire.failure(answer, &headers, &self.endpoint));
                }
            }
        }
    }

    /// A success that is none: it says nothing of the credential, and is no reason to drop a list.
    fn no_list(&self, what: &str) -> Failure {
        let message = "The endpoint answered with something that is no list: a sign-in page or a \
                       firewall may stand before the cloud. The gateway's operators must check the \
                       endpoint and its proxy.";
        let cause = Some(format!("{} answered with {what}", self.endpoint));
        let refusal = Refusal::new(Reason::CloudFailed, message);
        Failure { refusal, verdict: Verdict::Unknown, cause }
    }

    fn request(&self, operation: &Operation) -> RequestBuilder {
        let (path, query) = target(operation);
        self.wire
            .client
            .get(self.endpoint.url(&path, &query))
            .header(ACCEPT, "application/json")
            // Asked for even where there is no body: the cloud's own gateway may refuse without it.
            .header(CONTENT_TYPE, "application/json")
            .header(X_PROJECT_ID, operation.project().as_str())
    }

    /// Signed are the headers that nothing on the way changes.
    fn signed(&self, key: &Key, operation: &Operation) -> RequestBuilder {
        let date = sdk_date(self.wire.clock.now_ms());
        let (path, query) = target(operation);
        let mut headers = vec![
            (HOST.as_str(), self.endpoint.host()),
            (X_PROJECT_ID, operation.project().as_str()),
            (X_SDK_DATE, &date),
        ];
        if let Some(token) = &key.security_token {
            headers.push((X_SECURITY_TOKEN, token.expose_secret()));
        }
        let authorization = sign::authorization(
            key.access_key.expose_secret(),
            &key.secret_key,
            Signed { method: "GET", path: &path, query: &query, headers: &headers, body: b"" },
        );
        let request = self
            .request(operation)
            .header(X_SDK_DATE, &date)
            .header(AUTHORIZATION, hidden(&authorization));
        match &key.security_token {
            Some(token) => request.header(X_SECURITY_TOKEN, hidden(token.expose_secret())),
            None => request,
        }
    }
}

impl Arriving {
    /// The next bytes of the body, `None` after the last.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Refusal> {
        self.body.next().await
    }
}

impl Incoming {
    async fn next(&mut self) -> Result<Option<Bytes>, Refusal> {
        if let Some(chunk) = self.begin.pop_front() {
            return Ok(Some(chunk));
        }
        if self.has_ended {
            return Ok(None);
        }
        let left = self.ends_by.saturating_sub(self.clock.elapsed()).min(self.limits.pause);
        let chunk = match self.clock.timeout(left, self.response.chunk()).await {
            None => {
                let message = "The cloud took too long to send its answer, or stopped.";
                return Err(Refusal::new(Reason::CloudTimeout, message));
            }
            Some(Err(_)) => return Err(cut_short()),
            Some(Ok(chunk)) => chunk,
        };
        self.has_ended = chunk.is_none();
        let last = chunk.iter().flatten().rfind(|byte| !byte.is_ascii_whitespace());
        self.last = last.copied().or(self.last);
        // Without a length, a connection that is closed too early looks like the end.
        if self.has_ended && self.last.is_some_and(|last| last != b'}') {
            return Err(cut_short());
        }
        self.arrived += chunk.as_ref().map_or(0, |chunk| chunk.len() as u64);
        if self.arrived > self.limits.body_bytes {
            let message = format!(
                "The cloud's answer is larger than {} MiB; filter it, or have the gateway's \
                 operators raise --body-limit.",
                self.limits.body_bytes / (1024 * 1024)
            );
            return Err(Refusal::new(Reason::CloudTooLarge, message));
        }
        Ok(chunk)
    }
}

fn cut_short() -> Refusal {
    Refusal::new(Reason::CloudCutShort, "The cloud's answer broke off; try again.")
}

/// Path and query, written anew from the parts that passed the door.
fn target(operation: &Operation) -> (String, String) {
    let list = format!("/v1/{}/dev-servers/jobs", operation.project().as_str());
    match operation {
        Operation::GetJob(_, job) => (format!("{list}/{}", job.as_str()), String::new()),
        Operation::ListJobs(_, query) => {
            let JobsQuery { id, name, r#type, status, visible } = query;
            let visible = visible.map(|visible| visible.to_string());
            let given = [
                ("id", id.as_deref()),
                ("name", name.as_deref()),
                ("type", r#type.as_deref()),
                ("status", status.as_deref()),
                ("visible", visible.as_deref()),
            ];
            let given: Vec<_> =
                given.iter().filter_map(|(name, value)| Some((*name, (*value)?))).collect();
            (list, sign::query(&given))
        }
    }
}

fn sdk_date(now_ms: i64) -> String {
    let now = Timestamp::from_millisecond(now_ms).unwrap_or_default();
    now.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A header's value that no log or debug print shows.
fn hidden(text: &str) -> HeaderValue {
    // Secrets were refused at the start if they held anything that a header cannot.
    let mut value =
        HeaderValue::from_bytes(text.as_bytes()).unwrap_or_else(|_| HeaderValue::from_static(""));
    value.set_sensitive(true);
    value
}

fn state_of(permit: &Permit) -> BreakerState {
    if permit.is_open() { BreakerState::Open } else { BreakerState::Closed }
}

fn queued_too_long() -> Refusal {
    Refusal::new(
        Reason::Busy,
        "The gateway makes only so many calls to the cloud, and too many others wait. Try again; if it \
         goes on, its operators can raise --calls-per-second.",
    )
    .retry_after(QUEUE_PAUSE)
}

fn why(rejected: Rejected) -> Refusal {
    match rejected {
        Rejected::Refused(wait) => Refusal::new(
            Reason::CredentialPaused,
            "The cloud refused the gateway's credential, and the gateway has stopped asking, so \
             that the key is not locked; its operators must check the credential.",
        )
        .retry_after(wait),
        Rejected::Throttled(wait) => Refusal::new(
            Reason::CloudThrottled,
            "The cloud limits how often it may be asked; the gateway waits before it asks again.",
        )
        .retry_after(wait),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_instant_is_written_as_the_cloud_wants_it() {
        assert_eq!(sdk_date(1_768_465_800_999), "20260115T083000Z");
    }

    #[test]
    fn what_is_secret_is_not_printed() {
        assert!(!format!("{:?}", hidden("hidden")).contains("hidden"));
    }
}
