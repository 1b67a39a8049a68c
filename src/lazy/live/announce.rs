//! Announcements of refreshes for screen readers: what has changed, and not too often.

use std::cell::RefCell;
use std::sync::Arc;

use dom::reactive::{Effect, untrack};

use super::changes_text;
use crate::components::ui::Ui;
use crate::state::list::List;
use crate::state::live::{Changes, Latest, Live};

/// The minimum number of milliseconds between two announcements. Changes in between are in the next one.
const PAUSE: f64 = 15_000.0;

/// Announces changes from now on, until the current owner ends.
pub fn announce_changes(ui: Ui, live: Live) {
    let announced: RefCell<Option<(f64, Arc<List>)>> = RefCell::new(None);
    // Outside world: the clock.
    Effect::new(move || {
        let Latest { list: Some(list), changes } = live.latest() else {
            return;
        };
        let now = ui.store.environment().platform.now();
        let mut announced = announced.borrow_mut();
        let Some((at, before)) = announced.as_mut() else {
            *announced = Some((now - PAUSE, list));
            return;
        };
        if before.question != list.question {
            *announced = Some((now - PAUSE, list));
            return;
        }
        if now - *at < PAUSE {
            return;
        }
        // If everything before was announced, these are the latest changes.
        let known = changes.filter(|changes| Arc::ptr_eq(&changes.since, before));
        if let Some(changes) = known.or_else(|| Changes::between(before, &list)) {
            ui.announce(&untrack(|| changes_text(ui, changes.summary)));
            (*at, *before) = (now, list);
        }
    });
}
