//! The nodes on which jobs failed, and how often.

use std::cmp::Reverse;
use std::sync::Arc;

use super::{Map, Node, Reading};
use devserver_jobs_core::job::Millis;
use devserver_jobs_core::natural::natural;
use devserver_jobs_core::sorting::sort_by;

/// A node that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedNode {
    /// The node.
    pub node: Node,
    /// In how many jobs it failed.
    pub jobs: usize,
    /// The number of consecutive failures up to the last run.
    pub in_a_row: usize,
    /// The time of the last failure, if it has one.
    pub last_failed: Option<Millis>,
    /// The time of the last success, as far as the details show.
    pub last_good: Option<Millis>,
}

/// One run on a node: when it ended, in which job, and whether it failed.
type Run = (Option<Millis>, usize, bool);

/// The failed nodes, those that failed in most jobs first. `readings` are sorted newest first. Tasks without a name
/// or ID of their node are left out, because the node cannot be identified.
pub fn failed_nodes(readings: &[Arc<Reading>]) -> Vec<FailedNode> {
    let mut runs: Map<&Node, Vec<Run>> = Map::default();
    for (job, reading) in readings.iter().enumerate() {
        for run in reading.runs.iter().filter(|run| !run.node.name.is_empty()) {
            runs.entry(&run.node).or_default().push((run.at, job, run.has_failed));
        }
    }
    let mut nodes: Vec<FailedNode> =
        runs.into_iter().filter_map(|(node, runs)| failed_node(node, runs)).collect();
    sort_by(&mut nodes, |a, b| {
        let name = |node: &FailedNode| node.node.clone();
        let key = |node: &FailedNode| Reverse((node.jobs, node.in_a_row));
        key(a)
            .cmp(&key(b))
            .then_with(|| natural(a.node.name.as_bytes(), b.node.name.as_bytes()))
            .then_with(|| name(a).cmp(&name(b)))
    });
    nodes
}

fn failed_node(node: &Node, mut runs: Vec<Run>) -> Option<FailedNode> {
    // Newest first; a run without a time is as old as its job.
    let newest = |(at, job, _): &Run| Reverse((*at, Reverse(*job)));
    sort_by(&mut runs, |a, b| newest(a).cmp(&newest(b)));
    let mut jobs: Vec<usize> =
        runs.iter().filter(|(.., has_failed)| *has_failed).map(|(_, job, _)| *job).collect();
    sort_by(&mut jobs, Ord::cmp);
    jobs.dedup();
    let mut row: Vec<usize> =
        runs.iter().take_while(|(.., has_failed)| *has_failed).map(|(_, job, _)| *job).collect();
    // A job may have several tasks on the node.
    sort_by(&mut row, Ord::cmp);
    row.dedup();
    let in_a_row = row.len();
    let last = |wanted: bool| {
        runs.iter().filter(|(.., has_failed)| *has_failed == wanted).find_map(|(at, ..)| *at)
    };
    (!jobs.is_empty()).then(|| FailedNode {
        node: node.clone(),
        jobs: jobs.len(),
        in_a_row,
        last_failed: last(true),
        last_good: last(false),
    })
}
