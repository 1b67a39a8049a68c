//! Logging of failed calls.

use std::sync::PoisonError;
use std::time::Duration;

use crate::cache::Cache;
use crate::cloud::transport::Failure;
use crate::error::Reason;

/// The interval of the log lines while no calls may be made.
const LOGGED_EVERY: Duration = Duration::from_secs(60);

/// The number of calls that were not made since the last log line.
#[derive(Debug, Default)]
pub(super) struct Rejected {
    calls: u64,
    log_at: Duration,
}

impl Cache {
    /// Logs a failed call. Calls that were not made at all share one line per minute.
    pub(super) fn log(&self, failure: &Failure) {
        let Failure { refusal, cause, .. } = failure;
        let is_rejected = matches!(
            refusal.reason,
            Reason::CredentialPaused | Reason::CloudThrottled | Reason::Busy
        );
        if is_rejected && cause.is_none() {
            let mut rejected = self.rejected.lock().unwrap_or_else(PoisonError::into_inner);
            let now = self.clock.elapsed();
            rejected.calls += 1;
            if now >= rejected.log_at {
                rejected.log_at = now + LOGGED_EVERY;
                let calls = std::mem::take(&mut rejected.calls);
                let reason = refusal.reason.name();
                tracing::warn!(
                    reason,
                    calls,
                    "Calls to the cloud were not made: {}",
                    refusal.message
                );
            }
            return;
        }
        tracing::warn!(
            reason = refusal.reason.name(),
            code = refusal.code,
            cloud_request_id = refusal.request_id,
            cause,
            "A call to the cloud failed: {}",
            refusal.message
        );
    }
}
