//! The find box: it refines the loaded jobs in place, immediately and without a request. The outcome toggles beside it
//! are in `outcomes.rs`, the address of both is in `find_address.rs`.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlInputElement;

use super::acts::{compose_text, end_composing, enter, type_text};
use super::bodies::{created, list};
use super::page::{Mounted, showing, text};
use super::world::settled;

/// A job with all its texts: ID, name, description, user and type.
pub fn various_job(texts: [&str; 5], status: &str, failed: u32, minutes: u32) -> String {
    let [id, name, description, user, kind] =
        texts.map(|text| js_sys::JSON::stringify(&text.into()).unwrap());
    let times = created(minutes);
    format!(
        r#"{{"id":{id},"name":{name},"description":{description},"user_name":{user},"type":{kind},"status":"{status}","abnormal_count":{failed},{times}}}"#
    )
}

/// Six jobs of many outcomes, the first the newest.
pub fn various() -> Vec<u8> {
    list(&[
        various_job(
            ["1", "software-upgrade-792a", "POC rack 7", "alice", "COMMON"],
            "FINISHED",
            2,
            1,
        ),
        various_job(["2", "Diagnosis-81EF", "rack 7", "bob", "ASCEND_DIAGNOSIS"], "FINISHED", 0, 2),
        various_job(
            ["3", "ОБНОВЛЕНИЕ драйвера", "", "Élodie", "ASCEND_SOFTWARE_UPGRADE"],
            "PROCESSING",
            0,
            3,
        ),
        various_job(["4", "昇腾驱动升级", "夜间", "chen.wei", "LOG_COLLECT"], "FINISHED", 1, 4),
        various_job(["5", "a<b>&amp;", "<i>x</i>", "o'neil", "<NEW>"], "QUEUED", 0, 5),
        various_job(
            ["00000000-0000-4000-8000-00000000abcd", "last", "", "alice", "COMMON"],
            "FINISHED",
            0,
            6,
        ),
    ])
}

/// The id of the last of them.
pub const LAST: &str = "00000000-0000-4000-8000-00000000abcd";

/// The find box.
pub fn box_of(page: &Mounted) -> HtmlInputElement {
    page.get("input#find[type=search]").unchecked_into()
}

/// Enters a find text.
pub async fn find(page: &Mounted, looked_for: &str) {
    type_text(&box_of(page), looked_for);
    settled().await;
}

/// Each word must occur in a text of the job, in any case and script; the matches are found at once, in the order of
/// the list, without a request.
#[wasm_bindgen_test]
async fn words_in_any_text() {
    let (world, page) = showing(&[], &various()).await;
    assert_eq!(page.get("#find").get_attribute("aria-label").unwrap(), "Find jobs");
    for (looked_for, ids) in [
        ("UPGRADE", &["1", "3"][..]),
        ("7 poc alice", &["1"]),
        ("alice", &["1", LAST]),
        ("alice bob", &[]),
        ("81ef", &["2"]),
        ("обновление ДРАЙВЕРА", &["3"]),
        ("éLODIE", &["3"]),
        ("驱动", &["4"]),
        ("夜间\u{3000}升级", &["4"]),
        ("chen.wei", &["4"]),
        // By the names that types are shown by, and by those that the cloud gives them.
        ("diagnosis", &["2"]),
        ("log collection", &["4"]),
        ("log_collect", &["4"]),
        ("software upgrade", &["1", "3"]),
        ("8000-00000000ABCD", &[LAST]),
        ("<b>", &["5"]),
        ("&amp;", &["5"]),
        ("O'Neil <new>", &["5"]),
        // Neither outcomes nor times.
        ("finished", &[]),
        ("2025", &[]),
        ("日志", &[]),
    ] {
        find(&page, looked_for).await;
        assert_eq!(page.ids(), ids, "{looked_for}");
        let count = ids.len();
        assert_eq!(page.text_of(".matches"), format!("Matches: {count} of 6"), "{looked_for}");
        assert_eq!(page.text_of("h2"), "Jobs (6)");
    }
    find(&page, "").await;
    assert_eq!(page.ids().len(), 6);
    assert_eq!(page.text_of(".matches"), "");
    world.no_more().await;
}

/// In Chinese, the Chinese names of types are searched, also if the language changes meanwhile.
#[wasm_bindgen_test]
async fn names_of_types_in_the_language() {
    let (world, page) = showing(&[("locale", "zh-CN")], &various()).await;
    assert_eq!(page.get("#find").get_attribute("aria-label").unwrap(), "查找任务");
    for (looked_for, ids) in [
        ("日志采集", &["4"][..]),
        ("软件升级", &["3"]),
        ("升级", &["3", "4"]),
        ("log collection", &[]),
        ("diagnosis", &["2"]),
    ] {
        find(&page, looked_for).await;
        assert_eq!(page.ids(), ids, "{looked_for}");
    }
    assert_eq!(page.text_of(".matches"), "匹配1个，共6个");
    find(&page, "软件升级").await;
    page.set("locale", "en-US");
    page.says(".matches", "Matches: 0 of 6").await;
    page.set("locale", "zh-CN");
    page.says(".matches", "匹配1个，共6个").await;
    assert_eq!(page.ids(), ["3"]);
    world.no_more().await;
}

