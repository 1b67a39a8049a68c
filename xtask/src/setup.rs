//! Installs what is missing, and nothing else. What the tools are is the table's business.

use std::fs;
use std::thread;
use std::time::Instant;

use crate::run::{Failure, Line, Result, Workshop, stop};
use crate::tools::{Install, Tool, lock, stamp, table};
use crate::wasm_target::{self, WasmEnv};

/// `cargo xtask setup`: everything, and a list of what is there.
pub fn run(shop: &Workshop) -> Result {
    let tools = table(shop)?;
    let installed = install_missing(shop, &tools.iter().collect::<Vec<_>>())?;
    for tool in &tools {
        println!("ready: {}, {}", tool.title(), tool.purpose);
    }
    if installed == 0 {
        println!("Nothing was missing.");
    }
    wasm_target::settle(shop)?.announce();
    Ok(())
}

/// Installs what these users (`demo`, or steps of `test`) need. Silent when it is all there.
/// The answer is what a wasm build must be given.
pub fn ensure(shop: &Workshop, users: &[&str]) -> Result<WasmEnv> {
    let tools = table(shop)?;
    let needed: Vec<_> =
        tools.iter().filter(|it| it.needed_by.iter().any(|user| users.contains(user))).collect();
    install_missing(shop, &needed)?;
    if needed.iter().any(|tool| matches!(tool.install, Install::WasmTarget)) {
        return wasm_target::settle(shop);
    }
    Ok(WasmEnv::default())
}

fn install_missing(shop: &Workshop, tools: &[&Tool]) -> Result<usize> {
    // Asked all at once: one after the other takes a second, and every command begins with it.
    let found: Vec<_> = thread::scope(|scope| {
        let asked: Vec<_> = tools.iter().map(|tool| scope.spawn(|| tool.check(shop))).collect();
        asked.into_iter().map(|it| it.join().unwrap_or(Err(None))).collect()
    });
    let missing: Vec<_> =
        tools.iter().zip(found).filter_map(|(tool, it)| Some((*tool, it.err()?))).collect();

    // Before the first minute of compiling: everything that only the user can do, one line each.
    let refusals: Vec<_> =
        missing.iter().filter_map(|(tool, found)| refusal(shop, tool, found.as_deref())).collect();
    if !refusals.is_empty() {
        return stop(refusals.join("\n"));
    }

    for (tool, found) in &missing {
        let instead =
            found.as_ref().map(|found| format!(" in place of {found}")).unwrap_or_default();
        println!("Installing {}{instead}: {} ({})", tool.title(), tool.purpose, tool.takes);
        let start = Instant::now();
        install(shop, tool)?;
        if let Err(found) = tool.check(shop) {
            return stop(still_missing(shop, tool, found));
        }
        println!("Installed {} in {} s", tool.title(), start.elapsed().as_secs());
    }
    Ok(missing.len())
}

/// The one line that says why xtask cannot install this, and what the user can do instead.
fn refusal(shop: &Workshop, tool: &Tool, found: Option<&str>) -> Option<String> {
    let lack = match found {
        Some(found) => format!("missing: {} (found {found})", tool.title()),
        None => format!("missing: {}", tool.title()),
    };
    match &tool.install {
        Install::ByHand(advice) => Some(format!("{lack}; {advice}")),
        Install::Debian(packages) => {
            if shop.which("apt-get").is_none() {
                let put = match packages {
                    [_] => "put it",
                    _ => "put both, of one version,",
                };
                return Some(format!("{lack}; {put} on PATH (no apt-get here)"));
            }
            // Both in one, because a machine that has never run `update` knows no package.
            (!shop.is_root()).then(|| {
                format!(
                    "{lack}; only root can install it: \
                     `sudo sh -c 'apt-get update && {APT_INSTALL} {}'`",
                    packages.join(" ")
                )
            })
        }
        Install::DebianServer(package) => {
            if shop.which("apt-get").is_none() {
                return Some(format!("{lack}; put it on PATH (no apt-get here)"));
            }
            (!shop.is_root()).then(|| {
                format!(
                    "{lack}; only root can install it: \
                     `sudo sh -c 'apt-get update && {APT_INSTALL} {package}'`; Debian starts it at \
                     once, which `sudo systemctl disable --now {package}` ends"
                )
            })
        }
        Install::RustupComponent(name) => shop.which("rustup").is_none().then(|| {
            format!("{lack}; `rustup component add {name}` or the system's own package installs it")
        }),
        Install::WasmTarget | Install::Cargo(_) | Install::Npm(_) | Install::Packages(_) => None,
    }
}

const APT_INSTALL: &str = "apt-get install -y --no-install-recommends";

/// Runs `$@`, which installs the server `$0`, and leaves that neither running nor starting with the
/// machine. The file is Debian's way to say so beforehand; one that is there already is left alone.
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

fn install(shop: &Workshop, tool: &Tool) -> Result {
    match tool.install {
        // `--force` replaces a program of that name which cargo does not know of; the check has
        // found it wrong.
        Install::Cargo(name) => Line::new("cargo install --locked --force")
            .word(name)
            .word("--version")
            .word(format!("={}", tool.version))
            .word("--root")
            .word(&shop.cargo_home)
            .run(shop),
        Install::Npm(package) => Line::new("npm install --global --no-fund --no-audit --prefix")
            .word(&shop.cargo_home)
            .word(format!("{package}@{}", tool.version))
            .run(shop),
        Install::Debian(packages) => {
            Line::new("apt-get update -q").run(shop)?;
            packages
                .iter()
                .fold(Line::new(APT_INSTALL), Line::word)
                .with("DEBIAN_FRONTEND", "noninteractive")
                .run(shop)
        }
        Install::DebianServer(package) => {
            Line::new("apt-get update -q").run(shop)?;
            APT_INSTALL
                .split(' ')
                .fold(Line::of(&["sh", "-c", INSTALL_SERVER, package]), Line::word)
                .word(package)
                .with("DEBIAN_FRONTEND", "noninteractive")
                .run(shop)
        }
        Install::RustupComponent(name) => Line::new("rustup component add").word(name).run(shop),
        Install::WasmTarget => wasm_target::install(shop),
        Install::Packages(folder) => {
            Line::new("npm ci --no-fund --no-audit").inside(folder).run(shop)?;
            let stamp = shop.root.join(stamp(folder));
            fs::copy(shop.root.join(lock(folder)), &stamp).map(|_| ()).map_err(|error| {
                Failure::Stopped(format!("{} cannot be written: {error}", stamp.display()))
            })
        }
        Install::ByHand(advice) => stop(advice),
    }
}

fn still_missing(shop: &Workshop, tool: &Tool, found: Option<String>) -> String {
    let title = tool.title();
    let bin = shop.cargo_home.join("bin");
    match (&tool.install, found) {
        (Install::Cargo(_) | Install::Npm(_), Some(found)) => {
            format!(
                "{title} was installed, but another is found first ({found}): put {} first in PATH",
                bin.display()
            )
        }
        (_, Some(found)) => format!("{title} was installed, but {found} is found"),
        (_, None) => format!("{title} was installed, but does not start"),
    }
}
