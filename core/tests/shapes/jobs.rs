//! Random jobs, whose texts are made of what is easily taken for something else.

use devserver_jobs_core::job::{Field, Job};
use devserver_jobs_core::list::JobList;
use proptest::prelude::*;
use proptest::sample::select;

/// Letters with and without case, letters that become two, digits, spaces of several kinds, and U+0000.
const LETTERS: &[char] = &[
    'a',
    'A',
    'b',
    'F',
    'f',
    '0',
    '1',
    '9',
    '-',
    '_',
    ' ',
    '\0',
    '\n',
    '\u{85}',
    '\u{A0}',
    'ς',
    'Σ',
    'σ',
    'İ',
    'i',
    '\u{307}',
    '\u{212A}',
    'k',
    'ß',
    'é',
    'É',
    'ǅ',
    'Ｆ',
    '\u{200B}',
    '\u{FE0F}',
    '升',
    '级',
    '😀',
    '\u{10FFFF}',
];

const WORDS: &[&str] = &[
    "upgrade",
    "Upgrade-9",
    "upgrade-10",
    "UPGRADE-010",
    "07",
    "7",
    "ASCEND_DIAGNOSIS",
    "FINISHED",
    "PROCESSING",
    "03af7361-5cba-44d4-b29b-4dcc5d9dff51",
    "03AF7361-5cba-44d4-b29b-4dcc5d9dff51",
    "03af7361-5cba-44d4-b29b-4dcc5d9dff52",
    "1e007361-5cba-44d4-b29b-4dcc5d9dff52",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "a",
];

/// Any text.
pub fn text() -> impl Strategy<Value = String> {
    let letters = prop::collection::vec(select(LETTERS), 0..10);
    prop_oneof![
        2 => select(WORDS).prop_map(str::to_owned),
        2 => letters.prop_map(String::from_iter),
        1 => Just(String::new()),
    ]
}

/// A text of a job, which is never empty.
fn field() -> impl Strategy<Value = Option<String>> {
    text().prop_map(|text| Some(text).filter(|text| !text.is_empty()))
}

fn instant() -> impl Strategy<Value = Field<i64>> {
    prop_oneof![
        4 => (-3i64..3).prop_map(Field::Known),
        1 => (-8_640_000_000_000_000i64..=8_640_000_000_000_000).prop_map(Field::Known),
        1 => Just(Field::Absent),
        1 => text().prop_map(Field::Unreadable),
    ]
}

fn count() -> impl Strategy<Value = Field<u32>> {
    prop_oneof![
        4 => (0u32..3).prop_map(Field::Known),
        1 => Just(Field::Absent),
        1 => text().prop_map(Field::Unreadable),
    ]
}

/// Any job.
pub fn job() -> impl Strategy<Value = Job> {
    let texts = (field(), field(), field(), field(), field(), field());
    (texts, count(), instant(), instant()).prop_map(|(texts, abnormal_count, created, updated)| {
        let (id, name, user_name, description, job_type, status) = texts;
        Job { id, name, user_name, description, job_type, status, abnormal_count, created, updated }
    })
}

/// Some jobs, and how many rows a list of them has, in which they come again and again: enough for
/// several chunks at times.
pub fn jobs() -> impl Strategy<Value = (Vec<Job>, usize)> {
    let length =
        prop_oneof![6 => 0usize..40, 2 => 60usize..200, 1 => select(vec![4096usize, 4200])];
    (prop::collection::vec(job(), 1..12), length)
}

/// The list of [`jobs`].
pub fn list(jobs: &[Job], length: usize) -> JobList {
    jobs.iter().cycle().take(length).cloned().collect()
}
