//! Invisible characters, which are often pasted along with a text, and characters that input methods and word
//! processors write instead of ASCII.

/// Whether a character has no width of its own: zero-width spaces and joiners, marks of
/// direction, soft hyphens, byte order marks, variation selectors.
pub fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{AD}'
        | '\u{34F}'
        | '\u{61C}'
        | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E0FFF}')
}

/// The ASCII character for a full-width character, or for a hyphen of word processors; all others are unchanged.
#[inline(never)]
pub(crate) fn narrow(character: char) -> char {
    match character {
        '\u{3000}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{FF01}'..='\u{FF5E}' => {
            char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character)
        }
        other => other,
    }
}

/// A text without invisible characters, with ASCII instead of full-width characters, and without white space at
/// both ends.
pub(crate) fn cleaned(text: &str) -> String {
    let visible = text.chars().filter(|character| !is_invisible(*character));
    visible.map(narrow).collect::<String>().trim().to_owned()
}

/// A text without white space and invisible characters at both ends.
pub(crate) fn trimmed(text: &str) -> &str {
    text.trim_matches(|character: char| character.is_whitespace() || is_invisible(character))
}
