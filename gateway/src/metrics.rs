//! The metrics, and their names for Prometheus.

mod process;
mod words;

use std::time::Duration;

use self::process::Process;
pub use self::words::{BreakerState, EngineState, Hit, Route};

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use crate::clock::Clock;

/// Upper bounds in seconds: from responses from memory to the longest time-out.
const BUCKETS: [f64; 13] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: &'static str,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct From {
    cache: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct In {
    credential: String,
    state: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Engine {
    state: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Looked {
    result: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Ended {
    outcome: &'static str,
}

/// All metrics, and the registry that writes them.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    request_seconds: Family<From, Histogram, fn() -> Histogram>,
    cache: Family<Looked, Counter>,
    upstream: Family<Ended, Counter>,
    upstream_seconds: Histogram,
    in_flight: Gauge,
    breaker: Family<In, Gauge>,
    engine: Family<Engine, Gauge>,
    clock_skew: Gauge,
    cache_bytes: Gauge,
    cache_entries: Gauge,
    evictions: Counter,
    queue: Gauge,
    queue_seconds: Histogram,
    memory: Gauge,
    connections_refused: Counter,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut all = Registry::default();
        all.register_collector(Box::new(Process));
        let registry = all.sub_registry_with_prefix("devserver_jobs_gateway");
        let version = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "Version of the gateway", version);
        let metrics = Metrics {
            requests: Family::default(),
            request_seconds: Family::new_with_constructor(|| Histogram::new(BUCKETS)),
            cache: Family::default(),
            upstream: Family::default(),
            upstream_seconds: Histogram::new(BUCKETS),
            in_flight: Gauge::default(),
            breaker: Family::default(),
            engine: Family::default(),
            clock_skew: Gauge::default(),
            cache_bytes: Gauge::default(),
            cache_entries: Gauge::default(),
            evictions: Counter::default(),
            queue: Gauge::default(),
            queue_seconds: Histogram::new(BUCKETS),
            memory: Gauge::default(),
            connections_refused: Counter::default(),
            registry: Registry::default(),
        };
        registry.register("requests", "Responses sent", metrics.requests.clone());
        registry.register_with_unit(
            "request_duration",
            "Time until the head of a response under /v1/, by the result of the cache",
            Unit::Seconds,
            metrics.request_seconds.clone(),
        );
        registry.register(
            "cache_lookups",
            "Requests for a list or a job, by result: fresh, stale, joined, shared or miss",
            metrics.cache.clone(),
        );
        registry.register(
            "upstream_calls",
            "Calls to the cloud, including token requests, by outcome: success or the reason of the failure",
            metrics.upstream.clone(),
        );
        registry.register_with_unit(
            "upstream_duration",
            "Time until the head of the cloud's response",
            Unit::Seconds,
            metrics.upstream_seconds.clone(),
        );
        registry.register(
            "upstream_in_flight",
            "Calls to the cloud that wait for the head of the response",
            metrics.in_flight.clone(),
        );
        registry.register(
            "circuit_breaker_state",
            "By credential, 1 for the current state: open while a rejected credential stops all calls",
            metrics.breaker.clone(),
        );
        registry.register(
            "shared_engine_state",
            "With --shared, 1 for the current state: away while this replica makes one call at a time",
            metrics.engine.clone(),
        );
        registry.register_with_unit(
            "clock_skew",
            "Time by which the cloud's clock is ahead of this machine's",
            Unit::Seconds,
            metrics.clock_skew.clone(),
        );
        registry.register_with_unit(
            "cache_size",
            "Size of the stored responses",
            Unit::Bytes,
            metrics.cache_bytes.clone(),
        );
        registry.register(
            "cache_entries",
            "Entries of the cache, including those of calls in progress and recent failures",
            metrics.cache_entries.clone(),
        );
        registry.register(
            "cache_evictions",
            "Entries removed to make space for others",
            metrics.evictions.clone(),
        );
        registry.register_with_unit(
            "memory_used",
            "Size of all responses: stored, arriving, or being sent to clients",
            Unit::Bytes,
            metrics.memory.clone(),
        );
        registry.register(
            "upstream_queued",
            "Calls to the cloud that wait in the queue",
            metrics.queue.clone(),
        );
        registry.register_with_unit(
            "upstream_queue_duration",
            "Time that calls waited in the queue",
            Unit::Seconds,
            metrics.queue_seconds.clone(),
        );
        registry.register(
            "connections_refused",
            "Connections closed at once because their client had too many",
            metrics.connections_refused.clone(),
        );
        Metrics { registry: all, ..metrics }
    }
}

