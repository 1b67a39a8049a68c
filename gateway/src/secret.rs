//! Secrets: their sources, and how they are kept from being displayed. A value from the environment is read once at
//! the start; a file is read again each time, because it may have been replaced.

use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use secrecy::{ExposeSecret, SecretString};

/// The maximum size of a file: the longest IAM token is much shorter.
const LONGEST_FILE: u64 = 64 * 1024;

/// The source of a secret.
#[derive(Clone, Debug)]
pub enum Source {
    /// Given when the program started.
    Given(SecretString),
    /// The content of a file, without white space at both ends.
    File(PathBuf),
}

/// Why a secret cannot be read. It contains no part of it.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The file does not exist, or may not be read.
    #[error("cannot read {path}: {cause}", path = .0.display(), cause = .1)]
    Unreadable(PathBuf, io::Error),
    /// It is a folder, a device, or a pipe.
    #[error("{} is not a file", .0.display())]
    NoFile(PathBuf),
    /// The file is empty.
    #[error("{} is empty", .0.display())]
    Empty(PathBuf),
    /// The metadata service returned no key.
    #[error("{0}")]
    NotGiven(String),
    /// The file is larger than any secret.
    #[error("{} has more than 64 KiB; it must contain only the secret", .0.display())]
    TooLarge(PathBuf),
    /// The file contains more than a secret.
    #[error("{} does not contain exactly one line of plain text", .0.display())]
    NotALine(PathBuf),
    /// A part is missing in the credentials file.
    #[error("{path} has no {part} under [basic]", path = .0.display(), part = .1)]
    Incomplete(PathBuf, &'static str),
}

impl SecretError {
    /// The message without the name of the file: a name that cannot be found may be a secret in the wrong place.
    pub fn without_name(&self) -> String {
        match self {
            SecretError::Unreadable(_, cause) => {
                format!("cannot read the file of that name: {cause}")
            }
            _ => self.to_string(),
        }
    }
}

/// Whether they are the same source: the same file, or the same secret.
impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Source::Given(one), Source::Given(other)) => same(one, other),
            (Source::File(one), Source::File(other)) => one == other,
            _ => false,
        }
    }
}

impl Source {
    /// The current secret.
    pub fn read(&self) -> Result<SecretString, SecretError> {
        match self {
            Source::Given(secret) => Ok(secret.clone()),
            Source::File(path) => read_file(path),
        }
    }
}

/// The only line of a file.
pub fn read_file(path: &Path) -> Result<SecretString, SecretError> {
    let text = read_text(path)?;
    let line = text.expose_secret().trim();
    if line.is_empty() {
        return Err(SecretError::Empty(path.to_owned()));
    }
    // A key, token or password with control characters cannot be sent in a header.
    if line.chars().any(char::is_control) {
        return Err(SecretError::NotALine(path.to_owned()));
    }
    Ok(SecretString::from(line))
}

/// The content of a file, without a byte order mark.
pub fn read_text(path: &Path) -> Result<SecretString, SecretError> {
    let unreadable = |error| SecretError::Unreadable(path.to_owned(), error);
    let found = fs::metadata(path).map_err(unreadable)?;
    // Reading a pipe may block, and returns nothing the second time.
    if !found.is_file() {
        return Err(SecretError::NoFile(path.to_owned()));
    }
    if found.len() > LONGEST_FILE {
        return Err(SecretError::TooLarge(path.to_owned()));
    }
    let text = fs::read_to_string(path).map(SecretString::from).map_err(unreadable)?;
    let unmarked = text.expose_secret().strip_prefix('\u{feff}').map(SecretString::from);
    Ok(unmarked.unwrap_or(text))
}

/// Whether two secrets are equal. Not in constant time, because both are the gateway's own.
pub fn same(one: &SecretString, other: &SecretString) -> bool {
    one.expose_secret() == other.expose_secret()
}

