//! The query of the request for the list: the project and the five filters of the API. Of all changes by the user,
//! only a change of the query starts a request for the list.

use devserver_jobs_core::query::{Filter, ProjectId, Query};
use dom::reactive::{Memo, RwSignal};

/// The query.
#[derive(Clone, Copy)]
pub struct QuerySlice {
    query: RwSignal<Query>,
    path: Memo<Option<String>>,
}

impl QuerySlice {
    pub(super) fn new(query: Query) -> Self {
        let query = RwSignal::new(query);
        Self { query, path: Memo::new(move |_| query.with(Query::path)) }
    }

    /// Reads the query and subscribes the current observer.
    pub fn with<R>(self, read: impl FnOnce(&Query) -> R) -> R {
        self.query.with(read)
    }

    /// Reads the query.
    pub fn with_untracked<R>(self, read: impl FnOnce(&Query) -> R) -> R {
        self.query.with_untracked(read)
    }

    /// A copy of the query; subscribes the current observer.
    pub fn get(self) -> Query {
        self.query.get()
    }

    /// A copy of the query.
    pub fn get_untracked(self) -> Query {
        self.query.get_untracked()
    }

    /// The value of a filter, empty where it is not set; subscribes the current observer.
    pub fn filter(self, filter: Filter) -> String {
        self.query.with(|query| query.filters.get(filter).unwrap_or_default().to_owned())
    }

    /// The project, if there is one; subscribes the current observer.
    pub fn project(self) -> Option<ProjectId> {
        self.query.with(|query| query.project.clone())
    }

    /// The path and query string of the list request; `None` without a project.
    pub fn path(self) -> Memo<Option<String>> {
        self.path
    }

    /// Sets the query if it differs, since observers run after every write.
    pub(super) fn set(self, query: Query) {
        if self.query.with_untracked(|before| *before != query) {
            self.query.set(query);
        }
    }
}
