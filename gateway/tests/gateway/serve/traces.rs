//! Spans for a collector of OpenTelemetry, with the feature `otlp`.

use axum::Router;
use axum::body::Bytes;
use axum::routing::post;
use devserver_jobs_fake_cloud::{EXAMPLE_AK, EXAMPLE_SK, FakeCloud};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use super::program::{self, Program};
use super::{LIST, key, settings};

fn holds(body: &[u8], part: &[u8]) -> bool {
    body.windows(part.len()).any(|window| window == part)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_is_a_span_of_the_callers_trace() {
    let (told, mut exported) = mpsc::unbounded_channel();
    let collector = Router::new().route(
        "/v1/traces",
        post(async move |body: Bytes| told.send(body).map_err(|_| "nobody waits")),
    );
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, collector).into_future());
    let cloud = FakeCloud::start(settings()).await;
    let mut variables = key(EXAMPLE_AK, EXAMPLE_SK);
    variables.push(("OTEL_EXPORTER_OTLP_ENDPOINT", address));
    let program = Program::start(&cloud, &[], &variables);
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let headers = format!("traceparent: 00-{trace}-00f067aa0ba902b7-01\r\n");
    program::ask(&program.address, &format!("{LIST}?name=planted"), &headers).await;
    program.ask_to_stop();
    let body = exported.recv().await.unwrap();
    let log = program.ended();
    let trace: Vec<u8> =
        (0..16).map(|at| u8::from_str_radix(&trace[2 * at..2 * at + 2], 16).unwrap()).collect();
    for part in [&b"list_jobs"[..], b"devserver-jobs-gateway", b"http.response.status_code", &trace]
    {
        assert!(holds(&body, part), "{}", String::from_utf8_lossy(part));
    }
    for secret in ["planted", EXAMPLE_AK, EXAMPLE_SK] {
        assert!(!holds(&body, secret.as_bytes()), "{secret}");
    }
    assert!(!log.contains("ERROR"), "{log}");
}
