//! `cargo xtask fuzz`: generates responses until one violates a property of the core, or parts of requests until
//! one violates a property of the gateway, or until the given number of runs. The properties are in `fuzz/`.

use std::fs;

use xshell::cmd;
use xtask::error::{Error, Result, fail};
use xtask::setup;
use xtask::workspace::Workspace;

/// Some minutes.
const RUNS: &str = "1000000";

/// The parts of a request that can be fuzzed in place of responses.
const TARGETS: [&str; 4] = ["path", "query", "forwarded", "accept-encoding"];

/// The flags by which the fuzzing engine sees which code an input reaches.
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
    // If a target is named, cargo does not pass the flags to build scripts.
    let Some(host) = workspace.read(cmd!(workspace, "rustc -vV")).and_then(|it| host(&it)) else {
        return fail("the output of `rustc -vV` has no host");
    };
    // Generated inputs are kept, so that the next run continues from there.
    let suffix = target.map_or(String::new(), |target| format!("-{target}"));
    let corpus = workspace.root.join(format!("target/fuzz/made-up{suffix}"));
    if let Err(error) = fs::create_dir_all(&corpus) {
        return fail(format!("{} cannot be created: {error}", corpus.display()));
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
