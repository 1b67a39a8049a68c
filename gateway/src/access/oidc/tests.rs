//! Which tokens open the gateway, and when the issuer is asked for its keys.

use std::future::pending;
use std::sync::Mutex;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair,
};
use serde_json::json;
use url::Url;

use super::*;
use crate::clock::{Clock, Hand};

const START_MS: i64 = 1_760_000_000_000;
const NOW: i64 = START_MS / 1000;
const ISSUER: &str = "https://issuer.example/realm";
const JWKS: &str = "https://issuer.example/keys";
const DESCRIPTION: &str = "https://issuer.example/realm/.well-known/openid-configuration";

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn assembled(header: &Value, claims: &Value, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let message = format!("{}.{}", encoded(header.to_string()), encoded(claims.to_string()));
    let signature = encoded(sign(message.as_bytes()));
    format!("{message}.{signature}")
}

/// An issuer's key, made anew for each test.
struct Signer {
    id: &'static str,
    pair: EcdsaKeyPair,
}

impl Signer {
    fn of(id: &'static str, algorithm: &'static EcdsaSigningAlgorithm) -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).unwrap();
        Signer { id, pair }
    }

    fn new(id: &'static str) -> Self {
        Signer::of(id, &ECDSA_P256_SHA256_FIXED_SIGNING)
    }

    fn jwk(&self) -> Value {
        let point = &self.pair.public_key().as_ref()[1..];
        let (x, y) = point.split_at(point.len() / 2);
        let curve = if x.len() == 32 { "P-256" } else { "P-384" };
        json!({ "kty": "EC", "crv": curve, "kid": self.id, "x": encoded(x), "y": encoded(y) })
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.pair.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec()
    }

    fn token(&self, claims: &Value) -> String {
        self.token_with(&json!({ "alg": "ES256", "kid": self.id }), claims)
    }

    fn token_with(&self, header: &Value, claims: &Value) -> String {
        assembled(header, claims, |message| self.sign(message))
    }
}

fn claims() -> Value {
    json!({ "iss": ISSUER, "aud": "gateway", "exp": NOW + 600, "sub": "anna" })
}

/// The claims with one of them changed; `null` takes it out.
fn with(name: &str, value: Value) -> Value {
    let mut claims = claims();
    match value {
        Value::Null => _ = claims.as_object_mut().unwrap().remove(name),
        value => claims[name] = value,
    }
    claims
}

