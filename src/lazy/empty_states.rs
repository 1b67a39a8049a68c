//! The messages in the table in place of rows.

use devserver_jobs_core::table::Change;
use dom::{El, html};

use super::notices::{list_error, remedies};
use super::sign_in::sign_in;
use super::why_nothing::clear_buttons;
use crate::components::button::leaving_button;
use crate::components::table_body::Body;
use crate::components::ui::Ui;
use crate::locale::{Key, fill};
use crate::platform::HistoryMode;

/// The message and the possible actions.
pub fn empty_state(ui: Ui, body: Body) -> El {
    let state = html::div().class("state");
    match body {
        Body::NoMatch => state
            .child(html::p().class("title").text(ui.message(Key::NoMatchTitle)))
            .child(html::p().text(ui.message(Key::NoMatchText)))
            .children(ui.snapshot().is_none().then(|| {
                leaving_button(ui.message(Key::ClearFilters), ui.focus.filter, move || {
                    let _ = ui.store.change(Change::ClearFilters, HistoryMode::Push);
                })
            })),
        Body::NotFound => {
            let count = move || {
                let count =
                    ui.store.list.get().map(|list| list.decoded.jobs.len()).unwrap_or_default();
                fill(ui.text(Key::NotFoundList), &[&ui.number(count)])
            };
            state
                .child(html::p().class("title").text(ui.message(Key::NotFoundTitle)))
                .child(html::p().text(count))
                .child(html::p().class("clears").child(move || clear_buttons(ui)))
        }
        Body::SignIn => state.children(sign_in(ui)),
        Body::Failed => state
            .child(html::div().attr("role", "alert").child(move || list_error(ui)))
            .child(html::div().class("actions").child(move || remedies(ui))),
        Body::NothingReadable => state.child(html::p().text(ui.message(Key::NothingReadable))),
        Body::Empty | Body::Rows | Body::Skeleton => state
            .child(html::p().class("title").text(ui.message(Key::EmptyTitle)))
            .child(html::p().text(ui.message(Key::EmptyText))),
    }
}
