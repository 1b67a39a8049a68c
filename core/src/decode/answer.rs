//! The object that an answer is: where it begins, that nothing is behind it, and what is said of a body without one.

use super::{Broken, NotAList};
use crate::controls::without_controls;
use crate::cursor::Cursor;
use crate::envelope::Envelope;
use crate::error::ApiError;
use crate::invisible::trimmed;

/// Where the object of an answer begins, behind any byte order mark, which JSON does not allow.
pub(crate) fn answer(body: &[u8]) -> Result<Cursor<'_>, NotAList> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    let mut cursor = Cursor::new(body);
    match cursor.peek() {
        None => Err(NotAList::Empty),
        Some(b'{') => Ok(cursor),
        Some(_) => Err(no_object(body)),
    }
}

/// Nothing may stand behind the answer's object.
pub(crate) fn at_end(cursor: &mut Cursor) -> Result<(), Broken> {
    match cursor.peek() {
        None => Ok(()),
        Some(_) => Err(Broken::Syntax),
    }
}

/// An answer that is no object. An array may hold errors.
pub(super) fn no_object(body: &[u8]) -> NotAList {
    let envelope = Envelope::of(body);
    if envelope.has_failed() {
        NotAList::Error(ApiError::of(200, envelope))
    } else {
        NotAList::NotAnObject(beginning(body))
    }
}

fn beginning(body: &[u8]) -> String {
    // 4 bytes a character at most, so that no more than what is kept is looked at.
    let start = body.get(..320).unwrap_or(body);
    let text = String::from_utf8_lossy(start);
    let text = without_controls(&text);
    trimmed(&text).chars().take(80).map(|c| if c.is_control() { ' ' } else { c }).collect()
}
