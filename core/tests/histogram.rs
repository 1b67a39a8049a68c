//! Bars over time: equal to a look at every job, and days as long as they are in a time zone.

#![allow(clippy::unwrap_used)]

mod random;

use devserver_jobs_core::histogram::{Histogram, MOST, TONES, edges, extent, view};
use devserver_jobs_core::job::{Field, Job, Millis};
use devserver_jobs_core::list::JobList;
use devserver_jobs_core::narrow::{LeftOut, Narrowing};
use devserver_jobs_core::outcome::{Outcome, OutcomeSet, Tone};
use devserver_jobs_core::range::{By, Range};
use devserver_jobs_core::time::from_text;
use random::Random;

const HOUR: Millis = 3_600_000;
const DAY: Millis = 24 * HOUR;

fn at(text: &str) -> Millis {
    *from_text(text).known().unwrap()
}

/// The clocks of Berlin in 2025.
fn berlin(instant: Millis) -> Millis {
    let summer = at("2025-03-30T01:00:00Z")..at("2025-10-26T01:00:00Z");
    if summer.contains(&instant) { 2 * HOUR } else { HOUR }
}

fn shanghai(_: Millis) -> Millis {
    8 * HOUR
}

/// The clocks of Havana in 2025, which are changed at midnight: that of one day is skipped, and that of another
/// comes twice.
fn havana(instant: Millis) -> Millis {
    let summer = at("2025-03-09T05:00:00Z")..at("2025-11-02T05:00:00Z");
    if summer.contains(&instant) { -4 * HOUR } else { -5 * HOUR }
}

/// How many hours each bar has.
fn hours(first: &str, last: &str, offset: fn(Millis) -> Millis) -> Vec<i64> {
    let edges = edges(at(first), at(last), &offset);
    edges.windows(2).map(|edges| (edges[1] - edges[0]) / HOUR).collect()
}

#[test]
fn days_when_clocks_are_changed_in_berlin() {
    let (first, last) = ("2025-03-20T12:00:00Z", "2025-04-30T12:00:00Z");
    let spring = edges(at(first), at(last), &berlin);
    assert_eq!(spring[0], at("2025-03-19T23:00:00Z"));
    assert_eq!(spring[10..12], [at("2025-03-29T23:00:00Z"), at("2025-03-30T22:00:00Z")]);
    let days = hours(first, last, berlin);
    assert_eq!(days.len(), 42);
    assert_eq!(days[10], 23);
    assert!(days.iter().enumerate().all(|(day, hours)| *hours == if day == 10 { 23 } else { 24 }));

    let days = hours("2025-10-20T12:00:00Z", "2025-11-30T12:00:00Z", berlin);
    assert_eq!(days[6], 25);
    assert!(days.iter().enumerate().all(|(day, hours)| *hours == if day == 6 { 25 } else { 24 }));
}

#[test]
fn days_in_shanghai() {
    let edges = edges(at("2025-03-20T12:00:00Z"), at("2025-04-30T12:00:00Z"), &shanghai);
    assert_eq!(edges[0], at("2025-03-19T16:00:00Z"));
    assert!(edges.windows(2).all(|edges| edges[1] - edges[0] == DAY));
}

#[test]
fn days_without_a_midnight_and_with_two() {
    let spring = edges(at("2025-03-01T12:00:00Z"), at("2025-04-10T12:00:00Z"), &havana);
    // 00:00 was skipped, so the day began at 01:00.
    assert_eq!(spring[8..10], [at("2025-03-09T05:00:00Z"), at("2025-03-10T04:00:00Z")]);
    let autumn = edges(at("2025-11-02T18:00:00Z"), at("2025-12-12T12:00:00Z"), &havana);
    // The first of both.
    assert_eq!(autumn[..2], [at("2025-11-02T04:00:00Z"), at("2025-11-03T05:00:00Z")]);
}

#[test]
fn hours_when_clocks_are_put_back() {
    let edges = edges(at("2025-10-25T22:10:00Z"), at("2025-10-26T23:10:00Z"), &berlin);
    // All 25 hours of the day, and one of the next.
    assert!(edges.windows(2).all(|edges| edges[1] - edges[0] == HOUR / 2));
    assert_eq!(edges[0], at("2025-10-25T22:00:00Z"));
    let longer = self::edges(at("2025-10-25T12:00:00Z"), at("2025-10-29T12:00:00Z"), &berlin);
    let lengths: Vec<i64> = longer.windows(2).map(|edges| (edges[1] - edges[0]) / HOUR).collect();
    // Three hours on the clock: of them 00:00 to 03:00 has four.
    assert_eq!(lengths.iter().filter(|hours| **hours == 4).count(), 1);
    assert!(lengths.iter().all(|hours| matches!(hours, 3 | 4)));
}

#[test]
fn a_bar_of_every_length() {
    for length in
        [0, 1, 59_999, 3_600_000, 7 * DAY, 40 * DAY, 400 * DAY, 30_000 * DAY, 2_900_000 * DAY]
    {
        let first = at("2025-01-15T08:30:00Z");
        let edges = edges(first, first + length, &shanghai);
        assert!(edges[0] <= first && *edges.last().unwrap() > first + length, "{length}");
        assert!((2..=MOST + 1).contains(&edges.len()), "{length}: {}", edges.len());
        assert!(edges.windows(2).all(|edges| edges[0] < edges[1]));
    }
    let weeks = edges(at("2025-01-15T08:30:00Z"), at("2025-12-15T08:30:00Z"), &|_| 0);
    assert_eq!(weeks[0], at("2025-01-13"), "weeks begin on Monday");
}

