//! The header `Retry-After` as an instant.

use crate::job::Millis;
use crate::time::http;

/// The longest wait that is accepted.
const LONGEST: Millis = 366 * 86_400_000;

/// The earliest time of the next request by the local clock, whose time is `now`; never before `now`.
///
/// The header is a number of seconds or a date (RFC 9110). A date is by the server's clock, so it is compared with
/// `date`, the response's header `Date`, if there is one. `None` for any other text.
pub fn parse(retry_after: &str, date: Option<&str>, now: Millis) -> Option<Millis> {
    let text = retry_after.trim();
    let wait = if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number with too many digits is too large in any case.
        text.parse::<Millis>().unwrap_or(LONGEST).saturating_mul(1000)
    } else {
        http(text)? - date.and_then(|date| http(date.trim())).unwrap_or(now)
    };
    Some(now.saturating_add(wait.clamp(0, LONGEST)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A proxy that asked for a pause with a date was asked again at once.
    #[test]
    fn seconds_and_dates() {
        const NOW: Millis = 1_749_536_420_000;
        #[track_caller]
        fn check(text: &str, date: Option<&str>, wait: Option<Millis>) {
            assert_eq!(parse(text, date, NOW), wait.map(|wait| NOW + wait), "{text} {date:?}");
        }
        check("0", None, Some(0));
        check("120", None, Some(120_000));
        check(" 5 ", None, Some(5000));
        check("4294967296", None, Some(LONGEST));
        check("99999999999999999999999999", None, Some(LONGEST));
        check("Tue, 10 Jun 2025 06:22:20 GMT", None, Some(120_000));
        check("Tuesday, 10-Jun-25 06:22:20 GMT", None, Some(120_000));
        check("Tue Jun 10 06:22:20 2025", None, Some(120_000));
        check("Tue, 10 Jun 2025 06:00:00 GMT", None, Some(0));
        check("Fri, 31 Dec 9999 23:59:59 GMT", None, Some(LONGEST));
        // The server's clock is an hour ahead.
        let date = Some("Tue, 10 Jun 2025 07:20:20 GMT");
        check("Tue, 10 Jun 2025 07:22:20 GMT", date, Some(120_000));
        check("Tue, 10 Jun 2025 07:22:20 GMT", Some("soon"), Some(3_720_000));
        check("120", date, Some(120_000));
        for text in ["", "-1", "1.5", "+5", "5s", "soon", "Tue, 10 Jun 2025 06:22:20", "2025-06-10"]
        {
            check(text, None, None);
        }
    }
}
