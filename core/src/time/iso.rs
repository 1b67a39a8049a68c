//! Dates in ISO 8601 and similar formats.

use super::calendar::{clock, day};
use crate::job::Millis;

/// `2025-06-10T06:20:20`, with `T` or a space, an optional fraction, and `Z`, `+08:00`, `+0800`, `+08` or nothing
/// at the end; or only a date.
pub(super) fn iso(text: &str) -> Option<Millis> {
    let mut scan = Scan(text.as_bytes());
    let year = scan.digits(4)?;
    let between = if scan.byte(b'-').is_some() { b'-' } else { b'/' };
    if between == b'/' {
        scan.byte(b'/')?;
    }
    let month = scan.digits(2)?;
    scan.byte(between)?;
    let day = scan.digits(2)?;
    let mut at = self::day(year, month, day)?;
    if scan.at_end() {
        return Some(at);
    }
    scan.byte(b'T').or_else(|| scan.byte(b't')).or_else(|| scan.byte(b' '))?;
    let hour = scan.digits(2)?;
    scan.byte(b':')?;
    let minute = scan.digits(2)?;
    let second = if scan.byte(b':').is_some() { scan.digits(2)? } else { 0 };
    at += clock(hour, minute, second)?;
    if scan.byte(b'.').or_else(|| scan.byte(b',')).is_some() {
        at += scan.fraction()?;
    }
    at -= scan.offset()? * 60_000;
    scan.at_end().then_some(at)
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
