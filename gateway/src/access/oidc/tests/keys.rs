//! Which keys are used, and when the issuer is asked for them.

use std::time::Duration;

use serde_json::{Value, json};

use super::super::keys::{self, KeysAt};
use super::super::{ISSUER_BACK, OidcRules};
use super::issuer::{
    Answer, DESCRIPTION, ISSUER, Issuer, JWKS, NOW, Signer, claims, oidc, oidc_with, refused,
    rules, told, with,
};
use crate::error::Reason;

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
        issuer.publish(JWKS, answer);
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
        issuer.publish(JWKS, answer);
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
    issuer.publish(JWKS, Answer::Never);
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
        issuer.publish("http://issuer.example/keys", keys.clone());
        issuer.publish("file:///etc/keys", keys);
        issuer.publish(DESCRIPTION, Answer::Text(description.to_string()));
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
