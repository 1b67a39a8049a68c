//! A bill of materials in the format CycloneDX 1.6: the packages that a program consists of, with registry, digest
//! and licence. It contains no date and no random number, so that equal programs have equal bills.
//!
//! The alternative was cargo-cyclonedx: another tool that takes minutes to build on a new machine, for information
//! that `cargo metadata` has; and it writes one file for each crate of the workspace.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use spdx::{Expression, ParseMode};

use crate::dependencies::{Package, reached};
use crate::read;

/// A product with its dependencies.
#[derive(Clone, Copy, Debug)]
pub struct Product<'a> {
    /// The package that the bill is about.
    pub name: &'a str,
    /// For each part: all packages that are needed on its platform, by ID, and the package of the part itself.
    pub parts: &'a [(&'a str, &'a BTreeMap<String, Package>)],
}

/// The bill of a product.
pub fn bill(product: &Product) -> Value {
    let digests = digests(&read("Cargo.lock"));
    let mut all: BTreeMap<String, &Package> = BTreeMap::new();
    for (name, packages) in product.parts {
        for id in reached(packages, name) {
            all.insert(reference(&packages[&id]), &packages[&id]);
        }
    }
    let by_id: BTreeMap<&str, String> = product
        .parts
        .iter()
        .flat_map(|(_, packages)| packages.iter())
        .map(|(id, package)| (id.as_str(), reference(package)))
        .collect();
    let own = all.values().find(|package| package.name == product.name && package.source.is_none());
    let own = own.copied().unwrap_or_else(|| panic!("{} is not one of its parts", product.name));
    let dependencies: Vec<Value> = all
        .iter()
        .map(|(reference, package)| {
            let mut needs: Vec<&String> =
                package.needs.iter().filter_map(|id| by_id.get(id.as_str())).collect();
            // The page is embedded in the program.
            let others =
                product.parts.iter().map(|(name, _)| *name).filter(|name| *name != own.name);
            let others: Vec<&String> = all
                .iter()
                .filter(|(_, it)| it.source.is_none() && others.clone().any(|name| name == it.name))
                .map(|(reference, _)| reference)
                .collect();
            if package.name == own.name && package.source.is_none() {
                needs.extend(others);
            }
            needs.sort();
            needs.dedup();
            json!({ "ref": reference, "dependsOn": needs })
        })
        .collect();
    let components: Vec<Value> = all
        .values()
        .filter(|package| package.name != own.name || package.source.is_some())
        .map(|package| component(package, "library", &digests))
        .collect();
    json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": { "component": component(own, "application", &digests) },
        "components": components,
        "dependencies": dependencies,
    })
}

fn component(package: &Package, kind: &str, digests: &BTreeMap<(String, String), String>) -> Value {
    let Package { name, version, license, source, .. } = package;
    let reference = reference(package);
    let mut component =
        json!({ "type": kind, "bom-ref": reference, "name": name, "version": version });
    if source.is_some() {
        component["purl"] = reference.into();
    }
    if let Ok(license) = Expression::canonicalize(license)
        && let license = license.unwrap_or_else(|| package.license.clone())
        && Expression::parse_mode(&license, ParseMode::STRICT).is_ok()
    {
        component["licenses"] = json!([{ "expression": license }]);
    }
    if let Some(digest) = digests.get(&(name.clone(), version.clone())) {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": digest }]);
    }
    component
}

/// The package URL, which is different for each package and version.
fn reference(package: &Package) -> String {
    // A `+` in a version is escaped in a package URL.
    format!("pkg:cargo/{}@{}", package.name, package.version.replace('+', "%2B"))
}

/// The SHA-256 in Cargo.lock of each package of a registry, by name and version.
fn digests(lock: &str) -> BTreeMap<(String, String), String> {
    let lock: toml::Table = lock.parse().expect("cargo writes TOML");
    let packages = lock["package"].as_array().cloned().unwrap_or_default();
    let text = |package: &toml::Value, name: &str| {
        package.get(name).and_then(|value| value.as_str()).map(str::to_owned)
    };
    packages
        .iter()
        .filter_map(|package| {
            let key = (text(package, "name")?, text(package, "version")?);
            Some((key, text(package, "checksum")?))
        })
        .collect()
}
