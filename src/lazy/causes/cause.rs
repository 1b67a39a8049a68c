//! The causes of failures, one card for each.

use std::rc::Rc;

use devserver_jobs_core::outcome::Tone;
use devserver_jobs_reports::causes::{Cause, Node};
use devserver_jobs_reports::fingerprint::{Fingerprint, Part, Varying};
use dom::reactive::Memo;
use dom::{El, html};

use super::{Findings, View};
use crate::components::status_badge::badge;
use crate::components::ui::Ui;
use crate::lazy::copy_button::{CopyButton, copy_button};
use crate::locale::{COPY_FAILED_SERVERS, JOBS, Key, NODES, VARYING, fill};

/// All causes. A card is kept while more details are read, with the state of its disclosures.
pub fn list(view: View, findings: Memo<Findings>) -> El {
    let ui = view.ui;
    let keys = move || {
        let formats = ui.formats_key();
        findings.with(|findings| {
            let fingerprints = findings.causes.iter().map(|cause| cause.fingerprint.clone());
            fingerprints.map(|own| (formats.clone(), own)).collect::<Vec<_>>()
        })
    };
    section(ui, Key::Causes, move || findings.with(|findings| findings.causes.len())).child(
        html::ul()
            .attr("role", "list")
            .for_each(keys, Clone::clone, move |(_, own)| card(view, findings, own)),
    )
}

/// The card of the cause with a fingerprint.
fn card(view: View, findings: Memo<Findings>, own: Option<Fingerprint>) -> El {
    let ui = view.ui;
    let found = Memo::new(move |before: Option<&Found>| {
        findings.with(|findings| {
            let cause = findings.causes.iter().find(|cause| cause.fingerprint == own);
            let found = cause.map(|cause| {
                let ids = cause.jobs.iter().filter_map(|at| findings.readings[*at].job.id.clone());
                Found { cause: cause.clone(), ids: ids.collect() }
            });
            // A card may outlive its cause for a moment.
            found.or_else(|| before.cloned()).unwrap_or_default()
        })
    });
    let title = found.with_untracked(|found| title_text(ui, &found.cause));
    let ids = Memo::new(move |_| found.with(|found| found.ids.clone()));
    let nodes = Memo::new(move |_| {
        let nodes = |found: &Found| found.cause.nodes.clone();
        let nodes = found.with(nodes).into_iter();
        nodes.filter(|node| !node.name.is_empty()).collect::<Vec<_>>()
    });
    html::li()
        .child(html::div().child(move || found.with(|found| [head(ui, &found.cause)])))
        .child(html::p().class("second").text(move || found.with(|it| summary(ui, &it.cause))))
        .children(found.with_untracked(|found| example(ui, &found.cause)))
        .child(
            html::div().class("actions").child(view.pick(title, ids)).child(copy_nodes(ui, nodes)),
        )
}

/// A cause, and the IDs of its jobs.
#[derive(Clone, Default)]
struct Found {
    cause: Cause,
    ids: Vec<String>,
}

impl PartialEq for Found {
    /// Compares everything except the example, of which the first one is kept.
    fn eq(&self, other: &Self) -> bool {
        let counts = |cause: &Cause| (cause.failures, cause.span);
        self.ids == other.ids
            && counts(&self.cause) == counts(&other.cause)
            && self.cause.nodes == other.cause.nodes
            && self.cause.types == other.cause.types
            && self.cause.versions == other.cause.versions
    }
}

/// A section of the panel with its heading, hidden if it is empty.
pub fn section(ui: Ui, heading: Key, count: impl Fn() -> usize + Copy + 'static) -> El {
    let text = move || format!("({})", ui.number(count()));
    html::div().class("group").attr("hidden", move || count() == 0).child(
        html::h3()
            .child(html::span().text(ui.message(heading)))
            .text(" ")
            .child(html::span().class("count").text(text)),
    )
}

/// The title of a cause, and the number of its nodes.
pub fn head(ui: Ui, cause: &Cause) -> El {
    html::p()
        .class("server")
        .child(html::strong().children(title(ui, cause)))
        .text(" ")
        .child(badge(Tone::Error, &ui.plural(NODES, cause.nodes.len())))
}

/// The most informative line of the message, with the varying parts marked.
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

/// The same as plain text.
pub fn title_text(ui: Ui, cause: &Cause) -> String {
    match &cause.fingerprint {
        None => ui.text(Key::NoMessage).to_owned(),
        Some(fingerprint) => Fingerprint::text(&fingerprint.title(), &|varying| word(ui, varying)),
    }
}

fn word(ui: Ui, varying: Varying) -> &'static str {
    ui.text(VARYING[varying as usize])
}

/// The number of jobs and their times, and their types and versions.
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

/// One of the original messages, if the title is not all of it.
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

/// A button that copies the names of nodes as a list.
pub fn copy_nodes(ui: Ui, nodes: Memo<Vec<Node>>) -> El {
    let names = move || {
        let name = |node: &Node| node.name.clone();
        nodes.with(|nodes| nodes.iter().map(name).collect::<Vec<_>>().join("\n"))
    };
    let copied_text = CopyButton {
        text: Rc::new(move || Some(names()).filter(|names| !names.is_empty())),
        name: Rc::new(move || ui.plural(COPY_FAILED_SERVERS, nodes.with(Vec::len))),
        is_named: true,
    };
    copy_button(ui, copied_text).attr("hidden", move || nodes.with(Vec::is_empty))
}
