//! Text or HTML as plain text in one line.

use crate::controls::without_controls;

/// The maximum length of the result, in characters.
const LONGEST: usize = 500;

/// Plain text in one line: without tags, scripts and styles of HTML and without control sequences; white space is
/// folded.
pub(crate) fn plain(text: &str) -> Option<String> {
    let text = without_controls(text);
    let text = text.trim_start();
    let is_page = text.starts_with('<');
    let mut plain = String::new();
    let mut rest = text;
    let mut kept = 0;
    while kept < LONGEST {
        if is_page && let Some(tag) = rest.strip_prefix('<') {
            rest = after_tag(tag);
            push_space(&mut plain);
            continue;
        }
        let Some(character) = rest.chars().next() else {
            break;
        };
        rest = rest.get(character.len_utf8()..).unwrap_or_default();
        if character.is_whitespace() {
            push_space(&mut plain);
        } else {
            plain.push(character);
        }
        kept += 1;
    }
    let more = kept == LONGEST && !rest.trim().is_empty();
    plain.truncate(plain.trim_end().len());
    if more {
        plain.push('…');
    }
    (!plain.is_empty()).then_some(plain)
}

fn push_space(plain: &mut String) {
    if !plain.is_empty() && !plain.ends_with(' ') {
        plain.push(' ');
    }
}

/// The rest after a tag whose `<` has been read, and after the content of a script, style or comment.
fn after_tag(tag: &str) -> &str {
    let closing = [("!--", "-->"), ("script", "</script"), ("style", "</style")];
    for (opening, closing) in closing {
        let opens =
            tag.get(..opening.len()).is_some_and(|start| start.eq_ignore_ascii_case(opening));
        let mut windows = tag.as_bytes().windows(closing.len());
        if opens && let Some(end) = windows.position(|w| w.eq_ignore_ascii_case(closing.as_bytes()))
        {
            return after(tag.get(end..).unwrap_or_default());
        }
    }
    after(tag)
}

fn after(tag: &str) -> &str {
    tag.split_once('>').map_or("", |(_, rest)| rest)
}
