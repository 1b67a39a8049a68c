//! Writes a list as JSON from which it can be decoded again: the body of a snapshot, which is opened without a
//! proxy. It works in steps, so that no step takes long.
//!
//! Decoding it ([`crate::decode`]) gives the same list: jobs, unreadable rows, total, and whether the list is
//! complete. Only the reason of an unreadable row may differ: invalid UTF-8, and rows of which only the beginning
//! was kept, are written as strings.

use crate::cursor::Cursor;
use crate::decode::{Decoded, End, SetAside};
use crate::iso;
use crate::job::{Field, Job, Millis};
use crate::json;
use crate::list::JobList;
use crate::row::read_list_row;
use crate::time;

/// How many rows a step writes: about a millisecond of work.
const STEP: usize = 256;

/// The writer of a list.
pub struct ListBody {
    jobs: JobList,
    set_aside: Vec<SetAside>,
    total: Option<u64>,
    is_whole: bool,
    has_begun: bool,
    /// How many jobs, and how many unreadable rows, are written.
    done: (usize, usize),
}

impl ListBody {
    /// A writer at the start.
    pub fn new(decoded: Decoded) -> Self {
        let Decoded { jobs, set_aside, total, end } = decoded;
        let is_whole = end == End::Whole;
        Self { jobs, set_aside, total, is_whole, has_begun: false, done: (0, 0) }
    }

    /// How many jobs are written.
    pub fn done(&self) -> usize {
        self.done.0
    }

    /// The next part of the text; `None` after the last.
    pub fn step(&mut self) -> Option<String> {
        let (mut out, all) = (String::new(), self.jobs.len() + self.set_aside.len());
        let from = self.done.0 + self.done.1;
        if self.has_begun && from == all {
            return None;
        }
        if !self.has_begun {
            self.has_begun = true;
            out.push('{');
            if let Some(total) = self.total {
                out.push_str("\"total\":");
                out.push_str(&total.to_string());
                out.push(',');
            }
            out.push_str("\"data\":[");
        }
        let end = all.min(from + STEP);
        for at in from..end {
            out.push_str(if at == 0 { "\n" } else { ",\n" });
            self.row(&mut out, at);
        }
        // An interrupted list is interrupted here, too.
        if end == all && self.is_whole {
            out.push_str("\n]}\n");
        }
        Some(out)
    }

    /// The row that arrived at this place.
    fn row(&mut self, out: &mut String, at: usize) {
        let (jobs, odd) = &mut self.done;
        match (self.set_aside.get(*odd), self.jobs.get(*jobs)) {
            (Some(row), job) if row.index <= at || job.is_none() => {
                *odd += 1;
                unread(out, row);
            }
            (_, job) => {
                *jobs += 1;
                object(out, &job.unwrap_or_default());
            }
        }
    }
}

/// An unreadable row: as it was sent, if it was kept completely and is still unreadable.
fn unread(out: &mut String, row: &SetAside) {
    let raw = row.raw.as_deref().unwrap_or("null");
    let mut cursor = Cursor::new(raw.as_bytes());
    let read = read_list_row(&mut cursor);
    if matches!(read, Ok(Err(reason)) if reason == row.reason) && cursor.peek().is_none() {
        out.push_str(raw);
    } else {
        json::text(out, raw);
    }
}

/// A job, without missing fields.
fn object(out: &mut String, job: &Job) {
    out.push('{');
    let mut separator = "";
    let mut name = |out: &mut String, name: &str| {
        out.push_str(separator);
        separator = ",";
        json::text(out, name);
        out.push(':');
    };
    for (field, text) in [
        ("id", &job.id),
        ("name", &job.name),
        ("user_name", &job.user_name),
        ("description", &job.description),
        ("type", &job.job_type),
        ("status", &job.status),
    ] {
        if let Some(text) = text {
            name(out, field);
            json::text(out, text);
        }
    }
    if job.abnormal_count != Field::Absent {
        name(out, "abnormal_count");
        match &job.abnormal_count {
            Field::Known(count) => out.push_str(&count.to_string()),
            Field::Unreadable(text) => json::text(out, text),
            Field::Absent => {}
        }
    }
    for (field, at) in [("create_at", &job.created), ("update_at", &job.updated)] {
        if *at != Field::Absent {
            name(out, field);
            instant(out, at);
        }
    }
    out.push('}');
}

fn instant(out: &mut String, at: &Field<Millis>) {
    match at {
        Field::Known(known) => {
            let number = known.to_string();
            // The unit of a number depends on its size, and would be another one for very early or late times.
            if time::from_text(&number) == *at {
                return out.push_str(&number);
            }
            out.push('"');
            iso::write(out, *known, 0);
            out.push('"');
        }
        // An object or a word does not mean a missing time.
        Field::Unreadable(text) if time::from_text(text) != *at => out.push_str(text),
        Field::Unreadable(text) => json::text(out, text),
        Field::Absent => {}
    }
}
