//! The environment of a wasm build with Debian's compiler.

use std::path::PathBuf;

use xshell::Cmd;

/// The variables by which cargo uses Debian's compiler. Rustdoc too, which compiles the tests in comments.
pub const DEBIAN: [(&str, &str); 2] =
    [("RUSTC", "/usr/bin/rustc"), ("RUSTDOC", "/usr/bin/rustdoc")];
/// Links to the same programs. Wasm-pack uses the `rustc` on PATH, whatever RUSTC says.
pub const DEBIAN_BIN: &str = "target/wasm-bin";
/// Debian's clippy.
pub const DEBIAN_CLIPPY: &str = "/usr/bin/cargo-clippy";
/// The variable with the linker.
pub const LINKER: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER";

/// What every wasm build must be given. By default nothing: the machine's own compiler does it.
#[derive(Clone, Debug, Default)]
pub struct WasmEnv {
    /// The linker for Debian's compiler, where that one is needed.
    pub debian: Option<PathBuf>,
}

impl WasmEnv {
    /// Adds the variables to a command.
    pub fn apply<'a>(&self, cmd: Cmd<'a>) -> Cmd<'a> {
        // No target folder of its own: cargo keeps the artefacts of two stable compilers apart by
        // name, so neither build undoes the other.
        match &self.debian {
            Some(linker) => cmd.envs(DEBIAN).env(LINKER, linker),
            None => cmd,
        }
    }
}
