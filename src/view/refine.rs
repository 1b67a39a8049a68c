//! Find and the outcome toggles: what narrows the list where it is, at once and without a request; and
//! how far the list has come, while it does.

use devserver_jobs_core::outcome::{Outcome, OutcomeSet};
use devserver_jobs_core::table::Change;
use web_sys::Event;

use super::filters::FIRST_FILTER;
use super::{label, leaving_button, say};
use crate::dom::{El, el, is_composing, show_whole, value_of};
use crate::load::Progress;
use crate::locale::{Key, OUTCOMES, fill};
use crate::reactive::*;
use crate::store::Store;

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
pub fn refine(store: Store) -> El {
    el("div class=refine")
        .class_when("provisional", move || store.list().is_some_and(|list| list.is_arriving))
        .child(find(store))
        .child(toggles(store))
        .child(el("p class=matches").says(move || matches(store)))
        .shows(move || store.progress.get().map(|come| progress(store, come)))
}

fn find(store: Store) -> El {
    el("input id=find part=find type=search autocomplete=off spellcheck=false")
        .bind("aria-label", label(store, Key::Find))
        .bind("placeholder", label(store, Key::Find))
        .bind("title", label(store, Key::FindHint))
        .value(move || store.table().with(|table| table.find.clone()))
        .on("input", move |event: Event| {
            // It may be a part of a syllable that an input method has not made a word of.
            if !is_composing(&event) {
                store.find(&value_of(&event));
            }
        })
        .on("compositionend", move |event| store.find(&value_of(&event)))
}

/// A toggle for each outcome that the list has, with how many jobs came to it.
fn toggles(store: Store) -> El {
    let keys = move || {
        let chosen = store.table().with(|table| table.outcomes);
        let has = |rank: &u8| store.shown().with(|shown| shown.totals[usize::from(*rank)] > 0);
        (0u8..)
            .take(Outcome::KINDS)
            .filter(|rank| has(rank) || chosen.has(*rank))
            .map(|rank| rank.to_string())
            .collect()
    };
    let one = move |key: &str| {
        let rank: u8 = key.parse().unwrap_or_default();
        let pressed = move || store.table().with(|table| table.outcomes.has(rank));
        let count = move || {
            let count = store.shown().with(|shown| shown.counts[usize::from(rank)]);
            store.number(count)
        };
        el("button type=button")
            .attr("data-tone", KINDS[usize::from(rank)].tone().name())
            .bind("aria-pressed", move || Some(pressed().to_string()))
            .says(say(store, OUTCOMES[usize::from(rank)]))
            .text(" ")
            .child(el("span class=tally").says(count))
            .on("click", move |_| {
                let outcomes = store.table().with_untracked(|table| table.outcomes.toggled(rank));
                let _ = store.change(Change::Outcomes(outcomes));
            })
    };
    let digits = digits(store);
    el("div class=chips part=outcomes role=group")
        .bind("aria-label", label(store, Key::ColumnOutcome))
        // The style sheet reserves the width of so many digits for each count.
        .bind("data-digits", move || Some(digits.get().to_string()))
        .lists(keys, one)
        // The strip is wider than a phone, and what has the focus must be seen.
        .on("focusin", |event| show_whole(&event))
}

/// How many digits the largest count has, or is expected to have when the list is complete. It never
/// decreases, so that the toggles do not move while a list grows.
fn digits(store: Store) -> Memo<u32> {
    Memo::new(move |before: Option<&u32>| {
        let Some(list) = store.list() else {
            return before.copied().unwrap_or_default();
        };
        let jobs = list.decoded.jobs.len() as u64;
        let length = |come: Progress| Some((u64::from(come.length?), come.bytes.max(1) as u64));
        let progress = store.progress.get().filter(|_| list.is_arriving).and_then(length);
        let expected = progress.map_or(jobs, |(length, bytes)| jobs * length.max(bytes) / bytes);
        let digits = expected.checked_ilog10().unwrap_or_default() + 1;
        digits.max(before.copied().unwrap_or_default())
    })
}

/// How many jobs are shown, where that is not all of them.
fn matches(store: Store) -> String {
    let Some(list) = store.list() else {
        return String::new();
    };
    let (all, shown) = (list.decoded.jobs.len(), store.pager().total());
    let messages = store.messages();
    let mut text = String::new();
    if store.is_narrowed() {
        text = fill(messages.get(Key::Matches), &[&store.number(shown), &store.number(all)]);
    }
    if list.is_arriving {
        if !text.is_empty() {
            text.push_str(" · ");
        }
        text.push_str(&fill(messages.get(Key::SoFar), &[&store.number(all)]));
    }
    text
}

/// How far the list has come.
fn progress(store: Store, come: Progress) -> El {
    let bar = el("progress").bind("aria-label", label(store, Key::Loading));
    // More than it was said to be is of another length.
    match come.length.filter(|length| *length as usize >= come.bytes) {
        Some(length) => bar.attr("max", &length.to_string()).attr("value", &come.bytes.to_string()),
        None => bar,
    }
}

/// What there is to clear, where nothing is shown: each by itself.
pub fn clear_buttons(store: Store) -> Vec<El> {
    let (find, outcomes) = store.table().with(|table| (table.find.clone(), table.outcomes));
    let has_filters = store.query().with(|query| !query.filters.is_empty());
    let text = move || fill(store.text(Key::ClearFind), &[find.trim()]);
    let mut buttons = Vec::new();
    if store.words().with(|words| !words.is_empty()) {
        buttons.push(leaving_button(text, FIND, move || store.find("")));
    }
    if !outcomes.is_empty() {
        let clear = move || {
            let _ = store.change(Change::Outcomes(OutcomeSet::default()));
        };
        buttons.push(leaving_button(say(store, Key::ClearOutcomes), FIND, clear));
    }
    if has_filters {
        buttons.push(leaving_button(say(store, Key::ClearFilters), FIRST_FILTER, move || {
            let _ = store.change(Change::ClearFilters);
        }));
    }
    buttons
}
