//! `cargo xtask fuzz`: makes up answers until one breaks a promise of the core, or for so many tries. What
//! the promises are is the business of fuzz/.

use std::fs;

use crate::run::{Failure, Line, Result, Workshop, stop};
use crate::setup;

/// Some minutes.
const RUNS: &str = "1000000";

/// What the engine needs to see which code some bytes reach.
const COVERAGE: &str = "-Cpasses=sancov-module -Cdebug-assertions \
    -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";

pub fn run(shop: &Workshop, words: &[&str]) -> Result {
    let runs = match words {
        [] => RUNS,
        ["--runs", runs] if runs.parse::<u64>().is_ok() => runs,
        _ => return Err(Failure::Usage(format!("fuzz {}: what is that?", words.join(" ")))),
    };
    setup::ensure(shop, &["fuzz"])?;
    // With a target named, cargo gives the flags to what is fuzzed only, not to build scripts.
    let Some(host) = shop.capture(&["rustc", "-vV"]).and_then(|it| host(&it)) else {
        return stop("rustc names no host: does `rustc -vV` work?");
    };
    // What was made up stays, so that the next time goes on from there.
    let folder = shop.root.join("target/fuzz");
    let made_up = folder.join("made-up");
    if let Err(error) = fs::create_dir_all(&made_up) {
        return stop(format!("{} cannot be made: {error}", made_up.display()));
    }
    Line::new("cargo run --quiet -p devserver-jobs-fuzz --bin seeds -- target/fuzz/seeds")
        .run(shop)?;
    Line::new("cargo run --release -p devserver-jobs-fuzz --bin fuzz --features engine --target")
        .word(host)
        .with("RUSTFLAGS", COVERAGE)
        .word("--")
        .word(format!("-runs={runs}"))
        .word("-print_final_stats=1")
        .word("-artifact_prefix=target/fuzz/found-")
        .word("target/fuzz/made-up")
        .word("target/fuzz/seeds")
        .run(shop)
}

/// The machine's own target, out of what rustc says of itself.
fn host(about: &str) -> Option<String> {
    about.lines().find_map(|line| line.strip_prefix("host: ")).map(str::to_owned)
}
