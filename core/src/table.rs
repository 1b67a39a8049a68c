//! The state of the table (find text, refinements, sort order and page), and the function that changes it.

mod column;

use std::sync::Arc;

pub use self::column::{Column, Direction, Sort};
use crate::narrow::{Picked, Values};
use crate::outcome::OutcomeSet;
use crate::page::DEFAULT_PAGE_SIZE;
use crate::query::{Filter, Filters, ProjectId, Query, QueryError};
use crate::range::Range;

/// The state of the table. Its changes send no request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableState {
    /// The find text.
    pub find: String,
    /// The selected outcomes; empty means all.
    pub outcomes: OutcomeSet,
    /// Whether only jobs are displayed that have changed since the user last looked.
    pub changed: bool,
    /// The range of time as it was chosen: a range up to now has no instants here.
    pub time: Option<Range>,
    /// Whether only jobs that take longer than usual are displayed.
    pub stuck: bool,
    /// The selected types.
    pub types: Values,
    /// The selected users.
    pub users: Values,
    /// The picked jobs. They are not in the address.
    pub picked: Option<Arc<Picked>>,
    /// The sort order.
    pub sort: Sort,
    /// The page, from 1; it may be beyond the end of the rows that have arrived.
    pub page: usize,
    /// Rows a page.
    pub page_size: usize,
}

impl Default for TableState {
    fn default() -> Self {
        Self {
            find: String::new(),
            outcomes: OutcomeSet::default(),
            changed: false,
            time: None,
            stuck: false,
            types: Values::default(),
            users: Values::default(),
            picked: None,
            sort: Sort::default(),
            page: 1,
            page_size: DEFAULT_PAGE_SIZE,
        }
    }
}

impl TableState {
    /// The part that belongs to a view, without the page and temporary refinements.
    pub fn only_view(&self) -> Self {
        Self { page: 1, changed: false, picked: None, ..self.clone() }
    }
}

/// One change by a user, the address bar or the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Sets a filter; empty text clears it.
    Filter(Filter, String),
    /// Clears all filters.
    ClearFilters,
    /// Replaces all filters.
    Filters(Filters),
    /// Sets another project, or none.
    Project(Option<ProjectId>),
    /// Sets the find text; empty text ends the search.
    Find(String),
    /// Selects outcomes; empty means all.
    Outcomes(OutcomeSet),
    /// Displays only the jobs that have changed, or all again.
    Changed(bool),
    /// Sets the range of time; `None` means any time.
    Time(Option<Range>),
    /// Displays only the jobs that take longer than usual, or all again.
    Stuck(bool),
    /// Selects types; empty means all. The same for users.
    Types(Values),
    /// Selects users.
    Users(Values),
    /// Displays only the picked jobs, or all again.
    Picked(Option<Arc<Picked>>),
    /// Sorts by a column; by the other direction, if the list is sorted by it already.
    SortBy(Column),
    /// Sets the sort order.
    Sort(Sort),
    /// Goes to a page.
    Page(usize),
    /// Sets the page size.
    PageSize(usize),
    /// Replaces everything, from the address bar or by the host page.
    Restore(Query, TableState),
}

