//! Adds attributes to the only `<devserver-jobs>` tag of a page. It knows no other HTML, and keeps every other byte
//! of the page.

const OPEN: &str = "<devserver-jobs";

/// Why the attributes cannot be added.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum TagError {
    /// The page has no such tag.
    #[error("it has no <devserver-jobs> tag")]
    Missing,
    /// The page has more than one.
    #[error("it has {0} <devserver-jobs> tags instead of one")]
    Several(usize),
    /// The tag is not closed.
    #[error("its <devserver-jobs> tag is not closed")]
    Unclosed,
}

/// The page with these attributes on its tag. An existing attribute is replaced; the others are kept byte for byte.
/// Values are escaped; names are constants and need no escaping.
pub fn write_attributes(html: &str, attributes: &[(&str, &str)]) -> Result<String, TagError> {
    let (page_before, tag) = html.split_at(only_tag(html)?);
    let (kept, page_after) = attributes_of(tag)?;
    let mut page = page_before.to_owned();
    for (name, source) in kept {
        if !attributes.iter().any(|(ours, _)| name.eq_ignore_ascii_case(ours)) {
            page.push(' ');
            page.push_str(source);
        }
    }
    for (name, value) in attributes {
        page.push_str(&format!(" {name}=\"{}\"", escaped(value)));
    }
    page.push_str(page_after);
    Ok(page)
}

/// The end of the name of the only tag. A tag in a comment does not count.
fn only_tag(html: &str) -> Result<usize, TagError> {
    let lower = html.to_ascii_lowercase();
    let mut tags = lower.match_indices(OPEN).map(|(at, open)| at + open.len()).filter(|end| {
        let (before, after) = lower.split_at(*end);
        let in_comment = before.rfind("<!--") > before.rfind("-->");
        !in_comment && after.starts_with(|c: char| ends_name(c))
    });
    match (tags.next(), tags.count()) {
        (Some(end), 0) => Ok(end),
        (Some(_), others) => Err(TagError::Several(others + 1)),
        (None, _) => Err(TagError::Missing),
    }
}

/// An attribute's name and its whole source.
type Attribute<'a> = (&'a str, &'a str);

/// The attributes of a tag, and the rest from its `>` on.
fn attributes_of(tag: &str) -> Result<(Vec<Attribute<'_>>, &str), TagError> {
    let mut attributes = Vec::new();
    let mut rest = tag;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.starts_with('>') {
            return Ok((attributes, rest));
        }
        let name_end = rest.find(|c| ends_name(c) || c == '=').ok_or(TagError::Unclosed)?;
        let (name, after_name) = rest.split_at(name_end);
        let after = match after_name.trim_ascii_start().strip_prefix('=') {
            Some(value) => after_value(value.trim_ascii_start())?,
            None => after_name,
        };
        let (source, after) = rest.split_at(rest.len() - after.len());
        attributes.push((name, source));
        rest = after;
    }
}

/// The rest after an attribute's value.
fn after_value(value: &str) -> Result<&str, TagError> {
    for quote in ['"', '\''] {
        if let Some(quoted) = value.strip_prefix(quote) {
            return quoted.split_once(quote).map(|(_, after)| after).ok_or(TagError::Unclosed);
        }
    }
    let end =
        value.find(|c: char| c.is_ascii_whitespace() || c == '>').ok_or(TagError::Unclosed)?;
    Ok(value.split_at(end).1)
}

fn ends_name(c: char) -> bool {
    c.is_ascii_whitespace() || c == '/' || c == '>'
}

fn escaped(value: &str) -> String {
    value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expect: &str) {
        let page = write_attributes(html, &[("project-id", "demo")]);
        assert_eq!(page.as_deref(), Ok(expect));
    }

    #[test]
    fn attributes_join_those_of_the_tag() {
        check(
            "<body><devserver-jobs></devserver-jobs></body>",
            r#"<body><devserver-jobs project-id="demo"></devserver-jobs></body>"#,
        );
        check(
            r#"<devserver-jobs sync-url class='a > b' data-x=1/2></devserver-jobs>"#,
            r#"<devserver-jobs sync-url class='a > b' data-x=1/2 project-id="demo"></devserver-jobs>"#,
        );
        check(
            "<devserver-jobs\n  sync-url = \"p\"\n  hidden\n>昇腾</devserver-jobs>",
            "<devserver-jobs sync-url = \"p\" hidden project-id=\"demo\">昇腾</devserver-jobs>",
        );
        check("<DevServer-Jobs />", r#"<DevServer-Jobs project-id="demo">"#);
    }

    #[test]
    fn an_attribute_that_was_there_is_replaced() {
        check(
            r#"<devserver-jobs project-id="x" sync-url PROJECT-ID=y project-ids="z">"#,
            r#"<devserver-jobs sync-url project-ids="z" project-id="demo">"#,
        );
    }

    #[test]
    fn other_text_is_no_tag() {
        check(
            "<!-- <devserver-jobs> --><devserver-jobs-extra></devserver-jobs-extra><devserver-jobs>",
            "<!-- <devserver-jobs> --><devserver-jobs-extra></devserver-jobs-extra>\
             <devserver-jobs project-id=\"demo\">",
        );
    }

    #[test]
    fn values_are_escaped() {
        let page = write_attributes("<devserver-jobs>", &[("a", r#""><b>&amp;'"#), ("c", "")]);
        let expect = r#"<devserver-jobs a="&quot;&gt;&lt;b&gt;&amp;amp;'" c="">"#;
        assert_eq!(page.as_deref(), Ok(expect));
    }

    #[test]
    fn a_page_without_exactly_one_whole_tag_is_refused() {
        #[track_caller]
        fn check(html: &str, expect: TagError) {
            assert_eq!(write_attributes(html, &[("a", "b")]), Err(expect));
        }
        check("", TagError::Missing);
        check("<p>devserver-jobs</p></devserver-jobs>", TagError::Missing);
        check("<!-- <devserver-jobs>", TagError::Missing);
        check("<devserver-jobs><devserver-jobs>", TagError::Several(2));
        for html in [
            "<devserver-jobs a",
            "<devserver-jobs a=",
            "<devserver-jobs a='>",
            "<devserver-jobs a=b",
            "<devserver-jobs /",
        ] {
            check(html, TagError::Unclosed);
        }
    }
}
