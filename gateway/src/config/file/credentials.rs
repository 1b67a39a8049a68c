//! The credentials of the configuration file. Their secrets are in separate files.

use std::collections::HashSet;
use std::num::NonZeroU32;
use std::path::Path;

use super::section::{Faults, Section, Text};
use crate::cloud::credential::Credential;
use crate::cloud::queue::Outbound;
use crate::cloud::routes::Named;
use crate::config::common::Get;
use crate::secret::Source;

/// The name of the credential that is used by projects without one.
pub const ENVIRONMENT: &str = "environment";

const ACCESS_KEY: &str = "access-key-file";
const SECRET_KEY: &str = "secret-key-file";
const SECURITY_TOKEN: &str = "security-token-file";
const PROFILE: &str = "credentials-file";
const IAM_DOMAIN: &str = "iam-domain";
const IAM_USER: &str = "iam-user";
const IAM_PASSWORD: &str = "iam-password-file";
const AGENCY: &str = "ecs-agency";
const CALLS_PER_SECOND: &str = "calls-per-second";
const MAX_CALLS: &str = "max-calls";

/// The kinds of credentials with their keys.
const KINDS: [&[&str]; 4] = [
    &[ACCESS_KEY, SECRET_KEY, SECURITY_TOKEN],
    &[PROFILE],
    &[IAM_DOMAIN, IAM_USER, IAM_PASSWORD],
    &[AGENCY],
];
/// Secrets that belong into other files.
const SECRETS: [(&str, &str); 6] = [
    ("access-key", ACCESS_KEY),
    ("ak", ACCESS_KEY),
    ("secret-key", SECRET_KEY),
    ("sk", SECRET_KEY),
    ("security-token", SECURITY_TOKEN),
    ("iam-password", IAM_PASSWORD),
];

/// The tables below `[credentials]`.
#[derive(Debug)]
pub struct Credentials<'a> {
    /// With the credential, unless there was an error.
    all: Vec<(&'a str, Section<'a>, Option<Named>)>,
    used: HashSet<&'a str>,
}

/// Reads all of them.
pub fn credentials<'a>(
    top: &Section<'a>,
    folder: &Path,
    usual: Outbound,
    get: Get,
    faults: &mut Faults,
) -> Credentials<'a> {
    let mut all: Vec<(&str, Section, Option<Named>)> = Vec::new();
    for (name, section) in top.tables("credentials", faults) {
        if name == ENVIRONMENT {
            let what = "is the name of the credential in the environment; give another name";
            faults.add(section.at, &section.path, what.to_owned());
        }
        let source = source(&section, folder, get, faults);
        let outbound = outbound(&section, usual, faults);
        let named = source.map(|source| Named { name: name.to_owned(), source, outbound });
        let same = all.iter().find_map(|(_, _, other)| {
            other
                .as_ref()
                .filter(|other| named.as_ref().is_some_and(|it| it.source == other.source))
        });
        if let Some(other) = same {
            let what = format!(
                "is the same credential as {}; its calls would be counted separately, so use one \
                 of them in both places",
                other.name
            );
            faults.add(section.at, &section.path, what);
        }
        all.push((name, section, named));
    }
    Credentials { all, used: HashSet::new() }
}

impl Credentials<'_> {
    /// The credential of this name, which `section` uses.
    pub fn named(&mut self, section: &Section, name: &Text, faults: &mut Faults) -> Option<Named> {
        match self.all.iter().find(|(known, ..)| *known == name.text) {
            Some((known, _, named)) => {
                self.used.insert(known);
                named.clone()
            }
            None => {
                let known: Vec<_> = self.all.iter().map(|(name, ..)| *name).collect();
                let what = match known.is_empty() {
                    true => "is not the name of a credential; write one under [credentials.NAME]"
                        .to_owned(),
                    false => format!(
                        "is not the name of a credential; the names are {}",
                        known.join(", ")
                    ),
                };
                faults.add(name.at, &section.path_of("credential"), what);
                None
            }
        }
    }

    /// Reports credentials that no project uses: most likely a project has the wrong one.
    pub fn unused(&self, faults: &mut Faults) {
        for (_, section, _) in self.all.iter().filter(|(name, ..)| !self.used.contains(name)) {
            let what = "is not used by a project; use it in one, or remove it";
            faults.add(section.at, &section.path, what.to_owned());
        }
    }
}

