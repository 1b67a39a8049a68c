//! The causes as one text for a ticket.

use std::rc::Rc;

use devserver_jobs_core::task::beginning;
use devserver_jobs_reports::causes::Reading;
use devserver_jobs_reports::ticket::{Block, markdown, plain};
use dom::reactive::Memo;
use dom::{El, html};

use super::cause::{summary, title_text};
use super::shares;
use super::{Findings, counts_text};
use crate::components::ui::Ui;
use crate::lazy::copy_button::{CopyButton, copy_button};
use crate::locale::{Key, NODES, fill};
use crate::platform::intl::rfc3339;
use crate::state::causes::Progress;

/// How much of a message is in a ticket: lines, and characters.
const EXAMPLE: (usize, usize) = (20, 2_000);

/// The two buttons.
pub fn buttons(ui: Ui, progress: Memo<Progress>, findings: Memo<Findings>) -> El {
    let button = |name: Key, write: fn(&[Block]) -> String| {
        let has_findings = move || findings.with(|findings| !findings.causes.is_empty());
        let copied_text = CopyButton {
            // Making the text takes longer than checking whether there is one.
            text: Rc::new(move || {
                let blocks = |progress: &_| findings.with(|found| blocks(ui, progress, found));
                has_findings().then(|| write(&progress.with(blocks)))
            }),
            name: Rc::new(move || ui.text(name).to_owned()),
            is_named: true,
        };
        copy_button(ui, copied_text)
    };
    html::div()
        .class("actions")
        .child(button(Key::CopyTicketMarkdown, markdown))
        .child(button(Key::CopyTicketText, plain))
}

fn blocks(ui: Ui, progress: &Progress, findings: &Findings) -> Vec<Block> {
    let messages = ui.messages();
    let Findings { readings, causes, nodes, shares } = findings;
    let mut blocks = vec![
        Block::Heading(messages.get(Key::CausesTitle).to_owned()),
        // The ticket must state that it may not cover all failed jobs.
        Block::Line(counts_text(ui, progress, findings)),
    ];
    let spans = causes.iter().filter_map(|cause| cause.span);
    if let Some((first, last)) = spans.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))) {
        let formats = ui.formats();
        let zone = ui.zone();
        let text =
            fill(messages.get(Key::FirstLast), &[&formats.exact(first), &formats.exact(last)]);
        blocks.push(Block::Line(format!("{text} ({zone})")));
        blocks.push(Block::Line(format!("{} / {}", rfc3339(first), rfc3339(last))));
    }
    blocks.push(Block::Heading(messages.get(Key::Causes).to_owned()));
    for cause in causes {
        let nodes = ui.plural(NODES, cause.nodes.len());
        blocks.push(Block::Item(title_text(ui, cause)));
        blocks.push(Block::Line(format!("{nodes} · {}", summary(ui, cause))));
        if let Some(example) = &cause.example {
            let short = beginning(example, EXAMPLE.0, EXAMPLE.1).map(|short| format!("{short}…"));
            blocks.push(Block::Verbatim(short.unwrap_or_else(|| example.clone())));
        }
    }
    if !shares.is_empty() {
        blocks.push(Block::Heading(messages.get(Key::InCommon).to_owned()));
        blocks.extend(shares.iter().take(8).map(|share| Block::Item(shares::text(ui, share))));
    }
    blocks.push(Block::Heading(messages.get(Key::Servers).to_owned()));
    blocks.extend(nodes.iter().map(|failed| {
        let id = failed.node.id.as_ref().filter(|id| **id != failed.node.name);
        let id = id.map(|id| format!(" ({id})")).unwrap_or_default();
        let counts = &[&*ui.number(failed.jobs), &*ui.number(failed.in_a_row)];
        let failures = fill(messages.get(Key::NodeFailed), counts);
        Block::Item(format!("{}{id}: {failures}", failed.node.name))
    }));
    blocks.push(Block::Heading(messages.get(Key::Jobs).to_owned()));
    blocks.extend(readings.iter().map(|reading| Block::Item(job(ui, reading))));
    blocks
}

/// A job by its name and ID, with the IDs that technical support needs.
fn job(ui: Ui, reading: &Reading) -> String {
    let job = &reading.job;
    let failed = fill(ui.text(Key::FailedTasks), &[&ui.number(reading.failures())]);
    let created = job.created.known().map(|at| ui.formats().exact(*at));
    let request = reading.request_id.as_ref().map(|id| format!("{} {id}", ui.text(Key::RequestId)));
    let parts = [job.name.clone(), job.id.clone(), created, Some(failed), request];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
