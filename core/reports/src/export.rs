//! The visible jobs as a file or as text for the clipboard: exactly the rows in view, of all pages, in the
//! order of the view. It goes on in steps, so that no step takes long.
//!
//! | format | columns | times |
//! |---|---|---|
//! | CSV | the API's names, and `outcome`, `created`, `updated` | the API's milliseconds, and ISO 8601 |
//! | JSON, NDJSON | the API's names and types; what did not arrive is left out | the API's milliseconds |
//! | TSV, Markdown | headings in the reader's language | ISO 8601 |
//!
//! What could not be read is written as it came, in every format.

mod cell;

use std::sync::Arc;

use devserver_jobs_core::hashed::Map;
use devserver_jobs_core::iso;
pub use devserver_jobs_core::iso::offset;
use devserver_jobs_core::job::{Field, Job, Millis};
use devserver_jobs_core::json;
use devserver_jobs_core::list::JobList;
use devserver_jobs_core::outcome::{Outcome, duration};
use devserver_jobs_core::table::Column;

/// How many jobs a step writes: about a millisecond of work.
const STEP: usize = 256;

/// No zone changes its offset between two of these instants, and none twice a day.
const QUARTER: i64 = 900_000;
const DAY: i64 = 86_400_000;

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values, by RFC 4180, for spreadsheets: UTF-8 with a byte order mark.
    Csv,
    /// One JSON array.
    Json,
    /// A JSON object a line.
    Ndjson,
    /// A table for tickets and chats.
    Markdown,
    /// Tab-separated text for the clipboard, to be pasted into a spreadsheet.
    Tsv,
}

impl Format {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Format; 5] =
        [Format::Csv, Format::Json, Format::Ndjson, Format::Tsv, Format::Markdown];

    /// The end of a file name.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Json => "json",
            Format::Ndjson => "ndjson",
            Format::Markdown => "md",
            Format::Tsv => "tsv",
        }
    }

    /// The media type of a file.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv;charset=utf-8",
            Format::Json => "application/json",
            Format::Ndjson => "application/x-ndjson",
            Format::Markdown => "text/markdown;charset=utf-8",
            Format::Tsv => "text/tab-separated-values;charset=utf-8",
        }
    }

    /// Whether it is for the clipboard, and not for a file.
    pub fn is_copied(self) -> bool {
        matches!(self, Format::Markdown | Format::Tsv)
    }

    fn is_json(self) -> bool {
        matches!(self, Format::Json | Format::Ndjson)
    }
}

/// A value of a job that is exported. A column of the table has one or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// `name`
    Name,
    /// `description`
    Description,
    /// `status`, as it came.
    Status,
    /// The outcome: what status and failed nodes mean together.
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
    /// How long it has taken, once it is over.
    Duration,
    /// `id`
    Id,
}

impl Value {
    const ALL: [Value; 13] = [
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

    /// The name of the column in a CSV file, and of the member in JSON: the API's, where it is the API's
    /// value.
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

    fn is_in(self, format: Format) -> bool {
        match self {
            Value::Outcome | Value::Created | Value::Updated | Value::Duration => !format.is_json(),
            Value::CreateAt | Value::UpdateAt => !format.is_copied(),
            _ => true,
        }
    }

    /// The values of a column.
    fn of(column: Column) -> &'static [Value] {
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

/// What is exported.
#[derive(Clone, Debug)]
pub struct Selection {
    /// The list.
    pub jobs: JobList,
    /// The places of the jobs in it, in the order of the view.
    pub places: Arc<[u32]>,
    /// The columns, from left to right; all that there is with `None`.
    pub columns: Option<Vec<Column>>,
}

/// An export under way.
pub struct Export<'a> {
    format: Format,
    jobs: JobList,
    places: Arc<[u32]>,
    values: Vec<Value>,
    /// What the values and the outcomes are called.
    words: Words<'a>,
    /// The minutes east of UTC at an instant.
    offset: Box<dyn Fn(Millis) -> i32 + 'a>,
    /// The offsets that are known, by instants: a browser takes its time to tell one.
    offsets: Map<i64, i32>,
    has_begun: bool,
    done: usize,
}

/// Words of the reader's language, for the formats that people read.
pub struct Words<'a> {
    /// The heading of a value's column.
    pub heading: Box<dyn Fn(Value) -> String + 'a>,
    /// An outcome, by its rank.
    pub outcome: Box<dyn Fn(u8) -> String + 'a>,
}

