//! The table of jobs.

use std::rc::Rc;

use devserver_jobs_core::decode::End;
use devserver_jobs_core::table::{Column, Sort};
use dom::{El, ev, event_target, html};

use super::button::leaving_button;
use super::job_row::{JobRow, job_row, looks, unmark};
use super::table_body::Body;
use super::table_head::{column_label, direction, head, sort_select, table_width};
use super::ui::Ui;
use crate::lazy::Lazy;
use crate::locale::{CUT_SHORT, Key, fill};
use crate::state::list::Load;
use crate::state::list::Row;
use crate::state::refresh::Cause;
use dom::reactive::{Effect, Memo};
use web_sys::MouseEvent;

/// The table of jobs.
pub fn job_table(ui: Ui, lazy: Lazy, is_busy: Memo<bool>) -> [El; 3] {
    let columns = Memo::new(move |_| ui.store.columns());
    // If the progress of the list is known, a progress bar displays it.
    let runs = move || is_busy.get() && ui.store.list.progress().is_none();
    let table = html::div().class("table").attr("data-busy", runs);
    let near = table.clone();
    let copy = move |event: MouseEvent| {
        // The target may be the icon in the button.
        if let Ok(Some(button)) = event_target(&event).closest(".id .copy") {
            lazy.copy_id(button, &near);
        }
    };
    let table = table.child(move || rows(ui, lazy, is_busy, columns.get())).on(ev::click, copy);
    let arrived = arrived(ui, &table);
    [sort_select(ui), arrived, table]
}

/// Whether a request is in progress.
pub fn is_busy(ui: Ui) -> Memo<bool> {
    Memo::new(move |_| {
        (ui.store.list.with_load(Load::is_loading) && ui.store.refresh.cause() != Cause::Schedule)
            || ui.store.list.visible().with(|shown| shown.is_sorting)
    })
}

fn rows(ui: Ui, lazy: Lazy, is_busy: Memo<bool>, columns: Vec<Column>) -> El {
    let body = Memo::new(move |_| Body::now(ui));
    let rows = Memo::new(move |before: Option<&Vec<Row>>| {
        ui.store.list.rows(before.map(Vec::as_slice).unwrap_or_default())
    });
    // Most page changes keep the slots.
    let slots =
        Memo::new(move |_| rows.with(|rows| rows.iter().map(|row| row.slot).collect::<Vec<_>>()));
    let looks = looks(ui);
    let props = columns.clone();
    let in_slot = move |slot: usize| {
        // During a page change, a row may outlive its slot for a moment; it keeps its job.
        let job = Memo::new(move |before: Option<&Row>| {
            rows.with(|rows| rows.iter().find(|row| row.slot == slot).cloned())
                .or_else(|| before.cloned())
                .unwrap_or_default()
        });
        job_row(ui, JobRow { columns: props.clone(), job, looks })
    };
    // The roles are those of the elements; some browsers drop them when the table is displayed as cards.
    let group = || html::tbody().attr("role", "rowgroup");
    html::table()
        .attr("role", "table")
        .attr("part", "table")
        .attr("aria-busy", move || is_busy.get().to_string())
        .prop("style", table_width(ui, columns.clone()))
        .child(html::caption().class("unseen").text(ui.message(Key::Jobs)))
        .child(head(ui, &columns))
        .child(
            group()
                .attr("hidden", move || body.get() != Body::Rows)
                .for_each(move || slots.get(), |slot| *slot, in_slot)
                // A cell that a refresh has changed is marked until the animation ends.
                .on(ev::animationend, |event| unmark(&event_target(&event))),
        )
        .child(group().attr("hidden", move || body.get() == Body::Rows).child(move || {
            match body.get() {
                Body::Rows => Vec::new(),
                Body::Skeleton => skeleton(ui, columns.len()),
                other => vec![instead(lazy, other, columns.len())],
            }
        }))
}

/// Offers to sort a list that is displayed in the order of arrival. If the table is not in use, the list is sorted
/// at once.
fn arrived(ui: Ui, table: &El) -> El {
    let waits = Memo::new(move |_| {
        ui.store.list.is_in_arrival_order() && ui.store.list.with_load(Load::has_arrived)
    });
    // Outside world: where the pointer, the focus and the selection are.
    let (rows, used) = (table.clone(), table.clone());
    ui.store.list.set_in_use(Rc::new(move || used.is_in_use()));
    Effect::new(move || {
        // Every list that arrives meanwhile is checked again.
        let is_there = ui.store.list.get().is_some();
        if waits.get() && is_there && !ui.store.list.was_in_use() && !rows.is_in_use() {
            ui.store.list.sort();
        }
    });
    let all_here = move || {
        let Some(list) = ui.store.list.get() else {
            return String::new();
        };
        let count = list.decoded.jobs.len();
        match list.decoded.end {
            End::Whole => fill(ui.text(Key::AllHere), &[&ui.number(count)]),
            End::CutShort { .. } => ui.plural(CUT_SHORT, count),
        }
    };
    let order = move || {
        let (messages, sort) = (ui.messages(), ui.store.table.with_but_page(|table| table.sort));
        if sort == Sort::default() {
            return messages.get(Key::SortNewest).to_owned();
        }
        fill(
            messages.get(Key::SortNow),
            &[column_label(messages, sort.column), direction(messages, sort.direction)],
        )
    };
    html::div().class("arrived").attr("role", "status").child(move || {
        waits.get().then(|| {
            html::p().child(html::span().text(all_here)).child(
                leaving_button(order, ui.focus.heading, move || ui.store.list.sort())
                    .class("primary"),
            )
        })
    })
}

/// A row across all columns with a message in place of rows.
fn instead(lazy: Lazy, body: Body, columns: usize) -> El {
    let cell = html::td().attr("role", "cell").attr("colspan", columns.to_string());
    let near = cell.clone();
    let cell = cell.child(move || [lazy.empty_state(body, &near)]);
    html::tr().class("instead").attr("role", "row").child(cell)
}

/// A skeleton as high as rows, so that nothing moves when they arrive.
fn skeleton(ui: Ui, columns: usize) -> Vec<El> {
    let rows = ui.store.table.with_untracked(|table| table.page_size).min(20);
    let cell = |_| html::td().child(html::span().class("bar"));
    let row = |_| {
        html::tr().class("skeleton").attr("aria-hidden", "true").children((0..columns).map(cell))
    };
    (0..rows).map(row).collect()
}
