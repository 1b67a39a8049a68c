//! A fast search for one word in bytes.

/// A word to search for in bytes, ignoring the case of ASCII letters.
#[derive(Clone, Copy)]
pub(crate) struct Needle<'a>(&'a [u8]);

impl<'a> Needle<'a> {
    /// A word with its case folded, and at least one letter.
    pub(crate) fn new(word: &'a str) -> Self {
        Self(word.as_bytes())
    }

    /// Whether it contains only characters of a UUID.
    pub(crate) fn may_be_in_a_uuid(self) -> bool {
        self.0.len() <= 36
            && self.0.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'-'))
    }

    /// The first occurrence at or after `from`.
    pub(crate) fn find(self, text: &[u8], from: usize) -> Option<usize> {
        let (first, last) = (*self.0.first()?, *self.0.last()?);
        // A letter and its other case differ in one bit; all other characters must be equal.
        let ignored = |byte: u8| if byte.is_ascii_lowercase() { 0x20u64 } else { 0 };
        let starts = text.get(from..(text.len() + 1).checked_sub(self.0.len())?)?;
        let ends = text.get(from + self.0.len() - 1..)?;

        // Eight positions at once in one integer. A byte is zero where the word may begin. The highest-bit test
        // below is exact for the lowest such byte, and may be wrong for bytes above it.
        const ONES: u64 = u64::MAX / 255;
        let (ignored_first, ignored_last) = (ONES * ignored(first), ONES * ignored(last));
        let (first, last) = (ONES * u64::from(first), ONES * u64::from(last));
        let may_be = |starts: [u8; 8], ends: [u8; 8]| {
            let starts = (u64::from_le_bytes(starts) | ignored_first) ^ first;
            let differs = starts | ((u64::from_le_bytes(ends) | ignored_last) ^ last);
            differs.wrapping_sub(ONES) & !differs & (ONES * 0x80)
        };
        let (start_blocks, rest) = starts.as_chunks::<8>();
        let mut at = from;
        for (starts, ends) in start_blocks.iter().zip(ends.as_chunks::<8>().0) {
            let mut places = may_be(*starts, *ends);
            while places != 0 {
                let place = at + (places.trailing_zeros() / 8) as usize;
                if self.stands(text, place) {
                    return Some(place);
                }
                places &= places - 1;
            }
            at += 8;
        }
        (at..at + rest.len()).find(|at| self.stands(text, *at))
    }

    fn stands(self, text: &[u8], at: usize) -> bool {
        text.get(at..at + self.0.len()).is_some_and(|text| text.eq_ignore_ascii_case(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needles() {
        #[track_caller]
        fn check(text: &str, word: &str, expect: Option<usize>) {
            assert_eq!(Needle::new(word).find(text.as_bytes(), 0), expect, "{word} in {text}");
        }
        check("", "a", None);
        check("A", "a", Some(0));
        check("job-9", "b-", Some(2));
        // A hyphen has no other case, though a carriage return differs from it in that one bit.
        check("job\r9", "b-", None);
        check("@[", "`{", None);
        check("0123456789abcdef0123456789ABCDEF", "f0", Some(15));
        check("0123456789abcdef0123456789ABCDEF", "ef", Some(14));
        check("0123456789abcdef0123456789ABCDEX", "abcdex", Some(26));
        check("aab", "ab", Some(1));
        check("升级", "级", Some(3));
        let long = format!("{}Upgrade", "x".repeat(100));
        check(&long, "upgrade", Some(100));
        check(&long, "upgraded", None);
        for from in 0..=100 {
            assert_eq!(Needle::new("upgrade").find(long.as_bytes(), from), Some(100));
        }
        assert_eq!(Needle::new("upgrade").find(long.as_bytes(), 101), None);
        assert_eq!(Needle::new("upgrade").find(long.as_bytes(), 1000), None);
    }
}
