//! The credential of the gateway for the cloud: a key pair, or an IAM user. Its parts are read again for each use,
//! and changes are detected.

use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};

use crate::cloud::key::Key;
use crate::cloud::profile;
use crate::secret::{self, SecretError, Source, Variable};

/// For tests; the real service has a fixed address.
const METADATA_ADDRESS: &str = "DEVSERVER_JOBS_METADATA_ADDRESS";
/// The address of the metadata service on every ECS.
const USUAL_ADDRESS: &str = "http://169.254.169.254";
const AK: Variable = Variable("HUAWEICLOUD_SDK_AK");
const SK: Variable = Variable("HUAWEICLOUD_SDK_SK");
const SECURITY_TOKEN: Variable = Variable("HUAWEICLOUD_SDK_SECURITY_TOKEN");
const IAM_DOMAIN: Variable = Variable("DEVSERVER_JOBS_IAM_DOMAIN");
const IAM_USER: Variable = Variable("DEVSERVER_JOBS_IAM_USER");
const IAM_PASSWORD: Variable = Variable("DEVSERVER_JOBS_IAM_PASSWORD");
/// The variable with the credentials file of the SDKs.
const CREDENTIALS_FILE: &str = "HUAWEICLOUD_SDK_CREDENTIALS_FILE";

/// The sources of the credential's parts. Equal sources are the same credential for the cloud.
#[derive(Clone, Debug, PartialEq)]
pub enum Credential {
    /// An access key, permanent or temporary.
    Key {
        /// AK.
        access_key: Source,
        /// SK.
        secret_key: Source,
        /// For temporary keys.
        security_token: Option<Source>,
    },
    /// An access key in a credentials file of the SDKs.
    Profile(PathBuf),
    /// An IAM user, whose tokens are requested with a password.
    User {
        /// The account's name.
        domain: Source,
        /// The user's name.
        user: Source,
        /// The user's password.
        password: Source,
    },
    /// Temporary keys of this ECS' agency, from the metadata service at this address.
    Agency(String),
}

/// The current parts.
#[derive(Clone, Debug)]
pub enum Secrets {
    /// A key that signs requests.
    Key(Key),
    /// A user that gets tokens.
    User(User),
}

/// An IAM user.
#[derive(Clone, Debug)]
pub struct User {
    /// The account's name.
    pub domain: SecretString,
    /// The user's name.
    pub name: SecretString,
    /// The user's password.
    pub password: SecretString,
}

impl Credential {
    /// Looks for a credential in the order of the official SDKs, under their names: the environment, the
    /// credentials file that it names and, with `agency`, the metadata service of this ECS.
    ///
    /// The SDKs use the metadata service whenever nothing else is set. Here it has to be chosen, and then nothing
    /// else may be set.
    ///
    /// # Errors
    /// One line for each error, without any value.
    pub fn from_environment(
        get: impl Fn(&str) -> Option<String>,
        agency: bool,
    ) -> Result<Self, Vec<String>> {
        let mut faults = Vec::new();
        let mut source = |variable: Variable| match variable.source(&get) {
            Ok(source) => source,
            Err(fault) => {
                faults.push(fault);
                None
            }
        };
        let key = (source(AK), source(SK), source(SECURITY_TOKEN));
        let user = (source(IAM_DOMAIN), source(IAM_USER), source(IAM_PASSWORD));
        let some_key = key.0.is_some() || key.1.is_some() || key.2.is_some();
        let some_user = user.0.is_some() || user.1.is_some() || user.2.is_some();
        if !faults.is_empty() {
            return Err(faults);
        }
        let file = set(&get, CREDENTIALS_FILE);
        match (key, user) {
            (_, _) if agency && (some_key || some_user || file.is_some()) => Err(vec![format!(
                "--ecs-agency is given, and {} is set; give only one of them",
                match (some_key, some_user) {
                    (true, _) => AK.0,
                    (_, true) => IAM_USER.0,
                    _ => CREDENTIALS_FILE,
                }
            )]),
            (_, _) if agency => Ok(Credential::agency(get)),
            (_, _) if some_key && some_user => Err(vec![format!(
                "both an access key ({}) and an IAM user ({}) are set; unset one",
                AK.0, IAM_USER.0
            )]),
            ((Some(access_key), Some(secret_key), security_token), _) => {
                Ok(Credential::Key { access_key, secret_key, security_token })
            }
            (_, (Some(domain), Some(user), Some(password))) => {
                Ok(Credential::User { domain, user, password })
            }
            (key, user) => {
                let missing = |missing: bool, variable| missing.then_some(variable);
                let missing: Vec<Variable> = if some_user {
                    [
                        missing(user.0.is_none(), IAM_DOMAIN),
                        missing(user.1.is_none(), IAM_USER),
                        missing(user.2.is_none(), IAM_PASSWORD),
                    ]
                    .into_iter()
                    .flatten()
                    .collect()
                } else if some_key {
                    [missing(key.0.is_none(), AK), missing(key.1.is_none(), SK)]
                        .into_iter()
                        .flatten()
                        .collect()
                } else if let Some(file) = file {
                    let profile = Credential::Profile(file.into());
                    let read = profile.read();
                    return match read {
                        Ok(_) => Ok(profile),
                        Err(error) => {
                            Err(vec![format!("{CREDENTIALS_FILE}: {}", error.without_name())])
                        }
                    };
                } else {
                    return Err(vec![format!(
                        "no credential: set {AK} and {SK}, or {CREDENTIALS_FILE}, or {IAM_DOMAIN}, \
                         {IAM_USER} and {IAM_PASSWORD}, or give --ecs-agency on an ECS that has one"
                    )]);
                };
                Err(missing.iter().map(|variable| format!("{variable} is not set")).collect())
            }
        }
    }

