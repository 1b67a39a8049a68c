//! Case folded away, for searching: what is searched for and what is searched in meet here.
//!
//! A character becomes its own lower case, whatever stands around it; the one letter whose lower case
//! depends on that, the final sigma, is taken for the other one.

mod lower;

use std::borrow::Cow;
use std::ops::Range;

use crate::needle::Needle;
use lower::lower;

/// A text with its case folded.
pub(crate) fn folded(text: &str) -> Cow<'_, str> {
    if text.is_ascii() && !text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().flat_map(fold).collect())
}

/// Whether folding changes more of a text than ASCII letters.
pub(crate) fn folds_more_than_ascii(text: &str) -> bool {
    !text.is_ascii()
        && text.chars().any(|character| {
            !character.is_ascii() && !has_no_case(character) && !fold(character).eq([character])
        })
}

/// Most of what is not ASCII here has no case, and need not be looked up.
fn has_no_case(character: char) -> bool {
    matches!(character, '\u{2E80}'..='\u{A63F}' | '\u{AC00}'..='\u{FAFF}')
}

fn fold(character: char) -> impl Iterator<Item = char> {
    let (one, more) = match character {
        'ς' => ('σ', None),
        'İ' => ('i', Some('\u{307}')),
        _ if character.is_ascii() => (character.to_ascii_lowercase(), None),
        _ if has_no_case(character) => (character, None),
        _ => (lower(character).unwrap_or(character), None),
    };
    [one].into_iter().chain(more)
}

/// Where one of the words, which are folded, stands in a text: ranges of its bytes from left to right
/// that do not touch.
pub(crate) fn marks<'a>(text: &str, words: impl Iterator<Item = &'a str>) -> Vec<Range<usize>> {
    // Where each byte of the folded text is from.
    let mut folded = String::new();
    let mut from = Vec::new();
    for (at, character) in text.char_indices() {
        folded.extend(fold(character));
        from.resize(folded.len(), at..at + character.len_utf8());
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
        check("ＡＢＣ", "ａｂｃ");
        check("Ⓐ ǅ Ꭰ 𐐀", "ⓐ ǆ ꭰ 𐐨");
        check("升级 ア 가", "升级 ア 가");
        // The Kelvin sign is a letter K.
        check("300 \u{212A}", "300 k");
        // One letter becomes two characters.
        check("İ", "i\u{307}");
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
    }
}
