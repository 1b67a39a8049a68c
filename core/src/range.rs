//! A range of time to which a list is refined.

use crate::iso;
use crate::job::{Field, Millis};
use crate::list::Chunk;
use crate::time;

/// By which of its times a job is counted.
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

/// The jobs from one instant up to, but without, another one. Without the first or the second there is no
/// bound on that side. A job without a time that can be read is in no range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Range {
    /// By which time.
    pub by: By,
    /// The first instant in it.
    pub from: Option<Millis>,
    /// The first one behind it.
    pub to: Option<Millis>,
    /// So many hours up to the present were chosen, and a view that is saved with it shows as many when it is opened; 0
    /// where the instants themselves were chosen.
    pub hours: u16,
}

const MINUTE: Millis = 60_000;

/// Stands between the two instants in an address.
const BETWEEN: &str = "..";

impl Range {
    /// Reads hours up to the present as a duration of ISO 8601, such as `PT24H`. It has no bounds before
    /// [`Range::at`] is called.
    pub fn parse_hours(by: By, text: &str) -> Option<Self> {
        let hours = text.strip_prefix("PT")?.strip_suffix('H')?;
        let hours = hours.parse().ok().filter(|hours| *hours > 0)?;
        Some(Self { by, from: None, to: None, hours })
    }

    /// The text that [`Range::parse_hours`] or [`Range::parse`] reads.
    pub fn to_view_text(self) -> String {
        if self.hours == 0 { self.to_text() } else { format!("PT{}H", self.hours) }
    }

    /// The same with its bounds: hours up to the present begin at a whole minute.
    #[must_use]
    pub fn at(mut self, now: Millis) -> Self {
        if self.hours > 0 && self.from.is_none() {
            self.from = Some((now / MINUTE - Millis::from(self.hours) * 60) * MINUTE);
        }
        self
    }

    /// The same as it is saved: hours up to the present without the instant at which they began.
    #[must_use]
    pub fn only_view(mut self) -> Self {
        if self.hours > 0 {
            self.from = None;
        }
        self
    }

    /// Reads two times with `..` between, such as `2026-01-15T08:00:00Z..2026-01-15T09:00:00Z`; one of them
    /// may be missing.
    pub fn parse(by: By, text: &str) -> Option<Self> {
        // The standard library's search for a text would add 2 KB to the page.
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

    /// The text that [`Range::parse`] reads, in UTC.
    pub fn to_text(self) -> String {
        let mut text = String::new();
        for (at, behind) in [(self.from, BETWEEN), (self.to, "")] {
            if let Some(at) = at {
                iso::write_utc(&mut text, at);
            }
            text.push_str(behind);
        }
        text
    }

    /// Whether an instant is in it.
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
        let range = Range::parse_hours(By::Updated, "PT24H").unwrap_or_default();
        assert_eq!((range.by, range.from, range.hours), (By::Updated, None, 24));
        let begun = range.at(1_768_464_012_345);
        assert_eq!(begun.to_text(), "2026-01-14T08:00:00Z..");
        assert_eq!(begun.to_view_text(), "PT24H");
        assert_eq!(begun.at(0), begun, "it has begun");
        assert_eq!(begun.only_view(), range);
        let fixed = Range { hours: 0, ..begun };
        assert_eq!((fixed.to_view_text(), fixed.only_view()), (fixed.to_text(), fixed));
        for bad in ["", "PT", "PTH", "PT0H", "PT-1H", "PT1.5H", "PT65536H", "P1D", "pt1h", "24"] {
            assert_eq!(Range::parse_hours(By::Created, bad), None, "{bad}");
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
