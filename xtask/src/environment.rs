//! The environment of every program that is started: that of the user, without variables of `cargo run` and
//! `target/wasm.env` that would disturb a child process.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::wasm_env::{DEBIAN, DEBIAN_BIN};

/// What differs from the user's environment.
#[derive(Clone, Debug)]
pub struct Environment {
    /// The search path.
    pub path: OsString,
    /// The other variables; without a value they are removed.
    pub changes: Vec<(OsString, Option<OsString>)>,
}

impl Environment {
    pub fn of(root: &Path, cargo_home: &Path) -> Result<Self> {
        let path = search_path(root, cargo_home.join("bin"))?;
        let changes = env::vars_os().filter_map(|(name, value)| {
            let changed = change(&name.to_string_lossy(), &value)?;
            Some((name, changed))
        });
        Ok(Self { path, changes: changes.collect() })
    }

    /// Whether a variable is set for every program, so that it is not part of a printed command.
    pub fn sets(&self, name: &str) -> bool {
        let mut set = self.changes.iter().filter(|(_, value)| value.is_some());
        name == "PATH" || name == "NO_COLOR" || set.any(|(changed, _)| changed == name)
    }
}

/// The outer `None` if the variable is not changed, the inner one if it is removed.
fn change(name: &str, value: &OsString) -> Option<Option<OsString>> {
    // Some build scripts are run again when these change, and here they have the values of xtask.
    let of_cargo_run = matches!(name, "CARGO_MANIFEST_DIR" | "CARGO_MANIFEST_PATH")
        || name.starts_with("CARGO_PKG_");
    // Set by `. target/wasm.env`, but only WebAssembly builds need them, and get them explicitly.
    let of_wasm_env = DEBIAN.iter().any(|(debian, program)| name == *debian && value == *program);
    if of_cargo_run || of_wasm_env {
        return Some(None);
    }
    // It may be relative to the user's current folder, but programs are started in the root.
    if name == "CARGO_TARGET_DIR" {
        return std::path::absolute(value).ok().map(|folder| Some(folder.into()));
    }
    None
}

/// The search path of the user, with cargo's bin folder, which is missing if cargo was installed without rustup, with
/// Debian's folder for servers, and without the compiler that `target/wasm.env` adds.
fn search_path(root: &Path, cargo_bin: PathBuf) -> Result<OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    let of_wasm_env = root.join(DEBIAN_BIN);
    let mut folders: Vec<_> = env::split_paths(&path).filter(|it| *it != of_wasm_env).collect();
    if !folders.contains(&cargo_bin) {
        folders.insert(0, cargo_bin);
    }
    let of_servers = PathBuf::from("/usr/sbin");
    if !folders.contains(&of_servers) {
        folders.push(of_servers);
    }
    env::join_paths(folders)
        .map_err(|error| Error::Failed(format!("PATH cannot be extended: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_removed_made_absolute_or_kept() {
        #[track_caller]
        fn check(name: &str, value: &str, expect: Option<Option<&str>>) {
            let expect = expect.map(|value| value.map(OsString::from));
            assert_eq!(change(name, &value.into()), expect, "{name}={value}");
        }
        check("CARGO_PKG_NAME", "xtask", Some(None));
        check("CARGO_MANIFEST_DIR", "/checkout/xtask", Some(None));
        check("RUSTC", "/usr/bin/rustc", Some(None));
        check("RUSTC", "/opt/rustc", None);
        check("CARGO_TARGET_DIR", "/elsewhere", Some(Some("/elsewhere")));
        check("HOME", "/root", None);
    }
}
