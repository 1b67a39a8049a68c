//! The head of the table: the headings of the columns, which sort the list. In a narrow container a select
//! replaces the head.

use devserver_jobs_core::layout::em;
use devserver_jobs_core::table::{Change, Column, Direction, Sort};
use dom::{El, ev, event_target_value, html};

use super::icon;
use super::ui::Ui;
use crate::locale::{Key, Messages};
use crate::platform::HistoryMode;

/// The displayed name of a column.
pub fn column_label(messages: Messages, column: Column) -> &'static str {
    match column {
        Column::Name => messages.get(Key::ColumnName),
        Column::Outcome => messages.get(Key::ColumnOutcome),
        Column::FailedNodes => messages.get(Key::ColumnFailedNodes),
        Column::Type => messages.get(Key::ColumnType),
        Column::User => messages.get(Key::ColumnUser),
        Column::Created => messages.get(Key::ColumnCreated),
        Column::Updated => messages.get(Key::ColumnUpdated),
        Column::Duration => messages.get(Key::ActiveTime),
        Column::Description => messages.get(Key::Description),
        Column::Id => messages.get(Key::ColumnId),
    }
}

/// The displayed name of a direction.
pub fn direction(messages: Messages, direction: Direction) -> &'static str {
    match direction {
        Direction::Ascending => messages.get(Key::Ascending),
        Direction::Descending => messages.get(Key::Descending),
    }
}

/// The row of column headers.
pub fn head(ui: Ui, columns: &[Column]) -> El {
    let headers = columns.iter().map(|column| header(ui, *column));
    html::thead()
        .attr("part", "head")
        .attr("role", "rowgroup")
        .child(html::tr().attr("role", "row").children(headers))
}

fn header(ui: Ui, column: Column) -> El {
    let direction = move || {
        let sort = ui.store.table.with_but_page(|table| table.sort);
        // While rows arrive, they are not sorted.
        (sort.column == column && !ui.store.list.is_in_arrival_order()).then_some(sort.direction)
    };
    let aria_sort = move || {
        direction().map(|direction| match direction {
            Direction::Ascending => "ascending".to_owned(),
            Direction::Descending => "descending".to_owned(),
        })
    };
    let path = move || match direction() {
        None => icon::UNSORTED,
        Some(Direction::Ascending) => icon::ASCENDING,
        Some(Direction::Descending) => icon::DESCENDING,
    };
    let label = move || column_label(ui.messages(), column).to_owned();
    html::th()
        .attr("scope", "col")
        .attr("role", "columnheader")
        .class(format!("column-{}", column.name()))
        .attr("aria-sort", aria_sort)
        .prop("style", move || {
            let width = ui.store.preferences.with_layout(|layout| layout.width(column));
            width.map(|width| format!("width:{}", em(width.into()))).unwrap_or_default()
        })
        .child(
            html::button()
                .attr("type", "button")
                .class("sort")
                .child(html::span().text(label))
                .child(icon::icon_of(path))
                .on(ev::click, move |_| {
                    // It cannot fail.
                    let _ = ui.store.change(Change::SortBy(column), HistoryMode::Push);
                }),
        )
}

/// The width of the table, if columns have widths of their own: that of all columns, but at least enough to read
/// those without one.
pub fn table_width(ui: Ui, columns: Vec<Column>) -> impl Fn() -> String + 'static {
    move || match ui.store.preferences.with_layout(|layout| layout.total(&columns)) {
        None => String::new(),
        Some((total, true)) => format!("width:{}", em(total)),
        Some((total, false)) => format!("min-width:{}", em(total)),
    }
}

/// The select for the sort order, displayed if there is no head.
pub fn sort_select(ui: Ui) -> El {
    let option = move |column: Column, direction: Direction| {
        let sort = Sort { column, direction };
        html::option().attr("value", sort.to_text()).text(move || {
            let messages = ui.messages();
            format!("{}, {}", column_label(messages, column), self::direction(messages, direction))
        })
    };
    let options = Column::ALL.into_iter().flat_map(|column| {
        [Direction::Ascending, Direction::Descending].map(|direction| option(column, direction))
    });
    let value = move || ui.store.table.with_but_page(|table| table.sort.to_text());
    let choose = move |event| {
        if let Some(sort) = Sort::parse(&event_target_value(&event)) {
            let _ = ui.store.change(Change::Sort(sort), HistoryMode::Push);
        }
    };
    html::label()
        .class("sort-select")
        .child(html::span().text(ui.message(Key::SortBy)))
        .child(html::select().children(options).prop("value", value).on(ev::change, choose))
}
