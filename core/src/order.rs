//! Sorting the whole list by computing the order of places, without moving jobs.
//!
//! There are two steps. The [`ranks`](Ranking) of a column are the positions of the jobs' values among all values;
//! comparing texts takes longer than a frame for a hundred thousand jobs, so that is done in slices. The [`order`]
//! is computed from ranks by counting, in both directions and within a frame.

mod reused;

use std::cmp::Ordering;

use crate::list::{Chunk, JobList, first_group, hyphenated};
use crate::natural::natural;
use crate::sorting::{STEP, Sorting, sorted};
use crate::table::{Column, Direction};

/// For each place in the list, the number of different values of a column before its own; equal values have the
/// same rank.
pub type Ranks = Box<[u32]>;

/// The rank of a missing or unreadable value, which comes last in both directions.
const NONE: u32 = u32::MAX;

/// The places of all jobs in order, from the ranks of the creation times and of a column.
///
/// Jobs without a readable value come last in both directions. Jobs with equal values are sorted newest first, then
/// in the order of arrival. Text is compared by code point, with ASCII case folded and runs of digits by value:
/// `job-9` before `Job-10`. The order does not depend on the user's language.
pub fn order(created: &[u32], by: Option<&[u32]>, direction: Direction) -> Box<[u32]> {
    let arrival: Vec<u32> = (0..).take(created.len()).collect();
    match by {
        None => arranged(&arrival, created, direction),
        Some(by) => arranged(&arranged(&arrival, created, Direction::Descending), by, direction),
    }
}

/// Sorts places by their ranks, stably.
fn arranged(places: &[u32], ranks: &[u32], direction: Direction) -> Box<[u32]> {
    let different = ranks.iter().filter(|rank| **rank != NONE).max().map_or(0, |max| max + 1);
    spread(places, different as usize + 1, |place| match (ranks[place as usize], direction) {
        (NONE, _) => different as usize,
        (rank, Direction::Ascending) => rank as usize,
        (rank, Direction::Descending) => (different - 1 - rank) as usize,
    })
}

/// Distributes places over buckets, stably.
fn spread(places: &[u32], boxes: usize, box_of: impl Fn(u32) -> usize) -> Box<[u32]> {
    // The number of places before each bucket, and then its next position.
    let mut next = vec![0u32; boxes + 1];
    for place in places {
        next[box_of(*place) + 1] += 1;
    }
    for at in 1..next.len() {
        next[at] += next[at - 1];
    }
    let mut spread = vec![0; places.len()].into_boxed_slice();
    for place in places {
        let at = &mut next[box_of(*place)];
        spread[*at as usize] = *place;
        *at += 1;
    }
    spread
}

/// Whether ranking a column compares texts, which takes more than one step.
pub fn compares_texts(column: Column) -> bool {
    matches!(column, Column::Name | Column::Description | Column::Id)
}

/// The work of computing a column's ranks.
pub struct Ranking {
    list: JobList,
    column: Column,
    /// The ranks, if they are known already.
    ranks: Option<Ranks>,
    /// Texts are sorted first, then their ranks are counted.
    sorting: Option<Sorting>,
    counting: Option<Counting>,
}

impl Ranking {
    /// The work for a column of a list.
    pub fn new(list: JobList, column: Column) -> Self {
        Self { list, column, ranks: None, sorting: None, counting: None }
    }

    /// The same, using the ranks of an older list by this column. If few texts differ, one step is enough.
    pub fn after(list: JobList, column: Column, older: &JobList, ranks: &[u32]) -> Self {
        let mut ranking = Self::new(list, column);
        if compares_texts(column) {
            let list = &ranking.list;
            ranking.ranks = reused::reused(
                list,
                (older, ranks),
                &|before, place| text(older, column, before) == text(list, column, place),
                &|place| has_text(list, column, *place),
                &|a, b| by_text(list, column, a, b),
            );
        }
        ranking
    }

