//! The issuer's public keys: where they are fetched, how long they are kept, and when they are requested again.
//!
//! A key set is used for an hour, and longer if no newer one can be fetched. A token with an unknown key may mean
//! that the issuer has a new key, or that the token is forged; it causes at most one request per minute, and one at
//! a time.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use axum::body::Bytes;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::Mutex;
use url::Url;

use crate::clock::Clock;

/// The maximum size of a response of the issuer. Nothing beyond it needs to be read.
pub const LARGEST_ANSWER: usize = 256 * 1024;
const GOOD_FOR: Duration = Duration::from_secs(60 * 60);
const AGAIN_AFTER: Duration = Duration::from_secs(60);
/// Without keys nobody can be let in.
const AGAIN_WITHOUT_KEYS: Duration = Duration::from_secs(5);
pub(super) const PATIENCE: Duration = Duration::from_secs(5);
/// How long a token whose key is known waits for a newer key set.
pub(super) const MOMENT: Duration = Duration::from_secs(1);

/// Fetches an address with GET; the error is for the log. It must not follow redirects, because they could lead
/// away from https.
pub type Fetch = Arc<dyn Fn(Url) -> Fetching + Send + Sync>;
/// What [`Fetch`] returns.
pub type Fetching = Pin<Box<dyn Future<Output = Result<Bytes, String>> + Send>>;

/// The location of the issuer's keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum KeysAt {
    /// A key set.
    Jwks(Url),
    /// The key set that the issuer's configuration names.
    Discovery { description: Url, issuer: String },
}

/// The keys, and the means to fetch newer ones.
pub(super) struct Keys {
    at: KeysAt,
    fetch: Fetch,
    clock: Clock,
    known: RwLock<Option<Arc<Known>>>,
    /// When the last request to the issuer ended. Locked during a request.
    requested: Mutex<Option<Duration>>,
}

struct Known {
    keys: Vec<Key>,
    read: Duration,
}

#[derive(Clone)]
pub(super) struct Key {
    id: Option<String>,
    /// The algorithms that the key may be used with, by its type and attributes.
    algorithms: Vec<Algorithm>,
    pub(super) key: DecodingKey,
}

/// Why there is no key for a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoKey {
    /// The issuer has no key with this ID for this algorithm.
    Unknown,
    /// The issuer could not be reached yet.
    Unreachable,
}

impl Keys {
    pub(super) fn new(at: KeysAt, fetch: Fetch, clock: Clock) -> Arc<Self> {
        let (known, requested) = (RwLock::new(None), Mutex::new(None));
        Arc::new(Keys { at, fetch, clock, known, requested })
    }

    pub(super) async fn find(
        self: &Arc<Self>,
        id: Option<&str>,
        algorithm: Algorithm,
    ) -> Result<Key, NoKey> {
        let known = self.known();
        let is_fresh = known
            .as_ref()
            .is_some_and(|known| self.clock.elapsed().saturating_sub(known.read) < GOOD_FOR);
        let known = known.and_then(|known| known.find(id, algorithm));
        if let Some(key) = known.as_ref().filter(|_| is_fresh) {
            return Ok(key.clone());
        }
        // In a task of its own, so that callers who disconnect cannot cancel the only request of this minute.
        let renewal = tokio::spawn({
            let keys = self.clone();
            async move { keys.renew().await }
        });
        let patience = if known.is_some() { MOMENT } else { Duration::MAX };
        match (self.clock.timeout(patience, renewal).await, known) {
            // The request goes on, and later callers use its result.
            (None, Some(key)) => return Ok(key),
            (Some(Err(error)), _) => {
                tracing::error!(%error, "The keys of the issuer could not be requested.");
            }
            _ => {}
        }
        let known = self.known().ok_or(NoKey::Unreachable)?;
        known.find(id, algorithm).ok_or(NoKey::Unknown)
    }

    fn known(&self) -> Option<Arc<Known>> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn renew(&self) {
        let mut requested = self.requested.lock().await;
        let now = self.clock.elapsed();
        let again = if self.known().is_some() { AGAIN_AFTER } else { AGAIN_WITHOUT_KEYS };
        if requested.is_some_and(|requested| now.saturating_sub(requested) < again) {
            return;
        }
        let read = self.clock.timeout(PATIENCE, self.read()).await;
        // Measured from the end of the request, so that callers who waited for it do not wait for the next one as
        // well.
        *requested = Some(self.clock.elapsed());
        match read.unwrap_or_else(|| Err(format!("no response within {PATIENCE:?}"))) {
            Ok(keys) => {
                tracing::debug!(keys = keys.len(), "The keys of the issuer were read.");
                let known = Arc::new(Known { keys, read: now });
                *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(known);
            }
            Err(why) => {
                let kept = self.known().map_or(0, |known| known.keys.len());
                tracing::warn!(why, kept, "The keys of the issuer cannot be read.");
            }
        }
    }

