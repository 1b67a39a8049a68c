//! The outcome badge: icon, words and colour, so that none of them is needed to tell.

use std::sync::Arc;

use devserver_jobs_core::job::Job;
use devserver_jobs_core::outcome::{Outcome, Tone};

use super::icon;
use crate::dom::{El, el, write};
use crate::reactive::*;
use crate::store::Store;

/// What a job came to.
pub fn badge(store: Store, job: Memo<Arc<Job>>) -> El {
    let (badge, icon, text) = new();
    let places = [(&badge, "data-tone"), (&icon, "d"), (&text, "")];
    write(places, move || {
        job.with(|job| {
            let outcome = Outcome::of(job);
            let tone = outcome.tone();
            [name(tone).to_owned(), path(tone).to_owned(), words(store, outcome)]
                .map(|text| vec![(false, text)])
                .to_vec()
        })
    });
    badge
}

/// A badge that says nothing yet, and what of it is to be written: its tone as an attribute, the path of
/// its icon, and its words.
pub fn new() -> (El, El, El) {
    let (icon, path) = icon::unwritten();
    let words = el("span");
    (el("span").class("badge").attr("part", "badge").child(icon).child(words.clone()), path, words)
}

/// What one task came to. It stays.
pub fn task_badge(tone: Tone, words: &str) -> El {
    el("span")
        .class("badge")
        .attr("part", "badge")
        .attr("data-tone", name(tone))
        .child(icon::icon(path(tone)))
        .child(el("span").text(words))
}

/// An outcome in words.
pub fn words(store: Store, outcome: Outcome) -> String {
    let messages = store.messages();
    match outcome {
        Outcome::FinishedWithFailures(count) => {
            store.plural(messages.finished_failures, count as usize)
        }
        Outcome::ProcessingWithFailures(count) => {
            store.plural(messages.processing_failures, count as usize)
        }
        Outcome::Other(status) => status.to_owned(),
        other => messages.outcomes[usize::from(other.rank())].to_owned(),
    }
}

/// A tone's name in the document.
pub fn name(tone: Tone) -> &'static str {
    match tone {
        Tone::Error => "error",
        Tone::Warning => "warning",
        Tone::InProgress => "in-progress",
        Tone::Success => "success",
        Tone::Stopped => "stopped",
        Tone::Neutral => "neutral",
    }
}

/// A tone's icon.
pub fn path(tone: Tone) -> &'static str {
    match tone {
        Tone::Error => icon::ERROR,
        Tone::Warning => icon::WARNING,
        Tone::InProgress => icon::IN_PROGRESS,
        Tone::Success => icon::SUCCESS,
        Tone::Stopped => icon::STOPPED,
        Tone::Neutral => icon::NEUTRAL,
    }
}
