//! Finds out how this machine compiles for wasm32: with its own compiler, or with Debian's if `rustup target add`
//! is refused. The result is recorded in `target/`.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use xshell::cmd;

use crate::error::{Error, Result, fail};
use crate::wasm_env::{DEBIAN, DEBIAN_BIN, DEBIAN_CLIPPY, LINKER, WasmEnv};
use crate::workspace::Workspace;

const SCRIPT: &str = "xtask/wasm-target-debian.sh";
const RECORD: &str = "target/wasm.env";
const MISSING: &str =
    "missing: wasm32-unknown-unknown; `rustup target add wasm32-unknown-unknown` installs it";

/// The way that works on this machine now, if any.
pub fn find(workspace: &Workspace) -> Option<WasmEnv> {
    if compiles(workspace, "rustc") {
        return Some(WasmEnv::default());
    }
    // Without its clippy it is half installed: the one that came with rustup cannot stand in.
    if !compiles(workspace, "/usr/bin/rustc") || !Path::new(DEBIAN_CLIPPY).exists() {
        return None;
    }
    Some(WasmEnv { debian: Some(linker(workspace)?) })
}

/// The way that works, recorded in `target/` for the plain commands when it needs an environment.
pub fn settle(workspace: &Workspace) -> Result<WasmEnv> {
    let Some(found) = find(workspace) else {
        return fail(MISSING);
    };
    let recorded = match &found.debian {
        Some(linker) => record(&workspace.root, linker),
        None => forget(&workspace.root),
    };
    recorded.map_err(|error| Error::Failed(format!("{RECORD} cannot be written: {error}")))?;
    Ok(found)
}

/// Tells of what plain commands need first, if anything.
pub fn announce(env: &WasmEnv) {
    if env.debian.is_some() {
        println!("Wasm is built with Debian's compiler here. Before plain commands: . {RECORD}");
    }
}

/// Installs the target with rustup, or from Debian's sources where rustup refuses it.
pub fn install(workspace: &Workspace) -> Result {
    if workspace.which("rustup").is_some() {
        match workspace.run(cmd!(workspace, "rustup target add wasm32-unknown-unknown")) {
            Ok(()) => return Ok(()),
            Err(_) => println!("rustup refused; Debian's compiler and its sources will do"),
        }
    }
    if workspace.which("apt-get").is_none() {
        return fail(MISSING);
    }
    if !workspace.is_root() {
        return fail(format!(
            "missing: wasm32-unknown-unknown; rustup refused it and Debian's way \
             needs root: `bash {SCRIPT}` (it asks for sudo)"
        ));
    }
    workspace.run(cmd!(workspace, "bash {SCRIPT}"))
}

/// Tries the compiler itself, with the test crate too, because a folder full of another compiler's
/// libraries looks right.
fn compiles(workspace: &Workspace, rustc: &str) -> bool {
    let folder = workspace.root.join("target/xtask").join(rustc.replace('/', "_"));
    let probe = cmd!(
        workspace,
        "{rustc} --target wasm32-unknown-unknown --edition 2024 --crate-name probe --test
         --emit metadata --out-dir {folder} -"
    );
    workspace.read(probe).is_some()
}

/// The linker that came with the machine's own compiler; Debian's package `lld` where that has
/// none.
fn linker(workspace: &Workspace) -> Option<PathBuf> {
    let sysroot = workspace.read(cmd!(workspace, "rustc --print sysroot")).unwrap_or_default();
    let targets =
        fs::read_dir(Path::new(&sysroot).join("lib/rustlib")).into_iter().flatten().flatten();
    let mut own =
        targets.map(|target| target.path().join("bin/rust-lld")).filter(|file| file.is_file());
    own.next().or_else(|| workspace.which("wasm-ld"))
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
