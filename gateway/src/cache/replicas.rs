//! Single-flight calls across replicas: before this replica calls, it checks whether another one is calling, and
//! uses the response or the refusal of that.

use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use flate2::bufread::GzDecoder;
use serde::{Deserialize, Serialize};

use crate::cache::Cache;
use crate::cache::answer::Answer;
use crate::cache::budget::Reserve;
use crate::cache::store::Kept;
use crate::cloud::fingerprint::digest;
use crate::error::{Reason, Refusal};
use crate::http::encoding::Coding;
use crate::route::{JobsQuery, Operation};
use crate::shared::Shared;
use crate::shared::answers::{self, Failed, Lease, Look, Stored};

/// The interval of checking whether another replica has a response: at first, and at most.
const LOOKED_EVERY: [Duration; 2] = [Duration::from_millis(10), Duration::from_millis(100)];
/// How much of a response is decoded before other tasks get a turn.
const PIECE: usize = 64 * 1024;

/// The other replicas, for the cache.
#[derive(Debug)]
pub struct Replicas {
    shared: Arc<Shared>,
    /// The maximum size of a response, in bytes.
    most_bytes: u64,
}

/// Why this replica does not call.
#[derive(Debug)]
pub enum Settled {
    /// Another replica has received a response.
    Shared(Kept),
    /// The call of another replica has failed.
    Failed(Refusal),
}

/// A refusal in the form in which replicas share it.
#[derive(Debug, Serialize, Deserialize)]
struct SharedFailure {
    reason: Reason,
    message: String,
    status: Option<u16>,
    code: Option<String>,
    request_id: Option<String>,
}

impl Replicas {
    /// The replicas that share this engine.
    pub fn new(shared: Arc<Shared>, most_bytes: u64) -> Self {
        Replicas { shared, most_bytes }
    }