/// The name of an environment variable, and that of the variable for a file.
#[derive(Clone, Copy, Debug)]
pub struct Variable(pub &'static str);

impl fmt::Display for Variable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Variable(name) = self;
        write!(f, "{name} or {name}_FILE")
    }
}

impl Variable {
    /// Reads the pair. Empty values count as not set, because that is how compose files unset a variable.
    ///
    /// # Errors
    /// One line, when both are set or the file cannot be used.
    pub fn source(self, get: impl Fn(&str) -> Option<String>) -> Result<Option<Source>, String> {
        let Variable(name) = self;
        let set = |name: &str| get(name).filter(|value| !value.trim().is_empty());
        let file_name = format!("{name}_FILE");
        match (set(name), set(&file_name)) {
            (Some(_), Some(_)) => Err(format!("{name} and {file_name} are both set; unset one")),
            (Some(value), None) if value.trim().chars().any(char::is_control) => {
                Err(format!("{name} contains a control character; give one line of plain text"))
            }
            (Some(value), None) => Ok(Some(Source::Given(SecretString::from(value.trim())))),
            (None, Some(path)) => {
                let source = Source::File(path.into());
                let with_name =
                    |error: SecretError| format!("{file_name}: {}", error.without_name());
                source.read().map_err(with_name)?;
                Ok(Some(source))
            }
            (None, None) => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    #[test]
    fn a_file_is_read_again_when_it_changes() {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("sk");
        fs::write(&path, "first\n").unwrap();
        let source = Source::File(path.clone());
        assert_eq!(source.read().unwrap().expose_secret(), "first");
        fs::write(&path, "  second\r\n").unwrap();
        assert_eq!(source.read().unwrap().expose_secret(), "second");
        // With what Notepad begins a file with, the key was sent to the cloud, and refused.
        fs::write(&path, "\u{feff}third\r\n").unwrap();
        assert_eq!(source.read().unwrap().expose_secret(), "third");
    }

    #[test]
    fn a_pair_of_variables_is_read_or_refused_in_one_line() {
        let dir = TempDir::new().unwrap();
        let file = |name: &str, text: &str| {
            let path = dir.path().join(name);
            fs::write(&path, text).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let check = |value: &str, path: &str, expect: Result<Option<&str>, &str>| {
            let get = |name: &str| match name {
                "SK" => Some(value.to_owned()),
                "SK_FILE" => Some(path.to_owned()),
                _ => None,
            };
            match (Variable("SK").source(get), expect) {
                (Ok(None), Ok(None)) => {}
                (Ok(Some(source)), Ok(Some(expect))) => {
                    assert_eq!(source.read().unwrap().expose_secret(), expect);
                    assert!(!format!("{source:?}").contains("hidden"), "{source:?}");
                }
                (Err(fault), Err(part)) => {
                    assert!(fault.contains(part) && !fault.contains("hidden"), "{fault}");
                    assert!(!fault.contains('\n'), "{fault}");
                }
                (got, _) => panic!("{value} {path}: {got:?}"),
            }
        };
        check("", "", Ok(None));
        check(" hidden ", "", Ok(Some("hidden")));
        check("", &file("good", "hidden\n"), Ok(Some("hidden")));
        check("hidden", &file("both", "hidden"), Err("both set"));
        check("hidden\nhidden", "", Err("control character"));
        check("", &file("empty", "\n"), Err("is empty"));
        check("", &file("lines", "hidden\nhidden"), Err("exactly one line"));
        check("", &file("long", &"hidden".repeat(20_000)), Err("more than 64 KiB"));
        check("", dir.path().join("none").to_str().unwrap(), Err("cannot read"));
        // A start hung for ever where a pipe was given, and told what stood in a file's place.
        check("", "/dev/null", Err("is not a file"));
        check("", dir.path().to_str().unwrap(), Err("is not a file"));
        check("", "hidden", Err("SK_FILE: cannot read the file of that name"));
    }
}
