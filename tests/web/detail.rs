//! What the detail says of a job as a whole, also where the answer is odd: as far as it goes, as text,
//! and in either language.

use wasm_bindgen_test::wasm_bindgen_test;

use super::bodies::{detail, task, uuid, uuid_jobs};
use super::detail_open::{link, opened};
use super::page::{Mounted, showing, text};
use super::world::{World, settled};

/// The documented answer about a job.
const DOCUMENTED: &[u8] = include_bytes!("../fixtures/job-detail.json");

/// An element whose first job is open, with this answer.
async fn answered(attributes: &[(&str, &str)], body: &[u8]) -> (World, Mounted) {
    let (world, page) = showing(attributes, &uuid_jobs(2)).await;
    link(&page, &uuid(1)).click();
    world.next().await.list(body);
    page.says(".drawer[aria-busy=false]", "").await;
    settled().await;
    (world, page)
}

/// The names and values, in their order.
fn facts(page: &Mounted) -> Vec<(String, String)> {
    let part = |selector: &str| page.all(selector).iter().map(text).collect::<Vec<_>>();
    part(".drawer dt").into_iter().zip(part(".drawer dd")).collect()
}

#[track_caller]
fn check_facts(page: &Mounted, wanted: &[(&str, &str)]) {
    let facts = facts(page);
    let facts: Vec<(&str, &str)> = facts.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(facts, wanted);
}

/// Everything that the documents say there is.
#[wasm_bindgen_test]
async fn the_documented_answer() {
    let (_world, page) = answered(&[], DOCUMENTED).await;
    assert_eq!(page.text_of(".drawer h2"), "software-query");
    check_facts(
        &page,
        &[
            ("Type", "Software queryASCEND_SOFTWARE_QUERY"),
            ("User", "modelarts_user"),
            ("Created", "Sep 11, 2025, 10:42:30"),
            ("Updated", "Sep 11, 2025, 10:42:44"),
            ("Duration (estimated)", "13 s"),
            ("Items", "HDK_QUERYversion 24.1.rc3.10 · mode full"),
            ("Description", "昇腾软件查询"),
            ("Template", "2b087a09-0000-4000-8000-000000000001"),
            ("Job ID", "0319470a-7fad-4000-8000-000000000002"),
        ],
    );
    let card = page.text_of(".tasks li");
    assert_eq!(
        card,
        "liteserver-a2-aiserver-testBMSSucceeded3384bdb0-0000-4000-8000-000000000003\
         id 0c12a47a-0000-4000-8000-000000000004\
         Start Sep 11, 2025, 10:42:30 · End Sep 11, 2025, 10:42:44 · 13 s\
         Driver: 24.1.0.3 Firmware: 7.5.0.5.220"
    );
    assert_eq!(page.text_of(".drawer > .badge"), "Finished");
}

