//! A message without its varying parts: IDs, addresses, times, numbers, paths and hexadecimal numbers. Two failures
//! with equal fingerprints most likely have one cause.
//!
//! Codes are kept: the number in `Errno 111`, `ret=-5` or `HTTP 503` distinguishes causes.

mod scan;

use std::hash::{Hash, Hasher};

use devserver_jobs_core::controls::without_controls;
use scan::Scan;

/// The kinds of varying parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Varying {
    /// A UUID, a token, or the name of a server.
    Id,
    /// An address of a network, of a device or of a page.
    Address,
    /// A date, a time of day, or both.
    Time,
    /// A number or a version.
    Number,
    /// The path of a file.
    Path,
    /// A hexadecimal number.
    Hex,
}

impl Varying {
    /// All of them.
    pub const ALL: [Varying; 6] = [
        Varying::Id,
        Varying::Address,
        Varying::Time,
        Varying::Number,
        Varying::Path,
        Varying::Hex,
    ];
}

/// A message without its varying parts. Messages with equal fingerprints may differ in these parts.
#[derive(Clone, Debug)]
pub struct Fingerprint {
    /// The fixed text, with [`MARK`] for each varying part.
    fixed: Box<str>,
    /// The kinds of these parts.
    varying: Box<[Varying]>,
}

/// A part of a fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// Fixed text.
    Fixed(&'a str),
    /// A varying part.
    Varying(Varying),
}

/// Marks a varying part. It is a private-use character; occurrences in messages are removed.
const MARK: char = '\u{E000}';
/// Of a longer message only the end is used, where tools report why they stop.
const MOST_BYTES: usize = 32 * 1024;
const MOST_LINES: usize = 20;
/// The title of a longer line is cut after this many characters.
const LONGEST_TITLE: usize = 300;
/// The number of equal consecutive lines from which on they are progress output.
const REPEATED: usize = 3;

impl PartialEq for Fingerprint {
    fn eq(&self, other: &Self) -> bool {
        self.fixed == other.fixed
    }
}

impl Eq for Fingerprint {}

impl Hash for Fingerprint {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.fixed.hash(state);
    }
}

impl Fingerprint {
    /// The fingerprint of a message; `None` if it has no readable text. `names` are those of the server and the job
    /// of the message, which count as varying parts everywhere.
    pub fn of(message: &str, names: &[&str]) -> Option<Self> {
        let message = without_controls(message);
        let mut start = message.len().saturating_sub(MOST_BYTES);
        while !message.is_char_boundary(start) {
            start += 1;
        }
        let mut lines: Vec<Line> = Vec::new();
        for text in message[start..].split('\n').flat_map(|line| line.split(" | ")) {
            let (fixed, varying) = Scan::new(text, names).finish();
            if fixed.is_empty() {
                continue;
            }
            match lines.last_mut() {
                Some(last) if last.fixed == fixed => last.times += 1,
                _ => lines.push(Line { fixed, varying, times: 1 }),
            }
        }
        if lines.iter().any(|line| line.times < REPEATED) {
            lines.retain(|line| line.times < REPEATED);
        }
        let from = lines.len().saturating_sub(MOST_LINES);
        let mut fixed = String::new();
        let mut varying = Vec::new();
        for line in &lines[from..] {
            if !fixed.is_empty() {
                fixed.push('\n');
            }
            fixed.push_str(&line.fixed);
            varying.extend_from_slice(&line.varying);
        }
        let is_readable = fixed.chars().any(|character| character != MARK && character != '\n');
        (is_readable || !varying.is_empty())
            .then(|| Self { fixed: fixed.into(), varying: varying.into() })
    }

    /// Its parts, from left to right.
    pub fn parts(&self) -> Vec<Part<'_>> {
        parts(&self.fixed, &self.varying)
    }

    /// The parts of the most informative line: the last one of a Python traceback, otherwise the first one with a
    /// word for failure, otherwise the first one. A long line is cut.
    pub fn title(&self) -> Vec<Part<'_>> {
        let lines: Vec<&str> = self.fixed.lines().collect();
        let is_traceback = lines.iter().any(|line| line.starts_with("Traceback"));
        let place = if is_traceback {
            lines.len() - 1
        } else {
            lines.iter().position(|line| tells_of_failure(line)).unwrap_or_default()
        };
        let marks = |line: &&str| line.matches(MARK).count();
        let before = lines.iter().take(place).map(marks).sum();
        let line = lines.get(place).copied().unwrap_or_default();
        let mut left = LONGEST_TITLE;
        let mut title = parts(line, self.varying.get(before..).unwrap_or_default());
        for at in 0..title.len() {
            let Part::Fixed(text) = title[at] else {
                continue;
            };
            match text.char_indices().nth(left) {
                None => left -= text.chars().count(),
                Some((end, _)) => {
                    title.truncate(at);
                    title.extend([Part::Fixed(&text[..end]), Part::Fixed("…")]);
                    break;
                }
            }
        }
        title
    }

    /// Parts as a text, with a word for each varying part.
    pub fn text(parts: &[Part], word: &dyn Fn(Varying) -> &'static str) -> String {
        let mut text = String::new();
        for part in parts {
            match part {
                Part::Fixed(fixed) => text.push_str(fixed),
                Part::Varying(varying) => {
                    text.push('<');
                    text.push_str(word(*varying));
                    text.push('>');
                }
            }
        }
        text
    }
}

/// A line of a message, and how often it is repeated in a row.
struct Line {
    fixed: String,
    varying: Vec<Varying>,
    times: usize,
}

fn parts<'a>(fixed: &'a str, varying: &[Varying]) -> Vec<Part<'a>> {
    let mut varying = varying.iter();
    let mut parts = Vec::new();
    for (at, text) in fixed.split(MARK).enumerate() {
        if at > 0 {
            parts.extend(varying.next().map(|varying| Part::Varying(*varying)));
        }
        if !text.is_empty() {
            parts.push(Part::Fixed(text));
        }
    }
    parts
}

/// Words in lines that describe a failure.
const FAILURES: [&str; 22] = [
    "error",
    "fail",
    "denied",
    "refused",
    "timed out",
    "timeout",
    "cannot",
    "can't",
    "could not",
    "unable",
    "not found",
    "not installed",
    "invalid",
    "exception",
    "fatal",
    "no such",
    "失败",
    "错误",
    "超时",
    "拒绝",
    "异常",
    "无法",
];

fn tells_of_failure(line: &str) -> bool {
    let line = line.to_lowercase();
    FAILURES.iter().any(|word| line.contains(word))
}
