//! The five documented filters and which rows match them. Parsing them is up to the caller.

use crate::job::Row;

/// The documented query of the list, each part optional. `name` matches any part of a name, case
/// counts; the other four match exactly. The real cloud's own rule for `name` is not documented.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The id of one job.
    pub id: Option<String>,
    /// A part of the name.
    pub name: Option<String>,
    /// The job's type.
    pub r#type: Option<String>,
    /// The job's status.
    pub status: Option<String>,
    /// Whether the job is visible. Without it, both kinds are listed.
    pub visible: Option<bool>,
}

impl Filter {
    /// Whether the row passes every filter that is set.
    pub fn accepts(&self, row: &Row) -> bool {
        self.id.as_ref().is_none_or(|id| row.id == *id)
            && self.name.as_ref().is_none_or(|part| row.name.contains(part.as_str()))
            && self.r#type.as_ref().is_none_or(|name| row.r#type == name)
            && self.status.as_ref().is_none_or(|status| row.status == status)
            && self.visible.is_none_or(|visible| row.visible == visible)
    }
}
