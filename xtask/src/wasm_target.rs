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

/// The way that works on this machine, if there is one.
pub fn find(workspace: &Workspace) -> Option<WasmEnv> {
    if compiles(workspace, "rustc") {
        return Some(WasmEnv::default());
    }
    // Without its clippy the installation is incomplete: rustup's clippy cannot replace it.
    if !compiles(workspace, "/usr/bin/rustc") || !Path::new(DEBIAN_CLIPPY).exists() {
        return None;
    }
    Some(WasmEnv { debian: Some(linker(workspace)?) })
}

/// The way that works. If it needs environment variables, they are written to a file in `target/` for commands that
/// are started without xtask.
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

/// Prints what commands without xtask need first, if anything.
pub fn announce(env: &WasmEnv) {
    if env.debian.is_some() {
        println!(
            "WebAssembly is built with Debian's compiler. Before commands without xtask, run: . {RECORD}"
        );
    }
}

/// Installs the target with rustup, or from Debian if rustup fails.
pub fn install(workspace: &Workspace) -> Result {
    if workspace.which("rustup").is_some() {
        match workspace.run(cmd!(workspace, "rustup target add wasm32-unknown-unknown")) {
            Ok(()) => return Ok(()),
            Err(_) => {
                println!("rustup failed; Debian's compiler and its sources are installed instead")
            }
        }
    }
    if workspace.which("apt-get").is_none() {
        return fail(MISSING);
    }
    if !workspace.is_root() {
        return fail(format!(
            "missing: wasm32-unknown-unknown; rustup failed, and installing it from Debian \
             needs root: `bash {SCRIPT}` (it uses sudo)"
        ));
    }
    workspace.run(cmd!(workspace, "bash {SCRIPT}"))
}

/// Compiles a test, because a folder with the libraries of another compiler cannot be recognized otherwise.
fn compiles(workspace: &Workspace, rustc: &str) -> bool {
    let folder = workspace.root.join("target/xtask").join(rustc.replace('/', "_"));
    let probe = cmd!(
        workspace,
        "{rustc} --target wasm32-unknown-unknown --edition 2024 --crate-name probe --test
         --emit metadata --out-dir {folder} -"
    );
    workspace.read(probe).is_some()
}

/// The linker of the machine's own compiler, or that of Debian's package `lld` if there is none.
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
        "# Written by cargo xtask: rustup could not install wasm32, so Debian's compiler is used.\n",
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
