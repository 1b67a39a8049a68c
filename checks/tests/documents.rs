//! Facts that are written in two places are equal, and crates do not use what they must not depend on.

use std::collections::BTreeSet;
use std::fs;

use devserver_jobs_checks::{files, read, root};

#[test]
fn every_browser_of_the_tests_is_configured_and_documented() {
    let step = read("xtask/src/test.rs");
    let capabilities = read("webdriver.json");
    for (flag, options) in [("--chrome", "goog:chromeOptions"), ("--firefox", "moz:firefoxOptions")]
    {
        assert!(step.contains(flag), "test.rs: {flag}");
        assert!(capabilities.contains(options), "webdriver.json: {options}");
    }
    let command = "wasm-pack test --headless --chrome --firefox";
    assert!(step.contains(command), "test.rs: {command}");
    assert!(read("README.md").contains(command), "README.md: {command}");
}

#[test]
fn core_and_sim_know_no_browser_and_no_runtime() {
    for manifest in ["core/Cargo.toml", "core/reports/Cargo.toml", "sim/Cargo.toml"] {
        let text = read(manifest);
        for name in ["leptos", "web-sys", "js-sys", "wasm-bindgen", "tokio"] {
            let line = text.lines().find(|line| line.starts_with(name));
            assert_eq!(line, None, "{manifest}");
        }
    }
}

#[test]
fn the_network_is_called_in_one_module() {
    let sources = files(&root().join("src"));
    let sources = sources.iter().filter(|path| path.extension().is_some_and(|end| end == "rs"));
    for path in sources.filter(|path| !path.ends_with("fetch.rs")) {
        let text = fs::read_to_string(path).expect("sources are UTF-8");
        assert!(!text.contains("gloo_net"), "{} calls the network", path.display());
    }
}

/// The custom properties of the element in a text.
fn properties(text: &str) -> BTreeSet<String> {
    let ends = |letter: char| !(letter.is_ascii_lowercase() || letter == '-');
    let names = text.split("--devserver-jobs-").skip(1);
    names.map(|rest| rest.split(ends).next().unwrap_or_default().to_owned()).collect()
}

/// The first words of the rows of a section's tables.
fn rows(text: &str, section: &str) -> BTreeSet<String> {
    let (_, rest) = text.split_once(&format!("\n## {section}\n")).expect(section);
    let section = rest.split("\n## ").next().unwrap_or_default();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    rows.map(str::to_owned).collect()
}

#[test]
fn one_list_of_custom_properties_and_one_of_parts() {
    let style = root().join("style");
    let text = |path| fs::read_to_string(path).expect("sources are UTF-8");
    let sheets = files(&style).into_iter().filter(|path| path.parent() == Some(&style));
    let sheet: String = sheets.map(text).collect();
    let documented = read("docs/theming.md");
    let table = rows(&documented, "Properties").into_iter().collect::<Vec<_>>().join(" ");
    let table = properties(&table);
    assert_eq!(table, properties(&sheet), "docs/theming.md and what the style sheet reads");
    for theme in ["huawei", "cloudscape"] {
        let path = format!("style/themes/{theme}.css");
        let text = read(&path);
        let unknown: Vec<_> = properties(&text).difference(&table).cloned().collect();
        assert_eq!(unknown, Vec::<String>::new(), "{path} sets what the sheet does not use");
        let set = text.lines().map(str::trim).filter(|line| line.ends_with(';'));
        let others: Vec<_> = set.filter(|line| !line.starts_with("--devserver-jobs-")).collect();
        assert_eq!(others, Vec::<&str>::new(), "{path} is made of custom properties only");
    }

    let folders = ["src/components", "src/lazy"];
    let components = folders.into_iter().flat_map(|folder| files(&root().join(folder)));
    let components: String = components.map(text).collect();
    let parts = components.split(".attr(\"part\", \"").skip(1);
    let parts: BTreeSet<String> =
        parts.map(|rest| rest.split('"').next().unwrap_or_default().to_owned()).collect();
    assert_eq!(rows(&documented, "Parts"), parts, "docs/theming.md and the components");
}
