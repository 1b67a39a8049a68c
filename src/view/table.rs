//! The table, and what stands in its place while there are no rows.

use std::sync::Arc;

use devserver_jobs_core::decode::End;
use devserver_jobs_core::job::Job;
use devserver_jobs_core::table::{Change, Column};
use leptos::prelude::*;

use super::head::{Head, SortSelect};
use super::notice::ErrorText;
use super::row::Row;
use super::say;
use crate::store::{Load, RowKey, Store};

/// What the body of the table shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Body {
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
    /// There is no list to fall back on.
    Failed,
}

impl Body {
    fn of(load: &Load) -> Self {
        match (load, load.list()) {
            (_, Some(list)) if !list.decoded.jobs.is_empty() => Body::Rows,
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
#[component]
pub fn Table(store: Store) -> impl IntoView {
    let body = Memo::new(move |_| store.load().with(Body::of));
    let busy = move || store.load().with(|load| matches!(load, Load::Loading { .. }));
    view! {
        <SortSelect store/>
        <div class="table">
            <table class:busy=busy aria-busy=move || busy().to_string()>
                <caption class="unseen">{say(store, |m| m.jobs)}</caption>
                <Head store/>
                <tbody>
                    {move || match body.get() {
                        Body::Rows => view! { <Rows store/> }.into_any(),
                        Body::Skeleton => skeleton(store),
                        other => instead(store, other),
                    }}
                </tbody>
            </table>
        </div>
    }
}

#[component]
fn Rows(store: Store) -> impl IntoView {
    let rows = Memo::new(move |_| store.rows());
    let keys = move || rows.with(|rows| rows.iter().map(|row| row.key.clone()).collect::<Vec<_>>());
    let row = move |key: RowKey| {
        // A row outlives its place on the page for a moment while the page is being changed, so
        // it keeps the job that it had.
        let job = Memo::new(move |before: Option<&Arc<Job>>| {
            rows.with(|rows| rows.iter().find(|row| row.key == key).map(|row| row.job.clone()))
                .or_else(|| before.cloned())
                .unwrap_or_default()
        });
        view! { <Row store job=job.into()/> }
    };
    view! { <For each=keys key=Clone::clone children=row/> }
}

/// Rows to come, as high as rows are, so that nothing moves when they come.
fn skeleton(store: Store) -> AnyView {
    let rows = store.table().with_untracked(|table| table.page_size).min(20);
    let row = |_| {
        let cells = Column::ALL.map(|_| view! { <td><span class="bar">{""}</span></td> });
        view! { <tr class="skeleton" aria-hidden="true">{cells.into_iter().collect_view()}</tr> }
    };
    (0..rows).map(row).collect_view().into_any()
}

/// What stands in place of rows.
fn instead(store: Store, body: Body) -> AnyView {
    let content = match body {
        Body::NoMatch => view! {
            <p class="title">{say(store, |m| m.no_match_title)}</p>
            <p>{say(store, |m| m.no_match_text)}</p>
            <button
                type="button"
                on:click=move |_| {
                    let _ = store.change(Change::ClearFilters);
                }
            >
                {say(store, |m| m.clear_filters)}
            </button>
        }
        .into_any(),
        Body::Failed => view! {
            <div role="alert">
                <ErrorText store/>
            </div>
            <button type="button" on:click=move |_| store.refresh()>
                {say(store, |m| m.retry)}
            </button>
        }
        .into_any(),
        Body::NothingReadable => view! { <p>{say(store, |m| m.nothing_readable)}</p> }.into_any(),
        Body::Empty | Body::Rows | Body::Skeleton => view! {
            <p class="title">{say(store, |m| m.empty_title)}</p>
            <p>{say(store, |m| m.empty_text)}</p>
        }
        .into_any(),
    };
    view! {
        <tr class="instead">
            <td colspan=Column::ALL.len().to_string()>
                <div class="state">{content}</div>
            </td>
        </tr>
    }
    .into_any()
}
