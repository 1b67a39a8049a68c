//! The detail of one job, as data types.

use crate::job::Row;
use crate::servers::Server;

/// A job and everything that the list does not say of it.
pub(crate) struct Detail {
    pub(crate) row: Row,
    /// What the job was made from.
    pub(crate) template_id: String,
    pub(crate) items: Vec<Item>,
    /// One for every node.
    pub(crate) tasks: Vec<Task>,
}

/// One of the things that the job does on each node.
#[derive(Clone, Copy)]
pub(crate) struct Item {
    pub(crate) r#type: &'static str,
    /// A name and its value, where there is something to say.
    pub(crate) spec: Option<(&'static str, &'static str)>,
}

/// What the job does on one node.
pub(crate) struct Task {
    pub(crate) id: String,
    pub(crate) server: Server,
    /// An open set.
    pub(crate) status: &'static str,
    /// Free text of any length, and of several lines.
    pub(crate) message: Option<String>,
    pub(crate) create_at: i64,
    pub(crate) update_at: i64,
}
