//! The time to wait after a failure of the cloud.

use std::time::Duration;

use axum::http::{HeaderMap, header::RETRY_AFTER};
use jiff::fmt::rfc2822;
use uuid::Uuid;

const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(60);
/// The maximum time that `Retry-After` may ask for.
pub const LONGEST_ASKED: Duration = Duration::from_secs(10 * 60);

/// The time to wait after this many previous failures in a row: the cloud's `Retry-After`, otherwise doubled each
/// time up to a minute, and reduced at random by up to a half, so that several gateways do not retry at once. A
/// `Retry-After` of zero or in the past is ignored, because the call has failed all the same.
pub fn pause(failures_before: u32, asked: Option<Duration>) -> Duration {
    match asked.filter(|asked| !asked.is_zero()) {
        Some(asked) => asked.min(LONGEST_ASKED),
        None => {
            let doubled = FIRST.saturating_mul(2_u32.saturating_pow(failures_before)).min(LONGEST);
            let random = f64::from(Uuid::new_v4().as_u128() as u16) / f64::from(u16::MAX);
            doubled.mul_f64(1.0 - random / 2.0)
        }
    }
}

/// The time in `Retry-After`, which is in seconds or an instant.
pub fn retry_after(headers: &HeaderMap, now_ms: i64) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let ms = instant_ms(text)?.saturating_sub(now_ms);
    Some(Duration::from_millis(u64::try_from(ms).unwrap_or_default()))
}

/// An instant in the format of HTTP headers, in milliseconds since 1970.
pub fn instant_ms(text: &str) -> Option<i64> {
    rfc2822::parse(text).ok().map(|instant| instant.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_minute_less_a_random_half() {
        for (failures, most) in [(0, 1), (1, 2), (3, 8), (5, 32), (6, 60), (40, 60), (u32::MAX, 60)]
        {
            for _ in 0..50 {
                let pause = pause(failures, None).as_secs_f64();
                let most = f64::from(most);
                assert!((most / 2.0..=most).contains(&pause), "{failures}: {pause}");
            }
        }
        assert_ne!(pause(6, None), pause(6, None));
    }

    #[test]
    fn what_the_cloud_asks_for_is_done_within_reason() {
        #[track_caller]
        fn check(value: &str, expect: Option<u64>) {
            let headers = HeaderMap::from_iter([(RETRY_AFTER, value.parse().unwrap())]);
            assert_eq!(retry_after(&headers, 784_111_777_000), expect.map(Duration::from_secs));
        }
        check("120", Some(120));
        check(" 0 ", Some(0));
        check("Sun, 06 Nov 1994 08:50:37 GMT", Some(60));
        check("Sun, 06 Nov 1994 08:00:00 GMT", Some(0));
        check("soon", None);
        check("-1", None);
        check("", None);
        assert_eq!(pause(0, Some(Duration::from_secs(3))), Duration::from_secs(3));
        assert_eq!(pause(0, Some(Duration::MAX)), LONGEST_ASKED);
        // A failing cloud that answered with 0 was called by every reader at once.
        assert!(pause(2, Some(Duration::ZERO)) >= Duration::from_secs(2));
    }
}