/// A call in the queue.
#[derive(Debug)]
pub struct Queued<'a> {
    metrics: &'a Metrics,
    since: Duration,
    clock: Clock,
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        self.metrics.queue.dec();
        let waited = self.clock.elapsed().saturating_sub(self.since);
        self.metrics.queue_seconds.observe(waited.as_secs_f64());
    }
}

impl Metrics {
    /// Counts a response.
    pub fn answered(&self, route: Route, status: u16, hit: Option<Hit>, took: Duration) {
        self.requests.get_or_create(&Answered { route: route.name(), status }).inc();
        if route == Route::Api {
            let cache = hit.map_or("none", Hit::name);
            self.request_seconds.get_or_create(&From { cache }).observe(took.as_secs_f64());
        }
    }

    /// Counts a request that was answered with this status before its path was known.
    pub fn rejected(&self, status: u16) {
        self.requests.get_or_create(&Answered { route: Route::None.name(), status }).inc();
    }

    /// Counts a cache lookup.
    pub fn looked(&self, result: Hit) {
        self.cache.get_or_create(&Looked { result: result.name() }).inc();
    }

    /// Counts a call to the cloud, with the time until the head of its response.
    pub fn upstream(&self, outcome: &'static str, took: Duration) {
        self.upstream.get_or_create(&Ended { outcome }).inc();
        self.upstream_seconds.observe(took.as_secs_f64());
    }

    /// Adds to the number of calls in progress.
    pub fn in_flight(&self, change: i64) {
        self.in_flight.inc_by(change);
    }

    /// Sets the state of the circuit breaker of a credential.
    pub fn breaker(&self, credential: &str, now: BreakerState) {
        for state in BreakerState::ALL {
            let labels = In { credential: credential.to_owned(), state: state.name() };
            self.breaker.get_or_create(&labels).set(i64::from(state == now));
        }
    }

    /// Removes the state of a credential that is not used any more.
    pub fn forget_breaker(&self, credential: &str) {
        for state in BreakerState::ALL {
            self.breaker.remove(&In { credential: credential.to_owned(), state: state.name() });
        }
    }

    /// Sets the state of the shared engine.
    pub fn engine(&self, now: EngineState) {
        for state in EngineState::ALL {
            let gauge = self.engine.get_or_create(&Engine { state: state.name() });
            gauge.set(i64::from(state == now));
        }
    }

    /// The state of the shared engine; `None` without an engine.
    pub fn engine_state(&self) -> Option<EngineState> {
        let is = |state: &EngineState| {
            self.engine.get(&Engine { state: state.name() }).is_some_and(|gauge| gauge.get() == 1)
        };
        EngineState::ALL.into_iter().find(is)
    }

    /// Sets the number of seconds by which the cloud's clock is ahead.
    pub fn clock_skew(&self, seconds: i64) {
        self.clock_skew.set(seconds);
    }

    /// Sets the number of bytes of the stored responses.
    pub fn cache_bytes(&self, bytes: usize) {
        self.cache_bytes.set(i64::try_from(bytes).unwrap_or(i64::MAX));
    }

    /// Sets the number of cache entries.
    pub fn cache_entries(&self, entries: usize) {
        self.cache_entries.set(i64::try_from(entries).unwrap_or(i64::MAX));
    }

    /// Counts a call as waiting in the queue while the result is held.
    pub fn queued(&self, clock: Clock) -> Queued<'_> {
        self.queue.inc();
        Queued { metrics: self, since: clock.elapsed(), clock }
    }

    /// Counts evicted entries.
    pub fn evicted(&self, entries: usize) {
        self.evictions.inc_by(entries as u64);
    }

    /// The number of bytes of all responses.
    pub fn memory(&self) -> Gauge {
        self.memory.clone()
    }

    /// The number of connections that were closed at once.
    pub fn connections_refused(&self) -> Counter {
        self.connections_refused.clone()
    }

    /// All metrics in the OpenMetrics format.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = prometheus_client::encoding::text::encode(&mut text, &self.registry);
        text
    }
}
