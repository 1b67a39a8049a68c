//! The outcome badge: icon, words and colour, so that none of them is needed to tell.

use std::sync::Arc;

use devserver_jobs_core::job::Job;
use devserver_jobs_core::outcome::{Outcome, Tone};

use super::icon;
use crate::components::ui::Ui;
use crate::locale::{FINISHED_FAILURES, Key, OTHER_FAILURES, OUTCOMES, PROCESSING_FAILURES, fill};
use dom::old::{El, el, write};
use dom::reactive::*;

/// What a job came to.
pub fn badge(ui: Ui, job: Memo<Arc<Job>>) -> El {
    let (badge, icon, text) = new();
    let places = [(&badge, "data-tone"), (&icon, "d"), (&text, "")];
    write(places, move || {
        job.with(|job| {
            let (tone, words) = look(ui, Outcome::of(job));
            [tone.name().to_owned(), path(tone).to_owned(), words]
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
    (el("span class=badge part=badge").child(icon).child(words.clone()), path, words)
}

/// What one task came to. It stays.
pub fn task_badge(tone: Tone, words: &str) -> El {
    el("span class=badge part=badge")
        .attr("data-tone", tone.name())
        .child(icon::icon(path(tone)))
        .child(el("span").text(words))
}

/// How an outcome looks, and what it is in words.
pub fn look(ui: Ui, outcome: Outcome) -> (Tone, String) {
    let words = match outcome {
        Outcome::FinishedWithFailures(count) => ui.plural(FINISHED_FAILURES, count as usize),
        Outcome::ProcessingWithFailures(count) => ui.plural(PROCESSING_FAILURES, count as usize),
        Outcome::OtherWithFailures(status, count) => {
            let status = if status.is_empty() { ui.text(Key::OutcomeUnknown) } else { status };
            let count = count as usize;
            let text = ui.text(OTHER_FAILURES[usize::from(count != 1)]);
            fill(text, &[status, &ui.number(count)])
        }
        Outcome::Other(status) => match ui.messages().label(true, status) {
            Some(label) => return (label.tone, label.name.to_owned()),
            None => status.to_owned(),
        },
        other => ui.text(OUTCOMES[usize::from(other.rank())]).to_owned(),
    };
    (outcome.tone(), words)
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
