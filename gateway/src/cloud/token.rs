//! Tokens of an IAM user: requested with a password, one for each project, kept while they are valid and renewed
//! before they expire.

use std::collections::HashMap;
use std::time::Duration;

use axum::http::HeaderName;
use axum::http::header::CONTENT_TYPE;
use jiff::Timestamp;
use reqwest::Response;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::Mutex;

use crate::clock::Clock;
use crate::cloud::breaker::Verdict;
use crate::cloud::credential::User;
use crate::cloud::endpoint::Endpoint;
use crate::cloud::transport::{Failure, Wire};
use crate::error::{Reason, Refusal};
use crate::route::ProjectId;

const X_SUBJECT_TOKEN: HeaderName = HeaderName::from_static("x-subject-token");
/// A token is renewed when less than this is left of it, or less than a tenth of its lifetime.
const RENEWED_BEFORE: Duration = Duration::from_secs(60 * 60);

/// The tokens of one user.
#[derive(Debug)]
pub struct Tokens {
    iam: Endpoint,
    clock: Clock,
    /// Locked during a request, so that others that need the same token wait for it.
    kept: Mutex<HashMap<ProjectId, Token>>,
}

#[derive(Clone, Debug)]
struct Token {
    /// The generation of the credential that it was requested with.
    generation: u64,
    value: SecretString,
    renew_at_ms: i64,
    expires_at_ms: i64,
}

#[derive(Deserialize)]
struct Body {
    token: BodyToken,
}

#[derive(Deserialize)]
struct BodyToken {
    expires_at: Timestamp,
}

impl Tokens {
    /// Uses this IAM, without sending a request yet.
    pub fn new(iam: Endpoint, clock: Clock) -> Self {
        Tokens { iam, clock, kept: Mutex::default() }
    }

    /// A valid token for the project. `refused` is one that the cloud rejected although it should be valid.
    pub async fn get(
        &self,
        wire: &Wire,
        (generation, user): (u64, &User),
        project: &ProjectId,
        refused: Option<&SecretString>,
    ) -> Result<SecretString, Failure> {
        let mut kept = self.kept.lock().await;
        let now_ms = self.clock.now_ms();
        let good = kept.get(project).filter(|token| {
            let is_refused = refused
                .is_some_and(|refused| refused.expose_secret() == token.value.expose_secret());
            token.generation == generation && now_ms < token.expires_at_ms && !is_refused
        });
        if let Some(token) = good
            && now_ms < token.renew_at_ms
        {
            return Ok(token.value.clone());
        }
        let old = good.map(|token| token.value.clone());
        match self.request(wire, generation, user, project).await {
            Ok(token) => {
                let value = token.value.clone();
                kept.insert(project.clone(), token);
                Ok(value)
            }
            // The old token is valid for some time, and IAM may be available again by then.
            Err(failure) if failure.verdict != Verdict::Refused && old.is_some() => {
                tracing::warn!(
                    reason = failure.refusal.reason.name(),
                    "A token could not be renewed yet."
                );
                Ok(old.expect("it was just seen"))
            }
            Err(failure) => {
                kept.remove(project);
                Err(failure)
            }
        }
    }

    async fn request(
        &self,
        wire: &Wire,
        generation: u64,
        user: &User,
        project: &ProjectId,
    ) -> Result<Token, Failure> {
        let body = json!({ "auth": {
            "identity": { "methods": ["password"], "password": { "user": {
                "name": user.name.expose_secret(),
                "password": user.password.expose_secret(),
                "domain": { "name": user.domain.expose_secret() },
            } } },
            "scope": { "project": { "id": project.as_str() } },
        } });
        let url = self.iam.url("/v3/auth/tokens", "nocatalog=true");
        let request =
            wire.client().post(url).header(CONTENT_TYPE, "application/json").body(body.to_string());
        let secrets = [&user.domain, &user.name, &user.password];
        let (response, took) = wire.send(request, &self.iam, &secrets).await?;
        let token = self.token(wire, generation, response).await;
        wire.count(&token, took);
        token
    }

    async fn token(
        &self,
        wire: &Wire,
        generation: u64,
        response: Response,
    ) -> Result<Token, Failure> {
        let value = response.headers().get(X_SUBJECT_TOKEN).and_then(|value| value.to_str().ok());
        let value = value.map(SecretString::from);
        let body = wire.short_body(response).await;
        let expires_at = serde_json::from_slice::<Body>(&body).ok().map(|it| it.token.expires_at);
        let (Some(value), Some(expires_at)) = (value, expires_at) else {
            let refusal = Refusal::new(
                Reason::CloudFailed,
                "IAM responded without a token. The gateway's operators must check its address.",
            );
            return Err(Failure { refusal, verdict: Verdict::Unknown, cause: None });
        };
        let (now_ms, expires_at_ms) = (self.clock.now_ms(), expires_at.as_millisecond());
        let life_ms = expires_at_ms.saturating_sub(now_ms);
        let early_ms = (life_ms / 10).min(RENEWED_BEFORE.as_millis() as i64);
        let renew_at_ms = expires_at_ms.saturating_sub(early_ms);
        Ok(Token { generation, value, renew_at_ms, expires_at_ms })
    }
}
