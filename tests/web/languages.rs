//! The two languages: which one is spoken, and that all of it changes at once, without a request.

use wasm_bindgen_test::wasm_bindgen_test;

use super::bodies::{jobs, simulated};
use super::page::{Mounted, showing, text};
use super::world::World;

/// What a reader of one language sees.
const ENGLISH: [&str; 7] = [
    "Jobs (1,200)",
    "Refresh",
    "Clear filters",
    "Outcome",
    "Rows per page",
    "1–20 of 1,200",
    "Status",
];
const CHINESE: [&str; 7] =
    ["任务 (1,200)", "刷新", "清除筛选", "结果", "每页条数", "第 1–20 条，共 1,200 条", "状态"];

#[track_caller]
fn check(page: &Mounted, tag: &str, present: &[&str], absent: &[&str]) {
    let all = page.text();
    for words in present {
        assert!(all.contains(words), "{words} in: {all}");
    }
    for words in absent {
        assert!(!all.contains(words), "{words} in: {all}");
    }
    // Fonts and screen readers go by this.
    assert!(page.find(&format!("[lang='{tag}']")).is_some());
}

/// The attribute chooses the language; any tag of it will do.
#[wasm_bindgen_test]
async fn the_attribute_chooses() {
    for (locale, tag, present, absent) in [
        ("en-US", "en-US", ENGLISH, CHINESE),
        ("en-GB", "en-US", ENGLISH, CHINESE),
        ("zh-CN", "zh-CN", CHINESE, ENGLISH),
        ("zh-Hans-SG", "zh-CN", CHINESE, ENGLISH),
    ] {
        let (world, page) = showing(&[("locale", locale)], &simulated(1_200)).await;
        check(&page, tag, &present, &absent);
        assert_eq!(world.warnings(), [""; 0]);
    }
}

/// A switch while the list is there rewrites every text, keeps the rows' elements, and asks nothing.
#[wasm_bindgen_test]
async fn a_switch_rewrites_without_a_request() {
    let (world, page) = showing(&[("locale", "en-US")], &simulated(1_200)).await;
    let (ids, first) = (page.ids(), page.get("tr[data-job-id]"));
    page.set("locale", "zh-CN");
    page.says("h2", CHINESE[0]).await;
    check(&page, "zh-CN", &CHINESE, &ENGLISH);
    let time = page.text_of("tr[data-job-id] time");
    assert!(time.contains("2025年"), "{time}");
    assert!(first.is_same_node(Some(&page.get("tr[data-job-id]"))));

    page.set("locale", "en-US");
    page.says("h2", ENGLISH[0]).await;
    check(&page, "en-US", &ENGLISH, &CHINESE);
    let time = page.text_of("tr[data-job-id] time");
    assert!(time.contains("Jun 10, 2025"), "{time}");
    assert_eq!(page.ids(), ids);
    world.no_more().await;
}

/// A field that reads a known value by its name reads it in the new language.
#[wasm_bindgen_test]
async fn a_switch_renames_the_chosen_filter() {
    let (_world, page) = showing(&[("filter-status", "FINISHED")], &jobs(&["a"])).await;
    assert_eq!(page.field("status").value(), "Finished");
    page.set("locale", "zh-CN");
    page.says("h2", "任务").await;
    assert_eq!(page.field("status").value(), "已完成");
    assert_eq!(text(&page.get("tr[data-job-id] .badge")), "已完成");
}

/// Without the attribute the first of the reader's languages that is spoken here is, else English.
#[wasm_bindgen_test]
async fn the_browser_chooses() {
    for (languages, heading) in [
        (&["fr", "zh-TW", "en"][..], "任务"),
        (&["fr-CA", "en-AU", "zh"], "Jobs"),
        (&["fr", "de"], "Jobs"),
        (&[], "Jobs"),
    ] {
        let world = World::new();
        world.speak(languages);
        let page = Mounted::new(&[("locale", "")]);
        world.next().await.list(&jobs(&["a"]));
        page.loaded().await;
        assert_eq!(page.text_of("h2"), format!("{heading} (1)"), "{languages:?}");
        page.set("locale", "zh-CN");
        page.says("h2", "任务").await;
        page.host.remove_attribute("locale").unwrap();
        page.says("h2", heading).await;
        world.no_more().await;
    }
}

/// The first screen is translated like the rest.
#[wasm_bindgen_test]
async fn the_first_screen_is_translated() {
    let world = World::new();
    let page = Mounted::new(&[("project-id", ""), ("locale", "zh-CN")]);
    page.there().await;
    page.says("h2", "要查看哪个项目？").await;
    page.set("locale", "en-US");
    page.says("h2", "Which project?").await;
    world.no_more().await;
}
