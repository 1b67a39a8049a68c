//! Local refinement of a list: search, counts by outcome, and the remaining rows. It sends no request, and includes
//! all rows that have arrived.

use std::ops::Range;

use crate::fold::{folded, marks};
use crate::list::{Chunk, JobList, ROWS, Texts, hyphenated};
use crate::needle::Needle;
use crate::outcome::{Outcome, OutcomeSet};

/// The find text: words, each of which must occur in a job's name, ID, description, user or type. Case is ignored
/// in all scripts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Words(Vec<String>);

impl Words {
    /// The words of a text, separated by white space.
    pub fn of(text: &str) -> Self {
        let words = text.split_whitespace().map(|word| folded(word).into_owned());
        Self(words.filter(|word| !word.is_empty()).collect())
    }

    /// Whether there are none, so that every job matches.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Their places in a text: ranges of its bytes, from left to right, that do not touch.
    pub fn marks(&self, text: &str) -> Vec<Range<usize>> {
        if self.is_empty() { Vec::new() } else { marks(text, self.0.iter().map(String::as_str)) }
    }

    /// Whether every text with these words also has those of `before`.
    fn narrow(&self, before: &Words) -> bool {
        let holds = |new: &String, old: &String| Needle::new(old).find(new.as_bytes(), 0).is_some();
        before.0.iter().all(|old| self.0.iter().any(|new| holds(new, old)))
    }
}

/// The jobs of a list that have all the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    words: Words,
    /// One bit for each place; each chunk of the list begins with a new [`Bits`].
    bits: Vec<Bits>,
}

type Bits = [u64; ROWS / 64];

/// Up to this many rows of a chunk are checked one by one.
const FEW: u32 = 64;

impl Found {
    /// Searches a list. `label` is the displayed name of a type, which is searched, too. The search starts from the
    /// result `before` of the same list if these words can only reduce it.
    pub fn new(
        list: &JobList,
        words: Words,
        label: &dyn Fn(&str) -> Option<&'static str>,
        before: Option<&Found>,
    ) -> Self {
        let before = before.filter(|before| words.narrow(&before.words));
        let mut scratch = Vec::new();
        let mut bits = Vec::with_capacity(list.chunks().len());
        for (at, chunk) in list.chunks().iter().enumerate() {
            let mut left = match before.and_then(|before| before.bits.get(at)) {
                Some(bits) => *bits,
                None => first(chunk.len()),
            };
            for word in &words.0 {
                let looked_for = Word { needle: Needle::new(word), label };
                looked_for.narrow(chunk, &mut left, &mut scratch);
            }
            bits.push(left);
        }
        Self { words, bits }
    }

    /// How many jobs have all the words.
    pub fn count(&self) -> usize {
        self.bits.iter().flatten().map(|bits| bits.count_ones() as usize).sum()
    }

    pub(crate) fn has(&self, place: usize) -> bool {
        bit(&self.bits[place / ROWS], place % ROWS)
    }
}

/// The number of found jobs by rank of outcome; without a search, of all jobs.
pub fn counts(list: &JobList, found: Option<&Found>) -> [usize; Outcome::KINDS] {
    let mut counts = [0; Outcome::KINDS];
    for (at, chunk) in list.chunks().iter().enumerate() {
        for (row, outcome) in chunk.outcomes.iter().enumerate() {
            let counted = found.is_none_or(|found| bit(&found.bits[at], row));
            counts[usize::from(*outcome)] += usize::from(counted);
        }
    }
    counts
}

/// The remaining places, in their order: those that were found and have one of the outcomes. Without a search or
/// outcomes, all.
pub fn shown(
    order: &[u32],
    list: &JobList,
    found: Option<&Found>,
    outcomes: OutcomeSet,
) -> Box<[u32]> {
    let is_shown = |place: &u32| {
        let (chunk, row) = list.row(*place);
        (outcomes.is_empty() || outcomes.has(chunk.outcomes[row]))
            && found.is_none_or(|found| found.has(*place as usize))
    };
    order.iter().copied().filter(is_shown).collect()
}

fn bit(bits: &Bits, row: usize) -> bool {
    bits[row / 64] >> (row % 64) & 1 == 1
}

fn set(bits: &mut Bits, row: usize) {
    bits[row / 64] |= 1 << (row % 64);
}

/// The first `count` bits.
fn first(count: usize) -> Bits {
    let mut bits = [0; ROWS / 64];
    for (at, bits) in bits.iter_mut().enumerate() {
        *bits = match count.saturating_sub(at * 64) {
            0 => 0,
            some @ 1..64 => (1 << some) - 1,
            _ => u64::MAX,
        };
    }
    bits
}

