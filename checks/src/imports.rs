//! The imports between the files of a crate, and the circles among them.
//!
//! An import is a path that begins with `crate`, `super`, `self` or a module declared in the same place, in
//! a `use` or anywhere else. A name that a module re-exports (`pub use`) counts as imported from the file that
//! defines it. A `mod` line alone imports nothing, and a file in a folder may import from the module that the
//! folder belongs to, because the two are read together. Code under `cfg(test)` is ignored, because it is not part
//! of the program.

mod graph;
mod import;
mod module;
mod scan;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

pub use graph::circles;
pub use import::Import;

/// All imports between files of the crate with this root file, such as `src/lib.rs`. Panics if a file is not Rust,
/// because a check that skips files is useless.
pub fn imports(root: &Path) -> Vec<Import> {
    let modules = module::Modules::read(root, &|file| fs::read_to_string(file).ok());
    let mut found: BTreeMap<(PathBuf, PathBuf), Vec<String>> = BTreeMap::new();
    for (from, to, name) in modules.uses() {
        let names = found.entry((from, to)).or_default();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let sorted = found.into_iter().map(|((from, to), mut names)| {
        names.sort();
        Import { from, to, names }
    });
    sorted.collect()
}
