//! The table's head: what each column is, and by which the list is sorted. Where the container is
//! narrow the head is hidden, and a select takes its place.

use devserver_jobs_core::table::{Change, Column, Direction, Sort};
use leptos::prelude::*;

use super::icon::{self, Icon};
use super::say;
use crate::locale::Messages;
use crate::store::Store;

/// A column's name in the present language.
pub fn column_label(messages: &Messages, column: Column) -> &'static str {
    match column {
        Column::Name => messages.column_name,
        Column::Outcome => messages.column_outcome,
        Column::FailedNodes => messages.column_failed_nodes,
        Column::Type => messages.column_type,
        Column::User => messages.column_user,
        Column::Created => messages.column_created,
        Column::Updated => messages.column_updated,
        Column::Id => messages.column_id,
    }
}

/// The row of column headers.
#[component]
pub fn Head(store: Store) -> impl IntoView {
    let headers = Column::ALL.map(|column| view! { <Header store column/> }.into_any());
    view! { <thead><tr>{headers.into_iter().collect_view()}</tr></thead> }
}

#[component]
fn Header(store: Store, column: Column) -> impl IntoView {
    let direction = move || {
        let sort = store.table().with(|table| table.sort);
        (sort.column == column).then_some(sort.direction)
    };
    let aria_sort = move || {
        direction().map(|direction| match direction {
            Direction::Ascending => "ascending",
            Direction::Descending => "descending",
        })
    };
    let path = Signal::derive(move || match direction() {
        None => icon::UNSORTED,
        Some(Direction::Ascending) => icon::ASCENDING,
        Some(Direction::Descending) => icon::DESCENDING,
    });
    let sort = move |_| {
        // Sorting can't be refused.
        let _ = store.change(Change::SortBy(column));
    };
    view! {
        <th
            scope="col"
            class=format!("column-{}", column.name())
            class:number=column == Column::FailedNodes
            aria-sort=aria_sort
        >
            <button type="button" class="sort" on:click=sort>
                <span>{move || column_label(store.messages(), column)}</span>
                <Icon path/>
            </button>
        </th>
    }
}

/// The choice of an order, for where there is no head.
#[component]
pub fn SortSelect(store: Store) -> impl IntoView {
    let choose = move |event: web_sys::Event| {
        if let Some(sort) = Sort::parse(&event_target_value(&event)) {
            let _ = store.change(Change::Sort(sort));
        }
    };
    let options = move || {
        let messages = store.messages();
        let present = store.table().with(|table| table.sort);
        let both = Column::ALL.into_iter().flat_map(|column| {
            [Direction::Ascending, Direction::Descending]
                .map(|direction| Sort { column, direction })
        });
        both.map(|sort| {
            let direction = match sort.direction {
                Direction::Ascending => messages.ascending,
                Direction::Descending => messages.descending,
            };
            let label = format!("{}, {direction}", column_label(messages, sort.column));
            view! { <option value=sort.to_text() selected=sort == present>{label}</option> }
        })
        .collect_view()
    };
    view! {
        <label class="sort-select">
            <span>{say(store, |m| m.sort_by)}</span>
            <select on:change=choose>{options}</select>
        </label>
    }
}
