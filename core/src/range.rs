//! A range of time to which a list is refined.

use crate::iso;
use crate::job::{Field, Millis};
use crate::list::Chunk;
use crate::time;

/// The time by which a job is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum By {
    /// When it was created.
    #[default]
    Created,
    /// When it was last updated.
    Updated,
}

impl By {
    pub(crate) fn column(self, chunk: &Chunk) -> &[Millis] {
        match self {
            By::Created => &chunk.created,
            By::Updated => &chunk.updated,
        }
    }
}

/// The jobs from one instant up to, but not including, another one. Without the first or the second instant there
/// is no bound on that side. A job without a readable time is in no range.
///
/// A range of hours up to now has no instants of its own: [`Range::at`] computes them for the current time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Range {
    /// The time that it refers to.
    pub by: By,
    /// The first instant in it.
    pub from: Option<Millis>,
    /// The first instant after it.
    pub to: Option<Millis>,
    /// The number of hours up to now; 0 if the range has fixed instants.
    pub hours: u16,
}

const MINUTE: Millis = 60_000;

/// The separator of the two instants in an address.
const BETWEEN: &str = "..";

impl Range {
    /// The same with its current instants: hours up to now begin at a full minute.
    #[must_use]
    pub fn at(mut self, now: Millis) -> Self {
        if self.hours > 0 {
            self.from = Some((now / MINUTE - Millis::from(self.hours) * 60) * MINUTE);
        }
        self
    }

    /// Parses hours up to now, an ISO 8601 duration such as `PT24H`, or two times with `..` between them such as
    /// `2026-01-15T08:00:00Z..2026-01-15T09:00:00Z`, one of which may be missing. Other durations are invalid,
    /// because days, months and years vary in length.
    pub fn parse(by: By, text: &str) -> Option<Self> {
        if let Some(hours) = text.strip_prefix("PT").and_then(|text| text.strip_suffix('H')) {
            // The standard library would accept a sign, too.
            let is_number = hours.bytes().all(|byte| byte.is_ascii_digit());
            let hours = hours.parse().ok().filter(|hours| is_number && *hours > 0)?;
            return Some(Self { by, hours, ..Self::default() });
        }
        // The standard library's text search would add 2 KB to the page.
        let at =
            text.as_bytes().windows(BETWEEN.len()).position(|pair| pair == BETWEEN.as_bytes())?;
        let (from, to) = (text.get(..at)?, text.get(at + BETWEEN.len()..)?);
        let instant = |text: &str| match time::from_text(text) {
            Field::Known(at) => Some(at),
            Field::Absent | Field::Unreadable(_) => None,
        };
        let range = Self { by, from: instant(from), to: instant(to), hours: 0 };
        let is_read = |text: &str, at: Option<Millis>| text.is_empty() || at.is_some();
        let is_ordered = range.from.zip(range.to).is_none_or(|(from, to)| from < to);
        let has_any = range.from.is_some() || range.to.is_some();
        (is_read(from, range.from) && is_read(to, range.to) && is_ordered && has_any)
            .then_some(range)
    }

    /// The text that [`Range::parse`] reads; times are in UTC.
    pub fn to_text(self) -> String {
        if self.hours > 0 {
            return format!("PT{}H", self.hours);
        }
        let mut text = String::new();
        for (at, behind) in [(self.from, BETWEEN), (self.to, "")] {
            if let Some(at) = at {
                iso::write_utc(&mut text, at);
            }
            text.push_str(behind);
        }
        text
    }

    /// Whether it contains an instant.
    pub fn has(self, at: Millis) -> bool {
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at < to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_as_text() {
        let (from, to) = (1_768_464_000_000, 1_768_467_600_000);
        for (from, to, text) in [
            (Some(from), Some(to), "2026-01-15T08:00:00Z..2026-01-15T09:00:00Z"),
            (Some(from), None, "2026-01-15T08:00:00Z.."),
            (None, Some(to + 7), "..2026-01-15T09:00:00.007Z"),
        ] {
            let range = Range { by: By::Updated, from, to, hours: 0 };
            assert_eq!(range.to_text(), text);
            assert_eq!(Range::parse(By::Updated, text), Some(range), "{text}");
        }
        let zoned = Range::parse(By::Created, "2026-01-15T16:00:00+08:00..");
        assert_eq!(zoned.and_then(|range| range.from), Some(from));
        for bad in
            ["", "..", "2026-01-15T08:00:00Z", "x..", "2026-01-15..x", "2026-01-15..2026-01-15"]
        {
            assert_eq!(Range::parse(By::Created, bad), None, "{bad}");
        }
    }

    #[test]
    fn hours_up_to_the_present() {
        let range = Range::parse(By::Updated, "PT24H").unwrap_or_default();
        assert_eq!(range, Range { by: By::Updated, hours: 24, ..Range::default() });
        let now = 1_768_464_012_345;
        let at = |now| Range { hours: 0, ..range.at(now) };
        assert_eq!(at(now).to_text(), "2026-01-14T08:00:00Z..");
        assert_eq!(range.at(now).to_text(), "PT24H");
        assert_eq!(range.at(0).at(now), range.at(now), "the present is another one");
        assert_eq!(at(now).at(0), at(now), "times are times");
        for (text, hours) in [("PT1H", 1), ("PT01H", 1), ("PT168H", 168), ("PT65535H", u16::MAX)] {
            let range = Range::parse(By::Created, text).unwrap_or_default();
            assert_eq!(range.hours, hours, "{text}");
            assert!(range.at(0) == range.at(MINUTE - 1) && range.at(0).has(0), "{text}");
        }
    }

    #[test]
    fn durations_that_are_not_whole_hours() {
        for bad in [
            "PT",
            "PTH",
            "PT0H",
            "PT00H",
            "PT-1H",
            "PT+1H",
            "PT 1H",
            " PT1H",
            "PT1H ",
            "PT1.5H",
            "PT1,5H",
            "PT0.5H",
            "PT1e1H",
            "PT65536H",
            "PT99999999H",
            "PT18446744073709551617H",
            "P1D",
            "P7D",
            "P1W",
            "P1M",
            "P1Y",
            "P1DT1H",
            "PT30M",
            "PT1H30M",
            "PT1HPT2H",
            "-PT1H",
            "+PT1H",
            "pt1h",
            "Pt1H",
            "PT1h",
            "PT\u{FF11}H",
            "1H",
            "24",
            "P",
            "PT1H..",
            "..PT1H",
        ] {
            assert_eq!(Range::parse(By::Created, bad), None, "{bad}");
        }
    }

    #[test]
    fn the_first_instant_is_in_it_and_the_last_is_not() {
        let range = Range { by: By::Created, from: Some(10), to: Some(20), hours: 0 };
        assert!(range.has(10) && range.has(19) && !range.has(20) && !range.has(9));
        let since = Range { to: None, ..range };
        assert!(since.has(i64::MAX) && !since.has(0));
    }
}
