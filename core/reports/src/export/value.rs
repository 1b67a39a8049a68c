//! The exported values of a job: their names, and the formats and columns that contain them.

use devserver_jobs_core::table::Column;

use super::format::Format;

/// An exported value of a job. A column of the table has one or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// `name`
    Name,
    /// `description`
    Description,
    /// `status`, as it came.
    Status,
    /// The outcome, derived from status and failed nodes.
    Outcome,
    /// `abnormal_count`
    FailedNodes,
    /// `type`, as it came.
    Type,
    /// `user_name`
    User,
    /// When it was created, as ISO 8601.
    Created,
    /// `create_at`: the same in milliseconds since 1970.
    CreateAt,
    /// When it was last updated, as ISO 8601.
    Updated,
    /// `update_at`: the same in milliseconds since 1970.
    UpdateAt,
    /// Its duration, once it is over.
    Duration,
    /// `id`
    Id,
}

impl Value {
    pub(super) const ALL: [Value; 13] = [
        Value::Name,
        Value::Description,
        Value::Status,
        Value::Outcome,
        Value::FailedNodes,
        Value::Type,
        Value::User,
        Value::Created,
        Value::CreateAt,
        Value::Updated,
        Value::UpdateAt,
        Value::Duration,
        Value::Id,
    ];

    /// The name of the column in a CSV file, and of the member in JSON: that of the API, if the value is from the
    /// API.
    pub fn name(self) -> &'static str {
        match self {
            Value::Name => "name",
            Value::Description => "description",
            Value::Status => "status",
            Value::Outcome => "outcome",
            Value::FailedNodes => "abnormal_count",
            Value::Type => "type",
            Value::User => "user_name",
            Value::Created => "created",
            Value::CreateAt => "create_at",
            Value::Updated => "updated",
            Value::UpdateAt => "update_at",
            Value::Duration => "duration",
            Value::Id => "id",
        }
    }

    pub(super) fn is_in(self, format: Format) -> bool {
        match self {
            Value::Outcome | Value::Created | Value::Updated | Value::Duration => !format.is_json(),
            Value::CreateAt | Value::UpdateAt => !format.is_copied(),
            _ => true,
        }
    }

    /// The values of a column.
    pub(super) fn of(column: Column) -> &'static [Value] {
        match column {
            Column::Name => &[Value::Name],
            Column::Outcome => &[Value::Status, Value::Outcome],
            Column::FailedNodes => &[Value::FailedNodes],
            Column::Type => &[Value::Type],
            Column::User => &[Value::User],
            Column::Created => &[Value::Created, Value::CreateAt],
            Column::Updated => &[Value::Updated, Value::UpdateAt],
            Column::Duration => &[Value::Duration],
            Column::Description => &[Value::Description],
            Column::Id => &[Value::Id],
        }
    }
}
