//! Instants in the formats of various services. The browser formats times for display.

mod calendar;
mod http;
mod iso;

use self::calendar::{DAY, SECOND, clock, day};
pub(crate) use self::http::http;
use self::iso::iso;
use crate::invisible::trimmed;
use crate::job::{Field, Millis};
use crate::number;
use crate::unset::is_no_number;
use crate::words;

/// 1971 in UTC. An earlier time means none: it is the first instant of a calendar (of Unix, in any time zone; of
/// Windows, SQL or Java), or a small number that is no time.
const FIRST: Millis = 365 * DAY;
/// The year 9999, which means no end. It is also within the range of a browser's `Date`.
const LAST: Millis = 253_370_764_800_000;
/// The largest 32-bit numbers as seconds, signed and unsigned, and the largest 64-bit number as nanoseconds: the
/// last instants of databases and libraries, which mean none.
const NEVER: [Millis; 3] = [2_147_483_647_000, 4_294_967_295_000, 9_223_372_036_854];

/// Parses an instant: a number since 1970 in seconds, milliseconds, microseconds or nanoseconds, ISO 8601 with an
/// optional fraction and offset, or a date in the format of HTTP.
///
/// A date without an offset is in UTC, as in the cloud's other interfaces. Values that services send for no time
/// are [`Field::Absent`].
pub fn from_text(text: &str) -> Field<Millis> {
    let trimmed = trimmed(text);
    // The format of .NET in JSON.
    let trimmed =
        trimmed.strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/")).unwrap_or(trimmed);
    // The usual case is a number.
    let at = match number::floor(trimmed).map(milliseconds) {
        None if is_no_number(trimmed) || is_zero(trimmed) => return Field::Absent,
        None => iso(trimmed).or_else(|| http(trimmed)).or_else(|| array(trimmed)),
        at => at,
    };
    match at {
        Some(at) if (FIRST..LAST).contains(&at) && !NEVER.contains(&at) => Field::Known(at),
        Some(_) => Field::Absent,
        None if is_of_first_year(trimmed) => Field::Absent,
        None => Field::Unreadable(text.to_owned()),
    }
}

/// Zeros and the characters between them: `0`, `0.0`, `0000-00-00 00:00:00`, `00:00`, `[0,0,0]`.
fn is_zero(text: &str) -> bool {
    text.contains('0') && text.bytes().all(|byte| b"0-:/. TZ+[,]".contains(&byte))
}

/// Whether a text that is no date here, such as `Thu Jan 01 08:00:00 CST 1970` or `1/1/0001 12:00:00 AM`, contains
/// the first or last year of a calendar, besides another number.
fn is_of_first_year(text: &str) -> bool {
    let (mut begin, mut numbers, mut is_first) = (None, 0, false);
    for at in 0..=text.len() {
        match (text.as_bytes().get(at).is_some_and(u8::is_ascii_digit), begin) {
            (true, None) => begin = Some(at),
            (false, Some(from)) => {
                numbers += 1;
                let number = text.as_bytes().get(from..at).unwrap_or_default();
                is_first |= words::is_in("0000 0001 1601 1753 1899 1900 1969 1970 9999", number);
                begin = None;
            }
            _ => {}
        }
    }
    is_first && numbers > 1
}

/// `[2025,6,10,6,20,20,547000000]`, the default format of Java's libraries. Missing parts at the end are zero.
fn array(text: &str) -> Option<Millis> {
    let (mut parts, mut at) = ([0_i64; 7], 0);
    for byte in text.strip_prefix('[')?.strip_suffix(']')?.bytes() {
        match byte {
            b' ' => {}
            b',' => at += 1,
            b'0'..=b'9' => {
                let part = parts.get_mut(at).filter(|part| **part < 100_000_000)?;
                *part = *part * 10 + i64::from(byte - b'0');
            }
            _ => return None,
        }
    }
    let [year, month, day, hour, minute, second, nanosecond] = parts;
    let date = self::day(Some(year).filter(|year| *year <= 9999)?, month, day)?;
    Some(date + clock(hour, minute, second)? + nanosecond / 1_000_000)
}

/// Milliseconds since 1970 from a number whose unit depends on its size: between 2001 and 2286 the unit is
/// unambiguous. A date may also be written as one number.
fn milliseconds(number: i64) -> Millis {
    match number {
        10_000_000..100_000_000 => compact(number, 0).unwrap_or(number),
        100_000_000..10_000_000_000 => number * SECOND,
        // The end of the year 9999 in seconds, and the largest number mean no end.
        253_402_300_799 | 253_402_300_800 | i64::MAX => LAST,
        10_000_000_000_000..100_000_000_000_000 => written(number, 0),
        1_000_000_000_000_000..10_000_000_000_000_000 => number / 1000,
        // With milliseconds at the end: no number of microseconds is as large before 2286.
        10_000_000_000_000_000..100_000_000_000_000_000 => written(number / 1000, number % 1000),
        100_000_000_000_000_000.. => number / 1_000_000,
        _ => number,
    }
}

/// `20250610062020`, with milliseconds; or the number itself if it is no date.
#[inline(never)]
fn written(number: i64, milliseconds: i64) -> Millis {
    let second = compact(number / 1_000_000, number % 1_000_000);
    second.map_or(number, |second| second + milliseconds)
}

