//! The badge of an outcome: icon, text and colour, so that it does not depend on one of them alone.

use devserver_jobs_core::outcome::{Outcome, Tone};
use dom::{Binding, El, html};

use super::icon;
use super::ui::Ui;
use crate::locale::{FINISHED_FAILURES, Key, OTHER_FAILURES, OUTCOMES, PROCESSING_FAILURES, fill};

/// A badge whose outcome can change.
pub struct StatusBadge {
    element: El,
    tone: Binding,
    icon: Binding,
    text: Binding,
}

impl StatusBadge {
    /// A badge without an outcome.
    pub fn new() -> Self {
        let (icon, path) = icon::unwritten();
        let text = html::span();
        let element =
            html::span().class("badge").attr("part", "badge").child(icon).child(text.clone());
        Self {
            tone: Binding::attr(&element, "data-tone"),
            icon: Binding::attr(&path, "d"),
            text: Binding::text(&text),
            element,
        }
    }

    /// The element.
    pub fn element(&self) -> El {
        self.element.clone()
    }

    /// Shows an outcome.
    pub fn write(&mut self, ui: Ui, outcome: Outcome) {
        let (tone, text) = tone_and_text(ui, outcome);
        self.show(tone, &text);
    }

    /// Shows a text.
    pub fn show(&mut self, tone: Tone, text: &str) {
        self.tone.set(Some(tone.name()));
        self.icon.set(Some(path(tone)));
        self.text.set(Some(text));
    }
}

/// A badge that does not change.
pub fn badge(tone: Tone, text: &str) -> El {
    html::span()
        .class("badge")
        .attr("part", "badge")
        .attr("data-tone", tone.name())
        .child(icon::icon(path(tone)))
        .child(html::span().text(text))
}

/// The text of an outcome.
pub fn outcome_text(ui: Ui, outcome: Outcome) -> String {
    tone_and_text(ui, outcome).1
}

/// The tone and the text of an outcome.
fn tone_and_text(ui: Ui, outcome: Outcome) -> (Tone, String) {
    let text = match outcome {
        Outcome::FinishedWithFailures(count) => ui.plural(FINISHED_FAILURES, count as usize),
        Outcome::ProcessingWithFailures(count) => ui.plural(PROCESSING_FAILURES, count as usize),
        Outcome::OtherWithFailures(status, count) => {
            let status = if status.is_empty() { ui.text(Key::OutcomeUnknown) } else { status };
            let count = count as usize;
            let text = ui.text(OTHER_FAILURES[usize::from(count != 1)]);
            fill(text, &[status, &ui.number(count)])
        }
        Outcome::Other(status, _) => match ui.messages().label(true, status) {
            Some(label) => return (label.tone, label.name.to_owned()),
            None => status.to_owned(),
        },
        other => ui.text(OUTCOMES[usize::from(other.rank())]).to_owned(),
    };
    (outcome.tone(), text)
}

/// The icon of a tone.
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
