//! The table of tools with their pinned versions.

use std::fs;

use super::{Check, Install, Tool};
use crate::error::{Error, Result};
use crate::workspace::Workspace;

/// All tools. The quick ones come first, so that a failure is reported before minutes of compiling.
pub fn table(workspace: &Workspace) -> Result<Vec<Tool>> {
    let lock = fs::read_to_string(workspace.root.join("Cargo.lock")).unwrap_or_default();
    let wasm_bindgen = locked_version(&lock, "wasm-bindgen").ok_or_else(|| {
        Error::Failed(
            "Cargo.lock has no wasm-bindgen: restore it with `git checkout Cargo.lock`".into(),
        )
    })?;
    let prints = |program, words: &str| Check::Prints(program, words.to_owned());
    Ok(vec![
        Tool {
            name: "Node",
            version: "20.19 or newer".into(),
            purpose: "runs wasm-opt, esbuild, the end-to-end tests and the builds of the examples",
            takes: "",
            needed_by: &["demo", "end2end", "portals", "office"],
            check: Check::Node([20, 19]),
            install: Install::ByHand(
                "`apt-get install nodejs npm`, or any Node 20.19 or newer with npm on PATH",
            ),
        },
        Tool {
            name: "Chromium and chromedriver",
            version: String::new(),
            purpose: "the browser of the tests and of the page's benchmark",
            takes: "about 1 minute, once",
            needed_by: &["browser", "end2end", "portals", "office", "bench page"],
            check: Check::Browser,
            install: Install::Debian(&["chromium", "chromium-driver"]),
        },
        Tool {
            name: "Firefox",
            version: String::new(),
            purpose: "the other browser of the component's tests",
            takes: "about 1 minute, once",
            needed_by: &["browser"],
            check: prints("firefox", "Mozilla Firefox"),
            install: Install::Debian(&["firefox-esr"]),
        },
        Tool {
            name: "Chinese font",
            version: String::new(),
            purpose: "shows the Chinese texts in the browsers of the tests",
            takes: "seconds",
            needed_by: &["browser", "end2end", "portals", "office"],
            check: Check::Font("zh"),
            install: Install::Debian(&["fontconfig", "fonts-noto-cjk"]),
        },
        Tool {
            name: "nginx",
            version: String::new(),
            purpose: "the server in front of the gateway in tests, and its peer in the benchmark",
            takes: "seconds",
            needed_by: &["end2end", "bench gateway"],
            check: Check::Answers(&["nginx", "-v"], "nginx version:"),
            install: Install::DebianServer("nginx"),
        },
        Tool {
            name: "Redis",
            version: String::new(),
            purpose: "the shared engine of the gateway's replicas in tests",
            takes: "seconds",
            needed_by: &["native", "end2end", "bench gateway"],
            check: prints("redis-server", "Redis server"),
            install: Install::DebianServer("redis-server"),
        },
        Tool {
            name: "wrk",
            version: String::new(),
            purpose: "the many clients of the benchmark",
            takes: "seconds",
            needed_by: &["bench gateway"],
            check: Check::Answers(&["wrk", "-v"], "wrk"),
            install: Install::Debian(&["wrk"]),
        },
        Tool {
            name: "C++ compiler",
            version: String::new(),
            purpose: "builds the fuzzing engine",
            takes: "about 1 minute",
            needed_by: &["fuzz"],
            check: Check::Answers(&["c++", "--version"], ""),
            install: Install::Debian(&["g++"]),
        },
        Tool {
            name: "rustfmt",
            version: String::new(),
            purpose: "checks the formatting",
            takes: "seconds",
            needed_by: &["fmt"],
            check: prints("rustfmt", "rustfmt"),
            install: Install::RustupComponent("rustfmt"),
        },
        Tool {
            name: "clippy",
            version: String::new(),
            purpose: "checks the code",
            takes: "seconds",
            needed_by: &["clippy"],
            check: prints("clippy-driver", "clippy"),
            install: Install::RustupComponent("clippy"),
        },
        Tool {
            name: "wasm32-unknown-unknown",
            version: String::new(),
            purpose: "the compiler's target for the browser",
            takes: "seconds, or about 2 minutes if rustup fails",
            needed_by: &["demo", "clippy", "browser", "end2end", "portals", "office"],
            check: Check::WasmTarget,
            install: Install::WasmTarget,
        },
        Tool {
            name: "wasm-opt",
            version: "132.0.0".into(),
            purpose: "optimizes the WebAssembly",
            takes: "seconds",
            needed_by: &["demo", "end2end", "portals", "office"],
            check: prints("wasm-opt", "wasm-opt version 132"),
            install: Install::Npm("binaryen"),
        },
        Tool {
            name: "esbuild",
            version: "0.28.2".into(),
            purpose: "bundles and minifies JavaScript",
            takes: "seconds",
            needed_by: &["demo", "end2end", "portals", "office"],
            check: prints("esbuild", "0.28.2"),
            install: Install::Npm("esbuild"),
        },
        Tool {
            name: "end-to-end packages",
            version: String::new(),
            purpose: "Playwright and axe, which drive the browser; TypeScript, what it checks types for, and \
                      what checks the npm package",
            takes: "seconds",
            needed_by: &["end2end", "portals", "office"],
            check: Check::Packages("end2end"),
            install: Install::Packages("end2end"),
        },
        Tool {
            name: "packages of the examples",
            version: String::new(),
            purpose: "React, Vue, Svelte, Solid and micro-frontends, and Vite, which builds the portals in \
                      them",
            takes: "seconds",
            needed_by: &["end2end", "portals", "office"],
            check: Check::Packages("examples"),
            install: Install::Packages("examples"),
        },
        Tool {
            name: "packages of the Angular example",
            version: String::new(),
            purpose: "Angular, with a builder of its own",
            takes: "about 1 minute, 250 MB",
            needed_by: &["end2end", "portals", "office"],
            check: Check::Packages("examples/angular"),
            install: Install::Packages("examples/angular"),
        },
        Tool {
            name: "packages of the tests' portals",
            version: String::new(),
            purpose: "bundlers and routers of the portals in tests",
            takes: "about 1 minute, 230 MB",
            needed_by: &["portals"],
            check: Check::Packages("end2end/portals"),
            install: Install::Packages("end2end/portals"),
        },
        Tool {
            name: "LibreOffice Calc",
            version: String::new(),
            purpose: "opens exported files",
            takes: "about 1 minute, 500 MB",
            needed_by: &["office"],
            check: prints("soffice", "LibreOffice"),
            install: Install::Debian(&["libreoffice-calc"]),
        },
        Tool {
            name: "packages of the page's benchmark",
            version: String::new(),
            purpose: "the other lists, and the driver of the browser",
            takes: "seconds",
            needed_by: &["bench page"],
            check: Check::Packages("bench/page"),
            install: Install::Packages("bench/page"),
        },
        Tool {
            name: "wasm-bindgen",
            check: Check::Prints("wasm-bindgen", format!("wasm-bindgen {wasm_bindgen}")),
            version: wasm_bindgen,
            purpose: "generates the glue between WebAssembly and JavaScript",
            takes: "about 2 minutes, once",
            needed_by: &["demo", "browser", "end2end", "portals", "office"],
            // Without TLS, which is only needed for browsers on other machines.
            install: Install::Cargo(
                "wasm-bindgen-cli",
                &["--no-default-features", "--config", "xtask/tools-wasm-bindgen.toml"],
            ),
        },
        Tool {
            name: "wasm-pack",
            version: "0.15.1".into(),
            purpose: "runs the browser tests",
            takes: "about 2 minutes, once",
            needed_by: &["browser"],
            check: prints("wasm-pack", "wasm-pack 0.15.1"),
            install: Install::Cargo("wasm-pack", &[]),
        },
        Tool {
            name: "geckodriver",
            version: "0.36.0".into(),
            purpose: "drives Firefox in the browser tests",
            takes: "about 1 minute, once",
            needed_by: &["browser"],
            check: prints("geckodriver", "geckodriver 0.36.0"),
            install: Install::Cargo("geckodriver", &[]),
        },
        Tool {
            name: "trunk",
            version: "0.21.14".into(),
            purpose: "builds the page",
            takes: "about 4 minutes, once",
            needed_by: &["demo", "end2end", "portals", "office"],
            check: prints("trunk", "trunk 0.21.14"),
            // Without downloads and update checks: setup installs the tools that Trunk would download, and the proxy of
            // `trunk serve` is on this machine and needs no TLS.
            install: Install::Cargo("trunk", &["--no-default-features"]),
        },
    ])
}

/// The version of a package in Cargo.lock. Cargo writes the file in a fixed format, so no TOML parser is needed.
fn locked_version(lock: &str, package: &str) -> Option<String> {
    let entry = lock
        .split("[[package]]")
        .find(|entry| entry.contains(&format!("\nname = \"{package}\"\n")))?;
    let version = entry.lines().find_map(|line| line.strip_prefix("version = \""))?;
    Some(version.trim_end_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locked_version_is_that_of_the_very_package() {
        let lock = "version = 4\n\n\
                    [[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.71\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.121\"\nsource = \"x\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").as_deref(), Some("0.2.121"));
        assert_eq!(locked_version(lock, "bindgen"), None);
        assert_eq!(locked_version("", "wasm-bindgen"), None);
    }
}
