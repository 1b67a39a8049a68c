//! Installs one tool, whether or not it is there already.

use std::fs;

use xshell::cmd;

use crate::error::{Error, Result, fail};
use crate::tools::{Install, Tool, lock, stamp};
use crate::wasm_target;
use crate::workspace::Workspace;

/// How cargo builds the tools.
const PROFILE: &str = "xtask/tools.toml";
/// The folder where it builds them, so that common dependencies are built once.
const BUILDS: &str = "target/tools";
/// How Debian's packages are installed.
pub const APT_INSTALL: &str = "apt-get install -y --no-install-recommends";

/// Runs `$@`, which installs the server `$0`, so that it is neither started nor enabled at boot. Debian reads this from
/// a file; an existing file is not changed.
const INSTALL_SERVER: &str = "\
set -e
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  trap 'rm -f $policy' EXIT
  trap 'exit 1' INT TERM HUP
  printf '#!/bin/sh\\nexit 101\\n' > $policy
  chmod 755 $policy
fi
\"$@\"
update-rc.d $0 disable";

/// Steps that are needed once before any of these tools is installed.
pub fn prepare(workspace: &Workspace, tools: &[&Tool]) -> Result {
    let is_debian =
        |tool: &&Tool| matches!(tool.install, Install::Debian(_) | Install::DebianServer(_));
    if tools.iter().any(is_debian) {
        // Without it, a new machine has no list of packages.
        workspace.run(cmd!(workspace, "apt-get update -q"))?;
    }
    Ok(())
}

/// Runs the command that installs the tool.
pub fn install(workspace: &Workspace, tool: &Tool) -> Result {
    match tool.install {
        // `--force` replaces a program of that name that cargo has not installed; the check has rejected its version.
        Install::Cargo(name, flags) => {
            let (version, home) = (&tool.version, &workspace.cargo_home);
            workspace.run(cmd!(
                workspace,
                "cargo install --config {PROFILE} {flags...} --locked --force {name} --version ={version}
                 --target-dir {BUILDS} --root {home}"
            ))
        }
        Install::Npm(package) => {
            let (version, home) = (&tool.version, &workspace.cargo_home);
            workspace.run(cmd!(
                workspace,
                "npm install --global --no-fund --no-audit --prefix {home} {package}@{version}"
            ))
        }
        Install::Debian(packages) => {
            let mut words = APT_INSTALL.split(' ').chain(packages.iter().copied());
            let install = workspace.cmd(words.next().unwrap_or_default()).args(words);
            workspace.run(install.env("DEBIAN_FRONTEND", "noninteractive"))
        }
        Install::DebianServer(package) => {
            let words = APT_INSTALL.split(' ').chain([package]);
            let install = cmd!(workspace, "sh -c {INSTALL_SERVER} {package} {words...}");
            workspace.run(install.env("DEBIAN_FRONTEND", "noninteractive"))
        }
        Install::RustupComponent(name) => {
            workspace.run(cmd!(workspace, "rustup component add {name}"))
        }
        Install::WasmTarget => wasm_target::install(workspace),
        Install::Packages(folder) => {
            let inside = workspace.folder(folder);
            workspace.run(cmd!(inside, "npm ci --no-fund --no-audit"))?;
            let stamp = workspace.root.join(stamp(folder));
            fs::copy(workspace.root.join(lock(folder)), &stamp).map(|_| ()).map_err(|error| {
                Error::Failed(format!("{} cannot be written: {error}", stamp.display()))
            })
        }
        Install::ByHand(advice) => fail(advice),
    }
}