fn source(section: &Section, folder: &Path, get: Get, faults: &mut Faults) -> Option<Credential> {
    known_keys(section, faults);
    let kinds = KINDS.iter().filter(|keys| keys.iter().any(|key| section.has(key)));
    let kinds: Vec<_> = kinds.copied().collect();
    let here = &section.path;
    let [kind] = kinds.as_slice() else {
        let what = match kinds.is_empty() {
            true => format!(
                "has no credential; give {ACCESS_KEY} and {SECRET_KEY}, or {PROFILE}, or \
                 {IAM_DOMAIN}, {IAM_USER} and {IAM_PASSWORD}, or {AGENCY} = true"
            ),
            false => {
                let mixed: Vec<_> = kinds.iter().flat_map(|keys| keys.iter().copied()).collect();
                format!("has more than one credential; give only one of {}", mixed.join(", "))
            }
        };
        faults.add(section.at, here, what);
        return None;
    };
    let mut file =
        |key: &str, is_needed: bool| secret_file(section, key, is_needed, folder, faults);
    match kind[0] {
        ACCESS_KEY => {
            let parts =
                (file(ACCESS_KEY, true), file(SECRET_KEY, true), file(SECURITY_TOKEN, false));
            let (access_key, secret_key, security_token) = (parts.0?, parts.1?, parts.2);
            Some(Credential::Key { access_key, secret_key, security_token })
        }
        PROFILE => {
            let given = section.text(PROFILE, faults)?;
            let profile = Credential::Profile(folder.join(given.text));
            if let Err(error) = profile.read() {
                let error = error.without_name();
                let what = format!("cannot be used: {error}; give a credentials file of the SDKs");
                faults.add(given.at, &section.path_of(PROFILE), what);
                return None;
            }
            Some(profile)
        }
        IAM_DOMAIN => {
            let password = file(IAM_PASSWORD, true);
            let (domain, user) =
                (text(section, IAM_DOMAIN, faults), text(section, IAM_USER, faults));
            Some(Credential::User { domain: domain?, user: user?, password: password? })
        }
        _ if section.is_true(AGENCY, faults) => Some(Credential::agency(get)),
        _ => {
            faults.add(
                section.at,
                here,
                format!("has no credential; give {AGENCY} = true, or another"),
            );
            None
        }
    }
}

fn known_keys(section: &Section, faults: &mut Faults) {
    for (secret, instead) in SECRETS {
        if let Some(at) = section.place_of(secret) {
            let what = format!(
                "is a secret, which must not be in this file; write it to a separate file and \
                 give {instead}"
            );
            faults.add(at, &section.path_of(secret), what);
        }
    }
    let known: Vec<&str> =
        KINDS.concat().into_iter().chain([CALLS_PER_SECOND, MAX_CALLS]).collect();
    let reported = SECRETS.map(|(secret, _)| secret);
    section.only(&known, &reported, faults);
}

fn secret_file(
    section: &Section,
    key: &str,
    is_needed: bool,
    folder: &Path,
    faults: &mut Faults,
) -> Option<Source> {
    if !section.has(key) {
        if is_needed {
            let what = "is missing; give the path of a file with one line".to_owned();
            faults.add(section.at, &section.path_of(key), what);
        }
        return None;
    }
    let given = section.text(key, faults)?;
    let source = Source::File(folder.join(given.text));
    if let Err(error) = source.read() {
        let error = error.without_name();
        let what = format!("cannot be used: {error}; give the path of a file with one line");
        faults.add(given.at, &section.path_of(key), what);
        return None;
    }
    Some(source)
}

fn text(section: &Section, key: &str, faults: &mut Faults) -> Option<Source> {
    if !section.has(key) {
        faults.add(section.at, &section.path_of(key), "is missing; give the name".to_owned());
    }
    section.text(key, faults).map(|given| Source::Given(given.text.into()))
}

fn outbound(section: &Section, usual: Outbound, faults: &mut Faults) -> Outbound {
    let mut outbound = usual;
    if let Some(rate) = section.number(CALLS_PER_SECOND, 0, faults) {
        outbound.per_second = NonZeroU32::new(rate);
    }
    if let Some(most) = section.number(MAX_CALLS, 1, faults) {
        outbound.at_once = most as usize;
    }
    outbound
}
