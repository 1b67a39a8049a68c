//! Writing JSON.

/// Appends a text as JSON.
pub fn text(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // The last two ranges need no escaping in JSON, but a terminal would interpret them.
            '\0'..'\u{20}' | '\u{7F}'..='\u{9F}' => {
                const DIGITS: &[u8; 16] = b"0123456789abcdef";
                out.push_str("\\u00");
                out.push(char::from(DIGITS[character as usize / 16]));
                out.push(char::from(DIGITS[character as usize % 16]));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}
