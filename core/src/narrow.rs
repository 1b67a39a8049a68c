//! The refinements of a list by dimension, and which of them leaves a job out. This gives the remaining jobs, the
//! counts of a facet under all other refinements, and how many jobs would be displayed without one.

use std::sync::Arc;

use crate::fold::folded;
use crate::hashed::Map;
use crate::list::{Chunk, JobList, ROWS};
use crate::outcome::{Outcome, OutcomeSet};
use crate::range::Range;
use crate::refine::Found;
use crate::sorting::sorted;
use crate::task::holds;

/// A dimension of refinement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// The find text.
    Find,
    /// Outcomes.
    Outcome,
    /// Types.
    Type,
    /// Users.
    User,
    /// Jobs that were picked, such as those with one cause.
    Picked,
    /// Jobs that have changed since the user last looked.
    Changed,
    /// A range of time.
    Time,
    /// Jobs that take longer than usual.
    Stuck,
}

impl Dimension {
    /// All of them.
    pub const ALL: [Dimension; 8] = [
        Dimension::Find,
        Dimension::Outcome,
        Dimension::Type,
        Dimension::User,
        Dimension::Picked,
        Dimension::Changed,
        Dimension::Time,
        Dimension::Stuck,
    ];

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// Some values of a facet, without repetition. An empty value stands for jobs without one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Values(Vec<String>);

/// A text that a user has typed to search for a value. Case, width and invisible characters are ignored.
pub struct Typed(String);

impl Typed {
    /// White space at both ends is ignored.
    pub fn new(text: &str) -> Self {
        Self(folded(text.trim()).trim().to_owned())
    }

    /// Whether it is a part of a text.
    pub fn is_in(&self, text: &str) -> bool {
        holds(&folded(text), &self.0)
    }
}

/// Stands for jobs without a value in an address, as the cloud's own `-` does.
const NO_VALUE: &str = "-";

impl Values {
    /// Parses values separated by commas, in which `%2C` is a comma and `%25` a percent sign.
    pub fn parse(text: &str) -> Self {
        let mut values = Self::default();
        for value in text.split(',').filter(|value| !value.is_empty()) {
            let value = if value == NO_VALUE { String::new() } else { unescaped(value) };
            if !values.has(&value) {
                values.0.push(value);
            }
        }
        values
    }

    /// The text that [`Values::parse`] reads.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for value in &self.0 {
            if !text.is_empty() {
                text.push(',');
            }
            if value.is_empty() {
                text.push_str(NO_VALUE);
            }
            for character in value.chars() {
                match character {
                    '%' => text.push_str("%25"),
                    ',' => text.push_str("%2C"),
                    other => text.push(other),
                }
            }
        }
        text
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this value is one of them.
    pub fn has(&self, value: &str) -> bool {
        self.0.iter().any(|own| own == value)
    }

    /// The same with a value added or, if it was there, removed.
    #[must_use]
    pub fn toggled(&self, value: &str) -> Self {
        let mut values = self.clone();
        values.0.retain(|own| own != value);
        if values.0.len() == self.0.len() {
            values.0.push(value.to_owned());
        }
        values
    }

    /// The values, in the order in which they were selected.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// A value without its escapes. A search for texts would add a search algorithm to the page.
fn unescaped(value: &str) -> String {
    let mut parts = value.split('%');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (character, rest) = match (part.strip_prefix("2C"), part.strip_prefix("25")) {
            (Some(rest), _) => (',', rest),
            (_, Some(rest)) => ('%', rest),
            (None, None) => ('%', part),
        };
        text.push(character);
        text.push_str(rest);
    }
    text
}

/// Jobs that were picked.
#[derive(Debug, PartialEq, Eq)]
pub struct Picked {
    /// What they have in common, as displayed.
    pub title: String,
    /// Their ids.
    pub ids: Vec<String>,
}

impl Picked {
    /// Their places in a list.
    pub fn places(&self, list: &JobList) -> Arc<[u32]> {
        let places = self.ids.iter().filter_map(|id| list.find_id(id));
        places.map(|place| place as u32).collect()
    }
}

/// All refinements of a list.
#[derive(Clone, Copy, Default)]
pub struct Narrowing<'a> {
    /// The found jobs, if there is a find text.
    pub found: Option<&'a Found>,
    /// Outcomes; empty means all, as for the other sets.
    pub outcomes: OutcomeSet,
    /// Types.
    pub types: Option<&'a Values>,
    /// Users.
    pub users: Option<&'a Values>,
    /// The places of the picked jobs.
    pub picked: Option<&'a [u32]>,
    /// The places of the jobs that have changed, if only these are displayed.
    pub changed: Option<&'a [u32]>,
    /// A range of time.
    pub time: Option<Range>,
    /// The places of the jobs that take longer than usual, if only these are displayed.
    pub stuck: Option<&'a [u32]>,
}

/// Which dimensions leave each job of a list out, one bit for each. It is empty if no dimension leaves any out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut(Vec<u8>);

