//! Find and the outcome toggles: what narrows the list where it is, at once and without a request; and
//! how far the list has come, while it does.

use devserver_jobs_core::outcome::{Outcome, OutcomeSet};
use devserver_jobs_core::table::Change;
use web_sys::Event;

use super::filters::FIRST_FILTER;
use super::{label, leaving_button, say};
use crate::api::list_stream::Progress;
use crate::components::ui::Ui;
use crate::locale::{Key, OUTCOMES, fill};
use crate::platform::HistoryMode;
use dom::old::{El, el, is_composing, show_whole, value_of};

/// Where the find box is found.
pub const FIND: &str = "#find";

/// One of each kind, by rank.
const KINDS: [Outcome<'static>; Outcome::KINDS] = [
    Outcome::FinishedWithFailures(1),
    Outcome::ProcessingWithFailures(1),
    Outcome::Processing,
    Outcome::Active,
    Outcome::Other(""),
    Outcome::Unknown,
    Outcome::FinishedUncounted,
    Outcome::Finished,
    Outcome::Deleted,
];

/// The bar between the filters, which ask the cloud, and the table.
pub fn refine(ui: Ui) -> El {
    el("div class=refine")
        .class_when("provisional", move || ui.store.list.get().is_some_and(|list| list.is_partial))
        .child(find(ui))
        .child(toggles(ui))
        .child(el("p class=matches").says(move || matches(ui)))
        .shows(move || ui.store.list.progress().map(|come| progress(ui, come)))
}

fn find(ui: Ui) -> El {
    el("input id=find part=find type=search autocomplete=off spellcheck=false")
        .bind("aria-label", label(ui, Key::Find))
        .bind("placeholder", label(ui, Key::Find))
        .bind("title", label(ui, Key::FindHint))
        .value(move || ui.store.table.with(|table| table.find.clone()))
        .on("input", move |event: Event| {
            // It may be a part of a syllable that an input method has not made a word of.
            if !is_composing(&event) {
                ui.store.find(&value_of(&event));
            }
        })
        .on("compositionend", move |event| ui.store.find(&value_of(&event)))
}

/// A toggle for each outcome that the list has, with how many jobs came to it.
fn toggles(ui: Ui) -> El {
    let keys = move || {
        let chosen = ui.store.table.with(|table| table.outcomes);
        let has =
            |rank: &u8| ui.store.list.visible().with(|shown| shown.totals[usize::from(*rank)] > 0);
        (0u8..)
            .take(Outcome::KINDS)
            .filter(|rank| has(rank) || chosen.has(*rank))
            .map(|rank| rank.to_string())
            .collect()
    };
    let one = move |key: &str| {
        let rank: u8 = key.parse().unwrap_or_default();
        let pressed = move || ui.store.table.with(|table| table.outcomes.has(rank));
        let text = move || {
            let count = ui.store.list.visible().with(|shown| shown.counts[usize::from(rank)]);
            format!("{} {}", ui.text(OUTCOMES[usize::from(rank)]), ui.number(count))
        };
        el("button type=button")
            .attr("data-tone", KINDS[usize::from(rank)].tone().name())
            .bind("aria-pressed", move || Some(pressed().to_string()))
            .says(text)
            .on("click", move |_| {
                let outcomes = ui.store.table.with_untracked(|table| table.outcomes.toggled(rank));
                let _ = ui.store.change(Change::Outcomes(outcomes), HistoryMode::Push);
            })
    };
    el("div class=chips part=outcomes role=group")
        .bind("aria-label", label(ui, Key::ColumnOutcome))
        .lists(keys, one)
        // The strip is wider than a phone, and what has the focus must be seen.
        .on("focusin", |event| show_whole(&event))
}

/// How many jobs are shown, where that is not all of them.
fn matches(ui: Ui) -> String {
    let Some(list) = ui.store.list.get() else {
        return String::new();
    };
    let (all, shown) = (list.decoded.jobs.len(), ui.store.list.pager().total());
    let messages = ui.messages();
    let mut text = String::new();
    if ui.store.table.is_refined() {
        text = fill(messages.get(Key::Matches), &[&ui.number(shown), &ui.number(all)]);
    }
    if list.is_partial {
        if !text.is_empty() {
            text.push_str(" · ");
        }
        text.push_str(&fill(messages.get(Key::SoFar), &[&ui.number(all)]));
    }
    text
}

/// How far the list has come.
fn progress(ui: Ui, come: Progress) -> El {
    let bar = el("progress").bind("aria-label", label(ui, Key::Loading));
    // More than it was said to be is of another length.
    match come.length.filter(|length| *length as usize >= come.bytes) {
        Some(length) => bar.attr("max", &length.to_string()).attr("value", &come.bytes.to_string()),
        None => bar,
    }
}

/// What there is to clear, where nothing is shown: each by itself.
pub fn clear_buttons(ui: Ui) -> Vec<El> {
    let (find, outcomes) = ui.store.table.with(|table| (table.find.clone(), table.outcomes));
    let has_filters = ui.store.query.with(|query| !query.filters.is_empty());
    let text = move || fill(ui.text(Key::ClearFind), &[find.trim()]);
    let mut buttons = Vec::new();
    if ui.store.table.terms().with(|words| !words.is_empty()) {
        buttons.push(leaving_button(text, FIND, move || ui.store.find("")));
    }
    if !outcomes.is_empty() {
        let clear = move || {
            let _ = ui.store.change(Change::Outcomes(OutcomeSet::default()), HistoryMode::Push);
        };
        buttons.push(leaving_button(say(ui, Key::ClearOutcomes), FIND, clear));
    }
    if has_filters {
        buttons.push(leaving_button(say(ui, Key::ClearFilters), FIRST_FILTER, move || {
            let _ = ui.store.change(Change::ClearFilters, HistoryMode::Push);
        }));
    }
    buttons
}
