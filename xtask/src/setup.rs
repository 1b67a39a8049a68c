//! Installs missing tools only. The tools are in `tools::table`.

mod install;
mod refusal;

use std::thread;
use std::time::Instant;

use crate::error::{Result, fail};
use crate::tools::{Install, Tool, table};
use crate::wasm_env::WasmEnv;
use crate::wasm_target;
use crate::workspace::Workspace;

/// `cargo xtask setup`: installs all missing tools, and lists all tools.
pub fn run(workspace: &Workspace) -> Result {
    let tools = table(workspace)?;
    let installed = install_missing(workspace, &tools.iter().collect::<Vec<_>>())?;
    for tool in &tools {
        println!("ready: {}, {}", tool.title(), tool.purpose);
    }
    if installed == 0 {
        println!("No tool was missing.");
    }
    wasm_target::announce(&wasm_target::settle(workspace)?);
    Ok(())
}

/// Installs the missing tools of these commands (`demo`, or steps of `test`). Prints nothing if none is missing.
/// Returns the environment for WebAssembly builds.
pub fn ensure(workspace: &Workspace, users: &[&str]) -> Result<WasmEnv> {
    let tools = table(workspace)?;
    let needed: Vec<_> =
        tools.iter().filter(|it| it.needed_by.iter().any(|user| users.contains(user))).collect();
    install_missing(workspace, &needed)?;
    if needed.iter().any(|tool| matches!(tool.install, Install::WasmTarget)) {
        return wasm_target::settle(workspace);
    }
    Ok(WasmEnv::default())
}

fn install_missing(workspace: &Workspace, tools: &[&Tool]) -> Result<usize> {
    // In parallel: one after the other takes a second, and every command starts with it.
    let found: Vec<_> = thread::scope(|scope| {
        let check = |tool| {
            let workspace = workspace.clone();
            scope.spawn(move || Tool::check(tool, &workspace))
        };
        let checks: Vec<_> = tools.iter().map(|tool| check(*tool)).collect();
        checks.into_iter().map(|check| check.join().unwrap_or(Err(None))).collect()
    });
    let missing: Vec<_> =
        tools.iter().zip(found).filter_map(|(tool, it)| Some((*tool, it.err()?))).collect();

    // Before anything is compiled: one line for each step that only the user can do.
    let refusals: Vec<_> = missing
        .iter()
        .filter_map(|(tool, found)| refusal::before(workspace, tool, found.as_deref()))
        .collect();
    if !refusals.is_empty() {
        return fail(refusals.join("\n"));
    }

    let missing_tools: Vec<_> = missing.iter().map(|(tool, _)| *tool).collect();
    install::prepare(workspace, &missing_tools)?;
    for (at, (tool, found)) in missing.iter().enumerate() {
        let instead =
            found.as_ref().map(|found| format!(" in place of {found}")).unwrap_or_default();
        println!(
            "Installing {} of {}: {}{instead}, {} ({})",
            at + 1,
            missing.len(),
            tool.title(),
            tool.purpose,
            tool.takes
        );
        let start = Instant::now();
        install::install(workspace, tool)?;
        if let Err(found) = tool.check(workspace) {
            return fail(refusal::after(workspace, tool, found));
        }
        println!("Installed {} in {} s", tool.title(), start.elapsed().as_secs());
    }
    Ok(missing.len())
}