    /// A part that takes a few milliseconds; returns the ranks at the end.
    pub fn step(&mut self) -> Option<Ranks> {
        let Self { list, column, ranks, sorting, counting } = self;
        match column {
            Column::Created => {
                Some(by_number(list, &|chunk, row| Chunk::known(&chunk.created, row)))
            }
            Column::Updated => {
                Some(by_number(list, &|chunk, row| Chunk::known(&chunk.updated, row)))
            }
            Column::FailedNodes => {
                Some(by_number(list, &|chunk, row| chunk.failed(row).map(i64::from)))
            }
            Column::Duration => Some(by_number(list, &|chunk, row| chunk.duration(row))),
            Column::Outcome => Some(each(list, &|chunk, row| u32::from(chunk.outcomes[row]))),
            Column::Type => Some(by_word(list, &|chunk| &chunk.job_types)),
            Column::User => Some(by_word(list, &|chunk| &chunk.users)),
            Column::Name | Column::Description | Column::Id => {
                if ranks.is_some() {
                    return ranks.take();
                }
                let compare = |a, b| by_text(list, *column, a, b);
                if let Some(counting) = counting {
                    return counting.step(&|a, b| compare(a, b).is_eq());
                }
                let has_text = |place: &u32| has_text(list, *column, *place);
                let places = || (0..list.len() as u32).filter(has_text).collect();
                let sorting = sorting.get_or_insert_with(|| Sorting::new(places()));
                *counting = Some(Counting::new(list.len(), sorting.step(&compare)?));
                None
            }
        }
    }

    /// All of it at once.
    pub fn finish(mut self) -> Ranks {
        loop {
            if let Some(ranks) = self.step() {
                return ranks;
            }
        }
    }
}

/// A value of each row.
fn each(list: &JobList, value: &dyn Fn(&Chunk, usize) -> u32) -> Ranks {
    let rows = list.chunks().iter().flat_map(|chunk| (0..chunk.len()).map(|row| value(chunk, row)));
    rows.collect()
}

/// Radix sort by a number, from the last digit to the first; each pass is stable. Digits have 12 bits; times within
/// two years differ in three of them.
fn by_number(list: &JobList, value: &dyn Fn(&Chunk, usize) -> Option<i64>) -> Ranks {
    const DIGIT: u32 = 12;
    let mut places: Vec<u32> = Vec::with_capacity(list.len());
    let mut values: Vec<i64> = Vec::with_capacity(list.len());
    let (mut least, mut most) = (i64::MAX, i64::MIN);
    for chunk in list.chunks() {
        for row in 0..chunk.len() {
            let value = value(chunk, row);
            if let Some(value) = value {
                places.push(values.len() as u32);
                (least, most) = (least.min(value), most.max(value));
            }
            values.push(value.unwrap_or_default());
        }
    }
    // The distance of a value from the smallest one.
    let distance = |value: i64| value.wrapping_sub(least).cast_unsigned();
    let mut places = places.into_boxed_slice();
    for shift in (0..u64::BITS - distance(most).leading_zeros()).step_by(DIGIT as usize) {
        let digit =
            |place: u32| (distance(values[place as usize]) >> shift) as usize % (1 << DIGIT);
        places = spread(&places, 1 << DIGIT, digit);
    }
    ranked(list.len(), places.into_vec(), &|a, b| values[a as usize] == values[b as usize])
}

fn by_word(list: &JobList, column: &dyn Fn(&Chunk) -> &[u16]) -> Ranks {
    // Each chunk has its own words, of which there are few.
    let words = || list.chunks().iter().flat_map(|chunk| &chunk.words);
    let texts: Vec<&[u8]> = words().map(|word| word.as_bytes()).collect();
    let compare = |a: u32, b: u32| natural(texts[a as usize], texts[b as usize]);
    let places: Vec<u32> =
        (0u32..).zip(&texts).filter(|(_, text)| !text.is_empty()).map(|(place, _)| place).collect();
    let places = sorted(places, &compare);
    let of_words = ranked(texts.len(), places, &|a, b| compare(a, b).is_eq());
    let mut ranks = Vec::with_capacity(list.len());
    let mut before = 0;
    for chunk in list.chunks() {
        ranks.extend(column(chunk).iter().map(|word| of_words[before + usize::from(*word)]));
        before += chunk.words.len();
    }
    ranks.into()
}

