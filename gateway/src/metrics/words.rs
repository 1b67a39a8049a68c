//! The values of labels in metrics, which the log and the health check use as well.

/// The kind of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// Anything under `/v1/`.
    Api,
    /// Everything else: files of the page, and health.
    Page,
    /// No path is known, because the head of the request is not valid HTTP/1.1 or is too large.
    None,
}

impl Route {
    pub(super) fn name(self) -> &'static str {
        match self {
            Route::Api => "api",
            Route::Page => "page",
            Route::None => "none",
        }
    }
}

/// The state of a circuit breaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreakerState {
    /// Lets calls through.
    Closed,
    /// Lets none through.
    Open,
    /// Has let one call through as a probe.
    HalfOpen,
}

impl BreakerState {
    pub(super) const ALL: [Self; 3] =
        [BreakerState::Closed, BreakerState::Open, BreakerState::HalfOpen];

    pub(super) fn name(self) -> &'static str {
        match self {
            BreakerState::Closed => "closed",
            BreakerState::Open => "open",
            BreakerState::HalfOpen => "half_open",
        }
    }
}

/// The state of the shared engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EngineState {
    /// It answers.
    Reached,
    /// It does not answer, and this replica works without it.
    Away,
}

impl EngineState {
    pub(super) const ALL: [Self; 2] = [EngineState::Reached, EngineState::Away];

    /// The name in metrics and health.
    pub fn name(self) -> &'static str {
        match self {
            EngineState::Reached => "reached",
            EngineState::Away => "away",
        }
    }
}

/// How a request for a list or a job was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hit {
    /// From memory, and fresh.
    Fresh,
    /// From memory, because the cloud failed.
    Stale,
    /// By joining a call that was under way.
    Joined,
    /// With the response that another replica received.
    Shared,
    /// By a call of its own.
    Miss,
}

impl Hit {
    /// The name in metrics and log.
    pub fn name(self) -> &'static str {
        match self {
            Hit::Fresh => "fresh",
            Hit::Stale => "stale",
            Hit::Joined => "joined",
            Hit::Shared => "shared",
            Hit::Miss => "miss",
        }
    }
}
