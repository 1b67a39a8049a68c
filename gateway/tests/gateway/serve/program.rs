//! `serve` as the program that it is, beside its listener for health and metrics.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread::JoinHandle;
use std::time::Duration;

use devserver_jobs_fake_cloud::{Behaviour, EXAMPLE_AK, EXAMPLE_SK, FakeCloud, Gate};
use serde_json::Value;
use tempfile::TempDir;

use super::{LIST, key, settings};
use crate::{Running, built};

/// `serve`, running.
pub struct Program {
    running: Running,
    pub address: String,
    /// The path of the page in the printed URL.
    page: String,
    pub admin: String,
    log: JoinHandle<String>,
    lines: Receiver<Value>,
    _assets: TempDir,
}

impl Program {
    pub fn start(cloud: &FakeCloud, flags: &[&str], variables: &[(&str, String)]) -> Program {
        let endpoint = cloud.endpoint();
        let usual = ["--endpoint", &endpoint, "--iam-endpoint", &endpoint, "--projects", "demo"];
        Program::start_with(&[&usual, flags].concat(), variables)
    }

    /// With these flags alone.
    pub fn start_with(flags: &[&str], variables: &[(&str, String)]) -> Program {
        let assets = built();
        let mut command = Command::new(env!("CARGO_BIN_EXE_devserver-jobs-gateway"));
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"])
            .args(["--log-format", "json"])
            .arg("--assets")
            .arg(assets.path())
            .args(flags)
            .envs(variables.iter().map(|(name, value)| (*name, value)))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut running = Running(command.spawn().unwrap());
        let stderr = BufReader::new(running.0.stderr.take().unwrap());
        let (told, lines) = mpsc::channel();
        let log = std::thread::spawn(move || {
            let mut log = String::new();
            for line in stderr.lines() {
                let line = line.unwrap();
                // Nobody may wait for it any more.
                let _ = told.send(serde_json::from_str(&line).unwrap());
                log += &line;
                log.push('\n');
            }
            log
        });
        let mut out = BufReader::new(running.0.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("Listening on http://").unwrap();
        let (address, path) = url.split_once('/').unwrap();
        let (address, page) = (address.to_owned(), format!("/{path}"));
        let mut program =
            Program { running, address, page, admin: String::new(), log, lines, _assets: assets };
        let line = program.wait_for("Health and metrics are answered.");
        program.admin = line["address"].as_str().unwrap().to_owned();
        program
    }

    pub fn ask_to_stop(&self) {
        self.signal("-TERM");
    }

    pub fn signal(&self, signal: &str) {
        let pid = self.running.0.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    }

    /// The next line of the log with this message.
    pub fn wait_for(&self, message: &str) -> Value {
        loop {
            let line = self.lines.recv_timeout(Duration::from_secs(60)).unwrap();
            if line["message"] == message {
                return line;
            }
        }
    }

    /// The log, after the program has ended.
    pub fn ended(mut self) -> String {
        assert!(self.running.0.wait().unwrap().success());
        self.log.join().unwrap()
    }
}

/// A request on a connection of its own, and all that came back.
pub async fn ask(address: &str, target: &str, headers: &str) -> String {
    let (address, target, headers) = (address.to_owned(), target.to_owned(), headers.to_owned());
    let asking = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(&address).unwrap();
        let fixed = "host: 127.0.0.1\r\nconnection: close\r\n";
        write!(stream, "GET {target} HTTP/1.1\r\n{fixed}{headers}\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    });
    asking.await.unwrap()
}

/// All connections were taken, so the probes waited too, and the gateway was restarted under load.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn health_is_answered_when_all_connections_are_taken_and_while_the_last_answers_leave() {
    let cloud = FakeCloud::start(settings()).await;
    let gate = Gate::new();
    cloud.behave_once(Behaviour::normal().held(&gate));
    let flags = ["--max-connections", "1"];
    let program = Program::start(&cloud, &flags, &key(EXAMPLE_AK, EXAMPLE_SK));
    let reader = {
        let address = program.address.clone();
        tokio::spawn(async move { ask(&address, LIST, "").await })
    };
    cloud.wait_for_calls(1).await;
    for (target, word) in [("/readyz", "ready\n"), ("/livez", "alive\n"), ("/metrics", "# EOF\n")] {
        let answer = ask(&program.admin, target, "").await;
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with(word), "{answer}");
    }
    program.ask_to_stop();
    while !ask(&program.admin, "/readyz", "").await.starts_with("HTTP/1.1 503") {}
    assert!(ask(&program.admin, "/readyz", "").await.ends_with("draining\n"));
    assert!(ask(&program.admin, "/livez", "").await.starts_with("HTTP/1.1 200"));
    gate.open();
    let answer = reader.await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with('}'), "{answer}");
    program.ended();
}

/// The printed URL was that of the root, which answers 404.
#[tokio::test]
async fn the_page_is_at_the_printed_url() {
    let cloud = FakeCloud::start(settings()).await;
    let flags = ["--base-path", "/portal/jobs", "--allow-anonymous"];
    let program = Program::start(&cloud, &flags, &key(EXAMPLE_AK, EXAMPLE_SK));
    let answer = ask(&program.address, &program.page, "").await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("<devserver-jobs"), "{answer}");
}

