//! A list that arrives slowly: what is displayed meanwhile, and what stays if it is interrupted. Its order at the end
//! is in `arrived.rs`.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

use super::acts::{choose, type_text};
use super::bodies::{created, job, jobs, list};
use super::page::{Mounted, showing, text};
use super::world::{Exchange, World, settled};

/// The time within which a list is displayed only when it is complete.
const PATIENCE: f64 = 150.0;

/// The beginning of a list.
pub const HEAD: &str = r#"{"data":["#;

/// A part of a list: these jobs, each older than the next, so that the order of arrival is the reverse of the usual
/// one. The first one is this many minutes old.
pub fn rows(oldest: u32, ids: &[&str]) -> String {
    let rows = (0..).zip(ids).map(|(at, id)| job(id, &created(oldest - at)) + ",");
    rows.collect()
}

/// The end of a list: one more job, created this many minutes ago.
pub fn tail(minutes: u32, id: &str) -> String {
    format!("{}]}}", job(id, &created(minutes)))
}

/// An element whose list has begun, with these headers, and is not complete.
pub async fn begun(
    attributes: &[(&str, &str)],
    headers: &[(&str, &str)],
) -> (World, Mounted, Exchange) {
    let world = World::new();
    let page = Mounted::new(attributes);
    let request = world.next().await;
    page.there().await;
    request.begin_with(headers);
    (world, page, request)
}

/// A part of the body arrives, and time passes.
pub async fn comes(world: &World, request: &Exchange, part: &str, milliseconds: f64) {
    request.chunk(part.as_bytes());
    settled().await;
    world.pass(milliseconds);
    settled().await;
}

/// An element that displays the first three jobs of a list that continues.
pub async fn arriving(attributes: &[(&str, &str)]) -> (World, Mounted, Exchange) {
    let (world, page, request) = begun(attributes, &[]).await;
    comes(&world, &request, &(HEAD.to_owned() + &rows(60, &["a", "b", "c"])), PATIENCE).await;
    assert_eq!(page.ids(), ["a", "b", "c"]);
    (world, page, request)
}

/// Value and maximum of the displayed progress.
fn progress(page: &Mounted) -> Option<[Option<String>; 2]> {
    let bar = page.find(".refine progress")?;
    assert_eq!(bar.get_attribute("aria-label").as_deref(), Some("Loading jobs…"));
    Some(["value", "max"].map(|name| bar.get_attribute(name)))
}

/// Nothing indicates any more that the list is arriving.
#[track_caller]
fn assert_over(page: &Mounted) {
    assert!(!page.busy());
    assert!(page.find("progress").is_none());
    assert!(page.find(".refine.provisional").is_none());
    assert!(!page.text().contains("still loading"), "{}", page.text());
    assert!(!page.text_of("h2").contains('+'), "{}", page.text_of("h2"));
    assert!(page.find("th[aria-sort]").is_some());
}

/// A list that is complete in time is displayed once, sorted, however many parts it had.
#[wasm_bindgen_test]
async fn whole_in_time() {
    let body = HEAD.to_owned() + &rows(60, &["a", "b", "c"]) + &tail(1, "d");
    for size in [1, 13, 100, body.len()] {
        let (world, page, request) = begun(&[], &[("Content-Length", "900")]).await;
        let seen = world.watch(&page.host);
        for (at, chunk) in body.as_bytes().chunks(size).enumerate() {
            request.chunk(chunk);
            if at % 64 == 0 {
                settled().await;
            }
        }
        settled().await;
        world.pass(PATIENCE - 1.0);
        settled().await;
        assert!(page.busy());
        assert!(progress(&page).is_none());
        assert!(!page.all("tr.skeleton").is_empty());
        request.end();
        page.loaded().await;
        assert_eq!(page.ids(), ["d", "c", "b", "a"], "in parts of {size}");
        assert!(seen().iter().all(|seen| seen == "busy:" || seen.ends_with(": d c b a")));
        assert_eq!(page.text_of("h2"), "Jobs (4)");
        assert_over(&page);
    }
}

