//! Builds the page, and the npm package from it.

use xshell::cmd;

use crate::error::Result;
use crate::wasm_env::WasmEnv;
use crate::workspace::Workspace;

/// The release page, into dist/.
pub fn build(workspace: &Workspace, wasm: &WasmEnv) -> Result {
    workspace.run(wasm.apply(cmd!(workspace, "trunk build --release")))
}

/// The npm package of the page in dist/, into a folder of its own.
pub fn npm_package(workspace: &Workspace, folder: &str) -> Result {
    workspace.run(cmd!(workspace, "node build/package.mjs dist {folder}"))
}
