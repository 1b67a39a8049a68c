//! The connection to the engine: its address, its deadline, and whether the engine can be reached.

use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use redis::aio::MultiplexedConnection;
use redis::{
    AsyncConnectionConfig, Client, ConnectionAddr, IntoConnectionInfo, RedisConnectionInfo,
    RedisResult, TlsCertificates,
};
use secrecy::ExposeSecret;
use tokio::sync::Notify;

use crate::clock::Clock;
use crate::metrics::{EngineState, Metrics};
use crate::secret::Source;
use crate::shared::PREFIX;

/// The address of the engine, and how it is used.
#[derive(Clone, Debug)]
pub struct SharedConfig {
    /// A name or an address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Whether it is reached through TLS.
    pub tls: bool,
    /// The number of the database.
    pub database: i64,
    /// The user, if it is not the default user.
    pub user: Option<String>,
    /// The password, read again for each connection.
    pub password: Option<Source>,
    /// The only trusted certificates, if they are not those of the system.
    pub ca_file: Option<PathBuf>,
    /// The largest response that is stored, compressed, in bytes.
    pub answer_bytes: usize,
    /// The deadline of every request.
    pub deadline: Duration,
    /// The interval of checking whether the engine can be reached.
    pub retry: Duration,
    /// How long a claim lasts without being prolonged, for example after its replica has died.
    pub hold: Duration,
}

impl SharedConfig {
    /// The engine at this address, with the default times.
    pub fn at(host: String, port: u16, tls: bool) -> Self {
        SharedConfig {
            host,
            port,
            tls,
            database: 0,
            user: None,
            password: None,
            ca_file: None,
            answer_bytes: 4 * 1024 * 1024,
            deadline: Duration::from_millis(500),
            retry: Duration::from_secs(1),
            hold: Duration::from_secs(10),
        }
    }
}

/// The engine was not reached in time, or refused the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Away;

/// Why the engine cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum SharedError {
    /// The certificates cannot be read.
    #[error("--shared-ca-file {0} cannot be used: {1}; give a PEM file of certificates")]
    Certificates(String, String),
    /// The address cannot be used.
    #[error("--shared cannot be used: {0}")]
    Address(String),
}

/// A connection that is opened when it is needed.
#[derive(Debug)]
pub struct Link {
    pub(super) config: SharedConfig,
    pub(super) clock: Clock,
    metrics: Arc<Metrics>,
    client: Client,
    state: Mutex<State>,
    /// Notified when the engine is reached after it was away.
    back: Notify,
    /// Locked while a connection is opened.
    connecting: tokio::sync::Mutex<()>,
    /// The difference between the engine's time and this replica's clock, in ms.
    ahead_ms: AtomicI64,
}

#[derive(Debug, Default)]
struct State {
    open: Option<Connection>,
    /// `None` before the first attempt.
    is_away: Option<bool>,
    connections: u64,
    /// How often the engine was reached after it was away.
    reached: u64,
}

/// A connection, and its number among all connections so far.
#[derive(Clone, Debug)]
struct Connection(u64, MultiplexedConnection);

impl Link {
    pub(super) fn new(
        config: SharedConfig,
        clock: Clock,
        metrics: Arc<Metrics>,
    ) -> Result<Self, SharedError> {
        // After a first call the provider is already installed.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = client(&config)?;
        let ahead_ms = Timestamp::now().as_millisecond() - ms(clock.elapsed() - clock.moved());
        Ok(Link {
            config,
            clock,
            metrics,
            client,
            state: Mutex::default(),
            back: Notify::new(),
            connecting: tokio::sync::Mutex::default(),
            ahead_ms: AtomicI64::new(ahead_ms),
        })
    }

    /// Checks in the background whether the engine can be reached, as long as the link is used.
    pub(super) fn kept_up(self) -> Arc<Self> {
        let link = Arc::new(self);
        let held = Arc::downgrade(&link);
        tokio::spawn(async move {
            while let Some(link) = held.upgrade() {
                // An engine that is full, or read-only, cannot be used.
                let _ = link.attempt(async |mut it| written(&mut it).await).await;
                let retry = link.config.retry;
                drop(link);
                tokio::time::sleep(retry).await;
            }
        });
        link
    }

    /// The time of the engine, as far as it is known without a request.
    pub(super) fn now(&self) -> Duration {
        let ms = ms(self.clock.elapsed()) + self.ahead_ms.load(Ordering::Relaxed);
        Duration::from_millis(u64::try_from(ms).unwrap_or_default())
    }

    /// What a test adds to the time of the engine.
    pub(super) fn moved_ms(&self) -> i64 {
        ms(self.clock.moved())
    }

    /// Applies the result of `TIME`.
    pub(super) fn synchronize(&self, (seconds, micros): (u64, u64)) -> Duration {
        let now = Duration::from_secs(seconds) + Duration::from_micros(micros) + self.clock.moved();
        self.ahead_ms.store(ms(now) - ms(self.clock.elapsed()), Ordering::Relaxed);
        now
    }

