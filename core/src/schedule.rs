//! The schedule of automatic refreshes. Time, randomness and visibility are arguments.

use crate::job::Millis;

/// Milliseconds between two requests while jobs are being processed.
const BUSY: f64 = 15_000.0;
/// Milliseconds between two requests otherwise.
const QUIET: f64 = 60_000.0;
/// The longest wait after errors, in milliseconds.
const LONGEST_BACKOFF: f64 = 300_000.0;
/// The interval is at least this many times as long as the last response took.
const DURATIONS: f64 = 4.0;
/// The random part of an interval, so that many pages do not send requests at the same time.
const JITTER: f64 = 0.1;
/// The shortest and the longest interval that can be chosen, in seconds.
const SECONDS: std::ops::RangeInclusive<u16> = 5..=3600;

/// How often the list is requested again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Interval {
    /// Never.
    #[default]
    Off,
    /// Every 15 seconds while a job is being processed, every minute otherwise.
    Auto,
    /// Every so many seconds, 5 to 3600.
    Seconds(u16),
}

impl Interval {
    /// Reads `off`, `auto`, or a number of seconds from 5 to 3600.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim() {
            "off" => Some(Self::Off),
            "auto" => Some(Self::Auto),
            text => {
                let seconds = text.parse().ok().filter(|seconds| SECONDS.contains(seconds));
                seconds.map(Self::Seconds)
            }
        }
    }

    /// The text that [`Interval::parse`] reads.
    pub fn to_text(self) -> String {
        match self {
            Self::Off => "off".to_owned(),
            Self::Auto => "auto".to_owned(),
            Self::Seconds(seconds) => seconds.to_string(),
        }
    }
}

/// How the newest request ended.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LastRequest {
    /// When it ended, in milliseconds since 1970.
    pub at: f64,
    /// How long it took, in milliseconds.
    pub duration: f64,
    /// How many requests in a row have failed, this one included.
    pub failures: u32,
    /// The earliest time of the next request, if the server gives one.
    pub retry_at: Option<Millis>,
    /// Whether another request can succeed without an act of the user, such as signing in.
    pub can_recover: bool,
    /// A random number from -1 to 1.
    pub jitter: f64,
}

/// The conditions for the next request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conditions {
    /// How often it is requested.
    pub interval: Interval,
    /// Whether a job of the list is being processed.
    pub is_processing: bool,
    /// Whether the browser is online.
    pub is_online: bool,
    /// Whether the list is in a visible part of a visible page.
    pub is_visible: bool,
    /// Whether the user watches a job: then requests are sent even while the page is hidden.
    pub is_watching: bool,
}

/// When the list is requested again, in milliseconds since 1970; an instant in the past means at once. `None` means
/// not before the conditions change or the user acts.
pub fn next(last: LastRequest, conditions: Conditions) -> Option<f64> {
    let Conditions { interval, is_processing, is_online, is_visible, is_watching } = conditions;
    if !is_online || !last.can_recover || !(is_visible || is_watching) {
        return None;
    }
    let chosen = match interval {
        Interval::Off if is_watching => QUIET,
        Interval::Off => return None,
        Interval::Auto if is_processing => BUSY,
        Interval::Auto => QUIET,
        Interval::Seconds(seconds) => f64::from(seconds) * 1000.0,
    };
    let chosen = if is_visible { chosen } else { chosen.max(QUIET) };
    // An interval that is longer than the longest backoff is kept.
    let backed_off = (chosen * 2f64.powi(last.failures.min(16) as i32)).min(LONGEST_BACKOFF);
    let wait = chosen.max(if last.failures > 0 { backed_off } else { 0.0 });
    let wait = wait * (1.0 + JITTER * last.jitter);
    let due = last.at + wait.max(DURATIONS * last.duration);
    Some(last.retry_at.map_or(due, |at| due.max(at as f64)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAST: LastRequest = LastRequest {
        at: 0.0,
        duration: 100.0,
        failures: 0,
        retry_at: None,
        can_recover: true,
        jitter: 0.0,
    };
    const SEEN: Conditions = Conditions {
        interval: Interval::Auto,
        is_processing: false,
        is_online: true,
        is_visible: true,
        is_watching: false,
    };

    #[test]
    fn what_an_interval_is() {
        for text in ["off", "auto", "5", "60", "3600"] {
            assert_eq!(Interval::parse(text).map(Interval::to_text).as_deref(), Some(text));
        }
        assert_eq!(Interval::parse(" 30 "), Some(Interval::Seconds(30)));
        for text in ["", "on", "4", "3601", "-5", "1e2", "15s", "7.5", "999999999"] {
            assert_eq!(Interval::parse(text), None, "{text}");
        }
    }

    /// The schedule as a table: what is so, and after how many seconds the next request is sent.
    #[test]
    fn the_next_request() {
        #[track_caller]
        fn check(last: LastRequest, conditions: Conditions, seconds: impl Into<Option<f64>>) {
            let expect: Option<f64> = seconds.into();
            assert_eq!(next(last, conditions).map(|at| at / 1000.0), expect);
        }
        let every = |seconds| Conditions { interval: Interval::Seconds(seconds), ..SEEN };
        let off = Conditions { interval: Interval::Off, ..SEEN };
        let hidden = Conditions { is_visible: false, ..SEEN };
        let busy = Conditions { is_processing: true, ..SEEN };

        // The interval.
        check(LAST, SEEN, 60.0);
        check(LAST, busy, 15.0);
        check(LAST, off, None);
        check(LAST, every(5), 5.0);
        check(LAST, Conditions { is_processing: true, ..every(3600) }, 3600.0);
        // Ten percent either way.
        check(LastRequest { jitter: 1.0, ..LAST }, SEEN, 66.0);
        check(LastRequest { jitter: -1.0, ..LAST }, SEEN, 54.0);
        // Whom nobody sees, and where there is no network.
        check(LAST, hidden, None);
        check(LAST, Conditions { is_online: false, ..SEEN }, None);
        check(LAST, Conditions { is_watching: true, ..hidden }, 60.0);
        check(LAST, Conditions { is_watching: true, is_visible: false, ..busy }, 60.0);
        check(LAST, Conditions { is_watching: true, ..off }, 60.0);
        check(LAST, Conditions { is_watching: true, is_visible: false, ..every(600) }, 600.0);
        check(LAST, Conditions { is_watching: true, is_online: false, ..SEEN }, None);
        // Four times as long as the answer took.
        check(LastRequest { duration: 5000.0, ..LAST }, busy, 20.0);
        check(LastRequest { duration: 20_000.0, ..LAST }, SEEN, 80.0);
        check(LastRequest { duration: 20_000.0, jitter: -1.0, ..LAST }, SEEN, 80.0);
        // Doubled with each error, up to five minutes.
        let failed = |failures| LastRequest { failures, ..LAST };
        check(failed(1), busy, 30.0);
        check(failed(2), busy, 60.0);
        check(failed(1), SEEN, 120.0);
        check(failed(3), SEEN, 300.0);
        check(failed(u32::MAX), every(5), 300.0);
        check(failed(1), every(600), 600.0);
        // What the server asks for.
        check(LastRequest { retry_at: Some(400_000), ..failed(1) }, busy, 400.0);
        check(LastRequest { retry_at: Some(1000), ..failed(1) }, busy, 30.0);
        // What asking again cannot mend.
        check(LastRequest { can_recover: false, ..failed(1) }, SEEN, None);
        check(
            LastRequest { can_recover: false, ..failed(1) },
            Conditions { is_watching: true, ..SEEN },
            None,
        );
    }
}
