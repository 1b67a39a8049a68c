//! Bytes in, jobs out. Any bytes are answered without a panic, and nothing is lost in silence.
//!
//! The promises, each held by a property test:
//! - In a well-formed array, jobs kept + rows set aside = elements.
//! - A field that is not what it should be costs that field, never its row.
//! - A row that is not an object, not UTF-8 or nested too deep costs that row, never the list.
//! - Where the JSON itself breaks, the rows before the break are kept, and [`End`] says so.

use crate::cursor::{self, Cursor, DEEPEST};
use crate::job::{Field, Job, Millis};
use crate::{number, time};

pub use crate::cursor::Broken;

/// What a list answer held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decoded {
    /// The rows that could be read, in the order of arrival.
    pub jobs: Vec<Job>,
    /// The rows that could not, in the order of arrival.
    pub set_aside: Vec<SetAside>,
    /// What the cloud says how many jobs there are. Optional and not to be trusted; more than
    /// arrived means that the list is not all of it.
    pub total: Option<u64>,
    /// Whether the answer is whole.
    pub end: End,
}

/// How an answer ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum End {
    /// The answer is whole.
    #[default]
    Whole,
    /// The answer breaks off; the rows before are good, the list is not complete.
    CutShort {
        /// How many bytes could be read.
        at: usize,
        /// What was wrong behind them.
        why: Broken,
    },
}

/// A row that could not be read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// Its place among the rows that arrived, from 0.
    pub index: usize,
    /// What was wrong with it.
    pub reason: Reason,
}

/// Why a row was set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// It is a number, a text, a list or `null`.
    NotAnObject,
    /// It holds bytes that are not UTF-8.
    NotUtf8,
    /// It is nested more than 128 deep.
    TooDeep,
}

/// The answer is no job list at all, though the cloud called it a success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotAList {
    /// There was no body.
    Empty,
    /// The body does not begin like a JSON object; this is how it begins, in at most 80 characters.
    NotAnObject(String),
    /// The body is an object without a `data` array.
    NoData,
}

/// Decodes the whole body of a list answer.
///
/// # Errors
/// When the body can't be a job list. A list that merely breaks off is `Ok`, with its [`End`].
pub fn decode(body: &[u8]) -> Result<Decoded, NotAList> {
    let mut cursor = answer(body)?;
    let mut decoded = Decoded::default();
    let mut has_data = Data::Missing;
    let walked = envelope(&mut cursor, &mut decoded, &mut has_data);
    if let Err(why) = walked {
        decoded.end = End::CutShort { at: cursor.at(), why };
        return Ok(decoded);
    }
    match has_data {
        Data::Rows => Ok(decoded),
        Data::Missing | Data::Other => Err(NotAList::NoData),
    }
}

impl Decoded {
    /// How many rows arrived whole, readable or not.
    pub fn arrived(&self) -> usize {
        self.jobs.len() + self.set_aside.len()
    }

    /// How many more jobs there are than arrived, if the cloud says so.
    pub fn missing(&self) -> Option<u64> {
        self.total?.checked_sub(self.arrived() as u64).filter(|missing| *missing > 0)
    }
}

/// What stood under `data`, last.
enum Data {
    Missing,
    Rows,
    Other,
}

fn envelope(cursor: &mut Cursor, decoded: &mut Decoded, data: &mut Data) -> Result<(), Broken> {
    cursor.object(&mut |cursor, key| match cursor::string(key).as_deref() {
        Some("data") => {
            // Of two members of one name the last wins, so what an earlier one held goes.
            decoded.jobs.clear();
            decoded.set_aside.clear();
            match cursor.peek() {
                Some(b'[') => {
                    *data = Data::Rows;
                    cursor.array(&mut |cursor| row(cursor, decoded))
                }
                // Java services send `null` for an empty list.
                Some(b'n') => {
                    *data = Data::Rows;
                    shallow(cursor).map(drop)
                }
                _ => {
                    *data = Data::Other;
                    shallow(cursor).map(drop)
                }
            }
        }
        Some("total") => {
            decoded.total = whole_number(shallow(cursor)?);
            Ok(())
        }
        _ => shallow(cursor).map(drop),
    })?;
    at_end(cursor)
}

/// Nothing may stand behind the answer's object.
pub(crate) fn at_end(cursor: &mut Cursor) -> Result<(), Broken> {
    match cursor.peek() {
        None => Ok(()),
        Some(_) => Err(Broken::Syntax),
    }
}