    /// The keys of this ECS' agency.
    pub fn agency(get: impl Fn(&str) -> Option<String>) -> Self {
        Credential::Agency(set(&get, METADATA_ADDRESS).unwrap_or(USUAL_ADDRESS.to_owned()))
    }

    /// Whether the environment contains any part of a credential.
    pub fn is_in_environment(get: impl Fn(&str) -> Option<String>) -> bool {
        let is_set = |variable: Variable| {
            set(&get, variable.0).is_some() || set(&get, &format!("{}_FILE", variable.0)).is_some()
        };
        [AK, SK, SECURITY_TOKEN, IAM_DOMAIN, IAM_USER, IAM_PASSWORD].into_iter().any(is_set)
            || set(&get, CREDENTIALS_FILE).is_some()
    }

    /// The current parts.
    pub fn read(&self) -> Result<Secrets, SecretError> {
        Ok(match self {
            Credential::Key { access_key, secret_key, security_token } => Secrets::Key(Key {
                access_key: access_key.read()?,
                secret_key: secret_key.read()?,
                security_token: security_token.as_ref().map(Source::read).transpose()?,
            }),
            Credential::Profile(path) => Secrets::Key(profile::read(path)?),
            Credential::User { domain, user, password } => Secrets::User(User {
                domain: domain.read()?,
                name: user.read()?,
                password: password.read()?,
            }),
            Credential::Agency(_) => {
                return Err(SecretError::NotGiven("a key of an agency is not read".to_owned()));
            }
        })
    }
}

impl Secrets {
    /// The secrets that must never be passed on, even if the cloud repeats them.
    pub fn parts(&self) -> Vec<&SecretString> {
        match self {
            Secrets::Key(key) => {
                [&key.access_key, &key.secret_key].into_iter().chain(&key.security_token).collect()
            }
            Secrets::User(User { domain, name, password }) => vec![domain, name, password],
        }
    }

    /// Whether all parts are equal.
    pub(super) fn same(&self, other: &Secrets) -> bool {
        let (one, other) = (self.parts(), other.parts());
        one.len() == other.len()
            && one.iter().zip(other).all(|(one, other)| secret::same(one, other))
    }
}

/// An empty value counts as not set.
fn set(get: impl Fn(&str) -> Option<String>, name: &str) -> Option<String> {
    get(name).filter(|value| !value.trim().is_empty())
}

