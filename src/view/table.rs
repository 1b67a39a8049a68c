//! The table, and what stands in its place while there are no rows.

use std::sync::Arc;

use devserver_jobs_core::decode::End;
use devserver_jobs_core::job::Job;
use devserver_jobs_core::table::{Change, Column};

use super::filters::FIRST_FILTER;
use super::head::{head, sort_select};
use super::header::REFRESH;
use super::notice::list_error;
use super::row::row;
use super::sign_in::sign_in;
use super::{leaving_button, say};
use crate::dom::{El, el};
use crate::load::Load;
use crate::reactive::*;
use crate::store::Store;

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
    /// Rows came, but none can be shown; a notice says why.
    NothingReadable,
    /// The proxy wants to know who asks.
    SignIn,
    /// There is no list to fall back on.
    Failed,
}

impl Body {
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
                match (whole, list.query.filters.is_empty()) {
                    (false, _) => Body::NothingReadable,
                    (true, true) => Body::Empty,
                    (true, false) => Body::NoMatch,
                }
            }
        }
    }
}

/// The table of jobs.
pub fn table(store: Store) -> [El; 2] {
    let body = Memo::new(move |_| store.load().with(Body::of));
    let busy = move || store.load().with(Load::is_loading);
    let rows = Memo::new(move |_| store.rows());
    let keys = move || rows.with(|rows| rows.iter().map(|row| row.key.clone()).collect());
    let one = move |key: &str| {
        let key = key.to_owned();
        // A row outlives its place on the page for a moment while the page is being changed, so
        // it keeps the job that it had.
        let job = Memo::new(move |before: Option<&Arc<Job>>| {
            rows.with(|rows| rows.iter().find(|row| row.key == key).map(|row| row.job.clone()))
                .or_else(|| before.cloned())
                .unwrap_or_default()
        });
        row(store, job)
    };
    // The roles are what the elements are; some browsers forget it where they are shown as cards.
    let group = || el("tbody").attr("role", "rowgroup");
    let table = el("table")
        .attr("role", "table")
        .bind("aria-busy", move || Some(busy().to_string()))
        .child(el("caption").class("unseen").says(say(store, |m| m.jobs)))
        .child(head(store))
        .child(group().hidden(move || body.get() != Body::Rows).lists(keys, one))
        .child(group().hidden(move || body.get() == Body::Rows).shows(move || match body.get() {
            Body::Rows => Vec::new(),
            Body::Skeleton => skeleton(store),
            other => vec![instead(store, other)],
        }));
    [sort_select(store), el("div").class("table").class_when("busy", busy).child(table)]
}

/// Rows to come, as high as rows are, so that nothing moves when they come.
fn skeleton(store: Store) -> Vec<El> {
    let rows = store.table().with_untracked(|table| table.page_size).min(20);
    let cell = |_| el("td").child(el("span").class("bar"));
    let row =
        |_| el("tr").class("skeleton").attr("aria-hidden", "true").children(Column::ALL.map(cell));
    (0..rows).map(row).collect()
}

/// What stands in place of rows.
fn instead(store: Store, body: Body) -> El {
    let state = el("div").class("state");
    let state = match body {
        Body::NoMatch => state
            .child(el("p").class("title").says(say(store, |m| m.no_match_title)))
            .child(el("p").says(say(store, |m| m.no_match_text)))
            .child(leaving_button(say(store, |m| m.clear_filters), FIRST_FILTER, move || {
                let _ = store.change(Change::ClearFilters);
            })),
        Body::SignIn => state.children(sign_in(store)),
        Body::Failed => state
            .child(el("div").attr("role", "alert").shows(move || list_error(store)))
            .child(leaving_button(say(store, |m| m.retry), REFRESH, move || store.refresh())),
        Body::NothingReadable => state.child(el("p").says(say(store, |m| m.nothing_readable))),
        Body::Empty | Body::Rows | Body::Skeleton => state
            .child(el("p").class("title").says(say(store, |m| m.empty_title)))
            .child(el("p").says(say(store, |m| m.empty_text))),
    };
    let columns = Column::ALL.len().to_string();
    let cell = el("td").attr("role", "cell").attr("colspan", &columns);
    el("tr").class("instead").attr("role", "row").child(cell.child(state))
}
