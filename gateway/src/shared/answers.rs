//! Responses and leases: one of the replicas calls the cloud, and the others use its response.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use redis::Script;
use tokio::task::AbortHandle;
use uuid::Uuid;

use crate::shared::link::Away;
use crate::shared::{PREFIX, Shared, millis};

/// Reads the state of a query and takes the lease, in one step.
static TURN: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("turn.lua")));
/// Prolongs the replica's own lease, or takes it again if it has expired.
static RENEW: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("renew.lua")));
/// Releases the replica's own lease.
static RELEASE: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("release.lua")));

/// What to do for a query.
#[derive(Debug)]
pub enum Turn {
    /// Another replica has just received a response.
    Answered,
    /// The call of another replica has just failed.
    Failed(Failed),
    /// This replica calls the cloud.
    Ours(Lease),
    /// Another replica is calling.
    Others,
}

/// The result of a check, with times of the engine.
#[derive(Debug)]
pub struct Look {
    /// What to do.
    pub turn: Turn,
    /// The time of the check.
    pub now: Duration,
    /// Whether there is a response, however old.
    pub has_answer: bool,
}

/// Why a call failed, in the form of the replica that made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// Until then no call is made.
    pub until: Duration,
    /// The reason.
    pub failure: String,
}

/// A response in the engine, with times of the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// When its head arrived.
    pub at: Duration,
    /// When it was complete.
    pub whole_at: Duration,
    /// The body in gzip.
    pub gzip: Vec<u8>,
}

/// The right to call the cloud for one query. It is prolonged while it is held. It ends when it is dropped, and
/// soon after its replica has died.
#[derive(Debug)]
pub struct Lease {
    shared: Arc<Shared>,
    query: String,
    id: String,
    renewing: AbortHandle,
}

impl Shared {
    /// Checks who is calling for this query, and takes the lease if nobody is. A response counts as new if it is
    /// not older than `fresh`, or if its call began after `asked`.
    pub async fn turn(
        self: &Arc<Self>,
        query: &str,
        fresh: Duration,
        asked: Option<Duration>,
    ) -> Result<Look, Away> {
        let id = Uuid::new_v4().simple().to_string();
        let mut script = TURN.key(key(query, "answer"));
        script.key(key(query, "failed")).key(key(query, "lease"));
        let asked = asked.map_or(u64::MAX >> 12, millis);
        script.arg(&id).arg(millis(self.hold())).arg(self.link.moved_ms());
        script.arg(fresh.as_millis() as u64).arg(asked);
        let mut is_sent = false;
        let send = async |mut it| {
            is_sent = true;
            script.invoke_async::<(String, u64, bool, Option<String>)>(&mut it).await
        };
        let reply = self.link.run(send).await;
        if reply.is_err() && is_sent {
            // The engine may still take the lease, for nobody.
            tokio::spawn(self.clone().release(key(query, "lease"), id));
            return Err(Away);
        }
        let (word, now, has_answer, failed) = reply?;
        let turn = match (word.as_str(), failed) {
            ("answered", _) => Turn::Answered,
            ("failed", Some(failed)) => {
                let (until, failure) = failed.split_once(' ').unwrap_or_default();
                let until = Duration::from_millis(until.parse().unwrap_or_default());
                Turn::Failed(Failed { until, failure: failure.to_owned() })
            }
            ("ours", _) => Turn::Ours(self.lease(query, id)),
            _ => Turn::Others,
        };
        Ok(Look { turn, now: Duration::from_millis(now), has_answer })
    }

    /// The last good response.
    pub async fn answer(&self, query: &str) -> Result<Option<Stored>, Away> {
        let mut read = redis::cmd("HMGET");
        read.arg(key(query, "answer")).arg("at").arg("whole_at").arg("gzip");
        let read: (Option<u64>, Option<u64>, Option<Vec<u8>>) =
            self.link.run(async |mut it| read.query_async(&mut it).await).await?;
        let (Some(at), Some(whole_at), Some(gzip)) = read else {
            return Ok(None);
        };
        let (at, whole_at) = (Duration::from_millis(at), Duration::from_millis(whole_at));
        Ok(Some(Stored { at, whole_at, gzip }))
    }

    async fn keep(&self, query: &str, answer: Stored, keep: Duration) -> Result<(), Away> {
        if answer.gzip.len() > self.link.config.answer_bytes {
            return Ok(());
        }
        let to = key(query, "answer");
        let mut write = redis::pipe();
        write.atomic();
        write.cmd("HSET").arg(&to).arg("at").arg(millis(answer.at));
        write.arg("whole_at").arg(millis(answer.whole_at)).arg("gzip").arg(answer.gzip).ignore();
        write.cmd("PEXPIRE").arg(&to).arg(millis(keep)).ignore();
        write.cmd("DEL").arg(key(query, "failed")).ignore();
        self.link.run(async |mut it| write.query_async(&mut it).await).await
    }

    async fn failed(&self, query: &str, failure: &str, keep: Duration) -> Result<(), Away> {
        let until = millis(self.now() + keep);
        let mut write = redis::cmd("SET");
        write.arg(key(query, "failed")).arg(format!("{until} {failure}"));
        write.arg("PX").arg(millis(keep));
        self.link.run(async |mut it| write.query_async(&mut it).await).await
    }

    fn lease(self: &Arc<Self>, query: &str, id: String) -> Lease {
        let renewing = renew(self.clone(), key(query, "lease"), id.clone());
        let renewing = tokio::spawn(renewing).abort_handle();
        Lease { shared: self.clone(), query: query.to_owned(), id, renewing }
    }

    /// Releases a lease, as soon as the engine is reached: one that was paused still has it, and may even take or
    /// prolong it after the pause, if it was asked to before.
    async fn release(self: Arc<Self>, key: String, id: String) {
        let mut script = RELEASE.key(key);
        script.arg(id);
        loop {
            self.link.until_reached().await;
            let released = self.link.run(async |mut it| script.invoke_async::<()>(&mut it).await);
            if released.await.is_ok() {
                return;
            }
        }
    }
}

async fn renew(shared: Arc<Shared>, key: String, id: String) {
    let mut script = RENEW.key(key);
    script.arg(id).arg(millis(shared.hold()));
    loop {
        shared.link.clock.sleep(shared.hold() / 3).await;
        let _ = shared.link.run(async |mut it| script.invoke_async::<()>(&mut it).await).await;
    }
}

impl Lease {
    /// Shares a response and keeps it for this long, if it is not too large.
    pub async fn answered(self, answer: Stored, keep: Duration) {
        // If this fails, the other replicas call themselves.
        let _ = self.shared.keep(&self.query, answer, keep).await;
    }

    /// Shares the reason of a failure, for this long.
    pub async fn failed(self, failure: &str, keep: Duration) {
        let _ = self.shared.failed(&self.query, failure, keep).await;
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.renewing.abort();
        let (key, id) = (key(&self.query, "lease"), std::mem::take(&mut self.id));
        let shared = self.shared.clone();
        // Without a runtime the program is ending, and the lease expires soon.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(shared.release(key, id));
        }
    }
}

fn key(query: &str, what: &str) -> String {
    format!("{PREFIX}{{{query}}}:{what}")
}
