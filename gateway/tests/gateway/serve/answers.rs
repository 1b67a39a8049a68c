//! What passes through, and what is built anew: on the way to the cloud and on the way back.

use axum::body::Body;
use axum::http::Request;
use devserver_jobs_fake_cloud::{Answer, Behaviour, errors};
use devserver_jobs_sim::Filter;
use serde_json::Value;

use super::{LIST, Plan, SECOND, World};
use crate::{ask, get, header};

#[tokio::test]
async fn nothing_of_the_caller_reaches_the_cloud() {
    let world = World::usual().await;
    let request = Request::get(format!("{LIST}?visible=true&name=a%20b"))
        .header("host", "127.0.0.1:8787")
        .header("authorization", "Bearer hidden")
        .header("cookie", "session=hidden")
        .header("x-auth-token", "hidden")
        .header("x-sdk-date", "20200101T000000Z")
        .header("x-project-id", "hidden")
        .header("x-forwarded-for", "203.0.113.1")
        .header("x-http-method-override", "DELETE")
        .header("x-request-id", "hidden")
        .header("accept", "text/hidden")
        .header("accept-encoding", "gzip")
        .header("user-agent", "hidden")
        .header("if-none-match", "\"hidden\"")
        .header("connection", "x-hidden")
        .header("x-hidden", "1")
        .body(Body::from("hidden"))
        .unwrap();
    assert_eq!(ask(&world.router, request).await.0.status(), 200);
    let calls = world.cloud.calls();
    let [call] = calls.as_slice() else {
        panic!("{calls:?}");
    };
    assert_eq!(call.method, "GET");
    assert_eq!(call.target, format!("{LIST}?name=a%20b&visible=true"));
    assert_eq!(call.body_len, 0);
    let mut names: Vec<_> =
        call.headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
    names.sort();
    let expect = [
        "accept",
        "accept-encoding",
        "authorization",
        "content-type",
        "host",
        "user-agent",
        "x-project-id",
        "x-sdk-date",
    ];
    assert_eq!(names, expect);
    assert!(!format!("{:?}", call.headers).contains("hidden"), "{:?}", call.headers);
}

#[tokio::test]
async fn a_head_is_answered_by_a_get_to_the_cloud() {
    let world = World::usual().await;
    let request = Request::head(LIST).body(Body::empty()).unwrap();
    assert_eq!(ask(&world.router, request).await.0.status(), 200);
    assert_eq!(world.cloud.calls()[0].method, "GET");
}

