//! The program as a person starts it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{ChildStdout, Command, Stdio};

use crate::{Running, built};

fn demo(flags: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_devserver-jobs-gateway"));
    command.arg("demo").args(flags).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A started gateway, what it prints further, and the address at which it listens.
fn started(command: &mut Command) -> (Running, BufReader<ChildStdout>, String) {
    let mut running = Running(command.args(["--listen", "127.0.0.1:0"]).spawn().unwrap());
    let mut out = BufReader::new(running.0.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    let address = line.strip_prefix("Listening on http://").unwrap().strip_suffix("/\n").unwrap();
    (running, out, address.to_owned())
}

#[test]
fn it_says_where_it_listens_serves_and_stops_when_asked() {
    let dir = built();
    let (mut running, mut out, address) = started(
        demo(&["--jobs", "3"])
            .env("DEVSERVER_JOBS_ASSETS", dir.path())
            .env("DEVSERVER_JOBS_NOW", "2026-11-05T14:02:00Z"),
    );

    let mut stream = TcpStream::connect(&address).unwrap();
    let request =
        "GET /v1/a/dev-servers/jobs HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.contains(r#""total":3"#), "{answer}");

    let assets = dir.path().to_str().unwrap();
    let second = demo(&["--listen", &address, "--assets", assets]).output().unwrap();
    let message = String::from_utf8(second.stderr).unwrap();
    assert!(!second.status.success() && message.contains("already in use"), "{message}");
    assert!(message.contains("--listen") && message.lines().count() == 1, "{message}");

    #[cfg(unix)]
    {
        let pid = running.0.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        assert!(running.0.wait().unwrap().success());
        let mut rest = String::new();
        out.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "", "one line on standard output");
    }
}

/// Ctrl-C, pressed again while the gateway waited for a client that received nothing, did nothing for 20 seconds.
#[cfg(unix)]
#[test]
fn a_second_signal_ends_it_at_once() {
    let dir = built();
    let flags = ["--jobs", "100000", "--assets", dir.path().to_str().unwrap()];
    let (mut running, _out, address) = started(&mut demo(&flags));
    let mut log = BufReader::new(running.0.stderr.take().unwrap());
    let mut until = |end: &str| {
        let mut line = String::new();
        while log.read_line(&mut line).unwrap() > 0 {
            if line.contains(end) {
                return;
            }
            line.clear();
        }
        panic!("it ended without {end:?}");
    };
    let signal = |pid: u32| {
        let pid = pid.to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    };

    let mut stream = TcpStream::connect(&address).unwrap();
    stream.write_all(b"GET /v1/a/dev-servers/jobs HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n").unwrap();
    stream.read_exact(&mut [0; 12]).unwrap();
    signal(running.0.id());
    until("Stopping.");
    signal(running.0.id());
    until("second signal");
    assert!(running.0.wait().unwrap().success());
}

#[test]
fn what_cannot_be_served_is_refused_in_one_line() {
    for (flags, part) in [
        (["--listen", "0.0.0.0:0"], "other machines"),
        (["--assets", "no/such/folder"], "trunk build --release"),
        (["--now", "now"], "RFC 3339"),
    ] {
        let output = demo(&flags).output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && output.stdout.is_empty(), "{flags:?}");
        assert!(message.contains(part) && message.lines().count() == 1, "{message}");
    }
}

/// A variable that a compose file had emptied ended the start, with an error that did not name it.
#[test]
fn a_blank_variable_is_not_set() {
    for command in ["serve", "check"] {
        let refused = |value: Option<&str>| {
            let mut gateway = Command::new(env!("CARGO_BIN_EXE_devserver-jobs-gateway"));
            gateway.arg(command);
            for (_, variable, _) in flags_of(command) {
                match value {
                    Some(value) => gateway.env(variable, value),
                    None => gateway.env_remove(variable),
                };
            }
            let output = gateway.output().unwrap();
            (output.status.code(), String::from_utf8(output.stderr).unwrap())
        };
        let expect = refused(None);
        assert!(expect.0 == Some(1) && expect.1.contains("no project is given"), "{expect:?}");
        assert_eq!(refused(Some("")), expect);
        assert_eq!(refused(Some(" \n")), expect);
    }
}

/// A key in another encoding was reported as one that is not set, and the value of a flag as an error without a name.
#[cfg(unix)]
#[test]
fn a_variable_that_is_no_text_is_named() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let value = OsStr::from_bytes(b"hidden\xff");
    let started = |variable: &str| {
        let mut gateway = Command::new(env!("CARGO_BIN_EXE_devserver-jobs-gateway"));
        let output = gateway.args(["demo", "--now", "now"]).env(variable, value).output().unwrap();
        String::from_utf8(output.stderr).unwrap()
    };
    for variable in ["HUAWEICLOUD_SDK_SK", "DEVSERVER_JOBS_LISTEN", "DEVSERVER_JOBS_FRESH"] {
        let message = started(variable);
        assert!(message.contains(&format!("{variable} is not valid UTF-8")), "{message}");
        assert!(message.lines().count() == 1 && !message.contains("hidden"), "{message}");
    }
    // A path, and a variable of another program.
    for variable in ["DEVSERVER_JOBS_ASSETS", "OTHER"] {
        assert!(started(variable).contains("RFC 3339"), "{variable}");
    }
}

/// Every flag of a command: its name, its variable and its default, as `--help` has them.
fn flags_of(command: &str) -> Vec<(String, String, String)> {
    let cli = <devserver_jobs_gateway::config::Cli as clap::CommandFactory>::command();
    let command = cli.find_subcommand(command).unwrap();
    let flags = command.get_arguments().filter(|flag| flag.get_long() != Some("help"));
    flags
        .map(|flag| {
            let text = |value: Option<&std::ffi::OsStr>| {
                value.map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
            };
            let name = format!("--{}", flag.get_long().unwrap());
            let default = flag.get_default_values().first().map(|value| value.as_os_str());
            (name, text(flag.get_env()), text(default))
        })
        .collect()
}

/// The rows of a document's table whose first cell is a flag: name, variable, default.
fn rows_of(document: &str) -> Vec<(String, String, String)> {
    let rows = document.lines().filter(|line| line.starts_with("| `--"));
    rows.map(|row| {
        let cells: Vec<&str> = row.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        let name = cells[1].split([' ', '`']).next().unwrap();
        (name.to_owned(), cells[2].to_owned(), cells[3].to_owned())
    })
    .collect()
}

#[test]
fn the_documents_name_every_flag() {
    let readme = include_str!("../../../README.md");
    let guide = include_str!("../../../docs/gateway.md");
    for (command, document) in [("demo", readme), ("serve", guide)] {
        let documented = rows_of(document);
        for (name, variable, default) in flags_of(command) {
            let row = documented.iter().find(|row| row.0 == name);
            let row = row.unwrap_or_else(|| panic!("{command} {name} has no row"));
            assert_eq!(row.1, variable, "{command} {name}");
            if !default.is_empty() {
                assert_eq!(row.2, default, "{command} {name}");
            }
        }
        let known: Vec<_> = flags_of(command).into_iter().map(|flag| flag.0).collect();
        for (name, ..) in documented {
            assert!(known.contains(&name), "{command} has no {name}");
        }
    }
}
