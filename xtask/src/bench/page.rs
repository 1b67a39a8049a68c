//! `cargo xtask bench page`: our page and the same list in other ways, in one browser on this machine, with
//! the same bytes of a list. It builds, records and starts; what is done in the browser is bench/page's
//! business, what is measured and wanted the metrics', how it is told the report's.
//!
//! Only ratios mean something. A missed aim is told and is no failure; a wrong list is one, and so is a
//! number that is not there.

mod metric;
mod report;

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::os::fd::AsFd;
use std::path::Path;

use crate::bench::program::Program;
use crate::bench::{http, machine};
use crate::demo;
use crate::run::{Failure, Line, Result, Workshop, stop};
use crate::setup;

use report::Report;

/// How often every subject is visited. A round takes about two minutes and a quarter.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    pub name: &'static str,
    pub rounds: usize,
}

pub const FULL: Form = Form { name: "full", rounds: 9 };
pub const SHORT: Form = Form { name: "short", rounds: 3 };

/// What a run works with, in the checkout. `target/bench/page` is the other benchmark's.
const FOLDER: &str = "target/bench/browser";
/// The numbers of the last run.
const NUMBERS: &str = "target/bench/page.json";
/// The packages that build the peers and drive the browser.
const SOURCES: &str = "bench/page";
/// The lock file that they were last installed from. Contents are compared, because a checkout changes
/// file times.
const STAMP: &str = "bench/page/node_modules/.installed-from.json";

/// The simulated cloud stands still, so that its lists are the same in every run.
const CLOUD: &str = "--listen 127.0.0.1:0 --now 2026-01-15T08:30:00Z --seed 1 --log warn";
/// What is asked for.
const LIST: &str = "GET /v1/demo/dev-servers/jobs";
/// The lists, by the names that the driver knows them by.
const LISTS: [(&str, u32); 2] = [("few", 20), ("many", 100_000)];

pub fn run(shop: &Workshop, form: Form) -> Result {
    let wasm = setup::ensure(shop, &["demo", "bench page"])?;
    packages(shop)?;
    println!("Building the page");
    demo::page(&wasm).run(shop)?;
    println!("Building the peers");
    let folder = shop.root.join(FOLDER);
    written(fs::create_dir_all(&folder))?;
    let build = Line::new("node build.mjs").word(folder.join("peers"));
    build.inside(SOURCES).run(shop)?;
    Line::new("cargo build --profile deliver -p devserver-jobs-gateway").run(shop)?;
    LISTS.iter().try_for_each(|(name, jobs)| record(shop, &folder, name, *jobs))?;

    let mut report = Report::new(shop, form, machine::busy());
    measure(shop, &folder, form, &mut report)?;
    print!("\n{report}");
    written(fs::write(shop.root.join(NUMBERS), report.json()))?;
    println!("\nAll numbers: {NUMBERS}");
    match report.missing().as_slice() {
        [] => Ok(()),
        missing => stop(format!("without a number: {}", missing.join("; "))),
    }
}

/// Installs the packages of the lock file, unless they are there.
fn packages(shop: &Workshop) -> Result {
    let lock = shop.root.join(SOURCES).join("package-lock.json");
    let stamp = shop.root.join(STAMP);
    let (wanted, installed) = (fs::read(&lock).ok(), fs::read(&stamp).ok());
    if wanted.is_some() && wanted == installed {
        return Ok(());
    }
    println!(
        "Installing the packages of {SOURCES}: the peers, and what drives the browser (seconds)"
    );
    Line::new("npm ci --no-fund --no-audit").inside(SOURCES).run(shop)?;
    written(fs::copy(lock, stamp)).map(|_| ())
}

/// Writes down what the gateway answers with so many jobs.
fn record(shop: &Workshop, folder: &Path, name: &str, jobs: u32) -> Result {
    let log = written(File::create(folder.join("gateway.log")))?;
    // Cargo, not a path: it alone knows where the user's target folder is. It becomes the gateway.
    let line = Line::new("cargo run --quiet --profile deliver -p devserver-jobs-gateway -- demo");
    let line = CLOUD.split(' ').fold(line, Line::word).word("--jobs").word(jobs.to_string());
    let mut gateway =
        Program::start(shop, &line.word("--assets").word(shop.root.join("dist")), log)?;
    let answer = http::ask(gateway.address()?, LIST, "", "")?;
    if answer.status != 200 {
        return stop(format!("the gateway answered with {}", answer.status));
    }
    written(fs::write(folder.join(format!("{name}.json")), answer.body))
}

/// Visits everybody, and hands on every number that comes.
fn measure(shop: &Workshop, folder: &Path, form: Form, report: &mut Report) -> Result {
    let line = Line::new("node measure.mjs")
        .word(folder)
        .word(shop.root.join("dist"))
        .word(form.rounds.to_string())
        .inside(SOURCES);
    println!("  $ {line}");
    // What it says of its progress is for the screen.
    let screen = File::from(written(io::stderr().as_fd().try_clone_to_owned())?);
    let mut driver = line.start(shop, screen)?;
    let out = driver.stdout.take().map(BufReader::new);
    for line in out.into_iter().flat_map(BufReader::lines) {
        if let Err(failure) = written(line).and_then(|line| report.add(&line)) {
            // It has a browser open, which ends with it.
            let _ = driver.kill();
            let _ = driver.wait();
            return Err(failure);
        }
    }
    match written(driver.wait())? {
        status if status.success() => Ok(()),
        _ => stop("the browser was not driven to the end, or showed a wrong list; see above"),
    }
}

fn written<T>(outcome: io::Result<T>) -> Result<T> {
    outcome.map_err(|error| Failure::Stopped(format!("the benchmark cannot be run: {error}")))
}