/// `20250610` and `062020`, as in `20250610062020`.
fn compact(date: i64, time: i64) -> Option<Millis> {
    let (hour, minute, second) = (time / 10_000, time / 100 % 100, time % 100);
    let date = day(date / 10_000, date / 100 % 100, date % 100)?;
    Some(date + clock(hour, minute, second)?)
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
        check("1971-01-01T00:00:00Z", Some(31_536_000_000));
        check("2025/06/10 06:20:20", Some(1_749_536_420_000));
        check("2000-02-29T00:00:00Z", Some(951_782_400_000));
        check("2024-12-31T23:59:60Z", Some(1_735_689_600_000));
    }

    /// Jobs were "created 56 years ago", and stood first when the oldest were wanted, because their
    /// service writes the first instant of a calendar for no time.
    #[test]
    fn what_stands_for_no_time() {
        for text in [
            "",
            " ",
            "0",
            "0.0",
            "-0",
            "00",
            "-1",
            "-62135596800000",
            "-62135596800",
            "-9223372036854775808",
            "9223372036854775807",
            "1",
            "999",
            "28800000",
            "-28800000",
            "null",
            "N/A",
            "-",
            "--",
            "never",
            "NaN",
            "Invalid Date",
            "false",
            "1970-01-01T00:00:00Z",
            "1970-01-01 00:00:00",
            "1970-01-01",
            "1970-01-01 08:00:00",
            "1970-01-01T08:00:00+08:00",
            "1969-12-31T16:00:00-08:00",
            "1969-12-31T23:59:59Z",
            "0001-01-01T00:00:00Z",
            "0001-01-01T00:00:00",
            "0001-01-01 00:00:00 ",
            "0001-01-01",
            "0000-00-00 00:00:00",
            "0000-00-00",
            "0000-00-00T00:00:00Z",
            "00:00:00",
            "-0001-11-30T00:00:00Z",
            "1900-01-01T00:00:00Z",
            "1899-12-30T00:00:00Z",
            "1753-01-01",
            "1601-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
            "9999-12-31 00:00:00",
            "253402300799000",
            "253402300799",
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "Thu Jan 01 08:00:00 CST 1970",
            "Thu Jan 01 1970 08:00:00 GMT+0800 (China Standard Time)",
            "Jan 1, 1970 8:00:00 AM",
            "1/1/0001 12:00:00 AM",
            "01/01/1970 00:00",
            "1970年1月1日",
            "/Date(-62135596800000)/",
            "[1970,1,1,8,0]",
            "[0,0,0,0,0]",
            "2147483647",
            "2038-01-19T03:14:07Z",
            "4294967295",
            "4294967295000",
            "9223372036854",
            "2262-04-11T23:47:16.854775807Z",
            "--:--",
            "--/--/---- --:--:--",
            "[1,1,1,0,0]",
        ] {
            assert_eq!(from_text(text), Field::Absent, "{text:?}");
        }
    }

    /// Jobs of a service that sends seconds were all of January 1970.
    #[test]
    fn numbers_in_any_unit() {
        check("1749536420", Some(1_749_536_420_000));
        check("1749536420.547", Some(1_749_536_420_000));
        check(" 1749536420 ", Some(1_749_536_420_000));
        check("1.74953642e9", Some(1_749_536_420_000));
        check("999999999", Some(999_999_999_000));
        check("1749536420547123", Some(1_749_536_420_547));
        check("1749536420547123456", Some(1_749_536_420_547));
        check("20250610062020", Some(1_749_536_420_000));
        check("20250610", Some(1_749_513_600_000));
        check("\u{200B}1749536420547", Some(1_749_536_420_547));
        // A portal that writes `yyyyMMddHHmmssSSS` had all its jobs in the year 2611.
        check("20250610062020547", Some(1_749_536_420_547));
        check("20250610062020000", Some(1_749_536_420_000));
        check("99991231235959999", None);
        check("20251310", None);
        check("4102444800000", Some(4_102_444_800_000));
    }

    /// Every time of a portal was shown as `[2025,6,10,6,20]`, which is how its library writes one.
    #[test]
    fn dates_as_libraries_write_them() {
        check("[2025,6,10,6,20,20,547000000]", Some(1_749_536_420_547));
        check("[2025, 6, 10, 6, 20]", Some(1_749_536_400_000));
        check("[2025,6,10]", Some(1_749_513_600_000));
        check("/Date(1749536420547)/", Some(1_749_536_420_547));
        for bad in [
            "[]",
            "[2025]",
            "[2025,13,1]",
            "[2025,6,10,25]",
            "[2025,6,x]",
            "[9999999999,1,1]",
            "/Date(x)/",
        ] {
            check(bad, None);
        }
    }

    #[test]
    fn neither() {
        for text in [
            "yesterday",
            "2025-13-01",
            "2025-02-29",
            "2100-02-29",
            "2025-06-10T24:00:00Z",
            "2025-06-10T06:20:20+8",
            "2025-06-10T06:20:20Zjunk",
            "2025-06-10T",
            "inf",
            "2025-06-10T06:20:20.Z",
            "٢٠٢٥-٠٦-١٠",
        ] {
            check(text, None);
            assert_eq!(from_text(text), Field::Unreadable(text.to_owned()));
        }
    }
}
