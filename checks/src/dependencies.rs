//! The dependencies of the project, from `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use crate::root;

/// The targets that the project is built for: that of the gateway and that of the page.
pub const PLATFORMS: [&str; 2] = ["x86_64-unknown-linux-gnu", "wasm32-unknown-unknown"];

/// A package in one version.
#[derive(Clone, Debug)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The licence in its manifest; empty if there is none.
    pub license: String,
    /// Its source; `None` for a package of the checkout.
    pub source: Option<String>,
    /// The IDs of the packages that it needs at run time, including macros.
    pub needs: BTreeSet<String>,
}

/// All packages that are needed on these platforms, including those for tests and builds, by ID.
///
/// # Panics
/// If cargo fails.
pub fn packages(platforms: &[&str]) -> BTreeMap<String, Package> {
    let mut cargo = Command::new(option_env!("CARGO").unwrap_or("cargo"));
    cargo.current_dir(root()).args(["metadata", "--format-version", "1", "--locked"]);
    for platform in platforms {
        cargo.args(["--filter-platform", platform]);
    }
    let output = cargo.output().expect("cargo is there, since it builds this");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let items = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let needed: BTreeMap<String, BTreeSet<String>> = items(&metadata["resolve"]["nodes"])
        .iter()
        .map(|node| {
            let is_normal =
                |need: &&Value| items(&need["dep_kinds"]).iter().any(|kind| kind["kind"].is_null());
            let needs = items(&node["deps"]);
            let needs = needs.iter().filter(is_normal).map(|need| text(&need["pkg"]));
            (text(&node["id"]), needs.collect())
        })
        .collect();
    items(&metadata["packages"])
        .iter()
        .filter_map(|package| {
            let id = text(&package["id"]);
            let needs = needed.get(&id)?.clone();
            let source = package["source"].as_str().map(str::to_owned);
            let (name, version) = (text(&package["name"]), text(&package["version"]));
            let license = text(&package["license"]);
            Some((id, Package { name, version, license, source, needs }))
        })
        .collect()
}

/// The IDs of a package and of all its direct and indirect dependencies; its own ID is the first.
///
/// # Panics
/// If there is no such package.
pub fn reached(packages: &BTreeMap<String, Package>, name: &str) -> Vec<String> {
    let root = packages.iter().find(|(_, it)| it.name == name && it.source.is_none());
    let (root, _) = root.unwrap_or_else(|| panic!("there is no package {name}"));
    let mut reached = vec![root.clone()];
    let mut seen = BTreeSet::from([root.clone()]);
    let mut next = 0;
    while let Some(id) = reached.get(next).cloned() {
        next += 1;
        let needs = packages[&id].needs.iter();
        reached.extend(needs.filter(|need| seen.insert((*need).clone())).cloned());
    }
    reached
}
