//! Which tokens open the gateway, and for which projects.

use std::time::Duration;

use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P384_SHA384_FIXED_SIGNING, Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};

use super::super::{LONGEST, OidcRules};
use super::issuer::{
    ISSUER, Issuer, JWKS, NOW, Signer, assembled, claims, encoded, oidc, oidc_with, refused, rules,
    told, with,
};
use crate::route::ProjectId;

#[tokio::test]
async fn what_a_token_says_is_checked() {
    let (signer, issuer) = (Signer::new("one"), Issuer::default());
    issuer.has(&[signer.jwk()]);
    let (_, oidc) = oidc(&issuer);
    for (claims, expect) in [
        (claims(), Ok("anna")),
        (with("aud", json!(["other", "gateway"])), Ok("anna")),
        (with("exp", json!(NOW as f64 + 0.5)), Ok("anna")),
        (with("nbf", json!(NOW)), Ok("anna")),
        (with("nbf", json!(NOW + 59)), Ok("anna")),
        (with("exp", json!(NOW - 59)), Ok("anna")),
        (with("exp", json!(NOW - 60)), Err("401 The token has expired")),
        (with("exp", json!(0)), Err("has expired")),
        (with("exp", json!(-1)), Err("has expired")),
        (with("exp", json!(null)), Err("has no expiration time")),
        (with("exp", json!("9999999999")), Err("has no expiration time")),
        (with("exp", json!([9_999_999_999_u64])), Err("cannot be read")),
        (with("nbf", json!(NOW + 61)), Err("401 The token is not valid yet")),
        // CVE-2026-25537: a claim of another type was taken for none.
        (with("nbf", json!("1")), Err("not valid yet")),
        (with("aud", json!(null)), Err("401 The token was issued for another audience")),
        (with("aud", json!("other")), Err("another audience")),
        (with("aud", json!("gateway2")), Err("another audience")),
        (with("aud", json!([])), Err("another audience")),
        (with("aud", json!({ "gateway": true })), Err("another audience")),
        (with("iss", json!(null)), Err("401 The token is from another issuer")),
        (with("iss", json!("https://issuer.example/realm/")), Err("another issuer")),
        (with("iss", json!([ISSUER])), Err("another issuer")),
    ] {
        let got = told(&oidc, &signer.token(&claims)).await;
        match expect {
            Ok(name) => assert_eq!(got.as_ref().map(Option::as_deref), Ok(Some(name)), "{claims}"),
            Err(part) => refused(got, part),
        }
    }
    assert_eq!(told(&oidc, &signer.token(&with("sub", json!(null)))).await, Ok(None));
    assert_eq!(issuer.asked(), 1);
}

#[tokio::test]
async fn a_token_expires_while_the_clock_goes() {
    let (signer, issuer) = (Signer::new("one"), Issuer::default());
    issuer.has(&[signer.jwk()]);
    let (hand, oidc) = oidc(&issuer);
    let token = signer.token(&claims());
    hand.forward(Duration::from_secs(659));
    assert!(told(&oidc, &token).await.is_ok());
    hand.forward(Duration::from_secs(1));
    refused(told(&oidc, &token).await, "expired");
}

#[tokio::test]
async fn every_kind_of_asymmetric_key_is_understood() {
    let rsa: Value = serde_json::from_str(include_str!("rsa.test.json")).unwrap();
    let p384 = Signer::of("p384", &ECDSA_P384_SHA384_FIXED_SIGNING);
    let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
    let ed = Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap();
    let ed_jwk = json!({
        "kty": "OKP", "crv": "Ed25519", "kid": "ed", "x": encoded(ed.public_key()),
    });
    let issuer = Issuer::default();
    issuer.has(&[rsa["jwk"].clone(), p384.jwk(), ed_jwk]);
    let (_, oidc) =
        oidc_with(&issuer, OidcRules { issuer: "https://issuer.example".into(), ..rules() });
    let claims = with("iss", json!("https://issuer.example"));
    let signed_by_ed = |message: &[u8]| ed.sign(message).as_ref().to_vec();
    for token in [
        rsa["RS256"].as_str().unwrap().to_owned(),
        rsa["PS256"].as_str().unwrap().to_owned(),
        p384.token_with(&json!({ "alg": "ES384", "kid": "p384" }), &claims),
        assembled(&json!({ "alg": "EdDSA", "kid": "ed" }), &claims, signed_by_ed),
    ] {
        assert_eq!(told(&oidc, &token).await, Ok(Some("anna".to_owned())), "{token}");
    }
}

#[tokio::test]
async fn only_the_issuer_can_sign() {
    let (signer, other, issuer) = (Signer::new("one"), Signer::new("one"), Issuer::default());
    issuer.has(&[signer.jwk()]);
    let (_, oidc) = oidc(&issuer);
    let good = signer.token(&claims());
    assert!(told(&oidc, &good).await.is_ok());

    refused(told(&oidc, &other.token(&claims())).await, "signature");
    let parts: Vec<&str> = good.split('.').collect();
    let changed = encoded(with("sub", json!("root")).to_string());
    refused(told(&oidc, &format!("{}.{changed}.{}", parts[0], parts[2])).await, "signature");
    refused(told(&oidc, &format!("{}.{}.", parts[0], parts[1])).await, "signature");
    // With the key that it brings along, or an address for one.
    let header =
        json!({ "alg": "ES256", "kid": "one", "jwk": other.jwk(), "jku": "https://evil.example" });
    refused(told(&oidc, &other.token_with(&header, &claims())).await, "signature");
    let header = json!({ "alg": "ES256", "kid": "one", "crit": ["exp"] });
    refused(told(&oidc, &signer.token_with(&header, &claims())).await, "extension");
    assert!(issuer.asked.lock().unwrap().iter().all(|url| url == JWKS));
}

