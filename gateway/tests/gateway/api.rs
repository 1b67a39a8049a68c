//! Everything under `/v1/`.

use axum::body::Body;
use axum::http::Request;
use devserver_jobs_gateway::clock::Clock;
use devserver_jobs_sim::{Cloud, Filter};
use serde_json::Value;

use crate::{NOW, NOW_MS, ask, decoded, demo, gateway, get, get_coded, header};

const LIST: &str = "/v1/demo/dev-servers/jobs";

#[tokio::test]
async fn the_list_is_that_of_the_simulated_cloud() {
    let (response, body) = get(&gateway(), LIST).await;
    let expect = Cloud { jobs: 100, seed: 1 }.list("demo", &Filter::default(), NOW_MS);
    assert_eq!(response.status(), 200);
    assert_eq!(body, expect);
    assert_eq!(header(&response, "content-type"), "application/json");
    assert_eq!(header(&response, "cache-control"), "private, no-cache");
    assert_eq!(header(&response, "x-content-type-options"), "nosniff");
    assert_eq!(header(&response, "referrer-policy"), "no-referrer");
}

#[tokio::test]
async fn the_documented_example_is_as_documented() {
    let router = gateway();
    let (_, body) = get(&router, "/v1/documented-example/dev-servers/jobs").await;
    let body: Value = serde_json::from_slice(&body).unwrap();
    let data = body["data"].as_array().unwrap();
    assert_eq!(data.len(), 2);
    assert_eq!(data[0]["create_at"], 1_749_536_420_547_i64);
    assert_eq!(data[0].get("description"), None);
    assert_eq!(data[1]["description"], "POC");
    let (_, body) = get(&router, "/v1/documented-example/dev-servers/jobs?name=81ef").await;
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(body["data"], Value::Array(vec![data[1].clone()]));
}

#[tokio::test]
async fn every_filter_reaches_the_cloud() {
    let router = gateway();
    let cloud = Cloud { jobs: 100, seed: 1 };
    let some = |text: &str| Some(text.to_owned());
    let id = cloud.rows("demo", NOW_MS).next().unwrap().id;
    for (query, filter) in [
        (format!("id={id}"), Filter { id: Some(id.clone()), ..Filter::default() }),
        ("name=upgrade".to_owned(), Filter { name: some("upgrade"), ..Filter::default() }),
        ("type=COMMON".to_owned(), Filter { r#type: some("COMMON"), ..Filter::default() }),
        (
            "status=PROCESSING".to_owned(),
            Filter { status: some("PROCESSING"), ..Filter::default() },
        ),
        ("visible=false".to_owned(), Filter { visible: Some(false), ..Filter::default() }),
    ] {
        let (_, body) = get(&router, &format!("{LIST}?{query}")).await;
        let expect = cloud.list("demo", &filter, NOW_MS);
        assert_eq!(body, expect, "{query}");
        assert_ne!(body, cloud.list("demo", &Filter::default(), NOW_MS), "{query} narrows");
        assert_ne!(serde_json::from_slice::<Value>(&body).unwrap()["total"], 0, "{query}");
    }
}

#[tokio::test]
async fn a_frozen_instant_stays() {
    let router = gateway();
    assert_eq!(get(&router, LIST).await.1, get(&router, LIST).await.1);
}

#[tokio::test]
async fn without_a_frozen_instant_the_jobs_are_of_today() {
    let before = Clock::system().now_ms();
    let (_, body) = get(&demo(&["--jobs", "5"]), LIST).await;
    let body: Value = serde_json::from_slice(&body).unwrap();
    for row in body["data"].as_array().unwrap() {
        let age = before - row["create_at"].as_i64().unwrap();
        assert!(age < 3_600_000, "created {age} ms ago");
    }
}

#[tokio::test]
async fn a_large_list_is_compressed_when_asked() {
    let router = demo(&["--jobs", "5000", "--now", NOW]);
    let (response, plain) = get(&router, LIST).await;
    assert_eq!(header(&response, "content-encoding"), "");
    for (accept, coding) in [("gzip, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip")] {
        let (response, body) = get_coded(&router, LIST, accept).await;
        assert_eq!(header(&response, "content-encoding"), coding);
        assert!(header(&response, "vary").eq_ignore_ascii_case("accept-encoding"));
        assert!(body.len() < plain.len() / 3, "{} of {}", body.len(), plain.len());
        assert_eq!(decoded(&response, &body), plain);
    }
    let (response, body) = get_coded(&router, LIST, "br;q=0, gzip;q=0").await;
    assert_eq!(header(&response, "content-encoding"), "");
    assert_eq!(body, plain);
}

#[tokio::test]
async fn a_refusal_says_what_is_wrong_in_the_shape_of_the_cloud() {
    for (method, target, status, code) in [
        ("GET", "/v1/demo/dev-servers/jobs?limit=10", 400, "DevServerJobs.0400"),
        ("GET", "/v1/demo/dev-servers/jobs?id=a&id=b", 400, "DevServerJobs.0400"),
        ("GET", "/v1/demo//dev-servers/jobs", 400, "DevServerJobs.0400"),
        ("GET", "/v1//x", 400, "DevServerJobs.0400"),
        ("GET", "/v1/", 400, "DevServerJobs.0400"),
        ("GET", "/v1/demo/../dev-servers/jobs", 400, "DevServerJobs.0400"),
        ("GET", "/v1/demo%2Fdev-servers/jobs", 400, "DevServerJobs.0400"),
        ("DELETE", "/v1/demo%00/dev-servers/jobs", 400, "DevServerJobs.0400"),
        ("GET", "/v1", 404, "DevServerJobs.0404"),
        ("GET", "/v1/demo/dev-servers/jobs/templates", 404, "DevServerJobs.0404"),
        ("POST", LIST, 405, "DevServerJobs.0405"),
        ("DELETE", LIST, 405, "DevServerJobs.0405"),
        ("OPTIONS", LIST, 405, "DevServerJobs.0405"),
    ] {
        let request = Request::builder().method(method).uri(target).body(Body::empty()).unwrap();
        let (response, body) = ask(&gateway(), request).await;
        assert_eq!(response.status(), status, "{method} {target}");
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["error_code"], code, "{method} {target}");
        assert!(body["error_msg"].as_str().unwrap().ends_with('.'), "{body}");
        assert_eq!(body["request_id"], header(&response, "x-request-id"));
        assert_eq!(header(&response, "content-type"), "application/json");
        assert_eq!(header(&response, "cache-control"), "no-store");
        assert_eq!(header(&response, "x-content-type-options"), "nosniff");
        assert_eq!(header(&response, "allow"), if status == 405 { "GET, HEAD" } else { "" });
    }
}

#[tokio::test]
async fn every_answer_has_its_own_request_id_whatever_the_caller_sends() {
    let router = gateway();
    let mut seen = Vec::new();
    for _ in 0..2 {
        let request =
            Request::get(LIST).header("x-request-id", "mine").body(Body::empty()).unwrap();
        let (response, _) = ask(&router, request).await;
        seen.push(header(&response, "x-request-id").to_owned());
    }
    assert_eq!(seen[0].len(), 32);
    assert_ne!(seen[0], seen[1]);
}
