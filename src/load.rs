//! Where loading stands, and what the end of a request makes of what is on screen. It asks nobody.

use std::sync::Arc;

use devserver_jobs_core::decode::{self, Decoded, End};
use devserver_jobs_core::detail::{self, JobDetail};
use devserver_jobs_core::error::{ApiError, Trouble};
use devserver_jobs_core::freshness::Freshness;
use devserver_jobs_core::query::Query;

use crate::fetch::{Answer, LoadError};

/// A list that arrived, and what it answers.
#[derive(Debug)]
pub struct List {
    /// What was asked.
    pub query: Query,
    /// What came.
    pub decoded: Decoded,
    /// When the cloud sent it, by the reader's clock, in milliseconds since 1970.
    pub at: f64,
    /// Whose trouble is the reason for no newer one.
    pub trouble: Option<Trouble>,
}

/// Where loading stands.
#[derive(Clone, Debug)]
pub enum Load {
    /// There is no project, so nothing is asked.
    Idle,
    /// A request is under way.
    Loading {
        /// The list that is shown until it ends.
        previous: Option<Arc<List>>,
        /// What asked for the token that is being tried.
        sign_in: Option<ApiError>,
    },
    /// The newest request was answered.
    Ready(Arc<List>),
    /// The newest request failed.
    Failed {
        /// Why.
        error: LoadError,
        /// The list that stays on screen.
        previous: Option<Arc<List>>,
    },
}

impl Load {
    /// Whether a request is under way.
    pub fn is_loading(&self) -> bool {
        matches!(self, Load::Loading { .. })
    }

    /// The list to show, however old.
    pub fn list(&self) -> Option<&Arc<List>> {
        match self {
            Load::Idle => None,
            Load::Ready(list) => Some(list),
            Load::Loading { previous, .. } | Load::Failed { previous, .. } => previous.as_ref(),
        }
    }

    /// What asks the reader to sign in. It stands until there is another answer.
    pub fn sign_in(&self) -> Option<&ApiError> {
        match self {
            Load::Loading { sign_in, .. } => sign_in.as_ref(),
            Load::Failed { error: LoadError::Refused(error), .. } => {
                Some(error).filter(|error| error.asks_for_token())
            }
            _ => None,
        }
    }
}

/// What the end of a request makes of what is on screen; `now` is when it ended.
pub fn settle(
    answer: Result<Answer, LoadError>,
    query: Query,
    now: f64,
    previous: Option<Arc<List>>,
) -> Load {
    let read = answer.and_then(|answer| {
        let mut decoded = decode::decode(&answer.body).map_err(LoadError::NotAList)?;
        decoded.end = answer.end(decoded.end);
        Ok((decoded, answer.freshness))
    });
    match read {
        Err(error) => Load::Failed { error, previous },
        Ok((decoded, freshness)) => {
            let complete_before = previous
                .as_ref()
                .is_some_and(|list| list.decoded.end == End::Whole && list.query == query);
            // A whole list is worth more than a newer part of it.
            if decoded.end != End::Whole && complete_before {
                let error = LoadError::CutShort { rows: decoded.jobs.len() };
                return Load::Failed { error, previous };
            }
            let (at, trouble) = (sent(freshness, now), freshness.trouble);
            Load::Ready(Arc::new(List { query, decoded, at, trouble }))
        }
    }
}

/// When the cloud sent what arrived `now`.
fn sent(freshness: Freshness, now: f64) -> f64 {
    now - freshness.age as f64 * 1000.0
}

/// The answer about one job.
#[derive(Debug)]
pub struct Detail {
    /// Where it is from; no two jobs share that.
    pub url: String,
    /// What came, as it came.
    pub body: Vec<u8>,
    /// What it says.
    pub decoded: JobDetail,
    /// When the cloud sent it, by the reader's clock, in milliseconds since 1970.
    pub at: f64,
    /// Whose trouble is the reason for no newer one.
    pub trouble: Option<Trouble>,
}

/// Where loading the selected job's detail stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum DetailState {
    /// No job is selected, or one by whose id nobody can be asked.
    #[default]
    NotAsked,
    /// A request is under way.
    Loading,
    /// The newest request was answered.
    Ready,
    /// The newest request failed.
    Failed(LoadError),
}

/// The details that have arrived, and the state of the selected one.
#[derive(Clone, Debug, Default)]
pub struct Details {
    /// Where the selected job's detail is from.
    pub url: String,
    /// How it stands with it.
    pub state: DetailState,
    /// What has arrived, newest last: what was open before is shown at once.
    kept: Vec<Arc<Detail>>,
}

/// How many details are kept; a large one has two megabytes.
const KEPT: usize = 16;

impl Details {
    /// What there is to show of the selected job.
    pub fn shown(&self) -> Option<&Arc<Detail>> {
        self.kept.iter().find(|detail| detail.url == self.url)
    }

    /// Forgets what has arrived: it may have been for another reader.
    pub fn forget(&mut self) {
        self.kept.clear();
    }

    /// Takes in the end of the request about the selected job; `now` is when it ended.
    pub fn settle(&mut self, answer: Result<Answer, LoadError>, now: f64) {
        self.state = match self.keep(answer, now) {
            Ok(()) => DetailState::Ready,
            Err(error) => DetailState::Failed(error),
        };
    }

    fn keep(&mut self, answer: Result<Answer, LoadError>, now: f64) -> Result<(), LoadError> {
        let answer = answer?;
        let mut decoded = detail::decode(&answer.body).map_err(LoadError::NotAList)?;
        decoded.end = answer.end(decoded.end);
        let (at, trouble) = (sent(answer.freshness, now), answer.freshness.trouble);
        if let Some(before) = self.shown() {
            // A whole one is worth more than a newer part of it.
            if decoded.end != End::Whole && before.decoded.end == End::Whole {
                return Err(LoadError::CutShort { rows: decoded.tasks.len() });
            }
            // What is the same stays the same, and so does what is shown of it.
            if before.body == answer.body
                && (before.trouble, before.decoded.end) == (trouble, decoded.end)
            {
                return Ok(());
            }
        }
        let url = self.url.clone();
        self.kept.retain(|detail| detail.url != url);
        if self.kept.len() == KEPT {
            self.kept.remove(0);
        }
        self.kept.push(Arc::new(Detail { url, body: answer.body, decoded, at, trouble }));
        Ok(())
    }
}
