//! What replicas have in common, in an engine that speaks the protocol of Redis (Valkey, Redis): so that all
//! of them together do to the cloud what one would. It knows keys, bytes and times, and neither what a
//! credential nor what a list is.
//!
//! | key, behind `devserver-jobs:` | |
//! |---|---|
//! | `{C}:breaker` | the state of the circuit breaker of a credential, with the calls that are under way |
//! | `{C}:tokens` | the token bucket of the calls that it is used for |
//! | `{Q}:lease` | the replica that asks the cloud for a query now |
//! | `{Q}:answer` | the last good answer to it, compressed, and its times |
//! | `{Q}:failed` | why the last call for it failed, until the next may be made |
//! | `reached` | written now and then, to see whether the engine takes it |
//!
//! `C` and `Q` are hashes. Every key has an end. Time is the engine's, so the clocks of replicas may differ.
//!
//! Nothing here waits for the engine longer than its deadline. Once it was missed, the engine is away until
//! the background has reached it again, and nobody else tries.

pub mod answers;
pub mod link;

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use redis::Script;

use crate::clock::Clock;
use crate::metrics::Metrics;
use crate::shared::link::{Away, Link, SharedConfig, SharedError};

const PREFIX: &str = "devserver-jobs:";
/// Writes a value if it is still the one that was read.
static REPLACE: LazyLock<Script> =
    LazyLock::new(|| Script::new(include_str!("shared/replace.lua")));
/// Takes a token, or tells how long to wait for one.
static TOKEN: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("shared/token.lua")));
/// So often a value that others change meanwhile is read again.
const MOST_TRIES: usize = 64;

/// The engine, as one replica has it.
#[derive(Debug)]
pub struct Shared {
    link: Arc<Link>,
}

impl Shared {
    /// Reaches for the engine in the background from now on, for as long as this exists.
    pub fn start(
        config: SharedConfig,
        clock: Clock,
        metrics: Arc<Metrics>,
    ) -> Result<Arc<Self>, SharedError> {
        let link = Link::new(config, clock, metrics)?;
        Ok(Arc::new(Shared { link: link.kept_up() }))
    }

    /// The time of the engine, as far as it is known without asking it.
    pub fn now(&self) -> Duration {
        self.link.now()
    }

    /// How often the engine was reached after it was away: each time it may have lost what it knew.
    pub fn reached_times(&self) -> u64 {
        self.link.reached_times()
    }

    /// How long a claim stands that nobody prolongs.
    pub fn hold(&self) -> Duration {
        self.link.config.hold
    }

    /// Changes a value in one step, whoever else changes it at the same time. `change` is given the present
    /// value, if there is one, and the time of the engine; it may be called several times. Without a new
    /// value nothing is written.
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
        let now = self.link.told(time);
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

    /// Takes a token from a bucket that is filled at this rate and holds those of one second; or tells how
    /// long it takes until there is one.
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
