//! Parses a decimal number as an integer. Floating point would lose digits, and its tables would take a sixth of
//! the page's budget.

/// The largest integer not above the number in JSON text such as `3`, `3.0`, `-1.5` or `1.7e12`; `None` for other
/// texts, and beyond 64 bits.
pub(crate) fn floor(text: &str) -> Option<i64> {
    let (floor, _) = parts(text)?;
    Some(floor)
}

/// The same, if the number is an integer.
pub(crate) fn whole(text: &str) -> Option<i64> {
    let (floor, is_whole) = parts(text)?;
    is_whole.then_some(floor)
}

/// The number rounded down, and whether it was an integer.
fn parts(text: &str) -> Option<(i64, bool)> {
    // The usual case. This many digits fit into 64 bits.
    if (1..=18).contains(&text.len()) {
        let push = |number: i64, byte: u8| {
            byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0'))
        };
        if let Some(number) = text.bytes().try_fold(0, push) {
            return Some((number, true));
        }
    }
    let (negative, text) = match text.strip_prefix('-') {
        Some(text) => (true, text),
        None => (false, text),
    };
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    if integer.is_empty() || fraction.is_empty() {
        return None;
    }
    // The position of the decimal point in the digits, after applying the exponent.
    let point = i64::try_from(integer.len()).ok()? + i64::from(exponent);
    let mut size = 0i64;
    let mut is_whole = true;
    for (place, digit) in (0i64..).zip(integer.bytes().chain(fraction.bytes())) {
        if !digit.is_ascii_digit() {
            return None;
        }
        if place < point {
            size = size.checked_mul(10)?.checked_add(i64::from(digit - b'0'))?;
        } else if digit != b'0' {
            is_whole = false;
        }
    }
    let digits = i64::try_from(integer.len() + fraction.len()).ok()?;
    for _ in digits..point {
        if size == 0 {
            break;
        }
        size = size.checked_mul(10)?;
    }
    let floor = match (negative, is_whole) {
        (false, _) => size,
        (true, true) => -size,
        (true, false) => -size - 1,
    };
    Some((floor, is_whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Option<(i64, bool)>) {
        assert_eq!(parts(text), expect, "{text}");
    }

    #[test]
    fn decimals() {
        check("0", Some((0, true)));
        check("1749536420547", Some((1_749_536_420_547, true)));
        check("3.0", Some((3, true)));
        check("3.7", Some((3, false)));
        check("-3.7", Some((-4, false)));
        check("-3", Some((-3, true)));
        check("1.749536420547e12", Some((1_749_536_420_547, true)));
        check("1.5E+1", Some((15, true)));
        check("15e-1", Some((1, false)));
        check("1e-400", Some((0, false)));
        check("0e999999999", Some((0, true)));
        check("000000000000000007", Some((7, true)));
        check("999999999999999999", Some((999_999_999_999_999_999, true)));
        check("1000000000000000000", Some((1_000_000_000_000_000_000, true)));
        check("9223372036854775807", Some((i64::MAX, true)));
        check("9223372036854775808", None);
        check("1e19", None);
        check("1e99999999999", None);
        for bad in ["", "-", ".5", "5.", "1e", "e1", "1x", "0x1", "--1", "1.2.3", "inf", "١"] {
            check(bad, None);
        }
    }
}
