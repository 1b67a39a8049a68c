//! The nodes that failed, most frequent first.

use devserver_jobs_reports::causes::{Node, Reading};
use dom::reactive::Memo;
use dom::{El, html};

use super::cause::{copy_nodes, section};
use super::{Findings, View};
use crate::locale::{Key, fill};

/// The number of displayed nodes; the names of all can be copied.
const SHOWN: usize = 30;

/// All nodes. The row of a node is kept while more details are read.
pub fn list(view: View, findings: Memo<Findings>) -> El {
    let ui = view.ui;
    let count = move || findings.with(|findings| findings.nodes.len());
    let keys = move || {
        let formats = ui.formats_key();
        findings.with(|findings| {
            let nodes = findings.nodes.iter().take(SHOWN).map(|failed| failed.node.clone());
            nodes.map(|node| (formats.clone(), node)).collect::<Vec<_>>()
        })
    };
    let nodes = move |least: usize| {
        Memo::new(move |_| {
            findings.with(|findings| {
                let failed = findings.nodes.iter().filter(|failed| failed.jobs >= least);
                failed.map(|failed| failed.node.clone()).collect::<Vec<_>>()
            })
        })
    };
    let (all, again) = (nodes(1), nodes(2));
    let rest = move || count().saturating_sub(SHOWN);
    section(ui, Key::Servers, count)
        .child(
            html::p()
                .class("differ")
                .attr("hidden", move || again.with(Vec::is_empty))
                .text(move || fill(ui.text(Key::FailedAgain), &[&ui.number(again.with(Vec::len))])),
        )
        .child(
            html::ul()
                .attr("role", "list")
                .for_each(keys, Clone::clone, move |(_, node)| row(view, findings, node)),
        )
        .child(
            html::p()
                .attr("hidden", move || rest() == 0)
                .text(move || fill(ui.text(Key::MoreNodes), &[&ui.number(rest())])),
        )
        .child(html::div().class("actions").child(copy_nodes(ui, all)))
}

fn row(view: View, findings: Memo<Findings>, node: Node) -> El {
    let ui = view.ui;
    let own = node.clone();
    let failed = Memo::new(move |_| {
        findings.with(|findings| findings.nodes.iter().find(|it| it.node == own).cloned())
    });
    let own = node.clone();
    let ids = Memo::new(move |_| {
        findings.with(|findings| {
            let has = |reading: &&std::sync::Arc<Reading>| reading.has_failed_on(&own);
            let jobs = findings.readings.iter().filter(has);
            jobs.filter_map(|reading| reading.job.id.clone()).collect::<Vec<_>>()
        })
    });
    let text = move || {
        let Some(failed) = failed.get() else {
            return String::new();
        };
        let counts = &[&*ui.number(failed.jobs), &*ui.number(failed.in_a_row)];
        let mut text = fill(ui.text(Key::NodeFailed), counts);
        if let Some(at) = failed.last_good {
            text.push_str(" · ");
            text.push_str(&fill(ui.text(Key::LastGood), &[&ui.formats().exact(at)]));
        }
        text
    };
    let is_again = move || failed.with(|failed| failed.as_ref().is_some_and(|it| it.jobs > 1));
    html::li()
        .class(("again", is_again))
        .child(html::p().child(html::strong().text(node.name.as_str())))
        .child(html::p().class("second").text(text))
        .child(view.pick(node.name, ids))
}
