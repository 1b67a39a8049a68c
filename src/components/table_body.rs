//! What the body of the table displays: rows, or a message in place of them.

use devserver_jobs_core::decode::End;

use super::ui::Ui;
use crate::state::list::Load;

/// What the body of the table displays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// Nothing has arrived yet.
    Skeleton,
    /// Rows.
    Rows,
    /// The project has no jobs.
    Empty,
    /// No job matches the filters.
    NoMatch,
    /// There are rows, but none matches the refinements.
    NotFound,
    /// Rows arrived, but none can be displayed; a notice gives the reason.
    NothingReadable,
    /// The proxy requires the user to sign in.
    SignIn,
    /// The request failed, and there is no older list.
    Failed,
}

impl Body {
    /// What to display now.
    pub fn now(ui: Ui) -> Self {
        match ui.store.list.with_load(Body::of) {
            Body::Rows if ui.store.list.pager().total() == 0 => Body::NotFound,
            other => other,
        }
    }

    /// What to display for a load.
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
