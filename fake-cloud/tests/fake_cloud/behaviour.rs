//! Each way to answer, once.

use std::time::Duration;

use devserver_jobs_fake_cloud::errors::{self, NAMED};
use devserver_jobs_fake_cloud::{Answer, Behaviour, Gate, Key, Pace};

use crate::client::{Talk, reply, signed};
use crate::{NOW, cloud, cloud_with, list, list_body, list_path};

async fn begun(cloud: &devserver_jobs_fake_cloud::FakeCloud) -> Talk {
    let mut talk = Talk::begin(cloud).await;
    let headers = signed(cloud, &list_path(), &Key::example(), NOW);
    talk.say("GET", &list_path(), &headers, "").await;
    talk
}

#[tokio::test]
async fn a_list_comes_in_chunks_or_with_its_length() {
    for by_default in [true, false] {
        let (cloud, _hand) = cloud_with(|settings| settings.chunked = by_default).await;
        for (asked, expect) in [(None, by_default), (Some(true), true), (Some(false), false)] {
            let normal = Behaviour::normal();
            cloud.behave(match asked {
                Some(chunked) => normal.chunked(chunked),
                None => normal,
            });
            let reply = list(&cloud).await;
            assert_eq!(reply.header("Transfer-Encoding") == "chunked", expect);
            assert_eq!(reply.header("Content-Length").is_empty(), expect);
            assert_eq!((reply.complete, reply.body), (true, list_body()));
        }
    }
}

#[tokio::test]
async fn another_number_of_jobs() {
    let cloud = cloud().await;
    for jobs in [0, 1, 100_000] {
        cloud.behave(Behaviour::jobs(jobs));
        assert_eq!(list(&cloud).await.json()["total"], jobs);
    }
}

#[tokio::test]
async fn what_is_asked_once_comes_in_order_and_then_what_stands() {
    let cloud = cloud().await;
    cloud.behave(Behaviour::answer(errors::internal()));
    cloud.behave_once(Behaviour::answer(errors::throttled(Some("7"))));
    cloud.behave_once(Behaviour::normal());
    let reply = list(&cloud).await;
    assert_eq!((reply.status, reply.header("Retry-After")), (429, "7"));
    for status in [200, 500, 500] {
        assert_eq!(list(&cloud).await.status, status);
    }
}

#[tokio::test]
async fn tokens_have_a_behaviour_of_their_own() {
    let cloud = cloud().await;
    cloud.behave_iam(Behaviour::answer(errors::internal()));
    assert_eq!(list(&cloud).await.status, 200);
    cloud.behave_iam_once(Behaviour::answer(errors::load_balancer()));
    for status in [502, 500] {
        let path = devserver_jobs_fake_cloud::TOKEN_PATH;
        let reply = crate::client::ask(&cloud, "POST", path, &Vec::new(), "{}").await;
        assert_eq!(reply.status, status);
    }
}

#[tokio::test]
async fn every_named_error_comes_as_it_is() {
    let cloud = cloud().await;
    for (name, make) in NAMED {
        cloud.behave(Behaviour::answer(make()));
        let reply = list(&cloud).await;
        assert_eq!((reply.status, reply.complete), (make().status, true), "{name}");
        let is_json = reply.header("Content-Type").starts_with("application/json");
        if is_json && *name != "broken_json" {
            let body = reply.json();
            let id = body["request_id"].as_str();
            assert!(id.is_none_or(|id| id == reply.header("X-Request-Id")), "{name}: {body}");
        } else {
            assert!(serde_json::from_slice::<serde_json::Value>(&reply.body).is_err(), "{name}");
        }
    }
    let mut names: Vec<_> = NAMED.iter().map(|(name, _)| name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), NAMED.len());
}

#[tokio::test]
async fn answers_that_are_no_list() {
    let cloud = cloud().await;
    cloud.behave_once(Behaviour::answer(Answer::redirect("http://127.0.0.1:1/x")));
    let reply = list(&cloud).await;
    assert_eq!((reply.status, reply.header("Location")), (302, "http://127.0.0.1:1/x"));
    cloud.behave_once(Behaviour::answer(Answer::html_200()));
    let reply = list(&cloud).await;
    assert_eq!((reply.status, reply.header("Content-Type")), (200, "text/html"));
    let own = Answer::of(418, "text/x", "a").with("Date", "never").with("X-Request-Id", "own");
    cloud.behave_once(Behaviour::answer(own));
    let reply = list(&cloud).await;
    assert_eq!((reply.header("Date"), reply.header("X-Request-Id")), ("never", "own"));
    assert_eq!((reply.status, reply.text().as_str()), (418, "a"));
    cloud.behave_once(Behaviour::answer(Answer::empty(304)));
    let reply = list(&cloud).await;
    assert_eq!((reply.status, reply.header("Content-Length"), reply.complete), (304, "", true));
}

