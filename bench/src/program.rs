//! A program that runs during the benchmark and ends with it.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ChildStdout, Command};
use std::thread;
use std::time::{Duration, Instant};

use xshell::Cmd;
use xtask::error::{Error, Result, fail};
use xtask::workspace::Workspace;

const PATIENCE: Duration = Duration::from_secs(10);

/// A running program, which is ended when this is dropped.
#[derive(Debug)]
pub struct Program {
    child: Child,
    /// Kept open, because otherwise later output of the program would fail.
    out: BufReader<ChildStdout>,
}

impl Program {
    /// Starts the program. Its standard error is written to `log`.
    pub fn start(workspace: &Workspace, cmd: Cmd, log: File) -> Result<Self> {
        let name = cmd.to_string();
        let mut child = workspace.spawn(cmd, log)?;
        match child.stdout.take() {
            Some(out) => Ok(Program { child, out: BufReader::new(out) }),
            None => fail(format!("`{name}` has no standard output")),
        }
    }

    /// The process, whose children count as part of the program.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for `Listening on http://ADDRESS/`.
    pub fn address(&mut self) -> Result<SocketAddr> {
        let mut line = String::new();
        // The line is empty if the program has ended.
        let _ = self.out.read_line(&mut line);
        let address = line.trim().strip_prefix("Listening on http://");
        address.and_then(|it| it.trim_end_matches('/').parse().ok()).ok_or_else(|| {
            Error::Failed(format!("a program does not listen ({line:?}); its log has the reason"))
        })
    }

    /// Waits until the address accepts connections.
    pub fn wait_for(&mut self, address: SocketAddr) -> Result {
        let start = Instant::now();
        while start.elapsed() < PATIENCE && matches!(self.child.try_wait(), Ok(None)) {
            if TcpStream::connect(address).is_ok() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(20));
        }
        fail(format!("nothing listens on {address}; the log of that program has the reason"))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // SIGTERM first, so that a program can end its own child processes.
        let _ = Command::new("sh").args(["-c", &format!("kill {}", self.id())]).status();
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
