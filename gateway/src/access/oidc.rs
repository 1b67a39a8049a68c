//! Callers with a token (JWT) that an OpenID Connect issuer signed: whether it is genuine, meant for this gateway
//! and not expired, and which projects it allows. `keys` fetches the keys, and `crypto` checks signatures.
//!
//! jsonwebtoken parses the token and checks its signature. The claims are checked here, because the library's own
//! checks use the system clock, and until recently treated a claim of a wrong type as missing.

mod crypto;
pub(crate) mod keys;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Validation, decode, decode_header};
use serde_json::{Map, Value};

use self::keys::{Fetch, Keys, KeysAt, NoKey};
use super::principal::Principal;
use crate::clock::Clock;
use crate::error::{Reason, Refusal};
use crate::route::ProjectId;

/// By how many seconds the issuer's clock may differ.
const LEEWAY: f64 = 60.0;
const LONGEST: usize = 16 * 1024;
const UNREADABLE: &str = "The token cannot be read by this gateway.";
/// The time after which an issuer that could not be reached is tried again.
const ISSUER_BACK: Duration = Duration::from_secs(5);

/// The required claims of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OidcRules {
    pub(crate) issuer: String,
    pub(crate) audience: String,
    pub(crate) keys: KeysAt,
    /// The claim with the projects that a caller may see.
    pub(crate) projects: Option<String>,
}

/// The rules, and the keys to check signatures.
#[derive(Debug)]
pub(crate) struct Oidc {
    rules: OidcRules,
    keys: Arc<Keys>,
    clock: Clock,
}

type Claims = Map<String, Value>;

impl Oidc {
    pub(crate) fn new(rules: OidcRules, fetch: Fetch, clock: Clock) -> Self {
        crypto::install();
        let keys = Keys::new(rules.keys.clone(), fetch, clock.clone());
        Oidc { rules, keys, clock }
    }

    /// The caller of a token. The refusal contains no part of the token.
    pub(crate) async fn caller(&self, token: &str) -> Result<Principal, Refusal> {
        let claims = self.genuine(token).await?;
        self.check(&claims)?;
        let mut caller =
            claims.get("sub").and_then(Value::as_str).map(Principal::named).unwrap_or_default();
        caller.projects = self.rules.projects.as_deref().map(|claim| projects(&claims, claim));
        Ok(caller)
    }

    /// The claims of a token that the issuer signed. Other members of its header, such as an address of a key, are
    /// ignored, because the caller may have written them.
    async fn genuine(&self, token: &str) -> Result<Claims, Refusal> {
        let header = Some(token).filter(|token| token.len() <= LONGEST).map(decode_header);
        let Some(Ok(header)) = header else {
            return Err(sign_in(UNREADABLE));
        };
        if header.crit.is_some() {
            return Err(sign_in(
                "The token requires an extension (crit) that this gateway does not support.",
            ));
        }
        let key = match self.keys.find(header.kid.as_deref(), header.alg).await {
            Ok(key) => key.key,
            Err(NoKey::Unknown) => {
                return Err(sign_in(
                    "The token is signed with a key that its issuer does not list.",
                ));
            }
            Err(NoKey::Unreachable) => return Err(unreachable_issuer()),
        };
        let mut only_the_signature = Validation::new(header.alg);
        only_the_signature.required_spec_claims.clear();
        only_the_signature.validate_exp = false;
        only_the_signature.validate_aud = false;
        match decode::<Claims>(token, &key, &only_the_signature) {
            Ok(genuine) => Ok(genuine.claims),
            Err(error) if *error.kind() == ErrorKind::InvalidSignature => {
                Err(sign_in("The signature of the token is not valid."))
            }
            Err(_) => Err(sign_in(UNREADABLE)),
        }
    }

    fn check(&self, claims: &Claims) -> Result<(), Refusal> {
        let text = |name| claims.get(name).and_then(Value::as_str);
        if text("iss") != Some(&self.rules.issuer) {
            return Err(sign_in("The token is from another issuer."));
        }
        let is_ours = |audience: &Value| audience.as_str() == Some(&self.rules.audience);
        let for_us = match claims.get("aud") {
            Some(Value::Array(audiences)) => audiences.iter().any(is_ours),
            Some(audience) => is_ours(audience),
            None => false,
        };
        if !for_us {
            return Err(sign_in("The token was issued for another audience."));
        }
        let now = self.clock.now_ms() as f64 / 1000.0;
        match claims.get("exp").and_then(Value::as_f64) {
            None => return Err(sign_in("The token has no expiration time.")),
            Some(expires) if now >= expires + LEEWAY => {
                return Err(sign_in("The token has expired."));
            }
            Some(_) => {}
        }
        match claims.get("nbf").map(Value::as_f64) {
            None => Ok(()),
            Some(Some(begins)) if now >= begins - LEEWAY => Ok(()),
            Some(_) => Err(sign_in("The token is not valid yet.")),
        }
    }
}

/// The projects in the claim; empty if it is missing or invalid. A name with dots is first tried as it is, because
/// some issuers use URLs as names.
fn projects(claims: &Claims, claim: &str) -> BTreeSet<ProjectId> {
    let nested = || {
        let mut steps = claim.split('.');
        let first = claims.get(steps.next()?)?;
        steps.try_fold(first, |value, step| value.get(step))
    };
    let parse = |id: &str| ProjectId::parse(id).ok();
    match claims.get(claim).or_else(nested) {
        Some(Value::String(ids)) => ids.split_whitespace().filter_map(parse).collect(),
        Some(Value::Array(ids)) => ids.iter().filter_map(Value::as_str).filter_map(parse).collect(),
        _ => BTreeSet::new(),
    }
}

fn sign_in(message: &'static str) -> Refusal {
    Refusal::new(Reason::SignIn, message)
}

/// The token may be valid. The cause was logged when the request to the issuer failed.
fn unreachable_issuer() -> Refusal {
    let message = "The gateway cannot reach the issuer of the tokens to check this one. Try again.";
    let mut refusal = Refusal::new(Reason::Internal, message).retry_after(ISSUER_BACK);
    refusal.status = Some(axum::http::StatusCode::SERVICE_UNAVAILABLE);
    refusal
}

#[cfg(test)]
mod tests;
