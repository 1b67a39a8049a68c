//! The number of jobs over time, in bars that begin at full hours and days of a time zone. The zone is given as a
//! function from an instant to its offset, from which everything else follows, including days of 23 and 25 hours.

use crate::job::{Field, Millis};
use crate::list::{Chunk, JobList};
use crate::narrow::{Dimension, LeftOut};
use crate::outcome::{Outcome, Tone};
use crate::range::{By, Range};

const MINUTE: Millis = 60_000;
const HOUR: Millis = 60 * MINUTE;
const DAY: Millis = 24 * HOUR;
/// 1970-01-05, a Monday.
const MONDAY: Millis = 4 * DAY;

/// The lengths of bars. The last one is followed by its multiples.
const UNITS: [Millis; 16] = [
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    14 * DAY,
    28 * DAY,
    364 * DAY,
];

/// The maximum number of bars.
pub const MOST: usize = 60;

/// The number of tones.
pub const TONES: usize = Tone::ALL.len();

/// The offset of a time zone at an instant, in milliseconds east of UTC.
pub type Offset<'a> = &'a dyn Fn(Millis) -> Millis;

/// Bars over time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram {
    /// The start of each bar, and the end of the last one.
    pub edges: Vec<Millis>,
    /// The number of jobs in each bar by tone, in the order of [`Tone::ALL`].
    pub bars: Vec<[u32; TONES]>,
    /// The number of jobs without a readable time.
    pub timeless: usize,
}

/// The first and the last time of the jobs that all refinements except the range of time leave.
pub fn extent(list: &JobList, left_out: &LeftOut, by: By) -> Option<(Millis, Millis)> {
    let mut extent = None;
    let mut place = 0;
    for chunk in list.chunks() {
        for row in 0..chunk.len() {
            if !left_out.is_out(place, Some(Dimension::Time))
                && let Some(at) = Chunk::known(by.column(chunk), row)
            {
                let (first, last) = extent.unwrap_or((at, at));
                extent = Some((at.min(first), at.max(last)));
            }
            place += 1;
        }
    }
    extent
}

/// The displayed part of time: all, or a range with as much again on each side.
pub fn view(extent: (Millis, Millis), range: Option<Range>) -> (Millis, Millis) {
    let (first, last) = extent;
    let Some(range) = range else {
        return extent;
    };
    let to = range.to.map(|to| to - 1);
    // A range outside of it is displayed as it is.
    let from = range.from.unwrap_or_else(|| to.map_or(first, |to| first.min(to)));
    // A range of hours up to now is displayed completely, even if its last hours are empty.
    let present = from + Millis::from(range.hours) * HOUR;
    let to = to.unwrap_or(last.max(present));
    let around = (to - from).max(MINUTE);
    let view = ((from - around).max(first), (to + around).min(last));
    if view.0 <= view.1 { (view.0.min(from), view.1.max(to)) } else { (from, to) }
}

/// The edges of bars that cover the time from `first` to `last`.
pub fn edges(first: Millis, last: Millis, offset: Offset) -> Vec<Millis> {
    // One more bar may be needed at each end.
    let fits = |unit: Millis| (last - first) / unit + 2 <= MOST as Millis;
    let mut unit = UNITS.into_iter().find(|unit| fits(*unit)).unwrap_or(UNITS[UNITS.len() - 1]);
    while !fits(unit) {
        unit *= 2;
    }
    let mut edges = vec![begin(first, unit, offset)];
    let mut number = number(first, unit, offset);
    while let Some(end) = edges.last().copied().filter(|end| *end <= last) {
        let next = if unit <= HOUR {
            end + unit
        } else {
            number += 1;
            first_instant(number * unit + phase(unit), offset)
        };
        // Clocks may be set forward by more than the length of a bar.
        if next > end {
            edges.push(next);
        }
    }
    edges
}

/// Weeks begin on Monday.
fn phase(unit: Millis) -> Millis {
    if unit % (7 * DAY) == 0 { MONDAY } else { 0 }
}

