//! An issuer that is not there, its keys, and the tokens that they sign.

use std::future::pending;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm, KeyPair,
};
use serde_json::{Value, json};
use url::Url;

use super::super::keys::{Fetch, KeysAt};
use super::super::{Oidc, OidcRules};
use crate::clock::{Clock, Hand};

pub(super) const START_MS: i64 = 1_760_000_000_000;
pub(super) const NOW: i64 = START_MS / 1000;
pub(super) const ISSUER: &str = "https://issuer.example/realm";
pub(super) const JWKS: &str = "https://issuer.example/keys";
pub(super) const DESCRIPTION: &str =
    "https://issuer.example/realm/.well-known/openid-configuration";

pub(super) fn encoded(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

pub(super) fn assembled(header: &Value, claims: &Value, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let message = format!("{}.{}", encoded(header.to_string()), encoded(claims.to_string()));
    let signature = encoded(sign(message.as_bytes()));
    format!("{message}.{signature}")
}

/// An issuer's key, made anew for each test.
pub(super) struct Signer {
    pub(super) id: &'static str,
    pub(super) pair: EcdsaKeyPair,
}

impl Signer {
    pub(super) fn of(id: &'static str, algorithm: &'static EcdsaSigningAlgorithm) -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).unwrap();
        Signer { id, pair }
    }

    pub(super) fn new(id: &'static str) -> Self {
        Signer::of(id, &ECDSA_P256_SHA256_FIXED_SIGNING)
    }

    pub(super) fn jwk(&self) -> Value {
        let point = &self.pair.public_key().as_ref()[1..];
        let (x, y) = point.split_at(point.len() / 2);
        let curve = if x.len() == 32 { "P-256" } else { "P-384" };
        json!({ "kty": "EC", "crv": curve, "kid": self.id, "x": encoded(x), "y": encoded(y) })
    }

    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.pair.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec()
    }

    pub(super) fn token(&self, claims: &Value) -> String {
        self.token_with(&json!({ "alg": "ES256", "kid": self.id }), claims)
    }

    pub(super) fn token_with(&self, header: &Value, claims: &Value) -> String {
        assembled(header, claims, |message| self.sign(message))
    }
}

pub(super) fn claims() -> Value {
    json!({ "iss": ISSUER, "aud": "gateway", "exp": NOW + 600, "sub": "anna" })
}

/// The claims with one of them changed; `null` takes it out.
pub(super) fn with(name: &str, value: Value) -> Value {
    let mut claims = claims();
    match value {
        Value::Null => _ = claims.as_object_mut().unwrap().remove(name),
        value => claims[name] = value,
    }
    claims
}

/// An issuer that is not there, and what it was asked for.
#[derive(Clone, Default)]
pub(super) struct Issuer {
    answers: Arc<Mutex<Vec<(&'static str, Answer)>>>,
    pub(super) asked: Arc<Mutex<Vec<String>>>,
}

#[derive(Clone)]
pub(super) enum Answer {
    Text(String),
    Error,
    Never,
}

impl Issuer {
    pub(super) fn publish(&self, url: &'static str, answer: Answer) {
        let mut answers = self.answers.lock().unwrap();
        answers.retain(|(known, _)| *known != url);
        answers.push((url, answer));
    }

    pub(super) fn has(&self, keys: &[Value]) {
        self.publish(JWKS, Answer::Text(json!({ "keys": keys }).to_string()));
    }

    pub(super) fn asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    pub(super) fn fetch(&self) -> Fetch {
        let issuer = self.clone();
        Arc::new(move |url: Url| {
            let issuer = issuer.clone();
            Box::pin(async move {
                issuer.asked.lock().unwrap().push(url.to_string());
                let found = {
                    let answers = issuer.answers.lock().unwrap();
                    answers.iter().find(|(known, _)| *known == url.as_str()).cloned()
                };
                tokio::task::yield_now().await;
                match found {
                    Some((_, Answer::Text(text))) => Ok(text.into()),
                    Some((_, Answer::Never)) => pending().await,
                    Some((_, Answer::Error)) | None => Err("connection refused".to_owned()),
                }
            })
        })
    }
}

pub(super) fn rules() -> OidcRules {
    OidcRules {
        issuer: ISSUER.to_owned(),
        audience: "gateway".to_owned(),
        keys: KeysAt::Jwks(JWKS.parse().unwrap()),
        projects: None,
    }
}

pub(super) fn oidc(issuer: &Issuer) -> (Hand, Oidc) {
    oidc_with(issuer, rules())
}

pub(super) fn oidc_with(issuer: &Issuer, rules: OidcRules) -> (Hand, Oidc) {
    let (clock, hand) = Clock::by_hand(START_MS);
    (hand, Oidc::new(rules, issuer.fetch(), clock))
}

/// The caller's name, or the refusal's status and message.
pub(super) async fn told(oidc: &Oidc, token: &str) -> Result<Option<String>, String> {
    match oidc.caller(token).await {
        Ok(caller) => Ok(caller.name),
        Err(refusal) => {
            let parts: Vec<&str> = token.split('.').filter(|part| part.len() > 8).collect();
            for part in parts {
                assert!(!format!("{refusal:?}").contains(part), "{refusal:?}");
            }
            Err(format!("{} {}", refusal.status().as_u16(), refusal.message))
        }
    }
}

#[track_caller]
pub(super) fn refused(told: Result<Option<String>, String>, part: &str) {
    let message = told.unwrap_err();
    assert!(message.contains(part), "{message}");
}
