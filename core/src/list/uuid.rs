//! UUIDs as numbers and as the text that they are, written in lower case. It knows no other id.

/// Where the hyphens of a UUID stand.
const HYPHENS: [usize; 4] = [8, 13, 18, 23];

/// The UUID that a text is, written in lower case.
pub(super) fn uuid(text: &str) -> Option<u128> {
    let text: &[u8; 36] = text.as_bytes().try_into().ok()?;
    if HYPHENS.iter().any(|at| text[*at] != b'-') {
        return None;
    }
    // Without a branch for each digit, since the processor can't predict which are letters.
    let mut are_digits = true;
    let mut group = |digits: &[u8]| {
        digits.iter().fold(0u64, |number, byte| {
            are_digits &= byte.is_ascii_digit() | matches!(byte, b'a'..=b'f');
            number << 4 | u64::from((byte & 15) + (byte >> 6) * 9)
        })
    };
    let high = group(&text[..8]) << 32 | group(&text[9..13]) << 16 | group(&text[14..18]);
    let low = group(&text[19..23]) << 48 | group(&text[24..]);
    are_digits.then_some(u128::from(high) << 64 | u128::from(low))
}

/// A UUID's text.
pub(crate) fn hyphenated(uuid: u128) -> [u8; 36] {
    let mut digits = [0; 32];
    for (eight, at) in digits.chunks_exact_mut(8).zip([96, 64, 32, 0]) {
        eight.copy_from_slice(&eight_digits((uuid >> at) as u32));
    }
    let mut text = [b'-'; 36];
    text[..8].copy_from_slice(&digits[..8]);
    text[9..13].copy_from_slice(&digits[8..12]);
    text[14..18].copy_from_slice(&digits[12..16]);
    text[19..23].copy_from_slice(&digits[16..20]);
    text[24..].copy_from_slice(&digits[20..]);
    text
}

/// What stands before a UUID's first hyphen.
pub(crate) fn first_group(uuid: u128) -> [u8; 8] {
    eight_digits((uuid >> 96) as u32)
}

/// A number in hexadecimal digits, all of them worked out at once in one number.
fn eight_digits(number: u32) -> [u8; 8] {
    const ONES: u64 = u64::MAX / 255;
    let mut digits = u64::from(number);
    for (shift, kept) in [(16, 0x0000_FFFF_0000_FFFF), (8, 0x00FF_00FF_00FF_00FF), (4, 0x0F * ONES)]
    {
        digits = (digits | digits << shift) & kept;
    }
    let are_letters = (digits + 6 * ONES) >> 4 & ONES;
    let text = digits + ONES * u64::from(b'0') + are_letters * u64::from(b'a' - 10 - b'0');
    text.to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_as_text() {
        #[track_caller]
        fn check(text: &str, expect: Option<u128>) {
            assert_eq!(uuid(text), expect, "{text}");
            if let Some(uuid) = expect {
                assert_eq!(hyphenated(uuid), text.as_bytes());
                assert_eq!(first_group(uuid), text.as_bytes()[..8]);
            }
        }
        check(
            "01234567-89ab-cdef-fedc-ba9876543210",
            Some(0x0123_4567_89AB_CDEF_FEDC_BA98_7654_3210),
        );
        check("00000000-0000-0000-0000-000000000000", Some(0));
        check("ffffffff-ffff-ffff-ffff-ffffffffffff", Some(u128::MAX));
        for odd in [
            "",
            "01234567-89ab-cdef-fedc-ba987654321",
            "01234567-89ab-cdef-fedc-ba98765432100",
            "01234567-89AB-cdef-fedc-ba9876543210",
            "01234567-89ab-cdef-fedc-ba987654321g",
            "01234567-89ab-cdef-fedc-ba987654321`",
            "01234567-89ab-cdef-fedc-ba987654321:",
            "01234567-89ab-cdef-fedc-ba987654321/",
            "01234567-89ab-cdef-fedc-ba987654-210",
            "0123456789ab-cdef-fedc-ba98765432100",
            "01234567-89ab-cdef-fedc-ba98765432é",
        ] {
            check(odd, None);
        }
    }
}
