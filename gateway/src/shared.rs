//! The state that replicas share, in an engine that speaks the Redis protocol (Valkey, Redis): it makes all
//! replicas together behave towards the cloud like one. This module handles keys, bytes and times; it does not
//! depend on credentials or lists.
//!
//! | key, with the prefix `devserver-jobs:` | |
//! |---|---|
//! | `{C}:breaker` | the state of the circuit breaker of a credential, with the calls in progress |
//! | `{C}:tokens` | the token bucket of the calls with a credential |
//! | `{Q}:lease` | the replica that is calling the cloud for a query |
//! | `{Q}:answer` | the last good response to a query, compressed, and its times |
//! | `{Q}:failed` | why the last call for a query failed, until the next one may be made |
//! | `reached` | written from time to time, to check whether the engine accepts writes |
//!
//! `C` and `Q` are hashes. Every key has a time to live. All times are those of the engine, so the clocks of
//! replicas may differ.
//!
//! Nothing here waits for the engine longer than its deadline. After a missed deadline the engine is away until a
//! background task has reached it again, and nothing else tries.

pub mod answers;
pub mod link;

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use redis::Script;

use crate::clock::Clock;
use crate::metrics::Metrics;
use crate::shared::link::{Away, Link, SharedConfig, SharedError};

const PREFIX: &str = "devserver-jobs:";
/// Replaces a value if it has not changed since it was read.
static REPLACE: LazyLock<Script> =
    LazyLock::new(|| Script::new(include_str!("shared/replace.lua")));
/// Takes a token, or returns how long to wait for one.
static TOKEN: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("shared/token.lua")));
/// How often a value that others are changing is read again.
const MOST_TRIES: usize = 64;

/// The engine, as one replica uses it.
#[derive(Debug)]
pub struct Shared {
    link: Arc<Link>,
}

impl Shared {
    /// Connects to the engine in a background task, as long as this exists.
    pub fn start(
        config: SharedConfig,
        clock: Clock,
        metrics: Arc<Metrics>,
    ) -> Result<Arc<Self>, SharedError> {
        let link = Link::new(config, clock, metrics)?;
        Ok(Arc::new(Shared { link: link.kept_up() }))
    }

    /// The time of the engine, as far as it is known without a request.
    pub fn now(&self) -> Duration {
        self.link.now()
    }

    /// How often the engine was reached after it was away: each time it may have lost its data.
    pub fn reached_times(&self) -> u64 {
        self.link.reached_times()
    }

    /// How long a claim lasts without being prolonged.
    pub fn hold(&self) -> Duration {
        self.link.config.hold
    }

    /// Changes a value atomically. `change` gets the current value, if there is one, and the time of the engine; it
    /// may be called several times. If it returns no new value, nothing is written.
    pub async fn change<T>(
        &self,
        key: &str,
        keep: Duration,
        mut change: impl FnMut(Option<&[u8]>, Duration) -> (Option<Vec<u8>>, T),
    ) -> Result<T, Away> {
        let key = format!("{PREFIX}{key}");
        let read = self.link.run(async |mut connection| {
            let mut read = redis::pipe();
            read.cmd("TIME").get(&key);
            read.query_async::<((u64, u64), Option<Vec<u8>>)>(&mut connection).await
        });
        let (time, mut old) = read.await?;
        let now = self.link.synchronize(time);
        for _ in 0..MOST_TRIES {
            let (new, value) = change(old.as_deref(), now);
            let Some(new) = new else {
                return Ok(value);
            };
            let mut replace = REPLACE.key(&key);
            replace.arg(old.as_deref().unwrap_or_default()).arg(new).arg(millis(keep));
            let other: Option<Vec<u8>> =
                self.link.run(async |mut it| replace.invoke_async(&mut it).await).await?;
            match other {
                None => return Ok(value),
                Some(other) => old = Some(other).filter(|it| !it.is_empty()),
            }
        }
        Err(Away)
    }

    /// Takes a token from a bucket with this rate and a capacity of one second, or returns how long it takes until
    /// there is one.
    pub async fn token(&self, key: &str, per_second: u32) -> Result<Option<Duration>, Away> {
        let mut script = TOKEN.key(format!("{PREFIX}{key}"));
        script.arg(per_second).arg(self.link.moved_ms());
        let micros: u64 = self.link.run(async |mut it| script.invoke_async(&mut it).await).await?;
        Ok((micros > 0).then(|| Duration::from_micros(micros)))
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX).clamp(1, u64::MAX >> 12)
}