/// The two oldest tricks: no signature at all, and the public key taken for a shared secret.
#[tokio::test]
async fn the_token_does_not_choose_how_it_is_checked() {
    let (signer, issuer) = (Signer::new("one"), Issuer::default());
    let secret =
        json!({ "kty": "oct", "kid": "shared", "k": encoded("a shared secret"), "alg": "HS256" });
    issuer.has(&[signer.jwk(), secret]);
    let (_, oidc) = oidc(&issuer);
    for algorithm in ["none", "None", "NONE", "", "ES512", "Ed25519"] {
        let header = json!({ "alg": algorithm, "kid": "one" });
        let unsigned = assembled(&header, &claims(), |_| Vec::new());
        refused(told(&oidc, &unsigned).await, "401 The token cannot be read by this gateway");
    }
    let jwk = signer.jwk();
    let mut secrets: Vec<Vec<u8>> = vec![jwk.to_string().into(), b"a shared secret".to_vec()];
    secrets.push(signer.pair.public_key().as_ref().to_vec());
    secrets.push(jwk["x"].as_str().unwrap().as_bytes().to_vec());
    for secret in secrets {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &secret);
        for id in ["one", "shared"] {
            let header = json!({ "alg": "HS256", "kid": id });
            let signed = |message: &[u8]| hmac::sign(&key, message).as_ref().to_vec();
            refused(
                told(&oidc, &assembled(&header, &claims(), signed)).await,
                "401 The token is signed",
            );
        }
    }
    // The right key, under the name of another algorithm.
    for algorithm in ["ES384", "RS256", "EdDSA"] {
        let header = json!({ "alg": algorithm, "kid": "one" });
        refused(told(&oidc, &signer.token_with(&header, &claims())).await, "does not list");
    }
}

#[tokio::test]
async fn what_is_no_token_is_refused() {
    let (signer, issuer) = (Signer::new("one"), Issuer::default());
    issuer.has(&[signer.jwk()]);
    let (_, oidc) = oidc(&issuer);
    let good = signer.token(&claims());
    for token in [
        "x".to_owned(),
        "...".to_owned(),
        "a.b".to_owned(),
        format!("{good}.x"),
        format!("x.{good}"),
        "é.é.é".to_owned(),
        "a".repeat(100_000),
        format!("{}.{}.{}", encoded("[]"), encoded("[]"), encoded("x")),
        format!("{}{good}", "a".repeat(LONGEST)),
    ] {
        refused(told(&oidc, &token).await, "401 The token cannot be read by this gateway");
    }
    for claims in [json!([]), json!(null), json!("x")] {
        refused(told(&oidc, &signer.token(&claims)).await, "401");
    }
    let endless = signer.token(&with("note", json!("x".repeat(LONGEST))));
    refused(told(&oidc, &endless).await, "cannot be read");
    assert_eq!(issuer.asked(), 1);
}

#[tokio::test]
async fn a_claim_lists_projects() {
    let (signer, issuer) = (Signer::new("one"), Issuer::default());
    issuer.has(&[signer.jwk()]);
    let visible = async |claim: &str, value: Value| {
        let name = claim.split('.').next().unwrap();
        let (_, oidc) =
            oidc_with(&issuer, OidcRules { projects: Some(claim.to_owned()), ..rules() });
        let caller = oidc.caller(&signer.token(&with(name, value))).await.unwrap();
        ["a", "b-2", "c"].map(|id| caller.may_see(&ProjectId::parse(id).unwrap()))
    };
    assert_eq!(visible("projects", json!(["a", "b-2"])).await, [true, true, false]);
    assert_eq!(visible("projects", json!(" a  b-2 ")).await, [true, true, false]);
    assert_eq!(
        visible("projects", json!(["a", 7, null, "not/a project", "c"])).await,
        [true, false, true]
    );
    assert_eq!(visible("projects", json!(["a b-2"])).await, [false; 3]);
    assert_eq!(visible("projects", json!([])).await, [false; 3]);
    assert_eq!(visible("projects", json!(null)).await, [false; 3]);
    assert_eq!(visible("projects", json!({ "a": true })).await, [false; 3]);
    assert_eq!(visible("projects", json!(["*"])).await, [false; 3]);
    assert_eq!(
        visible("access.x.projects", json!({ "x": { "projects": "c" } })).await,
        [false, false, true]
    );
    assert_eq!(visible("access.projects", json!({ "x": 1 })).await, [false; 3]);

    let named_by_address =
        OidcRules { projects: Some("https://a.example/projects".into()), ..rules() };
    let (_, oidc) = oidc_with(&issuer, named_by_address);
    let token = signer.token(&with("https://a.example/projects", json!(["c"])));
    assert!(oidc.caller(&token).await.unwrap().may_see(&ProjectId::parse("c").unwrap()));
}
