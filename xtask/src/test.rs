//! `cargo xtask test`: the steps in order, until one fails. Checks nothing itself.

use std::time::{Duration, Instant};

use crate::demo;
use crate::package;
use crate::run::{Failure, Line, Result, Workshop};
use crate::setup;
use crate::wasm_target::WasmEnv;

/// In the order they run: what fails soonest first.
pub const NAMES: [&str; 5] = ["fmt", "clippy", "native", "browser", "end2end"];

/// Runs the named steps, or all of them.
pub fn run(shop: &Workshop, asked: &[&str]) -> Result {
    if let Some(unknown) = asked.iter().find(|name| !NAMES.contains(name)) {
        return Err(Failure::Usage(format!("no such step: {unknown}")));
    }
    let names: Vec<_> =
        NAMES.into_iter().filter(|name| asked.is_empty() || asked.contains(name)).collect();
    let wasm = setup::ensure(shop, &names)?;

    let mut taken = Vec::new();
    for name in &names {
        println!("\n== {name}: {}", purpose(name));
        let start = Instant::now();
        let outcome = lines(shop, name, &wasm).iter().try_for_each(|line| line.run(shop));
        taken.push((*name, start.elapsed()));
        if let Err(failure) = outcome {
            report(&names, &taken, Some(&failure));
            return Err(Failure::Reported);
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
        "browser" => "the component in headless Chromium, then in headless Firefox",
        _ => "the release page behind the real gateway and nginx, and the examples, in Chromium",
    }
}

fn lines(shop: &Workshop, name: &str, wasm: &WasmEnv) -> Vec<Line> {
    match name {
        "fmt" => vec![Line::new("cargo fmt --all --check")],
        "clippy" => {
            let component =
                "--target wasm32-unknown-unknown -p devserver-jobs --all-targets -- -D warnings";
            vec![
                Line::new("cargo clippy --workspace --all-targets -- -D warnings"),
                component.split(' ').fold(wasm.clippy(), Line::word),
            ]
        }
        "native" => vec![Line::new("cargo test --workspace")],
        "browser" => {
            // A home of their own: as root Firefox refuses one that is somebody else's, and it leaves
            // folders in any. Cargo keeps its own.
            let line = Line::new("wasm-pack test --headless --chrome --firefox --mode no-install")
                .with("HOME", shop.root.join("target/browser-home"))
                .with("CARGO_HOME", &shop.cargo_home);
            vec![wasm.give(line)]
        }
        _ => vec![
            demo::page(wasm),
            // Where a portal has it, so that it is found by its name.
            package::npm_package("end2end/node_modules/devserver-jobs"),
            Line::new("node_modules/.bin/tsc --project types").inside("end2end"),
            Line::new("node_modules/.bin/tsc --project .").inside("end2end"),
            // Where examples/ has it; they are built anew only where something has changed.
            package::npm_package("target/deliver/npm"),
            Line::new("node build.mjs ../target/examples").inside("examples"),
            Line::new(
                "cargo build --release -p devserver-jobs-gateway -p devserver-jobs-fake-cloud",
            ),
            Line::new("node_modules/.bin/playwright test").inside("end2end"),
        ],
    }
}

/// All on standard output, so that the count is the last line whichever way the two streams are
/// joined.
fn report(names: &[&str], taken: &[(&str, Duration)], failure: Option<&Failure>) {
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
    if let (Some((name, _)), Some(Failure::Stopped(reason))) = (taken.last(), failure) {
        println!("\nStep {name} failed: {reason}\nTo run it alone: cargo xtask test {name}");
    }
    println!("\nsteps: {passed} passed, {} failed", taken.len() - passed);
}
