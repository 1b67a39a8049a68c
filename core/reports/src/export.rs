//! The jobs in view as a file or as text for the clipboard: exactly the rows in view, on all pages, in the order of
//! the view. It works in steps, so that no step takes long.
//!
//! | format | columns | times |
//! |---|---|---|
//! | CSV | the API's names, and `outcome`, `created`, `updated` | the API's milliseconds, and ISO 8601 |
//! | JSON, NDJSON | the API's names and types, without missing fields | the API's milliseconds |
//! | TSV, Markdown | headings in the user's language | ISO 8601 |
//!
//! Unreadable values are written as they were sent, in every format.

mod cell;
mod file_name;
mod format;
mod value;

use std::sync::Arc;

use devserver_jobs_core::hashed::Map;
use devserver_jobs_core::iso;
pub use devserver_jobs_core::iso::offset;
use devserver_jobs_core::job::{Field, Job, Millis};
use devserver_jobs_core::json;
use devserver_jobs_core::list::JobList;
use devserver_jobs_core::outcome::{Outcome, duration};
use devserver_jobs_core::table::Column;

pub use self::file_name::file_name;
pub use self::format::Format;
pub use self::value::Value;

/// How many jobs a step writes: about a millisecond of work.
const STEP: usize = 256;

/// No zone changes its offset between two of these instants.
const QUARTER: i64 = 900_000;
const DAY: i64 = 86_400_000;

/// What is exported.
#[derive(Clone, Debug)]
pub struct Selection {
    /// The list.
    pub jobs: JobList,
    /// The places of the jobs in it, in the order of the view.
    pub places: Arc<[u32]>,
    /// The columns, from left to right; `None` for all.
    pub columns: Option<Vec<Column>>,
}

/// An export in progress.
pub struct Export<'a> {
    format: Format,
    jobs: JobList,
    places: Arc<[u32]>,
    values: Vec<Value>,
    /// The UI texts for values and outcomes.
    words: Words<'a>,
    /// The minutes east of UTC at an instant.
    offset: Box<dyn Fn(Millis) -> i32 + 'a>,
    /// The offsets that are known, by instant, because computing one takes a browser some time.
    offsets: Map<i64, i32>,
    has_begun: bool,
    done: usize,
}

/// UI texts, for the formats that people read.
pub struct Words<'a> {
    /// The heading of a value's column.
    pub heading: Box<dyn Fn(Value) -> String + 'a>,
    /// An outcome, by its rank.
    pub outcome: Box<dyn Fn(u8) -> String + 'a>,
}

impl<'a> Export<'a> {
    /// An export at the start. `offset` returns the minutes east of UTC at an instant.
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

    /// The next part of the text; `None` after the last.
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
            // Every place is in the list.
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

    /// A value for a cell; empty if it is missing.
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

/// A value that is a string in the API.
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
