//! The causes of failures, a card for each.

use std::rc::Rc;

use devserver_jobs_core::causes::{Cause, Node};
use devserver_jobs_core::fingerprint::{Fingerprint, Part, Varying};
use devserver_jobs_core::outcome::Tone;
use dom::{El, html};

use super::{Findings, View};
use crate::components::status_badge::badge;
use crate::components::ui::Ui;
use crate::lazy::copy_button::{CopyButton, copy_button};
use crate::locale::{COPY_FAILED_SERVERS, Counted, JOBS, Key, NODES, VARYING, fill};

/// All causes.
pub fn list(view: View, findings: &Findings) -> El {
    let ui = view.ui;
    let card = |cause: &Cause| {
        let ids = cause.jobs.iter().filter_map(|at| findings.readings[*at].job.id.clone());
        let pick = view.pick(title_text(ui, cause), ids.collect());
        html::li()
            .child(head(ui, cause))
            .child(html::p().class("second").text(summary(ui, cause)))
            .children(example(ui, cause))
            .child(
                html::div().class("actions").child(pick).child(copy_nodes(ui, cause.nodes.clone())),
            )
    };
    section(ui, Key::Causes, findings.causes.len())
        .child(html::ul().attr("role", "list").children(findings.causes.iter().map(card)))
}

/// A part of the panel with its heading, hidden where there is nothing in it.
pub fn section(ui: Ui, heading: Key, count: usize) -> El {
    html::div().class("group").attr("hidden", count == 0).child(
        html::h3()
            .child(html::span().text(ui.text(heading)))
            .text(" ")
            .child(html::span().class("count").text(format!("({})", ui.number(count)).as_str())),
    )
}

/// The title of a cause, and on how many nodes it was.
pub fn head(ui: Ui, cause: &Cause) -> El {
    html::p()
        .class("server")
        .child(html::strong().children(title(ui, cause)))
        .text(" ")
        .child(badge(Tone::Error, &ui.plural(NODES, cause.nodes.len())))
}

/// The line of the message that tells most, with what varies in it marked.
fn title(ui: Ui, cause: &Cause) -> Vec<El> {
    let Some(fingerprint) = &cause.fingerprint else {
        return vec![html::span().text(ui.text(Key::NoMessage))];
    };
    let part = |part: &Part| match part {
        Part::Fixed(text) => html::span().text(*text),
        Part::Varying(varying) => html::mark().text(word(ui, *varying)),
    };
    fingerprint.title().iter().map(part).collect()
}

/// The same as a text.
pub fn title_text(ui: Ui, cause: &Cause) -> String {
    match &cause.fingerprint {
        None => ui.text(Key::NoMessage).to_owned(),
        Some(fingerprint) => Fingerprint::text(&fingerprint.title(), &|varying| word(ui, varying)),
    }
}

fn word(ui: Ui, varying: Varying) -> &'static str {
    ui.text(VARYING[varying as usize])
}

/// In how many jobs it was and when, and which types and versions these had.
pub fn summary(ui: Ui, cause: &Cause) -> String {
    let mut parts = vec![ui.plural(JOBS, cause.jobs.len())];
    if let Some((first, last)) = cause.span {
        let formats = ui.formats();
        parts.push(fill(ui.text(Key::FirstLast), &[&formats.exact(first), &formats.exact(last)]));
    }
    let name = |job_type: &str| ui.messages().type_name(job_type).unwrap_or(job_type).to_owned();
    let types = cause.types.iter().map(|(job_type, count)| (name(job_type), *count));
    let counted = |(value, count): (String, usize)| format!("{value} {}", ui.number(count));
    parts.extend(types.chain(cause.versions.iter().cloned()).map(counted));
    parts.join(" · ")
}

/// One of the messages as it came, where the title is not all of it.
fn example(ui: Ui, cause: &Cause) -> Option<El> {
    let message = cause.example.clone()?;
    let shown = message.clone();
    let copied_text = CopyButton {
        text: Rc::new(move || Some(message.clone())),
        name: Rc::new(move || ui.text(Key::CopyExample).to_owned()),
        is_named: false,
    };
    Some(
        html::details()
            .child(html::summary().text(ui.message(Key::Example)))
            .child(copy_button(ui, copied_text))
            .child(html::pre().attr("tabindex", "0").text(shown.as_str())),
    )
}

/// A button that copies the names of nodes as one list.
pub fn copy_nodes(ui: Ui, nodes: Vec<Node>) -> El {
    let (count, forms): (usize, Counted) = (nodes.len(), COPY_FAILED_SERVERS);
    let names: Vec<String> = nodes.into_iter().map(|node| node.name).collect();
    let copied_text = CopyButton {
        text: Rc::new(move || Some(names.join("\n")).filter(|names| !names.is_empty())),
        name: Rc::new(move || ui.plural(forms, count)),
        is_named: true,
    };
    copy_button(ui, copied_text)
}
