//! Scans one line of a message from left to right: fixed text is copied, varying parts are replaced by marks.

mod find;

use super::{MARK, Varying};

/// The numbers after these words are codes, which are kept.
const CODES: [&str; 21] = [
    "errno",
    "code",
    "ret",
    "rc",
    "status",
    "http",
    "signal",
    "xid",
    "exit",
    "returned",
    "retcode",
    "errcode",
    "error_code",
    "错误码",
    "返回码",
    "退出码",
    "状态码",
    "返回值",
    "错误代码",
    "返回",
    "信号",
];
/// Characters that may be between such a word and its number.
const BEFORE_CODE: &[char] =
    &[' ', '=', ':', '：', '#', '[', '(', '（', '"', '\'', '-', '为', '是'];
/// A longer number is not a code.
const LONGEST_CODE: usize = 10;
/// With one of these between them, two varying parts count as one: `10.0.0.7, 10.0.0.9`, `3/7`.
const BETWEEN: [&str; 12] = [".", ":", "-", "_", "/", ",", ", ", " ", "、", "，", "~", ";"];

/// The scan of one line.
pub(super) struct Scan<'a> {
    text: &'a str,
    names: &'a [&'a str],
    fixed: String,
    varying: Vec<Varying>,
}

impl<'a> Scan<'a> {
    pub(super) fn new(text: &'a str, names: &'a [&'a str]) -> Self {
        Self { text, names, fixed: String::with_capacity(text.len()), varying: Vec::new() }
    }

    /// The fixed text, and the kinds of the varying parts.
    pub(super) fn finish(mut self) -> (String, Vec<Varying>) {
        let mut at = 0;
        while let Some(first) = self.text[at..].chars().next() {
            let ends_a_word = self.text[..at].ends_with(|before: char| is_word(before));
            let found = if ends_a_word && !first.is_ascii_digit() {
                None
            } else {
                self.name(at, ends_a_word).or_else(|| find::varying(self.text, at, ends_a_word))
            };
            match found {
                Some((end, varying)) if self.is_code(&self.text[at..end], varying) => {
                    self.fixed.push_str(&self.text[at..end]);
                    at = end;
                }
                Some((end, varying)) => {
                    self.take_out(varying);
                    at = end;
                }
                None => {
                    self.keep(first);
                    at += first.len_utf8();
                }
            }
        }
        self.fixed.truncate(self.fixed.trim_end().len());
        (self.fixed, self.varying)
    }

    /// White space of any length becomes one space, and none after a bracket. Characters that could be mistaken for
    /// a mark are dropped.
    fn keep(&mut self, character: char) {
        if character.is_whitespace() {
            if !self.fixed.is_empty() && !self.fixed.ends_with([' ', '[', '(']) {
                self.fixed.push(' ');
            }
        } else if !('\u{E000}'..='\u{F8FF}').contains(&character) {
            self.fixed.push(character);
        }
    }

    /// Two parts of one kind with little text between them count as one.
    fn take_out(&mut self, varying: Varying) {
        if self.varying.last() == Some(&varying) {
            let joins = |between: &&&str| {
                self.fixed.strip_suffix(**between).is_some_and(|before| before.ends_with(MARK))
            };
            if let Some(between) = BETWEEN.iter().find(joins) {
                self.fixed.truncate(self.fixed.len() - between.len());
                return;
            }
        }
        self.fixed.push(MARK);
        self.varying.push(varying);
    }

    /// One of the known names.
    fn name(&self, at: usize, ends_a_word: bool) -> Option<(usize, Varying)> {
        let rest = &self.text[at..];
        let is_here = |name: &&&str| {
            name.len() > 2
                && rest.strip_prefix(**name).is_some_and(|after| !after.starts_with(is_word))
        };
        let name = self.names.iter().filter(|_| !ends_a_word).find(is_here)?;
        Some((at + name.len(), Varying::Id))
    }

    /// For example in `EI0006` and `ModelArts.0103`.
    fn is_named_code(&self, digits: &str) -> bool {
        let word = |is: fn(&char) -> bool| self.fixed.chars().rev().take_while(is).count();
        let capitals = word(char::is_ascii_uppercase);
        let is_alone = capitals == word(|character| is_word(*character));
        let is_code = (1..=6).contains(&capitals) && is_alone && digits.len() >= 3;
        let before = self.fixed.strip_suffix('.');
        is_code || before.is_some_and(|before| before.ends_with(|c: char| c.is_ascii_alphabetic()))
    }

    /// Whether a number is a code.
    fn is_code(&self, text: &str, varying: Varying) -> bool {
        if !matches!(varying, Varying::Number | Varying::Hex) || text.len() > LONGEST_CODE {
            return false;
        }
        if self.is_named_code(text) {
            return true;
        }
        // For example in `HTTP/1.1 503`.
        let before = self.fixed.strip_suffix(' ').and_then(|text| text.strip_suffix(MARK));
        if before.is_some_and(|before| before.ends_with("HTTP/")) {
            return true;
        }
        let before = self.fixed.trim_end_matches(BEFORE_CODE);
        CODES.iter().any(|code| ends_with_word(before, code)) || {
            // In `error: 3 nodes` the number counts nodes.
            !self.fixed.trim_end().ends_with([':', '：']) && ends_with_word(before, "error")
        }
    }
}

/// Whether a character is part of a word that may contain digits.
fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

/// Whether a text ends with a word, which is in lower case.
fn ends_with_word(text: &str, word: &str) -> bool {
    let Some(start) = text.len().checked_sub(word.len()) else {
        return false;
    };
    let (text, own) = text.as_bytes().split_at(start);
    let goes_on = word.is_ascii() && text.last().is_some_and(u8::is_ascii_alphanumeric);
    own.eq_ignore_ascii_case(word.as_bytes()) && !goes_on
}
