//! Messages for tools that cannot be installed: one line each, with what the user can do.

use super::install::APT_INSTALL;
use crate::tools::{Check, Install, Tool};
use crate::workspace::Workspace;

/// Why xtask cannot install a missing tool; `None` if it can.
pub fn before(workspace: &Workspace, tool: &Tool, found: Option<&str>) -> Option<String> {
    let lack = match found {
        Some(found) => format!("missing: {} (found {found})", tool.title()),
        None => format!("missing: {}", tool.title()),
    };
    match &tool.install {
        Install::ByHand(advice) => Some(format!("{lack}; {advice}")),
        Install::Debian(packages) => {
            if workspace.which("apt-get").is_none() {
                let advice = match tool.check {
                    Check::Browser => "put both, of one version, on PATH",
                    Check::Font(_) => "install one, which `fc-list` must show",
                    _ => "put it on PATH",
                };
                return Some(format!("{lack}; {advice} (no apt-get here)"));
            }
            // Both in one command, because without `update` a new machine has no list of packages.
            (!workspace.is_root()).then(|| {
                format!(
                    "{lack}; only root can install it: \
                     `sudo sh -c 'apt-get update && {APT_INSTALL} {}'`",
                    packages.join(" ")
                )
            })
        }
        Install::DebianServer(package) => {
            if workspace.which("apt-get").is_none() {
                return Some(format!("{lack}; put it on PATH (no apt-get here)"));
            }
            (!workspace.is_root()).then(|| {
                format!(
                    "{lack}; only root can install it: \
                     `sudo sh -c 'apt-get update && {APT_INSTALL} {package}'`; Debian starts it at \
                     once, which `sudo systemctl disable --now {package}` ends"
                )
            })
        }
        Install::RustupComponent(name) => workspace.which("rustup").is_none().then(|| {
            format!("{lack}; `rustup component add {name}` or the system's own package installs it")
        }),
        Install::WasmTarget | Install::Cargo(..) | Install::Npm(_) | Install::Packages(_) => None,
    }
}

/// Why a tool that was installed is still missing.
pub fn after(workspace: &Workspace, tool: &Tool, found: Option<String>) -> String {
    let title = tool.title();
    let bin = workspace.cargo_home.join("bin");
    match (&tool.install, found) {
        (Install::Cargo(..) | Install::Npm(_), Some(found)) => {
            format!(
                "{title} was installed, but another is found first ({found}): put {} first in PATH",
                bin.display()
            )
        }
        (_, Some(found)) => format!("{title} was installed, but {found} is found"),
        (_, None) => format!("{title} was installed, but cannot be started"),
    }
}
