//! Three gateways with a shared engine and one cloud: how often they call it together, and the latency for their
//! clients.

use std::fmt;
use std::fs::{self, File};
use std::net::SocketAddr;
use std::thread;
use std::time::Instant;

use xshell::cmd;
use xtask::error::{Result, fail};
use xtask::workspace::Workspace;

use super::load::{self, Run};
use super::site::{ALLOCATOR, FOLDER, KEY, free_port, target, written};
use crate::http;
use crate::program::Program;

const REPLICAS: usize = 3;
/// The number of projects in `bench/gateway/projects.lua`.
const PROJECTS: usize = 300;
/// The seconds for which a list is fresh; this is the default.
const TTL: u32 = 5;
/// Clients of each replica.
const READERS: u32 = 32;
/// The calls per second that one gateway would make, plus a margin, because a round ends at any time.
const MOST_CALLS: f64 = PROJECTS as f64 / TTL as f64 * 1.1;

/// The result.
#[derive(Clone, Copy, Debug)]
pub struct Shared {
    calls_per_second: f64,
    requests_per_second: f64,
    /// The p99 of the slowest replica.
    p99_ms: f64,
}

/// Runs clients against all replicas for this time, after each list was fetched once.
pub fn measure(workspace: &Workspace, seconds: u32) -> Result<Shared> {
    let bin = target(workspace)?.join("deliver");
    let folder = workspace.root.join(FOLDER);
    let log = |name: &str| written(File::create(folder.join(name)));
    let program = workspace.cmd(bin.join("devserver-jobs-fake-cloud"));
    let program = program.args("--jobs 100 --jobs-at 2026-11-05T14:02:00Z".split(' '));
    let mut cloud = Program::start(workspace, program, log("replicas-cloud.log")?)?;
    let cloud_address = cloud.address()?;

    let engine_folder = folder.join("engine");
    written(fs::create_dir_all(&engine_folder))?;
    let address = free_port()?;
    let port = address.port().to_string();
    let engine = cmd!(
        workspace,
        "redis-server --bind 127.0.0.1 --port {port} --dir {engine_folder} --appendonly no --daemonize no"
    );
    let mut engine = Program::start(workspace, engine.args(["--save", ""]), log("engine.log")?)?;
    engine.wait_for(address)?;

    let projects: Vec<_> = (1..=PROJECTS).map(|number| format!("p{number}")).collect();
    let mut replicas = Vec::new();
    for number in 1..=REPLICAS {
        let program = workspace.cmd(bin.join("devserver-jobs-gateway"));
        let program = program.args("serve --listen 127.0.0.1:0 --admin-listen off".split(' '));
        let program = program.args(
            "--rate-limit 0 --connections-per-client 0 --calls-per-second 0 --log warn".split(' '),
        );
        let program = program.arg("--cache-ttl").arg(TTL.to_string());
        let program = program.arg("--projects").arg(projects.join(","));
        let program = program.arg("--endpoint").arg(format!("http://{cloud_address}"));
        let program = program.arg("--shared").arg(format!("redis://{address}"));
        let program = program.arg("--assets").arg(folder.join("page")).envs(KEY).envs([ALLOCATOR]);
        let log = log(&format!("replica-{number}.log"))?;
        let mut program = Program::start(workspace, program, log)?;
        replicas.push((program.address()?, program));
    }

    // Each list is fetched once first: concurrent calls are allowed only after the first success.
    for project in &projects {
        for (address, _) in &replicas {
            let answer =
                http::ask(*address, &format!("GET /v1/{project}/dev-servers/jobs"), "", "")?;
            if answer.status != 200 {
                return fail(format!("a replica responded with {}", answer.status));
            }
        }
    }
    let before = calls(cloud_address)?;
    let started = Instant::now();
    let runs = thread::scope(|scope| {
        let readers: Vec<_> = replicas
            .iter()
            .map(|(address, _)| {
                let (shell, url) = (workspace.clone(), format!("http://{address}/"));
                scope.spawn(move || readers(&shell, &url, seconds))
            })
            .collect();
        readers.into_iter().map(|it| it.join().unwrap_or_default()).collect::<Vec<_>>()
    });
    let calls = (calls(cloud_address)? - before) as f64 / started.elapsed().as_secs_f64();
    let Some(runs) = runs.into_iter().collect::<Option<Vec<Run>>>() else {
        return fail("wrk received no response from a replica");
    };
    if let Some(run) = runs.iter().find(|run| run.failed > 0 || run.requests == 0) {
        return fail(format!("{} requests to a replica failed", run.failed));
    }
    Ok(Shared {
        calls_per_second: calls,
        requests_per_second: runs.iter().map(Run::per_second).sum(),
        p99_ms: runs.iter().map(Run::p99_ms).fold(0.0, f64::max),
    })
}

fn readers(workspace: &Workspace, url: &str, seconds: u32) -> Option<Run> {
    let (readers, seconds) = (READERS.to_string(), seconds.to_string());
    let script = "bench/gateway/projects.lua";
    let wrk = cmd!(workspace, "wrk -t1 -c{readers} -d{seconds}s --timeout 20s -s {script} {url}");
    load::read(&workspace.read(wrk)?)
}

fn calls(cloud: SocketAddr) -> Result<u64> {
    let answer = http::ask(cloud, "GET /_calls", "", "")?;
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    let count = text.split("\"count\":").nth(1).and_then(|rest| rest.split(',').next());
    match count.and_then(|count| count.trim().parse().ok()) {
        Some(count) => Ok(count),
        None => fail("the simulated cloud returned no number of calls"),
    }
}

impl Shared {
    /// The number of missed targets.
    pub fn missed(&self) -> usize {
        usize::from(self.calls_per_second > MOST_CALLS)
    }

    /// The numbers.
    pub fn json(&self) -> String {
        let Shared { calls_per_second, requests_per_second, p99_ms } = self;
        format!(
            "{{ \"replicas\": {REPLICAS}, \"projects\": {PROJECTS}, \"calls_per_second\": \
             {calls_per_second:.1}, \"requests_per_second\": {requests_per_second:.0}, \"p99_ms\": \
             {p99_ms:.1} }}"
        )
    }
}

impl fmt::Display for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let missed = if self.missed() > 0 { "  missed" } else { "" };
        let single = PROJECTS / TTL as usize;
        write!(
            f,
            "{PROJECTS} projects, {REPLICAS} replicas with an engine: {:.1} calls a second to the cloud \
             (one gateway: up to {single}), {:.0} requests a second, p99 {:.1} ms{missed}",
            self.calls_per_second, self.requests_per_second, self.p99_ms
        )
    }
}
