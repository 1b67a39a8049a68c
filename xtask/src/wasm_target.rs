//! How this machine compiles for wasm32: by its own compiler, or by Debian's where `rustup target
//! add` is refused. Decides and records it; builds nothing of the project.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use crate::run::{Failure, Line, Result, Workshop, stop};

/// What cargo is told of Debian's compiler. Rustdoc too, which compiles the tests in comments.
pub const DEBIAN: [(&str, &str); 2] =
    [("RUSTC", "/usr/bin/rustc"), ("RUSTDOC", "/usr/bin/rustdoc")];
/// Links to the same programs. Wasm-pack asks the `rustc` on PATH, whatever RUSTC says.
pub const DEBIAN_BIN: &str = "target/wasm-bin";
const DEBIAN_CLIPPY: &str = "/usr/bin/cargo-clippy";
const SCRIPT: &str = "xtask/wasm-target-debian.sh";
const RECORD: &str = "target/wasm.env";
const MISSING: &str =
    "missing: wasm32-unknown-unknown; `rustup target add wasm32-unknown-unknown` installs it";
const LINKER: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER";

/// What every wasm build must be given. By default nothing: the machine's own compiler does it.
#[derive(Clone, Default)]
pub struct WasmEnv {
    /// The linker for Debian's compiler, where that one is needed.
    debian: Option<PathBuf>,
}

impl WasmEnv {
    pub fn give(&self, line: Line) -> Line {
        // No target folder of its own: cargo keeps the artefacts of two stable compilers apart by
        // name, so neither build undoes the other.
        match &self.debian {
            Some(linker) => DEBIAN
                .iter()
                .fold(line, |line, (name, value)| line.with(name, value))
                .with(LINKER, linker),
            None => line,
        }
    }

    /// Clippy must be of the compiler that built the dependencies, or it cannot read them.
    pub fn clippy(&self) -> Line {
        match self.debian {
            Some(_) => self.give(Line::of(&[DEBIAN_CLIPPY, "clippy"])),
            None => Line::of(&["cargo", "clippy"]),
        }
    }

    pub fn announce(&self) {
        if self.debian.is_some() {
            println!(
                "Wasm is built with Debian's compiler here. Before plain commands: . {RECORD}"
            );
        }
    }
}

/// The way that works on this machine now, if any.
pub fn find(shop: &Workshop) -> Option<WasmEnv> {
    if compiles(shop, "rustc") {
        return Some(WasmEnv::default());
    }
    // Without its clippy it is half installed: the one that came with rustup cannot stand in.
    if !compiles(shop, "/usr/bin/rustc") || !Path::new(DEBIAN_CLIPPY).exists() {
        return None;
    }
    Some(WasmEnv { debian: Some(linker(shop)?) })
}

/// The way that works, recorded in `target/` for the plain commands when it needs an environment.
pub fn settle(shop: &Workshop) -> Result<WasmEnv> {
    let Some(found) = find(shop) else {
        return stop(MISSING);
    };
    let recorded = match &found.debian {
        Some(linker) => record(&shop.root, linker),
        None => forget(&shop.root),
    };
    recorded.map_err(|error| Failure::Stopped(format!("{RECORD} cannot be written: {error}")))?;
    Ok(found)
}

pub fn install(shop: &Workshop) -> Result {
    if shop.which("rustup").is_some() {
        match Line::new("rustup target add wasm32-unknown-unknown").run(shop) {
            Ok(()) => return Ok(()),
            Err(_) => println!("rustup refused; Debian's compiler and its sources will do"),
        }
    }
    if shop.which("apt-get").is_none() {
        return stop(MISSING);
    }
    if !shop.is_root() {
        return stop(format!(
            "missing: wasm32-unknown-unknown; rustup refused it and Debian's way \
             needs root: `bash {SCRIPT}` (it asks for sudo)"
        ));
    }
    Line::new("bash").word(SCRIPT).run(shop)
}

/// Asks the compiler itself, with the test crate too, because a folder full of another compiler's
/// libraries looks right.
fn compiles(shop: &Workshop, rustc: &str) -> bool {
    let probe = "--target wasm32-unknown-unknown --edition 2024 --crate-name probe --test \
                 --emit metadata --out-dir";
    let folder = shop.root.join("target/xtask").join(rustc.replace('/', "_"));
    let folder = folder.display().to_string();
    let words: Vec<_> =
        [rustc].into_iter().chain(probe.split_whitespace()).chain([folder.as_str(), "-"]).collect();
    shop.capture(&words).is_some()
}

/// The linker that came with the machine's own compiler; Debian's package `lld` where that has
/// none.
fn linker(shop: &Workshop) -> Option<PathBuf> {
    let sysroot = shop.capture(&["rustc", "--print", "sysroot"]).unwrap_or_default();
    let targets =
        fs::read_dir(Path::new(&sysroot).join("lib/rustlib")).into_iter().flatten().flatten();
    let mut own =
        targets.map(|target| target.path().join("bin/rust-lld")).filter(|file| file.is_file());
    own.next().or_else(|| shop.which("wasm-ld"))
}

fn record(root: &Path, linker: &Path) -> std::io::Result<()> {
    let bin = root.join(DEBIAN_BIN);
    let mut text = String::from(
        "# Written by cargo xtask: rustup refused the browser's target, so Debian's compiler has it.\n",
    );
    fs::create_dir_all(&bin)?;
    for (name, program) in DEBIAN {
        text += &format!("export {name}='{program}'\n");
        let link = bin.join(name.to_lowercase());
        if !link.is_symlink() {
            symlink(program, link)?;
        }
    }
    text += &format!("export {LINKER}='{}'\n", linker.display());
    text += &format!("export PATH='{}':\"$PATH\"\n", bin.display());

    let file = root.join(RECORD);
    if fs::read_to_string(&file).is_ok_and(|old| old == text) {
        return Ok(());
    }
    fs::write(file, text)
}

fn forget(root: &Path) -> std::io::Result<()> {
    if !root.join(RECORD).exists() {
        return Ok(());
    }
    fs::remove_file(root.join(RECORD))?;
    fs::remove_dir_all(root.join(DEBIAN_BIN))
}
