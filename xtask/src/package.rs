//! `cargo xtask package`: writes everything that is delivered to target/deliver/. It uploads nothing.

use std::fs;

use xshell::cmd;
use xtask::error::{Result, fail};
use xtask::workspace::Workspace;
use xtask::{page, setup};

/// The gateway's program.
const PROGRAM: &str = "devserver-jobs-gateway";

/// The gateway and the npm package, each with its bill of materials.
pub fn run(workspace: &Workspace) -> Result {
    npm(workspace)?;
    println!("Writing the bills of materials");
    workspace.run(cmd!(
        workspace,
        "cargo run --quiet -p devserver-jobs-checks --bin sbom -- target/deliver"
    ))?;
    println!("Building the gateway with the page inside");
    // In a separate folder, because other builds would have to be repeated otherwise.
    let target = workspace.root.join("target/package");
    let build = cmd!(
        workspace,
        "cargo build --profile deliver -p {PROGRAM} --features embedded-page --target-dir {target}"
    );
    workspace.run(build.env("DEVSERVER_JOBS_PAGE", workspace.root.join("dist")))?;
    let deliver = workspace.root.join("target/deliver");
    let (from, to) = (target.join("deliver").join(PROGRAM), deliver.join(PROGRAM));
    let copied = fs::create_dir_all(&deliver).and_then(|()| fs::copy(&from, &to));
    match copied {
        Ok(bytes) => {
            println!("target/deliver/{PROGRAM}: {:.1} MB, the page included", bytes as f64 / 1e6);
            Ok(())
        }
        Err(error) => fail(format!("{} could not be written: {error}", to.display())),
    }
}

/// The npm package alone.
pub fn npm(workspace: &Workspace) -> Result {
    let wasm = setup::ensure(workspace, &["demo"])?;
    println!("Building the page");
    page::build(workspace, &wasm)?;
    println!("Writing the npm package");
    page::npm_package(workspace, "target/deliver/npm")
}