    async fn read(&self) -> Result<Vec<Key>, String> {
        let jwks = match &self.at {
            KeysAt::Jwks(url) => url.clone(),
            KeysAt::Discovery { description, issuer } => {
                jwks_uri(&self.get(description.clone()).await?, issuer)?
            }
        };
        parse(&self.get(jwks).await?)
    }

    async fn get(&self, url: Url) -> Result<Bytes, String> {
        let body = (self.fetch)(url.clone()).await.map_err(|why| format!("{url}: {why}"))?;
        match body.len() {
            0..=LARGEST_ANSWER => Ok(body),
            size => Err(format!("{url}: the response is too large ({size} bytes)")),
        }
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").field("at", &self.at).finish_non_exhaustive()
    }
}

impl Known {
    /// A token without a key ID can only be signed with the only key.
    fn find(&self, id: Option<&str>, algorithm: Algorithm) -> Option<Key> {
        let mut fitting = self.keys.iter().filter(|key| {
            key.algorithms.contains(&algorithm) && (id.is_none() || key.id.as_deref() == id)
        });
        let first = fitting.next()?;
        (id.is_some() || fitting.next().is_none()).then(|| first.clone())
    }
}

/// Whether a key may be fetched from there: nobody in between must be able to replace it.
pub(crate) fn is_safe(url: &Url) -> bool {
    let is_here = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && is_here)
}

fn jwks_uri(description: &[u8], issuer: &str) -> Result<Url, String> {
    #[derive(Deserialize)]
    struct Description {
        issuer: String,
        jwks_uri: String,
    }
    let description: Description = serde_json::from_slice(description)
        .map_err(|error| format!("the configuration of the issuer cannot be read: {error}"))?;
    if description.issuer != issuer {
        return Err(format!(
            "the issuer in the configuration is {:?}; give exactly that with --oidc-issuer",
            description.issuer
        ));
    }
    match Url::parse(&description.jwks_uri) {
        Ok(url) if is_safe(&url) => Ok(url),
        _ => Err(format!("the URL of the keys is not https: {:?}", description.jwks_uri)),
    }
}

/// The keys of a set that can verify a token. Unsupported keys are left out one by one.
fn parse(set: &[u8]) -> Result<Vec<Key>, String> {
    #[derive(Deserialize)]
    struct Set {
        keys: Vec<Value>,
    }
    let set: Set = serde_json::from_slice(set)
        .map_err(|error| format!("the key set cannot be read: {error}"))?;
    let keys: Vec<Key> = set.keys.into_iter().filter_map(key).collect();
    if keys.is_empty() {
        Err("the key set has no supported key for signatures".to_owned())
    } else {
        Ok(keys)
    }
}

fn key(jwk: Value) -> Option<Key> {
    let jwk: Jwk = serde_json::from_value(jwk).ok()?;
    let mut algorithms: Vec<Algorithm> = match &jwk.algorithm {
        AlgorithmParameters::RSA(_) => vec![
            Algorithm::RS256,
            Algorithm::RS384,
            Algorithm::RS512,
            Algorithm::PS256,
            Algorithm::PS384,
            Algorithm::PS512,
        ],
        AlgorithmParameters::EllipticCurve(curve) => match curve.curve {
            EllipticCurve::P256 => vec![Algorithm::ES256],
            EllipticCurve::P384 => vec![Algorithm::ES384],
            _ => return None,
        },
        AlgorithmParameters::OctetKeyPair(pair) if pair.curve == EllipticCurve::Ed25519 => {
            vec![Algorithm::EdDSA]
        }
        // This includes shared secrets: a key that everybody can read is useless.
        _ => return None,
    };
    let common = &jwk.common;
    if let Some(own) = common.key_algorithm {
        let own = Algorithm::try_from(own).ok()?;
        algorithms.retain(|algorithm| *algorithm == own);
    }
    let signs = common.public_key_use.as_ref().is_none_or(|it| *it == PublicKeyUse::Signature)
        && common.key_operations.as_ref().is_none_or(|it| it.contains(&KeyOperations::Verify));
    if !signs || algorithms.is_empty() {
        return None;
    }
    let key = DecodingKey::from_jwk(&jwk).ok()?;
    Some(Key { id: jwk.common.key_id, algorithms, key })
}
