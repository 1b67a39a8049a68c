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
/// As many as `bench/gateway/projects.lua` asks for.
const PROJECTS: usize = 300;
/// A list stays fresh for so many seconds, which is the default.
const TTL: u32 = 5;
/// Of each replica.
const READERS: u32 = 32;
/// Calls a second that one gateway would make, and a little: rounds do not end with a list's time.
const MOST_CALLS: f64 = PROJECTS as f64 / TTL as f64 * 1.1;

/// What came of it.
#[derive(Clone, Copy, Debug)]
pub struct Shared {
    calls_per_second: f64,
    requests_per_second: f64,
    /// Of the slowest replica.
    p99_ms: f64,
}

/// Readers at all replicas for so many seconds, after each list was fetched once.
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

    // Each list once: only then as many calls as allowed are made at a time.
    for project in &projects {
        for (address, _) in &replicas {
            let answer =
                http::ask(*address, &format!("GET /v1/{project}/dev-servers/jobs"), "", "")?;
            if answer.status != 200 {
                return fail(format!("a replica answered with {}", answer.status));
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
        return fail("wrk got nothing from a replica");
    };
    if let Some(run) = runs.iter().find(|run| run.failed > 0 || run.requests == 0) {
        return fail(format!("{} readers of a replica failed", run.failed));
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
        None => fail("the simulated cloud does not say how many calls came"),
    }
}

impl Shared {
    /// How many aims were missed.
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
