//! A list and the status of its request, as data.

use std::sync::{Arc, OnceLock};

use devserver_jobs_core::decode::{Broken, Decoded, End};
use devserver_jobs_core::error::{ApiError, Trouble};
use devserver_jobs_core::freshness::Freshness;
use devserver_jobs_core::order::{Ranking, Ranks, compares_texts, order};
use devserver_jobs_core::query::Query;
use devserver_jobs_core::table::{Column, Sort};

use crate::api::list_stream::Arrival;
use crate::api::{RequestError, Session};

/// A list with more jobs than this takes longer than a frame to sort by texts, on a phone.
const SORTED_IN_A_FRAME: usize = 8192;

/// The request that a list is the response to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The session that sent it.
    pub session: Session,
    /// The query.
    pub query: Query,
}

/// A list that has arrived, or is arriving.
#[derive(Debug)]
pub struct List {
    /// The request.
    pub question: Question,
    /// The decoded response.
    pub decoded: Decoded,
    /// When the cloud sent it, in milliseconds since 1970 by the user's clock.
    pub at: f64,
    /// Why there is no newer one, if the proxy sent a stale response.
    pub trouble: Option<Trouble>,
    /// Whether more of it will arrive.
    pub is_partial: bool,
    /// The header `ETag` of the response: a response with the same value is the same list.
    pub etag: Option<String>,
    /// The ranks of its rows by column, if they are computed.
    ranks: [OnceLock<Ranks>; Column::ALL.len()],
}

impl List {
    /// A list that arrived at `at`.
    pub fn new(question: Question, decoded: Decoded, at: f64, is_partial: bool) -> Self {
        let (trouble, etag, ranks) = Default::default();
        Self { question, decoded, at, trouble, is_partial, etag, ranks }
    }

    /// Whether it is a complete response.
    pub fn is_whole(&self) -> bool {
        !self.is_partial && self.decoded.end == End::Whole
    }

    /// A partial list whose response was interrupted.
    pub fn cut_off(&self) -> Self {
        let end = End::CutShort { at: 0, why: Broken::Ended };
        let decoded = Decoded { end, ..self.decoded.clone() };
        Self::new(self.question.clone(), decoded, self.at, false)
    }

    /// Whether there is a notice about it: it is stale, interrupted or incomplete.
    pub fn has_notice(&self) -> bool {
        let Decoded { end, set_aside, .. } = &self.decoded;
        // While it is arriving, its progress is displayed elsewhere.
        !self.is_partial
            && (self.trouble.is_some()
                || *end != End::Whole
                || !set_aside.is_empty()
                || self.decoded.missing().is_some())
    }

    /// Whether it can be sorted by a column within a frame.
    pub fn is_prepared(&self, column: Column) -> bool {
        !compares_texts(column)
            || self.decoded.jobs.len() <= SORTED_IN_A_FRAME
            || self.ranks[column as usize].get().is_some()
    }

    /// The work of ranking its rows by a column, which is small if the ranks of an `older` list are known.
    pub fn ranking(&self, column: Column, older: Option<&List>) -> Ranking {
        let jobs = self.decoded.jobs.clone();
        match older.and_then(|older| Some((older, older.ranks[column as usize].get()?))) {
            Some((older, ranks)) => Ranking::after(jobs, column, &older.decoded.jobs, ranks),
            None => Ranking::new(jobs, column),
        }
    }

    /// Stores the ranks by a column.
    pub fn prepare(&self, column: Column, ranks: Ranks) {
        // Ranks of the same list are equal, so setting them twice changes nothing.
        let _ = self.ranks[column as usize].set(ranks);
    }

    /// The places of the jobs, in order.
    pub fn order(&self, sort: Sort) -> Box<[u32]> {
        let ranks = |column: Column| {
            self.ranks[column as usize].get_or_init(|| self.ranking(column, None).finish())
        };
        let by = (sort.column != Column::Created).then(|| &**ranks(sort.column));
        order(ranks(Column::Created), by, sort.direction)
    }
}

/// The status of the request for a list.
#[derive(Clone, Debug)]
pub enum Load {
    /// There is no project, so no request is sent.
    Idle,
    /// A request is under way.
    Loading {
        /// The list that is displayed until the request ends, or until enough of the new list has arrived.
        previous: Option<Arc<List>>,
        /// The rows that have arrived so far, if they are displayed.
        partial: Option<Arc<List>>,
        /// The refusal that required the token which is now being used.
        sign_in: Option<ApiError>,
    },
    /// The newest request was successful.
    Ready(Arc<List>),
    /// The newest request failed.
    Failed {
        /// Why.
        error: RequestError,
        /// The list that stays on screen.
        previous: Option<Arc<List>>,
    },
}

impl Load {
    /// Whether a request is under way.
    pub fn is_loading(&self) -> bool {
        matches!(self, Load::Loading { .. })
    }

    /// Whether there is a list that is not arriving any more.
    pub fn has_arrived(&self) -> bool {
        self.list().is_some_and(|list| !list.is_partial)
    }

    /// The list to display, however old.
    pub fn list(&self) -> Option<&Arc<List>> {
        match self {
            Load::Idle => None,
            Load::Ready(list) => Some(list),
            Load::Loading { previous, partial, .. } => partial.as_ref().or(previous.as_ref()),
            Load::Failed { previous, .. } => previous.as_ref(),
        }
    }

    /// The refusal that requires the user to sign in. It is kept until the next response.
    pub fn sign_in(&self) -> Option<&ApiError> {
        match self {
            Load::Loading { sign_in, .. } => sign_in.as_ref(),
            Load::Failed { error, .. } => error.sign_in(),
            _ => None,
        }
    }
}

/// The status after a request that ended at `now`.
pub fn settle(
    answer: Result<Arrival, RequestError>,
    question: Question,
    now: f64,
    previous: Option<Arc<List>>,
) -> Load {
    match answer {
        Err(error) => Load::Failed { error, previous },
        Ok(Arrival::Unchanged(freshness)) => {
            let Some(previous) = previous else {
                return Load::Idle;
            };
            if previous.trouble == freshness.trouble {
                return Load::Ready(previous);
            }
            let mut list = List::new(question, previous.decoded.clone(), previous.at, false);
            (list.trouble, list.etag) = (freshness.trouble, previous.etag.clone());
            Load::Ready(Arc::new(list))
        }
        Ok(Arrival::List { decoded, freshness, etag }) => {
            // A complete list is better than a newer incomplete one.
            if decoded.end != End::Whole && is_whole_answer(previous.as_deref(), &question) {
                let error = RequestError::CutShort { rows: decoded.jobs.len() };
                return Load::Failed { error, previous };
            }
            let mut list = List::new(question, decoded, sent(freshness, now), false);
            (list.trouble, list.etag) = (freshness.trouble, etag);
            Load::Ready(Arc::new(list))
        }
    }
}

/// Whether a list is a complete response to a request.
pub fn is_whole_answer(list: Option<&List>, question: &Question) -> bool {
    list.is_some_and(|list| list.question == *question && list.decoded.end == End::Whole)
}

/// When the cloud sent a response that arrived at `now`.
pub fn sent(freshness: Freshness, now: f64) -> f64 {
    now - freshness.age as f64 * 1000.0
}
