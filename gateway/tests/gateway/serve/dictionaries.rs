//! A refresh costs what has changed: a browser that has an older list is sent the newer one against it (RFC
//! 9842). Everybody else gets what they got before.

use std::io::{Cursor, Read};

use axum::body::{Body, Bytes};
use axum::http::{Request, Response};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use devserver_jobs_fake_cloud::{Answer, Behaviour, Gate, Pace};
use devserver_jobs_sim::{Cloud, Filter};
use futures_util::future::join_all;
use http_body_util::BodyExt;
use sha2::{Digest, Sha256};
use tower::ServiceExt;

use super::{LIST, Plan, SECOND, World, metric};
use crate::{ask, get, get_coded, header};

const OTHER: &str = "/v1/other/dev-servers/jobs";
/// What a browser built on Chromium sends, and what it sends when it has a dictionary.
const BRANDS: &str = "\"Chromium\";v=\"140\", \"Not=A?Brand\";v=\"24\"";
const CODINGS: [&str; 2] = ["gzip, deflate, br, zstd", "gzip, deflate, br, zstd, dcb, dcz"];

fn hash(body: &[u8]) -> [u8; 32] {
    Sha256::digest(body).into()
}

fn request(target: &str, held: Option<&[u8]>) -> Request<Body> {
    let codings = CODINGS[usize::from(held.is_some())];
    let request = Request::get(target).header("host", "127.0.0.1").header("sec-ch-ua", BRANDS);
    let request = request.header("accept-encoding", codings);
    let request = match held {
        Some(held) => {
            let name = BASE64_STANDARD.encode(hash(held));
            request.header("available-dictionary", format!(":{name}:"))
        }
        None => request,
    };
    request.body(Body::empty()).unwrap()
}

/// As a browser asks that has this older list, or none.
async fn browse(world: &World, target: &str, held: Option<&[u8]>) -> (Response<()>, Bytes) {
    ask(&world.router, request(target, held)).await
}

/// As it decodes what it is sent against that list.
#[track_caller]
fn decoded(response: &Response<()>, body: &[u8], held: &[u8]) -> Vec<u8> {
    assert_eq!(header(response, "content-encoding"), "dcz");
    let head = [&[0x5e, 0x2a, 0x4d, 0x18, 0x20, 0, 0, 0][..], &hash(held)].concat();
    let frame = body.strip_prefix(&head[..]).unwrap();
    let mut decoder = zstd::Decoder::with_ref_prefix(Cursor::new(frame), held).unwrap();
    // The largest window that every client has.
    let window = (held.len() + held.len() / 4).max(8 << 20);
    let mut plain = Vec::new();
    decoder.window_log_max(window.ilog2().max(23) + 1).unwrap();
    decoder.read_to_end(&mut plain).unwrap();
    let length = zstd::zstd_safe::get_frame_content_size(frame).unwrap().unwrap();
    assert!(length as usize <= window && plain.len() as u64 == length);
    plain
}

