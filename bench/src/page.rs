//! The benchmark of the page: our page and other implementations of the same list, in one browser on this machine,
//! with the same bytes of a list. This module builds, records and starts; `bench/page` drives the browser, `metric`
//! has the metrics and targets, `report` prints.
//!
//! Only the ratios are meaningful. A missed target is printed and does not fail the run; a wrong list or a missing
//! number does.

mod metric;
mod report;

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::os::fd::AsFd;
use std::path::Path;

use xshell::cmd;
use xtask::error::{Error, Result, fail};
use xtask::wasm_target;
use xtask::workspace::Workspace;

use crate::program::Program;
use crate::{http, machine};

use report::Report;

/// The number of rounds. A round takes about two and a half minutes.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    pub name: &'static str,
    pub rounds: usize,
}

pub const FULL: Form = Form { name: "full", rounds: 9 };
pub const SHORT: Form = Form { name: "short", rounds: 3 };

/// The folder for the files of a run, in the checkout. `target/bench/page` belongs to the other benchmark.
const FOLDER: &str = "target/bench/browser";
/// The numbers of the last run.
const NUMBERS: &str = "target/bench/page.json";
/// The packages that build the peers and drive the browser.
const SOURCES: &str = "bench/page";

/// The time of the simulated cloud is fixed, so that its lists are the same in every run.
const CLOUD: &str = "--listen 127.0.0.1:0 --now 2026-01-15T08:30:00Z --seed 1 --log warn";
/// The request for the list.
const LIST: &str = "GET /v1/demo/dev-servers/jobs";
/// The numbers of jobs of the lists.
const LISTS: [u32; 4] = [20, 1000, 10_000, 100_000];

pub fn run(workspace: &Workspace, form: Form) -> Result {
    println!("Building the page");
    xtask::page::build(workspace, &wasm_target::settle(workspace)?)?;
    println!("Building the peers");
    let folder = workspace.root.join(FOLDER);
    written(fs::create_dir_all(&folder))?;
    let (sources, peers) = (workspace.folder(SOURCES), folder.join("peers"));
    workspace.run(cmd!(sources, "node build.mjs {peers}"))?;
    // Not the profile for delivery, which takes minutes to build: the gateway is only used to record responses.
    workspace.run(cmd!(workspace, "cargo build --release -p devserver-jobs-gateway"))?;
    LISTS.iter().try_for_each(|jobs| record(workspace, &folder, &jobs.to_string()))?;

    let mut report = Report::new(workspace, form, machine::busy());
    measure(workspace, &folder, form, &mut report)?;
    print!("\n{report}");
    written(fs::write(workspace.root.join(NUMBERS), report.json()))?;
    println!("\nAll numbers: {NUMBERS}");
    match report.missing().as_slice() {
        [] => Ok(()),
        missing => fail(format!("numbers are missing: {}", missing.join("; "))),
    }
}

/// Records the response of a gateway with this number of jobs.
fn record(workspace: &Workspace, folder: &Path, jobs: &str) -> Result {
    let log = written(File::create(folder.join("gateway.log")))?;
    // Started by cargo, because only cargo knows the user's target folder. Cargo replaces itself by the gateway.
    let assets = workspace.root.join("dist");
    let gateway = cmd!(
        workspace,
        "cargo run --quiet --release -p devserver-jobs-gateway -- demo --jobs {jobs} --assets {assets}"
    );
    let mut gateway = Program::start(workspace, gateway.args(CLOUD.split(' ')), log)?;
    let answer = http::ask(gateway.address()?, LIST, "", "")?;
    if answer.status != 200 {
        return fail(format!("the gateway responded with {}", answer.status));
    }
    written(fs::write(folder.join(format!("{jobs}.json")), answer.body))
}

/// Visits all subjects, and passes on each number.
fn measure(workspace: &Workspace, folder: &Path, form: Form, report: &mut Report) -> Result {
    let (sources, page) = (workspace.folder(SOURCES), workspace.root.join("dist"));
    let rounds = form.rounds.to_string();
    let driver = cmd!(sources, "node measure.mjs {folder} {page} {rounds}");
    println!("  $ cd {SOURCES} && {driver}");
    // Its progress is printed.
    let screen = File::from(written(io::stderr().as_fd().try_clone_to_owned())?);
    let mut driver = workspace.spawn(driver, screen)?;
    let out = driver.stdout.take().map(BufReader::new);
    for line in out.into_iter().flat_map(BufReader::lines) {
        if let Err(failure) = written(line).and_then(|line| report.add(&line)) {
            // Ending it also closes its browser.
            let _ = driver.kill();
            let _ = driver.wait();
            return Err(failure);
        }
    }
    match written(driver.wait())? {
        status if status.success() => Ok(()),
        _ => fail("the driver of the browser failed, or a wrong list was displayed; see above"),
    }
}

fn written<T>(outcome: io::Result<T>) -> Result<T> {
    outcome.map_err(|error| Error::Failed(format!("the benchmark cannot be run: {error}")))
}