fn jobs(random: &mut Random, count: u64, span: u64) -> Vec<Job> {
    const STATUSES: [&str; 9] = [
        "FINISHED",
        "PROCESSING",
        "DELETED",
        "ACTIVE",
        "FAILED",
        "CANCELED",
        "RUNNING",
        "HELD",
        "",
    ];
    (0..count)
        .map(|_| Job {
            status: Some(STATUSES[random.below(9) as usize].to_owned()).filter(|it| !it.is_empty()),
            abnormal_count: match random.below(4) {
                0 => Field::Absent,
                some => Field::Known(some as u32 - 1),
            },
            created: match random.below(9) {
                0 => Field::Unreadable("yesterday".to_owned()),
                _ => Field::Known(at("2025-03-01") + random.below(span) as i64),
            },
            ..Job::default()
        })
        .collect()
}

#[test]
fn bars_equal_a_look_at_every_job() {
    for seed in 0..80 {
        let mut random = Random(seed);
        let count = if seed == 0 { 9_000 } else { random.below(80) };
        let span = [60_000, 5 * HOUR, 90 * DAY, 900 * DAY][random.below(4) as usize] as u64;
        let jobs = jobs(&mut random, count, span);
        let list: JobList = jobs.iter().cloned().collect();
        let outcomes = OutcomeSet::parse(["", "finished,processing"][random.below(2) as usize]);
        let middle = at("2025-03-01") + (span / 2) as i64;
        let time = (random.below(2) == 0).then_some(Range {
            by: By::Created,
            from: Some(middle),
            ..Range::default()
        });
        let left_out = LeftOut::new(&list, Narrowing { outcomes, time, ..Narrowing::default() });
        // The range does not filter its own bars.
        let counted: Vec<&Job> = jobs
            .iter()
            .filter(|job| outcomes.is_empty() || outcomes.has(Outcome::of(job).rank()))
            .collect();
        let times = || counted.iter().filter_map(|job| job.created.known().copied());
        let expect = times().min().zip(times().max());
        assert_eq!(extent(&list, &left_out, By::Created), expect, "{seed}");
        let Some((first, last)) = expect else {
            continue;
        };
        let edges = edges(first, last, &berlin);
        let bars = Histogram::new(&list, &left_out, By::Created, edges.clone());
        assert_eq!(bars.timeless, counted.len() - times().count(), "{seed}");
        for (bar, edges) in edges.windows(2).enumerate() {
            let mut expect = [0; TONES];
            for job in &counted {
                if job.created.known().is_some_and(|at| (edges[0]..edges[1]).contains(at)) {
                    let tone = Outcome::of(job).tone();
                    expect[Tone::ALL.iter().position(|own| *own == tone).unwrap()] += 1;
                }
            }
            assert_eq!(bars.bars[bar], expect, "{seed} {bar}");
            assert_eq!(bars.total(bar), expect.iter().sum::<u32>());
        }
        assert_eq!(
            (0..bars.bars.len()).map(|bar| bars.total(bar) as usize).sum::<usize>(),
            times().count()
        );
    }
}

#[test]
fn a_range_of_bars() {
    let (first, last) = (at("2025-03-01T10:00:00Z"), at("2025-03-20T10:00:00Z"));
    let list: JobList = [].into_iter().collect();
    let edges = edges(first, last, &berlin);
    let bars = Histogram::new(&list, &LeftOut::default(), By::Updated, edges.clone());
    let range = bars.range(By::Updated, 5, 3).unwrap();
    assert_eq!((range.from, range.to), (Some(edges[3]), Some(edges[6])));
    assert_eq!(bars.bars_of(range), Some((3, 5)));
    assert_eq!(bars.bars_of(Range { to: None, ..range }), Some((3, edges.len() - 2)));
    assert_eq!(bars.bars_of(Range { from: Some(0), to: Some(1), ..range }), None);
    assert_eq!(bars.range(By::Updated, 0, edges.len()), None);
}

#[test]
fn what_is_shown_around_a_range() {
    let range = |from, to| Some(Range { from, to, ..Range::default() });
    let day = |day: i64| day * DAY;
    let extent = (day(0), day(30));
    assert_eq!(view(extent, None), extent);
    assert_eq!(view(extent, range(Some(day(10)), Some(day(12) + 1))), (day(8), day(14)));
    assert_eq!(view(extent, range(Some(day(1)), Some(day(5) + 1))), (0, day(9)));
    assert_eq!(view(extent, range(Some(day(29)), None)), (day(28), day(30)));
    // It may lie outside.
    assert_eq!(view(extent, range(Some(day(40)), Some(day(41) + 1))), (day(40), day(41)));
    assert_eq!(view(extent, range(Some(day(40)), None)), (day(40), day(40)));
}

/// The last hour was a bar of one minute where no job had been created in it.
#[test]
fn hours_up_to_the_present_are_shown_to_their_end() {
    let day = |day: i64| day * DAY;
    let extent = (day(0), day(30));
    let at = |now: i64, hours: u16| view(extent, Some(Range { hours, ..Range::default() }.at(now)));
    assert_eq!(at(day(31), 24), (day(29), day(31)));
    assert_eq!(at(day(31), 72), (day(25), day(31)));
    assert_eq!(at(day(40), 24), (day(39), day(40)), "outside");
    assert_eq!(at(day(29), 24), (day(26), day(30)), "with what is later");
}
