//! The bar above the rows: the changes that wait to be displayed, or the changes since the user last looked. It covers
//! the end of the line above the table, so that nothing moves when it appears.

use devserver_jobs_core::anchor::Waiting;
use dom::reactive::Memo;
use dom::{El, ev, html};

use super::{changes_text, counts_text};
use crate::components::button::leaving_button;
use crate::components::ui::Ui;
use crate::locale::{Key, fill};
use crate::state::live::{Changes, Live};

/// The bar.
pub fn bar(ui: Ui, live: Live) -> El {
    let waiting = Memo::new(move |_| {
        ui.store
            .list
            .arranged()
            .with(|arranged| arranged.held.as_ref().map(|(_, held)| held.waiting))
    });
    let changes = Memo::new(move |_| live.changes());
    // The button that offers to sort a new list uses the same place.
    let is_free = move || !ui.store.list.is_in_arrival_order();
    html::div().class("live-bar").child(move || {
        match (waiting.get().filter(|_| is_free()), changes.get()) {
            (Some(waiting), _) => Some(offer(ui, live, waiting)),
            (None, Some(changes)) => Some(strip(ui, live, changes)),
            (None, None) => None,
        }
    })
}

/// The button with the number of waiting changes, which displays them.
fn offer(ui: Ui, live: Live, waiting: Waiting) -> El {
    let text = move || {
        let Waiting { added, gone, moved } = waiting;
        let counts =
            [(Key::ChangesNew, added), (Key::ChangesGone, gone), (Key::ChangesMoved, moved)];
        counts_text(ui, &counts, " · ")
    };
    let show = leaving_button(text, ui.focus.heading, move || live.apply());
    html::p().child(show.class("primary").attr("title", ui.message(Key::ShowWaiting)))
}

/// What has changed since the user last looked.
fn strip(ui: Ui, live: Live, changes: Changes) -> El {
    let at = changes.since.at;
    let text = move || {
        let time = ui.clock(at);
        format!("{} {}", fill(ui.text(Key::Since), &[&time]), changes_text(ui, changes.summary))
    };
    let shows_changed = move || ui.store.table.with(|table| table.changed);
    let toggle = html::button()
        .attr("type", "button")
        .class("link")
        .attr("aria-pressed", move || shows_changed().to_string())
        .text(ui.message(Key::ShowChanged))
        .on(ev::click, move |_| {
            let is_shown = ui.store.table.with_untracked(|table| table.changed);
            ui.store.show_changed(!is_shown);
        });
    let dismiss =
        leaving_button(ui.message(Key::Dismiss), ui.focus.heading, move || live.dismiss());
    html::p().child(html::span().text(text)).child(toggle).child(dismiss.class("link"))
}
