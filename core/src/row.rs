//! One row: the fields of a job, a task or an item in the JSON. An invalid field never makes its row unreadable,
//! and an invalid row never the list.

use std::borrow::Cow;

use crate::controls::{has_controls, without_controls};
use crate::cursor::{Broken, Cursor, DEEPEST, Value};
use crate::invisible::trimmed;
use crate::job::{Field, MOST_FAILED, Millis, Row};
use crate::unset::{is_no_number, is_no_user, is_unset};
use crate::{number, time};

/// Why a row was set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// It is a number, a text, a list or `null`.
    NotAnObject,
    /// It contains bytes that are not UTF-8.
    NotUtf8,
    /// It is nested more than 128 deep.
    TooDeep,
}

/// Reads one row of the list.
pub(crate) fn read_list_row<'a>(
    cursor: &mut Cursor<'a>,
) -> Result<Result<Row<'a>, Reason>, Broken> {
    let mut raw = Raw::default();
    let read = read_row(cursor, &mut |name, value| raw.take(name, value))?;
    Ok(read.map(|()| raw.row()))
}

/// Skips one row, and passes on the name and the value of each of its fields. The outer error is invalid JSON; the
/// inner one affects this row only.
pub(crate) fn read_row<'a>(
    cursor: &mut Cursor<'a>,
    field: &mut dyn FnMut(&[u8], Value<'a>),
) -> Result<Result<(), Reason>, Broken> {
    if cursor.peek() != Some(b'{') {
        cursor.value()?;
        return Ok(Err(Reason::NotAnObject));
    }
    let start = cursor.at();
    let mut deepest = 0;
    cursor.take(b'{')?;
    let mut is_first = true;
    while cursor.goes_on(b'}', is_first)? {
        let key = cursor.key()?;
        let value = cursor.value()?;
        deepest = deepest.max(value.depth);
        field(&key, value);
        is_first = false;
    }
    if deepest >= DEEPEST {
        return Ok(Err(Reason::TooDeep));
    }
    if cursor.text_since(start).is_none() {
        return Ok(Err(Reason::NotUtf8));
    }
    Ok(Ok(()))
}

/// The values of a job's fields as they are in the JSON.
#[derive(Default)]
pub(crate) struct Raw<'a> {
    id: Value<'a>,
    name: Value<'a>,
    user_name: Value<'a>,
    description: Value<'a>,
    job_type: Value<'a>,
    status: Value<'a>,
    abnormal_count: Value<'a>,
    created: Value<'a>,
    updated: Value<'a>,
}

impl<'a> Raw<'a> {
    /// Stores a field, if it is one of a job's; of a repeated field the last value wins.
    pub(crate) fn take(&mut self, name: &[u8], value: Value<'a>) {
        match name {
            b"id" => self.id = value,
            b"name" => self.name = value,
            b"user_name" => self.user_name = value,
            b"description" => self.description = value,
            b"type" => self.job_type = value,
            b"status" => self.status = value,
            b"abnormal_count" => self.abnormal_count = value,
            b"create_at" => self.created = value,
            b"update_at" => self.updated = value,
            _ => {}
        }
    }

    /// The values, decoded.
    pub(crate) fn row(&self) -> Row<'a> {
        Row {
            id: visible(shown(self.id)),
            name: visible(shown(self.name)),
            user_name: shown(self.user_name).filter(|text| !is_no_user(text)),
            description: set(shown(self.description)),
            job_type: set(shown(self.job_type)),
            status: set(shown(self.status)),
            abnormal_count: count(self.abnormal_count),
            created: instant(self.created),
            updated: instant(self.updated),
        }
    }
}

/// A text with visible characters. IDs and names may be any word.
fn visible(text: Option<Cow<'_, str>>) -> Option<Cow<'_, str>> {
    let begins = |text: &str| text.starts_with(|first: char| first.is_ascii_alphanumeric());
    text.filter(|text| begins(text) || !trimmed(text).is_empty())
}

/// A text, unless it means "not set".
fn set(text: Option<Cow<'_, str>>) -> Option<Cow<'_, str>> {
    text.filter(|text| !is_unset(text))
}

/// The text of a value for display. One function for all fields, which is smaller.
#[inline(never)]
pub(crate) fn shown(value: Value<'_>) -> Option<Cow<'_, str>> {
    let text = value.text()?;
    if has_controls(&text) {
        return Some(Cow::Owned(without_controls(&text).into_owned()));
    }
    Some(text)
}

/// An owned text, unless it means "not set".
pub(crate) fn text(value: Value) -> Option<String> {
    set(shown(value)).map(String::from)
}

/// An instant, from a number, a text or an array of numbers.
pub(crate) fn instant(value: Value) -> Field<Millis> {
    readable(value, &|text| match value.bytes().first() {
        Some(b'"' | b'-' | b'[' | b'0'..=b'9') => time::from_text(text),
        _ if is_no_number(text) => Field::Absent,
        _ => Field::Unreadable(text.to_owned()),
    })
}

fn count(value: Value) -> Field<u32> {
    let is_number = matches!(value.bytes().first(), Some(b'"' | b'0'..=b'9'));
    readable(value, &|text| match whole(text).filter(|_| is_number).map(u32::try_from) {
        Some(Ok(count)) if count <= MOST_FAILED => Field::Known(count),
        _ if is_no_number(text) => Field::Absent,
        _ => Field::Unreadable(text.to_owned()),
    })
}

/// Parses a value's text. If that fails, parses the text as it is displayed.
fn readable<T>(value: Value, read: &dyn Fn(&str) -> Field<T>) -> Field<T> {
    let Some(text) = value.text() else { return Field::Absent };
    match read(&text) {
        Field::Unreadable(_) if has_controls(&text) => read(&without_controls(&text)),
        field => field,
    }
}

/// A non-negative integer, from a number or a text with one: `3`, `3.0`, `"3"`.
pub(crate) fn whole_number(value: Value) -> Option<u64> {
    if !matches!(value.bytes().first(), Some(b'"' | b'0'..=b'9')) {
        return None;
    }
    whole(&value.text()?)
}

fn whole(text: &str) -> Option<u64> {
    u64::try_from(number::whole(text.trim())?).ok()
}
