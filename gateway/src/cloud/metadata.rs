//! Temporary keys of the agency of an ECS, from the metadata service that only the machine itself reaches, so that
//! no permanent key has to be stored. A key is kept while it is valid, and renewed before it expires.

use std::time::Duration;

use axum::http::StatusCode;
use jiff::Timestamp;
use reqwest::{Client, RequestBuilder};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::sync::Mutex;

use crate::clock::Clock;
use crate::cloud::decoding::Decoded;
use crate::cloud::key::Key;
use crate::cloud::transport;

const TOKEN_PATH: &str = "/meta-data/latest/api/token";
const KEY_PATH: &str = "/openstack/latest/securitykey";
const X_METADATA_TOKEN: &str = "x-metadata-token";
const X_METADATA_TOKEN_TTL: &str = "x-metadata-token-ttl-seconds";
const TOKEN_TTL: &str = "21600";
/// As in the SDKs, but at the latest at half of a key's lifetime.
const RENEWED_BEFORE_MS: i64 = 40 * 60 * 1000;
/// The local service responds at once or not at all.
const GIVEN_UP_AFTER: Duration = Duration::from_secs(3);
/// The time between attempts to renew a valid key.
const PAUSE_MS: i64 = 60 * 1000;
/// The time between attempts without a key, so that callers that have waited for an unresponsive service do not
/// each wait for it again.
const SHORT_PAUSE: Duration = Duration::from_secs(5);
/// A key is much shorter.
const LONGEST_ANSWER: usize = 64 * 1024;

/// The source of keys, and the current one.
#[derive(Debug)]
pub struct Metadata {
    address: String,
    client: Client,
    clock: Clock,
    /// Locked during a request to the service.
    last: Mutex<Last>,
}

#[derive(Debug, Default)]
struct Last {
    kept: Option<Kept>,
    /// Why there is no key, and until when no request is sent.
    failed: Option<(Duration, String)>,
}

#[derive(Debug)]
struct Kept {
    key: Key,
    renew_at_ms: i64,
    expires_at_ms: i64,
}

#[derive(Deserialize)]
struct Body {
    credential: Credential,
}

#[derive(Deserialize)]
struct Credential {
    access: String,
    secret: String,
    securitytoken: String,
    expires_at: Timestamp,
}

impl Metadata {
    /// Sends no request yet. The client must not use a proxy.
    pub fn new(address: String, client: Client, clock: Clock) -> Self {
        Metadata { address, client, clock, last: Mutex::default() }
    }

    /// A valid key.
    ///
    /// # Errors
    /// A message without secrets.
    pub async fn key(&self) -> Result<Key, String> {
        let Last { kept, failed } = &mut *self.last.lock().await;
        let now_ms = self.clock.now_ms();
        if let Some(kept) = kept.as_ref().filter(|kept| now_ms < kept.renew_at_ms) {
            return Ok(kept.key.clone());
        }
        if let Some((until, cause)) = failed
            && self.clock.elapsed() < *until
        {
            return Err(cause.clone());
        }
        match (self.request(now_ms).await, kept.as_mut()) {
            (Ok(new), _) => {
                *failed = None;
                Ok(kept.insert(new).key.clone())
            }
            (Err(cause), Some(old)) if now_ms < old.expires_at_ms => {
                tracing::warn!(
                    cause,
                    "The key from the metadata service could not be renewed yet."
                );
                old.renew_at_ms = now_ms + PAUSE_MS;
                Ok(old.key.clone())
            }
            (Err(cause), _) => {
                *kept = None;
                *failed = Some((self.clock.elapsed() + SHORT_PAUSE, cause.clone()));
                Err(cause)
            }
        }
    }

    /// First requests a token; a service without tokens returns keys without one.
    async fn request(&self, now_ms: i64) -> Result<Kept, String> {
        let request = self.client.put(format!("{}{TOKEN_PATH}", self.address));
        let (status, text) = self.sent(request.header(X_METADATA_TOKEN_TTL, TOKEN_TTL)).await?;
        let token = match status {
            StatusCode::OK => Some(text),
            StatusCode::NOT_FOUND
            | StatusCode::METHOD_NOT_ALLOWED
            | StatusCode::SERVICE_UNAVAILABLE => None,
            status => return Err(format!("the metadata service returned no token: {status}")),
        };
        let mut request = self.client.get(format!("{}{KEY_PATH}", self.address));
        if let Some(token) = &token {
            request = request.header(X_METADATA_TOKEN, token.expose_secret().trim());
        }
        let (status, text) = self.sent(request).await?;
        if !status.is_success() {
            return Err(format!(
                "the metadata service returned no key: {status}; this ECS needs an agency"
            ));
        }
        let body: Body = serde_json::from_str(text.expose_secret())
            .map_err(|_| "the metadata service did not respond with a key")?;
        let Credential { access, secret, securitytoken, expires_at } = body.credential;
        let expires_at_ms = expires_at.as_millisecond();
        let early_ms = RENEWED_BEFORE_MS.min(expires_at_ms.saturating_sub(now_ms) / 2);
        let key = Key {
            access_key: access.into(),
            secret_key: secret.into(),
            security_token: Some(securitytoken.into()),
        };
        Ok(Kept { key, renew_at_ms: expires_at_ms - early_ms, expires_at_ms })
    }

    /// Status and text of a response, which must be short and fast.
    async fn sent(&self, request: RequestBuilder) -> Result<(StatusCode, SecretString), String> {
        let answer = async {
            let response = request.send().await.map_err(|error| {
                let cause = transport::root_cause(&error);
                format!("the metadata service could not be reached: {cause}")
            })?;
            let broke_off = |_| "the response of the metadata service was interrupted".to_owned();
            let status = response.status();
            let mut body = Decoded::of(response, LONGEST_ANSWER)
                .map_err(|unknown| format!("the metadata service responded with {unknown}"))?;
            let mut text = Vec::new();
            while let Some(chunk) = body.chunk().await.map_err(broke_off)? {
                text.extend_from_slice(&chunk);
                if text.len() > LONGEST_ANSWER {
                    return Err("the response of the metadata service is too long".to_owned());
                }
            }
            let text = String::from_utf8_lossy(&text).into_owned();
            Ok((status, SecretString::from(text)))
        };
        let late = || Err("the metadata service did not respond in time".to_owned());
        self.clock.timeout(GIVEN_UP_AFTER, answer).await.unwrap_or_else(late)
    }
}
