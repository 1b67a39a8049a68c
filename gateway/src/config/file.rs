//! The file of `--config`: which projects are served, where, and with which credential. It is read as a
//! whole, and all of its faults are told at once: where they are, what is wrong, and what to write. No
//! value is repeated, since any may be a secret in the wrong place.

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

/// The routes that the file describes, with the limits on calls that it does not.
///
/// # Errors
/// One line for each fault.
pub fn read(path: &Path, usual: Outbound, get: Get) -> Result<Vec<Route>, Vec<String>> {
    let refused = |what: &dyn fmt::Display| {
        vec![format!("--config {} {what}; give a TOML file", path.display())]
    };
    let unreadable = |error| refused(&format_args!("cannot be read: {error}"));
    // A pipe would be waited for, and hold nothing when it is read again.
    if !fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(refused(&"is no file"));
    }
    let text = fs::read_to_string(path).map_err(unreadable)?;
    let mut faults = Faults::default();
    let (table, errors) = DeTable::parse_recoverable(&text);
    for error in &errors {
        // Its text shows the line, which may hold a secret.
        let at = error.span().map_or(0, |span| span.start);
        faults.add(at, "", format!("{}; this is no TOML", error.message()));
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

/// Of use only if there was no fault.
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

/// The one that is named, or the one of the environment.
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
        let what = "is not given, and the environment holds no credential; give the name of a \
                    section below [credentials]";
        faults.add(at, &path, what.to_owned());
        return None;
    }
    match Credential::from_environment(get, false) {
        Ok(source) => Some(Named { name: ENVIRONMENT.to_owned(), source, outbound: usual }),
        Err(lines) => {
            for line in lines {
                let what = format!("is not given, so that of the environment is taken: {line}");
                faults.add(at, &path, what);
            }
            None
        }
    }
}

fn endpoint(section: &Section, region: Option<&Text>, faults: &mut Faults) -> Option<Endpoint> {
    let of_region = region.map(|region| {
        Endpoint::of_region(region.text).map_err(|_| {
            let what = "is no region; give one such as cn-north-4";
            faults.add(region.at, &section.path_of("region"), what.to_owned());
        })
    });
    let given = whole(section, "endpoint", faults);
    match (given, of_region) {
        (Some(endpoint), _) => endpoint,
        (None, Some(of_region)) => of_region.ok(),
        (None, None) if section.has("region") => None,
        (None, None) => {
            let what = "is missing; give a region of the public cloud, such as cn-north-4, or as \
                        endpoint the whole address of ModelArts";
            faults.add(section.at, &section.path_of("region"), what.to_owned());
            None
        }
    }
}

/// Only a user needs IAM.
fn iam(
    section: &Section,
    region: Option<&Text>,
    credential: Option<&Named>,
    faults: &mut Faults,
) -> Option<Endpoint> {
    let given = whole(section, "iam-endpoint", faults);
    match (credential.map(|credential| &credential.source), given, region) {
        (Some(Credential::User { .. }), Some(given), _) => given,
        // A region that is none has been told of already.
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

/// A whole address: `None` if there is none, and within it `None` if it is no good.
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

/// `seen` holds where each project was named first.
fn projects(
    section: &Section,
    seen: &mut HashMap<ProjectId, String>,
    faults: &mut Faults,
) -> Vec<ProjectId> {
    let path = section.path_of("ids");
    let ids = section.texts("ids", faults);
    if ids.is_empty() && !section.has("ids") {
        let what = "is missing; give the ids of projects, such as [\"0123456789abcdef\"]";
        faults.add(section.at, &path, what.to_owned());
    }
    let mut projects = Vec::new();
    for (number, id) in ids.iter().enumerate() {
        let path = format!("{path}[{number}]");
        let Ok(project) = ProjectId::parse(id.text) else {
            let what = "is no project id; give 1 to 64 letters, digits and hyphens";
            faults.add(id.at, &path, what.to_owned());
            continue;
        };
        match seen.get(&project) {
            Some(first) => {
                let what = format!("is the same project as {first}; name it once only");
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