impl<'a> Export<'a> {
    /// An export that has not begun. `offset` gives the minutes east of UTC at an instant.
    pub fn new(
        format: Format,
        selection: Selection,
        words: Words<'a>,
        offset: impl Fn(Millis) -> i32 + 'a,
    ) -> Self {
        let Selection { jobs, places, columns } = selection;
        let values = match columns {
            Some(columns) => columns.into_iter().flat_map(Value::of).copied().collect(),
            None => Value::ALL.to_vec(),
        };
        Self {
            format,
            jobs,
            places,
            values: values.into_iter().filter(|value: &Value| value.is_in(format)).collect(),
            words,
            offset: Box::new(offset),
            offsets: Map::default(),
            has_begun: false,
            done: 0,
        }
    }

    /// How many jobs are written.
    pub fn done(&self) -> usize {
        self.done
    }

    /// The next part of the text; `None` behind the last.
    pub fn step(&mut self) -> Option<String> {
        let mut out = String::new();
        let is_last = self.done == self.places.len();
        if !self.has_begun {
            self.has_begun = true;
            self.begin(&mut out);
        } else if is_last {
            return None;
        }
        let end = self.places.len().min(self.done + STEP);
        for at in self.done..end {
            // Every place is one of the list.
            if let Some(job) = self.jobs.get(self.places[at] as usize) {
                self.row(&mut out, &job, at == 0);
            }
        }
        self.done = end;
        if end == self.places.len() && self.format == Format::Json {
            out.push_str(if end == 0 { "]\n" } else { "\n]\n" });
        }
        Some(out)
    }

    fn begin(&self, out: &mut String) {
        let headings = self.values.iter().map(|value| (self.words.heading)(*value));
        match self.format {
            Format::Csv => {
                out.push('\u{FEFF}');
                let names: Vec<&str> = self.values.iter().map(|value| value.name()).collect();
                out.push_str(&names.join(","));
                out.push_str("\r\n");
            }
            Format::Json => out.push('['),
            Format::Ndjson => {}
            Format::Markdown => {
                for heading in headings {
                    out.push_str("| ");
                    cell::markdown(out, &heading);
                    out.push(' ');
                }
                out.push_str("|\n");
                for value in &self.values {
                    out.push_str(if *value == Value::FailedNodes { "| ---: " } else { "| --- " });
                }
                out.push_str("|\n");
            }
            Format::Tsv => {
                for (at, heading) in headings.enumerate() {
                    if at > 0 {
                        out.push('\t');
                    }
                    cell::tsv(out, &heading);
                }
                out.push('\n');
            }
        }
    }

    fn row(&mut self, out: &mut String, job: &Job, is_first: bool) {
        if self.format.is_json() {
            return self.object(out, job, is_first);
        }
        for at in 0..self.values.len() {
            let text = self.text(job, self.values[at]);
            match self.format {
                Format::Markdown => {
                    out.push_str("| ");
                    cell::markdown(out, &text);
                    out.push(' ');
                }
                Format::Tsv => {
                    if at > 0 {
                        out.push('\t');
                    }
                    cell::tsv(out, &text);
                }
                _ => {
                    if at > 0 {
                        out.push(',');
                    }
                    cell::csv(out, &text);
                }
            }
        }
        out.push_str(match self.format {
            Format::Markdown => "|\n",
            Format::Tsv => "\n",
            _ => "\r\n",
        });
    }

