//! Checks of a signed call: the signature, the date, the temporary key's token, and the project; and the lock after
//! too many failures. The signature itself is computed in `signature`.

use std::collections::HashMap;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::answer::Answer;
use crate::errors;
use crate::settings::Key;
use crate::signature::{
    Authorization, canonical_request, read_authorization, signature, string_to_sign,
};
use crate::wire::Request;

/// More failures in a row than this lock a key.
const FAILURES_ALLOWED: u32 = 5;
const LOCKED_MS: i64 = 5 * 60_000;
/// By how much the caller's clock may differ, in either direction.
const CLOCKS_DIFFER_MS: i64 = 15 * 60_000;

#[derive(Debug)]
pub(crate) struct Keyring {
    keys: Vec<Key>,
    /// Failures by access key, whether the key exists or not.
    records: HashMap<String, Record>,
}

#[derive(Debug, Default)]
struct Record {
    failures: u32,
    locked_until_ms: Option<i64>,
}

impl Keyring {
    pub(crate) fn new(keys: Vec<Key>) -> Self {
        Keyring { keys, records: HashMap::new() }
    }

    /// Adds a key.
    pub(crate) fn add(&mut self, key: Key) {
        self.keys.push(key);
    }

    /// Accepts the call, or returns the error response.
    pub(crate) fn check(
        &mut self,
        request: &Request,
        authorization: &str,
        project: &str,
        now_ms: i64,
    ) -> Result<(), Answer> {
        let Some(authorization) = read_authorization(authorization) else {
            return Err(errors::incorrect("Authorization is not of the form that is documented"));
        };
        let record = self.records.entry(authorization.access.clone()).or_default();
        if record.locked_until_ms.is_some_and(|until_ms| now_ms < until_ms) {
            return Err(errors::locked());
        }
        let is_good = |key: &&Key| key.expires_at_ms.is_none_or(|until_ms| now_ms < until_ms);
        let key = self.keys.iter().find(|key| key.ak == authorization.access).filter(is_good);
        let verdict = match key {
            Some(key) => check(key, request, &authorization, project, now_ms),
            None => Err(errors::unknown_key(&authorization.access)),
        };
        record.count(verdict.is_ok(), now_ms);
        verdict
    }
}

impl Record {
    fn count(&mut self, passed: bool, now_ms: i64) {
        self.locked_until_ms = None;
        self.failures = if passed { 0 } else { self.failures + 1 };
        if self.failures > FAILURES_ALLOWED {
            *self = Record { failures: 0, locked_until_ms: Some(now_ms + LOCKED_MS) };
        }
    }
}

fn check(
    key: &Key,
    request: &Request,
    authorization: &Authorization,
    project: &str,
    now_ms: i64,
) -> Result<(), Answer> {
    let fail = |reason: &str| errors::incorrect(&format!("verify aksk signature fail, {reason}"));
    let is_signed = |name: &str| authorization.signed_headers.iter().any(|each| each == name);

    let date = request.header("x-sdk-date").ok_or_else(|| fail("X-Sdk-Date is missing"))?;
    if !is_signed("x-sdk-date") {
        return Err(fail("X-Sdk-Date is not signed"));
    }
    let sent_ms = instant(date).ok_or_else(|| fail("X-Sdk-Date is no date"))?;
    if sent_ms.abs_diff(now_ms) > CLOCKS_DIFFER_MS.unsigned_abs() {
        return Err(fail("signature expired"));
    }
    if request.header("x-security-token") != key.security_token.as_deref() {
        return Err(fail("X-Security-Token is not that of the key"));
    }
    if key.security_token.is_some() && !is_signed("x-security-token") {
        return Err(fail("X-Security-Token is not signed"));
    }
    if request.header("x-project-id") != Some(project) {
        return Err(fail("X-Project-Id is not the project of the path"));
    }
    let canonical = canonical_request(
        &request.method,
        &request.target,
        &request.headers,
        &authorization.signed_headers,
        &request.body,
    );
    let canonical = canonical.ok_or_else(|| fail("SignedHeaders does not fit the request"))?;
    if signature(&key.sk, &string_to_sign(date, &canonical)) != authorization.signature {
        return Err(errors::signing_failure(&canonical));
    }
    Ok(())
}

/// `20260115T083000Z` in milliseconds since 1970.
fn instant(date: &str) -> Option<i64> {
    let civil = DateTime::strptime("%Y%m%dT%H%M%SZ", date).ok()?;
    Some(TimeZone::UTC.to_timestamp(civil).ok()?.as_millisecond())
}