#[tokio::test]
async fn a_success_passes_byte_for_byte_and_without_the_clouds_headers() {
    let world = World::usual().await;
    let (response, body) = get(&world.router, LIST).await;
    assert_eq!(body, world.list_now(&Filter::default()));
    let mut names: Vec<_> = response.headers().keys().map(|name| name.as_str()).collect();
    // Our own, if the last byte was there before the first was sent.
    names.retain(|name| *name != "etag");
    names.sort();
    let expect = [
        "cache-control",
        "cache-status",
        "content-length",
        "content-type",
        "cross-origin-opener-policy",
        "referrer-policy",
        "vary",
        "x-content-type-options",
        "x-request-id",
    ];
    assert_eq!(names, expect);
    assert_eq!(header(&response, "content-type"), "application/json");
    for answer in [errors::code_on_200()] {
        let world = World::usual().await;
        world.cloud.behave_once(Behaviour::answer(answer.clone()));
        let (response, body) = get(&world.router, LIST).await;
        assert_eq!(response.status(), 200);
        assert_eq!(header(&response, "content-type"), "application/json");
        match answer.body {
            devserver_jobs_fake_cloud::Body::Whole(bytes) => assert_eq!(body, bytes),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn every_error_is_built_anew_in_one_shape() {
    for (name, make) in errors::NAMED {
        let answer = make();
        if answer.status == 200 {
            continue;
        }
        let world = World::usual().await;
        let status = answer.status;
        world.cloud.behave_once(Behaviour::answer(answer.with("Set-Cookie", "a=b")));
        let (response, body) = get(&world.router, LIST).await;
        let body: Value = serde_json::from_slice(&body).unwrap();
        let keys: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, ["error_code", "error_msg", "reason", "request_id"], "{name}");
        let text = |key: &str| body[key].as_str().unwrap();
        let expect = match status {
            401 | 403 => 502,
            status => status,
        };
        assert_eq!(response.status(), expect, "{name}");
        assert!(
            text("error_msg").ends_with('.') && text("error_msg").len() < 500,
            "{name}: {body}"
        );
        assert_eq!(text("request_id"), header(&response, "x-request-id"), "{name}");
        assert!(!text("error_code").is_empty(), "{name}");
        assert_eq!(header(&response, "content-type"), "application/json", "{name}");
        assert_eq!(header(&response, "cache-control"), "no-store", "{name}");
        for gone in ["set-cookie", "server", "etag", "www-authenticate"] {
            assert_eq!(header(&response, gone), "", "{name} {gone}");
        }
        let body = body.to_string();
        for secret in ["encoded", "XmlkLWV4", "canonical", devserver_jobs_fake_cloud::EXAMPLE_AK] {
            assert!(!body.contains(secret), "{name}: {body}");
        }
    }
}

#[tokio::test]
async fn no_redirect_is_followed() {
    let world = World::usual().await;
    let elsewhere = World::usual().await;
    let to = format!("{}/v1/demo/dev-servers/jobs", elsewhere.cloud.endpoint());
    world.cloud.behave(Behaviour::answer(Answer::redirect(&to)));
    let (response, body) = get(&world.router, LIST).await;
    assert_eq!((response.status().as_u16(), header(&response, "location")), (502, ""));
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(body["reason"], "cloud_redirected");
    assert!(!body.to_string().contains(&to));
    assert_eq!((world.cloud.count(), elsewhere.cloud.count()), (1, 0));
}

#[tokio::test]
async fn a_cloud_that_is_not_there_or_hangs_up_is_said_to_be_so() {
    let reason = async |world: &World| {
        let (response, body) = get(&world.router, LIST).await;
        let body: Value = serde_json::from_slice(&body).unwrap();
        (response.status().as_u16(), body["reason"].as_str().unwrap().to_owned())
    };
    for behaviour in [Behaviour::hang_up(), Behaviour::refuse()] {
        let world = World::usual().await;
        world.cloud.behave(behaviour);
        assert_eq!(reason(&world).await, (502, "cloud_unreachable".to_owned()));
    }
    let world = World::usual().await;
    world.cloud.behave(Behaviour::normal().held(&devserver_jobs_fake_cloud::Gate::new()));
    let (told, ()) = tokio::join!(reason(&world), async {
        world.cloud.wait_for_calls(1).await;
        world.pass(30 * SECOND);
    });
    assert_eq!(told, (504, "cloud_timeout".to_owned()));
}

#[tokio::test]
async fn only_the_projects_that_are_served_are_asked_for() {
    let world = World::usual().await;
    for target in ["/v1/third/dev-servers/jobs", "/v1/Demo/dev-servers/jobs"] {
        let (response, body) = get(&world.router, target).await;
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!((response.status().as_u16(), &body["reason"]), (403, &"project".into()));
    }
    assert_eq!(world.cloud.count(), 0);
}

#[tokio::test]
async fn the_page_is_told_its_projects_and_where_the_gateway_is() {
    let world = World::usual().await;
    let (_, page) = get(&world.router, "/").await;
    let page = String::from_utf8(page.to_vec()).unwrap();
    assert!(page.contains(r#"project-id="demo" list-projects="""#), "{page}");

    let plan = Plan {
        flags: &[
            "--base-path",
            "/portal/jobs",
            "--allow-anonymous",
            "--frame-ancestors",
            "https://portal.example",
        ],
        ..Plan::default()
    };
    let world = World::new(plan).await;
    let (response, page) = get(&world.router, "/portal/jobs/").await;
    let page = String::from_utf8(page.to_vec()).unwrap();
    assert!(page.contains(r#"proxy="/portal/jobs""#), "{page}");
    let policy = header(&response, "content-security-policy");
    assert!(policy.ends_with("frame-ancestors https://portal.example"), "{policy}");
    for (target, status) in [
        ("/portal/jobs/element.js", 200),
        ("/portal/jobs/v1/demo/dev-servers/jobs", 200),
        ("/portal/jobs/v1/demo/dev-servers//jobs", 400),
        ("/portal/jobs/v1/demo/dev-servers/jobs/", 400),
        ("/portal/jobs", 308),
        ("/portal", 404),
        ("/portal/jobsx", 404),
        ("/", 404),
        ("/element.js", 404),
        (LIST, 404),
        ("/healthz", 200),
        ("/portal/jobs/healthz", 404),
    ] {
        let (response, _) = get(&world.router, target).await;
        assert_eq!(response.status(), status, "{target}");
        let location = if status == 308 { "/portal/jobs/" } else { "" };
        assert_eq!(header(&response, "location"), location);
    }
    // A link without the slash lost the filters in it.
    let (response, _) = get(&world.router, "/portal/jobs?status=failed&name=%E4%B8%AD").await;
    let location = "/portal/jobs/?status=failed&name=%E4%B8%AD";
    assert_eq!((response.status().as_u16(), header(&response, "location")), (308, location));
}

#[tokio::test]
async fn the_gateway_counts_what_it_does() {
    let world = World::usual().await;
    get(&world.router, LIST).await;
    get(&world.router, LIST).await;
    get(&world.router, "/v1/third/dev-servers/jobs").await;
    world.cloud.behave(Behaviour::answer(errors::signing_failure("")));
    get(&world.router, &format!("{LIST}?name=a")).await;
    let (response, body) = get(&world.admin, "/metrics").await;
    assert!(header(&response, "content-type").starts_with("application/openmetrics-text"));
    let text = String::from_utf8(body.to_vec()).unwrap();
    for line in [
        r#"devserver_jobs_gateway_requests_total{route="api",status="200"} 2"#,
        r#"devserver_jobs_gateway_requests_total{route="api",status="403"} 1"#,
        r#"devserver_jobs_gateway_cache_lookups_total{result="miss"} 2"#,
        r#"devserver_jobs_gateway_cache_lookups_total{result="fresh"} 1"#,
        r#"devserver_jobs_gateway_upstream_calls_total{outcome="success"} 1"#,
        r#"devserver_jobs_gateway_upstream_calls_total{outcome="credential_refused"} 1"#,
        r#"devserver_jobs_gateway_circuit_breaker_state{credential="default",state="open"} 1"#,
        r#"devserver_jobs_gateway_circuit_breaker_state{credential="default",state="closed"} 0"#,
        &format!(
            r#"devserver_jobs_gateway_build_info{{version="{}"}} 1"#,
            env!("CARGO_PKG_VERSION")
        ),
        "devserver_jobs_gateway_upstream_in_flight 0",
        "devserver_jobs_gateway_clock_skew_seconds 0",
        r#"devserver_jobs_gateway_request_duration_seconds_count{cache="fresh"} 1"#,
        r#"devserver_jobs_gateway_request_duration_seconds_count{cache="none"} 2"#,
        "# EOF",
    ] {
        assert!(text.lines().any(|each| each == line), "{line}\n{text}");
    }
    #[cfg(target_os = "linux")]
    for name in ["process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds"] {
        assert!(text.lines().any(|line| line.starts_with(&format!("{name} "))), "{name}\n{text}");
    }
    for public in ["/metrics", "/readyz", "/livez"] {
        assert_eq!(get(&world.router, public).await.0.status(), 404, "callers see no {public}");
    }
}