/// A portal's own `fetch` returned the whole body as one part, and the page was blocked until it was decoded.
#[wasm_bindgen_test]
async fn the_whole_body_in_one_part() {
    let (world, page, request) = begun(&[], &[]).await;
    let ids: Vec<String> = (0..6000).map(|number| format!("job-{number}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let go_on = world.hold_pauses();
    request.chunk((HEAD.to_owned() + &rows(7000, &ids) + &tail(1, "last")).as_bytes());
    request.end();
    settled().await;
    world.pass(PATIENCE);
    settled().await;
    let shown = page.text_of("h2");
    assert!(shown.ends_with("+)") && shown != "Jobs (6,001+)", "{shown}");
    let mut turns = 0;
    while page.busy() && turns < 50 {
        go_on();
        settled().await;
        turns += 1;
    }
    assert!(turns > 2, "{turns}");
    assert_eq!(page.text_of("h2"), "Jobs (6,001)");
}

/// A list that takes longer is displayed while it arrives: its jobs in the order of arrival, their number so far, and
/// that they are not sorted yet, in exactly these words.
#[wasm_bindgen_test]
async fn shown_as_it_comes() {
    let (world, page, request) = arriving(&[]).await;
    assert!(page.busy());
    assert_eq!(page.text_of("h2"), "Jobs (3+)");
    assert_eq!(page.text_of(".matches"), "Still loading: 3 so far, not sorted yet");
    assert!(page.find(".refine.provisional").is_some());
    assert!(page.find("th[aria-sort]").is_none());
    assert_eq!(page.all("tr.skeleton").len(), 0);
    assert_eq!(page.text_of(".footer .range"), "1–3 of 3");
    assert!(page.find(".arrived button").is_none());
    assert_eq!(page.all(".notices > *").len(), 0);

    let before: Vec<Element> = page.all("tbody tr");
    comes(&world, &request, &rows(50, &["d", "e"]), 50.0).await;
    assert_eq!(page.ids(), ["a", "b", "c"], "not shown anew at every moment");
    comes(&world, &request, "", 50.0).await;
    assert_eq!(page.ids(), ["a", "b", "c", "d", "e"]);
    assert_eq!(page.text_of("h2"), "Jobs (5+)");
    assert_eq!(page.all("tbody tr")[..3], before[..3], "rows that are there stay");

    comes(&world, &request, &tail(1, "f"), 100.0).await;
    assert_eq!(page.text_of("h2"), "Jobs (6+)");
    request.end();
    page.loaded().await;
    assert_eq!(page.ids(), ["f", "e", "d", "c", "b", "a"]);
    assert_eq!(page.text_of("h2"), "Jobs (6)");
    assert_over(&page);
    world.no_more().await;
}

/// In Chinese, too.
#[wasm_bindgen_test]
async fn shown_as_it_comes_in_chinese() {
    let (_world, page, _request) = arriving(&[("locale", "zh-CN")]).await;
    assert_eq!(page.text_of("h2"), "任务 (3+)");
    assert_eq!(page.text_of(".matches"), "正在加载：已加载3个，尚未排序");
    assert_eq!(page.text_of("[data-live]"), "正在加载任务…");
}

/// The first page does not change while more jobs arrive, nor does its row with the focus; the jobs that have arrived
/// can be paged.
#[wasm_bindgen_test]
async fn pages_while_it_comes() {
    let (world, page, request) = begun(&[("page-size", "2")], &[]).await;
    comes(&world, &request, &(HEAD.to_owned() + &rows(60, &["a", "b", "c"])), PATIENCE).await;
    let before = page.all("tbody tr");
    assert_eq!(page.ids(), ["a", "b"]);
    comes(&world, &request, &rows(50, &["d", "e"]), 100.0).await;
    assert_eq!(page.ids(), ["a", "b"]);
    assert_eq!(page.all("tbody tr"), before);
    assert_eq!(page.text_of(".footer .range"), "1–2 of 5");
    page.button("Page 3").click();
    page.says(".footer .range", "5–5 of 5").await;
    assert_eq!(page.ids(), ["e"]);
    comes(&world, &request, &rows(40, &["f", "g"]), 100.0).await;
    assert_eq!(page.ids(), ["e", "f"]);
    request.chunk(b"null]}");
    request.end();
    page.loaded().await;
    // The page stays the one that was chosen, of the list in order.
    assert_eq!(page.ids(), ["c", "b"]);
    world.no_more().await;
}

/// The progress is displayed as a share if the length is known: not if it is the length of something else, or proves
/// wrong.
#[wasm_bindgen_test]
async fn progress_of_the_list() {
    let part = HEAD.to_owned() + &rows(60, &["a", "b", "c"]);
    let length = part.len().to_string();
    let twice = (2 * part.len()).to_string();
    let less = (part.len() - 1).to_string();
    let share = |of: &str| [Some(length.clone()), Some(of.to_owned())];
    for (headers, wanted) in [
        (vec![("Content-Length", twice.as_str())], share(&twice)),
        (vec![("Content-Length", &length)], share(&length)),
        (vec![("Content-Length", &less)], [None, None]),
        (vec![("Content-Length", "many")], [None, None]),
        (vec![("Content-Length", "-1")], [None, None]),
        (vec![("Content-Length", "99999999999999999999")], [None, None]),
        (vec![("Content-Length", &twice), ("Content-Encoding", "gzip")], [None, None]),
        (vec![("Content-Encoding", "br")], [None, None]),
        (vec![], [None, None]),
    ] {
        let (world, page, request) = begun(&[], &headers).await;
        assert!(progress(&page).is_none());
        comes(&world, &request, &part, PATIENCE).await;
        assert_eq!(progress(&page), Some(wanted), "{headers:?}");
        request.chunk(tail(1, "d").as_bytes());
        request.end();
        page.loaded().await;
        assert_over(&page);
    }
    // It grows, until more has come than there should be.
    let (world, page, request) = begun(&[], &[("Content-Length", &twice)]).await;
    for wanted in [share(&twice), [Some(twice.clone()), Some(twice.clone())], [None, None]] {
        comes(&world, &request, &part.replace(HEAD, " ".repeat(HEAD.len()).as_str()), PATIENCE)
            .await;
        assert_eq!(progress(&page), Some(wanted));
    }
}

/// A part may end anywhere, even within a character or an escape: no row is lost, repeated or garbled, neither
/// meanwhile nor at the end.
#[wasm_bindgen_test]
async fn parts_end_anywhere() {
    let row = |id: &str, name: &str| format!(r#"{{"id":"{id}","name":"{name}","create_at":1}}"#);
    let body = list(&[row("1", "升级😀"), row("2", r"\u5347\ud83d\ude00"), row("3", "é")]);
    let names = ["升级😀", "升😀", "é"];
    for size in [1, 3] {
        let (world, page, request) = begun(&[], &[]).await;
        world.pass(PATIENCE);
        for chunk in body.chunks(size) {
            request.chunk(chunk);
            settled().await;
            world.pass(100.0);
            settled().await;
            let shown: Vec<String> = page.all("tbody tr th a").iter().map(text).collect();
            assert!(names.starts_with(&shown.iter().map(String::as_str).collect::<Vec<_>>()));
        }
        request.end();
        page.loaded().await;
        let shown: Vec<String> = page.all("tbody tr th a").iter().map(text).collect();
        assert_eq!(shown, names, "in parts of {size}");
        assert!(page.find(".notice").is_none());
    }
}

/// A refresh never displays less than before: the older list stays, sorted, until the newer one is complete, with its
/// progress.
#[wasm_bindgen_test]
async fn a_refresh_stays_whole() {
    let (world, page) = showing(&[], &jobs(&["x", "y"])).await;
    let seen = world.watch(&page.host);
    page.button("Refresh").click();
    let request = world.next().await;
    request.begin_with(&[("Content-Length", "5000")]);
    comes(&world, &request, &(HEAD.to_owned() + &rows(60, &["a", "b", "c"])), PATIENCE).await;
    assert!(page.busy());
    assert_eq!(page.ids(), ["x", "y"]);
    assert_eq!(page.text_of("h2"), "Jobs (2)");
    assert_eq!(page.text_of(".matches"), "");
    assert_eq!(progress(&page).unwrap()[1].as_deref(), Some("5000"));
    assert!(page.find("th[aria-sort=descending]").is_some());
    assert!(page.find(".refine.provisional").is_none());
    request.chunk(tail(1, "d").as_bytes());
    request.end();
    page.loaded().await;
    assert_eq!(seen(), ["busy: x y", "idle: d c b a"]);
    assert_over(&page);
    world.no_more().await;
}

/// Rows of another query are replaced by those of the current one as they arrive.
#[wasm_bindgen_test]
async fn another_question() {
    let (world, page) = showing(&[], &jobs(&["x", "y"])).await;
    choose(&page.visible(), "true");
    let request = world.next().await;
    request.begin();
    comes(&world, &request, HEAD, PATIENCE).await;
    assert_eq!(page.ids(), ["x", "y"], "until there is one");
    comes(&world, &request, &rows(60, &["a", "b"]), 100.0).await;
    assert_eq!(page.ids(), ["a", "b"]);
    assert_eq!(page.text_of("h2"), "Jobs (2+)");
    request.chunk(tail(1, "d").as_bytes());
    request.end();
    page.loaded().await;
    assert_eq!(page.ids(), ["d", "b", "a"]);
    assert_over(&page);
}

/// The jobs that have arrived can be searched, with a note; those that arrive later are searched, too.
#[wasm_bindgen_test]
async fn found_while_it_comes() {
    let (world, page, request) = begun(&[], &[]).await;
    comes(&world, &request, &(HEAD.to_owned() + &rows(60, &["1", "2", "3"])), PATIENCE).await;
    type_text(page.get("#find").unchecked_ref(), "job 2");
    page.says(".matches", "Matches: 1 of 3 · Still loading: 3 so far").await;
    assert_eq!(page.ids(), ["2"]);
    comes(&world, &request, &rows(50, &["22", "4"]), 100.0).await;
    assert_eq!(page.ids(), ["2", "22"]);
    assert!(page.text_of(".matches").starts_with("Matches: 2 of 5 · Still loading: 5 so far"));
    request.chunk(tail(1, "222").as_bytes());
    request.end();
    page.loaded().await;
    assert_eq!(page.ids(), ["222", "22", "2"]);
    assert_eq!(page.text_of(".matches"), "Matches: 3 of 6");
    assert_over(&page);
    world.no_more().await;
}

/// Loading is announced to assistive technology once, and not for each part.
#[wasm_bindgen_test]
async fn said_once() {
    let (world, page, request) = arriving(&[]).await;
    let live = || text(&page.get("[data-live]"));
    for id in ["d", "e", "f"] {
        assert_eq!(live(), "Loading jobs…");
        comes(&world, &request, &rows(50, &[id]), 100.0).await;
    }
    assert!(page.find(".matches[role], .matches[aria-live], .count[aria-live]").is_none());
    request.chunk(tail(1, "z").as_bytes());
    request.end();
    page.loaded().await;
    page.says("[data-live]", "1–7 of 7").await;
}
