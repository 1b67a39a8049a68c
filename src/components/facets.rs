//! The types and users to which the list is refined. The facets themselves are in the second module.

use devserver_jobs_core::narrow::{Dimension, Values};
use devserver_jobs_core::table::Change;

use super::ui::Ui;
use crate::platform::HistoryMode;

/// The selected values; subscribes the current observer.
pub fn chosen(ui: Ui, by: Dimension) -> Values {
    ui.store.table.with(|table| match by {
        Dimension::User => table.users.clone(),
        _ => table.types.clone(),
    })
}

/// Sets the selected values.
pub fn choose(ui: Ui, by: Dimension, values: Values) {
    let change = match by {
        Dimension::User => Change::Users(values),
        _ => Change::Types(values),
    };
    // It cannot fail.
    let _ = ui.store.change(change, HistoryMode::Push);
}
