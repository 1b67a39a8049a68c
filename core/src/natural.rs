//! The order of texts, which does not depend on the user's language.

use std::cmp::Ordering;

/// By code point (which is the order of UTF-8's bytes), with ASCII case folded and runs of digits by
/// value: `job-9` before `Job-10`.
pub fn natural(a: &[u8], b: &[u8]) -> Ordering {
    let mut same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    // The last equal digits may belong to two different numbers.
    while same > 0 && a[same - 1].is_ascii_digit() {
        same -= 1;
    }
    let (mut a, mut b) = (&a[same..], &b[same..]);
    loop {
        match (a.split_first(), b.split_first()) {
            (Some((x, _)), Some((y, _))) if x.is_ascii_digit() && y.is_ascii_digit() => {
                let (x, rest_of_a) = digits(a);
                let (y, rest_of_b) = digits(b);
                match x.len().cmp(&y.len()).then_with(|| x.cmp(y)) {
                    Ordering::Equal => (a, b) = (rest_of_a, rest_of_b),
                    unequal => return unequal,
                }
            }
            (Some((x, rest_of_a)), Some((y, rest_of_b))) => {
                match x.to_ascii_lowercase().cmp(&y.to_ascii_lowercase()) {
                    Ordering::Equal => (a, b) = (rest_of_a, rest_of_b),
                    unequal => return unequal,
                }
            }
            (x, y) => return x.is_some().cmp(&y.is_some()),
        }
    }
}

/// The leading digits without leading zeros, and the rest.
fn digits(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
    (&digits[zeros..], rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn natural_is_an_order() {
        let words = [
            "", "0", "00", "a", "A", "a0", "a00b", "a0b", "a1", "a9", "a10", "é", "1a", "11a", "1",
        ];
        for a in words.map(str::as_bytes) {
            for b in words.map(str::as_bytes) {
                assert_eq!(natural(a, b), natural(b, a).reverse(), "{a:?} {b:?}");
                for c in words.map(str::as_bytes) {
                    if natural(a, b).is_le() && natural(b, c).is_le() {
                        assert!(natural(a, c).is_le(), "{a:?} {b:?} {c:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn digits_by_value_also_behind_the_same_digits() {
        assert_eq!(natural(b"job-19", b"job-190"), Ordering::Less);
        assert_eq!(natural(b"job-10a", b"job-1b"), Ordering::Greater);
        assert_eq!(natural(b"job-1a", b"JOB-001A"), Ordering::Equal);
    }
}
