//! Finds words and phrases in texts.

/// A place in a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Found<'a> {
    /// The number of the line, from 1.
    pub line: usize,
    /// The whole line.
    pub text: &'a str,
}

/// The lines that contain a phrase, ignoring case. If the phrase begins or ends with a letter, it must begin or end a
/// word; the end of a line counts as a space.
pub fn find<'a>(text: &'a str, phrase: &str) -> Vec<Found<'a>> {
    let phrase = phrase.to_lowercase();
    let is_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        // A phrase may continue in the next line, after the comment marker.
        let next =
            lines.get(at + 1).map_or("", |next| next.trim_start_matches(['/', '!', '*', ' ']));
        let line_and_next = format!("{line} {next}").to_lowercase();
        let begins_here = line_and_next.match_indices(&phrase).any(|(start, matched)| {
            let (before, after) =
                (&line_and_next[..start], &line_and_next[start + matched.len()..]);
            let whole_start =
                !is_word(matched.chars().next()) || !is_word(before.chars().next_back());
            let whole_end = !is_word(matched.chars().next_back()) || !is_word(after.chars().next());
            before.chars().count() < line.chars().count() && whole_start && whole_end
        });
        if begins_here {
            found.push(Found { line: at + 1, text: line.trim() });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, phrase: &str, lines: &[usize]) {
        let found: Vec<_> = find(text, phrase).iter().map(|found| found.line).collect();
        assert_eq!(found, lines, "{phrase} in {text}");
    }

    #[test]
    fn a_phrase_is_found_as_whole_words() {
        check("It asks anew.\nasks  anew", "asks anew", &[1]);
        check("It Asks Anew", "asks anew", &[1]);
        check("headroom, room", "room", &[1]);
        check("headroom\nrooms", "room", &[]);
        check("shop.run()\nworkshop", "shop", &[1]);
    }

    #[test]
    fn a_sign_ends_no_word() {
        check("x.says(y)", ".says(", &[1]);
        check("essays(y)", ".says(", &[]);
    }

    #[test]
    fn a_phrase_may_be_broken_over_two_lines() {
        check("/// what it asks\n    /// anew here", "asks anew", &[1]);
        check("one\nasks anew", "asks anew", &[2]);
    }
}