/// One word, and whether it occurs in names of types.
struct Word<'a> {
    needle: Needle<'a>,
    label: &'a dyn Fn(&str) -> Option<&'static str>,
}

impl Word<'_> {
    /// Keeps the rows of a chunk that have the word.
    fn narrow(&self, chunk: &Chunk, left: &mut Bits, scratch: &mut Vec<u8>) {
        let count: u32 = left.iter().map(|bits| bits.count_ones()).sum();
        if count == 0 {
            return;
        }
        let mut found = [0; ROWS / 64];
        self.in_words(chunk, &mut found);
        if count <= FEW {
            let rows = (0..chunk.len()).filter(|row| bit(left, *row));
            for row in rows.collect::<Vec<_>>() {
                let is_found = self.in_text(chunk, &chunk.texts, row)
                    || chunk
                        .folded_rows
                        .binary_search(&(row as u16))
                        .is_ok_and(|at| self.in_text(chunk, &chunk.folded, at))
                    || self.needle.may_be_in_a_uuid()
                        && chunk
                            .id(row)
                            .is_ok_and(|id| self.needle.find(&hyphenated(id), 0).is_some());
                if is_found {
                    set(&mut found, row);
                }
            }
        } else {
            self.in_texts(chunk, &chunk.texts, &mut |row| set(&mut found, row));
            self.in_texts(chunk, &chunk.folded, &mut |row| {
                set(&mut found, usize::from(chunk.folded_rows[row]));
            });
            if self.needle.may_be_in_a_uuid() {
                self.in_ids(chunk, left, &mut found, scratch);
            }
        }
        for (left, found) in left.iter_mut().zip(found) {
            *left &= found;
        }
    }

    /// Users and types, which repeat: each is checked once.
    fn in_words(&self, chunk: &Chunk, found: &mut Bits) {
        let holds = |word: &str| self.needle.find(folded(word).as_bytes(), 0).is_some();
        let users: Vec<bool> = chunk.words.iter().map(|word| holds(word)).collect();
        let types: Vec<bool> = chunk
            .words
            .iter()
            .zip(&users)
            .map(|(word, holds_it)| *holds_it || (self.label)(word).is_some_and(holds))
            .collect();
        if types.contains(&true) {
            for row in 0..chunk.len() {
                if users[usize::from(chunk.users[row])] || types[usize::from(chunk.job_types[row])]
                {
                    set(found, row);
                }
            }
        }
    }

    fn in_text(&self, chunk: &Chunk, texts: &Texts, row: usize) -> bool {
        let text = texts.of(row);
        let found = self.needle.find(text, 0);
        found.is_some_and(|found| chunk.may_find(&text[..found]))
    }

    /// All texts of a chunk at once. Nothing is found across two rows.
    fn in_texts(&self, chunk: &Chunk, texts: &Texts, found: &mut dyn FnMut(usize)) {
        let (mut row, mut from) = (0, 0);
        while let Some(at) = self.needle.find(&texts.bytes, from) {
            while texts.ends[row] as usize <= at {
                row += 1;
            }
            let end = texts.ends[row] as usize;
            let start = end - texts.of(row).len();
            if chunk.may_find(&texts.bytes[start..at]) {
                found(row);
            }
            from = end;
        }
    }

    /// The IDs that are UUIDs, which are stored as numbers, of the remaining rows that are not found yet.
    fn in_ids(&self, chunk: &Chunk, left: &Bits, found: &mut Bits, scratch: &mut Vec<u8>) {
        /// The text of a UUID, and a byte that occurs in no word.
        const LENGTH: usize = 37;
        scratch.clear();
        let mut rows = Vec::new();
        for row in (0..chunk.len()).filter(|row| bit(left, *row) && !bit(found, *row)) {
            if let Ok(id) = chunk.id(row) {
                scratch.extend_from_slice(&hyphenated(id));
                scratch.push(0xFF);
                rows.push(row);
            }
        }
        let mut from = 0;
        while let Some(at) = self.needle.find(scratch, from) {
            set(found, rows[at / LENGTH]);
            from = (at / LENGTH + 1) * LENGTH;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::{Field, Job};

    fn jobs() -> Vec<Job> {
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        [
            (
                "03af7361-5cba-44d4-b29b-4dcc5d9dff51",
                "software-upgrade-792a",
                "",
                "alice",
                "COMMON",
            ),
            (
                "62c89f77-fc81-45a8-9647-d6e457e73954",
                "Diagnosis-81ef",
                "POC rack 7",
                "bob",
                "ASCEND_DIAGNOSIS",
            ),
            ("17", "", "ПЛАНОВОЕ обновление", "Élodie", "ASCEND_SOFTWARE_UPGRADE"),
            ("", "升级-9", "", "", ""),
        ]
        .map(|(id, name, description, user, kind)| Job {
            id: text(id),
            name: text(name),
            description: text(description),
            user_name: text(user),
            job_type: text(kind),
            status: text("FINISHED"),
            created: Field::Unreadable("yesterday".to_owned()),
            ..Job::default()
        })
        .to_vec()
    }

    fn label(kind: &str) -> Option<&'static str> {
        (kind == "ASCEND_DIAGNOSIS").then_some("故障诊断")
    }

    #[test]
    fn every_word_in_any_column() {
        let list: JobList = jobs().into_iter().collect();
        #[track_caller]
        fn check(list: &JobList, text: &str, expect: &[usize]) {
            let found = Found::new(list, Words::of(text), &label, None);
            let places: Vec<usize> = (0..list.len()).filter(|place| found.has(*place)).collect();
            assert_eq!(places, expect, "{text}");
            assert_eq!(found.count(), expect.len());
        }
        check(&list, "", &[0, 1, 2, 3]);
        check(&list, "upgrade", &[0, 2]);
        check(&list, "UPGRADE Software", &[0, 2]);
        check(&list, "upgrade alice", &[0]);
        check(&list, "alice bob", &[]);
        check(&list, "diagnosis", &[1]);
        check(&list, "诊断", &[1]);
        check(&list, "poc 7 rack", &[1]);
        check(&list, "плановое ОБНОВЛЕНИЕ", &[2]);
        check(&list, "éLODIE", &[2]);
        check(&list, "升级", &[3]);
        check(&list, "5cba-44D4", &[0]);
        check(&list, "62c89f77-fc81-45a8-9647-d6e457e73954", &[1]);
        check(&list, "17", &[2]);
        check(&list, "7", &[0, 1, 2]);
        // Neither the status, nor a time that can't be read, nor two columns as one text.
        check(&list, "finished", &[]);
        check(&list, "yesterday", &[]);
        check(&list, "792aalice", &[]);
    }

    #[test]
    fn a_search_goes_on_where_it_was() {
        let list: JobList = jobs().into_iter().cycle().take(3 * ROWS + 1).collect();
        let mut before: Option<Found> = None;
        for text in ["u", "up", "upg", "upg a", "upg al", "up", "up zzz", "zzz", ""] {
            let alone = Found::new(&list, Words::of(text), &label, None);
            let found = Found::new(&list, Words::of(text), &label, before.as_ref());
            assert_eq!(found, alone, "{text}");
            before = Some(found);
        }
    }

    #[test]
    fn outcomes_among_what_is_found() {
        let row = |name: &str, status: &str, failed| Job {
            name: Some(name.to_owned()),
            status: Some(status.to_owned()),
            abnormal_count: Field::Known(failed),
            ..Job::default()
        };
        let list: JobList = [
            row("a", "FINISHED", 0),
            row("ab", "FINISHED", 2),
            row("b", "PROCESSING", 0),
            row("ab", "HELD", 0),
        ]
        .into_iter()
        .collect();
        let order = [3, 2, 1, 0];
        let found = |text: &str| Found::new(&list, Words::of(text), &label, None);
        let failed = OutcomeSet::parse("finished-with-failures");
        let two = OutcomeSet::parse("finished-with-failures,other");
        let none = OutcomeSet::default();

        assert_eq!(&*shown(&order, &list, None, none), order);
        assert_eq!(&*shown(&order, &list, None, failed), [1]);
        assert_eq!(&*shown(&order, &list, None, two), [3, 1]);
        assert_eq!(&*shown(&order, &list, Some(&found("a")), none), [3, 1, 0]);
        assert_eq!(&*shown(&order, &list, Some(&found("b")), two), [3, 1]);
        assert!(shown(&order, &list, Some(&found("x")), none).is_empty());

        let of =
            |outcome: Outcome, counts: [usize; Outcome::KINDS]| counts[usize::from(outcome.rank())];
        let all = counts(&list, None);
        assert_eq!(all.iter().sum::<usize>(), 4);
        assert_eq!(of(Outcome::FinishedWithFailures(2), all), 1);
        let some = counts(&list, Some(&found("b")));
        assert_eq!(some.iter().sum::<usize>(), 3);
        assert_eq!(of(Outcome::Finished, some), 0);
    }
}
