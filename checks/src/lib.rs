//! What the checks in `tests/` share: reading the checkout, the imports of a crate, words in texts, and the
//! dependencies of the project. `sbom` writes the dependencies as bills of materials.
//!
//! This is a crate of its own, because `wasm-pack test` builds every test of the root package for the browser.

pub mod dependencies;
pub mod imports;
pub mod sbom;
pub mod words;

use std::fs;
use std::path::{Path, PathBuf};

/// The root of the checkout.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("checks/ is a folder of the checkout")
}

/// The content of a file, by its path from the root.
pub fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// All files below a folder (or the file itself), sorted; none if the path does not exist.
pub fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    let mut found: Vec<_> = entries.flat_map(|entry| files(&entry.path())).collect();
    found.sort();
    found
}

/// The quoted strings between the first `start` and the next `end`.
pub fn quoted(text: &str, start: &str, end: &str) -> Vec<String> {
    let (_, rest) = text.split_once(start).expect(start);
    let (list, _) = rest.split_once(end).expect(end);
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}