    /// Waits until this replica may call, because it has a lease or the engine is away, or until another one has
    /// called.
    pub(super) async fn turn(
        &self,
        operation: &Operation,
        cache: &Cache,
    ) -> Result<Option<Lease>, Settled> {
        let query = query(operation, cache);
        let (mut asked, mut pause, [_, longest]) = (None, LOOKED_EVERY[0], LOOKED_EVERY);
        loop {
            let Some(look) = self.look(&query, cache.keep.ttl, asked).await else {
                return Ok(None);
            };
            let Look { turn, now, has_answer } = look;
            let is_first = asked.is_none();
            asked.get_or_insert(now);
            let is_wanted = matches!(turn, answers::Turn::Answered)
                || is_first && has_answer && cache.last_good(operation).is_none();
            let kept = match is_wanted {
                true => self.kept(&query, cache).await,
                false => None,
            };
            match (turn, kept) {
                (answers::Turn::Answered, Some(kept)) => return Err(Settled::Shared(kept)),
                // The response cannot be read, or there is no memory for it.
                (answers::Turn::Answered, None) => return Ok(None),
                (turn, kept) => {
                    if let Some(kept) = kept {
                        cache.store.lock().adopt(&cache.store, operation, kept);
                    }
                    match turn {
                        answers::Turn::Ours(lease) => return Ok(Some(lease)),
                        answers::Turn::Failed(failed) => match refusal(&failed, now) {
                            Some(refusal) => return Err(Settled::Failed(refusal)),
                            None => return Ok(None),
                        },
                        _ => {}
                    }
                }
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(longest);
        }
    }

    /// Runs to the end even if nobody waits for it, because a lease has to be released.
    async fn look(&self, query: &str, fresh: Duration, asked: Option<Duration>) -> Option<Look> {
        let (shared, query) = (self.shared.clone(), query.to_owned());
        let looking = tokio::spawn(async move { shared.turn(&query, fresh, asked).await });
        looking.await.ok()?.ok()
    }

    /// Shares a response with the other replicas.
    pub(super) async fn answered(
        &self,
        operation: &Operation,
        kept: Kept,
        cache: &Cache,
        lease: Lease,
    ) {
        let gzip = kept.answer.coded(Coding::Gzip).whole().await;
        if let Ok(gzip) = gzip {
            let (now, here) = (self.shared.now(), cache.clock.elapsed());
            let there = |then: Duration| now.saturating_sub(here.saturating_sub(then));
            // Compressing the response has taken some time, too.
            let whole_at = there(kept.fresh_until.saturating_sub(cache.keep.ttl));
            let stored = Stored { at: there(kept.at), whole_at, gzip: gzip.bytes().to_vec() };
            let keep = match operation.is_whole_list() {
                true => cache.keep.stale_if_error,
                // The replicas that wait for it read it soon, and there may be many different queries.
                false => kept.fresh_until.saturating_sub(here) + self.shared.hold(),
            };
            lease.answered(stored, keep).await;
        }
    }

    /// Shares a failure with the other replicas.
    pub(super) async fn failed(&self, refusal: &Refusal, lease: Lease) {
        // These failures concern this replica only.
        if matches!(refusal.reason, Reason::Busy | Reason::Internal) {
            return;
        }
        let Refusal { reason, message, status, code, request_id, retry_after } = refusal.clone();
        let failure = SharedFailure {
            reason,
            message: message.into_owned(),
            status: status.map(|status| status.as_u16()),
            code,
            request_id,
        };
        if let (Some(pause), Ok(failure)) = (retry_after, serde_json::to_string(&failure)) {
            lease.failed(&failure, pause).await;
        }
    }

    /// The response in the engine, as an entry of this cache.
    async fn kept(&self, query: &str, cache: &Cache) -> Option<Kept> {
        let Stored { at, whole_at, gzip } = self.shared.answer(query).await.ok()??;
        let (now, here) = (self.shared.now(), cache.clock.elapsed());
        let ago = |then: Duration| here.saturating_sub(now.saturating_sub(then));
        let store = cache.store.clone();
        let reserve = Reserve::new(move |bytes| store.reserve(bytes));
        // Its encodings are made again on request, and are the same on all replicas.
        let (answer, mut writer) = Answer::new(None, reserve.clone());
        let mut decoder = GzDecoder::new(&*gzip).take(self.most_bytes.saturating_add(1));
        let mut bytes = 0_u64;
        loop {
            let mut piece = Vec::with_capacity(PIECE);
            let read = decoder.by_ref().take(PIECE as u64).read_to_end(&mut piece).ok()?;
            if read == 0 {
                break;
            }
            bytes += read as u64;
            writer.charge(reserve.bytes(read)?);
            writer.write(piece.into());
            // A large body must not block its thread.
            tokio::task::yield_now().await;
        }
        if bytes > self.most_bytes {
            return None;
        }
        writer.finish();
        let fresh_until = ago(whole_at) + cache.keep.ttl;
        Some(Kept { answer: Arc::new(answer), at: ago(at), fresh_until })
    }
}

/// The name of a query in the engine. Different clouds may have projects of the same name, and the names are not
/// revealed to users of the engine.
fn query(operation: &Operation, cache: &Cache) -> String {
    let endpoint = cache.cloud.endpoint(operation.project());
    let project = operation.project().as_str();
    let (job, query) = match operation {
        Operation::GetJob(_, job) => (Some(job.as_str()), JobsQuery::default()),
        Operation::ListJobs(_, query) => (None, query.clone()),
    };
    let JobsQuery { id, name, r#type, status, visible } = query;
    let visible = visible.map(|visible| visible.to_string());
    let filters = [&id, &name, &r#type, &status, &visible].map(Option::as_deref);
    let parts = [Some(&*endpoint), Some(project), job].into_iter().chain(filters);
    digest(parts.map(|part| part.unwrap_or_default().as_bytes()))
}

/// The refusal of another replica, with the remaining time.
fn refusal(failed: &Failed, now: Duration) -> Option<Refusal> {
    let failure: SharedFailure = serde_json::from_str(&failed.failure).ok()?;
    Some(Refusal {
        reason: failure.reason,
        message: failure.message.into(),
        status: failure.status.and_then(|status| StatusCode::from_u16(status).ok()),
        code: failure.code,
        request_id: failure.request_id,
        retry_after: Some(failed.until.saturating_sub(now)),
    })
}