/// The ranks of sorted places.
fn ranked(length: usize, places: Vec<u32>, equal: &dyn Fn(u32, u32) -> bool) -> Ranks {
    let mut counting = Counting::new(length, places);
    loop {
        if let Some(ranks) = counting.step(equal) {
            return ranks;
        }
    }
}

/// The ranks of sorted places, in steps.
struct Counting {
    places: Vec<u32>,
    ranks: Ranks,
    /// How many places have a rank, and the last rank.
    done: usize,
    rank: u32,
}

impl Counting {
    fn new(length: usize, places: Vec<u32>) -> Self {
        Self { places, ranks: vec![NONE; length].into(), done: 0, rank: 0 }
    }

    /// One step; returns the ranks at the end.
    fn step(&mut self, equal: &dyn Fn(u32, u32) -> bool) -> Option<Ranks> {
        let stop = self.places.len().min(self.done + STEP);
        for at in self.done..stop {
            let place = self.places[at];
            self.rank += u32::from(at > 0 && !equal(self.places[at - 1], place));
            self.ranks[place as usize] = self.rank;
        }
        self.done = stop;
        (stop == self.places.len()).then(|| std::mem::take(&mut self.ranks))
    }
}

/// The values that are compared: a UUID as a number, other texts as they are.
type Text<'a> = Result<u128, &'a [u8]>;

/// The text of a column at a place.
fn text(list: &JobList, column: Column, place: u32) -> Text<'_> {
    let (chunk, row) = list.row(place);
    match column {
        Column::Id => chunk.id(row),
        Column::Description => Err(chunk.description(row)),
        _ => Err(chunk.name(row)),
    }
}

fn has_text(list: &JobList, column: Column, place: u32) -> bool {
    text(list, column, place) != Err(&[])
}

