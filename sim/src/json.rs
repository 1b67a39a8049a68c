//! Writes an answer as JSON, straight into bytes: the list here, and how values are written. It holds
//! no reader, and knows only the documented shapes.

mod detail;

use std::fmt::Write;

pub(crate) use detail::detail;

use crate::Row;

/// The envelope and its rows, fields in their documented order. The documented envelope counts the
/// rows of the answer in `size`, and there is always one page.
pub(crate) fn list(rows: impl Iterator<Item = Row>) -> Vec<u8> {
    let mut out = String::from(r#"{"current":1,"data":["#);
    let mut count = 0_usize;
    for row in rows {
        if count > 0 {
            out.push(',');
        }
        count += 1;
        push_row(&mut out, &row);
    }
    out.push_str(r#"],"pages":1,"size":"#);
    push_number(&mut out, count);
    out.push_str(r#","total":"#);
    push_number(&mut out, count);
    out.push('}');
    out.into_bytes()
}

fn push_row(out: &mut String, row: &Row) {
    out.push_str(r#"{"create_at":"#);
    push_number(out, row.create_at);
    out.push_str(r#","update_at":"#);
    push_number(out, row.update_at);
    push_field(out, "id", &row.id);
    push_field(out, "name", &row.name);
    push_field(out, "user_name", row.user_name);
    if let Some(description) = row.description {
        push_field(out, "description", description);
    }
    push_field(out, "type", row.r#type);
    push_field(out, "status", row.status);
    out.push_str(r#","abnormal_count":"#);
    push_number(out, row.abnormal_count);
    out.push('}');
}

fn push_field(out: &mut String, name: &str, value: &str) {
    out.push_str(",\"");
    out.push_str(name);
    out.push_str("\":");
    push_text(out, value);
}

fn push_number(out: &mut String, number: impl std::fmt::Display) {
    // Writing to a String cannot fail.
    let _ = write!(out, "{number}");
}

/// A JSON string. Besides the quote, the backslash and the control characters, nothing needs an
/// escape: an answer is UTF-8.
fn push_text(out: &mut String, text: &str) {
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
