//! How one value is written in each of the formats.

use devserver_jobs_core::invisible::is_invisible;

/// A cell of CSV by RFC 4180. A text that a spreadsheet would run as a formula gets an apostrophe in front.
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

/// A cell of tab-separated text for a clipboard: line breaks and tabs become spaces, because no two programs
/// agree on how else they are written. A quote at the beginning would be taken for one around the cell.
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

/// A cell of a table in Markdown (GitHub's and GitLab's), in which the text means nothing but itself.
pub(super) fn markdown(out: &mut String, text: &str) {
    for character in one_line(text).trim().chars() {
        if matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&') {
            out.push('\\');
        }
        out.push(character);
    }
}

/// Whether a spreadsheet may take a text for a formula, by what it begins with. Excel takes the full-width
/// characters, too, and some programs drop white space, control characters and invisible ones before they look. A text
/// that looks as if it had its apostrophe already gets another one, so that dropping one gives what came.
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
