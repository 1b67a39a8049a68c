//! Sorting the whole result: which job stands where, without moving a job.

use crate::job::Job;
use crate::outcome::Outcome;
use crate::table::{Column, Direction, Sort};
use std::cmp::Ordering;

/// The jobs' places in the wanted order.
///
/// Jobs without a readable value come last in both directions. Equal ones stand newest first, then
/// as they arrived. Text is compared by code point, with ASCII case folded and runs of digits by
/// value: `job-9` before `Job-10`. The order does not depend on the reader's language.
pub fn order(jobs: &[Job], sort: Sort) -> Vec<u32> {
    let places = u32::try_from(jobs.len()).expect("a body of 4 GiB of rows does not fit in memory");
    let mut order: Vec<u32> = (0..places).collect();
    let job = |place: u32| &jobs[place as usize];
    sort_places(&mut order, &|a, b| {
        compare(job(a), job(b), sort).then_with(|| newest(job(a), job(b)))
    });
    order
}

/// Sorts places of any list, stably. There is one copy of it, whatever is sorted.
pub(crate) fn sort_places(places: &mut [u32], compare: &dyn Fn(u32, u32) -> Ordering) {
    places.sort_by(|a, b| compare(*a, *b));
}

fn compare(a: &Job, b: &Job, Sort { column, direction }: Sort) -> Ordering {
    let text = |a: &Option<String>, b: &Option<String>| {
        last_if_none(a.as_deref(), b.as_deref(), direction, natural)
    };
    match column {
        Column::Name => text(&a.name, &b.name),
        Column::Type => text(&a.job_type, &b.job_type),
        Column::User => text(&a.user_name, &b.user_name),
        Column::Id => text(&a.id, &b.id),
        Column::Created => last_if_none(a.created.known(), b.created.known(), direction, Ord::cmp),
        Column::Updated => last_if_none(a.updated.known(), b.updated.known(), direction, Ord::cmp),
        Column::FailedNodes => {
            let (a, b) = (a.abnormal_count.known(), b.abnormal_count.known());
            last_if_none(a, b, direction, Ord::cmp)
        }
        Column::Outcome => turned(Outcome::of(a).rank().cmp(&Outcome::of(b).rank()), direction),
    }
}

fn newest(a: &Job, b: &Job) -> Ordering {
    last_if_none(a.created.known(), b.created.known(), Direction::Descending, Ord::cmp)
}

fn last_if_none<T>(
    a: Option<T>,
    b: Option<T>,
    direction: Direction,
    compare: impl Fn(&T, &T) -> Ordering,
) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => turned(compare(&a, &b), direction),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

fn turned(ordering: Ordering, direction: Direction) -> Ordering {
    match direction {
        Direction::Ascending => ordering,
        Direction::Descending => ordering.reverse(),
    }
}

/// By code point (which is the order of UTF-8's bytes), ASCII case folded, digits by value.
pub(crate) fn natural(a: &&str, b: &&str) -> Ordering {
    let (mut a, mut b) = (a.as_bytes(), b.as_bytes());
    loop {
        match (a.split_first(), b.split_first()) {
            (Some((x, _)), Some((y, _))) if x.is_ascii_digit() && y.is_ascii_digit() => {
                let (x, rest_of_a) = digits(a);
                let (y, rest_of_b) = digits(b);
                match x.len().cmp(&y.len()).then_with(|| x.cmp(y)) {
                    Ordering::Equal => (a, b) = (rest_of_a, rest_of_b),
                    unequal => return unequal,
                }
            }
            (Some((x, rest_of_a)), Some((y, rest_of_b))) => {
                match x.to_ascii_lowercase().cmp(&y.to_ascii_lowercase()) {
                    Ordering::Equal => (a, b) = (rest_of_a, rest_of_b),
                    unequal => return unequal,
                }
            }
            (x, y) => return x.is_some().cmp(&y.is_some()),
        }
    }
}

/// The digits in front, without leading zeros, and what is behind them.
fn digits(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
    (&digits[zeros..], rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::Field;

    fn job(name: &str, created: Field<i64>) -> Job {
        Job { name: (!name.is_empty()).then(|| name.to_owned()), created, ..Job::default() }
    }

    #[track_caller]
    fn check(jobs: &[Job], sort: &str, expect: &[u32]) {
        assert_eq!(order(jobs, Sort::parse(sort).unwrap()), expect, "{sort}");
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
        assert_eq!(order(&jobs, Sort::default()), [2, 4, 0, 1, 3]);
    }

    #[test]
    fn names_by_value_of_digits_and_without_case() {
        let jobs = ["job-10", "Job-9", "", "job-9a", "JOB-010", "作业", "z"]
            .map(|name| job(name, Field::Absent));
        check(&jobs, "name", &[1, 3, 0, 4, 6, 5, 2]);
        check(&jobs, "-name", &[5, 6, 0, 4, 3, 1, 2]);
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

    #[test]
    fn natural_is_an_order() {
        let words = ["", "0", "00", "a", "A", "a0", "a00b", "a0b", "a1", "a9", "a10", "é", "1a"];
        for a in words {
            for b in words {
                assert_eq!(natural(&a, &b), natural(&b, &a).reverse(), "{a:?} {b:?}");
                for c in words {
                    if natural(&a, &b).is_le() && natural(&b, &c).is_le() {
                        assert!(natural(&a, &c).is_le(), "{a:?} {b:?} {c:?}");
                    }
                }
            }
        }
    }
}
