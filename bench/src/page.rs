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

/// How often every subject is visited. A round takes about two minutes and a half.
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

/// The simulated cloud stands still, so that its lists are the same in every run.
const CLOUD: &str = "--listen 127.0.0.1:0 --now 2026-01-15T08:30:00Z --seed 1 --log warn";
/// The request for the list.
const LIST: &str = "GET /v1/demo/dev-servers/jobs";
/// How many jobs the lists have.
const LISTS: [u32; 4] = [20, 1000, 10_000, 100_000];

pub fn run(workspace: &Workspace, form: Form) -> Result {
    println!("Building the page");
    xtask::page::build(workspace, &wasm_target::settle(workspace)?)?;
    println!("Building the peers");
    let folder = workspace.root.join(FOLDER);
    written(fs::create_dir_all(&folder))?;
    let (sources, peers) = (workspace.folder(SOURCES), folder.join("peers"));
    workspace.run(cmd!(sources, "node build.mjs {peers}"))?;
    // It only records, so not as it is delivered, which takes minutes to build.
    workspace.run(cmd!(workspace, "cargo build --release -p devserver-jobs-gateway"))?;
    LISTS.iter().try_for_each(|jobs| record(workspace, &folder, &jobs.to_string()))?;

    let mut report = Report::new(workspace, form, machine::busy());
    measure(workspace, &folder, form, &mut report)?;
    print!("\n{report}");
    written(fs::write(workspace.root.join(NUMBERS), report.json()))?;
    println!("\nAll numbers: {NUMBERS}");
    match report.missing().as_slice() {
        [] => Ok(()),
        missing => fail(format!("without a number: {}", missing.join("; "))),
    }
}

/// Writes down what the gateway answers with so many jobs.
fn record(workspace: &Workspace, folder: &Path, jobs: &str) -> Result {
    let log = written(File::create(folder.join("gateway.log")))?;
    // Cargo, not a path: it alone knows where the user's target folder is. It becomes the gateway.
    let assets = workspace.root.join("dist");
    let gateway = cmd!(
        workspace,
        "cargo run --quiet --release -p devserver-jobs-gateway -- demo --jobs {jobs} --assets {assets}"
    );
    let mut gateway = Program::start(workspace, gateway.args(CLOUD.split(' ')), log)?;
    let answer = http::ask(gateway.address()?, LIST, "", "")?;
    if answer.status != 200 {
        return fail(format!("the gateway answered with {}", answer.status));
    }
    written(fs::write(folder.join(format!("{jobs}.json")), answer.body))
}

/// Visits everybody, and hands on every number that comes.
fn measure(workspace: &Workspace, folder: &Path, form: Form, report: &mut Report) -> Result {
    let (sources, page) = (workspace.folder(SOURCES), workspace.root.join("dist"));
    let rounds = form.rounds.to_string();
    let driver = cmd!(sources, "node measure.mjs {folder} {page} {rounds}");
    println!("  $ cd {SOURCES} && {driver}");
    // Its progress is for the screen.
    let screen = File::from(written(io::stderr().as_fd().try_clone_to_owned())?);
    let mut driver = workspace.spawn(driver, screen)?;
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
        _ => fail("the browser was not driven to the end, or showed a wrong list; see above"),
    }
}

fn written<T>(outcome: io::Result<T>) -> Result<T> {
    outcome.map_err(|error| Error::Failed(format!("the benchmark cannot be run: {error}")))
}