/// A value of the envelope, which must not be nested too deep.
fn shallow<'a>(cursor: &mut Cursor<'a>) -> Result<&'a [u8], Broken> {
    let raw = cursor.value()?;
    if cursor::depth(raw) > DEEPEST { Err(Broken::TooDeep) } else { Ok(raw) }
}

fn row(cursor: &mut Cursor, decoded: &mut Decoded) -> Result<(), Broken> {
    let index = decoded.arrived();
    let mut job = Job::default();
    match read_row(cursor, &mut |key, raw| read_job_field(&mut job, key, raw))? {
        Ok(()) => decoded.jobs.push(job),
        Err(reason) => decoded.set_aside.push(SetAside { index, reason }),
    }
    Ok(())
}

/// Reads past one row, and hands over each of its fields. The outer error is a break in the JSON; the
/// inner one costs this row only.
pub(crate) fn read_row(
    cursor: &mut Cursor,
    field: &mut dyn FnMut(&str, &[u8]),
) -> Result<Result<(), Reason>, Broken> {
    if cursor.peek() != Some(b'{') {
        cursor.value()?;
        return Ok(Err(Reason::NotAnObject));
    }
    let start = cursor.at();
    let mut deepest = 0;
    cursor.object(&mut |cursor, key| {
        let raw = cursor.value()?;
        deepest = deepest.max(cursor::depth(raw));
        field(&cursor::string(key).unwrap_or_default(), raw);
        Ok(())
    })?;
    if deepest >= DEEPEST {
        return Ok(Err(Reason::TooDeep));
    }
    if str::from_utf8(cursor.since(start)).is_err() {
        return Ok(Err(Reason::NotUtf8));
    }
    Ok(Ok(()))
}

/// Reads a field of a job, wherever a job stands; of two of one name the last wins.
pub(crate) fn read_job_field(job: &mut Job, key: &str, raw: &[u8]) {
    match key {
        "id" => job.id = text(raw),
        "name" => job.name = text(raw),
        "user_name" => job.user_name = text(raw),
        "description" => job.description = text(raw),
        "type" => job.job_type = text(raw),
        "status" => job.status = text(raw),
        "abnormal_count" => job.abnormal_count = count(raw),
        "create_at" => job.created = instant(raw),
        "update_at" => job.updated = instant(raw),
        _ => {}
    }
}

/// Where the object of an answer begins, behind any byte order mark, which JSON does not allow.
pub(crate) fn answer(body: &[u8]) -> Result<Cursor<'_>, NotAList> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    let mut cursor = Cursor::new(body);
    match cursor.peek() {
        None => Err(NotAList::Empty),
        Some(b'{') => Ok(cursor),
        Some(_) => Err(NotAList::NotAnObject(beginning(body))),
    }
}

pub(crate) fn text(raw: &[u8]) -> Option<String> {
    cursor::text(raw).map(String::from)
}

pub(crate) fn instant(raw: &[u8]) -> Field<Millis> {
    match (cursor::text(raw), raw.first()) {
        (None, _) => Field::Absent,
        (Some(text), Some(b'"' | b'-' | b'0'..=b'9')) => time::from_text(&text),
        (Some(text), _) => Field::Unreadable(text.into_owned()),
    }
}

fn count(raw: &[u8]) -> Field<u32> {
    match (whole_number(raw).map(u32::try_from), cursor::text(raw)) {
        (Some(Ok(count)), _) => Field::Known(count),
        (_, Some(text)) if !text.trim().is_empty() => Field::Unreadable(text.into_owned()),
        (_, _) => Field::Absent,
    }
}

/// A whole number that is not negative, as a number or as a text that holds one: `3`, `3.0`, `"3"`.
fn whole_number(raw: &[u8]) -> Option<u64> {
    if !matches!(raw.first(), Some(b'"' | b'0'..=b'9')) {
        return None;
    }
    let text = cursor::text(raw)?;
    u64::try_from(number::whole(text.trim())?).ok()
}

fn beginning(body: &[u8]) -> String {
    // 4 bytes a character at most, so that no more than what is kept is looked at.
    let start = body.get(..320).unwrap_or(body);
    let text = String::from_utf8_lossy(start);
    text.trim().chars().take(80).map(|c| if c.is_control() { ' ' } else { c }).collect()
}
