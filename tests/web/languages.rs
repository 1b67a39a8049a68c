//! Languages: which one is used, that all texts change at once without a request, and that a host page can override
//! texts.

use std::cell::RefCell;
use std::rc::Rc;

use devserver_jobs::{Host, KEYS, mount};
use devserver_jobs_core::job::{KNOWN_STATUSES, KNOWN_TYPES};
use devserver_jobs_core::outcome::{Outcome, OutcomeSet};
use js_sys::{ArrayBuffer, Object, Promise, Reflect, WebAssembly};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{ShadowRootInit, ShadowRootMode};

use super::bodies::{DOCUMENTED, jobs, simulated};
use super::page::{Mounted, define_saying, define_with, document, messages, module, showing, text};
use super::properties::js;
use super::world::World;

/// What is displayed in one language.
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
    ["任务 (1,200)", "刷新", "清除筛选", "结果", "每页条数", "第1–20条，共1,200条", "状态"];

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

/// A locale may have its own digits, also in small numbers, which are formatted without the browser if it has none.
#[wasm_bindgen_test]
async fn a_locale_with_its_own_digits() {
    let (_world, page) = showing(&[("locale", "en-US-u-nu-arab")], &jobs(&["a", "b"])).await;
    page.says("h2", "Jobs (\u{662})").await;
}

/// The attribute selects the language; any tag of the language is accepted.
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

/// For a user in London the month was before the day, as in New York: language and formats are separate.
#[wasm_bindgen_test]
async fn formats_are_those_of_the_locale() {
    for (locale, heading, time) in [
        ("en-US", "Jobs", "Jun 10, 2025, 14:20:20"),
        ("en-GB", "Jobs", "10 Jun 2025, 14:20:20"),
        ("en_GB", "Jobs", "10 Jun 2025, 14:20:20"),
        ("en-ca", "Jobs", "Jun 10, 2025, 14:20:20"),
        ("zh-CN", "任务", "2025年6月10日 14:20:20"),
        ("zh-Hant-TW", "任务", "2025/6/10 14:20:20"),
        // What no browser knows has the formats of its language.
        ("en-!", "Jobs", "Jun 10, 2025, 14:20:20"),
    ] {
        let (world, page) = showing(&[("locale", locale)], DOCUMENTED).await;
        let row = "tr[data-job-id='03af7361-5cba-44d4-b29b-4dcc5d9dff51']";
        assert_eq!(page.text_of(&format!("{row} time")), time, "{locale}");
        assert!(page.text_of("h2").starts_with(heading), "{locale}");
        assert_eq!(world.warnings(), [""; 0], "{locale}");
    }
    // The user's own, and a change of it, which needs no request.
    let world = World::new();
    world.speak(&["fr", "en-GB"]);
    let page = Mounted::new(&[("locale", "")]);
    world.next().await.list(DOCUMENTED);
    page.loaded().await;
    page.says("time", "10 Jun 2025").await;
    page.set("locale", "en-US");
    page.says("time", "Jun 10, 2025").await;
    page.set("locale", "en-AU");
    page.says("time", "10 June 2025").await;
    world.no_more().await;
}

/// Changing the language updates every text, keeps the elements of the rows, and sends no request.
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

/// A field with a known value, displayed by its name, uses the name in the new language.
#[wasm_bindgen_test]
async fn a_switch_renames_the_chosen_filter() {
    let (_world, page) = showing(&[("filter-status", "FINISHED")], &jobs(&["a"])).await;
    assert_eq!(page.field("status").value(), "Finished");
    page.set("locale", "zh-CN");
    page.says("h2", "任务").await;
    assert_eq!(page.field("status").value(), "已完成");
    assert_eq!(text(&page.get("tr[data-job-id] .badge")), "已完成");
}

/// Without the attribute, the first supported language of the user is used, otherwise English.
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

/// In an in-app browser that names no languages, the element stayed empty.
#[wasm_bindgen_test]
async fn a_browser_that_names_no_languages() {
    let world = World::new();
    world.speak(&[]);
    js("Object.defineProperty(navigator, 'languages', { value: undefined })");
    let page = Mounted::new(&[("locale", "")]);
    world.next().await.list(&jobs(&["a"]));
    page.loaded().await;
    assert_eq!(page.text_of("h2"), "Jobs (1)");
}

/// The setup screen is translated as well.
#[wasm_bindgen_test]
async fn the_first_screen_is_translated() {
    let world = World::new();
    let page = Mounted::new(&[("project-id", ""), ("locale", "zh-CN")]);
    page.there().await;
    page.says("h2", "选择项目").await;
    page.set("locale", "en-US");
    page.says("h2", "Choose a project").await;
    world.no_more().await;
}

/// Both languages have the texts that Rust knows by position: all of them, in this order, and with the same number of
/// placeholders.
#[wasm_bindgen_test]
fn the_same_keys_in_the_same_order() {
    let parts = |language: &str| -> Vec<usize> {
        let texts = Object::values(&messages(language));
        texts.iter().map(|text| text.as_string().unwrap().matches('%').count()).collect()
    };
    for language in ["en-US", "zh-CN"] {
        let keys = Object::keys(&messages(language));
        let keys: Vec<String> = keys.iter().map(|key| key.as_string().unwrap()).collect();
        assert_eq!(keys, KEYS, "{language}");
    }
    for ((key, english), chinese) in KEYS.iter().zip(parts("en-US")).zip(parts("zh-CN")) {
        assert_eq!(english, chinese, "{key}");
    }
}

