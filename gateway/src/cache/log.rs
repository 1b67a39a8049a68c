//! How calls that failed are logged.

use std::sync::PoisonError;
use std::time::Duration;

use crate::cache::Cache;
use crate::cloud::transport::Failure;
use crate::error::Reason;

/// While no call may be made, the log says so this often.
const LOGGED_EVERY: Duration = Duration::from_secs(60);

/// Calls that were not made since the log last said so.
#[derive(Debug, Default)]
pub(super) struct Rejected {
    calls: u64,
    log_at: Duration,
}

impl Cache {
    /// Logs a call that failed. Those that were not even made are one line a minute together.
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
                tracing::warn!(reason, calls, "No calls to the cloud: {}", refusal.message);
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
