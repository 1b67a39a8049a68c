//! A job as the cloud sent it. An invalid field never makes the job unreadable.

use std::borrow::Cow;

/// The value of one field of a job.
///
/// The documentation and the service differ about types (times are documented as strings and arrive as numbers), so
/// an invalid field keeps its text and does not make its row unreadable.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Field<T> {
    /// The field was missing, `null`, or an empty string.
    #[default]
    Absent,
    /// The field was readable.
    Known(T),
    /// The field had another value; this is its text as it was sent.
    Unreadable(String),
}

impl<T> Field<T> {
    /// The value, if there was a readable one.
    pub fn known(&self) -> Option<&T> {
        match self {
            Field::Known(value) => Some(value),
            Field::Absent | Field::Unreadable(_) => None,
        }
    }

    fn or(&mut self, other: &Self)
    where
        T: Clone,
    {
        if matches!(self, Field::Absent) {
            self.clone_from(other);
        }
    }
}

/// An instant: milliseconds since 1970-01-01T00:00:00Z, within what a browser's `Date` can hold.
pub type Millis = i64;

/// The largest number of failed servers; the two values above it have a special meaning in the list.
pub(crate) const MOST_FAILED: u32 = u32::MAX - 2;

/// One row of the list.
///
/// A text is `None` if the field was missing, `null` or empty; a value of another JSON type is kept as its JSON
/// text. Status and type are open sets, so they are texts; [`crate::outcome`] and the locale know the documented
/// values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Job {
    /// `id`: a lower-case UUID as far as is known.
    pub id: Option<String>,
    /// `name`
    pub name: Option<String>,
    /// `user_name`: who started it.
    pub user_name: Option<String>,
    /// `description`: absent when empty.
    pub description: Option<String>,
    /// `type`, such as `ASCEND_SOFTWARE_UPGRADE`.
    pub job_type: Option<String>,
    /// `status`, such as `FINISHED`.
    pub status: Option<String>,
    /// `abnormal_count`: the number of servers on which the job failed.
    pub abnormal_count: Field<u32>,
    /// `create_at`
    pub created: Field<Millis>,
    /// `update_at`
    pub updated: Field<Millis>,
}

impl Job {
    /// Whether only the ID of this job is known.
    pub fn is_bare(&self) -> bool {
        *self == Job { id: self.id.clone(), ..Job::default() }
    }

    /// This job, with missing fields taken from another response about it.
    pub fn or(mut self, other: &Job) -> Self {
        let text = |own: &mut Option<String>, other: &Option<String>| {
            if own.is_none() {
                own.clone_from(other);
            }
        };
        text(&mut self.id, &other.id);
        text(&mut self.name, &other.name);
        text(&mut self.user_name, &other.user_name);
        text(&mut self.description, &other.description);
        text(&mut self.job_type, &other.job_type);
        text(&mut self.status, &other.status);
        self.abnormal_count.or(&other.abnormal_count);
        self.created.or(&other.created);
        self.updated.or(&other.updated);
        self
    }
}

/// A job whose texts are stored elsewhere.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row<'a> {
    pub(crate) id: Option<Cow<'a, str>>,
    pub(crate) name: Option<Cow<'a, str>>,
    pub(crate) user_name: Option<Cow<'a, str>>,
    pub(crate) description: Option<Cow<'a, str>>,
    pub(crate) job_type: Option<Cow<'a, str>>,
    pub(crate) status: Option<Cow<'a, str>>,
    pub(crate) abnormal_count: Field<u32>,
    pub(crate) created: Field<Millis>,
    pub(crate) updated: Field<Millis>,
}

impl<'a> Row<'a> {
    pub(crate) fn of(job: &'a Job) -> Self {
        let text = |text: &'a Option<String>| text.as_deref().map(Cow::Borrowed);
        let abnormal_count = match &job.abnormal_count {
            Field::Known(count) if *count > MOST_FAILED => Field::Unreadable(count.to_string()),
            count => count.clone(),
        };
        Row {
            id: text(&job.id),
            name: text(&job.name),
            user_name: text(&job.user_name),
            description: text(&job.description),
            job_type: text(&job.job_type),
            status: text(&job.status),
            abnormal_count,
            created: job.created.clone(),
            updated: job.updated.clone(),
        }
    }

    pub(crate) fn into_job(self) -> Job {
        let text = |text: Option<Cow<str>>| text.map(Cow::into_owned);
        Job {
            id: text(self.id),
            name: text(self.name),
            user_name: text(self.user_name),
            description: text(self.description),
            job_type: text(self.job_type),
            status: text(self.status),
            abnormal_count: self.abnormal_count,
            created: self.created,
            updated: self.updated,
        }
    }
}

/// The documented job types, in the order in which they are offered; the set is open.
pub const KNOWN_TYPES: [&str; 7] = [
    "ASCEND_SOFTWARE_UPGRADE",
    "ASCEND_SOFTWARE_QUERY",
    "ASCEND_DIAGNOSIS",
    "ASCEND_SYSTEM_CONFIG",
    "LOG_COLLECT",
    "SERVICE_DEPLOY",
    "COMMON",
];

/// The documented job statuses, in the order in which they are offered; the set is open.
pub const KNOWN_STATUSES: [&str; 4] = ["PROCESSING", "FINISHED", "ACTIVE", "DELETED"];
