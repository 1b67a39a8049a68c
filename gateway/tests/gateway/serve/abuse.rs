//! Whatever is sent, nothing but the two documented reads ever reaches the cloud.

use axum::body::Body;
use axum::http::{Request, Uri};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::World;
use crate::ask;

/// Pieces of good targets, and pieces that other readers might take for something else.
fn target() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => Just("/v1"), 4 => Just("/demo"), 4 => Just("/dev-servers"), 4 => Just("/jobs"),
        1 => Just("/"), 1 => Just("//"), 1 => Just("/.."), 1 => Just("/."), 1 => Just("%2F"),
        1 => Just("%2e%2e"), 1 => Just("\\"), 1 => Just("%5C"), 1 => Just("%00"), 1 => Just(";"),
        1 => Just("/templates"), 1 => Just("/services"), 1 => Just("/other"), 1 => Just("v1"),
        2 => Just("/0319470a-7fad-4c5e-9d0c-0123456789ab"),
    ];
    let path = prop_oneof![
        1 => proptest::collection::vec(piece.clone(), 1..8).prop_map(|it| it.concat()),
        2 => proptest::collection::vec(piece, 0..3)
            .prop_map(|it| format!("/v1/demo/dev-servers/jobs{}", it.concat())),
    ];
    let parameter = prop_oneof![
        Just("id=a"),
        Just("name=a%20b"),
        Just("visible=true"),
        Just("status=x"),
        Just("type=y"),
        Just("limit=1"),
        Just("ID=a"),
        Just("name=%00"),
        Just("name"),
        Just(""),
        Just("id=a&id=b"),
        Just("name=%26id%3Db"),
        Just("a[]=1"),
        Just("id=a#"),
        Just("name=a+b"),
    ];
    let query = proptest::option::of(
        proptest::collection::vec(parameter, 0..3).prop_map(|it| it.join("&")),
    );
    (path, query).prop_map(|(path, query)| match query {
        Some(query) => format!("{path}?{query}"),
        None => path,
    })
}

fn is_documented(target: &str) -> bool {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let list = ["/v1/demo/dev-servers/jobs", "/v1/other/dev-servers/jobs"];
    let job = "/0319470a-7fad-4c5e-9d0c-0123456789ab";
    let names = ["id", "name", "status", "type", "visible"];
    let mut seen: Vec<&str> = Vec::new();
    let is_query = query.is_empty()
        || query.split('&').all(|pair| {
            let name = pair.split('=').next().unwrap_or_default();
            let is_new = !seen.contains(&name);
            seen.push(name);
            is_new && names.contains(&name) && pair.len() > name.len() + 1
        });
    let of_list = list.contains(&path) && is_query;
    let of_job = list.iter().any(|list| *path == format!("{list}{job}")) && query.is_empty();
    of_list || of_job
}

#[tokio::test]
async fn nothing_but_the_two_reads_reaches_the_cloud() {
    let world = World::usual().await;
    let mut runner = TestRunner::deterministic();
    let methods =
        ["GET", "GET", "GET", "HEAD", "POST", "DELETE", "PUT", "OPTIONS", "TRACE", "CONNECT"];
    let (mut asked, mut answered) = (0, 0);
    while asked < 3000 {
        let target = target().new_tree(&mut runner).unwrap().current();
        // What is no target at all never comes past the server.
        let Ok(uri) = target.parse::<Uri>() else {
            continue;
        };
        let method = methods[asked % methods.len()];
        asked += 1;
        let request = Request::builder().method(method).uri(uri).body(Body::empty()).unwrap();
        let (response, _) = ask(&world.router, request).await;
        let is_read = matches!(method, "GET" | "HEAD");
        if response.status() == 200 && target.starts_with("/v1") {
            assert!(is_read, "{method} {target}");
            answered += 1;
        }
    }
    let calls = world.cloud.calls();
    assert!(answered > 100 && calls.len() > 8, "{answered} {}", calls.len());
    for call in calls {
        assert_eq!(call.method, "GET");
        assert!(is_documented(&call.target), "{}", call.target);
    }
}
