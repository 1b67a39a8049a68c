//! The project's rules as tests: what is said twice is said alike, and rooms stay apart.

use std::collections::BTreeSet;
use std::fs;

use crate::run::Workshop;

pub fn read(path: &str) -> String {
    let shop = Workshop::find().expect("cargo sets CARGO_MANIFEST_DIR for tests");
    fs::read_to_string(shop.root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The quoted words between the first `start` and the next `end`.
pub fn quoted(text: &str, start: &str, end: &str) -> Vec<String> {
    let (_, rest) = text.split_once(start).expect(start);
    let (list, _) = rest.split_once(end).expect(end);
    let words = list.split('"').skip(1).step_by(2);
    words.map(str::to_owned).collect()
}

#[test]
fn every_browser_of_the_tests_is_configured_and_told_of() {
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
    for manifest in ["core/Cargo.toml", "sim/Cargo.toml"] {
        let text = read(manifest);
        for name in ["leptos", "web-sys", "js-sys", "wasm-bindgen", "tokio"] {
            let line = text.lines().find(|line| line.starts_with(name));
            assert_eq!(line, None, "{manifest}");
        }
    }
}

#[test]
fn the_network_is_called_in_one_room() {
    let shop = Workshop::find().expect("cargo sets CARGO_MANIFEST_DIR for tests");
    let mut folders = vec![shop.root.join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("src/ can be read") {
            let path = entry.expect("src/ can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("fetch.rs")
            {
                let text = fs::read_to_string(&path).expect("sources are UTF-8");
                assert!(!text.contains("gloo_net"), "{} calls the network", path.display());
            }
        }
    }
}

/// What the custom properties of the element are called that a text speaks of.
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
    let sheet = read("style/devserver-jobs.css") + &read("style/detail.css");
    let documented = read("docs/theming.md");
    let table = rows(&documented, "Properties").into_iter().collect::<Vec<_>>().join(" ");
    let table = properties(&table);
    assert_eq!(table, properties(&sheet), "docs/theming.md and what the style sheet reads");
    for theme in ["huawei", "cloudscape"] {
        let path = format!("style/themes/{theme}.css");
        let text = read(&path);
        let unknown: Vec<_> = properties(&text).difference(&table).cloned().collect();
        assert_eq!(unknown, Vec::<String>::new(), "{path} sets what nobody reads");
        let set = text.lines().map(str::trim).filter(|line| line.ends_with(';'));
        let others: Vec<_> = set.filter(|line| !line.starts_with("--devserver-jobs-")).collect();
        assert_eq!(others, Vec::<&str>::new(), "{path} is made of custom properties only");
    }

    let shop = Workshop::find().expect("cargo sets CARGO_MANIFEST_DIR for tests");
    let folder = fs::read_dir(shop.root.join("src/view")).expect("src/view/ can be read");
    let views =
        folder.map(|entry| fs::read_to_string(entry.expect("src/view/ can be read").path()));
    let views: String = views.map(|text| text.expect("sources are UTF-8")).collect();
    let views = views + &read("src/view.rs");
    // Among an element's first words, or by itself.
    let parts = views.replace(".attr(\"part\", \"", " part=");
    let parts = parts.split(" part=").skip(1);
    let parts: BTreeSet<String> =
        parts.map(|rest| rest.split(['"', ' ']).next().unwrap_or_default().to_owned()).collect();
    assert_eq!(rows(&documented, "Parts"), parts, "docs/theming.md and the views");
}
