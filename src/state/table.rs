//! The state of the table: find text, refinements, order and page. Its changes send no request.

use devserver_jobs_core::refine::Words;
use devserver_jobs_core::table::TableState;
use dom::reactive::{Memo, RwSignal};

/// The state of the table.
#[derive(Clone, Copy)]
pub struct TableSlice {
    table: RwSignal<TableState>,
    terms: Memo<Words>,
    but_page: Memo<TableState>,
}

impl TableSlice {
    pub(super) fn new(table: TableState) -> Self {
        let table = RwSignal::new(table);
        Self {
            table,
            terms: Memo::new(move |_| table.with(|table| Words::of(&table.find))),
            but_page: Memo::new(move |_| TableState { page: 0, ..table.get() }),
        }
    }

    /// Reads the state of the table and subscribes the current observer.
    pub fn with<R>(self, read: impl FnOnce(&TableState) -> R) -> R {
        self.table.with(read)
    }

    /// Reads the state of the table.
    pub fn with_untracked<R>(self, read: impl FnOnce(&TableState) -> R) -> R {
        self.table.with_untracked(read)
    }

    /// A copy of the state of the table; subscribes the current observer.
    pub fn get(self) -> TableState {
        self.table.get()
    }

    /// A copy of the state of the table.
    pub fn get_untracked(self) -> TableState {
        self.table.get_untracked()
    }

    /// The same without the page, so that an observer does not run at every page turn.
    pub fn with_but_page<R>(self, read: impl FnOnce(&TableState) -> R) -> R {
        self.but_page.with(read)
    }

    /// The search words of the find text.
    pub fn terms(self) -> Memo<Words> {
        self.terms
    }

    /// Whether refinements may leave jobs out.
    pub fn is_refined(self) -> bool {
        self.terms.with(|terms| !terms.is_empty())
            || self.with_but_page(|table| {
                table.changed
                    || table.stuck
                    || table.time.is_some()
                    || !table.outcomes.is_empty()
                    || !table.types.is_empty()
                    || !table.users.is_empty()
                    || table.picked.is_some()
            })
    }

    /// Sets the state if it differs, since observers run after every write.
    pub(super) fn set(self, table: TableState) {
        if self.table.with_untracked(|before| *before != table) {
            self.table.set(table);
        }
    }
}
