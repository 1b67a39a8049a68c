//! `cargo xtask fuzz`: generates responses until one violates a property of the core, or parts of requests until
//! one violates a property of the gateway, or until the given number of runs. The properties are in `fuzz/`.

use std::fs;

use xshell::cmd;
use xtask::error::{Error, Result, fail};
use xtask::setup;
use xtask::workspace::Workspace;

/// Some minutes.
const RUNS: &str = "1000000";

/// What is made up beside answers, which are the first: parts of a request.
const TARGETS: [&str; 4] = ["path", "query", "forwarded", "accept-encoding"];

/// What the engine needs to see which code some bytes reach.
const COVERAGE: &str = "-Cpasses=sancov-module -Cdebug-assertions \
    -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";

pub fn run(workspace: &Workspace, arguments: &[&str]) -> Result {
    let (target, arguments) = match arguments {
        [target, rest @ ..] if TARGETS.contains(target) => (Some(*target), rest),
        all => (None, all),
    };
    let runs = match arguments {
        [] => RUNS,
        ["--runs", runs] if runs.parse::<u64>().is_ok() => runs,
        _ => {
            return Err(Error::Usage(format!("no such argument of fuzz: {}", arguments.join(" "))));
        }
    };
    setup::ensure(workspace, &["fuzz"])?;
    // With a target named, cargo gives the flags to what is fuzzed only, not to build scripts.
    let Some(host) = workspace.read(cmd!(workspace, "rustc -vV")).and_then(|it| host(&it)) else {
        return fail("rustc names no host: does `rustc -vV` work?");
    };
    // What was made up stays, so that the next run continues from there.
    let suffix = target.map_or(String::new(), |target| format!("-{target}"));
    let made_up = workspace.root.join(format!("target/fuzz/made-up{suffix}"));
    if let Err(error) = fs::create_dir_all(&made_up) {
        return fail(format!("{} cannot be made: {error}", made_up.display()));
    }
    workspace.run(cmd!(
        workspace,
        "cargo run --quiet -p devserver-jobs-fuzz --bin seeds -- target/fuzz/seeds"
    ))?;
    let fuzz = cmd!(
        workspace,
        "cargo run --release -p devserver-jobs-fuzz --bin fuzz{suffix} --features engine --target {host} --
         -runs={runs} -print_final_stats=1 -artifact_prefix=target/fuzz/found{suffix}-
         target/fuzz/made-up{suffix} target/fuzz/seeds{suffix}"
    );
    workspace.run(fuzz.env("RUSTFLAGS", COVERAGE))
}

/// The machine's own target, as `rustc -vV` names it.
fn host(about: &str) -> Option<String> {
    about.lines().find_map(|line| line.strip_prefix("host: ")).map(str::to_owned)
}
