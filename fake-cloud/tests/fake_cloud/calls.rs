//! What the cloud tells of the calls that came.

use devserver_jobs_fake_cloud::{Behaviour, Gate, Key};

use crate::client::{Headers, Talk, ask, signed};
use crate::{NOW, cloud, list, list_path};

fn headers(pairs: &[(&str, &str)]) -> Headers {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
async fn a_call_is_kept_as_it_was_on_the_wire() {
    let cloud = cloud().await;
    let odd = headers(&[("x-ODD", "1"), ("Accept", "*/*"), ("X-odd", "  2  ")]);
    let target = "/v1/a/dev-servers/jobs?b=%7e&a=+";
    ask(&cloud, "DELETE", target, &odd, "{}").await;
    let calls = cloud.calls();
    let [call] = calls.as_slice() else { panic!("{calls:?}") };
    assert_eq!((call.method.as_str(), call.target.as_str()), ("DELETE", target));
    let expect = headers(&[
        ("x-ODD", "1"),
        ("Accept", "*/*"),
        ("X-odd", "2"),
        ("Connection", "close"),
        ("Content-Length", "2"),
    ]);
    assert_eq!(call.headers, expect);
    assert_eq!((call.body_len, call.at_ms, call.connection), (2, NOW, 1));
    assert_eq!(call.header("X-Odd"), Some("1"));
}

#[tokio::test]
async fn whatever_is_no_documented_read_does_not_exist_and_is_counted() {
    let cloud = cloud().await;
    let calls = [
        ("POST", list_path()),
        ("DELETE", list_path()),
        ("HEAD", list_path()),
        ("OPTIONS", list_path()),
        ("get", list_path()),
        ("GET", format!("{}/templates", list_path())),
        ("GET", format!("{}/services", list_path())),
        ("GET", format!("{}/a/b", list_path())),
        ("GET", format!("{}/", list_path())),
        ("GET", format!("/{}", list_path())),
        ("GET", list_path().replace("jobs", "%6aobs")),
        ("GET", "/v1//dev-servers/jobs".to_owned()),
        ("GET", "/v1/a/dev-servers".to_owned()),
        ("GET", "/_calls".to_owned()),
        ("POST", "/_behave".to_owned()),
        ("GET", "/".to_owned()),
    ];
    for (at, (method, target)) in calls.iter().enumerate() {
        let reply = ask(&cloud, method, target, &Vec::new(), "").await;
        assert_eq!(reply.status, 404, "{method} {target}");
        if *method != "HEAD" {
            assert_eq!(reply.json()["error_code"], "APIGW.0101");
        }
        assert_eq!(cloud.count(), at + 1);
    }
    let kept: Vec<_> = cloud.calls().into_iter().map(|call| (call.method, call.target)).collect();
    let expect: Vec<_> =
        calls.into_iter().map(|(method, target)| (method.to_owned(), target)).collect();
    assert_eq!(kept, expect);
    cloud.forget_calls();
    assert_eq!((cloud.count(), cloud.calls().len()), (0, 0));
}

#[tokio::test]
async fn a_connection_is_used_again() {
    let cloud = cloud().await;
    let mut talk = Talk::begin(&cloud).await;
    let good = signed(&cloud, &list_path(), &Key::example(), NOW);
    let mut length = 0;
    for _ in 0..3 {
        talk.say("GET", &list_path(), &good, "").await;
        if length == 0 {
            length = talk.head().await + crate::list_body().len();
        }
        talk.until(length).await;
        talk.read.clear();
    }
    list(&cloud).await;
    let connections: Vec<_> = cloud.calls().iter().map(|call| call.connection).collect();
    assert_eq!(connections, [1, 1, 1, 2]);
    assert_eq!((cloud.in_flight(), cloud.max_in_flight()), (0, 1));
}

#[tokio::test]
async fn calls_that_wait_are_counted_and_those_given_up_are_not() {
    let cloud = cloud().await;
    let gate = Gate::new();
    cloud.behave(Behaviour::normal().held(&gate));
    let good = signed(&cloud, &list_path(), &Key::example(), NOW);
    let mut talks = Vec::new();
    for _ in 0..3 {
        let mut talk = Talk::begin(&cloud).await;
        talk.say("GET", &list_path(), &good, "").await;
        talks.push(talk);
    }
    cloud.wait_for_calls(3).await;
    assert_eq!((cloud.in_flight(), cloud.max_in_flight()), (3, 3));

    drop(talks.pop());
    cloud.wait_for_in_flight(2).await;
    assert_eq!((cloud.count(), cloud.max_in_flight()), (3, 3));

    gate.open();
    for mut talk in talks {
        talk.head().await;
    }
    cloud.wait_for_in_flight(0).await;
    cloud.forget_calls();
    assert_eq!(cloud.max_in_flight(), 0);
}

#[tokio::test]
async fn calls_one_after_the_other_never_overlap() {
    let cloud = cloud().await;
    for chunked in [true, false] {
        cloud.behave(Behaviour::jobs(2000).chunked(chunked));
        for _ in 0..20 {
            assert!(list(&cloud).await.complete);
        }
    }
    assert_eq!(cloud.max_in_flight(), 1);
}

#[tokio::test]
async fn a_body_in_chunks_is_seen_by_its_header_and_ends_the_connection() {
    let cloud = cloud().await;
    let mut talk = Talk::begin(&cloud).await;
    talk.say("GET", "/", &headers(&[("Transfer-Encoding", "chunked")]), "").await;
    assert_eq!(talk.rest().await.status, 404);
    assert_eq!(cloud.calls()[0].header("transfer-encoding"), Some("chunked"));
}
