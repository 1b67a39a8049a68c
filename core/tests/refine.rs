//! Finding and counting against doing it the plain way, text by text.

#![allow(clippy::unwrap_used)]

use devserver_jobs_core::job::Job;
use devserver_jobs_core::list::JobList;
use devserver_jobs_core::outcome::{Outcome, OutcomeSet};
use devserver_jobs_core::refine::{Found, Words, counts, shown};
use proptest::prelude::*;

mod shapes;

use shapes::jobs::{jobs, list, text};

fn label(kind: &str) -> Option<&'static str> {
    (kind == "ASCEND_DIAGNOSIS").then_some("Störungssuche Σ 诊断")
}

/// The letters of these tests, folded the plain way.
fn folded(text: &str) -> String {
    let visible = text.chars().filter(|c| !matches!(c, '\u{200B}' | '\u{FE0F}'));
    let narrow = visible.map(|c| if c == 'Ｆ' { 'f' } else { c });
    let lower: String = narrow.flat_map(char::to_lowercase).collect();
    let lower = lower.replace('ς', "σ");
    // The composed letters that may come of the letters here.
    [("a\u{307}", "ȧ"), ("b\u{307}", "ḃ"), ("f\u{307}", "ḟ")]
        .into_iter()
        .fold(lower, |text, (parts, composed)| text.replace(parts, composed))
}

/// Whether a job has all the words.
fn has(job: &Job, words: &str) -> bool {
    let label = job.job_type.as_deref().and_then(label);
    words.split_whitespace().map(folded).all(|word| {
        let own = [&job.name, &job.id, &job.description].into_iter().flatten();
        let repeated = [&job.user_name, &job.job_type].into_iter().flatten().map(String::as_str);
        // A part of what a letter is composed of is found, too.
        own.clone().any(|text| text.to_ascii_lowercase().contains(&word))
            || own
                .map(String::as_str)
                .chain(repeated)
                .chain(label)
                .any(|text| folded(text).contains(&word))
    })
}

/// The places of what is found.
fn places(list: &JobList, found: Option<&Found>) -> Vec<u32> {
    let arrival: Vec<u32> = (0..list.len() as u32).collect();
    shown(&arrival, list, found, OutcomeSet::default()).into()
}

/// What is looked for: texts of the jobs, parts of them, and others.
fn query() -> impl Strategy<Value = Vec<(prop::sample::Index, usize, usize, String)>> {
    prop::collection::vec((any::<prop::sample::Index>(), 0usize..5, 1usize..9, text()), 0..3)
}

fn query_text(jobs: &[Job], query: &[(prop::sample::Index, usize, usize, String)]) -> String {
    let words = query.iter().map(|(at, field, length, other)| {
        let job = &jobs[at.index(jobs.len())];
        let texts = [&job.name, &job.id, &job.description, &job.user_name, &job.job_type];
        match texts[*field] {
            Some(text) => text.chars().skip(length / 3).take(*length).collect(),
            None => other.clone(),
        }
    });
    words.collect::<Vec<String>>().join(" ")
}

/// Folding what is folded changes nothing, so that a word found in a text as it came is no mistake.
#[test]
fn folding_is_done_once() {
    for character in '\0'..=char::MAX {
        let once = folded(&character.to_string());
        assert_eq!(folded(&once), once, "{character:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn found_is_what_has_the_words(((jobs, length), query) in (jobs(), query())) {
        let text = query_text(&jobs, &query);
        let list = list(&jobs, length);
        let found = Found::new(&list, Words::of(&text), &label, None);
        let has: Vec<bool> = jobs.iter().map(|job| has(job, &text)).collect();
        let expect: Vec<u32> =
            (0..length as u32).filter(|place| has[*place as usize % jobs.len()]).collect();
        prop_assert_eq!(found.count(), expect.len());
        prop_assert_eq!(places(&list, Some(&found)), expect, "{:?} in {:?}", text, jobs);
    }

    /// Typing letter by letter, and taking some back, finds what looking anew finds.
    #[test]
    fn typing_finds_what_looking_anew_finds(
        ((jobs, length), query) in (jobs(), query()),
        taken_back in 0usize..4,
    ) {
        let text = query_text(&jobs, &query);
        let list = list(&jobs, length);
        let ends: Vec<usize> = text.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
        let back = ends.iter().rev().skip(1).take(taken_back);
        let mut before: Option<Found> = None;
        for end in ends.iter().take(12).chain(back) {
            let anew = Found::new(&list, Words::of(&text[..*end]), &label, None);
            let found = Found::new(&list, Words::of(&text[..*end]), &label, before.as_ref());
            prop_assert_eq!(&found, &anew, "{:?}", &text[..*end]);
            before = Some(found);
        }
    }

    #[test]
    fn counted_and_shown(((jobs, length), query) in (jobs(), query()), toggled in 0u16..512) {
        let text = query_text(&jobs, &query);
        let list = list(&jobs, length);
        let found = Found::new(&list, Words::of(&text), &label, None);
        let outcomes = (0..Outcome::KINDS as u8)
            .filter(|rank| toggled >> rank & 1 == 1)
            .fold(OutcomeSet::default(), OutcomeSet::toggled);
        let order: Vec<u32> = (0..length as u32).rev().collect();
        for found in [None, Some(&found)] {
            let fits: Vec<Option<u8>> = jobs
                .iter()
                .map(|job| {
                    let is_found = found.is_none() || has(job, &text);
                    is_found.then(|| Outcome::of(job).rank())
                })
                .collect();
            let of = |place: u32| fits[place as usize % jobs.len()];
            let mut expect = [0; Outcome::KINDS];
            for rank in (0..length as u32).filter_map(of) {
                expect[usize::from(rank)] += 1;
            }
            prop_assert_eq!(counts(&list, found), expect);
            let is_shown =
                |rank: u8| outcomes == OutcomeSet::default() || outcomes.has(rank);
            let expect: Vec<u32> =
                order.iter().copied().filter(|place| of(*place).is_some_and(is_shown)).collect();
            prop_assert_eq!(shown(&order, &list, found, outcomes).to_vec(), expect);
        }
    }

    /// What is marked are parts of the text, from left to right, and where a word stands something is.
    #[test]
    fn marks_are_where_words_stand(text in text(), query in text()) {
        let marks = Words::of(&query).marks(&text);
        prop_assert!(marks.iter().all(|range| range.start < range.end && text.get(range.clone()).is_some()));
        prop_assert!(marks.windows(2).all(|two| two[0].end < two[1].start));
        let stands = query
            .split_whitespace()
            .map(folded)
            .any(|word| !word.is_empty() && folded(&text).contains(&word));
        prop_assert_eq!(!marks.is_empty(), stands);
    }
}
