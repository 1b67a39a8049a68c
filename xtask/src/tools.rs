//! The pinned table: every tool the project needs, its version, its purpose, how to know it is
//! there and how to get it. Installs nothing.

use std::fs;

use crate::run::{Failure, Result, Workshop};
use crate::wasm_target;

pub struct Tool {
    pub name: &'static str,
    /// Empty where the newest the machine offers will do.
    pub version: String,
    /// Said before it is installed.
    pub purpose: &'static str,
    /// How long the installation takes on two cores.
    pub takes: &'static str,
    /// `demo`, `bench`, `bench page`, `fuzz`, or the steps of `test`.
    pub needed_by: &'static [&'static str],
    pub check: Check,
    pub install: Install,
}

/// How to know that a tool is there.
pub enum Check {
    /// `program --version` begins with these words.
    Prints { program: &'static str, words: String },
    /// What this line says, on either stream and however it ends, begins with these words: not every
    /// program knows `--version`.
    Says { line: &'static [&'static str], words: &'static str },
    /// Node of this version, by its first two numbers, or newer; and npm.
    Node { oldest: [u32; 2] },
    /// Chromium and its driver, of one major version.
    Browser,
    /// A compiler on this machine can build for wasm32.
    WasmTarget,
    /// The packages in this folder are those of its lock file.
    Packages(&'static str),
}

/// How to get a tool.
pub enum Install {
    /// The crate is built from source into cargo's bin folder.
    Cargo(&'static str),
    /// The npm package puts its programs into cargo's bin folder too: on PATH already, and no root
    /// needed.
    Npm(&'static str),
    Debian(&'static [&'static str]),
    /// A server that Debian would start at once, and again with the machine.
    DebianServer(&'static str),
    RustupComponent(&'static str),
    WasmTarget,
    /// What the lock file in this folder names, below that folder.
    Packages(&'static str),
    /// The user's own choice; the words say what to do.
    ByHand(&'static str),
}

/// The quick ones first, so that a refusal comes before minutes of compiling.
pub fn table(shop: &Workshop) -> Result<Vec<Tool>> {
    let lock = fs::read_to_string(shop.root.join("Cargo.lock")).unwrap_or_default();
    let wasm_bindgen = locked_version(&lock, "wasm-bindgen").ok_or_else(|| {
        Failure::Stopped(
            "Cargo.lock names no wasm-bindgen: `git checkout Cargo.lock` brings it back".into(),
        )
    })?;
    let prints = |program, words: &str| Check::Prints { program, words: words.to_owned() };
    Ok(vec![
        Tool {
            name: "Node",
            version: "20.19 or newer".into(),
            purpose: "runs wasm-opt, esbuild, the end-to-end tests and what builds the examples",
            takes: "",
            needed_by: &["demo", "end2end"],
            check: Check::Node { oldest: [20, 19] },
            install: Install::ByHand(
                "`apt-get install nodejs npm`, or any Node 20.19 or newer with npm on PATH",
            ),
        },
        Tool {
            name: "Chromium and chromedriver",
            version: String::new(),
            purpose: "the browser of the tests and of the page's benchmark",
            takes: "about 1 minute, once",
            needed_by: &["browser", "end2end", "bench page"],
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
            name: "nginx",
            version: String::new(),
            purpose: "the server in front of the gateway in tests, and beside it in the benchmark",
            takes: "seconds",
            needed_by: &["end2end", "bench"],
            check: Check::Says { line: &["nginx", "-v"], words: "nginx version:" },
            install: Install::DebianServer("nginx"),
        },
        Tool {
            name: "wrk",
            version: String::new(),
            purpose: "the many clients of the benchmark",
            takes: "seconds",
            needed_by: &["bench"],
            check: Check::Says { line: &["wrk", "-v"], words: "wrk" },
            install: Install::Debian(&["wrk"]),
        },
        Tool {
            name: "C++ compiler",
            version: String::new(),
            purpose: "builds the engine that makes up answers",
            takes: "about 1 minute",
            needed_by: &["fuzz"],
            check: Check::Says { line: &["c++", "--version"], words: "" },
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
            takes: "seconds, or about 2 minutes where rustup refuses it",
            needed_by: &["demo", "clippy", "browser", "end2end"],
            check: Check::WasmTarget,
            install: Install::WasmTarget,
        },
        Tool {
            name: "wasm-opt",
            version: "132.0.0".into(),
            purpose: "makes the page small",
            takes: "seconds",
            needed_by: &["demo", "end2end"],
            check: prints("wasm-opt", "wasm-opt version 132"),
            install: Install::Npm("binaryen"),
        },
        Tool {
            name: "esbuild",
            version: "0.28.2".into(),
            purpose: "makes the page's JavaScript small",
            takes: "seconds",
            needed_by: &["demo", "end2end"],
            check: prints("esbuild", "0.28.2"),
            install: Install::Npm("esbuild"),
        },
        Tool {
            name: "end-to-end packages",
            version: String::new(),
            purpose: "Playwright and axe, which drive the browser; TypeScript and what it checks types for",
            takes: "seconds",
            needed_by: &["end2end"],
            check: Check::Packages("end2end"),
            install: Install::Packages("end2end"),
        },
        Tool {
            name: "packages of the examples",
            version: String::new(),
            purpose: "React, Vue, Svelte and Solid, and Vite, which builds the portals in them",
            takes: "seconds",
            needed_by: &["end2end"],
            check: Check::Packages("examples"),
            install: Install::Packages("examples"),
        },
        Tool {
            name: "packages of the Angular example",
            version: String::new(),
            purpose: "Angular, with a builder of its own",
            takes: "about 1 minute, 250 MB",
            needed_by: &["end2end"],
            check: Check::Packages("examples/angular"),
            install: Install::Packages("examples/angular"),
        },
        Tool {
            name: "wasm-bindgen",
            check: Check::Prints {
                program: "wasm-bindgen",
                words: format!("wasm-bindgen {wasm_bindgen}"),
            },
            version: wasm_bindgen,
            purpose: "joins the component to JavaScript",
            takes: "about 2 minutes, once",
            needed_by: &["demo", "browser", "end2end"],
            install: Install::Cargo("wasm-bindgen-cli"),
        },
        Tool {
            name: "wasm-pack",
            version: "0.15.1".into(),
            purpose: "runs the browser tests",
            takes: "about 2 minutes, once",
            needed_by: &["browser"],
            check: prints("wasm-pack", "wasm-pack 0.15.1"),
            install: Install::Cargo("wasm-pack"),
        },
        Tool {
            name: "geckodriver",
            version: "0.36.0".into(),
            purpose: "drives Firefox in the browser tests",
            takes: "about 1 minute, once",
            needed_by: &["browser"],
            check: prints("geckodriver", "geckodriver 0.36.0"),
            install: Install::Cargo("geckodriver"),
        },
        Tool {
            name: "trunk",
            version: "0.21.14".into(),
            purpose: "builds the page",
            takes: "about 6 minutes, once",
            needed_by: &["demo", "end2end"],
            check: prints("trunk", "trunk 0.21.14"),
            install: Install::Cargo("trunk"),
        },
    ])
}

/// The lock file that `npm ci` last succeeded with in a folder. Contents are compared, because a checkout
/// changes file times.
pub fn stamp(folder: &str) -> String {
    format!("{folder}/node_modules/.installed-from.json")
}

/// What `npm ci` installs from.
pub fn lock(folder: &str) -> String {
    format!("{folder}/package-lock.json")
}

impl Tool {
    pub fn title(&self) -> String {
        format!("{} {}", self.name, self.version).trim_end().to_owned()
    }

    /// What was found instead, or nothing at all, when the tool is not there as the table wants it.
    pub fn check(&self, shop: &Workshop) -> std::result::Result<(), Option<String>> {
        let version_of = |program| shop.capture(&[program, "--version"]).map(|it| first_line(&it));
        match &self.check {
            Check::Prints { program, words } => match version_of(program) {
                Some(printed) if begins_with_words(&printed, words) => Ok(()),
                found => Err(found),
            },
            Check::Says { line, words } => match shop.said(line).map(|it| first_line(&it)) {
                Some(said) if begins_with_words(&said, words) => Ok(()),
                found => Err(found),
            },
            Check::Node { oldest } => match version_of("node") {
                Some(_) if shop.which("npm").is_none() => Err(Some("node without npm".into())),
                Some(version) if numbers(&version).take(2).ge(*oldest) => Ok(()),
                found => Err(found),
            },
            Check::Browser => {
                match (short(version_of("chromium")), short(version_of("chromedriver"))) {
                    (Some(one), Some(other)) if major_version(&one) == major_version(&other) => {
                        Ok(())
                    }
                    (Some(one), Some(other)) => Err(Some(format!("{one} beside {other}"))),
                    (Some(browser), None) => Err(Some(format!("{browser} without chromedriver"))),
                    (None, Some(driver)) => Err(Some(format!("{driver} without chromium"))),
                    (None, None) => Err(None),
                }
            }
            Check::WasmTarget => wasm_target::find(shop).map(|_| ()).ok_or(None),
            Check::Packages(folder) => {
                let wanted = fs::read(shop.root.join(lock(folder))).ok();
                let installed = fs::read(shop.root.join(stamp(folder))).ok();
                if wanted.is_some() && wanted == installed { Ok(()) } else { Err(None) }
            }
        }
    }
}

/// The version that Cargo.lock holds for a package. A few lines instead of a TOML parser, as cargo
/// writes the file.
fn locked_version(lock: &str, package: &str) -> Option<String> {
    let entry = lock
        .split("[[package]]")
        .find(|entry| entry.contains(&format!("\nname = \"{package}\"\n")))?;
    let version = entry.lines().find_map(|line| line.strip_prefix("version = \""))?;
    Some(version.trim_end_matches('"').to_owned())
}

fn begins_with_words(printed: &str, words: &str) -> bool {
    let mut printed = printed.split_whitespace();
    words.split_whitespace().all(|word| printed.next() == Some(word))
}

/// The first number in a text: 156 in `Chromium 156.0.8078.79 built on Debian GNU/Linux 12`.
fn major_version(text: &str) -> Option<u32> {
    numbers(text).next()
}

fn numbers(text: &str) -> impl Iterator<Item = u32> {
    let digits = text.split(|character: char| !character.is_ascii_digit());
    digits.filter_map(|run| run.parse().ok())
}

/// Name and version, without the builder's notes behind them.
fn short(printed: Option<String>) -> Option<String> {
    printed.map(|it| it.split_whitespace().take(2).collect::<Vec<_>>().join(" "))
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
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

    #[test]
    fn a_version_is_compared_by_whole_words() {
        #[track_caller]
        fn check(printed: &str, words: &str, expect: bool) {
            assert_eq!(begins_with_words(printed, words), expect, "{printed}");
        }
        check("trunk 0.21.14", "trunk 0.21.14", true);
        check("trunk 0.21.140", "trunk 0.21.14", false);
        check("trunk", "trunk 0.21.14", false);
        check("wasm-opt version 132 (version_132)", "wasm-opt version 132", true);
        check("wasm-opt version 13", "wasm-opt version 132", false);
        check("geckodriver 0.36.0 ( )", "geckodriver 0.36.0", true);
        check("Mozilla Firefox 153.7.0esr", "Mozilla Firefox", true);
        check("", "rustfmt", false);
    }

    #[test]
    fn major_version_is_the_first_number() {
        #[track_caller]
        fn check(text: &str, expect: Option<u32>) {
            assert_eq!(major_version(text), expect, "{text}");
        }
        check("v20.20.2", Some(20));
        check("Chromium 156.0.8078.79 built on Debian GNU/Linux 12 (bookworm)", Some(156));
        check("ChromeDriver 156.0.8078.79 (a21ce95c-refs/branch-heads/8078@{#1704})", Some(156));
        check("", None);
    }

    #[test]
    fn every_tool_is_needed_by_a_command_that_exists() {
        let shop = Workshop::find().expect("cargo sets CARGO_MANIFEST_DIR for tests");
        for tool in table(&shop).expect("Cargo.lock is in the checkout") {
            assert!(!tool.needed_by.is_empty(), "{}", tool.name);
            for user in tool.needed_by {
                assert!(
                    ["demo", "bench", "bench page", "fuzz"].contains(user)
                        || crate::test::NAMES.contains(user),
                    "{}: {user}",
                    tool.name
                );
            }
        }
    }
}
