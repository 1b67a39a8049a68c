//! The outcome badge: icon, words and colour, so that none of them is needed to tell.

use std::sync::Arc;

use devserver_jobs_core::job::Job;
use devserver_jobs_core::outcome::{Outcome, Tone};

use super::icon;
use crate::dom::{El, el};
use crate::reactive::*;
use crate::store::Store;

/// What a job came to.
pub fn badge(store: Store, job: Memo<Arc<Job>>) -> El {
    let tone = move || job.with(|job| Outcome::of(job).tone());
    el("span")
        .class("badge")
        .bind("data-tone", move || Some(name(tone()).to_owned()))
        .child(icon::icon_of(move || path(tone())))
        .child(el("span").says(move || job.with(|job| words(store, Outcome::of(job)))))
}

/// What one task came to. It stays.
pub fn task_badge(tone: Tone, words: &str) -> El {
    el("span")
        .class("badge")
        .attr("data-tone", name(tone))
        .child(icon::icon(path(tone)))
        .child(el("span").text(words))
}

fn words(store: Store, outcome: Outcome) -> String {
    let messages = store.messages();
    match outcome {
        Outcome::FinishedWithFailures(count) => {
            store.plural(messages.finished_failures, count as usize)
        }
        Outcome::ProcessingWithFailures(count) => {
            store.plural(messages.processing_failures, count as usize)
        }
        Outcome::Processing => messages.processing.to_owned(),
        Outcome::Finished => messages.finished.to_owned(),
        Outcome::FinishedUncounted => messages.finished_uncounted.to_owned(),
        Outcome::Active => messages.active.to_owned(),
        Outcome::Deleted => messages.deleted.to_owned(),
        Outcome::Unknown => messages.unknown.to_owned(),
        Outcome::Other(status) => status.to_owned(),
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

fn path(tone: Tone) -> &'static str {
    match tone {
        Tone::Error => icon::ERROR,
        Tone::Warning => icon::WARNING,
        Tone::InProgress => icon::IN_PROGRESS,
        Tone::Success => icon::SUCCESS,
        Tone::Stopped => icon::STOPPED,
        Tone::Neutral => icon::NEUTRAL,
    }
}
