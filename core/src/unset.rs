//! Texts that services send for a value that is not set. Which of them apply depends on the field.

use crate::invisible::trimmed;

/// Whether a text means no value in any field except an ID and a name, which may be any word: `null` and its
/// equivalents of several languages, dashes, and invisible text.
pub(crate) fn is_unset(text: &str) -> bool {
    // Nearly all texts are longer than any of the words, and begin with a letter or a digit.
    if text.len() > 12 && text.starts_with(|first: char| first.is_ascii_alphanumeric()) {
        return false;
    }
    let text = trimmed(text);
    text.bytes().all(|byte| b"-_/:.~ ".contains(&byte)) || is_one_of(text, WORDS)
}

/// Whether a text means no user. Programs send some numbers for none.
pub(crate) fn is_no_user(text: &str) -> bool {
    is_unset(text) || is_one_of(trimmed(text), NO_USERS)
}

/// Whether a text means no time or no count, in fields without words. Zero is not included.
pub(crate) fn is_no_number(text: &str) -> bool {
    let is_negative = |text: &str| {
        text.strip_prefix('-')
            .is_some_and(|digits| digits.starts_with(|c: char| c.is_ascii_digit()))
    };
    is_unset(text) || is_one_of(trimmed(text), NO_NUMBERS) || is_negative(text.trim())
}

fn is_one_of(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

const WORDS: &[&str] = &[
    "null",
    "(null)",
    "<null>",
    "none",
    "nil",
    "<nil>",
    "undefined",
    "n/a",
    "#n/a",
    "\\n",
    "{}",
    "[]",
    "–",
    "—",
    "——",
    "…",
    "无",
    "暂无",
];
/// The last two are a missing first and last name.
const NO_USERS: &[&str] = &["0", "-1", "false", "null null", "undefined undefined"];
const NO_NUMBERS: &[&str] = &[
    "na",
    "nan",
    "never",
    "unknown",
    "not set",
    "unset",
    "invalid date",
    "false",
    "未知",
    "未设置",
    // The largest 64-bit numbers.
    "9223372036854775807",
    "18446744073709551615",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unset_in_which_field() {
        for text in [
            "",
            " ",
            "\u{200B}",
            "null",
            "NULL",
            "None",
            " nil",
            "N/A",
            "-",
            "--",
            "—",
            "undefined",
            "(null)",
            "----",
            "--:--",
            "…",
            "- -",
            "[]",
            "无",
        ] {
            assert!(is_unset(text) && is_no_user(text) && is_no_number(text), "{text:?}");
        }
        for text in ["0", "-1", "false", "null null", "undefined undefined"] {
            assert!(!is_unset(text) && is_no_user(text), "{text:?}");
        }
        for text in ["-1", "-62135596800000", "NaN", "never", "Invalid Date", "false", "NA"] {
            assert!(!is_unset(text) && is_no_number(text), "{text:?}");
        }
        for text in
            ["nobody", "na", "nullify", "a", "0a", "root", "no", "x/y", "升", "null Wang", "_a"]
        {
            assert!(!is_unset(text) && !is_no_user(text), "{text:?}");
        }
        for text in ["0", "1", "soon", "-", "true"].into_iter().filter(|text| *text != "-") {
            assert!(!is_no_number(text), "{text:?}");
        }
    }
}
