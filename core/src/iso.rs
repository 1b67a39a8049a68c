//! Instants as ISO 8601 with a zone offset, for files and addresses. The browser formats times for display.

use std::fmt::Write;

use crate::job::Millis;

const MINUTE: i64 = 60_000;
const DAY: i64 = 86_400_000;

/// Appends an instant such as `2025-06-10T14:20:20.000+08:00`; `offset` is in minutes east of UTC, and
/// `Z` stands for none.
pub fn write(out: &mut String, at: Millis, offset: i32) {
    let local = at + i64::from(offset) * MINUTE;
    let (year, month, day) = date(local.div_euclid(DAY));
    let (seconds, millis) = (local.rem_euclid(DAY) / 1000, local.rem_euclid(1000));
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    // Writing to a `String` cannot fail.
    let _ =
        write!(out, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}");
    if offset == 0 {
        out.push('Z');
    } else {
        let sign = if offset < 0 { '-' } else { '+' };
        let _ = write!(out, "{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60);
    }
}

/// Appends an instant in UTC as RFC 3339, with a fraction only where there is one: `2025-06-10T06:20:20Z`.
pub fn write_utc(out: &mut String, at: Millis) {
    write_parts(out, at, at.rem_euclid(1000) != 0);
}

/// Appends an instant in UTC as RFC 3339 with milliseconds: `2025-06-10T06:20:20.000Z`.
pub fn write_utc_exact(out: &mut String, at: Millis) {
    write_parts(out, at, true);
}

/// Written by hand, because number formatting would add code to the first module.
fn write_parts(out: &mut String, at: Millis, has_fraction: bool) {
    let (year, month, day) = date(at.div_euclid(DAY));
    let (seconds, millis) = (at.rem_euclid(DAY) / 1000, at.rem_euclid(1000));
    for (value, width, behind) in [
        (year, 4, '-'),
        (month, 2, '-'),
        (day, 2, 'T'),
        (seconds / 3600, 2, ':'),
        (seconds / 60 % 60, 2, ':'),
        (seconds % 60, 2, if has_fraction { '.' } else { 'Z' }),
        (millis, if has_fraction { 3 } else { 0 }, 'Z'),
    ] {
        if width == 0 {
            return;
        }
        for place in (0..width).rev() {
            let digit = value / 10i64.pow(place) % 10;
            out.push(char::from(b'0' + digit as u8));
        }
        out.push(behind);
    }
}

/// The date of a day counted from 1970-01-01, in the proleptic Gregorian calendar. Years begin in March here, so
/// that the leap day is the last one.
fn date(day: i64) -> (i64, i64, i64) {
    let day = day + 719_468;
    let (era, of_era) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (era * 400 + year + next, month, date)
}

/// Parses the offset of a time zone as `Intl` writes it: `GMT+8`, `GMT-03:30`, `UTC`. In minutes east of UTC; 0 for
/// any other text.
pub fn offset(text: &str) -> i32 {
    let Some(at) = text.find(['+', '-', '\u{2212}']) else {
        return 0;
    };
    let east = text[at..].starts_with('+');
    let digits = text[at..].trim_start_matches(['+', '-', '\u{2212}']);
    let mut parts = digits.split(':').map(|part| part.parse::<i32>().unwrap_or(0));
    let minutes = parts.next().unwrap_or(0) * 60 + parts.next().unwrap_or(0);
    if east { minutes } else { -minutes }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::Field;
    use crate::time;

    #[track_caller]
    fn check(at: Millis, offset: i32, expect: &str) {
        let mut out = String::new();
        write(&mut out, at, offset);
        assert_eq!(out, expect);
        assert_eq!(time::from_text(&out), Field::Known(at), "{out} is the same instant");
        if offset == 0 {
            let mut utc = String::new();
            write_utc_exact(&mut utc, at);
            assert_eq!(utc, out);
        }
    }

    #[test]
    fn instants_as_text() {
        check(1_749_540_000_000, 0, "2025-06-10T07:20:00.000Z");
        check(1_749_540_000_007, 480, "2025-06-10T15:20:00.007+08:00");
        check(1_749_540_000_000, -210, "2025-06-10T03:50:00.000-03:30");
        check(951_782_400_000, 0, "2000-02-29T00:00:00.000Z");
        check(951_868_799_999, 0, "2000-02-29T23:59:59.999Z");
        check(4_107_542_400_000, 0, "2100-03-01T00:00:00.000Z");
        check(1_735_689_599_999, 1, "2025-01-01T00:00:59.999+00:01");
    }

    #[test]
    fn instants_in_utc_without_an_empty_fraction() {
        for (at, expect) in [
            (1_749_540_000_000, "2025-06-10T07:20:00Z"),
            (1_749_540_059_007, "2025-06-10T07:20:59.007Z"),
            (253_370_764_799_999, "9998-12-31T23:59:59.999Z"),
        ] {
            let mut out = String::new();
            write_utc(&mut out, at);
            assert_eq!(out, expect);
            assert_eq!(time::from_text(&out), Field::Known(at));
        }
    }

    #[test]
    fn every_day_of_four_centuries_comes_back() {
        for day in 365..146_097 + 365 {
            check(day * DAY + 43_200_000, 0, &{
                let (year, month, date) = date(day);
                format!("{year:04}-{month:02}-{date:02}T12:00:00.000Z")
            });
        }
    }

    #[test]
    fn offsets_as_browsers_write_them() {
        for (text, minutes) in [
            ("GMT+8", 480),
            ("GMT-3:30", -210),
            ("GMT\u{2212}03:30", -210),
            ("GMT+05:45", 345),
            ("GMT", 0),
            ("UTC", 0),
            ("", 0),
            ("GMT+", 0),
        ] {
            assert_eq!(offset(text), minutes, "{text}");
        }
    }
}
