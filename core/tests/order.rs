//! Orders against the standard library's sort, with texts compared piece by piece.

#![allow(clippy::unwrap_used)]

use std::cmp::Ordering;

use devserver_jobs_core::job::Job;
use devserver_jobs_core::list::JobList;
use devserver_jobs_core::order::{Ranking, order};
use devserver_jobs_core::outcome::{Outcome, duration};
use devserver_jobs_core::table::{Column, Direction};
use proptest::prelude::*;
use proptest::sample::select;

mod shapes;

use shapes::jobs::job;

/// A text in the pieces by which it is compared. Of a number its place among other letters is that of
/// any digit; then come how many digits it has, and these.
fn pieces(text: &str) -> Vec<(u8, usize, String)> {
    let mut pieces: Vec<(u8, usize, String)> = Vec::new();
    let mut before = false;
    for byte in text.bytes() {
        let is_digit = byte.is_ascii_digit();
        if !is_digit {
            pieces.push((byte.to_ascii_lowercase(), 0, String::new()));
        } else {
            if !before {
                pieces.push((b'0', 0, String::new()));
            }
            let (_, length, digits) = pieces.last_mut().unwrap();
            if byte != b'0' || *length > 0 {
                digits.push(char::from(byte));
                *length += 1;
            }
        }
        before = is_digit;
    }
    pieces
}

/// What is compared of a job in a column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Value {
    Number(i64),
    Text(Vec<(u8, usize, String)>),
}

fn value(job: &Job, column: Column) -> Option<Value> {
    let text = |text: &Option<String>| Some(Value::Text(pieces(text.as_deref()?)));
    match column {
        Column::Outcome => Some(Value::Number(Outcome::of(job).rank().into())),
        Column::Name => text(&job.name),
        Column::Type => text(&job.job_type),
        Column::User => text(&job.user_name),
        Column::Id => text(&job.id),
        Column::FailedNodes => {
            job.abnormal_count.known().map(|count| Value::Number((*count).into()))
        }
        Column::Created => job.created.known().copied().map(Value::Number),
        Column::Updated => job.updated.known().copied().map(Value::Number),
        Column::Duration => duration(job).map(Value::Number),
        Column::Description => text(&job.description),
    }
}

/// What has no value comes last, whichever way.
fn compare(a: &Option<Value>, b: &Option<Value>, direction: Direction) -> Ordering {
    match (a, b, direction) {
        (Some(a), Some(b), Direction::Ascending) => a.cmp(b),
        (Some(a), Some(b), Direction::Descending) => b.cmp(a),
        (a, b, _) => b.is_some().cmp(&a.is_some()),
    }
}

fn check(jobs: &[Job], column: Column, direction: Direction) -> Result<(), TestCaseError> {
    let list: JobList = jobs.iter().cloned().collect();
    let ranks = |column| Ranking::new(list.clone(), column).finish();
    let (created, by) = (ranks(Column::Created), ranks(column));
    let values: Vec<_> = jobs.iter().map(|job| value(job, column)).collect();

    let mut different: Vec<&Value> = values.iter().flatten().collect();
    different.sort_unstable();
    different.dedup();
    // Ranks need not be close together, only stand for the values.
    let mut of_values: Vec<Option<u32>> = vec![None; different.len()];
    for (value, rank) in values.iter().zip(&by) {
        let Some(value) = value else {
            prop_assert_eq!(*rank, u32::MAX);
            continue;
        };
        let of_value = &mut of_values[different.binary_search(&value).unwrap()];
        prop_assert_eq!(of_value.get_or_insert(*rank), rank, "{:?}", value);
    }
    prop_assert!(of_values.iter().flatten().is_sorted_by(|a, b| a < b), "{:?}", column);

    let mut expect: Vec<u32> = (0..jobs.len() as u32).collect();
    expect.sort_by(|a, b| {
        let (a, b) = (*a as usize, *b as usize);
        let newest = |at: usize| value(&jobs[at], Column::Created);
        compare(&values[a], &values[b], direction)
            .then_with(|| compare(&newest(a), &newest(b), Direction::Descending))
    });
    let other = (column != Column::Created).then_some(&*by);
    prop_assert_eq!(
        order(&created, other, direction).to_vec(),
        expect,
        "{:?} {:?}",
        column,
        direction
    );
    Ok(())
}

fn column() -> impl Strategy<Value = (Column, Direction)> {
    let direction = select(vec![Direction::Ascending, Direction::Descending]);
    (select(Column::ALL.to_vec()), direction)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_jobs_by_any_column(
        jobs in prop::collection::vec(job(), 0..30),
        (column, direction) in column(),
    ) {
        check(&jobs, column, direction)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    /// Sorting goes in runs of some thousand rows, and chunks have some thousand too.
    #[test]
    fn long_lists_by_any_column(
        jobs in prop::collection::vec(job(), 30..31),
        length in select(vec![2047, 2048, 2049, 4095, 4096, 4097, 6145]),
        step in 1usize..5000,
        (column, direction) in column(),
    ) {
        let jobs: Vec<Job> = (0..length)
            .map(|number| {
                let mixed = number * step % 4999;
                let mut job = jobs[mixed % jobs.len()].clone();
                job.name = job.name.map(|name| format!("{name}{mixed}"));
                job.id = job.id.map(|_| format!("{mixed:08x}-{number:04x}-4d4d-b29b-4dcc5d9dff51"));
                job
            })
            .collect();
        check(&jobs, column, direction)?;
    }
}
