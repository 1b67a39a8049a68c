//! Writes JSON values: members, numbers and strings.

use std::fmt::Write;

pub(super) fn push_field(out: &mut String, name: &str, value: &str) {
    out.push_str(",\"");
    out.push_str(name);
    out.push_str("\":");
    push_text(out, value);
}

pub(super) fn push_number(out: &mut String, number: impl std::fmt::Display) {
    // Writing to a String cannot fail.
    let _ = write!(out, "{number}");
}

/// A JSON string. Only the quote, the backslash and control characters are escaped, because responses are UTF-8.
pub(super) fn push_text(out: &mut String, text: &str) {
    out.push('"');
    for piece in text.split_inclusive(needs_escape) {
        match piece.strip_suffix(needs_escape) {
            Some(plain) => {
                out.push_str(plain);
                piece.chars().next_back().into_iter().for_each(|last| push_escaped(out, last));
            }
            None => out.push_str(piece),
        }
    }
    out.push('"');
}

fn needs_escape(c: char) -> bool {
    matches!(c, '"' | '\\') || c < ' '
}

fn push_escaped(out: &mut String, c: char) {
    if c < ' ' {
        // Writing to a String cannot fail.
        let _ = write!(out, "\\u{:04x}", u32::from(c));
    } else {
        out.push('\\');
        out.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::push_text;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let mut out = String::new();
        push_text(&mut out, text);
        assert_eq!(out, expect);
        assert_eq!(serde_json::from_str::<String>(&out).unwrap(), text);
    }

    #[test]
    fn text_is_escaped() {
        check("", r#""""#);
        check("POC", r#""POC""#);
        check("昇腾", r#""昇腾""#);
        check(r#"a "quoted" word"#, r#""a \"quoted\" word""#);
        check(r"C:\temp\", r#""C:\\temp\\""#);
        check("two\nlines\ttab\u{0}", r#""two\u000alines\u0009tab\u0000""#);
        check("<b>&'\u{7f}\u{2028}", "\"<b>&'\u{7f}\u{2028}\"");
    }
}