    fn object(&self, out: &mut String, job: &Job, is_first: bool) {
        if self.format == Format::Json {
            out.push_str(if is_first { "\n" } else { ",\n" });
        }
        out.push('{');
        let mut separator = "";
        for value in &self.values {
            let written = match value {
                Value::FailedNodes => number(&job.abnormal_count),
                Value::CreateAt => number(&job.created),
                Value::UpdateAt => number(&job.updated),
                _ => text_of(job, *value).map(Written::Text),
            };
            let Some(written) = written else {
                continue;
            };
            out.push_str(separator);
            separator = ",";
            json::text(out, value.name());
            out.push(':');
            match written {
                Written::Text(text) => json::text(out, text),
                Written::Number(number) => out.push_str(&number),
            }
        }
        out.push('}');
        if self.format == Format::Ndjson {
            out.push('\n');
        }
    }

    /// A value for a cell; empty where it did not arrive.
    fn text(&mut self, job: &Job, value: Value) -> String {
        match value {
            Value::Outcome => {
                let rank = Outcome::of(job).rank();
                match self.format {
                    Format::Csv => Outcome::of(job).name().to_owned(),
                    _ => (self.words.outcome)(rank),
                }
            }
            Value::FailedNodes => plain(&job.abnormal_count),
            Value::CreateAt => plain(&job.created),
            Value::UpdateAt => plain(&job.updated),
            Value::Duration => match (duration(job), self.format) {
                (None, _) => String::new(),
                (Some(duration), Format::Csv) => duration.to_string(),
                (Some(duration), _) => hours(duration),
            },
            Value::Created => self.time(&job.created),
            Value::Updated => self.time(&job.updated),
            _ => text_of(job, value).unwrap_or_default().to_owned(),
        }
    }

    fn time(&mut self, at: &Field<Millis>) -> String {
        let Field::Known(at) = at else {
            return plain(at);
        };
        let offset = self.offset_at(*at);
        let mut out = String::new();
        iso::write(&mut out, *at, offset);
        out
    }

    fn offset_at(&mut self, at: Millis) -> i32 {
        let mut known = |at: Millis| *self.offsets.entry(at).or_insert_with(|| (self.offset)(at));
        let day = at.div_euclid(DAY) * DAY;
        let offset = known(day);
        if offset == known(day + DAY) { offset } else { known(at.div_euclid(QUARTER) * QUARTER) }
    }
}

/// A duration for people and spreadsheets: `27:05:09` are 27 hours, 5 minutes and 9 seconds.
fn hours(duration: Millis) -> String {
    let seconds = duration / 1000;
    format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// A member's value in JSON.
enum Written<'a> {
    Text(&'a str),
    Number(String),
}

fn number<T: ToString>(field: &Field<T>) -> Option<Written<'_>> {
    match field {
        Field::Known(value) => Some(Written::Number(value.to_string())),
        Field::Unreadable(text) => Some(Written::Text(text)),
        Field::Absent => None,
    }
}

fn plain<T: ToString>(field: &Field<T>) -> String {
    match field {
        Field::Known(value) => value.to_string(),
        Field::Unreadable(text) => text.clone(),
        Field::Absent => String::new(),
    }
}

/// A value that is a text in the API.
fn text_of(job: &Job, value: Value) -> Option<&str> {
    match value {
        Value::Name => job.name.as_deref(),
        Value::Description => job.description.as_deref(),
        Value::Status => job.status.as_deref(),
        Value::Type => job.job_type.as_deref(),
        Value::User => job.user_name.as_deref(),
        Value::Id => job.id.as_deref(),
        _ => None,
    }
}

/// A file name: what it is of, and the time, such as `devserver-jobs_demo_night-shift_20250610-152000.csv`.
/// Characters that a file system refuses become hyphens.
pub fn file_name(of: &[&str], at: Millis, offset: i32, extension: &str) -> String {
    let mut name = "devserver-jobs".to_owned();
    for part in of.iter().filter(|part| !part.is_empty()) {
        name.push('_');
        let kept = |c: char| if c.is_alphanumeric() { c } else { '-' };
        name.extend(part.chars().take(64).map(kept));
    }
    let mut time = String::new();
    iso::write(&mut time, at, offset);
    let digits = time.chars().take(19).filter_map(|c| match c {
        'T' => Some('-'),
        digit => digit.is_ascii_digit().then_some(digit),
    });
    name.push('_');
    name.extend(digits);
    name.push('.');
    name.push_str(extension);
    name
}
