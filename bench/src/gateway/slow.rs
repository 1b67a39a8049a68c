//! Forty slow clients, each with a different list of 24 MB: the memory of the gateway, compared with its limit.

use std::fmt;
use std::fs::File;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use xtask::error::Result;
use xtask::workspace::Workspace;

use super::site::{ALLOCATOR, FOLDER, KEY, target, written};
use crate::machine;
use crate::program::Program;

const READERS: usize = 40;
/// About 24 MB.
const JOBS: &str = "100000";
/// The limit for all responses in MiB; this is the default.
const BUDGET: f64 = 256.0;
/// The memory of the program without responses, in MB.
const BESIDES: f64 = 80.0;
/// The reading speed of a client.
const PIECE: usize = 64 * 1024;
const PAUSE: Duration = Duration::from_millis(50);

/// The result.
#[derive(Clone, Copy, Debug)]
pub struct Slow {
    /// The largest resident memory, in MB of 1,024 kB.
    resident_mb: f64,
    /// The number of clients that received a list.
    given: usize,
}

/// Lets the clients read for this time.
pub fn measure(workspace: &Workspace, seconds: u32) -> Result<Slow> {
    let bin = target(workspace)?.join("deliver");
    let folder = workspace.root.join(FOLDER);
    let log = |name: &str| written(File::create(folder.join(name)));
    let program = workspace.cmd(bin.join("devserver-jobs-fake-cloud"));
    let program = program.args(["--jobs", JOBS, "--jobs-at", "2026-11-05T14:02:00Z"]);
    let mut cloud = Program::start(workspace, program, log("slow-cloud.log")?)?;
    let cloud_address = cloud.address()?;
    let projects: Vec<_> = (1..=READERS).map(|number| format!("s{number}")).collect();
    let program = workspace.cmd(bin.join("devserver-jobs-gateway"));
    let program = program.args("serve --listen 127.0.0.1:0 --admin-listen off".split(' '));
    let program = program.args(
        "--rate-limit 0 --connections-per-client 0 --calls-per-second 0 --queue-timeout 60"
            .split(' '),
    );
    let program = program.args(["--log", "warn", "--projects", &projects.join(",")]);
    let program = program.arg("--endpoint").arg(format!("http://{cloud_address}"));
    let program = program.arg("--assets").arg(folder.join("page")).envs(KEY).envs([ALLOCATOR]);
    let mut gateway = Program::start(workspace, program, log("slow.log")?)?;
    let address = gateway.address()?;

    let until = Instant::now() + Duration::from_secs(seconds.into());
    let (given, most) = thread::scope(|scope| {
        let clients: Vec<_> = projects
            .iter()
            .map(|project| scope.spawn(move || read(address, project, until).unwrap_or(false)))
            .collect();
        let mut most = 0;
        while !clients.iter().all(thread::ScopedJoinHandle::is_finished) {
            most = most.max(machine::memory(gateway.id()).now);
            thread::sleep(PAUSE);
        }
        let given = clients.into_iter().filter_map(|it| it.join().ok()).filter(|given| *given);
        (given.count(), most)
    });
    Ok(Slow { resident_mb: most as f64 / 1024.0, given })
}

/// Whether the client receives a list. It is not read to its end.
fn read(from: SocketAddr, project: &str, until: Instant) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect(from)?;
    stream.set_read_timeout(Some(Duration::from_secs(1)))?;
    write!(
        stream,
        "GET /v1/{project}/dev-servers/jobs HTTP/1.1\r\nHost: {from}\r\nAccept-Encoding: identity\r\n\
         Connection: close\r\n\r\n"
    )?;
    let mut piece = vec![0; PIECE];
    let mut is_given = None;
    while Instant::now() < until {
        match stream.read(&mut piece) {
            Ok(0) => break,
            Ok(_) => {
                let head = *is_given.get_or_insert(piece.starts_with(b"HTTP/1.1 200"));
                if !head {
                    break;
                }
            }
            // The response has not begun yet.
            Err(_) => {}
        }
        thread::sleep(PAUSE);
    }
    Ok(is_given.unwrap_or(false))
}

impl Slow {
    /// The number of missed targets.
    pub fn missed(&self) -> usize {
        usize::from(self.resident_mb > BUDGET + BESIDES || self.given == 0)
    }

    /// The numbers.
    pub fn json(&self) -> String {
        let Slow { resident_mb, given } = self;
        format!(
            "{{ \"readers\": {READERS}, \"budget_mib\": {BUDGET}, \"resident_mb\": {resident_mb:.1}, \
             \"given\": {given} }}"
        )
    }
}

impl fmt::Display for Slow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let missed = if self.missed() > 0 { "  missed" } else { "" };
        write!(
            f,
            "{READERS} slow readers of lists of 24 MB: {} were given theirs, the others were refused; resident \
             {:.1} MB with a budget of {BUDGET} MiB and {BESIDES} MB besides{missed}",
            self.given, self.resident_mb
        )
    }
}
