//! The metadata service of an ECS with an agency: it returns a token and, for the token, a temporary key, which is
//! added to the keyring.

use std::collections::HashSet;

use jiff::Timestamp;
use serde_json::json;

use crate::answer::Answer;
use crate::settings::Key;
use crate::wire::Request;

/// The path for requesting a token, with PUT.
pub const METADATA_TOKEN_PATH: &str = "/meta-data/latest/api/token";
/// The path for requesting a key, with GET.
pub const METADATA_KEY_PATH: &str = "/openstack/latest/securitykey";

#[derive(Debug, Default)]
pub(crate) struct Agency {
    tokens: HashSet<String>,
    keys: u32,
}

pub(crate) fn is_for(request: &Request) -> bool {
    [METADATA_TOKEN_PATH, METADATA_KEY_PATH].contains(&request.path())
}

impl Agency {
    /// The response, and the key in it, which is valid for this time.
    pub(crate) fn answer(
        &mut self,
        request: &Request,
        now_ms: i64,
        lifetime_ms: i64,
    ) -> (Answer, Option<Key>) {
        let text = |status, text: &str| (Answer::of(status, "text/plain", text.to_owned()), None);
        match (request.method.as_str(), request.path()) {
            ("PUT", METADATA_TOKEN_PATH) => match request.header("x-metadata-token-ttl-seconds") {
                Some(ttl) if ttl.parse::<u32>().is_ok_and(|ttl| ttl > 0) => {
                    let token = format!("metadata-token-{}", self.tokens.len());
                    let answer = text(200, &token);
                    self.tokens.insert(token);
                    answer
                }
                _ => text(400, "Bad Request"),
            },
            ("GET", METADATA_KEY_PATH) => {
                let token = request.header("x-metadata-token");
                if !token.is_some_and(|token| self.tokens.contains(token)) {
                    return text(401, "Unauthorized");
                }
                self.keys += 1;
                let number = self.keys;
                let expires_at_ms = now_ms + lifetime_ms;
                let key = Key {
                    security_token: Some(format!("made/up+SecurityToken{number}==")),
                    expires_at_ms: Some(expires_at_ms),
                    ..Key::new(
                        &format!("HWTEMPORARYKEY{number:06}"),
                        &format!("temporary/{number}"),
                    )
                };
                let body = json!({ "credential": {
                    "access": key.ak,
                    "secret": key.sk,
                    "securitytoken": key.security_token,
                    "expires_at": iso(expires_at_ms),
                } });
                (Answer::json(200, body.to_string()), Some(key))
            }
            _ => text(405, "Method Not Allowed"),
        }
    }
}

fn iso(at_ms: i64) -> String {
    Timestamp::from_millisecond(at_ms).map_or_else(|_| String::new(), |at| format!("{at:.6}"))
}