/// One address held all connections, and nobody else was answered.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_has_its_share_of_the_connections() {
    let cloud = FakeCloud::start(settings()).await;
    let flags = ["--max-connections", "2", "--connections-per-client", "1"];
    let program = Program::start(&cloud, &flags, &key(EXAMPLE_AK, EXAMPLE_SK));
    let mut held = TcpStream::connect(&program.address).unwrap();
    held.write_all(b"GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n").unwrap();
    held.read_exact(&mut [0; 15]).unwrap();
    let mut second = TcpStream::connect(&program.address).unwrap();
    let read = second.read(&mut [0]);
    assert!(read.as_ref().map_or(true, |read| *read == 0), "{read:?}");
    let metrics = ask(&program.admin, "/metrics", "").await;
    assert!(metrics.contains("_connections_refused_total 1\n"), "{metrics}");
    drop(held);
    // As soon as the gateway knows that the first has gone.
    let address = program.address.clone();
    let answered = tokio::task::spawn_blocking(move || {
        while TcpStream::connect(&address).map_or(true, |mut stream| {
            let _ = stream.write_all(b"GET /healthz HTTP/1.0\r\nhost: 127.0.0.1\r\n\r\n");
            !stream.read(&mut [0]).is_ok_and(|read| read == 1)
        }) {}
    });
    answered.await.unwrap();
}

/// The log was written to a full disk, and the gateway ended with a panic.
#[cfg(target_os = "linux")]
#[test]
fn a_log_that_cannot_be_written_is_lost_and_nothing_else() {
    let assets = built();
    let full = || std::fs::File::create("/dev/full").unwrap();
    let gateway = |command: &str, listen: &str| {
        let mut gateway = Command::new(env!("CARGO_BIN_EXE_devserver-jobs-gateway"));
        gateway.args([command, "--listen", listen, "--assets"]).arg(assets.path()).stderr(full());
        gateway
    };
    let mut running =
        Running(gateway("demo", "127.0.0.1:0").stdout(Stdio::piped()).spawn().unwrap());
    let mut line = String::new();
    BufReader::new(running.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("Listening on http://").unwrap().trim_end_matches('/');
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {LIST} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    // A start that fails has its usual exit code.
    assert_eq!(gateway("serve", "nowhere").status().unwrap().code(), Some(1));
}

/// A proxy with oversized cookies, or one that spoke TLS, was answered with errors that no metric had.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_with_an_unreadable_head_are_counted() {
    let cloud = FakeCloud::start(settings()).await;
    let program = Program::start(&cloud, &[], &key(EXAMPLE_AK, EXAMPLE_SK));
    let large = format!("cookie: {}\r\n", "x".repeat(64 * 1024));
    for (head, status) in [("\u{16}\u{3}\u{1}", 400), (&*format!("GET / HTTP/1.1\r\n{large}"), 431)]
    {
        let mut stream = TcpStream::connect(&program.address).unwrap();
        // The gateway may close before it has read all.
        let _ = write!(stream, "{head}\r\n\r\n");
        let line = format!("requests_total{{route=\"none\",status=\"{status}\"}} 1\n");
        while !ask(&program.admin, "/metrics", "").await.contains(&line) {}
    }
}

/// After an incident nobody could say who had read which job.
#[tokio::test]
async fn the_log_says_who_read_what() {
    let cloud = FakeCloud::start(settings()).await;
    let dir = TempDir::new().unwrap();
    let file = dir.path().join("bearer");
    let secret = "0123456789abcdef-anna";
    std::fs::write(&file, format!("anna: {secret}\n")).unwrap();
    let flags = ["--bearer-file", file.to_str().unwrap()];
    let program = Program::start(&cloud, &flags, &key(EXAMPLE_AK, EXAMPLE_SK));
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let headers = format!(
        "authorization: Bearer {secret}\r\ntraceparent: 00-{trace}-00f067aa0ba902b7-01\r\n"
    );
    let job = "0319470a-7fad-4c5e-9d0c-0123456789ab";
    for target in ["/v1/projects", LIST, &format!("{LIST}/{job}")] {
        ask(&program.address, target, &headers).await;
    }
    ask(&program.address, LIST, "").await;
    program.ask_to_stop();
    let log = program.ended();
    let lines = log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let answered: Vec<_> = lines.filter(|line| line["message"] == "Answered.").collect();
    let told: Vec<_> = answered
        .iter()
        .map(|line| {
            let text = |name: &str| line[name].as_str().unwrap_or("-").to_owned();
            let fields = ["user", "operation", "project", "job"].map(text).join(" ");
            (fields, line["status"].as_u64().unwrap())
        })
        .collect();
    let expect = [
        ("anna list_projects - -".to_owned(), 200),
        ("anna list_jobs demo -".to_owned(), 200),
        (format!("anna get_job demo {job}"), 404),
        ("- - - -".to_owned(), 401),
    ];
    assert_eq!(told, expect, "{log}");
    assert!(answered[..3].iter().all(|line| line["trace_id"] == trace), "{log}");
    assert!(answered[3]["trace_id"].is_null() && !log.contains(secret), "{log}");
}
