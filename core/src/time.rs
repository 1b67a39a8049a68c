//! Instants out of the three shapes in which the cloud may send them; formatting is the browser's.

use crate::job::{Field, Millis};
use crate::number;

/// The furthest instant from 1970 that a browser's `Date` can hold.
const FURTHEST: i64 = 8_640_000_000_000_000;
const DAY: i64 = 86_400_000;

/// Reads text as an instant: epoch milliseconds, or ISO 8601 with an optional fraction and offset.
///
/// A date with no offset is taken as UTC, as the cloud's other interfaces write it.
pub fn from_text(text: &str) -> Field<Millis> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Field::Absent;
    }
    match milliseconds(trimmed).or_else(|| iso(trimmed)) {
        Some(at) => Field::Known(at),
        None => Field::Unreadable(text.to_owned()),
    }
}

/// Epoch milliseconds from a JSON number's text: `1749536420547`, `1749536420547.0`, `1.7e12`.
fn milliseconds(text: &str) -> Option<Millis> {
    number::floor(text).filter(|at| (-FURTHEST..=FURTHEST).contains(at))
}

/// `2025-06-10T06:20:20`, with `T` or a space, an optional fraction, and `Z`, `+08:00`, `+0800`,
/// `+08` or nothing behind it; or the date alone.
fn iso(text: &str) -> Option<Millis> {
    let mut scan = Scan(text.as_bytes());
    let year = scan.digits(4)?;
    scan.byte(b'-')?;
    let month = scan.digits(2)?;
    scan.byte(b'-')?;
    let day = scan.digits(2)?;
    if !(1..=12).contains(&month) || !(1..=days_in_month(year, month)).contains(&day) {
        return None;
    }
    let mut at = days_since_epoch(year, month, day) * DAY;
    if scan.at_end() {
        return Some(at);
    }
    scan.byte(b'T').or_else(|| scan.byte(b't')).or_else(|| scan.byte(b' '))?;
    let hour = scan.digits(2)?;
    scan.byte(b':')?;
    let minute = scan.digits(2)?;
    let second = if scan.byte(b':').is_some() { scan.digits(2)? } else { 0 };
    // 60 is a leap second; it is shown as the second after it, as browsers do.
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    at += ((hour * 60 + minute) * 60 + second) * 1000;
    if scan.byte(b'.').or_else(|| scan.byte(b',')).is_some() {
        at += scan.fraction()?;
    }
    at -= scan.offset()? * 60_000;
    scan.at_end().then_some(at)
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 in the proleptic Gregorian calendar, by counting years from March, so that
/// the leap day is the last of its year.
fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    365 * year + leap_days + (153 * month + 2) / 5 + day - 1 - 719_468
}

/// What is left of the text.
struct Scan<'a>(&'a [u8]);

impl Scan<'_> {
    fn at_end(&self) -> bool {
        self.0.is_empty()
    }

    fn byte(&mut self, wanted: u8) -> Option<()> {
        let (&first, rest) = self.0.split_first()?;
        (first == wanted).then(|| self.0 = rest)
    }

    fn digit(&mut self) -> Option<i64> {
        let (&first, rest) = self.0.split_first()?;
        first.is_ascii_digit().then(|| {
            self.0 = rest;
            i64::from(first - b'0')
        })
    }

    fn digits(&mut self, count: usize) -> Option<i64> {
        (0..count).try_fold(0, |sum, _| Some(sum * 10 + self.digit()?))
    }

    /// Milliseconds; finer digits are dropped.
    fn fraction(&mut self) -> Option<i64> {
        let mut sum = self.digit()? * 100;
        sum += self.digit().unwrap_or(0) * 10;
        sum += self.digit().unwrap_or(0);
        while self.digit().is_some() {}
        Some(sum)
    }

    /// Minutes east of UTC.
    fn offset(&mut self) -> Option<i64> {
        if self.at_end() || self.byte(b'Z').or_else(|| self.byte(b'z')).is_some() {
            return Some(0);
        }
        let sign = if self.byte(b'+').is_some() {
            1
        } else {
            self.byte(b'-')?;
            -1
        };
        let hours = self.digits(2)?;
        let minutes = if self.at_end() {
            0
        } else {
            let _ = self.byte(b':');
            self.digits(2)?
        };
        (hours <= 23 && minutes <= 59).then_some(sign * (hours * 60 + minutes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Option<Millis>) {
        assert_eq!(from_text(text).known().copied(), expect, "{text}");
    }

    #[test]
    fn numbers() {
        check("1749536420547", Some(1_749_536_420_547));
        check(" 1749536420547 ", Some(1_749_536_420_547));
        check("1749536420547.9", Some(1_749_536_420_547));
        check("1.749536420547e12", Some(1_749_536_420_547));
        check("-1", Some(-1));
        check("0", Some(0));
        check("8640000000000001", None);
        check("1e999", None);
        check("99999999999999999999", None);
    }

    #[test]
    fn iso_text() {
        check("2025-06-10T06:20:20Z", Some(1_749_536_420_000));
        check("2025-06-10T06:20:20.547Z", Some(1_749_536_420_547));
        check("2025-06-10T06:20:20.547123Z", Some(1_749_536_420_547));
        check("2025-06-10T14:20:20+08:00", Some(1_749_536_420_000));
        check("2025-06-10T14:20:20+0800", Some(1_749_536_420_000));
        check("2025-06-10T01:50:20-04:30", Some(1_749_536_420_000));
        check("2025-06-10 06:20:20", Some(1_749_536_420_000));
        check("2025-06-10", Some(1_749_513_600_000));
        check("1970-01-01T00:00:00Z", Some(0));
        check("1969-12-31T23:59:59Z", Some(-1000));
        check("2000-02-29T00:00:00Z", Some(951_782_400_000));
        check("2024-12-31T23:59:60Z", Some(1_735_689_600_000));
    }

    #[test]
    fn neither() {
        for text in [
            "yesterday",
            "2025-13-01",
            "2025-02-29",
            "1900-02-29",
            "2025-06-10T24:00:00Z",
            "2025-06-10T06:20:20+8",
            "2025-06-10T06:20:20Zjunk",
            "2025-06-10T",
            "inf",
            "NaN",
            "2025-06-10T06:20:20.Z",
            "٢٠٢٥-٠٦-١٠",
        ] {
            check(text, None);
            assert_eq!(from_text(text), Field::Unreadable(text.to_owned()));
        }
        assert_eq!(from_text(""), Field::Absent);
        assert_eq!(from_text("  "), Field::Absent);
    }
}
