//! Percent-encoding of query strings, in both directions.

use std::borrow::Cow;

/// Appends a text, percent-encoding each byte that is neither an ASCII letter, a digit nor in `kept`.
pub(crate) fn encode(to: &mut String, text: &str, kept: &[u8]) {
    const HEX: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || kept.contains(&byte) {
            to.push(char::from(byte));
        } else {
            to.push('%');
            to.push(HEX[usize::from(byte >> 4)]);
            to.push(HEX[usize::from(byte & 15)]);
        }
    }
}

/// Decodes a name or a value of `application/x-www-form-urlencoded`, as the WHATWG URL standard defines it: `+` is
/// a space, a `%` without two hexadecimal digits is kept, and invalid UTF-8 becomes U+FFFD.
pub(crate) fn decode_form(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(|byte| matches!(byte, b'+' | b'%')) {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        rest = behind;
        let escaped = match (first, behind) {
            (b'%', [high, low, behind @ ..]) => digit(*high).zip(digit(*low)).map(|digits| {
                rest = behind;
                digits.0 << 4 | digits.1
            }),
            (b'+', _) => Some(b' '),
            _ => None,
        };
        bytes.push(escaped.unwrap_or(first));
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}