#[tokio::test]
async fn a_held_answer_waits_for_its_gate() {
    let cloud = cloud().await;
    let gate = Gate::new();
    cloud.behave(Behaviour::normal().held(&gate));
    let mut first = begun(&cloud).await;
    cloud.wait_for_calls(1).await;
    let second = begun(&cloud).await;
    cloud.wait_for_calls(2).await;
    gate.release();
    first.head().await;
    assert_eq!(cloud.in_flight(), 1);
    assert!(!second.has_more());
    cloud.behave(Behaviour::normal());
    assert_eq!(list(&cloud).await.status, 200, "others need not wait");
    gate.open();
    let mut second = second;
    second.head().await;
}

#[tokio::test]
async fn a_late_answer_comes_in_the_end() {
    let cloud = cloud().await;
    cloud.behave(Behaviour::normal().late(Duration::from_millis(1)));
    assert_eq!(list(&cloud).await.status, 200);
    cloud.behave(Behaviour::normal().late(Duration::from_secs(3600)));
    let talk = begun(&cloud).await;
    cloud.wait_for_calls(2).await;
    assert!(!talk.has_more());
}

#[tokio::test]
async fn a_body_drips_through_its_gate() {
    let cloud = cloud().await;
    let gate = Gate::new();
    for chunked in [false, true] {
        let drip = Behaviour::normal().drip(100, Pace::Gate(gate.clone())).chunked(chunked);
        cloud.behave(drip);
        let mut talk = begun(&cloud).await;
        let head = talk.head().await;
        let around = if chunked { "64\r\n\r\n".len() } else { 0 };
        for pieces in 1..=3 {
            gate.release();
            // What stands around the last piece may come with the next one.
            talk.until(head + pieces * 100 + (pieces - 1) * around).await;
            assert_eq!(cloud.in_flight(), 1);
        }
        drop(talk);
        cloud.wait_for_in_flight(0).await;
    }
    gate.open();
    for chunked in [false, true] {
        let drip = Behaviour::normal().drip(7, Pace::Gate(gate.clone())).chunked(chunked);
        cloud.behave(drip);
        let reply = list(&cloud).await;
        assert_eq!((reply.complete, reply.body), (true, list_body()));
    }
}

#[tokio::test]
async fn a_body_is_cut_short_where_it_was_asked() {
    let cloud = cloud().await;
    let whole = list_body();
    for chunked in [false, true] {
        for after in [0, 1, 100, whole.len() - 1] {
            cloud.behave(Behaviour::normal().chunked(chunked).cut_short(after));
            // The connection could be kept, and ends all the same.
            let reply = begun(&cloud).await.rest().await;
            assert_eq!((reply.status, reply.complete), (200, false), "{chunked} {after}");
            assert_eq!(reply.body, whole[..after]);
        }
        let pace = Pace::Time(Duration::ZERO);
        let behaviour = Behaviour::normal().chunked(chunked).drip(30, pace).cut_short(100);
        cloud.behave(behaviour);
        assert_eq!(begun(&cloud).await.rest().await.body, whole[..100]);
    }
    cloud.behave(Behaviour::normal().chunked(true).cut_short(whole.len()));
    let reply = begun(&cloud).await.rest().await;
    assert_eq!((reply.complete, reply.body), (false, whole), "all of it, but no end");
}

#[tokio::test]
async fn a_body_need_not_end() {
    let cloud = cloud().await;
    cloud.behave_once(Behaviour::answer(Answer::endless(None)));
    let mut talk = begun(&cloud).await;
    talk.until(3_000_000).await;
    assert_eq!(reply(&talk.read).header("Transfer-Encoding"), "chunked");
    drop(talk);
    cloud.wait_for_in_flight(0).await;

    cloud.behave_once(Behaviour::answer(Answer::endless(Some(1 << 40))));
    let mut talk = begun(&cloud).await;
    talk.until(3_000_000).await;
    assert_eq!(reply(&talk.read).header("Content-Length"), "1099511627776");

    cloud.behave_once(Behaviour::answer(Answer::endless(Some(200_000))));
    let reply = list(&cloud).await;
    assert_eq!((reply.complete, reply.body.len()), (true, 200_000));
}

#[tokio::test]
async fn a_connection_may_end_without_an_answer() {
    let cloud = cloud().await;
    cloud.behave_once(Behaviour::hang_up());
    assert_eq!(begun(&cloud).await.rest().await.status, 0);
    assert_eq!(cloud.count(), 1);
    cloud.behave_once(Behaviour::refuse());
    let refused = Talk::begin(&cloud).await;
    assert_eq!(refused.rest().await.status, 0);
    assert_eq!((cloud.count(), list(&cloud).await.status), (1, 200), "nobody was asked");
}

#[tokio::test]
async fn the_connections_end_with_the_cloud() {
    let cloud = cloud().await;
    cloud.behave(Behaviour::normal().held(&Gate::new()));
    let talk = begun(&cloud).await;
    cloud.wait_for_calls(1).await;
    let address = cloud.address();
    drop(cloud);
    assert_eq!(talk.rest().await.status, 0);
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}
