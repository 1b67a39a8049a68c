//! The columns of some thousand rows. It knows one job's values, and no order among them.

use std::borrow::Cow;
use std::sync::Arc;

use super::source::Sources;
use super::uuid::{hyphenated, uuid};
use crate::fold::{folded, folds_more_than_ascii};
use crate::hashed::Map;
use crate::job::{Field, Job, MOST_FAILED, Millis, Row};
use crate::outcome::Outcome;

/// Stands in a column of numbers for a value that did not arrive.
const NONE: Millis = Millis::MIN;
/// Stands there for one that can't be read; its text is among the row's texts.
const UNREADABLE: Millis = Millis::MIN + 1;

/// The same in the column of failed servers.
const NO_COUNT: u32 = u32::MAX;
const UNREADABLE_COUNT: u32 = MOST_FAILED + 1;

/// Stands between texts. It is in no UTF-8, so that no search finds anything across it.
const BETWEEN: u8 = 0xFF;

/// The texts of a row, in the order in which they are kept; those behind the last that is there are not.
#[derive(Clone, Copy)]
enum Text {
    Name,
    Description,
    /// An id that is no UUID in lower case.
    Id,
    AbnormalCount,
    Created,
    Updated,
}

/// Up to this text a search may find something.
const SEARCHED: usize = Text::Id as usize;

/// Some rows, column by column. Equal rows make equal chunks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Chunk {
    ids: Vec<u128>,
    pub(crate) created: Vec<Millis>,
    pub(crate) updated: Vec<Millis>,
    failed: Vec<u32>,
    /// These three hold places in `words`.
    pub(crate) job_types: Vec<u16>,
    pub(crate) statuses: Vec<u16>,
    pub(crate) users: Vec<u16>,
    /// The rank of each job's outcome.
    pub(crate) outcomes: Vec<u8>,
    /// What repeats, each once; the first is empty, for what did not arrive.
    pub(crate) words: Vec<Box<str>>,
    /// Each row's texts.
    pub(crate) texts: Texts,
    /// The texts that a search may find, with their case folded, of those rows where that is more than
    /// taking ASCII letters for one another.
    pub(crate) folded: Texts,
    /// Which rows these are.
    pub(crate) folded_rows: Vec<u16>,
    /// Whether a row has texts that no search may find.
    has_unreadable: bool,
    /// What each row was read from.
    sources: Sources,
}

/// Text end to end, and where each row's ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Texts {
    pub(crate) bytes: Vec<u8>,
    pub(crate) ends: Vec<u32>,
}

impl Texts {
    /// A row's bytes.
    pub(crate) fn of(&self, row: usize) -> &[u8] {
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.bytes[start..self.ends[row] as usize]
    }

    /// Adds a row.
    fn push(&mut self, texts: &[&str]) {
        let last = texts.iter().rposition(|text| !text.is_empty());
        for text in texts.iter().take(last.map_or(0, |last| last + 1)) {
            self.bytes.extend_from_slice(text.as_bytes());
            self.bytes.push(BETWEEN);
        }
        self.end_row();
    }

    /// Adds a row of other texts.
    fn push_row(&mut self, from: &Self, row: usize) {
        self.bytes.extend_from_slice(from.of(row));
        self.end_row();
    }

    fn end_row(&mut self) {
        let end = u32::try_from(self.bytes.len());
        self.ends.push(end.expect("a body of 4 GiB does not fit in memory"));
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }
}

/// An id, as it is looked for.
#[derive(Clone, Copy)]
pub(crate) enum Id<'a> {
    /// A UUID in lower case, in 16 bytes instead of 36.
    Uuid(u128),
    /// Anything else, as it came.
    Other(&'a str),
}

/// Stands in the column of ids for one that is among the row's texts, or nowhere.
const NO_UUID: u128 = u128::MAX;

/// Where each of a chunk's words stands.
pub(crate) type Words = Map<Box<str>, u16>;

impl<'a> Id<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        uuid(text).filter(|uuid| *uuid != NO_UUID).map_or(Id::Other(text), Id::Uuid)
    }
}

impl Chunk {
    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    /// Forgets its rows, and keeps its memory for others.
    pub(crate) fn clear(&mut self) {
        self.ids.clear();
        self.created.clear();
        self.updated.clear();
        self.failed.clear();
        self.job_types.clear();
        self.statuses.clear();
        self.users.clear();
        self.outcomes.clear();
        self.words.clear();
        self.texts.clear();
        self.folded.clear();
        self.folded_rows.clear();
        self.has_unreadable = false;
        self.sources.clear();
    }

