//! Dates in the format of HTTP.

use super::calendar::{clock, day};
use crate::job::Millis;

/// Parses a date of HTTP (RFC 9110), in its current format and the two obsolete ones:
/// `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6 08:49:37 1994`.
pub(crate) fn http(text: &str) -> Option<Millis> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let words = text.split([' ', ',', '-']).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.collect();
    let (date, month, year, time) = match *words.as_slice() {
        [_, date, month, year, time, "GMT" | "UTC"] => (date, month, year, time),
        [_, month, date, time, year] => (date, month, year, time),
        _ => return None,
    };
    let number = |text: &str| -> Option<i64> {
        let is_number = text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| is_number)
    };
    let month = (1..).zip(MONTHS).find(|(_, name)| name.eq_ignore_ascii_case(month))?.0;
    let year = match (number(year)?, year.len()) {
        (year, 4) => year,
        // The nearer century, from the present years.
        (year, 2) => {
            if year < 70 {
                2000 + year
            } else {
                1900 + year
            }
        }
        _ => return None,
    };
    let mut time = time.split(':').map(number);
    let (hour, minute, second) = (time.next()??, time.next()??, time.next()??);
    Some(day(year, month, number(date)?)? + clock(hour, minute, second)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_http() {
        let check = |text: &str, expect| assert_eq!(http(text), expect, "{text}");
        check("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777_000));
        check("Sunday, 06-Nov-94 08:49:37 GMT", Some(784_111_777_000));
        check("Sun Nov  6 08:49:37 1994", Some(784_111_777_000));
        check("Tue, 10 Jun 2025 06:20:20 GMT", Some(1_749_536_420_000));
        check("Tuesday, 10-Jun-25 06:20:20 GMT", Some(1_749_536_420_000));
        for bad in [
            "",
            "soon",
            "Sun, 06 Nov 1994 08:49:37",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "Sun, 31 Feb 2025 00:00:00 GMT",
            "Sun, 06 Ann 1994 08:49:37 GMT",
            "Sun, 06 anf 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:00:00 GMT",
            "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, +6 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 94949 08:49:37 GMT",
        ] {
            check(bad, None);
        }
    }
}