/// An issuer that is not there, and what it was asked for.
#[derive(Clone, Default)]
struct Issuer {
    answers: Arc<Mutex<Vec<(&'static str, Answer)>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

#[derive(Clone)]
enum Answer {
    Text(String),
    Error,
    Never,
}

impl Issuer {
    fn says(&self, url: &'static str, answer: Answer) {
        let mut answers = self.answers.lock().unwrap();
        answers.retain(|(known, _)| *known != url);
        answers.push((url, answer));
    }

    fn has(&self, keys: &[Value]) {
        self.says(JWKS, Answer::Text(json!({ "keys": keys }).to_string()));
    }

    fn asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    fn fetch(&self) -> Fetch {
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

fn rules() -> OidcRules {
    OidcRules {
        issuer: ISSUER.to_owned(),
        audience: "gateway".to_owned(),
        keys: KeysAt::Jwks(JWKS.parse().unwrap()),
        projects: None,
    }
}

fn oidc(issuer: &Issuer) -> (Hand, Oidc) {
    oidc_with(issuer, rules())
}

fn oidc_with(issuer: &Issuer, rules: OidcRules) -> (Hand, Oidc) {
    let (clock, hand) = Clock::by_hand(START_MS);
    (hand, Oidc::new(rules, issuer.fetch(), clock))
}

/// The caller's name, or the refusal's status and message.
async fn told(oidc: &Oidc, token: &str) -> Result<Option<String>, String> {
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
fn refused(told: Result<Option<String>, String>, part: &str) {
    let message = told.unwrap_err();
    assert!(message.contains(part), "{message}");
}

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
        (with("exp", json!(null)), Err("does not say when it expires")),
        (with("exp", json!("9999999999")), Err("does not say when it expires")),
        (with("exp", json!([9_999_999_999_u64])), Err("can read")),
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
    refused(told(&oidc, &signer.token_with(&header, &claims())).await, "demands");
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
        refused(
            told(&oidc, &unsigned).await,
            "401 The token is not one that this gateway can read",
        );
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
        refused(told(&oidc, &token).await, "401 The token is not one that this gateway can read");
    }
    for claims in [json!([]), json!(null), json!("x")] {
        refused(told(&oidc, &signer.token(&claims)).await, "401");
    }
    let endless = signer.token(&with("note", json!("x".repeat(LONGEST))));
    refused(told(&oidc, &endless).await, "can read");
    assert_eq!(issuer.asked(), 1);
}

#[tokio::test]
async fn only_keys_for_signatures_are_used() {
    let (signer, second, issuer) = (Signer::new("one"), Signer::new("two"), Issuer::default());
    let is_used = async |changes: Value| {
        let mut jwk = signer.jwk();
        for (name, value) in changes.as_object().unwrap() {
            jwk[name] = value.clone();
        }
        issuer.has(&[second.jwk(), json!({ "kty": "new" }), json!(7), jwk]);
        let (_, oidc) = oidc(&issuer);
        told(&oidc, &signer.token(&claims())).await.is_ok()
    };
    assert!(is_used(json!({})).await);
    assert!(is_used(json!({ "use": "sig", "alg": "ES256", "key_ops": ["verify"] })).await);
    assert!(!is_used(json!({ "use": "enc" })).await);
    assert!(!is_used(json!({ "key_ops": ["deriveKey"] })).await);
    assert!(!is_used(json!({ "alg": "ES384" })).await);
    assert!(!is_used(json!({ "alg": "RS256" })).await);
    assert!(!is_used(json!({ "alg": "ECDH-ES" })).await);
    assert!(!is_used(json!({ "crv": "P-384" })).await);
    assert!(!is_used(json!({ "x": "AAAA" })).await);
}

#[tokio::test]
async fn a_token_without_the_name_of_a_key_means_the_only_one() {
    let (signer, second, issuer) = (Signer::new("one"), Signer::new("two"), Issuer::default());
    let token = signer.token_with(&json!({ "alg": "ES256" }), &claims());
    issuer.has(&[signer.jwk()]);
    assert!(told(&oidc(&issuer).1, &token).await.is_ok());
    issuer.has(&[signer.jwk(), second.jwk()]);
    refused(told(&oidc(&issuer).1, &token).await, "does not list");
}

#[tokio::test]
async fn an_unknown_key_causes_one_question_a_minute() {
    let (old, new, issuer) = (Signer::new("old"), Signer::new("new"), Issuer::default());
    issuer.has(&[old.jwk()]);
    let (hand, oidc) = oidc(&issuer);
    let (old_token, new_token) = (old.token(&claims()), new.token(&claims()));
    assert!(told(&oidc, &old_token).await.is_ok());
    assert_eq!(issuer.asked(), 1);
    // The issuer changes its key at once, but the minute is not over.
    issuer.has(&[new.jwk(), old.jwk()]);
    for _ in 0..5 {
        refused(told(&oidc, &new_token).await, "does not list");
    }
    assert_eq!(issuer.asked(), 1);
    hand.forward(Duration::from_secs(60));
    let made_up = Signer::new("made-up").token(&claims());
    let (a, b, c, d) = tokio::join!(
        told(&oidc, &new_token),
        told(&oidc, &made_up),
        told(&oidc, &new_token),
        told(&oidc, &old_token)
    );
    assert!(a.is_ok() && b.is_err() && c.is_ok() && d.is_ok());
    assert_eq!(issuer.asked(), 2);
    for _ in 0..5 {
        assert!(told(&oidc, &made_up).await.is_err());
    }
    assert_eq!(issuer.asked(), 2);
    hand.forward(Duration::from_secs(60));
    assert!(told(&oidc, &made_up).await.is_err());
    assert_eq!(issuer.asked(), 3);
}

#[tokio::test]
async fn keys_are_good_for_an_hour_and_longer_without_their_issuer() {
    let (signer, next, issuer) = (Signer::new("one"), Signer::new("two"), Issuer::default());
    issuer.has(&[signer.jwk()]);
    let (hand, oidc) = oidc(&issuer);
    let lasting = signer.token(&with("exp", json!(NOW + 1_000_000)));
    assert!(told(&oidc, &lasting).await.is_ok());
    hand.forward(Duration::from_secs(3599));
    assert!(told(&oidc, &lasting).await.is_ok());
    assert_eq!(issuer.asked(), 1);
    // The issuer fails in every way that it can.
    let large = format!(r#"{{"keys": [], "x": "{}"}}"#, "x".repeat(keys::LARGEST_ANSWER));
    let mut asked = 1;
    for answer in [
        Answer::Error,
        Answer::Text("<html>".to_owned()),
        Answer::Text(r#"{"keys": []}"#.to_owned()),
        Answer::Text(large),
    ] {
        issuer.says(JWKS, answer);
        hand.forward(Duration::from_secs(60));
        for _ in 0..3 {
            assert!(told(&oidc, &lasting).await.is_ok());
        }
        asked += 1;
        assert_eq!(issuer.asked(), asked);
    }
    // It is back, and has taken the key out.
    issuer.has(&[next.jwk()]);
    hand.forward(Duration::from_secs(60));
    refused(told(&oidc, &lasting).await, "does not list");
}

#[tokio::test]
async fn without_any_key_nobody_gets_in_but_is_told_why() {
    let (signer, issuer) = (Signer::new("one"), Issuer::default());
    let (hand, oidc) = oidc(&issuer);
    let token = signer.token(&claims());
    for answer in [Answer::Error, Answer::Never, Answer::Text("{}".to_owned())] {
        let hangs = matches!(answer, Answer::Never);
        issuer.says(JWKS, answer);
        let before = issuer.asked();
        // However many wait for an issuer that hangs, they wait for one answer.
        let (refused, other, ()) = tokio::join!(oidc.caller(&token), oidc.caller(&token), async {
            while hangs && issuer.asked() == before {
                tokio::task::yield_now().await;
            }
            if hangs {
                hand.forward(keys::PATIENCE);
            }
        });
        assert_eq!((other.is_err(), issuer.asked()), (true, before + 1));
        let refusal = refused.unwrap_err();
        assert_eq!((refusal.reason, refusal.status().as_u16()), (Reason::Internal, 503));
        assert_eq!(refusal.retry_after, Some(ISSUER_BACK));
        let asked = issuer.asked();
        assert!(oidc.caller(&token).await.is_err());
        assert_eq!(issuer.asked(), asked);
        hand.forward(ISSUER_BACK);
    }
    issuer.has(&[signer.jwk()]);
    assert!(told(&oidc, &token).await.is_ok());
}

/// An issuer that hung cost every caller five seconds, once a minute, though its key was known.
#[tokio::test]
async fn a_known_key_does_not_wait_for_an_issuer_that_hangs() {
    let (signer, issuer) = (Signer::new("one"), Issuer::default());
    issuer.has(&[signer.jwk()]);
    let (hand, oidc) = oidc(&issuer);
    let lasting = signer.token(&with("exp", json!(NOW + 1_000_000)));
    assert!(told(&oidc, &lasting).await.is_ok());
    hand.forward(Duration::from_secs(3600));
    issuer.says(JWKS, Answer::Never);
    let (one, other, ()) = tokio::join!(told(&oidc, &lasting), told(&oidc, &lasting), async {
        while issuer.asked() == 1 {
            tokio::task::yield_now().await;
        }
        hand.forward(keys::MOMENT);
    });
    assert!(one.is_ok() && other.is_ok());
    assert_eq!(issuer.asked(), 2);
}

/// Whoever hangs up while the issuer is asked must not use up the one question of this minute, or a
/// caller who does nothing else keeps a new key out for good.
#[tokio::test]
async fn a_caller_who_hangs_up_stops_no_question() {
    let (signer, issuer) = (Signer::new("one"), Issuer::default());
    issuer.has(&[signer.jwk()]);
    let (_, oidc) = oidc(&issuer);
    let token = signer.token(&claims());
    {
        let hung_up = told(&oidc, &token);
        tokio::pin!(hung_up);
        tokio::select! {
            biased;
            _ = &mut hung_up => panic!("it has to ask first"),
            () = tokio::task::yield_now() => {}
        }
    }
    assert!(told(&oidc, &token).await.is_ok());
    assert_eq!(issuer.asked(), 1);
}

#[tokio::test]
async fn the_issuer_can_say_itself_where_its_keys_are() {
    let signer = Signer::new("one");
    let works = async |description: Value| {
        let issuer = Issuer::default();
        issuer.has(&[signer.jwk()]);
        let keys = Answer::Text(json!({ "keys": [signer.jwk()] }).to_string());
        issuer.says("http://issuer.example/keys", keys.clone());
        issuer.says("file:///etc/keys", keys);
        issuer.says(DESCRIPTION, Answer::Text(description.to_string()));
        let keys = KeysAt::Discovery {
            description: DESCRIPTION.parse().unwrap(),
            issuer: ISSUER.to_owned(),
        };
        let (_, oidc) = oidc_with(&issuer, OidcRules { keys, ..rules() });
        told(&oidc, &signer.token(&claims())).await.is_ok()
    };
    assert!(works(json!({ "issuer": ISSUER, "jwks_uri": JWKS })).await);
    assert!(!works(json!({ "issuer": "https://evil.example", "jwks_uri": JWKS })).await);
    assert!(!works(json!({ "issuer": ISSUER, "jwks_uri": "http://issuer.example/keys" })).await);
    assert!(!works(json!({ "issuer": ISSUER, "jwks_uri": "file:///etc/keys" })).await);
    assert!(!works(json!({ "issuer": ISSUER })).await);
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

#[test]
fn keys_come_from_where_nobody_can_change_them() {
    #[track_caller]
    fn check(url: &str, expect: bool) {
        assert_eq!(keys::is_safe(&url.parse().unwrap()), expect, "{url}");
    }
    check("https://issuer.example", true);
    check("http://localhost:8080", true);
    check("http://127.0.0.1:8080", true);
    check("http://[::1]:8080", true);
    check("http://issuer.example", false);
    check("http://localhost.evil.example", false);
    check("ftp://localhost", false);
    check("file:///keys", false);
}
