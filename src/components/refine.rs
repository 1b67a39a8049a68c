//! Find and the outcome buttons, which refine the list at once and without a request, and the progress of a
//! partial list.

use devserver_jobs_core::narrow::Picked;
use devserver_jobs_core::outcome::{Meaning, Outcome};
use devserver_jobs_core::table::Change;
use dom::reactive::{Memo, untrack};
use dom::{
    El, ev, event_target, event_target_value, focus_after_update, html, is_composing,
    scroll_into_view,
};

use super::button::leaving_button;
use super::ui::Ui;
use crate::api::list_stream::Progress;
use crate::lazy::Lazy;
use crate::locale::{Key, OUTCOMES, fill};
use crate::platform::HistoryMode;

/// One outcome of each kind, by rank.
const KINDS: [Outcome<'static>; Outcome::KINDS] = [
    Outcome::FinishedWithFailures(1),
    Outcome::ProcessingWithFailures(1),
    Outcome::Processing,
    Outcome::Active,
    Outcome::Other("", Meaning::Unknown),
    Outcome::Unknown,
    Outcome::FinishedUncounted,
    Outcome::Finished,
    Outcome::Deleted,
];

/// The bar between the filters of the API and the table.
pub fn refine(ui: Ui, lazy: Lazy) -> El {
    // Space reserved for the part of the second module.
    let facets = html::div().class("facets-place");
    let place = facets.clone();
    let chosen = move || ui.store.table.with_but_page(|table| table.picked.clone());
    html::div()
        .class("refine")
        .class(("provisional", move || ui.store.list.get().is_some_and(|list| list.is_partial)))
        .child(find(ui))
        .child(toggles(ui))
        .child(facets.child(move || lazy.facets(&place)))
        .child(causes_button(ui))
        .child(move || chosen().map(|it| picked(ui, &it)))
        .child(html::p().class("matches").text(move || matches(ui)))
        .child(move || ui.store.list.progress().map(|arrived| progress(ui, arrived)))
}

fn find(ui: Ui) -> El {
    html::input()
        .id("find")
        .attr("part", "find")
        .attr("type", "search")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr("aria-label", ui.message(Key::Find))
        .attr("placeholder", ui.message(Key::Find))
        .attr("title", ui.message(Key::FindHint))
        .prop("value", move || ui.store.table.with_but_page(|table| table.find.clone()))
        .node_ref(ui.focus.find)
        .on(ev::input, move |event| {
            // While an input method composes, the text is not final.
            if !is_composing(&event) {
                ui.store.find(&event_target_value(&event));
            }
        })
        .on(ev::compositionend, move |event| ui.store.find(&event_target_value(&event)))
}

/// A toggle button for each outcome in the list.
fn toggles(ui: Ui) -> El {
    let ranks = move || {
        let chosen = ui.store.table.with_but_page(|table| table.outcomes);
        let has =
            |rank: &u8| ui.store.list.visible().with(|list| list.totals[usize::from(*rank)] > 0);
        (0u8..)
            .take(Outcome::KINDS)
            .filter(|rank| has(rank) || chosen.has(*rank))
            .collect::<Vec<_>>()
    };
    let digits = digits(ui);
    html::div()
        .class("chips")
        .attr("part", "outcomes")
        .attr("role", "group")
        .attr("aria-label", ui.message(Key::ColumnOutcome))
        // The style sheet reserves the width of this many digits for each count.
        .attr("data-digits", move || digits.get().to_string())
        .for_each(ranks, |rank| *rank, move |rank| toggle(ui, rank))
        // The strip is wider than a phone, and the focus must stay visible.
        .on(ev::focusin, |event| scroll_into_view(&event_target(&event)))
}

/// The picked jobs, as a token that is removed by a press.
fn picked(ui: Ui, picked: &Picked) -> El {
    let title = picked.title.clone();
    leaving_button(
        move || fill(ui.text(Key::OnlyThese), &[&title]),
        ui.focus.causes,
        move || {
            let _ = ui.store.change(Change::Picked(None), HistoryMode::Push);
        },
    )
    .class("token")
    .attr("title", ui.message(Key::ShowAllJobs))
}

/// Shows or hides the causes of failures. It is enabled if there are failures.
fn causes_button(ui: Ui) -> El {
    let causes = ui.store.causes;
    let has_failures = Memo::new(move |_| {
        ui.store.list.visible().with(|visible| visible.totals[0] + visible.totals[1] > 0)
    });
    html::button()
        .attr("type", "button")
        .class("group-failures")
        .attr("aria-disabled", move || (!has_failures.get()).then_some("true"))
        .attr("aria-expanded", move || causes.is_open().to_string())
        .text(ui.message(Key::GroupFailures))
        .node_ref(ui.focus.causes)
        .on(ev::click, move |_| {
            let is_open = !untrack(|| causes.is_open());
            if has_failures.get_untracked() || !is_open {
                causes.set_open(is_open);
            }
            if is_open {
                ui.store.close();
                focus_after_update(&[ui.focus.detail]);
            }
        })
}

/// How many digits the largest count has, or is expected to have when the list is complete. It never
/// decreases, so that the toggles do not move while a list grows.
fn digits(ui: Ui) -> Memo<u32> {
    Memo::new(move |before: Option<&u32>| {
        let Some(list) = ui.store.list.get() else {
            return before.copied().unwrap_or_default();
        };
        let jobs = list.decoded.jobs.len() as u64;
        let length =
            |arrived: Progress| Some((u64::from(arrived.length?), arrived.bytes.max(1) as u64));
        let progress = ui.store.list.progress().filter(|_| list.is_partial).and_then(length);
        let expected = progress.map_or(jobs, |(length, bytes)| jobs * length.max(bytes) / bytes);
        let digits = expected.checked_ilog10().unwrap_or_default() + 1;
        digits.max(before.copied().unwrap_or_default())
    })
}

/// The toggle button of one outcome, with the number of jobs.
fn toggle(ui: Ui, rank: u8) -> El {
    let place = usize::from(rank);
    let count = move || ui.number(ui.store.list.visible().with(|list| list.counts[place]));
    let is_pressed = move || ui.store.table.with_but_page(|table| table.outcomes.has(rank));
    html::button()
        .attr("type", "button")
        .attr("data-tone", KINDS[place].tone().name())
        .attr("aria-pressed", move || is_pressed().to_string())
        .child(html::span().text(ui.message(OUTCOMES[place])))
        .text(" ")
        .child(html::span().class("tally").text(count))
        .on(ev::click, move |_| {
            let outcomes = ui.store.table.with_untracked(|table| table.outcomes.toggled(rank));
            // It cannot fail.
            let _ = ui.store.change(Change::Outcomes(outcomes), HistoryMode::Push);
        })
}

/// The number of matches, if it is not the number of all jobs.
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

/// The progress bar of the list.
fn progress(ui: Ui, arrived: Progress) -> El {
    let bar = html::progress().attr("aria-label", ui.message(Key::Loading));
    // If more bytes arrive than announced, the announced length is wrong.
    match arrived.length.filter(|length| *length as usize >= arrived.bytes) {
        Some(length) => {
            bar.attr("max", length.to_string()).attr("value", arrived.bytes.to_string())
        }
        None => bar,
    }
}
