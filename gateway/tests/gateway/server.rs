//! What only shows on a real connection.

use std::convert::Infallible;
use std::future::pending;
use std::net::SocketAddr;
use std::time::Duration;

use devserver_jobs_gateway::server::{Limits, Pace, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use crate::{NOW, demo, gateway};

/// Only the mercy killing of a test that hangs: no test waits for it.
const HUNG: Duration = Duration::from_secs(120);

#[tokio::test]
async fn head_has_the_headers_and_no_body() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve(listener, gateway(), Limits::default(), pending()));
    for target in ["/", "/element.js", "/v1/demo/dev-servers/jobs", "/healthz"] {
        let mut answers = Vec::new();
        for method in ["GET", "HEAD"] {
            let mut stream = TcpStream::connect(address).await.unwrap();
            let request = format!(
                "{method} {target} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n"
            );
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut answer = String::new();
            timeout(HUNG, stream.read_to_string(&mut answer)).await.unwrap().unwrap();
            let (head, body) = answer.split_once("\r\n\r\n").unwrap();
            let head: Vec<_> = head
                .lines()
                .filter(|line| !line.starts_with("date:") && !line.starts_with("x-request-id:"))
                .map(str::to_owned)
                .collect();
            answers.push((head, body.len()));
        }
        assert_eq!(answers[0].0, answers[1].0, "{target}");
        assert!(answers[0].0.contains(&format!("content-length: {}", answers[0].1)), "{target}");
        assert_eq!(answers[1].1, 0, "{target}");
    }
}

#[tokio::test]
async fn an_idle_connection_does_not_keep_the_program_alive() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let limits = Limits { last_answers: HUNG * 2, ..Limits::default() };
    let serving =
        tokio::spawn(serve(listener, gateway(), limits, async { stopped.await.unwrap() }));
    let mut idle = TcpStream::connect(address).await.unwrap();
    idle.write_all(b"GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n").await.unwrap();
    let mut start = [0; 15];
    timeout(HUNG, idle.read_exact(&mut start)).await.unwrap().unwrap();
    assert_eq!(&start, b"HTTP/1.1 200 OK");
    stop.send(()).unwrap();
    timeout(HUNG, serving).await.expect("it ends by itself").unwrap();
}

/// Where somebody gave the largest number for no limit, the program ended after it had said that it listens.
#[tokio::test]
async fn any_number_of_connections_is_a_number() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let limits = Limits { connections: usize::MAX, ..Limits::default() };
    serve(listener, gateway(), limits, async {}).await;
}

/// One request on a connection of its own: `None` where the door was closed already, else all that
/// came back.
async fn knock(address: SocketAddr, target: &str) -> Option<Vec<u8>> {
    let mut stream = TcpStream::connect(address).await.ok()?;
    let request = format!("GET {target} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n");
    let mut answer = Vec::new();
    if stream.write_all(request.as_bytes()).await.is_ok() {
        // What came before an error counts as what came.
        let _ = stream.read_to_end(&mut answer).await;
    }
    Some(answer)
}

fn is_whole(answer: &[u8]) -> bool {
    let end = answer.windows(4).position(|part| part == b"\r\n\r\n");
    end.is_some_and(|end| answer.starts_with(b"HTTP/1.1 200") && answer.ends_with(b"}") && end > 0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_under_load_loses_no_answer() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let asked = async { stopped.await.unwrap() };
    let serving = tokio::spawn(serve(listener, gateway(), Limits::default(), asked));
    let (answered, mut answers) = mpsc::unbounded_channel();
    let clients: Vec<_> = (0..20)
        .map(|_| {
            let answered = answered.clone();
            tokio::spawn(async move {
                while let Some(answer) = knock(address, "/v1/demo/dev-servers/jobs").await {
                    assert!(is_whole(&answer), "{}", String::from_utf8_lossy(&answer));
                    answered.send(()).unwrap();
                }
            })
        })
        .collect();
    for _ in 0..100 {
        timeout(HUNG, answers.recv()).await.unwrap().unwrap();
    }
    stop.send(()).unwrap();
    timeout(HUNG, serving).await.unwrap().unwrap();
    for client in clients {
        timeout(HUNG, client).await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn clients_are_held_to_their_limits() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let limits = Limits { connections: 2, head: Duration::from_millis(200), ..Limits::default() };
    tokio::spawn(serve(listener, gateway(), limits, pending()));
    let answer = async |sent: String| {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(sent.as_bytes()).await.unwrap();
        let mut answer = String::new();
        // The server may close before it has read all.
        let _ = timeout(HUNG, stream.read_to_string(&mut answer)).await.unwrap();
        answer.lines().next().unwrap_or_default().to_owned()
    };
    let head = "GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n";
    assert_eq!(answer(format!("{head}\r\n")).await, "HTTP/1.1 200 OK");
    let many = "x: y\r\n".repeat(100);
    let refused = "HTTP/1.1 431 Request Header Fields Too Large";
    assert_eq!(answer(format!("{head}{many}\r\n")).await, refused);
    let long = "y".repeat(64 * 1024);
    assert_eq!(answer(format!("{head}x: {long}\r\n\r\n")).await, refused);
    // A head that never ends is given up, and so the third in line gets its turn.
    let mut slow = Vec::new();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: ").await.unwrap();
        slow.push(stream);
    }
    assert_eq!(answer(format!("{head}\r\n")).await, "HTTP/1.1 200 OK");
}

/// A server of one connection, to which somebody asks for a long list and reads it as `read` does. Ends
/// when the place is free again.
async fn given_up(pace: Pace, read: impl AsyncFnOnce(TcpStream) -> Infallible) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let limits = Limits { connections: 1, pace, ..Limits::default() };
    let router = demo(&["--jobs", "100000", "--now", NOW]);
    tokio::spawn(serve(listener, router, limits, pending()));
    let mut slow = TcpStream::connect(address).await.unwrap();
    let list = "GET /v1/demo/dev-servers/jobs HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n";
    slow.write_all(list.as_bytes()).await.unwrap();
    // Where the machine is slower than the pace allows, this is cut off as well.
    let next = timeout(HUNG, async {
        while !knock(address, "/healthz").await.unwrap().starts_with(b"HTTP/1.1 200") {}
    });
    tokio::select! {
        answered = next => answered.unwrap(),
        // It goes on until it is cut off, and then its place is free.
        never = read(slow) => match never {},
    }
}

/// Reads a few bytes at a time, and then nothing.
async fn trickle(mut slow: TcpStream) -> Infallible {
    let mut bytes = [0; 16];
    while slow.read(&mut bytes).await.is_ok_and(|read| read > 0) {}
    pending().await
}

#[tokio::test]
async fn whoever_reads_nothing_is_let_go() {
    let pace = Pace { stall: Duration::from_millis(200), lowest: 1, response: HUNG * 2 };
    given_up(pace, async |_deaf| pending().await).await;
}

/// Whoever took one byte every half minute held a list of 24 MB in memory for a year.
#[tokio::test]
async fn whoever_reads_too_slowly_is_let_go() {
    let stall = Duration::from_millis(200);
    given_up(Pace { stall, lowest: u64::MAX, response: HUNG * 2 }, trickle).await;
}

#[tokio::test]
async fn no_response_takes_for_ever() {
    let response = Duration::from_millis(200);
    given_up(Pace { stall: HUNG, lowest: 1, response }, trickle).await;
}