/// Removes secrets from a text of the cloud.
pub fn without(text: &str, secrets: &[&SecretString]) -> String {
    secrets.iter().fold(text.to_owned(), |text, secret| match secret.expose_secret() {
        // Very short texts are not removed; the shortest keys have 20 characters.
        short if short.len() < 4 => text,
        secret => text.replace(secret, "…"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Credential, Vec<String>> {
        let get = |name: &str| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        };
        Credential::from_environment(get, false)
    }

    #[test]
    fn a_key_or_a_user_is_read_from_the_environment() {
        let key = read(&[("HUAWEICLOUD_SDK_AK", "AK1"), ("HUAWEICLOUD_SDK_SK", "hidden")]).unwrap();
        assert!(matches!(key.read().unwrap(), Secrets::Key(Key { security_token: None, .. })));
        let temporary = read(&[
            ("HUAWEICLOUD_SDK_AK", "AK1"),
            ("HUAWEICLOUD_SDK_SK", "hidden"),
            ("HUAWEICLOUD_SDK_SECURITY_TOKEN", "hidden"),
        ]);
        let temporary = temporary.unwrap().read().unwrap();
        assert!(matches!(temporary, Secrets::Key(Key { security_token: Some(_), .. })));
        assert!(!format!("{temporary:?}").contains("hidden"));
        let user = read(&[
            ("DEVSERVER_JOBS_IAM_DOMAIN", "account"),
            ("DEVSERVER_JOBS_IAM_USER", "reader"),
            ("DEVSERVER_JOBS_IAM_PASSWORD", "hidden"),
        ]);
        let user = user.unwrap().read().unwrap();
        assert!(matches!(user, Secrets::User(_)) && !format!("{user:?}").contains("hidden"));
    }

    #[test]
    fn every_fault_is_one_line_without_a_value() {
        #[track_caller]
        fn check(variables: &[(&str, &str)], parts: &[&str]) {
            let faults = read(variables).unwrap_err();
            assert_eq!(faults.len(), parts.len(), "{faults:?}");
            for (fault, part) in faults.iter().zip(parts) {
                assert!(fault.contains(part) && !fault.contains("hidden"), "{fault}");
            }
        }
        check(&[], &["no credential"]);
        check(&[("HUAWEICLOUD_SDK_AK", "hidden")], &["HUAWEICLOUD_SDK_SK"]);
        check(&[("HUAWEICLOUD_SDK_SK", "hidden")], &["HUAWEICLOUD_SDK_AK"]);
        check(
            &[("HUAWEICLOUD_SDK_SECURITY_TOKEN", "hidden")],
            &["HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK"],
        );
        check(
            &[("DEVSERVER_JOBS_IAM_PASSWORD", "hidden")],
            &["DEVSERVER_JOBS_IAM_DOMAIN", "DEVSERVER_JOBS_IAM_USER"],
        );
        check(
            &[("HUAWEICLOUD_SDK_AK", "hidden"), ("DEVSERVER_JOBS_IAM_PASSWORD", "hidden")],
            &["both"],
        );
        check(
            &[("HUAWEICLOUD_SDK_AK_FILE", "/none"), ("HUAWEICLOUD_SDK_SK_FILE", "/none")],
            &["HUAWEICLOUD_SDK_AK_FILE", "HUAWEICLOUD_SDK_SK_FILE"],
        );
    }

    /// A sidecar that renews keys writes this file, and a variable of a pod may be set for other programs.
    #[test]
    fn the_credentials_file_of_the_sdks_comes_after_the_environment() {
        let dir = tempfile::TempDir::new().unwrap();
        let path = dir.path().join("credentials");
        std::fs::write(&path, "[basic]\nak = AK1\nsk = hidden\n").unwrap();
        let file = ("HUAWEICLOUD_SDK_CREDENTIALS_FILE", path.to_str().unwrap());
        assert_eq!(read(&[file]).unwrap(), Credential::Profile(path.clone()));
        assert!(matches!(read(&[file]).unwrap().read().unwrap(), Secrets::Key(_)));
        let key = [("HUAWEICLOUD_SDK_AK", "AK2"), ("HUAWEICLOUD_SDK_SK", "hidden"), file];
        assert!(matches!(read(&key).unwrap(), Credential::Key { .. }));
        let faults = read(&[("HUAWEICLOUD_SDK_CREDENTIALS_FILE", "/none")]).unwrap_err();
        assert!(faults[0].contains("HUAWEICLOUD_SDK_CREDENTIALS_FILE: cannot read"), "{faults:?}");
    }

    #[test]
    fn secrets_are_taken_out_of_texts() {
        let secrets = [SecretString::from("AKAKAKAKAK"), SecretString::from("")];
        let secrets: Vec<&SecretString> = secrets.iter().collect();
        assert_eq!(without("key AKAKAKAKAK failed", &secrets), "key … failed");
    }
}
