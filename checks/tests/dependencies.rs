//! The dependencies of the project comply with deny.toml, and the bills of materials are complete.

// Clippy's exception for tests applies only to functions with `#[test]`, not to their helpers.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};

use devserver_jobs_checks::dependencies::{PLATFORMS, Package, packages};
use devserver_jobs_checks::read;
use devserver_jobs_checks::sbom::{Product, bill};
use serde_json::Value;
use spdx::{Expression, Licensee, ParseMode};

fn rules() -> toml::Table {
    read("deny.toml").parse().unwrap()
}

fn texts(value: &toml::Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect()
}

fn foreign() -> Vec<Package> {
    let all = packages(&PLATFORMS);
    all.into_values().filter(|package| package.source.is_some()).collect()
}

#[test]
fn every_licence_is_allowed_and_every_allowed_one_is_used() {
    let rules = rules();
    let allowed = texts(&rules["licenses"]["allow"]);
    let allowed: Vec<(&str, Licensee)> =
        allowed.iter().map(|text| (*text, Licensee::parse(text).unwrap())).collect();
    let mut used = BTreeSet::new();
    let mut refused = Vec::new();
    for package in foreign() {
        let expression = Expression::parse_mode(&package.license, ParseMode::LAX);
        let is_allowed = expression.is_ok_and(|expression| {
            expression.evaluate(|required| {
                let fits = allowed.iter().find(|(_, licensee)| licensee.satisfies(required));
                fits.map(|(text, _)| used.insert(*text)).is_some()
            })
        });
        if !is_allowed {
            refused.push(format!("{} {}: {:?}", package.name, package.version, package.license));
        }
    }
    assert!(refused.is_empty(), "licences that deny.toml does not allow:\n{}", refused.join("\n"));
    let unused: Vec<_> = allowed.iter().filter(|(text, _)| !used.contains(text)).collect();
    assert!(unused.is_empty(), "allowed for nothing: {unused:?}");
}

#[test]
fn every_package_is_of_the_public_registry() {
    for package in foreign() {
        let source = package.source.unwrap();
        assert_eq!(
            source, "registry+https://github.com/rust-lang/crates.io-index",
            "{}",
            package.name
        );
    }
}

/// Two versions of a package take longer to build, and make the page larger.
#[test]
fn a_package_has_one_version_but_for_those_that_are_listed() {
    let rules = rules();
    let skipped = rules["bans"]["skip"].as_array().unwrap();
    let skipped: BTreeSet<&str> =
        skipped.iter().map(|skip| skip["crate"].as_str().unwrap()).collect();
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in foreign() {
        versions.entry(package.name).or_default().insert(package.version);
    }
    // The newest version needs no exception.
    let older = versions.iter().flat_map(|(name, versions)| {
        let count = versions.len() - 1;
        let mut sorted: Vec<&String> = versions.iter().collect();
        sorted.sort_by_key(|version| parts(version));
        sorted.into_iter().take(count).map(move |version| format!("{name}@{version}"))
    });
    let older: BTreeSet<String> = older.collect();
    let older: BTreeSet<&str> = older.iter().map(String::as_str).collect();
    let new: Vec<_> = older.difference(&skipped).collect();
    let gone: Vec<_> = skipped.difference(&older).collect();
    assert!(new.is_empty(), "second versions that deny.toml does not list: {new:?}");
    assert!(gone.is_empty(), "deny.toml lists what is no second version: {gone:?}");
}

fn parts(version: &str) -> Vec<u64> {
    let numbers = version.split(['.', '-', '+']).map(|part| part.parse().unwrap_or_default());
    numbers.collect()
}

#[test]
fn a_bill_of_materials_names_what_is_inside() {
    let [gateway, page] = PLATFORMS.map(|platform| packages(&[platform]));
    let page = ("devserver-jobs", &page);
    let of_page = bill(&Product { name: "devserver-jobs", parts: &[page] });
    let parts = [("devserver-jobs-gateway", &gateway), page];
    let of_gateway = bill(&Product { name: "devserver-jobs-gateway", parts: &parts });
    let names = |bill: &Value| -> BTreeSet<String> {
        let components = bill["components"].as_array().unwrap().iter();
        components.map(|it| it["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(of_gateway["metadata"]["component"]["name"], "devserver-jobs-gateway");
    let (inside, page) = (names(&of_gateway), names(&of_page));
    assert!(page.is_subset(&inside) && page.contains("leptos") && !page.contains("axum"));
    for name in ["axum", "ring", "leptos", "devserver-jobs-core", "devserver-jobs"] {
        assert!(inside.contains(name), "{name}");
    }
    for name in ["proptest", "tempfile", "devserver-jobs-fake-cloud", "xshell"] {
        assert!(!inside.contains(name), "{name} is for tests or builds");
    }
    for component in of_gateway["components"].as_array().unwrap() {
        let own = component["purl"].is_null();
        let has_digest =
            component["hashes"][0]["content"].as_str().is_some_and(|it| it.len() == 64);
        assert_eq!(has_digest, !own, "{component}");
        assert_eq!(component["licenses"][0]["expression"].is_string(), !own, "{component}");
    }
    let known: BTreeSet<&str> = of_gateway["dependencies"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["ref"].as_str().unwrap())
        .collect();
    for node in of_gateway["dependencies"].as_array().unwrap() {
        for need in node["dependsOn"].as_array().unwrap() {
            assert!(known.contains(need.as_str().unwrap()), "{need}");
        }
    }
}
