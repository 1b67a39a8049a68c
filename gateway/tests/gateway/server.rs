//! What only shows on a real connection.

use std::future::pending;
use std::time::Duration;

use devserver_jobs_gateway::server::{Limits, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::gateway;

/// Only the mercy killing of a test that hangs: no test waits for it.
const HUNG: Duration = Duration::from_secs(30);

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
