//! `cargo xtask demo` and `cargo xtask serve`: build the page and the gateway, and replace themselves by the
//! gateway.

use xshell::cmd;
use xtask::error::Result;
use xtask::workspace::Workspace;
use xtask::{page, setup};

/// `command` and the flags are those of the gateway.
pub fn run(workspace: &Workspace, command: &str, flags: &[&str]) -> Result {
    let wasm = setup::ensure(workspace, &["demo"])?;
    println!("Building the page");
    page::build(workspace, &wasm)?;
    println!("Building the gateway and starting it (Ctrl-C ends it)");
    let assets = workspace.root.join("dist");
    // Started by cargo, because only cargo knows the user's target folder. On Unix cargo replaces itself by the
    // gateway.
    workspace.exec(cmd!(
        workspace,
        "cargo run --release -p devserver-jobs-gateway -- {command} --assets {assets} {flags...}"
    ))
}
