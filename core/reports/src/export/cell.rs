//! Writing one value in each of the formats.

use devserver_jobs_core::invisible::is_invisible;

/// A cell of CSV (RFC 4180). A text that a spreadsheet would run as a formula gets an apostrophe as a prefix.
pub(super) fn csv(out: &mut String, text: &str) {
    let is_quoted = text.contains([',', '"', '\n', '\r']) || text.trim().len() < text.len();
    if is_quoted {
        out.push('"');
    }
    if is_formula(text) {
        out.push('\'');
    }
    if is_quoted {
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(text);
    }
}

/// A cell of tab-separated text for the clipboard: line breaks and tabs become spaces, because programs disagree on
/// how to write them. A quote at the beginning would be treated as one around the cell.
pub(super) fn tsv(out: &mut String, text: &str) {
    if is_formula(text) {
        out.push('\'');
    }
    let is_quoted = text.starts_with('"');
    let text = one_line(text);
    if is_quoted {
        out.push('"');
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(&text);
    }
}

/// A cell of a table in Markdown (GitHub and GitLab), with all special characters escaped.
pub(super) fn markdown(out: &mut String, text: &str) {
    for character in one_line(text).trim().chars() {
        if matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&') {
            out.push('\\');
        }
        out.push(character);
    }
}

/// Whether a spreadsheet may treat a text as a formula, by its beginning. Excel also accepts the full-width
/// characters, and some programs first remove white space, control characters and invisible ones. A text that
/// begins with an apostrophe and would be a formula without it gets another one, so that removing one gives the
/// original text.
fn is_formula(text: &str) -> bool {
    let text = text.trim_start_matches('\'');
    let is_dropped = |c: char| c.is_whitespace() || c.is_control() || is_invisible(c);
    let first = text.trim_start_matches(is_dropped).chars().next();
    let is_sign = matches!(
        first,
        Some('=' | '+' | '-' | '@' | '\u{FF1D}' | '\u{FF0B}' | '\u{FF0D}' | '\u{FF20}')
    );
    is_sign || text.starts_with(['\t', '\r', '\n'])
}

fn one_line(text: &str) -> String {
    text.replace("\r\n", " ").replace(|c: char| c.is_control(), " ")
}
