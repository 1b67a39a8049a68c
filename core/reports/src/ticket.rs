//! A text for a ticket, in Markdown and as plain text, from headings, paragraphs and list items.

/// A part of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading(String),
    /// A paragraph.
    Line(String),
    /// An item of a list.
    Item(String),
    /// A text whose lines are kept, such as the output of a tool.
    Verbatim(String),
}

/// Characters with a meaning in Markdown.
const MARKS: &str = "\\`*_{}[]<>#|~&!";

/// The blocks in Markdown.
pub fn markdown(blocks: &[Block]) -> String {
    let mut out = String::new();
    let mut was_item = false;
    for block in blocks {
        let is_item = matches!(block, Block::Item(_));
        let goes_on = is_item && was_item;
        if !goes_on && !out.is_empty() {
            out.push('\n');
        }
        was_item = is_item;
        match block {
            Block::Heading(text) => line(&mut out, "### ", &one_line(text), true),
            Block::Line(text) => line(&mut out, "", &one_line(text), true),
            Block::Item(text) => line(&mut out, "- ", &one_line(text), true),
            Block::Verbatim(text) => {
                // Longer than any sequence of backquotes in the text.
                let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
                let fence = "`".repeat((longest + 1).max(3));
                for text in [&fence, text.trim_end(), &fence] {
                    line(&mut out, "", text, false);
                }
            }
        }
    }
    out
}

/// The blocks as plain text.
pub fn plain(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        match block {
            Block::Heading(text) => {
                if !out.is_empty() {
                    out.push('\n');
                }
                line(&mut out, "", &one_line(text), false);
            }
            Block::Line(text) => line(&mut out, "", &one_line(text), false),
            Block::Item(text) => line(&mut out, "- ", &one_line(text), false),
            Block::Verbatim(text) => {
                text.trim_end().lines().for_each(|text| line(&mut out, "    ", text, false));
            }
        }
    }
    out
}

/// Replaces line breaks in a name, after which Markdown could begin something else.
fn one_line(text: &str) -> String {
    text.trim().replace(char::is_control, " ")
}

fn line(out: &mut String, before: &str, text: &str, is_escaped: bool) {
    out.push_str(before);
    // At the beginning these would start a list or a line.
    if is_escaped && text.starts_with(['-', '+', '=']) {
        out.push('\\');
    }
    for character in text.chars() {
        if is_escaped && MARKS.contains(character) {
            out.push('\\');
        }
        out.push(character);
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The name of a job with a line break made a heading of what was behind it.
    #[test]
    fn both_forms() {
        let blocks = [
            Block::Heading("2 jobs".into()),
            Block::Line("a*b <c>".into()),
            Block::Item("npu_1".into()),
            Block::Item("x".into()),
            Block::Item("- a\n# b\r\n".into()),
            Block::Verbatim("one\n```\ntwo\n\n".into()),
            Block::Heading("End".into()),
        ];
        let expect = "### 2 jobs\n\na\\*b \\<c\\>\n\n- npu\\_1\n- x\n- \\- a \\# b\n\n````\none\n```\ntwo\n````\n\n### End\n";
        assert_eq!(markdown(&blocks), expect);
        let expect = "2 jobs\na*b <c>\n- npu_1\n- x\n- - a # b\n    one\n    ```\n    two\n\nEnd\n";
        assert_eq!(plain(&blocks), expect);
    }
}