fn by_text(list: &JobList, column: Column, a: u32, b: u32) -> Ordering {
    match (text(list, column, a), text(list, column, b)) {
        // Nearly all differ before the first hyphen, so nothing else is formatted first.
        (Ok(a), Ok(b)) => natural(&first_group(a), &first_group(b))
            .then_with(|| natural(&hyphenated(a), &hyphenated(b))),
        (Ok(a), Err(b)) => natural(&hyphenated(a), b),
        (Err(a), Ok(b)) => natural(a, &hyphenated(b)),
        (Err(a), Err(b)) => natural(a, b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::{Field, Job};
    use crate::table::Sort;

    fn job(name: &str, created: Field<i64>) -> Job {
        Job { name: (!name.is_empty()).then(|| name.to_owned()), created, ..Job::default() }
    }

    fn ordered(list: &JobList, sort: Sort) -> Box<[u32]> {
        let ranks = |column| Ranking::new(list.clone(), column).finish();
        let created = ranks(Column::Created);
        let by = (sort.column != Column::Created).then(|| ranks(sort.column));
        order(&created, by.as_deref(), sort.direction)
    }

    #[track_caller]
    fn check(jobs: &[Job], sort: &str, expect: &[u32]) {
        let list: JobList = jobs.iter().cloned().collect();
        assert_eq!(&*ordered(&list, Sort::parse(sort).unwrap()), expect, "{sort}");
    }

    #[test]
    fn newest_first_and_unreadable_times_last_both_ways() {
        let jobs = [
            job("a", Field::Known(1)),
            job("b", Field::Absent),
            job("c", Field::Known(3)),
            job("d", Field::Unreadable("soon".to_owned())),
            job("e", Field::Known(2)),
        ];
        check(&jobs, "-created", &[2, 4, 0, 1, 3]);
        check(&jobs, "created", &[0, 4, 2, 1, 3]);
        check(&[], "-created", &[]);
        check(&[], "name", &[]);
    }

    #[test]
    fn names_by_value_of_digits_and_without_case() {
        let jobs = ["job-10", "Job-9", "", "job-9a", "JOB-010", "作业", "z"]
            .map(|name| job(name, Field::Absent));
        check(&jobs, "name", &[1, 3, 0, 4, 6, 5, 2]);
        check(&jobs, "-name", &[5, 6, 0, 4, 3, 1, 2]);
    }

    #[test]
    fn words_and_numbers() {
        let jobs = ["b-10", "B-9", "", "a", "b-10"].map(|user| Job {
            user_name: Some(user.to_owned()).filter(|user| !user.is_empty()),
            updated: user.len().try_into().map(Field::Known).unwrap(),
            ..Job::default()
        });
        check(&jobs, "user", &[3, 1, 0, 4, 2]);
        check(&jobs, "-user", &[0, 4, 1, 3, 2]);
        check(&jobs, "updated", &[2, 3, 1, 0, 4]);
        check(&jobs, "type", &[0, 1, 2, 3, 4]);
    }

    #[test]
    fn numbers_however_far_apart() {
        let times = [5, i64::MAX, -3, 4095, 4096, i64::MIN / 2, 1 << 40, 5];
        let jobs = times.map(|time| job("", Field::Known(time)));
        check(&jobs, "created", &[5, 2, 0, 7, 3, 4, 6, 1]);
        check(&jobs, "-created", &[1, 6, 4, 3, 0, 7, 2, 5]);
        check(&jobs[..1], "created", &[0]);
    }

    #[test]
    fn ids_as_the_text_they_are() {
        let jobs = [
            "2a000000-0000-0000-0000-000000000000",
            "100",
            "10a00000-0000-0000-0000-000000000000",
            "",
            "2a000000-0000-0000-0000-00000000000f",
            "2A000000-0000-0000-0000-000000000001",
        ]
        .map(|id| Job { id: Some(id.to_owned()).filter(|id| !id.is_empty()), ..Job::default() });
        check(&jobs, "id", &[0, 4, 5, 2, 1, 3]);
    }

    #[test]
    fn failed_first_and_newest_first_among_equals() {
        let row = |status: &str, failed, created| Job {
            status: Some(status.to_owned()),
            abnormal_count: Field::Known(failed),
            created: Field::Known(created),
            ..Job::default()
        };
        let jobs = [
            row("FINISHED", 0, 9),
            row("FINISHED", 1, 1),
            row("PROCESSING", 0, 8),
            row("FINISHED", 2, 2),
            row("DELETED", 0, 7),
            row("PROCESSING", 4, 3),
            row("FINISHED", 0, 10),
        ];
        check(&jobs, "outcome", &[3, 1, 5, 2, 6, 0, 4]);
        check(&jobs, "-outcome", &[4, 6, 0, 2, 5, 3, 1]);
        check(&jobs, "-failed-nodes", &[5, 3, 1, 6, 0, 2, 4]);
    }

    /// The order of long lists, whose sorting has many runs, against the standard library's.
    #[test]
    fn many_runs_make_one_order() {
        for count in [1, 2, 4096, 4097, 10_007, 40_961] {
            let jobs: Vec<Job> = (0..count)
                .map(|number: usize| {
                    let mixed = number.wrapping_mul(2_654_435_761) % 100_003;
                    let name = if mixed.is_multiple_of(50) {
                        String::new()
                    } else {
                        format!("job-{}", mixed / 3)
                    };
                    job(&name, Field::Known((mixed % 7) as i64))
                })
                .collect();
            let list: JobList = jobs.iter().cloned().collect();
            for sort in ["name", "-name"] {
                let mut expect: Vec<u32> = (0..count as u32).collect();
                expect.sort_by(|a, b| {
                    let (a, b) = (&jobs[*a as usize], &jobs[*b as usize]);
                    let names = match (&a.name, &b.name) {
                        (Some(a), Some(b)) => {
                            let order = natural(a.as_bytes(), b.as_bytes());
                            if sort == "name" { order } else { order.reverse() }
                        }
                        (a, b) => b.is_some().cmp(&a.is_some()),
                    };
                    names.then_with(|| b.created.known().cmp(&a.created.known()))
                });
                let ordered = ordered(&list, Sort::parse(sort).unwrap());
                assert_eq!(&*ordered, expect, "{count} by {sort}");
            }
        }
    }
}
