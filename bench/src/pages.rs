//! Five hundred open pages with automatic refresh, through one gateway: how many calls per hour reach the cloud,
//! and how much each page receives. The jobs of the cloud change all the time.
//!
//! The pages send requests at the times of the component, by `core::schedule`, one after the other and each on a
//! connection of its own, which at this rate delays none of them.

use std::fs::{self, File};
use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

use devserver_jobs_core::schedule::{self, Conditions, Interval, LastRequest};
use xshell::cmd;
use xtask::error::{Error, Result, fail};
use xtask::workspace::Workspace;

use crate::gateway::site::{FOLDER, KEY, LIST, target};
use crate::http;
use crate::program::Program;

const PAGES: usize = 500;
/// Its jobs change as time passes.
const CLOUD: &str = "--listen 127.0.0.1:0 --jobs 1000";
/// The default, except for the limit of one client, because all pages are on this machine.
const GATEWAY: &str = "serve --listen 127.0.0.1:0 --admin-listen off --projects demo --rate-limit 0 --connections-per-client 0 --log warn";
const HOUR: f64 = 3600.0;

/// The duration in seconds.
pub const FULL: f64 = 300.0;
/// The short form.
pub const SHORT: f64 = 60.0;

/// The counts.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    requests: u32,
    unchanged: u32,
    bytes: usize,
    calls: u32,
}

/// An open page.
struct Page {
    /// The time of its next request, in milliseconds since the start.
    due: f64,
    /// The tag of the list that it has.
    tag: String,
}

/// Runs the benchmark.
pub fn run(workspace: &Workspace, seconds: f64) -> Result {
    workspace.run(cmd!(
        workspace,
        "cargo build --profile deliver -p devserver-jobs-gateway -p devserver-jobs-fake-cloud"
    ))?;
    let folder = workspace.root.join(FOLDER);
    written(fs::create_dir_all(folder.join("page")))?;
    let html = "<!doctype html><title>Benchmark</title><devserver-jobs></devserver-jobs>\n";
    written(fs::write(folder.join("page/index.html"), html))?;
    let bin = target(workspace)?.join("deliver");
    let log = |name: &str| written(File::create(folder.join(name)));

    let program = workspace.cmd(bin.join("devserver-jobs-fake-cloud")).args(CLOUD.split(' '));
    let mut cloud_program = Program::start(workspace, program, log("pages-cloud.log")?)?;
    let cloud = cloud_program.address()?;
    let program = workspace.cmd(bin.join("devserver-jobs-gateway")).args(GATEWAY.split(' '));
    let program = program.envs(KEY).arg("--assets").arg(folder.join("page"));
    let program = program.arg("--endpoint").arg(format!("http://{cloud}"));
    let mut gateway_program = Program::start(workspace, program, log("pages-gateway.log")?)?;
    let gateway = gateway_program.address()?;

    println!("  {PAGES} pages for {seconds} s");
    let counts = open(gateway, cloud, seconds)?;
    let an_hour = |count: f64| count / seconds * HOUR;
    let per_page = |count: f64| an_hour(count) / PAGES as f64;
    println!(
        "\n{PAGES} pages, each every 15 s ±10 %, gateway with --cache-ttl 5; {seconds} s, as an hour:"
    );
    println!("calls of the cloud        {:>10.0}", an_hour(f64::from(counts.calls)));
    println!("requests of all pages     {:>10.0}", an_hour(f64::from(counts.requests)));
    println!("requests of a page        {:>10.0}", per_page(f64::from(counts.requests)));
    println!("of these answered by 304  {:>10.0}", per_page(f64::from(counts.unchanged)));
    println!("sent to a page            {:>10.0} kB", per_page(counts.bytes as f64) / 1000.0);
    Ok(())
}

/// Lets the pages refresh for this time.
fn open(gateway: SocketAddr, cloud: SocketAddr, seconds: f64) -> Result<Counts> {
    let mut random = Random(1);
    // They were opened at different times, and already have the list.
    let first = ask(gateway, "")?;
    let mut pages: Vec<Page> = (0..PAGES)
        .map(|_| Page { due: random.next() * 15_000.0, tag: first.tag.clone() })
        .collect();
    let mut counts = Counts::default();
    let calls = called(cloud)?;
    let start = Instant::now();
    let now = || start.elapsed().as_secs_f64() * 1000.0;
    loop {
        let page = pages.iter_mut().min_by(|a, b| a.due.total_cmp(&b.due));
        let Some(page) = page.filter(|page| page.due < seconds * 1000.0) else {
            break;
        };
        thread::sleep(Duration::from_secs_f64((page.due - now()).max(0.0) / 1000.0));
        let began = now();
        let answer = ask(gateway, &page.tag)?;
        let at = now();
        counts.requests += 1;
        counts.unchanged += u32::from(answer.is_unchanged);
        counts.bytes += answer.bytes;
        page.tag = answer.tag;
        let last = LastRequest {
            at,
            duration: at - began,
            failures: 0,
            retry_at: None,
            can_recover: true,
            jitter: random.next() * 2.0 - 1.0,
        };
        let conditions = Conditions {
            interval: Interval::Auto,
            is_processing: true,
            is_online: true,
            is_visible: true,
            is_watching: false,
        };
        page.due = schedule::next(last, conditions).unwrap_or(f64::INFINITY);
    }
    counts.calls = called(cloud)? - calls;
    Ok(counts)
}

/// Requests the list for a page.
struct List {
    tag: String,
    is_unchanged: bool,
    bytes: usize,
}

/// Requests the list for a page that has the one with this tag.
fn ask(gateway: SocketAddr, tag: &str) -> Result<List> {
    let condition =
        if tag.is_empty() { String::new() } else { format!("If-None-Match: {tag}\r\n") };
    let headers = format!("Accept-Encoding: gzip\r\n{condition}");
    let answer = http::ask(gateway, &format!("GET {LIST}"), &headers, "")?;
    match answer.status {
        200 | 304 => Ok(List {
            tag: answer.header("etag").unwrap_or_default().to_owned(),
            is_unchanged: answer.status == 304,
            bytes: answer.bytes(),
        }),
        status => fail(format!("the gateway responded with {status}")),
    }
}

/// The number of calls to the cloud.
fn called(cloud: SocketAddr) -> Result<u32> {
    let answer = http::ask(cloud, "GET /_calls", "", "")?;
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    let count = text.split("\"count\":").nth(1).and_then(|rest| rest.split(',').next());
    count
        .and_then(|count| count.trim().parse().ok())
        .ok_or_else(|| Error::Failed("the simulated cloud returned no number of calls".to_owned()))
}

/// Pseudo-random numbers from 0 to 1, the same in each run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / f64::from(1u32 << 31)
    }
}

fn written<T>(outcome: std::io::Result<T>) -> Result<T> {
    outcome.map_err(|error| Error::Failed(format!("the benchmark cannot be set up: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_numbers_are_below_one() {
        let mut random = Random(1);
        let numbers: Vec<f64> = (0..1000).map(|_| random.next()).collect();
        assert!(numbers.iter().all(|number| (0.0..1.0).contains(number)));
        let mean = numbers.iter().sum::<f64>() / 1000.0;
        assert!((0.45..0.55).contains(&mean), "{mean}");
    }
}
