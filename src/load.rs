//! Where loading stands, and what the end of a request makes of what is on screen. It asks nobody.

use std::sync::Arc;

use devserver_jobs_core::decode::{Decoded, End};
use devserver_jobs_core::error::{ApiError, Trouble};
use devserver_jobs_core::freshness::Freshness;
use devserver_jobs_core::query::Query;

use crate::fetch::LoadError;

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
    answer: Result<(Decoded, Freshness), LoadError>,
    query: Query,
    now: f64,
    previous: Option<Arc<List>>,
) -> Load {
    match answer {
        Err(error) => Load::Failed { error, previous },
        Ok((decoded, Freshness { age, trouble })) => {
            let complete_before = previous
                .as_ref()
                .is_some_and(|list| list.decoded.end == End::Whole && list.query == query);
            // A whole list is worth more than a newer part of it.
            if decoded.end != End::Whole && complete_before {
                let error = LoadError::CutShort { rows: decoded.jobs.len() };
                return Load::Failed { error, previous };
            }
            let at = now - age as f64 * 1000.0;
            Load::Ready(Arc::new(List { query, decoded, at, trouble }))
        }
    }
}