impl LeftOut {
    /// Checks each job once for each refinement in use.
    pub fn new(list: &JobList, by: Narrowing) -> Self {
        let types = by.types.filter(|values| !values.is_empty());
        let users = by.users.filter(|values| !values.is_empty());
        let by_places = [
            (Dimension::Picked, by.picked),
            (Dimension::Changed, by.changed),
            (Dimension::Stuck, by.stuck),
        ];
        // The bits of the places to keep are cleared below.
        let outside = by_places.iter().filter(|(_, places)| places.is_some());
        let outside = outside.fold(0, |bits, (by, _)| bits | by.bit());
        let is_all = by.found.is_none() && by.outcomes.is_empty() && outside == 0;
        if is_all && types.is_none() && users.is_none() && by.time.is_none() {
            return Self::default();
        }
        let mut left_out = vec![outside; list.len()];
        let parts = list.chunks().iter().zip(left_out.chunks_mut(ROWS));
        for ((chunk, left_out), at) in parts.zip(0..) {
            // One dimension after the other, because only a few are in use at once.
            let mut leave = |by: Dimension, is_in: &dyn Fn(usize) -> bool| {
                for (row, bits) in left_out.iter_mut().enumerate() {
                    *bits |= if is_in(row) { 0 } else { by.bit() };
                }
            };
            if let Some(found) = by.found {
                leave(Dimension::Find, &|row| found.has(at * ROWS + row));
            }
            if !by.outcomes.is_empty() {
                leave(Dimension::Outcome, &|row| by.outcomes.has(chunk.outcomes[row]));
            }
            let columns = [
                (Dimension::Type, types, &chunk.job_types),
                (Dimension::User, users, &chunk.users),
            ];
            for (by, values, column) in columns {
                if let Some(values) = values {
                    let has: Vec<bool> = chunk.words.iter().map(|word| values.has(word)).collect();
                    leave(by, &|row| has[usize::from(column[row])]);
                }
            }
            if let Some(range) = by.time {
                let column = range.by.column(chunk);
                leave(Dimension::Time, &|row| {
                    Chunk::known(column, row).is_some_and(|at| range.has(at))
                });
            }
        }
        for (by, places) in by_places {
            for place in places.unwrap_or_default() {
                if let Some(bits) = left_out.get_mut(*place as usize) {
                    *bits &= !by.bit();
                }
            }
        }
        Self(left_out)
    }

    /// Whether a job is left out by any dimension except `but`.
    pub fn is_out(&self, place: usize, but: Option<Dimension>) -> bool {
        let bits = self.0.get(place).copied().unwrap_or_default();
        bits & !but.map_or(0, Dimension::bit) != 0
    }

    /// The remaining places, in their order. One dimension may be ignored.
    pub fn places(&self, order: &[u32], but: Option<Dimension>) -> Box<[u32]> {
        let is_shown = |place: &u32| !self.is_out(*place as usize, but);
        order.iter().copied().filter(is_shown).collect()
    }

    /// The number of jobs by rank of outcome that all other dimensions leave.
    pub fn outcomes(&self, list: &JobList) -> [usize; Outcome::KINDS] {
        let mut counts = [0; Outcome::KINDS];
        let outcomes = list.chunks().iter().flat_map(|chunk| &chunk.outcomes);
        for (place, outcome) in outcomes.enumerate() {
            let is_out = self.is_out(place, Some(Dimension::Outcome));
            counts[usize::from(*outcome)] += usize::from(!is_out);
        }
        counts
    }

    /// The values of types or of users, most frequent first, each with the number of its jobs that all other
    /// dimensions leave.
    pub fn facet(&self, list: &JobList, dimension: Dimension) -> Vec<(String, usize)> {
        let mut facet: Vec<(&str, usize, usize)> = Vec::new();
        let mut known: Map<&str, usize> = Map::default();
        let mut place = 0;
        for chunk in list.chunks() {
            let column = match dimension {
                Dimension::User => &chunk.users,
                _ => &chunk.job_types,
            };
            let mut counts = vec![(0, 0); chunk.words.len()];
            for word in column {
                let (all, left) = &mut counts[usize::from(*word)];
                *all += 1;
                *left += usize::from(!self.is_out(place, Some(dimension)));
                place += 1;
            }
            for (word, (all, left)) in
                chunk.words.iter().zip(counts).filter(|(_, (all, _))| *all > 0)
            {
                let at = *known.entry(word).or_insert_with(|| {
                    facet.push((word, 0, 0));
                    facet.len() - 1
                });
                let own = &mut facet[at];
                (own.1, own.2) = (own.1 + all, own.2 + left);
            }
        }
        // Sorted by the total number, so that the order does not change with other facets.
        let compare = |a: u32, b: u32| {
            let (a, b) = (&facet[a as usize], &facet[b as usize]);
            b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0))
        };
        // The standard library's sort would add code to the page for a few values.
        let order = sorted((0..facet.len() as u32).collect(), &compare);
        let value = |at: u32| {
            let (word, _, left) = facet[at as usize];
            (word.to_owned(), left)
        };
        order.into_iter().map(value).collect()
    }

    /// The number of jobs without one dimension.
    pub fn count_without(&self, list: &JobList, dimension: Dimension) -> usize {
        (0..list.len()).filter(|place| !self.is_out(*place, Some(dimension))).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A name that was pasted from a chat, with an invisible character in it, was not found.
    #[test]
    fn what_is_typed_is_found_as_it_is_meant() {
        for typed in ["Ops.(x", " ｏｐｓ．（ｘ ", "o\u{200B}ps.(X\u{FEFF}", "", " "] {
            assert!(Typed::new(typed).is_in("night_OPS.(x)"), "{typed}");
        }
        assert!(Typed::new("e\u{301}").is_in("\u{E9}"));
        assert!(!Typed::new("ops.*").is_in("ops.(x)"));
    }

    #[test]
    fn values_as_text() {
        let mut values = Values::default();
        for value in ["a,b", "", "50%", "%2C", "升级"] {
            values = values.toggled(value);
        }
        assert_eq!(values.to_text(), "a%2Cb,-,50%25,%252C,升级");
        assert_eq!(Values::parse(&values.to_text()), values);
        assert!(values.has("") && values.has("a,b") && !values.has("a"));
        assert_eq!(values.toggled("").to_text(), "a%2Cb,50%25,%252C,升级");
        assert_eq!(Values::parse("a,,b,a"), Values::parse("a,b"));
        assert!(Values::parse("").is_empty());
    }
}