/// Applies one change.
/// A change of project, filter, refinement or sort order goes to page 1; a page change changes nothing else; a new
/// page size keeps the first row of the page visible. A change that sets equal values has no effect.
///
/// # Errors
/// When a filter's value cannot be sent. Nothing has changed then.
pub fn apply(change: Change, query: &mut Query, table: &mut TableState) -> Result<(), QueryError> {
    // Everything except the page.
    let narrowed = |table: &TableState| TableState { page: 1, page_size: 0, ..table.clone() };
    let before = (query.clone(), narrowed(table));
    match change {
        Change::Filter(filter, text) => query.filters.set(filter, &text)?,
        Change::ClearFilters => query.filters = Filters::default(),
        Change::Filters(filters) => query.filters = filters,
        Change::Project(project) => query.project = project,
        Change::Find(text) => table.find = text,
        Change::Outcomes(outcomes) => table.outcomes = outcomes,
        Change::Changed(changed) => table.changed = changed,
        Change::Time(time) => table.time = time,
        Change::Stuck(stuck) => table.stuck = stuck,
        Change::Types(types) => table.types = types,
        Change::Users(users) => table.users = users,
        Change::Picked(picked) => table.picked = picked,
        Change::SortBy(column) => {
            let direction = match (table.sort.column == column, table.sort.direction) {
                (true, Direction::Ascending) => Direction::Descending,
                (true, Direction::Descending) => Direction::Ascending,
                (false, _) => column.first_direction(),
            };
            table.sort = Sort { column, direction };
        }
        Change::Sort(sort) => table.sort = sort,
        Change::Page(page) => table.page = page.max(1),
        Change::PageSize(size) => {
            let first_row = table.page.saturating_sub(1).saturating_mul(table.page_size);
            table.page_size = size.max(1);
            table.page = first_row / table.page_size + 1;
        }
        Change::Restore(new_query, new_table) => {
            (*query, *table) = (new_query, new_table);
            return Ok(());
        }
    }
    if before.0 != *query || before.1 != narrowed(table) {
        table.page = 1;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::range::By;

    fn at_page_5() -> (Query, TableState) {
        let mut query =
            Query { project: ProjectId::parse("demo").ok(), filters: Filters::default() };
        query.filters.set(Filter::Name, "up").unwrap();
        (query, TableState { page: 5, ..TableState::default() })
    }

    #[track_caller]
    fn check(change: Change, expect: impl FnOnce(&mut Query, &mut TableState)) {
        let (mut query, mut table) = at_page_5();
        let (mut wanted_query, mut wanted_table) = at_page_5();
        expect(&mut wanted_query, &mut wanted_table);
        apply(change.clone(), &mut query, &mut table).unwrap();
        assert_eq!((query, table), (wanted_query, wanted_table), "{change:?}");
    }

    #[test]
    fn what_each_change_touches() {
        check(Change::Filter(Filter::Status, "FINISHED".into()), |query, table| {
            query.filters.set(Filter::Status, "FINISHED").unwrap();
            table.page = 1;
        });
        check(Change::Filter(Filter::Name, " up ".into()), |_, _| {});
        check(Change::ClearFilters, |query, table| {
            query.filters = Filters::default();
            table.page = 1;
        });
        check(Change::Project(ProjectId::parse("other").ok()), |query, table| {
            query.project = ProjectId::parse("other").ok();
            table.page = 1;
        });
        check(Change::Project(ProjectId::parse("demo").ok()), |_, _| {});
        check(Change::Find("npu 7".into()), |_, table| {
            table.find = "npu 7".into();
            table.page = 1;
        });
        check(Change::Find(String::new()), |_, _| {});
        let failed = OutcomeSet::parse("finished-with-failures");
        check(Change::Outcomes(failed), |_, table| (table.outcomes, table.page) = (failed, 1));
        check(Change::Outcomes(OutcomeSet::default()), |_, _| {});
        let two = Values::parse("a,b");
        check(Change::Types(two.clone()), |_, table| (table.types, table.page) = (two.clone(), 1));
        check(Change::Users(two.clone()), |_, table| (table.users, table.page) = (two.clone(), 1));
        let range = Range::parse(By::Created, "2026-01-15T08:00:00Z..");
        check(Change::Time(range), |_, table| (table.time, table.page) = (range, 1));
        check(Change::Time(None), |_, _| {});
        check(Change::Stuck(true), |_, table| (table.stuck, table.page) = (true, 1));
        let picked = Some(Arc::new(Picked { title: String::new(), ids: Vec::new() }));
        check(Change::Picked(picked.clone()), |_, table| {
            (table.picked, table.page) = (picked.clone(), 1);
        });
        check(Change::Picked(None), |_, _| {});
        check(Change::Page(7), |_, table| table.page = 7);
        check(Change::Page(0), |_, table| table.page = 1);
        check(Change::SortBy(Column::Name), |_, table| {
            table.sort = Sort { column: Column::Name, direction: Direction::Ascending };
            table.page = 1;
        });
        check(Change::SortBy(Column::Created), |_, table| {
            table.sort.direction = Direction::Ascending;
            table.page = 1;
        });
        check(Change::Sort(Sort::default()), |_, _| {});
        let restored = TableState { page: 9, page_size: 50, ..TableState::default() };
        check(Change::Restore(Query::default(), restored.clone()), |query, table| {
            *query = Query::default();
            *table = restored;
        });
    }

    #[test]
    fn a_new_page_size_keeps_the_first_row_in_sight() {
        // Page 5 of 20 starts with row 80 (from 0).
        for (size, page) in [(10, 9), (20, 5), (30, 3), (50, 2), (100, 1)] {
            check(Change::PageSize(size), |_, table| {
                (table.page_size, table.page) = (size, page);
            });
        }
    }

    #[test]
    fn a_refused_value_changes_nothing() {
        let (mut query, mut table) = at_page_5();
        let change = Change::Filter(Filter::Id, "x".repeat(65));
        apply(change, &mut query, &mut table).unwrap_err();
        assert_eq!((query, table), at_page_5());
    }
}