/// Matches are marked in each of the texts, as text and never as markup.
#[wasm_bindgen_test]
async fn marks() {
    let (world, page) = showing(&[], &various()).await;
    let marks = |id: &str| -> Vec<String> {
        let found = page.row(id).query_selector_all("mark").unwrap();
        (0..found.length()).map(|at| found.get(at).unwrap().text_content().unwrap()).collect()
    };
    for (looked_for, id, marked) in [
        ("upgrade", "1", &["upgrade"][..]),
        ("upgrade", "3", &["upgrade", "UPGRADE"]),
        ("ALICE 7", "1", &["7", "7", "alice"]),
        ("oftw soft", "1", &["softw"]),
        ("обновление", "3", &["ОБНОВЛЕНИЕ"]),
        ("é", "3", &["É"]),
        ("昇腾 夜", "4", &["昇腾", "夜"]),
        ("log", "4", &["Log", "LOG"]),
        ("<b>", "5", &["<b>"]),
        ("<", "5", &["<", "<", "<", "<"]),
        ("new", "5", &["NEW"]),
        ("4000-8000 abcd", LAST, &["4000-8000", "abcd"]),
    ] {
        find(&page, looked_for).await;
        assert_eq!(marks(id), marked, "{looked_for} in {id}");
        // Each text reads as it did.
        if id == "5" {
            assert_eq!(text(&page.get("tr[data-job-id='5'] th a")), "a<b>&amp;");
            assert!(page.find("tbody b, tbody i, tbody new").is_none());
        }
    }
    // Cell by cell.
    for (looked_for, selector, marked) in [
        ("diag", "th a mark", "Diag"),
        ("rack", "th .second mark", "rack"),
        ("bob", "td.user mark", "bob"),
        ("diag", "td.type .first mark", "Diag"),
        ("diag", "td.type .second mark", "DIAG"),
        ("2", "td.id mark", "2"),
    ] {
        find(&page, looked_for).await;
        let selector = format!("tr[data-job-id='2'] {selector}");
        assert_eq!(page.get(&selector).text_content().unwrap(), marked, "{selector}");
    }
    find(&page, "").await;
    assert!(page.find("mark").is_none());
    assert_eq!(text(&page.get("tr[data-job-id='2'] th a")), "Diagnosis-81EF");
    world.no_more().await;
}

/// A text of only spaces finds all jobs.
#[wasm_bindgen_test]
async fn spaces_are_nothing() {
    let (_world, page) = showing(&[], &various()).await;
    for spaces in [" ", "   ", "\u{3000}\t"] {
        find(&page, spaces).await;
        assert_eq!(page.ids().len(), 6);
        assert_eq!(page.text_of(".matches"), "");
        assert!(page.find("mark").is_none());
        // It is still being typed.
        assert_eq!(box_of(&page).value(), spaces);
    }
    find(&page, "  bob ").await;
    assert_eq!(page.ids(), ["2"]);
    assert_eq!(box_of(&page).value(), "  bob ");
}

/// An unfinished composition of an input method is not searched, but its result is.
#[wasm_bindgen_test]
async fn composing_is_not_finding() {
    let (world, page) = showing(&[("locale", "zh-CN")], &various()).await;
    let field = box_of(&page);
    for text in ["s", "sh", "sheng"] {
        compose_text(&field, text);
        settled().await;
        assert_eq!(page.ids().len(), 6);
        assert_eq!(field.value(), text);
    }
    compose_text(&field, "昇腾");
    end_composing(&field);
    settled().await;
    assert_eq!(page.ids(), ["4"]);
    assert_eq!(field.value(), "昇腾");
    world.no_more().await;
}

/// Find sends no request, while the cloud's own filter by name does; both apply together.
#[wasm_bindgen_test]
async fn find_beside_the_filters() {
    let (world, page) = showing(&[], &various()).await;
    find(&page, "alice").await;
    world.no_more().await;
    type_text(&page.field("name"), "up");
    enter(&page.field("name"));
    let request = world.next().await;
    assert_eq!(request.path(), "/v1/demo/dev-servers/jobs?name=up");
    request.list(&list(&[
        various_job(["6", "up", "", "alice", "X"], "FINISHED", 0, 0),
        various_job(["7", "up", "", "bob", "X"], "FINISHED", 0, 1),
    ]));
    page.loaded().await;
    assert_eq!(page.ids(), ["6"]);
    assert_eq!(page.text_of(".matches"), "Matches: 1 of 2");
    world.no_more().await;
}