    /// Adds a row that was read from this JSON.
    pub(crate) fn push(&mut self, row: Row, json: &[u8], words: &mut Words) {
        let id = row.id.as_deref().map_or(Id::Other(""), Id::of);
        let (uuid, odd_id) = match id {
            Id::Uuid(uuid) => (uuid, ""),
            Id::Other(text) => (NO_UUID, text),
        };
        let (created, odd_created) = instant(&row.created);
        let (updated, odd_updated) = instant(&row.updated);
        let (failed, odd_failed) = match &row.abnormal_count {
            Field::Known(count) => (*count, ""),
            Field::Absent => (NO_COUNT, ""),
            Field::Unreadable(text) => (UNREADABLE_COUNT, text.as_str()),
        };
        self.outcomes.push(Outcome::new(row.status.as_deref(), &row.abnormal_count).rank());
        self.ids.push(uuid);
        self.created.push(created);
        self.updated.push(updated);
        self.failed.push(failed);
        for (column, text) in [
            (&mut self.job_types, &row.job_type),
            (&mut self.statuses, &row.status),
            (&mut self.users, &row.user_name),
        ] {
            column.push(word(&mut self.words, text.as_deref().unwrap_or_default(), words));
        }
        let texts = [
            row.name.as_deref().unwrap_or_default(),
            row.description.as_deref().unwrap_or_default(),
            odd_id,
            odd_failed,
            odd_created,
            odd_updated,
        ];
        self.texts.push(&texts);
        self.has_unreadable |= texts[SEARCHED + 1..].iter().any(|text| !text.is_empty());
        self.fold(&texts[..=SEARCHED]);
        self.sources.push(json);
    }

    /// Adds a row of another chunk.
    pub(crate) fn push_row(&mut self, from: &Self, row: usize, words: &mut Words) {
        self.outcomes.push(from.outcomes[row]);
        self.ids.push(from.ids[row]);
        self.created.push(from.created[row]);
        self.updated.push(from.updated[row]);
        self.failed.push(from.failed[row]);
        for (column, other) in [
            (&mut self.job_types, &from.job_types),
            (&mut self.statuses, &from.statuses),
            (&mut self.users, &from.users),
        ] {
            let text = &from.words[usize::from(other[row])];
            column.push(word(&mut self.words, text, words));
        }
        self.texts.push_row(&from.texts, row);
        self.has_unreadable |= from.has_unreadable && between(from.texts.of(row)) > SEARCHED + 1;
        if let Ok(folded) = from.folded_rows.binary_search(&row_number(row)) {
            self.folded_rows.push(row_number(self.len() - 1));
            self.folded.push_row(&from.folded, folded);
        }
        self.sources.push_row(&from.sources, row);
    }

    /// The same chunk with only so many of its rows.
    pub(crate) fn first_rows(self: &Arc<Self>, rows: usize) -> Arc<Self> {
        if rows == self.len() {
            return Arc::clone(self);
        }
        let (mut chunk, mut words) = (Self::default(), Words::default());
        for row in 0..rows {
            chunk.push_row(self, row, &mut words);
        }
        Arc::new(chunk)
    }

    /// How many of these bytes a row was read from, if it was read from those they begin with.
    pub(crate) fn beginning(&self, row: usize, bytes: &[u8]) -> Option<usize> {
        self.sources.beginning(row, bytes)
    }

    /// Keeps the folded texts of the row that was pushed last, where they are needed.
    fn fold(&mut self, texts: &[&str]) {
        if texts.iter().any(|text| folds_more_than_ascii(text)) {
            self.folded_rows.push(row_number(self.len() - 1));
            let texts: Vec<Cow<str>> = texts.iter().map(|text| folded(text)).collect();
            let texts: Vec<&str> = texts.iter().map(|text| &**text).collect();
            self.folded.push(&texts);
        }
    }

    pub(crate) fn get(&self, row: usize) -> Option<Job> {
        let uuid = *self.ids.get(row)?;
        let word = |place: u16| {
            Some(self.words[usize::from(place)].to_string()).filter(|text| !text.is_empty())
        };
        let text = |text: Text| self.text(row, text).map(lossy);
        let field = |value: Millis, own: Text| match value {
            NONE => Field::Absent,
            UNREADABLE => Field::Unreadable(text(own).unwrap_or_default()),
            known => Field::Known(known),
        };
        Some(Job {
            id: if uuid == NO_UUID { text(Text::Id) } else { Some(lossy(&hyphenated(uuid))) },
            name: text(Text::Name),
            user_name: word(self.users[row]),
            description: text(Text::Description),
            job_type: word(self.job_types[row]),
            status: word(self.statuses[row]),
            abnormal_count: match self.failed[row] {
                NO_COUNT => Field::Absent,
                UNREADABLE_COUNT => {
                    Field::Unreadable(text(Text::AbnormalCount).unwrap_or_default())
                }
                known => Field::Known(known),
            },
            created: field(self.created[row], Text::Created),
            updated: field(self.updated[row], Text::Updated),
        })
    }

