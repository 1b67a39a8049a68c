//! Where loading stands, and what the end of a request makes of what is on screen. It asks nobody.

use std::sync::{Arc, OnceLock};

use devserver_jobs_core::decode::{Broken, Decoded, End};
use devserver_jobs_core::detail::{self, JobDetail};
use devserver_jobs_core::error::{ApiError, Trouble};
use devserver_jobs_core::freshness::Freshness;
use devserver_jobs_core::order::{Ranking, Ranks, order};
use devserver_jobs_core::query::Query;
use devserver_jobs_core::table::{Column, Sort};

use crate::fetch::{Ending, LoadError};

/// A list that arrived, or is arriving, and what it answers.
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
    /// Whether more of it is on its way.
    pub is_arriving: bool,
    /// What its columns are sorted by, as far as that is known.
    ranks: [OnceLock<Ranks>; Column::ALL.len()],
}

/// A list of so many jobs is sorted by texts within a frame, also on a phone.
const SORTED_AT_ONCE: usize = 8192;

impl List {
    /// A list that ends with what came, or goes on.
    pub fn new(query: Query, decoded: Decoded, at: f64, is_arriving: bool) -> Self {
        Self { query, decoded, at, trouble: None, is_arriving, ranks: Default::default() }
    }

    /// The same, where nothing more of it will come.
    pub fn cut_off(&self) -> Self {
        let end = End::CutShort { at: 0, why: Broken::Ended };
        let decoded = Decoded { end, ..self.decoded.clone() };
        Self::new(self.query.clone(), decoded, self.at, false)
    }

    /// Whether it can be sorted by a column without work that a reader would notice.
    pub fn is_prepared(&self, column: Column) -> bool {
        let compares_texts = matches!(column, Column::Name | Column::Id);
        !compares_texts
            || self.decoded.jobs.len() <= SORTED_AT_ONCE
            || self.ranks[column as usize].get().is_some()
    }

    /// The work of finding out what a column is sorted by.
    pub fn ranking(&self, column: Column) -> Ranking {
        Ranking::new(self.decoded.jobs.clone(), column)
    }

    /// Takes what a column is sorted by.
    pub fn prepare(&self, column: Column, ranks: Ranks) {
        // A second answer to the same question is the same.
        let _ = self.ranks[column as usize].set(ranks);
    }

    /// The places of the jobs in an order.
    pub fn order(&self, sort: Sort) -> Box<[u32]> {
        let ranks = |column: Column| {
            self.ranks[column as usize].get_or_init(|| self.ranking(column).finish())
        };
        let by = (sort.column != Column::Created).then(|| &**ranks(sort.column));
        order(ranks(Column::Created), by, sort.direction)
    }
}

/// How much of an answer has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Its bytes so far.
    pub bytes: usize,
    /// All its bytes, where that is known.
    pub length: Option<u32>,
}

/// Where loading stands.
#[derive(Clone, Debug)]
pub enum Load {
    /// There is no project, so nothing is asked.
    Idle,
    /// A request is under way.
    Loading {
        /// The list that is shown until it ends, or until enough of the new one has come.
        previous: Option<Arc<List>>,
        /// What has come so far, where that is shown.
        so_far: Option<Arc<List>>,
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

    /// Whether there is a list of which no more will come.
    pub fn has_arrived(&self) -> bool {
        self.list().is_some_and(|list| !list.is_arriving)
    }

    /// The list to show, however old.
    pub fn list(&self) -> Option<&Arc<List>> {
        match self {
            Load::Idle => None,
            Load::Ready(list) => Some(list),
            Load::Loading { previous, so_far, .. } => so_far.as_ref().or(previous.as_ref()),
            Load::Failed { previous, .. } => previous.as_ref(),
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
        Ok((decoded, freshness)) => {
            let complete_before = previous
                .as_ref()
                .is_some_and(|list| list.decoded.end == End::Whole && list.query == query);
            // A whole list is worth more than a newer part of it.
            if decoded.end != End::Whole && complete_before {
                let error = LoadError::CutShort { rows: decoded.jobs.len() };
                return Load::Failed { error, previous };
            }
            let mut list = List::new(query, decoded, sent(freshness, now), false);
            list.trouble = freshness.trouble;
            Load::Ready(Arc::new(list))
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
    pub fn settle(&mut self, body: Vec<u8>, end: Result<Ending, LoadError>, now: f64) {
        self.state = match end.and_then(|end| self.keep(body, end, now)) {
            Ok(()) => DetailState::Ready,
            Err(error) => DetailState::Failed(error),
        };
    }

    fn keep(&mut self, body: Vec<u8>, end: Ending, now: f64) -> Result<(), LoadError> {
        let mut decoded = detail::decode(&body).map_err(LoadError::NotAList)?;
        decoded.end = end.of(decoded.end);
        let (at, trouble) = (sent(end.freshness, now), end.freshness.trouble);
        if let Some(before) = self.shown() {
            // A whole one is worth more than a newer part of it.
            if decoded.end != End::Whole && before.decoded.end == End::Whole {
                return Err(LoadError::CutShort { rows: decoded.tasks.len() });
            }
            // What is the same stays the same, and so does what is shown of it.
            if before.body == body && (before.trouble, before.decoded.end) == (trouble, decoded.end)
            {
                return Ok(());
            }
        }
        let url = self.url.clone();
        self.kept.retain(|detail| detail.url != url);
        if self.kept.len() == KEPT {
            self.kept.remove(0);
        }
        self.kept.push(Arc::new(Detail { url, body, decoded, at, trouble }));
        Ok(())
    }
}