/// The keys of texts for values of the cloud or the address are named after the values, and have the order of core.
#[wasm_bindgen_test]
fn groups_are_called_after_what_they_name() {
    let group = |prefix| KEYS.iter().filter_map(|key| key.strip_prefix(prefix)).collect::<Vec<_>>();
    assert_eq!(group("type."), KNOWN_TYPES);
    assert_eq!(group("status."), KNOWN_STATUSES);
    let outcomes = (0u8..).take(Outcome::KINDS);
    let outcomes = outcomes.map(|rank| OutcomeSet::default().toggled(rank).to_text());
    assert_eq!(group("outcome."), outcomes.collect::<Vec<_>>());
}

/// The messages of a language, with one of them changed.
fn with(language: &str, key: &str, text: &str) -> Object {
    let own = Object::assign(&Object::new(), &messages(language));
    Reflect::set(&own, &key.into(), &text.into()).unwrap();
    own
}

/// A text of the host page is used in its language only; all other texts stay, and so do those of another element.
#[wasm_bindgen_test]
async fn a_host_has_words_of_its_own() {
    let world = World::new();
    let load = || Promise::resolve(&module());
    define_saying("jobs-own-words", load, |language| match language {
        "en-US" => with("en-US", "type.LOG_COLLECT", "Gathering % of logs"),
        other => messages(other),
    });
    define_with("jobs-usual-words", load);
    let attributes = [("project-id", "demo"), ("locale", "en-US"), ("time-zone", "UTC")];
    let body = br#"{"data":[{"id":"a","type":"LOG_COLLECT"}],"total":1}"#;
    for (tag, english) in
        [("jobs-own-words", "Gathering % of logs"), ("jobs-usual-words", "Log collection")]
    {
        let page = Mounted::bare(tag, &attributes);
        world.next().await.list(body);
        page.loaded().await;
        assert_eq!(page.text_of("tr[data-job-id] .type .first"), english);
        assert_eq!(page.text_of("h2"), "Jobs (1)");
        page.set("locale", "zh-CN");
        page.says("h2", "任务").await;
        assert_eq!(page.text_of("tr[data-job-id] .type .first"), "日志采集");
        page.set("locale", "en-US");
        page.says("h2", "Jobs (1)").await;
        assert_eq!(page.text_of("tr[data-job-id] .type .first"), english);
    }
    world.no_more().await;
}

/// Changed texts in the same language take effect like any other setting, also in elements that are created only once.
#[wasm_bindgen_test]
async fn words_change_at_run_time() {
    let world = World::new();
    let own = Rc::new(RefCell::new(with("en-US", "refresh", "Once more")));
    let given = Rc::clone(&own);
    define_saying(
        "jobs-new-words",
        || Promise::resolve(&module()),
        move |_| given.borrow().clone(),
    );
    let page = Mounted::bare("jobs-new-words", &[("project-id", "demo"), ("locale", "en-US")]);
    world.next().await.list(&jobs(&["a"]));
    page.loaded().await;
    page.get("tr[data-job-id] a").click();
    page.says(".drawer dt", "User").await;
    assert_eq!(page.text_of(".refresh"), "Once more");

    for (key, text) in [("refresh", "And again"), ("columnUser", "Who")] {
        Reflect::set(&own.borrow(), &key.into(), &text.into()).unwrap();
    }
    // The words are handed over with the settings.
    page.set("theme", "dark");
    page.says(".refresh", "And again").await;
    page.says("thead", "Who").await;
    page.says(".drawer dt", "Who").await;
    assert_eq!(page.text_of("h2"), "Jobs (1)");
    world.no_more().await;
}

/// An element that does nothing for the component.
fn idle_host() -> Host {
    js("({ send: () => new Promise(() => {}), tell() {}, warn() {}, state() {} })").unchecked_into()
}

/// The texts are stored once, however many elements there are, and however often they get their settings.
#[wasm_bindgen_test]
fn words_are_kept_once() {
    let _world = World::new();
    let host = document().create_element("div").unwrap();
    let root = host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)).unwrap();
    // Of a size that no memory which happens to be free has room for a hundred times.
    let long = "x".repeat(1_000_000);
    let texts = Object::values(&with("en-US", "visibleNotBoolean", &long)).join("\0");
    let settings = Object::new();
    for (name, value) in [("language", JsValue::from("en-US")), ("messages", texts.into())] {
        Reflect::set(&settings, &name.into(), &value).unwrap();
    }
    let elements = |count: usize| {
        for _ in 0..count {
            mount(root.clone(), settings.clone().into(), None, idle_host(), JsValue::UNDEFINED)
                .unwrap()
                .update(settings.clone().into());
        }
    };
    let size = || {
        let memory: WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
        memory.buffer().unchecked_into::<ArrayBuffer>().byte_length()
    };
    elements(5);
    let before = size();
    elements(100);
    let grown = size() - before;
    assert!(grown < 50_000_000, "{grown} bytes for 100 elements");
}

/// A language that the browser's `Intl` rejects, or missing texts, are no reason to fail.
#[wasm_bindgen_test]
fn a_bad_language_is_not_fatal() {
    let _world = World::new();
    for language in ["", "no_language", "x"] {
        let host = document().create_element("div").unwrap();
        let root = host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)).unwrap();
        let settings = Object::new();
        Reflect::set(&settings, &"language".into(), &language.into()).unwrap();
        let handle =
            mount(root.clone(), JsValue::from(settings), None, idle_host(), JsValue::UNDEFINED)
                .unwrap();
        assert!(root.query_selector("[lang='en-US']").unwrap().is_some(), "{language}");
        drop(handle);
    }
}
