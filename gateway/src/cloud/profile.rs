//! The credentials file of the official SDKs: an access key in one file, which is read at once. Replacing the file
//! replaces all parts of the key at once, which is impossible with two files.
//!
//! ```text
//! [basic]
//! ak = …
//! sk = …
//! security_token = …     with a temporary key
//! ```
//!
//! The format is that of Python's configparser, as far as a key needs it. A crate would support more than is
//! wanted, such as multi-line values and references between values.

use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use crate::cloud::key::Key;
use crate::secret::{self, SecretError};

const SECTION: &str = "[basic]";

/// The current key in the file.
pub fn read(path: &Path) -> Result<Key, SecretError> {
    let text = secret::read_text(path)?;
    let part = |name| part(&text, name).ok_or_else(|| missing(path, name));
    let found = (part("ak")?, part("sk")?, part("security_token").ok());
    let (access_key, secret_key, security_token) = found;
    let parts = [&access_key, &secret_key].into_iter().chain(&security_token);
    if parts.into_iter().any(|part| part.expose_secret().chars().any(char::is_control)) {
        return Err(SecretError::NotALine(path.to_owned()));
    }
    Ok(Key { access_key, secret_key, security_token })
}

/// The value of a name in the section; an empty value counts as missing.
fn part(text: &SecretString, name: &str) -> Option<SecretString> {
    let lines = text.expose_secret().lines().map(str::trim);
    let section = lines.skip_while(|line| *line != SECTION).skip(1);
    let pairs = section.take_while(|line| !line.starts_with('[')).filter_map(|line| {
        let is_comment = line.starts_with(['#', ';']);
        line.split_once(['=', ':']).filter(|_| !is_comment)
    });
    let mut values = pairs.filter(|(key, _)| key.trim().eq_ignore_ascii_case(name));
    let value = values.next().map(|(_, value)| value.trim())?;
    (!value.is_empty()).then(|| SecretString::from(value))
}

fn missing(path: &Path, name: &'static str) -> SecretError {
    SecretError::Incomplete(PathBuf::from(path), name)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Result<[&str; 3], &str>) {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("credentials");
        fs::write(&path, text).unwrap();
        match (read(&path), expect) {
            (Ok(key), Ok(expect)) => {
                let token = key.security_token.as_ref().map_or("", |token| token.expose_secret());
                let got = [key.access_key.expose_secret(), key.secret_key.expose_secret(), token];
                assert_eq!(got, expect);
                assert!(!format!("{key:?}").contains("hidden"));
            }
            (Err(error), Err(part)) => {
                let error = error.to_string();
                assert!(error.contains(part) && !error.contains("hidden"), "{error}");
            }
            (got, _) => panic!("{text}: {got:?}"),
        }
    }

    #[test]
    fn a_key_is_read_as_the_sdks_read_it() {
        check("[basic]\nak = a\nsk = b+/=\n", Ok(["a", "b+/=", ""]));
        check(
            "# mine\n[global]\nak = x\n\n[basic]\r\nAK: a\r\nsk=b\r\nsecurity_token = c\r\n[other]\nsk = y",
            Ok(["a", "b", "c"]),
        );
        check("\u{feff}[basic]\r\nak = a\r\nsk = b\r\n", Ok(["a", "b", ""]));
        check("[basic]\n;sk = x\nak = a\nsk = b\nsecurity_token =\n", Ok(["a", "b", ""]));
    }

    #[test]
    fn what_is_missing_is_named() {
        check("", Err("no ak"));
        check("[basic]\nak = hidden\n[global]\nsk = hidden\n", Err("no sk"));
        check("ak = hidden\nsk = hidden\n", Err("no ak"));
        check("[basic]\nak = hidden\nsk = hid\u{1}den\n", Err("exactly one line"));
    }
}