fn offers(response: &Response<()>) -> bool {
    let offered = header(response, "use-as-dictionary");
    let (cached, varies) = (header(response, "cache-control"), header(response, "vary"));
    match offered {
        "" => {
            assert_eq!(cached, "private, no-cache");
            assert_eq!(varies, "accept-encoding, available-dictionary");
        }
        offered => {
            assert_eq!(offered, r#"match="jobs?", match-dest=("")"#);
            // Usable as a dictionary for an hour, and as a response never without asking.
            assert_eq!((cached, varies), ("private, max-age=3600", "*"));
        }
    }
    !offered.is_empty()
}

fn list(jobs: usize) -> Vec<u8> {
    Cloud { jobs, seed: 1 }.list("demo", &Filter::default(), crate::NOW_MS)
}

/// The same list after three jobs have changed.
fn three_changed(list: &[u8], mark: &str) -> Vec<u8> {
    const NAME: &[u8] = b"\"name\":\"";
    let mut list = list.to_vec();
    for part in 1..=3 {
        let from = list.len() * part / 4;
        let found = list[from..].windows(NAME.len()).position(|it| it == NAME).unwrap();
        let at = from + found + NAME.len();
        list.splice(at..at, mark.bytes());
    }
    list
}

fn answered(body: &[u8]) -> Behaviour {
    Behaviour::answer(Answer::json(200, body.to_vec()))
}

/// Each refresh of 100,000 jobs was two megabytes, though three of them had changed.
#[tokio::test]
async fn a_refresh_of_a_hundred_thousand_jobs_costs_what_has_changed() {
    let world = World::usual().await;
    let first = list(100_000);
    world.cloud.behave(answered(&first));
    let (response, body) = browse(&world, LIST, None).await;
    assert!(offers(&response));
    assert_eq!(header(&response, "content-encoding"), "br");
    let whole = body.len();
    let mut now = first.clone();
    for mark in ["a", "b"] {
        now = three_changed(&now, mark);
        world.cloud.behave(answered(&now));
        world.pass(10 * SECOND);
        let (response, body) = browse(&world, LIST, Some(&first)).await;
        assert!(!offers(&response), "a browser would store it each time");
        assert!(body.len() <= 20_000 && body.len() * 100 < whole, "{} of {whole}", body.len());
        assert!(decoded(&response, &body, &first) == now);
        // Whoever comes then is answered from memory.
        let (again, stored) = browse(&world, LIST, Some(&first)).await;
        assert_eq!(header(&again, "cache-status"), "devserver-jobs-gateway; hit; ttl=5");
        assert!(decoded(&again, &stored, &first) == now);
    }
    assert_eq!(world.cloud.count(), 3);
}

#[tokio::test]
async fn only_who_can_use_it_is_offered_a_dictionary() {
    let world = World::usual().await;
    world.cloud.behave(answered(&list(200)));
    let (response, plain) = get_coded(&world.router, LIST, "br").await;
    assert!(!offers(&response));
    let (response, stored) = get_coded(&world.router, LIST, CODINGS[0]).await;
    assert!(!offers(&response), "nothing says that it could use one");
    assert!(offers(&browse(&world, LIST, None).await.0));
    // To everybody else they stay the same bytes.
    assert_eq!(plain, stored);
    // Nor is a filtered list one, or one that is short.
    for target in [&format!("{LIST}?name=a"), OTHER] {
        world.cloud.behave(answered(br#"{"data":[]}"#));
        let (response, _) = browse(&world, target, None).await;
        assert_eq!(header(&response, "use-as-dictionary"), "");
        assert_eq!(header(&response, "cache-control"), "private, no-cache");
    }
}

#[tokio::test]
async fn a_dictionary_that_is_not_known_is_as_good_as_none() {
    let world = World::usual().await;
    let first = list(200);
    world.cloud.behave(answered(&first));
    browse(&world, LIST, None).await;
    // Of another project, of nobody, or of a list that nobody was offered.
    let other = three_changed(&first, "other");
    world.cloud.behave(answered(&other));
    for (target, held, body) in [(OTHER, &first[..], other), (LIST, b"made up", first.clone())] {
        let (response, sent) = browse(&world, target, Some(held)).await;
        assert!(offers(&response), "{target}");
        assert_eq!(crate::decoded(&response, &sent), body);
    }
    let world = World::usual().await;
    world.cloud.behave(answered(&first));
    get_coded(&world.router, LIST, "br").await;
    world.pass(10 * SECOND);
    world.cloud.behave(answered(&three_changed(&first, "a")));
    let (response, _) = browse(&world, LIST, Some(&first)).await;
    assert_eq!(header(&response, "content-encoding"), "br");
}

/// Without it, a browser would be sent more and more against a list that is older and older.
#[tokio::test]
async fn another_dictionary_is_offered_when_the_old_one_has_become_unlike() {
    let world = World::usual().await;
    let first = list(20_000);
    world.cloud.behave(answered(&first));
    assert!(offers(&browse(&world, LIST, None).await.0));
    let text = String::from_utf8(first.clone()).unwrap();
    let mut number = 0_u64;
    let (head, rows) = text.split_once("\"name\":\"").unwrap();
    let rows = rows.split("\"name\":\"").map(|row| {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        format!("\"name\":\"{number:x}{row}")
    });
    let other = (head.to_owned() + &rows.collect::<String>()).into_bytes();
    world.cloud.behave(answered(&other));
    world.pass(10 * SECOND);
    browse(&world, LIST, Some(&first)).await;
    let (response, body) = browse(&world, LIST, Some(&first)).await;
    assert!(offers(&response));
    assert!(decoded(&response, &body, &first) == other);
    let (response, body) = browse(&world, LIST, Some(&other)).await;
    assert!(!offers(&response) && body.len() < 8192, "{} of {}", body.len(), other.len());
}

/// The first rows had to wait for the last, as soon as a browser had a dictionary.
#[tokio::test]
async fn what_is_sent_against_a_dictionary_goes_on_as_it_arrives() {
    let world = World::usual().await;
    let first = list(2000);
    world.cloud.behave(answered(&first));
    browse(&world, LIST, None).await;
    world.pass(10 * SECOND);
    let now = three_changed(&first, "a");
    let gate = Gate::new();
    world.cloud.behave_once(answered(&now).drip(100_000, Pace::Gate(gate.clone())));
    gate.release();
    let asked = request(LIST, Some(&first));
    let (parts, mut body) = world.router.clone().oneshot(asked).await.unwrap().into_parts();
    let mut all = body.frame().await.unwrap().unwrap().into_data().unwrap().to_vec();
    let mut decoder = zstd::Decoder::with_ref_prefix(Cursor::new(&all[40..]), &first[..]).unwrap();
    let mut begins = vec![0; 50_000];
    decoder.read_exact(&mut begins).unwrap();
    assert!(begins == now[..50_000]);
    gate.open();
    all.extend(body.collect().await.unwrap().to_bytes());
    let response = Response::from_parts(parts, ());
    assert!(decoded(&response, &all, &first) == now);
}

/// A cloud that gives no length.
#[tokio::test]
async fn a_list_of_unknown_length_is_waited_for_and_sent_against_a_dictionary() {
    let world = World::usual().await;
    let first = list(2000);
    world.cloud.behave(answered(&first).chunked(true));
    assert!(offers(&browse(&world, LIST, None).await.0));
    let now = three_changed(&first, "a");
    world.pass(10 * SECOND);
    world.cloud.behave(answered(&now).chunked(true));
    let (response, body) = browse(&world, LIST, Some(&first)).await;
    assert!(decoded(&response, &body, &first) == now);
}

#[tokio::test]
async fn a_list_that_breaks_off_is_no_list_against_a_dictionary_either() {
    let world = World::usual().await;
    let first = list(2000);
    world.cloud.behave(answered(&first));
    browse(&world, LIST, None).await;
    for is_chunked in [false, true] {
        world.pass(100 * SECOND);
        world.cloud.behave_once(answered(&first).chunked(is_chunked).cut_short(200_000));
        let asked = request(LIST, Some(&first));
        let body = world.router.clone().oneshot(asked).await.unwrap().into_body();
        assert!(body.collect().await.is_err(), "{is_chunked}");
    }
}

#[tokio::test]
async fn a_list_that_has_not_changed_is_known_by_its_tag_in_any_coding() {
    let world = World::usual().await;
    let first = list(2000);
    world.cloud.behave(answered(&first));
    browse(&world, LIST, None).await;
    let (response, _) = browse(&world, LIST, None).await;
    let of_brotli = header(&response, "etag").to_owned();
    let (response, body) = browse(&world, LIST, Some(&first)).await;
    assert!(decoded(&response, &body, &first) == first);
    let weak = header(&response, "etag").to_owned();
    assert!(weak.starts_with("W/\""), "{weak}");
    for tag in [of_brotli, weak] {
        let mut asked = request(LIST, Some(&first));
        asked.headers_mut().insert("if-none-match", tag.parse().unwrap());
        let (response, body) = ask(&world.router, asked).await;
        assert_eq!((response.status().as_u16(), body.len()), (304, 0), "{tag}");
        assert!(!offers(&response));
    }
}

/// The lists of before are the first to go when something new needs their place.
#[tokio::test]
async fn older_lists_count_and_give_way_first() {
    const MIB: usize = 1024 * 1024;
    let world = World::new(Plan { flags: &["--cache-size", "4"], ..Plan::default() }).await;
    let lists = (0..4).scan(list(2500), |now, number| {
        *now = three_changed(now, &number.to_string());
        Some(now.clone())
    });
    let lists: Vec<_> = lists.collect();
    let length = lists[0].len();
    assert!((MIB / 2..MIB).contains(&length), "{length}");
    for list in &lists {
        world.cloud.behave(answered(list));
        browse(&world, LIST, None).await;
        world.pass(10 * SECOND);
    }
    let used = metric(&world, "memory_used_bytes").await;
    assert!(used > 3 * length && used <= 4 * MIB, "{used}");
    get(&world.router, OTHER).await;
    get(&world.router, &format!("{OTHER}?visible=true")).await;
    assert!(metric(&world, "memory_used_bytes").await <= 4 * MIB);
    assert_eq!(metric(&world, "cache_evictions_total").await, 0, "they were all that had to go");
    let (response, _) = browse(&world, LIST, Some(&lists[0])).await;
    assert_eq!(header(&response, "content-encoding"), "br");
    let (response, body) = browse(&world, LIST, Some(&lists[3])).await;
    assert!(decoded(&response, &body, &lists[3]) == lists[3]);
}

/// However many ask, an answer is written once against each dictionary.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_is_written_once_against_a_dictionary() {
    let world = World::usual().await;
    let first = list(20_000);
    world.cloud.behave(answered(&first));
    browse(&world, LIST, None).await;
    let now = three_changed(&first, "a");
    world.cloud.behave(answered(&now));
    world.pass(10 * SECOND);
    get(&world.router, LIST).await;
    let before = metric(&world, "memory_used_bytes").await;
    let all = join_all((0..20).map(|_| browse(&world, LIST, Some(&first)))).await;
    let one = &all[0].1;
    assert!(all.iter().all(|(response, body)| body == one && !offers(response)));
    assert!(metric(&world, "memory_used_bytes").await <= before + one.len());
}
