//! The strings of JSON: how far their plain text goes, and what their escapes stand for.

use std::str::Chars;

/// How many bytes of a string come before its end or its next escape. Any byte but these three kinds is
/// part of the text.
pub(super) fn plain(rest: &[u8]) -> usize {
    // Eight bytes at once in one number. What is subtracted borrows into a byte's highest bit where the
    // byte is too small; the lowest byte where it did is sure, and those above it do not matter.
    const ONES: u64 = u64::MAX / 255;
    let is_zero = |word: u64| word.wrapping_sub(ONES) & !word;
    let (blocks, tail) = rest.as_chunks::<8>();
    for (block, at) in blocks.iter().zip((0..).step_by(8)) {
        let word = u64::from_le_bytes(*block);
        let quote = is_zero(word ^ (ONES * u64::from(b'"')));
        let escape = is_zero(word ^ (ONES * u64::from(b'\\')));
        let control = word.wrapping_sub(ONES * 0x20) & !word;
        let ends = (quote | escape | control) & (ONES * 0x80);
        if ends != 0 {
            return at + (ends.trailing_zeros() / 8) as usize;
        }
    }
    let ends = |byte: &u8| *byte == b'"' || *byte == b'\\' || *byte < 0x20;
    rest.len() - tail.len() + tail.iter().position(ends).unwrap_or(tail.len())
}

/// The text that stands between the quotes of a JSON string. Half a surrogate pair becomes U+FFFD, as in
/// a browser.
pub(super) fn unescaped(inner: &str) -> Option<String> {
    let (before, _) = inner.split_once('\\')?;
    let mut text = String::with_capacity(inner.len());
    text.push_str(before);
    let mut rest = inner.get(before.len()..).unwrap_or_default().chars();
    while let Some(character) = rest.next() {
        if character != '\\' {
            text.push(character);
            continue;
        }
        text.push(match rest.next()? {
            'b' => '\u{8}',
            'f' => '\u{C}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let unit = hex4(&mut rest)?;
                let mut ahead = rest.clone();
                match (unit, low_surrogate(&mut ahead)) {
                    (0xD800..0xDC00, Some(low)) => {
                        rest = ahead;
                        let character = 0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
                        char::from_u32(character).unwrap_or(char::REPLACEMENT_CHARACTER)
                    }
                    _ => char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER),
                }
            }
            plain => plain,
        });
    }
    Some(text)
}

fn low_surrogate(rest: &mut Chars) -> Option<u32> {
    let escape = rest.next()? == '\\' && rest.next()? == 'u';
    let unit = if escape { hex4(rest)? } else { return None };
    (0xDC00..0xE000).contains(&unit).then_some(unit)
}

fn hex4(rest: &mut Chars) -> Option<u32> {
    (0..4).try_fold(0, |sum, _| Some(sum * 16 + rest.next()?.to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_strings_end() {
        for length in 0..40 {
            for ending in [b'"', b'\\', b'\n', 0, 0x1F] {
                // Nothing but these ends a string, wherever in it, and nothing behind them matters.
                for other in [b' ', b'!', b'#', b'[', b']', 0x7F, 0x80, 0xA2, 0xDC, 0xFF] {
                    let mut text = vec![other; length];
                    assert_eq!(plain(&text), length);
                    text.push(ending);
                    text.extend([other, b'"', 0]);
                    assert_eq!(plain(&text), length, "{other} {ending}");
                }
            }
        }
    }
}
