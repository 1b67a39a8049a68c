//! Callers with a token of an issuer.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use devserver_jobs_gateway::access::Fetch;
use devserver_jobs_gateway::error::Reason;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

use super::guarded::{Guarded, OUTSIDE, refused};
use crate::NOW_MS;

/// What an issuer of one key says of itself at this address, its keys, and a way to sign with it.
pub fn issuer_at(address: &str) -> (String, String, impl Fn(&Value) -> String + use<>) {
    let (random, curve) = (SystemRandom::new(), &ECDSA_P256_SHA256_FIXED_SIGNING);
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(curve, &random).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(curve, pkcs8.as_ref(), &random).unwrap();
    let encoded = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
    let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
    let key = json!({ "kty": "EC", "crv": "P-256", "kid": "k", "x": encoded(x), "y": encoded(y) });
    let keys = json!({ "keys": [key] }).to_string();
    let description = json!({ "issuer": address, "jwks_uri": format!("{address}/keys") });
    let sign = move |claims: &Value| {
        let head = encoded(br#"{"alg":"ES256","kid":"k"}"#);
        let message = format!("{head}.{}", encoded(claims.to_string().as_bytes()));
        let signature = pair.sign(&random, message.as_bytes()).unwrap();
        format!("{message}.{}", encoded(signature.as_ref()))
    };
    (description.to_string(), keys, sign)
}

fn issuer() -> (Fetch, impl Fn(&Value) -> String) {
    let (description, keys, sign) = issuer_at("https://issuer.example");
    let fetch: Fetch = Arc::new(move |url| {
        let answer = match url.path() {
            "/.well-known/openid-configuration" => Ok(description.clone().into()),
            "/keys" => Ok(keys.clone().into()),
            path => Err(format!("nothing at {path}")),
        };
        Box::pin(async { answer })
    });
    (fetch, sign)
}

#[tokio::test]
async fn a_token_of_the_issuer_opens_the_projects_that_it_lists() {
    let (fetch, sign) = issuer();
    let gateway = Guarded::fetching(
        &[
            "--oidc-issuer=https://issuer.example",
            "--oidc-audience=gateway",
            "--oidc-projects-claim=access.projects",
        ],
        fetch,
    );
    let claims = json!({
        "iss": "https://issuer.example", "aud": "gateway", "exp": NOW_MS / 1000 + 60,
        "sub": "anna\u{1b}[2J", "access": { "projects": ["mine"] },
    });
    let token = format!("Bearer {}", sign(&claims));
    let (status, seen) = gateway.get(OUTSIDE, &[("authorization", &token)]).await;
    assert_eq!(status, 200);
    assert_eq!(seen, json!({ "name": "anna[2J", "mine": true, "other": false, "secret": false }));

    refused(&gateway.get(OUTSIDE, &[]).await, 401, Reason::SignIn, "requires a bearer token");
    gateway.advance(Duration::from_secs(120));
    let answer = gateway.get(OUTSIDE, &[("authorization", &token)]).await;
    refused(&answer, 401, Reason::SignIn, "The token has expired.");
    for part in token.split(['.', ' ']) {
        assert!(!answer.1.to_string().contains(part), "{answer:?}");
    }
}

#[tokio::test]
async fn an_issuer_that_cannot_be_reached_is_the_gateways_trouble() {
    let (_, sign) = issuer();
    let gateway =
        Guarded::new(&["--oidc-issuer=https://issuer.example", "--oidc-audience=gateway"]);
    let token = format!("Bearer {}", sign(&json!({})));
    let answer = gateway.get(OUTSIDE, &[("authorization", &token)]).await;
    refused(&answer, 503, Reason::Internal, "cannot reach the issuer");
}
