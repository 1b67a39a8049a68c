//! Lists of words, each in one text: tables of texts would be larger than the words themselves.

/// Whether a word is in a list whose words are separated by spaces.
#[inline(never)]
pub(crate) fn is_in(list: &str, word: &[u8]) -> bool {
    list.as_bytes().split(|byte| *byte == b' ').any(|known| known == word)
}

/// Whether a text contains any word of a list. The standard library's text search is larger than this whole module.
#[inline(never)]
pub(crate) fn holds_one(text: &str, list: &str) -> bool {
    list.as_bytes()
        .split(|byte| *byte == b' ')
        .any(|part| text.as_bytes().windows(part.len()).any(|window| window == part))
}
