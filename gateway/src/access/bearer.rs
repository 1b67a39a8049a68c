//! Callers with a bearer token. The tokens are in a file, one per line, so that a new one can be handed out before
//! the old one is removed; the file is read again while the gateway runs. Only digests of the tokens are kept. A
//! line may begin with a name and a colon; the name is written to the log.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

use crate::clock::Clock;

/// Shorter tokens could be guessed.
const SHORTEST: usize = 16;
/// A larger file is most likely the wrong one.
const LARGEST_FILE: u64 = 64 * 1024;
/// Reading a file of a few lines takes less time than checking whether it has changed.
const READ_EVERY: Duration = Duration::from_secs(1);

/// The digests of all valid tokens, with their names.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secrets(Vec<(Option<String>, [u8; 32])>);

impl Secrets {
    /// Reads the file. The error is one line and contains neither the name of the file nor its content, because a
    /// token may have been given instead of a file name.
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let unreadable = |error| format!("names a file that cannot be read ({error}); {ADVICE}");
        let found = fs::metadata(path).map_err(unreadable)?;
        // Reading a pipe may block, and with it all callers.
        if !found.is_file() {
            return Err(format!("does not name a file; {ADVICE}"));
        }
        if found.len() > LARGEST_FILE {
            return Err(format!("names a file of {} bytes; {ADVICE}", found.len()));
        }
        Secrets::parse(&SecretString::from(fs::read_to_string(path).map_err(unreadable)?))
    }

    fn parse(text: &SecretString) -> Result<Self, String> {
        let text = text.expose_secret();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut digests = Vec::new();
        for (at, secret) in text.lines().map(str::trim).enumerate() {
            let line = at + 1;
            if secret.is_empty() {
                continue;
            }
            let (name, secret) = match secret.split_once(": ") {
                Some((name, secret)) if is_name(name) => (Some(name.to_owned()), secret.trim()),
                _ => (None, secret),
            };
            if !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err(format!(
                    "names a file whose line {line} contains a space, or a character that cannot be \
                     sent; {ADVICE}"
                ));
            }
            if secret.len() < SHORTEST {
                return Err(format!(
                    "names a file whose line {line} has fewer than {SHORTEST} characters; {ADVICE}"
                ));
            }
            digests.push((name, digest(secret)));
        }
        if digests.is_empty() {
            return Err(format!("names a file without a token; {ADVICE}"));
        }
        Ok(Secrets(digests))
    }

    /// Takes the same time for every token of the same length, valid or not, and reveals nothing about the lengths
    /// of the valid ones, because digests are compared. `None` for an invalid token, and the name for a valid one.
    fn find(&self, presented: &str) -> Option<Option<String>> {
        let presented = digest(presented);
        let mut found = Choice::from(0);
        let mut place = 0_u64;
        for (at, (_, valid)) in (0..).zip(&self.0) {
            let is_it = valid.ct_eq(&presented);
            found |= is_it;
            place.conditional_assign(&at, is_it);
        }
        let found = bool::from(found).then(|| self.0.get(usize::try_from(place).ok()?))??;
        Some(found.0.clone())
    }
}

/// Short, and not like a token.
fn is_name(name: &str) -> bool {
    const LONGEST: usize = 64;
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.@".contains(&byte);
    (1..=LONGEST).contains(&name.len()) && name.bytes().all(fits)
}

const ADVICE: &str = "give a file with one token per line, such as `openssl rand -hex 32` prints";

fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({})", self.0.len())
    }
}

/// The current tokens of a file.
#[derive(Debug)]
pub(crate) struct Bearer {
    path: PathBuf,
    clock: Clock,
    last: Mutex<Last>,
}

#[derive(Debug)]
struct Last {
    secrets: Secrets,
    read: Duration,
    /// Whether an error was logged: it is logged once, and not every second.
    trouble: bool,
}

impl Bearer {
    pub(crate) fn new(path: PathBuf, secrets: Secrets, clock: Clock) -> Self {
        let last = Mutex::new(Last { secrets, read: clock.elapsed(), trouble: false });
        Bearer { path, clock, last }
    }

    /// `None` for an invalid token, and its name for a valid one, if it has one.
    pub(crate) fn knows(&self, presented: &str) -> Option<Option<String>> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.elapsed();
        if now.saturating_sub(last.read) >= READ_EVERY {
            last.read = now;
            last.renew(Secrets::read(&self.path));
        }
        last.secrets.find(presented)
    }
}

