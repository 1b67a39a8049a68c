//! What the body of the table displays: rows, or a message in place of them.

use devserver_jobs_core::decode::End;

use super::ui::Ui;
use crate::state::list::Load;

/// What the body of the table shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// Nothing has arrived yet.
    Skeleton,
    /// Rows.
    Rows,
    /// The project has no jobs.
    Empty,
    /// The filters leave none.
    NoMatch,
    /// Rows came, and what is looked for among them is not there.
    NotFound,
    /// Rows came, but none can be shown; a notice says why.
    NothingReadable,
    /// The proxy wants to know who asks.
    SignIn,
    /// There is no list to fall back on.
    Failed,
}

impl Body {
    /// What there is to show now.
    pub fn now(ui: Ui) -> Self {
        match ui.store.list.with_load(Body::of) {
            Body::Rows if ui.store.list.pager().total() == 0 => Body::NotFound,
            other => other,
        }
    }

    /// What there is to show of a load.
    pub fn of(load: &Load) -> Self {
        match (load, load.list()) {
            (_, Some(list)) if !list.decoded.jobs.is_empty() => Body::Rows,
            _ if load.sign_in().is_some() => Body::SignIn,
            (Load::Failed { .. }, _) => Body::Failed,
            (_, None) => Body::Skeleton,
            (_, Some(list)) => {
                let decoded = &list.decoded;
                let whole = decoded.end == End::Whole
                    && decoded.set_aside.is_empty()
                    && decoded.missing().is_none();
                match (whole, list.question.query.filters.is_empty()) {
                    (false, _) => Body::NothingReadable,
                    (true, true) => Body::Empty,
                    (true, false) => Body::NoMatch,
                }
            }
        }
    }
}
