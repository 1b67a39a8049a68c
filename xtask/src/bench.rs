//! `cargo xtask bench`: installs what a benchmark needs and runs it. The benchmarks are in `bench/`.

use xshell::cmd;
use xtask::error::{Error, Result};
use xtask::setup;
use xtask::workspace::Workspace;

pub fn run(workspace: &Workspace, arguments: &[&str]) -> Result {
    let tools: &[&str] = match arguments {
        ["gateway", ..] => &["bench gateway"],
        ["pages"] | ["pages", "--short"] => &["native"],
        ["page"] | ["page", "--short"] => &["demo", "bench page"],
        [] => {
            return Err(Error::Usage(
                "no benchmark given: `bench gateway`, `bench page` or `bench pages`".into(),
            ));
        }
        _ => return Err(Error::Usage(format!("no such benchmark: {}", arguments.join(" ")))),
    };
    setup::ensure(workspace, tools)?;
    workspace.exec(cmd!(workspace, "cargo run --quiet -p devserver-jobs-bench -- {arguments...}"))
}