    /// When a job was created, or last updated; `None` also where that can't be read.
    pub(crate) fn known(column: &[Millis], row: usize) -> Option<Millis> {
        Some(column[row]).filter(|value| *value > UNREADABLE)
    }

    /// Whether a time was there and can't be read.
    pub(crate) fn is_unreadable(column: &[Millis], row: usize) -> bool {
        column[row] == UNREADABLE
    }

    /// On how many servers a job failed.
    pub(crate) fn failed(&self, row: usize) -> Option<u32> {
        Some(self.failed[row]).filter(|count| *count < UNREADABLE_COUNT)
    }

    /// A job's name; empty where it has none.
    pub(crate) fn name(&self, row: usize) -> &[u8] {
        self.text(row, Text::Name).unwrap_or_default()
    }

    /// A job's description; empty where it has none.
    pub(crate) fn description(&self, row: usize) -> &[u8] {
        self.text(row, Text::Description).unwrap_or_default()
    }

    /// How long a job that is over has taken.
    pub(crate) fn duration(&self, row: usize) -> Option<Millis> {
        let status = &*self.words[usize::from(self.statuses[row])];
        let failed = self.failed(row).map_or(Field::Absent, Field::Known);
        let outcome = Outcome::new(Some(status).filter(|status| !status.is_empty()), &failed);
        let known = |column| Self::known(column, row);
        outcome.duration(known(&self.created), known(&self.updated))
    }

    /// A job's id as 16 bytes, or as its text.
    pub(crate) fn id(&self, row: usize) -> Result<u128, &[u8]> {
        match self.ids[row] {
            NO_UUID => Err(self.text(row, Text::Id).unwrap_or_default()),
            uuid => Ok(uuid),
        }
    }

    /// Whether a row, if there is one, has this id.
    pub(crate) fn is_id(&self, row: usize, id: Id) -> bool {
        match id {
            Id::Uuid(uuid) => self.ids.get(row) == Some(&uuid),
            Id::Other("") => false,
            Id::Other(text) => row < self.len() && self.id(row) == Err(text.as_bytes()),
        }
    }

    pub(crate) fn find_id(&self, id: Id) -> Option<usize> {
        match id {
            Id::Uuid(uuid) => self.ids.iter().position(|own| *own == uuid),
            Id::Other("") => None,
            Id::Other(_) => (0..self.len()).find(|row| self.is_id(*row, id)),
        }
    }

    /// Whether what a search found so far into a row's texts is something that it may find.
    pub(crate) fn may_find(&self, before: &[u8]) -> bool {
        !self.has_unreadable || between(before) <= SEARCHED
    }

    /// A text that is there.
    fn text(&self, row: usize, text: Text) -> Option<&[u8]> {
        let mut texts = self.texts.of(row).split(|byte| *byte == BETWEEN);
        texts.nth(text as usize).filter(|text| !text.is_empty())
    }

    /// Whether a row is the same as one of another chunk.
    pub(crate) fn row_equals(&self, row: usize, other: &Chunk, other_row: usize) -> bool {
        let words = |column: fn(&Chunk) -> &[u16]| {
            self.words[usize::from(column(self)[row])]
                == other.words[usize::from(column(other)[other_row])]
        };
        self.ids[row] == other.ids[other_row]
            && self.created[row] == other.created[other_row]
            && self.updated[row] == other.updated[other_row]
            && self.failed[row] == other.failed[other_row]
            && self.texts.of(row) == other.texts.of(other_row)
            && words(|chunk| &chunk.job_types)
            && words(|chunk| &chunk.statuses)
            && words(|chunk| &chunk.users)
    }
}

/// A row's number in its chunk.
fn row_number(row: usize) -> u16 {
    u16::try_from(row).unwrap_or_else(|_| panic!("a chunk has some thousand rows"))
}

/// How many texts end in these bytes.
fn between(texts: &[u8]) -> usize {
    texts.iter().filter(|byte| **byte == BETWEEN).count()
}

/// The place of a word, which it gets now if it has none.
fn word(kept: &mut Vec<Box<str>>, text: &str, places: &mut Words) -> u16 {
    if kept.is_empty() {
        kept.push("".into());
    }
    if text.is_empty() {
        return 0;
    }
    if let Some(place) = places.get(text) {
        return *place;
    }
    let place = u16::try_from(kept.len()).unwrap_or_else(|_| panic!("a row has three words"));
    kept.push(text.into());
    places.insert(text.into(), place);
    place
}

/// An instant for its column, and the text that goes with it.
fn instant(field: &Field<Millis>) -> (Millis, &str) {
    match field {
        Field::Known(at) => (*at, ""),
        Field::Absent => (NONE, ""),
        Field::Unreadable(text) => (UNREADABLE, text),
    }
}

/// The text of bytes that came from one.
fn lossy(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}
