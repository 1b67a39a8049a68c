//! The five documented filters, and which rows match them. The caller parses them.

use crate::job::Row;

/// The documented query of the list; each part is optional. `name` matches any part of a name, case-sensitively; the
/// other four match exactly. How the real cloud matches `name` is not documented.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The ID of one job.
    pub id: Option<String>,
    /// A part of the name.
    pub name: Option<String>,
    /// The job's type.
    pub r#type: Option<String>,
    /// The job's status.
    pub status: Option<String>,
    /// Whether the job is visible. Without it, all jobs are listed.
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
