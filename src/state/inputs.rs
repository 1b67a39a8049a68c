//! The inputs of every request, apart from what it requests.

use super::clock::ClockSlice;
use super::projects::ProjectsSlice;
use super::query::QuerySlice;
use super::refresh::RefreshSlice;
use super::session::SessionSlice;

/// The slices that a request reads, and the clock that its end sets.
#[derive(Clone, Copy)]
pub struct Inputs {
    pub session: SessionSlice,
    pub projects: ProjectsSlice,
    pub query: QuerySlice,
    pub refresh: RefreshSlice,
    pub clock: ClockSlice,
}