/// What is missing or odd costs only itself, and what the list knows takes its place.
#[wasm_bindgen_test]
async fn odd_answers() {
    let body = r#"{"create_at":"soon","update_at":"2025-06-10T07:00:00Z","name":null,"type":7,
        "status":["x"],"abnormal_count":"many","template_id":{"a":1},"items":[{"spec":"s"},3,{"type":null}],
        "tasks":[{"server_name":5,"status":null,"create_at":null,"update_at":"x","cloud_server":[1],
        "message":{"a":[]}},null]}"#;
    let (_world, page) = answered(&[], body.as_bytes()).await;
    assert_eq!(page.text_of(".drawer h2"), format!("job {}", uuid(1)), "as in the list");
    check_facts(
        &page,
        &[
            ("Type", "7"),
            ("User", "ada"),
            ("Created", "soon"),
            ("Updated", "Jun 10, 2025, 15:00:00"),
            ("Duration (estimated)", "–"),
            ("Items", "–s–"),
            ("Template", r#"{"a":1}"#),
            ("Job ID", &uuid(1)),
        ],
    );
    let card = page.text_of(".tasks li");
    assert_eq!(card, r#"5Unknown[1]Start – · End x · –{"a":[]}"#);
    page.says(".drawer .notice[role=status]", "Parts of the response that could not be read: 2.")
        .await;
    page.says(".differ", "Failed nodes reported by the job: many. Failed nodes listed below: 0.")
        .await;
}

/// Absent lists, and an answer that says nothing at all.
#[wasm_bindgen_test]
async fn absent_lists() {
    for body in [r#"{}"#, r#"{"items":null,"tasks":null}"#, r#"{"tasks":[]}"#] {
        let (_world, page) = answered(&[], body.as_bytes()).await;
        page.says(".servers", "The response contains no nodes.").await;
        page.says(".drawer dl", "ada").await;
        assert!(page.find(".drawer .notice").is_none());
        assert!(page.get(".tools").hidden());
    }
}

/// An answer that breaks off is shown as far as it goes, and it is said that it is not all.
#[wasm_bindgen_test]
async fn cut_short() {
    let body = detail(&uuid(1), "", &[task("a", "FAILED", "x"), task("b", "FAILED", "x")]);
    let (_world, page) = answered(&[], &body[..body.len() - 30]).await;
    page.says(".drawer .notice[role=status]", "interrupted after 1 row").await;
    assert_eq!(page.all(".tasks li").len(), 1);
}

/// Both numbers are shown where the cloud contradicts itself, and nothing where it does not.
#[wasm_bindgen_test]
async fn counts_that_differ() {
    for (count, said) in [("0", false), ("1", false), ("3", true)] {
        let members = format!(r#""abnormal_count":{count}"#);
        let tasks = [task("a", if count == "0" { "SUCCESS" } else { "FAILED" }, "")];
        let (_world, page) = answered(&[], &detail(&uuid(1), &members, &tasks)).await;
        let wanted = "Failed nodes reported by the job: 3. Failed nodes listed below: 1.";
        assert_eq!(page.text_of(".differ"), if said { wanted } else { "" });
    }
}

/// It speaks Chinese, too, and follows a change of language and of zone while it is open.
#[wasm_bindgen_test]
async fn languages_and_zones() {
    let (world, page) = answered(&[("locale", "zh-CN")], DOCUMENTED).await;
    page.says(".drawer dl", "耗时（估算）").await;
    page.says(".drawer dl", "13秒").await;
    page.says(".drawer dl", "2025年9月11日 10:42:30").await;
    page.says(".chips", "成功 1").await;
    page.says(".tasks", "成功").await;
    assert!(page.has_button("下一个任务"));
    page.set("locale", "en-US");
    page.says(".drawer dl", "Duration (estimated)").await;
    page.says(".tasks", "Succeeded").await;
    assert!(page.has_button("Next job"));
    page.button("UTC").click();
    page.says(".drawer dl", "Sep 11, 2025, 02:42:30").await;
    page.says(".tasks", "Start Sep 11, 2025, 02:42:30").await;
    world.no_more().await;
}

/// What the servers came to is announced once it is there.
#[wasm_bindgen_test]
async fn announced() {
    let tasks = [task("a", "FAILED", ""), task("b", "SUCCESS", ""), task("c", "SUCCESS", "")];
    let (_world, page) = opened(&[], &tasks).await;
    let said = format!("job {}: Failed 1, Succeeded 2", uuid(2));
    page.says(".drawer > [role=status]", &said).await;
}

/// Markup in any text is shown as text.
#[wasm_bindgen_test]
async fn markup_is_text() {
    const EVIL: &str = "<img src=x onerror=window.evil=1><b>x</b>";
    let body = format!(
        r#"{{"name":"{EVIL}","description":"{EVIL}","template_id":"{EVIL}","create_at":"{EVIL}",
        "items":[{{"type":"{EVIL}","spec":{{"{EVIL}":"{EVIL}"}}}}],"tasks":[{{"server_name":"{EVIL}",
        "server_id":"{EVIL}","status":"{EVIL}","message":"{EVIL}","create_at":"{EVIL}",
        "cloud_server":{{"type":"{EVIL}","id":"{EVIL}"}}}}]}}"#
    );
    let (_world, page) = answered(&[], body.as_bytes()).await;
    assert_eq!(page.text_of(".drawer h2"), EVIL);
    page.get(".drawer summary").click();
    page.says("pre", "window.evil").await;
    assert!(page.find("img, b").is_none());
}
