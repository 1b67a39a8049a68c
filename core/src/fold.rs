//! Folding for search: the search text and the searched texts are converted to the same form.
//!
//! - Case: a character becomes its lower case, independent of its context. The only letter whose lower case depends
//!   on the context, the final sigma, becomes the other one.
//! - Width: full-width letters, digits and signs become ASCII, and so do hyphens of any form.
//! - Composition: a letter and the combining marks after it become one letter.
//! - Invisible characters are removed.
//!
//! Both sides are folded here, so `String.prototype.normalize` of the browser is not needed.

mod compose;
mod lower;

use std::borrow::Cow;
use std::ops::Range;

use crate::invisible::{is_invisible, narrow};
use crate::needle::Needle;
use compose::{compose, is_mark};
use lower::lower;

/// A text, folded.
pub(crate) fn folded(text: &str) -> Cow<'_, str> {
    if text.is_ascii() && !text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    let mut folded = String::with_capacity(text.len());
    for character in text.chars() {
        push(&mut folded, character);
    }
    Cow::Owned(folded)
}

/// Appends a character, folded. Returns where the text changed, which is before its end if the character is
/// combined with the letter before it.
fn push(folded: &mut String, character: char) -> usize {
    let mut changed = folded.len();
    for character in fold(character) {
        let before = folded.chars().next_back().filter(|_| is_mark(character));
        match before.and_then(|before| Some((before, compose(before, character)?))) {
            Some((before, both)) => {
                folded.truncate(folded.len() - before.len_utf8());
                changed = changed.min(folded.len());
                folded.push(both);
            }
            None => folded.push(character),
        }
    }
    changed
}

/// Whether folding changes a text beyond the case of ASCII letters.
pub(crate) fn folds_more_than_ascii(text: &str) -> bool {
    !text.is_ascii()
        && text.chars().any(|character| {
            !character.is_ascii()
                && (is_mark(character)
                    || !has_no_case(character) && !fold(character).eq([character]))
        })
}

/// Most non-ASCII characters here have no case, and need no lookup.
fn has_no_case(character: char) -> bool {
    matches!(character, '\u{2E80}'..='\u{A63F}' | '\u{AC00}'..='\u{FAFF}')
}

fn fold(character: char) -> impl Iterator<Item = char> {
    let (one, more) = match character {
        'ς' => (Some('σ'), None),
        'İ' => (Some('i'), Some('\u{307}')),
        _ if character.is_ascii() => (Some(character.to_ascii_lowercase()), None),
        _ if has_no_case(character) => (Some(character), None),
        _ if is_invisible(character) => (None, None),
        _ => match narrow(character) {
            narrow if narrow.is_ascii() => (Some(narrow.to_ascii_lowercase()), None),
            _ => (Some(lower(character).unwrap_or(character)), None),
        },
    };
    one.into_iter().chain(more)
}

/// The places of the folded words in a text: ranges of its bytes from left to right that do not touch.
pub(crate) fn marks<'a>(text: &str, words: impl Iterator<Item = &'a str>) -> Vec<Range<usize>> {
    // The origin of each byte of the folded text.
    let mut folded = String::new();
    let mut from: Vec<Range<usize>> = Vec::new();
    for (at, character) in text.char_indices() {
        let changed = push(&mut folded, character);
        let start = from.get(changed).map_or(at, |before| before.start);
        from.truncate(changed);
        from.resize(folded.len(), start..at + character.len_utf8());
    }
    let mut is_marked = vec![false; text.len()];
    for word in words {
        let needle = Needle::new(word);
        let mut at = 0;
        while let Some(found) = needle.find(folded.as_bytes(), at) {
            at = found + word.len();
            for range in from.get(found..at).unwrap_or_default() {
                is_marked[range.clone()].fill(true);
            }
        }
    }
    let mut marks: Vec<Range<usize>> = Vec::new();
    for at in (0..text.len()).filter(|at| is_marked[*at]) {
        match marks.last_mut().filter(|last| last.end == at) {
            Some(last) => last.end += 1,
            None => marks.push(at..at + 1),
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_of_any_script() {
        #[track_caller]
        fn check(text: &str, expect: &str) {
            assert_eq!(folded(text), expect);
            assert_eq!(folded(expect), expect, "folding twice changes nothing");
        }
        check("", "");
        check("job-9", "job-9");
        check("Job-9", "job-9");
        check("ÄÖÜ ß", "äöü ß");
        check("ЖУРНАЛ", "журнал");
        check("ΛΟΓΟΣ λόγος", "λογοσ λόγοσ");
        check("Ⓐ ǅ Ꭰ 𐐀", "ⓐ ǆ ꭰ 𐐨");
        check("升级 ア 가", "升级 ア 가");
        // The Kelvin sign is a letter K.
        check("300 \u{212A}", "300 k");
        // One letter becomes two characters.
        check("İ", "i\u{307}");
    }

    /// A job's id that was pasted from a chat with a zero-width space in front found nothing, nor did
    /// full-width digits of an input method, nor `é` where the data has `e` and an accent.
    #[test]
    fn what_looks_the_same_is_the_same() {
        #[track_caller]
        fn check(a: &str, b: &str) {
            assert_eq!(folded(a), folded(b), "{a:?} {b:?}");
            assert_eq!(folded(&folded(a)), folded(a), "folding twice changes nothing");
        }
        check("\u{200B}job-9", "job-9");
        check("\u{FEFF}job\u{2060}-\u{AD}9\u{200D}", "job-9");
        check("\u{202A}job-9\u{202C}\u{FE0F}", "job-9");
        check("ＪＯＢ－９", "job-9");
        check("ｊｏｂ＿９／ａ", "job_9/a");
        // A name that was pasted from a document, whose word processor had set the hyphen.
        check("job\u{2011}9 job\u{2013}9 job\u{2212}9", "job-9 job-9 job-9");
        check("cafe\u{301}", "café");
        check("CAFE\u{301}", "CAFÉ");
        check("Viê\u{323}t", "Viê\u{323}t");
        check("e\u{323}\u{302}", "ệ");
        check("e\u{200B}\u{301}", "é");
        check("か\u{3099}", "が");
        check("\u{1112}\u{1161}\u{11AB}글", "한글");
        check("A\u{30A}", "\u{212B}");
    }

    #[test]
    fn marks_in_the_text_as_it_is() {
        #[track_caller]
        fn check(text: &str, words: &[&str], expect: &[&str]) {
            let marks = marks(text, words.iter().copied());
            let marked: Vec<&str> = marks.into_iter().map(|range| &text[range]).collect();
            assert_eq!(marked, expect, "{text:?} {words:?}");
        }
        check("Upgrade", &["up"], &["Up"]);
        check("Upgrade up", &["up", "grad"], &["Upgrad", "up"]);
        check("aaaa", &["aa"], &["aaaa"]);
        check("", &["a"], &[]);
        check("job", &[""], &[]);
        check("升级ÄÖ升", &["äö"], &["ÄÖ"]);
        // A part of what one letter became marks the letter.
        check("xİy", &["i"], &["İ"]);
        check("xİy", &["\u{307}y"], &["İy"]);
        // Several characters that became one letter are marked together.
        check("xe\u{301}y", &["é"], &["e\u{301}"]);
        check("xe\u{323}\u{302}y", &["ệy"], &["e\u{323}\u{302}y"]);
        check("ＪＯＢ-9", &["job"], &["ＪＯＢ"]);
        check("job\u{200B}-9", &["job-9"], &["job", "-9"]);
    }
}
