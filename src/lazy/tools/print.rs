//! Printing: while the page is printed, all rows in view are in the document, up to a number that a browser lays out
//! quickly. The rest is in the style sheet.

use devserver_jobs_core::query::Query;
use devserver_jobs_core::table::{Change, TableState};
use dom::reactive::RwSignal;
use dom::{ev, window_event_listener};

use crate::components::ui::Ui;
use crate::platform::HistoryMode;

/// The maximum number of printed rows. The line below the table has the number of all.
const LARGEST: usize = 1000;

/// Displays all rows while the page is printed, until the current owner ends.
pub fn on_print(ui: Ui) {
    let before = RwSignal::new(None::<(Query, TableState)>);
    // None of these changes can fail.
    window_event_listener(ev::beforeprint, move |_| {
        let present = (ui.store.query.get_untracked(), ui.store.table.get_untracked());
        if before.with_untracked(Option::is_none) && present.1.page_size < LARGEST {
            before.set(Some(present));
            let _ = ui.store.change(Change::PageSize(LARGEST), HistoryMode::None);
            let _ = ui.store.change(Change::Page(1), HistoryMode::None);
        }
    });
    window_event_listener(ev::afterprint, move |_| {
        if let Some((query, table)) = before.get_untracked() {
            before.set(None);
            let _ = ui.store.change(Change::Restore(query, table), HistoryMode::None);
        }
    });
}