impl Last {
    /// A file that is missing or incomplete locks nobody out: the last valid tokens stay valid until there is a new
    /// file. To revoke a token, write the file without it.
    fn renew(&mut self, read: Result<Secrets, String>) {
        match read {
            Ok(secrets) => {
                if self.trouble || secrets != self.secrets {
                    tracing::info!(secrets = secrets.0.len(), "The bearer file was read again.");
                }
                self.secrets = secrets;
                self.trouble = false;
            }
            Err(why) => {
                if !self.trouble {
                    tracing::error!("--bearer-file {why}. The previous tokens stay valid.");
                }
                self.trouble = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    const OLD: &str = "old-secret-0123456789";
    const NEW: &str = "new-secret-9876543210";

    fn parse(text: &str) -> Result<Secrets, String> {
        Secrets::parse(&SecretString::from(text))
    }

    #[test]
    fn a_file_holds_secrets_and_nothing_else() {
        #[track_caller]
        fn check(text: &str, expect: Result<usize, &str>) {
            match (parse(text), expect) {
                (Ok(secrets), Ok(count)) => assert_eq!(secrets.0.len(), count),
                (Err(message), Err(part)) => {
                    assert!(message.contains(part) && !message.contains('\n'), "{message}");
                    for secret in text.split_whitespace().filter(|it| it.len() > 1) {
                        assert!(!message.contains(secret), "{message}");
                    }
                }
                (got, _) => panic!("{text}: {got:?}"),
            }
        }
        check(OLD, Ok(1));
        check("sixteen-letters!", Ok(1));
        check(&format!("{OLD}\n{NEW}\n"), Ok(2));
        check(&format!("\u{feff}\r\n{OLD}\r\n\r\n  {NEW}  \r\n"), Ok(2));
        check("", Err("without a token"));
        check("\n \n", Err("without a token"));
        check("fifteen-letters", Err("line 1 has fewer than 16"));
        check(&format!("{OLD}\n\nPassword1\n"), Err("line 3 has fewer than 16"));
        check(&format!("{OLD} {NEW}"), Err("line 1 contains a space"));
        check("sécrèt-0123456789", Err("line 1 contains a space, or a character"));
    }

    #[test]
    fn a_secret_may_have_a_name() {
        let secrets = parse(&format!("{OLD}\nanna@example.com: {NEW}\n")).unwrap();
        assert_eq!(secrets.find(OLD), Some(None));
        assert_eq!(secrets.find(NEW), Some(Some("anna@example.com".to_owned())));
        assert_eq!(secrets.find(&format!("anna@example.com: {NEW}")), None);
        assert!(parse(&format!("anna lee: {NEW}")).unwrap_err().contains("contains a space"));
        assert!(parse("anna: short").unwrap_err().contains("fewer than 16"));
    }

    #[test]
    fn only_a_whole_secret_is_right() {
        let secrets = parse(&format!("{OLD}\n{NEW}")).unwrap();
        for right in [OLD, NEW] {
            assert_eq!(secrets.find(right), Some(None));
        }
        let longer = format!("{OLD}0");
        let both = format!("{OLD}\n{NEW}");
        for wrong in ["", "old-secret-012345678", &longer, &both, "OLD-SECRET-0123456789"] {
            assert_eq!(secrets.find(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_said_without_its_name() {
        let dir = TempDir::new().unwrap();
        let message = Secrets::read(&dir.path().join(OLD)).unwrap_err();
        assert!(message.contains("cannot be read") && !message.contains(OLD), "{message}");
        fs::write(dir.path().join("large"), vec![b'a'; 70_000]).unwrap();
        assert!(Secrets::read(&dir.path().join("large")).unwrap_err().contains("70000 bytes"));
        fs::write(dir.path().join("binary"), [0xff; 32]).unwrap();
        assert!(Secrets::read(&dir.path().join("binary")).unwrap_err().contains("cannot be read"));
        assert!(Secrets::read(dir.path()).unwrap_err().contains("does not name a file"));
    }

    /// A token is replaced without a restart: old and new are valid while both are in the file.
    #[test]
    fn a_new_file_counts_from_the_next_second_on() {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("bearer");
        fs::write(&path, OLD).unwrap();
        let (clock, hand) = Clock::by_hand(0);
        let bearer = Bearer::new(path.clone(), Secrets::read(&path).unwrap(), clock);
        let known = || (bearer.knows(OLD).is_some(), bearer.knows(NEW).is_some());
        assert_eq!(known(), (true, false));
        for (text, then) in [
            (format!("{OLD}\n{NEW}"), (true, true)),
            (NEW.to_owned(), (false, true)),
            // Incomplete or empty: the last valid tokens stay.
            (NEW[..10].to_owned(), (false, true)),
            (String::new(), (false, true)),
            (OLD.to_owned(), (true, false)),
        ] {
            let before = known();
            fs::write(&path, text).unwrap();
            assert_eq!(known(), before);
            hand.forward(READ_EVERY);
            assert_eq!(known(), then);
        }
        fs::remove_file(&path).unwrap();
        hand.forward(READ_EVERY);
        assert_eq!(known(), (true, false));
    }

    #[test]
    fn no_secret_is_printed() {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("bearer");
        fs::write(&path, OLD).unwrap();
        let secrets = Secrets::read(&path).unwrap();
        let digest = format!("{:?}", secrets.0[0].1);
        let bearer = Bearer::new(path, secrets, Clock::frozen(0));
        let printed = format!("{bearer:?}");
        assert!(
            !printed.contains(OLD) && !printed.contains(digest.trim_matches(['[', ']'])),
            "{printed}"
        );
    }
}
