//! The nodes that failed, those that failed most often first.

use devserver_jobs_core::causes::FailedNode;
use dom::{El, html};

use super::cause::{copy_nodes, section};
use super::{Findings, View};
use crate::locale::{Key, fill};

/// So many are shown; the names of all can be copied.
const SHOWN: usize = 30;

/// All nodes.
pub fn list(view: View, findings: &Findings) -> El {
    let ui = view.ui;
    let row = |node: &FailedNode| {
        let counts = &[&*ui.number(node.jobs), &*ui.number(node.in_a_row)];
        let mut text = fill(ui.text(Key::NodeFailed), counts);
        if let Some(at) = node.last_good {
            text.push_str(" · ");
            text.push_str(&fill(ui.text(Key::LastGood), &[&ui.formats().exact(at)]));
        }
        let has = |at: &usize| findings.readings[*at].has_failed_on(&node.node);
        let jobs = (0..findings.readings.len()).filter(has);
        let ids = jobs.filter_map(|at| findings.readings[at].job.id.clone()).collect();
        html::li()
            .class(if node.jobs > 1 { "again" } else { "" })
            .child(html::p().child(html::strong().text(&node.node.name)))
            .child(html::p().class("second").text(&text))
            .child(view.pick(node.node.name.clone(), ids))
    };
    let nodes = findings.nodes.iter().map(|node| node.node.clone()).collect();
    let again = findings.nodes.iter().filter(|node| node.jobs > 1);
    let again: Vec<_> = again.map(|node| node.node.clone()).collect();
    let again_count = again.len();
    let rest = findings.nodes.len().saturating_sub(SHOWN);
    section(ui, Key::Servers, findings.nodes.len())
        .child(
            html::p()
                .class("differ")
                .attr("hidden", again_count == 0)
                .text(fill(ui.text(Key::FailedAgain), &[&ui.number(again_count)]).as_str()),
        )
        .child(html::ul().attr("role", "list").children(findings.nodes.iter().take(SHOWN).map(row)))
        .child(
            html::p()
                .attr("hidden", rest == 0)
                .text(fill(ui.text(Key::MoreNodes), &[&ui.number(rest)]).as_str()),
        )
        .child(html::div().class("actions").child(copy_nodes(ui, nodes)))
}
