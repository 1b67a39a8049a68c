//! Runs wrk: many clients, each of which sends its next request when it has its response. Parses wrk's output, and
//! measures the memory of the server meanwhile.

use std::thread;
use std::time::Duration;

use xshell::cmd;
use xtask::error::{Result, fail};
use xtask::workspace::Workspace;

use super::site::{LIST, Server};
use super::{Case, Kind};
use crate::machine::{self, Memory};

/// The parameters of a run of wrk.
#[derive(Clone, Copy, Debug)]
pub struct Load<'a> {
    pub case: Case,
    pub seconds: u32,
    /// The tag of the list that the clients have, if they have one.
    pub tag: &'a str,
}

/// Its result.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Run {
    pub requests: u64,
    pub microseconds: u64,
    pub bytes: u64,
    /// In microseconds.
    pub p50: u64,
    pub p99: u64,
    pub failed: u64,
    pub memory: Memory,
}

impl Load<'_> {
    pub fn put_on(self, workspace: &Workspace, server: &Server) -> Result<Run> {
        let header = match self.case.kind {
            Kind::Identity => "Accept-Encoding: identity".to_owned(),
            Kind::Gzip => "Accept-Encoding: gzip".to_owned(),
            Kind::Unchanged => format!("If-None-Match: {}", self.tag),
        };
        let (clients, seconds) = (self.case.clients.to_string(), self.seconds.to_string());
        let url = format!("http://{}{LIST}", server.address);
        let script = "bench/gateway/report.lua";
        // Each thread needs its own shell.
        let shell = workspace.clone();
        let wrk = move || {
            let wrk = cmd!(
                shell,
                "wrk -t1 -c{clients} -d{seconds}s --timeout 20s -s {script} -H {header} {url}"
            );
            shell.read(wrk)
        };
        let (output, memory) = thread::scope(|scope| {
            let wrk = scope.spawn(wrk);
            let mut most = Memory::default();
            while !wrk.is_finished() {
                let memory = machine::memory(server.program.id());
                most = Memory { now: most.now.max(memory.now), peak: memory.peak };
                thread::sleep(Duration::from_millis(250));
            }
            (wrk.join().ok().flatten(), most)
        });
        // The last responses, for which wrk did not wait, are logged as well.
        thread::sleep(Duration::from_millis(200));
        match output.as_deref().and_then(read) {
            Some(run) => Ok(Run { memory, ..run }),
            None => fail(format!("wrk received no response from http://{}{LIST}", server.address)),
        }
    }
}

/// The lines that the script has printed, from the output of wrk.
pub fn read(output: &str) -> Option<Run> {
    let number = |name: &str| {
        let mut pairs = output.lines().filter_map(|line| line.split_once('='));
        pairs.find(|(each, _)| *each == name)?.1.parse::<u64>().ok()
    };
    Some(Run {
        requests: number("requests")?,
        microseconds: number("microseconds")?,
        bytes: number("bytes")?,
        p50: number("p50")?,
        p99: number("p99")?,
        failed: number("failed")?,
        memory: Memory::default(),
    })
}

impl Run {
    pub fn per_second(&self) -> f64 {
        self.requests as f64 * 1e6 / self.microseconds.max(1) as f64
    }

    pub fn p99_ms(&self) -> f64 {
        self.p99 as f64 / 1000.0
    }
}

impl std::fmt::Display for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:>8.0} a second, p99 {:>7.1} ms", self.per_second(), self.p99_ms())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_output_of_wrk_is_read() {
        let output = "Running 2s test @ http://127.0.0.1:1/\nrequests=20\nmicroseconds=2000000\n\
                    bytes=4000\np50=1000\np99=2500\nfailed=0\n";
        let run = read(output).unwrap();
        assert_eq!((run.per_second(), run.p99_ms(), run.failed), (10.0, 2.5, 0));
        assert_eq!(read("requests=20"), None);
    }
}
