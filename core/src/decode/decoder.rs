//! The decoder of a list answer that arrives in pieces. What stands around the list is read by [`Envelope`], a row by
//! [`read_list_row`].

use super::answer::no_object;
use super::data::{DEEPEST_LIST, Data, is_list_name};
use super::{Decoded, End, NotAList, SetAside};
use crate::cursor::{Broken, Cursor, DEEPEST, Value};
use crate::envelope::{self, Envelope, wraps};
use crate::error::ApiError;
use crate::job::{Field, Row};
use crate::list::{Builder, JobList};
use crate::row::{read_list_row, whole_number};

/// The JSON of so many rows that are set aside is kept, and at most so many bytes of each.
const RAW_ROWS: usize = 100;
const RAW_LENGTH: usize = 2000;

/// Decodes a list answer as it comes, in pieces of any size. What it makes of them does not depend on
/// where one ends.
#[derive(Debug, Default)]
pub struct Decoder {
    /// What came last and is not read, or not to its end.
    bytes: Vec<u8>,
    /// How many of these are read.
    read: usize,
    /// How many came before these.
    before: usize,
    /// The length of the bytes at which an incomplete value is read again: a long value is not read again
    /// for every small piece of it.
    enough: usize,
    place: Place,
    jobs: Builder,
    set_aside: Vec<SetAside>,
    total: Option<u64>,
    data: Data,
    /// How many objects around the list are open besides the answer's own.
    level: u8,
    /// Whether a row has an id, without which rows may be anything.
    has_id: bool,
    /// How many rows from the first on are errors, and the first of them.
    errors: usize,
    error: Option<Envelope>,
    envelope: Envelope,
    broken: Option<(usize, Broken)>,
}

/// What comes next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    /// The answer's object.
    #[default]
    Start,
    /// It is no object, and only how it begins matters.
    Nothing,
    /// The first member of the object, or its end.
    FirstMember,
    /// A comma and a member, or the end of the object.
    Member,
    /// The first row, or the end of the rows.
    FirstRow,
    /// A comma and a row, or the end of the rows.
    Row,
    /// White space.
    End,
}

/// A value up to this length is read again for each piece of it.
const SHORT: usize = 4096;
/// How much of a body that is no object is kept.
const BEGINNING: usize = 4096;

impl Decoder {
    /// A decoder of an answer that may be similar to an earlier one. Equal parts of the two lists share
    /// memory.
    pub fn after(jobs: JobList) -> Self {
        Self { jobs: Builder::after(jobs), ..Self::default() }
    }