/// The start of the bar that contains this instant.
fn begin(at: Millis, unit: Millis, offset: Offset) -> Millis {
    if unit <= HOUR {
        // An hour is an hour, even if clocks are set back within it.
        let offset = offset(at);
        return (at + offset).div_euclid(unit) * unit - offset;
    }
    first_instant(number(at, unit, offset) * unit + phase(unit), offset)
}

/// The number of that bar, by the local time of the zone.
fn number(at: Millis, unit: Millis, offset: Offset) -> i64 {
    (at + offset(at) - phase(unit)).div_euclid(unit)
}

/// The first instant with a local time or, if that is skipped, with a later one.
fn first_instant(local: Millis, offset: Offset) -> Millis {
    // No zone is further from UTC than this.
    const FURTHEST: Millis = 26 * HOUR;
    let (before, after) = (offset(local - FURTHEST), offset(local + FURTHEST));
    let (early, late) = (local - before.max(after), local - before.min(after));
    for at in [early, late] {
        if at + offset(at) == local {
            return at;
        }
    }
    // It is skipped at an instant between the two.
    let (mut low, mut high) = (early, late);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if middle + offset(middle) < local { low = middle } else { high = middle }
    }
    high
}

impl Histogram {
    /// Counts the jobs that all refinements except the range of time leave, between these edges.
    pub fn new(list: &JobList, left_out: &LeftOut, by: By, edges: Vec<Millis>) -> Self {
        let mut histogram =
            Self { bars: vec![[0; TONES]; edges.len().saturating_sub(1)], edges, timeless: 0 };
        let mut place = 0;
        for chunk in list.chunks() {
            let tones: Vec<Tone> = chunk.words.iter().map(|word| tone(word)).collect();
            for row in 0..chunk.len() {
                let is_out = left_out.is_out(place, Some(Dimension::Time));
                place += 1;
                if is_out {
                    continue;
                }
                let Some(at) = Chunk::known(by.column(chunk), row) else {
                    histogram.timeless += 1;
                    continue;
                };
                if let Some(bar) = histogram.bar(at) {
                    let own = tones[usize::from(chunk.statuses[row])];
                    histogram.bars[bar][of_rank(chunk.outcomes[row], own) as usize] += 1;
                }
            }
        }
        histogram
    }

    /// The bar that contains an instant.
    pub fn bar(&self, at: Millis) -> Option<usize> {
        let bar = self.edges.partition_point(|edge| *edge <= at).checked_sub(1)?;
        (bar < self.bars.len()).then_some(bar)
    }

    /// How many jobs a bar has.
    pub fn total(&self, bar: usize) -> u32 {
        self.bars.get(bar).map(|bar| bar.iter().sum()).unwrap_or_default()
    }

    /// The range from one bar to another, in either order.
    pub fn range(&self, by: By, one: usize, other: usize) -> Option<Range> {
        let (first, last) = (one.min(other), one.max(other));
        let (from, to) = (self.edges.get(first).copied()?, self.edges.get(last + 1).copied()?);
        Some(Range { by, from: Some(from), to: Some(to), hours: 0 })
    }

    /// The first and the last bar that overlap with a range.
    pub fn bars_of(&self, range: Range) -> Option<(usize, usize)> {
        let (begin, end) = (*self.edges.first()?, *self.edges.last()?);
        let (from, to) = (range.from.unwrap_or(begin).max(begin), range.to.unwrap_or(end).min(end));
        (from < to).then(|| self.bar(from).zip(self.bar(to - 1)))?
    }
}

/// The tone of a status without failures.
fn tone(status: &str) -> Tone {
    let status = Some(status).filter(|status| !status.is_empty());
    Outcome::new(status, &Field::Known(0)).tone()
}

/// The tone of an outcome of a rank, whose status has a tone of its own.
fn of_rank(rank: u8, own: Tone) -> Tone {
    match rank {
        0 if own == Tone::Stopped => Tone::Stopped,
        0 => Tone::Error,
        1 => Tone::Warning,
        2 => Tone::InProgress,
        4 => own,
        7 => Tone::Success,
        8 => Tone::Stopped,
        _ => Tone::Neutral,
    }
}
