//! Removes control characters and escape sequences, which programs write for terminals and which have no meaning
//! elsewhere.

use std::borrow::Cow;

/// A text for display, copying, export and comparison: without escape sequences and without control characters
/// except tab and line feed. A carriage return becomes a line feed, and so does CR LF.
pub fn without_controls(text: &str) -> Cow<'_, str> {
    if !has_controls(text) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        rest = from(rest, character.len_utf8());
        match character {
            '\u{1B}' => rest = after_escape(rest),
            '\u{80}'..='\u{9F}' => rest = after_function(character as u8 - 0x40, rest),
            '\r' if rest.starts_with('\n') => {}
            '\r' => shown.push('\n'),
            other if is_taken_out(other) => {}
            other => shown.push(other),
        }
    }
    Cow::Owned(shown)
}

/// Whether [`without_controls`] changes a text.
#[inline]
pub(crate) fn has_controls(text: &str) -> bool {
    may_have_controls(text.as_bytes()) && text.chars().any(is_taken_out)
}

fn is_taken_out(character: char) -> bool {
    character.is_control() && !matches!(character, '\t' | '\n')
}

/// Whether there is a byte below the space, DEL, or the first byte of U+0080 to U+009F. Nearly all texts have none.
fn may_have_controls(text: &[u8]) -> bool {
    // Eight bytes are checked at once in one integer, as in the search for the end of JSON strings.
    const ONES: u64 = u64::MAX / 255;
    let is_zero = |word: u64| word.wrapping_sub(ONES) & !word;
    let found = |block: &[u8; 8]| {
        let word = u64::from_le_bytes(*block);
        let low = word.wrapping_sub(ONES * 0x20) & !word;
        low | is_zero(word ^ (ONES * 0x7F)) | is_zero(word ^ (ONES * 0xC2))
    };
    let (blocks, tail) = text.as_chunks::<8>();
    // The tail is checked as the last eight bytes, some of which are checked twice.
    match text.last_chunk::<8>() {
        // Without a branch for each block.
        Some(last) => {
            blocks.iter().fold(found(last), |all, block| all | found(block)) & (ONES * 0x80) != 0
        }
        None => tail.iter().any(|byte| *byte < 0x20 || matches!(byte, 0x7F | 0xC2)),
    }
}

/// The rest after a sequence whose escape character has been read.
fn after_escape(text: &str) -> &str {
    match text.bytes().next() {
        // A character set, such as `ESC ( B`.
        Some(b' '..=b'/') => after_final(after_any(text, b' '..=b'/'), b'0'..=b'~'),
        Some(function @ b'@'..=b'_') => after_function(function, from(text, 1)),
        // The title of a window in screen and tmux.
        Some(b'k') => after_string(from(text, 1)),
        Some(b'0'..=b'~') => from(text, 1),
        _ => text,
    }
}

/// The rest after a control function that has been read, given as the character after the escape character.
fn after_function(function: u8, text: &str) -> &str {
    match function {
        // Colours and the cursor.
        b'[' => after_final(after_any(after_any(text, b'0'..=b'?'), b' '..=b'/'), b'@'..=b'~'),
        // Strings for the terminal, such as titles and links.
        b']' | b'P' | b'X' | b'^' | b'_' => after_string(text),
        _ => text,
    }
}

/// The rest after a string for the terminal. An unterminated one removes nothing, because it may be a message.
fn after_string(text: &str) -> &str {
    let Some((end, control)) =
        text.char_indices().find(|(_, character)| is_taken_out(*character) || *character == '\n')
    else {
        return text;
    };
    let behind = from(text, end + control.len_utf8());
    match control {
        '\u{7}' | '\u{9C}' => behind,
        '\u{1B}' => behind.strip_prefix('\\').unwrap_or(text),
        _ => text,
    }
}

fn after_any(text: &str, bytes: std::ops::RangeInclusive<u8>) -> &str {
    let length = text.bytes().take_while(|byte| bytes.contains(byte)).count();
    from(text, length)
}

/// A sequence with an invalid final character is removed up to that character.
fn after_final(text: &str, bytes: std::ops::RangeInclusive<u8>) -> &str {
    let is_final = text.bytes().next().is_some_and(|byte| bytes.contains(&byte));
    from(text, usize::from(is_final))
}

fn from(text: &str, at: usize) -> &str {
    text.get(at..).unwrap_or_default()
}
