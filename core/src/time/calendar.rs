//! Days and times of day as milliseconds.

use crate::job::Millis;

pub(super) const SECOND: i64 = 1000;
pub(super) const DAY: i64 = 86_400 * SECOND;

/// The first instant of a day.
pub(super) fn day(year: i64, month: i64, day: i64) -> Option<Millis> {
    let exists = (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
    exists.then(|| days_since_epoch(year, month, day) * DAY)
}

/// A time of day, from its beginning. 60 is a leap second; it is displayed as the following second, as in browsers.
pub(super) fn clock(hour: i64, minute: i64, second: i64) -> Option<Millis> {
    let exists = hour <= 23 && minute <= 59 && second <= 60;
    exists.then(|| ((hour * 60 + minute) * 60 + second) * SECOND)
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