    /// Takes the next bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.push_with(bytes.len(), |buffer| buffer.copy_from_slice(bytes));
    }

    /// Takes the next `length` bytes, which `write` copies into the buffer that it gets.
    pub fn push_with(&mut self, length: usize, write: impl FnOnce(&mut [u8])) {
        self.bytes.drain(..self.read);
        self.before += self.read;
        self.enough = self.enough.saturating_sub(self.read);
        self.read = 0;
        let start = self.bytes.len();
        self.bytes.resize(start + length, 0);
        write(&mut self.bytes[start..]);
        self.read_on(false);
    }

    /// How many bytes have come.
    pub fn length(&self) -> usize {
        self.before + self.bytes.len()
    }

    /// How many rows have come whole, readable or not.
    pub fn arrived(&self) -> usize {
        self.jobs.len() + self.set_aside.len()
    }

    /// What has arrived so far. [`End`] has no meaning before the answer has ended.
    pub fn so_far(&self) -> Decoded {
        Decoded {
            jobs: self.jobs.list(),
            set_aside: self.set_aside.clone(),
            total: self.total,
            end: End::Whole,
        }
    }

    /// What the answer held, now that no more bytes come.
    ///
    /// # Errors
    /// When they can't be a job list. A list that merely breaks off is `Ok`, with its [`End`].
    pub fn finish(mut self) -> Result<Decoded, NotAList> {
        self.read_on(true);
        match (self.broken, self.place) {
            (None, Place::Nothing) => return Err(no_object(&self.bytes)),
            (None, Place::Start) => return Err(NotAList::Empty),
            _ => {}
        }
        let envelope = std::mem::take(&mut self.envelope);
        let is_failure = match self.arrived() {
            0 => envelope.has_failed_without_rows(),
            _ => envelope.has_failed() && !self.has_id,
        };
        let is_list = match self.data {
            Data::Documented => true,
            // Elsewhere only objects are taken for jobs.
            Data::Found => self.jobs.len() > 0 || self.set_aside.is_empty(),
            Data::Null => !envelope.has_text() || envelope.has_succeeded(),
            Data::NullElsewhere => envelope.has_succeeded(),
            Data::Missing | Data::Other => false,
        };
        if self.errors > 0
            && self.errors == self.arrived()
            && let Some(error) = self.error.take()
        {
            return Err(NotAList::Error(ApiError::of(200, error)));
        }
        let is_empty = self.total == Some(0) && self.arrived() == 0;
        if is_failure || self.broken.is_none() && !is_list && !is_empty {
            return Err(if is_failure || envelope.has_text() {
                NotAList::Error(ApiError::of(200, envelope))
            } else {
                NotAList::NoData
            });
        }
        let mut decoded = self.so_far();
        if let Some((at, why)) = self.broken {
            decoded.end = End::CutShort { at, why };
        }
        Ok(decoded)
    }

    /// Reads as far as possible; with `is_all` no more bytes will arrive.
    fn read_on(&mut self, is_all: bool) {
        if !is_all && self.bytes.len() < self.enough {
            return;
        }
        // Taken out, since what is read of them goes elsewhere in here.
        let bytes = std::mem::take(&mut self.bytes);
        let before = self.read;
        let mut cursor = Cursor::new(bytes.get(before..).unwrap_or_default());
        while self.broken.is_none() && !matches!(self.place, Place::Nothing) {
            match self.next(&mut cursor, is_all) {
                Ok(true) => self.read = before + cursor.at(),
                Ok(false) | Err(Broken::Ended) if !is_all => {
                    let rest = bytes.len() - self.read;
                    self.enough = self.read + if rest > SHORT { 2 * rest } else { 0 };
                    break;
                }
                Ok(false) => break,
                Err(why) => self.broken = Some((self.before + before + cursor.at(), why)),
            }
        }
        self.bytes = bytes;
        match (self.broken, self.place) {
            // Nothing behind a break is read.
            (Some(_), _) => self.read = self.bytes.len(),
            (None, Place::Nothing) => {
                self.before += self.bytes.len().saturating_sub(BEGINNING);
                self.bytes.truncate(BEGINNING);
            }
            _ => {}
        }
    }

    /// Reads one step further; `false` where nothing is left to be read.
    fn next(&mut self, cursor: &mut Cursor, is_all: bool) -> Result<bool, Broken> {
        // A number ends where something else begins.
        let is_whole = |cursor: &Cursor| is_all || !cursor.ends_in_digit();
        let next = match self.place {
            Place::Start => return Ok(self.start(cursor, is_all)),
            Place::Nothing => return Ok(false),
            Place::End => match cursor.peek() {
                None => return Ok(false),
                Some(_) => return Err(Broken::Syntax),
            },
            Place::FirstMember | Place::Member => {
                if cursor.goes_on(b'}', self.place == Place::FirstMember)? {
                    let name = cursor.key()?;
                    match cursor.peek() {
                        Some(b'[') if self.begins_rows(&name) => {
                            cursor.take(b'[')?;
                            Place::FirstRow
                        }
                        Some(b'{') if self.begins_object(&name) => {
                            cursor.take(b'{')?;
                            Place::FirstMember
                        }
                        _ => {
                            let value = shallow(cursor)?;
                            if !is_whole(cursor) {
                                return Err(Broken::Ended);
                            }
                            self.member(&name, value);
                            Place::Member
                        }
                    }
                } else if self.level > 0 {
                    self.level -= 1;
                    Place::Member
                } else {
                    Place::End
                }
            }
            Place::FirstRow | Place::Row => {
                if !cursor.goes_on(b']', self.place == Place::FirstRow)? {
                    Place::Member
                } else {
                    cursor.peek();
                    if self.has_id
                        && let Some(length) = self.jobs.push_same(cursor.rest())
                    {
                        cursor.skip(length);
                        self.place = Place::Row;
                        return Ok(true);
                    }
                    let index = self.arrived();
                    let start = cursor.at();
                    let row = read_list_row(cursor)?;
                    if !is_whole(cursor) {
                        return Err(Broken::Ended);
                    }
                    match row {
                        Ok(row) => {
                            self.has_id |= row.id.is_some();
                            if self.errors == index && may_be_error(&row) {
                                self.error_row(cursor.since(start));
                            }
                            self.jobs.push(row, cursor.since(start));
                        }
                        Err(reason) => {
                            let raw = cursor.since(start);
                            let raw = raw.get(..RAW_LENGTH).unwrap_or(raw);
                            let raw = (self.set_aside.len() < RAW_ROWS)
                                .then(|| String::from_utf8_lossy(raw).into());
                            self.set_aside.push(SetAside { index, reason, raw });
                        }
                    }
                    Place::Row
                }
            }
        };
        self.place = next;
        Ok(true)
    }

    /// The beginning of the answer, behind any byte order mark, which JSON does not allow.
    fn start(&mut self, cursor: &mut Cursor, is_all: bool) -> bool {
        let may_be_marked = cursor.skip_mark();
        match cursor.peek() {
            None => false,
            _ if may_be_marked && !is_all => false,
            Some(b'{') => {
                // It is there, so it can be taken.
                let _ = cursor.take(b'{');
                self.place = Place::FirstMember;
                true
            }
            Some(_) => {
                self.place = Place::Nothing;
                false
            }
        }
    }

    /// Whether an array with this name is the list. `data` of the answer itself is, and of several the
    /// last. Portals wrap it: `{"code":200,"data":{"list":[…]}}`; of those arrays the first is taken.
    fn begins_rows(&mut self, name: &[u8]) -> bool {
        let data = if self.level == 0 && name == b"data" {
            Data::Documented
        } else if self.data.may_be_found() && is_list_name(self.level, name) {
            Data::Found
        } else {
            return false;
        };
        self.begin_data(data);
        true
    }

    /// Whether an object with this name is read as a part of the envelope.
    fn begins_object(&mut self, name: &[u8]) -> bool {
        let begins = self.level < DEEPEST_LIST && wraps(name);
        if begins {
            if self.level == 0 && name == b"data" {
                self.begin_data(Data::Other);
            }
            self.level += 1;
        }
        begins
    }

    /// Takes a member of the envelope that is neither the list nor around it.
    fn member(&mut self, name: &[u8], value: Value) {
        let is_null = value.bytes() == b"null";
        match name {
            // Java services send `null` for an empty list.
            b"data" if self.level == 0 => {
                self.begin_data(if is_null { Data::Null } else { Data::Other });
            }
            b"total" => self.total = whole_number(value),
            b"count" | b"total_count" | b"totalCount" | b"totalElements" => {
                self.total = self.total.or(whole_number(value));
            }
            _ if is_null && self.data.may_be_found() && is_list_name(self.level, name) => {
                self.begin_data(Data::NullElsewhere);
            }
            _ => {}
        }
        let place = if self.level == 0 { envelope::Place::Top } else { envelope::Place::Data };
        self.envelope.take(place, name, value);
    }

    /// What an earlier list held goes.
    fn begin_data(&mut self, data: Data) {
        self.data = data;
        self.jobs.clear();
        self.set_aside.clear();
        self.has_id = false;
        (self.errors, self.error) = (0, None);
    }

    /// Takes the JSON of a row that may be an error.
    #[cold]
    fn error_row(&mut self, json: &[u8]) {
        let envelope = Envelope::of(json);
        if envelope.has_failed_plainly() {
            self.errors += 1;
            self.error.get_or_insert(envelope);
        }
    }
}

/// Whether a row has nothing that only jobs have.
fn may_be_error(row: &Row) -> bool {
    row.id.is_none() && row.name.is_none() && row.created == Field::Absent
}

/// A value of the envelope, which must not be nested too deep.
fn shallow<'a>(cursor: &mut Cursor<'a>) -> Result<Value<'a>, Broken> {
    let value = cursor.value()?;
    if value.depth > DEEPEST { Err(Broken::TooDeep) } else { Ok(value) }
}
