//! The program as a script starts it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

fn program(flags: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_devserver-jobs-fake-cloud"));
    command.args(flags).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Ends with the test, even with one that fails.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn it_says_where_it_listens_serves_and_stops_when_asked() {
    let mut running = Running(
        program(&["--listen", "127.0.0.1:0", "--jobs", "3", "--now", "2026-01-15T08:30:00Z"])
            .spawn()
            .unwrap(),
    );
    let mut out = BufReader::new(running.0.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    let address =
        line.strip_prefix("Listening on http://").unwrap().strip_suffix("/\n").unwrap().to_owned();

    let mut stream = TcpStream::connect(&address).unwrap();
    stream.write_all(b"GET /_calls HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.contains("\r\nDate: Thu, 15 Jan 2026 08:30:00 GMT\r\n"), "{answer}");
    assert!(answer.contains(r#""count":0"#), "{answer}");

    let second = program(&["--listen", &address]).output().unwrap();
    let message = String::from_utf8(second.stderr).unwrap();
    assert!(!second.status.success() && message.contains("--listen"), "{message}");

    #[cfg(unix)]
    {
        let pid = running.0.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        assert!(running.0.wait().unwrap().success());
    }
}

#[test]
fn an_address_that_others_can_reach_is_refused() {
    for listen in ["0.0.0.0:0", "[::]:0"] {
        let output = program(&["--listen", listen]).output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && message.contains("other machines"), "{message}");
        assert!(output.stdout.is_empty());
    }
}
