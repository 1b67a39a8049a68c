//! Where loading stands, and what the end of a request makes of what is on screen. It asks nobody.

use std::sync::Arc;

use devserver_jobs_core::decode::{Decoded, End};
use devserver_jobs_core::query::Query;

use crate::fetch::LoadError;

/// A list that arrived, and what it answers.
#[derive(Debug)]
pub struct List {
    /// What was asked.
    pub query: Query,
    /// What came.
    pub decoded: Decoded,
    /// When, by the reader's clock, in milliseconds since 1970.
    pub at: f64,
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
            Load::Loading { previous } | Load::Failed { previous, .. } => previous.as_ref(),
        }
    }
}

/// What the end of a request makes of what is on screen.
pub fn settle(
    answer: Result<Decoded, LoadError>,
    query: Query,
    at: f64,
    previous: Option<Arc<List>>,
) -> Load {
    match answer {
        Err(error) => Load::Failed { error, previous },
        Ok(decoded) => {
            let complete_before = previous
                .as_ref()
                .is_some_and(|list| list.decoded.end == End::Whole && list.query == query);
            // A whole list is worth more than a newer part of it.
            if decoded.end != End::Whole && complete_before {
                let error = LoadError::CutShort { rows: decoded.jobs.len() };
                return Load::Failed { error, previous };
            }
            Load::Ready(Arc::new(List { query, decoded, at }))
        }
    }
}
