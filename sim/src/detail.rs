//! The detail of one job, as data types.

use crate::job::Row;
use crate::servers::Server;

/// A job, and its values that are not in the list.
pub(crate) struct Detail {
    pub(crate) row: Row,
    /// The template of the job.
    pub(crate) template_id: String,
    pub(crate) items: Vec<Item>,
    /// The tasks, one for every node.
    pub(crate) tasks: Vec<Task>,
}

/// One of the steps that the job runs on each node.
#[derive(Clone, Copy)]
pub(crate) struct Item {
    pub(crate) r#type: &'static str,
    /// The specification, a name and its value, if there is one.
    pub(crate) spec: Option<(&'static str, &'static str)>,
}

/// The part of a job that runs on one node.
pub(crate) struct Task {
    pub(crate) id: String,
    pub(crate) server: Server,
    /// The status, an open set.
    pub(crate) status: &'static str,
    /// The message: free text of any length, possibly with several lines.
    pub(crate) message: Option<String>,
    pub(crate) create_at: i64,
    pub(crate) update_at: i64,
}
