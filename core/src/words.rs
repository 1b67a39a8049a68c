//! Lists of words, each in one text: as tables of texts they would be larger than the words themselves.

/// Whether a word is one of a list with a space between each two.
#[inline(never)]
pub(crate) fn is_in(list: &str, word: &[u8]) -> bool {
    list.as_bytes().split(|byte| *byte == b' ').any(|known| known == word)
}

/// Whether a text holds one of a list of words anywhere. The standard library's search for a text is larger
/// than all of this.
#[inline(never)]
pub(crate) fn holds_one(text: &str, list: &str) -> bool {
    list.as_bytes()
        .split(|byte| *byte == b' ')
        .any(|part| text.as_bytes().windows(part.len()).any(|window| window == part))
}