    /// How often the engine was reached after it was away.
    pub(super) fn reached_times(&self) -> u64 {
        self.lock().reached
    }

    /// Runs a request, unless the engine is known to be away.
    pub(super) async fn run<T>(
        &self,
        work: impl AsyncFnOnce(MultiplexedConnection) -> RedisResult<T>,
    ) -> Result<T, Away> {
        let is_away = self.lock().is_away == Some(true);
        if is_away {
            return Err(Away);
        }
        self.attempt(work).await
    }

    /// Waits while the engine is known to be away.
    pub(super) async fn until_reached(&self) {
        loop {
            let back = self.back.notified();
            if self.lock().is_away != Some(true) {
                return;
            }
            back.await;
        }
    }

    async fn attempt<T>(
        &self,
        work: impl AsyncFnOnce(MultiplexedConnection) -> RedisResult<T>,
    ) -> Result<T, Away> {
        let mut used = None;
        let attempt = async {
            let Connection(number, connection) = self.connection().await?;
            used = Some(number);
            work(connection).await.map_err(|error| error.to_string())
        };
        let ended = tokio::time::timeout(self.config.deadline, attempt).await;
        match ended {
            Ok(Ok(value)) => {
                self.reached();
                Ok(value)
            }
            Ok(Err(cause)) => Err(self.lost(used, &cause)),
            Err(_) => Err(self.lost(used, "it did not respond in time")),
        }
    }

    async fn connection(&self) -> Result<Connection, String> {
        let _alone = self.connecting.lock().await;
        if let Some(open) = &self.lock().open {
            return Ok(open.clone());
        }
        let connection = self.connect().await?;
        let mut state = self.lock();
        state.connections += 1;
        let connection = Connection(state.connections, connection);
        state.open = Some(connection.clone());
        Ok(connection)
    }

    async fn connect(&self) -> Result<MultiplexedConnection, String> {
        let mut login = RedisConnectionInfo::default().set_db(self.config.database);
        if let Some(user) = &self.config.user {
            login = login.set_username(user);
        }
        if let Some(password) = &self.config.password {
            let password = password.read().map_err(|error| error.to_string())?;
            login = login.set_password(password.expose_secret());
        }
        let info = self.client.get_connection_info().clone().set_redis_settings(login);
        let client = Client::open(info).map_err(|error| error.to_string())?;
        let limits = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(self.config.deadline))
            .set_response_timeout(Some(self.config.deadline));
        let connection = client.get_multiplexed_async_connection_with_config(&limits);
        connection.await.map_err(|error| error.to_string())
    }

    fn reached(&self) {
        let mut state = self.lock();
        let before = state.is_away.replace(false);
        state.reached += u64::from(before != Some(false));
        drop(state);
        if before != Some(false) {
            self.back.notify_waiters();
            self.metrics.engine(EngineState::Reached);
            tracing::info!(engine = self.config.host, "The shared engine is reachable.");
        }
    }

    /// A failure of a connection that was replaced meanwhile says nothing about the current one.
    fn lost(&self, used: Option<u64>, cause: &str) -> Away {
        let mut state = self.lock();
        let open = state.open.as_ref().map(|Connection(number, _)| *number);
        if used.is_some() && used != open {
            return Away;
        }
        state.open = None;
        let before = state.is_away.replace(true);
        drop(state);
        if before != Some(true) {
            self.metrics.engine(EngineState::Away);
            tracing::warn!(
                engine = self.config.host,
                cause,
                "The shared engine is away. Until it is reachable again, this replica makes one call \
                 to the cloud at a time."
            );
        }
        Away
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No code can panic while it holds the lock, and the state stays whole if it did.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn written(connection: &mut MultiplexedConnection) -> RedisResult<()> {
    let mut write = redis::cmd("SET");
    write.arg(format!("{PREFIX}reached")).arg(1).arg("PX").arg(60_000);
    write.query_async(connection).await
}

fn client(config: &SharedConfig) -> Result<Client, SharedError> {
    let unusable = |error: redis::RedisError| SharedError::Address(error.to_string());
    let (host, port) = (config.host.clone(), config.port);
    if !config.tls {
        let info = ConnectionAddr::Tcp(host, port).into_connection_info().map_err(unusable)?;
        return Client::open(info).map_err(unusable);
    }
    let tls_params = None;
    let address = ConnectionAddr::TcpTls { host, port, insecure: false, tls_params };
    let info = address.into_connection_info().map_err(unusable)?;
    let Some(path) = &config.ca_file else {
        return Client::open(info).map_err(unusable);
    };
    let refuse = |error: String| SharedError::Certificates(path.display().to_string(), error);
    let pem = std::fs::read(path).map_err(|error| refuse(error.to_string()))?;
    if !pem.windows(11).any(|part| part == b"CERTIFICATE") {
        return Err(refuse("it contains no certificate".to_owned()));
    }
    let trusted = TlsCertificates { client_tls: None, root_cert: Some(pem) };
    Client::build_with_tls(info, trusted).map_err(|error| refuse(error.to_string()))
}

fn ms(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
