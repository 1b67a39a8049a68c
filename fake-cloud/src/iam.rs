//! Tokens of IAM: who gets one, how long it is valid, and whether a presented token was issued here.

use std::collections::HashMap;

use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::answer::Answer;
use crate::errors;
use crate::settings::Settings;
use crate::wire::Request;

/// The path for requesting tokens, with POST.
pub const TOKEN_PATH: &str = "/v3/auth/tokens";

#[derive(Debug, Default)]
pub(crate) struct Tokens {
    issued: HashMap<String, Issued>,
    /// The number of issued tokens, so that no two are equal.
    count: u64,
}

#[derive(Debug)]
struct Issued {
    expires_at_ms: i64,
    /// The project that it is valid for, if the caller gave a project ID. A caller who gives a region gets a token for
    /// all projects, because the project of a region is not known here.
    project: Option<String>,
}

impl Tokens {
    /// Responds to a request for a token.
    pub(crate) fn issue(&mut self, request: &Request, settings: &Settings) -> Answer {
        let is_json =
            request.header("content-type").is_some_and(|sort| sort.starts_with("application/json"));
        let body: Value = match serde_json::from_slice(&request.body) {
            Ok(body) if is_json => body,
            _ => return errors::iam(400, "Bad Request", "The request body is invalid."),
        };
        let text = |pointer: &str| body.pointer(pointer).and_then(Value::as_str);
        let scope = (text("/auth/scope/project/name"), text("/auth/scope/project/id"));
        let by_password = body.pointer("/auth/identity/methods") == Some(&json!(["password"]));
        if !by_password || scope == (None, None) {
            return errors::iam(400, "Bad Request", "The request body is invalid.");
        }
        let at = |field: &str| text(&format!("/auth/identity/password/user/{field}"));
        let given = (at("domain/name"), at("name"), at("password"));
        let known = settings.iam_user.as_ref().is_some_and(|known| {
            given == (Some(&known.domain), Some(&known.user), Some(&known.password))
        });
        if !known {
            return errors::wrong_password();
        }
        let now_ms = settings.clock.now_ms();
        let expires_at_ms = now_ms + settings.token_lifetime_ms;
        let project = scope.1.map(str::to_owned);
        self.count += 1;
        let token = token(self.count, settings.token_length);
        let body = json!({ "token": {
            "expires_at": iso(expires_at_ms),
            "issued_at": iso(now_ms),
            "methods": ["password"],
            "project": { "id": scope.1.unwrap_or("0123456789abcdef"), "name": scope.0.unwrap_or("region") },
            "user": { "name": given.1, "domain": { "name": given.0 } },
            "roles": [],
            "catalog": [],
        }});
        let answer = Answer::json(201, body.to_string())
            .with("X-Subject-Token", &token)
            .with("Server", "api-gateway");
        self.issued.insert(token, Issued { expires_at_ms, project });
        answer
    }

    /// Accepts a token, or returns the error response.
    pub(crate) fn check(&self, token: &str, project: &str, now_ms: i64) -> Result<(), Answer> {
        let issued = self.issued.get(token).ok_or_else(errors::decrypt_token_fail)?;
        if issued.project.as_deref().is_some_and(|good_for| good_for != project) {
            return Err(errors::decrypt_token_fail());
        }
        if issued.expires_at_ms <= now_ms {
            return Err(errors::token_expires());
        }
        Ok(())
    }

    pub(crate) fn revoke(&mut self) {
        self.issued.clear();
    }
}

/// A token of this length: it begins like real ones, followed by hexadecimal digits.
fn token(number: u64, length: usize) -> String {
    let mut text = String::from("MII");
    for block in 0_u64.. {
        if text.len() >= length {
            break;
        }
        let digest = Sha256::digest(format!("{number}/{block}"));
        text.extend(digest.iter().map(|byte| format!("{byte:02x}")));
    }
    text.truncate(length);
    text
}

/// A time with six decimal places of seconds, as IAM writes it.
fn iso(at_ms: i64) -> String {
    Timestamp::from_millisecond(at_ms).map_or_else(|_| String::new(), |at| format!("{at:.6}"))
}
