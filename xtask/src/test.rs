//! `cargo xtask test`: runs the steps in order until one fails.

use std::time::{Duration, Instant};

use xshell::cmd;
use xtask::error::{Error, Result};
use xtask::wasm_env::{DEBIAN_CLIPPY, WasmEnv};
use xtask::workspace::Workspace;
use xtask::{page, setup};

/// The steps in the order they run: those that fail soonest come first.
pub const NAMES: [&str; 6] = ["fmt", "clippy", "native", "browser", "end2end", "portals"];

/// Steps that run only if they are named, because their tools are large.
pub const ON_REQUEST: [&str; 1] = ["office"];

/// Runs the named steps, or all of them.
pub fn run(workspace: &Workspace, named: &[&str]) -> Result {
    let all = || NAMES.into_iter().chain(ON_REQUEST);
    if let Some(unknown) = named.iter().find(|name| !all().any(|known| known == **name)) {
        return Err(Error::Usage(format!("no such step: {unknown}")));
    }
    let names: Vec<_> = if named.is_empty() {
        NAMES.to_vec()
    } else {
        all().filter(|name| named.contains(name)).collect()
    };
    let wasm = setup::ensure(workspace, &names)?;

    let mut taken = Vec::new();
    for name in &names {
        println!("\n== {name}: {}", purpose(name));
        let start = Instant::now();
        let outcome = step(workspace, name, &wasm, &names);
        taken.push((*name, start.elapsed()));
        if let Err(failure) = outcome {
            report(&names, &taken, Some(&failure));
            return Err(Error::Reported);
        }
    }
    report(&names, &taken, None);
    Ok(())
}

fn purpose(name: &str) -> &'static str {
    match name {
        "fmt" => "formatting",
        "clippy" => "warnings, for this machine and for the browser",
        "native" => "tests that need no browser",
        "browser" => "the component in headless Chromium and in headless Firefox",
        "portals" => "the npm package with micro-frontends, bundlers and routers, in Chromium",
        "office" => "exported files in LibreOffice",
        _ => "the release page behind the real gateway and nginx, and the examples, in Chromium",
    }
}

fn step(workspace: &Workspace, name: &str, wasm: &WasmEnv, names: &[&str]) -> Result {
    match name {
        "fmt" => workspace.run(cmd!(workspace, "cargo fmt --all --check")),
        "clippy" => clippy(workspace, wasm),
        "native" => workspace.run(cmd!(workspace, "cargo test --workspace")),
        "browser" => browser(workspace, wasm),
        "end2end" => end2end(workspace, wasm),
        "portals" => portals(workspace, wasm, names.contains(&"end2end")),
        _ => office(workspace, wasm, names.contains(&"end2end") || names.contains(&"portals")),
    }
}

fn clippy(workspace: &Workspace, wasm: &WasmEnv) -> Result {
    workspace.run(cmd!(workspace, "cargo clippy --workspace --all-targets -- -D warnings"))?;
    // Clippy must belong to the compiler that built the dependencies, otherwise it cannot read them.
    let program = if wasm.debian.is_some() { DEBIAN_CLIPPY } else { "cargo" };
    workspace.run(wasm.apply(cmd!(
        workspace,
        "{program} clippy --target wasm32-unknown-unknown -p devserver-jobs --all-targets --
         -D warnings"
    )))
}

fn browser(workspace: &Workspace, wasm: &WasmEnv) -> Result {
    let test = cmd!(workspace, "wasm-pack test --headless --chrome --firefox --mode no-install");
    // The browsers get a home folder of their own: as root, Firefox refuses the home of another user, and it leaves
    // files there. Cargo keeps its usual home.
    let test = test
        .env("HOME", workspace.root.join("target/browser-home"))
        .env("CARGO_HOME", &workspace.cargo_home);
    workspace.run(wasm.apply(test))
}

fn end2end(workspace: &Workspace, wasm: &WasmEnv) -> Result {
    let tests = workspace.folder("end2end");
    build(workspace, wasm)?;
    workspace.run(cmd!(tests, "node_modules/.bin/tsc --project types"))?;
    workspace.run(cmd!(tests, "node_modules/.bin/tsc --project ."))?;
    workspace.run(cmd!(tests, "node_modules/.bin/playwright test"))
}

/// The tests that need the packages of the portals.
fn portals(workspace: &Workspace, wasm: &WasmEnv, is_built: bool) -> Result {
    if !is_built {
        build(workspace, wasm)?;
    }
    workspace.run(cmd!(workspace, "node end2end/portals/build.mjs target/portals"))?;
    let tests = workspace.folder("end2end");
    workspace
        .run(cmd!(tests, "node_modules/.bin/playwright test --config portals/playwright.config.ts"))
}

/// The tests that open exported files.
fn office(workspace: &Workspace, wasm: &WasmEnv, is_built: bool) -> Result {
    if !is_built {
        build(workspace, wasm)?;
    }
    let tests = workspace.folder("end2end");
    workspace
        .run(cmd!(tests, "node_modules/.bin/playwright test --config office/playwright.config.ts"))
}

/// Builds everything that the tests of the release need.
fn build(workspace: &Workspace, wasm: &WasmEnv) -> Result {
    page::build(workspace, wasm)?;
    // Into node_modules, as in a portal, so that it is found by name.
    page::npm_package(workspace, "end2end/node_modules/devserver-jobs")?;
    // The folder that examples/ refers to. Only examples that have changed are built again.
    page::npm_package(workspace, "target/deliver/npm")?;
    let examples = workspace.folder("examples");
    workspace.run(cmd!(examples, "node build.mjs ../target/examples"))?;
    workspace.run(cmd!(
        workspace,
        "cargo build --release -p devserver-jobs-gateway -p devserver-jobs-fake-cloud"
    ))
}

/// Everything goes to standard output, so that the count is the last line even if standard error is merged into it.
fn report(names: &[&str], taken: &[(&str, Duration)], failure: Option<&Error>) {
    let passed = taken.len() - usize::from(failure.is_some());
    println!();
    for (place, name) in names.iter().enumerate() {
        match taken.get(place) {
            Some((_, time)) if place < passed => {
                println!("{name:<8} passed {:>7.1} s", time.as_secs_f64())
            }
            Some((_, time)) => println!("{name:<8} FAILED {:>7.1} s", time.as_secs_f64()),
            None => println!("{name:<8} not run"),
        }
    }
    let total: Duration = taken.iter().map(|(_, time)| *time).sum();
    println!("{:<8}        {:>7.1} s", "total", total.as_secs_f64());
    if let (Some((name, _)), Some(Error::Failed(reason))) = (taken.last(), failure) {
        println!("\nStep {name} failed: {reason}\nTo run it alone: cargo xtask test {name}");
    }
    println!("\nsteps: {passed} passed, {} failed", taken.len() - passed);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tool_is_needed_by_a_command_that_exists() {
        let workspace = Workspace::find().expect("cargo sets CARGO_MANIFEST_DIR for tests");
        for tool in xtask::tools::table(&workspace).expect("Cargo.lock is in the checkout") {
            assert!(!tool.needed_by.is_empty(), "{}", tool.name);
            for user in tool.needed_by {
                assert!(
                    ["demo", "bench gateway", "bench page", "fuzz"].contains(user)
                        || NAMES.contains(user)
                        || ON_REQUEST.contains(user),
                    "{}: {user}",
                    tool.name
                );
            }
        }
    }
}
