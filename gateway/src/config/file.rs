//! The file of `--config`: which projects are served, by which endpoint, and with which credential. It is read as a
//! whole, and all errors are reported at once, with their place and what to write instead. No value is repeated,
//! because it may be a secret in the wrong place.

mod credentials;
mod section;

use std::collections::HashMap;
use std::fmt;
use std::fs;
use std::path::Path;

use toml::de::DeTable;

use self::credentials::{Credentials, ENVIRONMENT, credentials};
use self::section::{Faults, Section, Text};
use super::common::Get;
use crate::cloud::credential::Credential;
use crate::cloud::endpoint::Endpoint;
use crate::cloud::queue::Outbound;
use crate::cloud::routes::{Named, Route};
use crate::route::ProjectId;

const PROJECT_KEYS: [&str; 5] = ["ids", "region", "endpoint", "iam-endpoint", "credential"];

/// The routes in the file; `usual` has the limits of calls that the file does not set.
///
/// # Errors
/// One line for each error.
pub fn read(path: &Path, usual: Outbound, get: Get) -> Result<Vec<Route>, Vec<String>> {
    let refused = |what: &dyn fmt::Display| {
        vec![format!("--config {} {what}; give a TOML file", path.display())]
    };
    let unreadable = |error| refused(&format_args!("cannot be read: {error}"));
    // Reading a pipe may block, and returns nothing the second time.
    if !fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(refused(&"is not a file"));
    }
    let text = fs::read_to_string(path).map_err(unreadable)?;
    let mut faults = Faults::default();
    let (table, errors) = DeTable::parse_recoverable(&text);
    for error in &errors {
        // The error's own text contains the line, which may contain a secret.
        let at = error.span().map_or(0, |span| span.start);
        faults.add(at, "", format!("{}; this is not valid TOML", error.message()));
    }
    let routes = match errors.is_empty() {
        true => {
            let top = Section::new(String::new(), 0, table.get_ref());
            routes(&top, path, usual, get, &mut faults)
        }
        false => Vec::new(),
    };
    match faults.len() {
        0 => Ok(routes),
        _ => Err(faults.lines(path, &text)),
    }
}

/// The result must not be used after an error.
fn routes(
    top: &Section,
    path: &Path,
    usual: Outbound,
    get: Get,
    faults: &mut Faults,
) -> Vec<Route> {
    top.only(&["credentials", "projects"], &[], faults);
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut credentials = credentials(top, folder, usual, get, faults);
    let mut seen = HashMap::new();
    let before = faults.len();
    let sections = top.sections("projects", faults);
    if sections.is_empty() && faults.len() == before {
        let what = "is missing; write [[projects]] with ids, a region and a credential";
        faults.add(0, "projects", what.to_owned());
    }
    let mut routes = Vec::new();
    for section in &sections {
        section.only(&PROJECT_KEYS, &[], faults);
        let credential = credential(section, &mut credentials, usual, get, faults);
        let region = section.text("region", faults);
        let endpoint = endpoint(section, region.as_ref(), faults);
        let iam = iam(section, region.as_ref(), credential.as_ref(), faults);
        let projects = projects(section, &mut seen, faults);
        let (Some(endpoint), Some(credential)) = (endpoint, credential) else {
            continue;
        };
        routes.push(Route { projects, endpoint, iam, credential });
    }
    credentials.unused(faults);
    routes
}

/// The named credential, or that of the environment.
fn credential(
    section: &Section,
    credentials: &mut Credentials,
    usual: Outbound,
    get: Get,
    faults: &mut Faults,
) -> Option<Named> {
    if let Some(name) = section.text("credential", faults) {
        return credentials.named(section, &name, faults);
    }
    if section.has("credential") {
        return None;
    }
    let at = section.at;
    let path = section.path_of("credential");
    if !Credential::is_in_environment(get) {
        let what = "is not given, and the environment has no credential; give the name of a \
                    section under [credentials]";
        faults.add(at, &path, what.to_owned());
        return None;
    }
    match Credential::from_environment(get, false) {
        Ok(source) => Some(Named { name: ENVIRONMENT.to_owned(), source, outbound: usual }),
        Err(lines) => {
            for line in lines {
                let what = format!("is not given, so the one in the environment is used: {line}");
                faults.add(at, &path, what);
            }
            None
        }
    }
}

fn endpoint(section: &Section, region: Option<&Text>, faults: &mut Faults) -> Option<Endpoint> {
    let of_region = region.map(|region| {
        Endpoint::of_region(region.text).map_err(|_| {
            let what = "is not a region; give one such as cn-north-4";
            faults.add(region.at, &section.path_of("region"), what.to_owned());
        })
    });
    let given = whole(section, "endpoint", faults);
    match (given, of_region) {
        (Some(endpoint), _) => endpoint,
        (None, Some(of_region)) => of_region.ok(),
        (None, None) if section.has("region") => None,
        (None, None) => {
            let what = "is missing; give a region of the public cloud, such as cn-north-4, or the \
                        full address of ModelArts as endpoint";
            faults.add(section.at, &section.path_of("region"), what.to_owned());
            None
        }
    }
}

/// Only an IAM user needs this.
fn iam(
    section: &Section,
    region: Option<&Text>,
    credential: Option<&Named>,
    faults: &mut Faults,
) -> Option<Endpoint> {
    let given = whole(section, "iam-endpoint", faults);
    match (credential.map(|credential| &credential.source), given, region) {
        (Some(Credential::User { .. }), Some(given), _) => given,
        // An invalid region has been reported already.
        (Some(Credential::User { .. }), None, Some(region)) => {
            Endpoint::iam_of_region(region.text).ok()
        }
        (Some(Credential::User { .. }), None, None) => {
            let what = "is missing, and an IAM user needs it; give it, or a region";
            faults.add(section.at, &section.path_of("iam-endpoint"), what.to_owned());
            None
        }
        _ => None,
    }
}

/// A full address: the outer `None` if the key is missing, the inner one if the address is invalid.
fn whole(section: &Section, key: &str, faults: &mut Faults) -> Option<Option<Endpoint>> {
    if !section.has(key) {
        return None;
    }
    let given = section.text(key, faults);
    Some(given.and_then(|given| {
        Endpoint::parse(given.text)
            .map_err(|error| faults.add(given.at, &section.path_of(key), error.to_string()))
            .ok()
    }))
}

/// `seen` contains where each project was named first.
fn projects(
    section: &Section,
    seen: &mut HashMap<ProjectId, String>,
    faults: &mut Faults,
) -> Vec<ProjectId> {
    let path = section.path_of("ids");
    let ids = section.texts("ids", faults);
    if ids.is_empty() && !section.has("ids") {
        let what = "is missing; give the IDs of projects, such as [\"0123456789abcdef\"]";
        faults.add(section.at, &path, what.to_owned());
    }
    let mut projects = Vec::new();
    for (number, id) in ids.iter().enumerate() {
        let path = format!("{path}[{number}]");
        let Ok(project) = ProjectId::parse(id.text) else {
            let what = "is not a project ID; give 1 to 64 letters, digits and hyphens";
            faults.add(id.at, &path, what.to_owned());
            continue;
        };
        match seen.get(&project) {
            Some(first) => {
                let what = format!("is the same project as {first}; give it only once");
                faults.add(id.at, &path, what);
            }
            None => {
                seen.insert(project.clone(), path);
                projects.push(project);
            }
        }
    }
    projects
}

#[cfg(test)]
mod tests;
