//! The project's rules as tests: what is said twice is said alike, and rooms stay apart.

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
