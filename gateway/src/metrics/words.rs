//! What is counted apart, and the words for it in metrics, log and health.

/// What a request asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// Anything under `/v1/`.
    Api,
    /// Everything else: files of the page, and health.
    Page,
}

impl Route {
    pub(super) fn name(self) -> &'static str {
        match self {
            Route::Api => "api",
            Route::Page => "page",
        }
    }
}

/// What the circuit breaker does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreakerState {
    /// Lets calls through.
    Closed,
    /// Lets none through.
    Open,
    /// Has let one through, to see.
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

/// Whether the engine of the replicas is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EngineState {
    /// It answers.
    Reached,
    /// It does not, and this replica goes on by itself.
    Away,
}

impl EngineState {
    pub(super) const ALL: [Self; 2] = [EngineState::Reached, EngineState::Away];

    /// The word in metrics and health.
    pub fn name(self) -> &'static str {
        match self {
            EngineState::Reached => "reached",
            EngineState::Away => "away",
        }
    }
}

/// How a list was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hit {
    /// From memory, and fresh.
    Fresh,
    /// From memory, because the cloud failed.
    Stale,
    /// By joining a call that was under way.
    Joined,
    /// By what another replica was answered.
    Shared,
    /// By a call of its own.
    Miss,
}

impl Hit {
    /// The word in the log.
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
