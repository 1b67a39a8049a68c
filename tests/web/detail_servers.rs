//! The servers of a job: failed first, narrowed by outcome and text, their messages, and what of them
//! can be copied.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, HtmlInputElement};

use super::acts::type_text;
use super::bodies::{detail, simulated_details, task, uuid, uuid_jobs};
use super::detail_open::{link, opened};
use super::page::{Mounted, showing, text};
use super::world::until;

fn servers(page: &Mounted) -> Vec<String> {
    page.all(".tasks li strong").iter().map(text).collect()
}

fn mixed() -> Vec<String> {
    vec![
        task("npu-10", "SUCCESS", "done"),
        task("npu-9", "FAILED", "Connection refused"),
        task("npu-2", "SKIPPED", ""),
        task("npu-10", "FAILED", "Timed out"),
        task("npu-3", "NEW_WORD", ""),
        task("npu-4", "PROCESSING", "Step 1/7"),
    ]
}

fn chip(page: &Mounted, name: &str) -> HtmlElement {
    let chips = page.all(".servers .chips button").into_iter();
    chips
        .map(|chip| chip.unchecked_into())
        .find(|chip: &HtmlElement| text(chip).starts_with(name))
        .unwrap()
}

/// Failed first, then processing, then what nobody knows; by name among them. The counts are there in
/// words, and each card says what it is.
#[wasm_bindgen_test]
async fn failed_first() {
    let (_world, page) = opened(&[], &mixed()).await;
    assert_eq!(servers(&page), ["npu-9", "npu-10", "npu-4", "npu-3", "npu-2", "npu-10"]);
    let chips: Vec<String> = page.all(".servers .chips button").iter().map(text).collect();
    assert_eq!(chips, ["Failed 2", "Processing 1", "Unknown 1", "Skipped 1", "Succeeded 1"]);
    let badges = page.all(".tasks .badge");
    let badges: Vec<(String, String)> = badges
        .iter()
        .map(|badge| (badge.get_attribute("data-tone").unwrap(), text(badge)))
        .collect();
    let wanted = [
        ("error", "Failed"),
        ("error", "Failed"),
        ("in-progress", "Processing"),
        ("neutral", "NEW_WORD"),
        ("stopped", "Skipped"),
        ("success", "Succeeded"),
    ];
    assert_eq!(badges, wanted.map(|(a, b)| (a.to_owned(), b.to_owned())));
    assert_eq!(page.text_of(".servers h3"), "Nodes (6)");
    let bar: Vec<_> = page.all(".outcomes rect").iter().map(|r| r.get_attribute("width")).collect();
    assert_eq!(bar, ["2", "1", "1", "1", "1"].map(|width| Some(width.to_owned())));
}

/// A task that waits under another name than the cloud's has no end.
#[wasm_bindgen_test]
async fn only_what_is_over_has_an_end() {
    for (status, named) in [("QUEUED", "Updated"), ("PROCESSING", "Updated"), ("SUCCESS", "End")] {
        let (_world, page) = opened(&[], &[task("npu-1", status, "")]).await;
        let card = page.text_of(".tasks li");
        assert!(card.contains(&format!(" · {named} ")), "{status}: {card}");
    }
}

/// By outcome, several at once, and by text in anything that is shown.
#[wasm_bindgen_test]
async fn narrowed() {
    let (world, page) = opened(&[], &mixed()).await;
    chip(&page, "Failed").click();
    until("the failed ones", || servers(&page) == ["npu-9", "npu-10"]).await;
    assert_eq!(chip(&page, "Failed").get_attribute("aria-pressed").as_deref(), Some("true"));
    chip(&page, "Skipped").click();
    until("the skipped one", || servers(&page) == ["npu-9", "npu-10", "npu-2"]).await;
    let field: HtmlInputElement = page.get(".drawer input[type=search]").unchecked_into();
    type_text(&field, "TIMED");
    until("the one", || servers(&page) == ["npu-10"]).await;
    type_text(&field, "no such text");
    page.says(".servers", "No matching nodes.").await;
    assert_eq!(servers(&page), [""; 0]);
    type_text(&field, "machine of npu-2");
    until("by the machine", || servers(&page) == ["npu-2"]).await;
    type_text(&field, "");
    chip(&page, "Failed").click();
    chip(&page, "Skipped").click();
    until("all", || servers(&page).len() == 6).await;

    // The next job begins anew.
    chip(&page, "Failed").click();
    link(&page, &uuid(3)).click();
    world.next().await.list(&detail(&uuid(3), "", &mixed()));
    until("all", || servers(&page).len() == 6).await;
    world.no_more().await;
}

/// The failed servers' names, one a line, whatever is shown; the button says how many, and whether it
/// worked.
#[wasm_bindgen_test]
async fn failed_names_are_copied() {
    for (allowed, said) in [(true, "Copied"), (false, "Failed to copy")] {
        let (world, page) = opened(&[], &mixed()).await;
        world.allow_clipboard(allowed);
        page.button("Copy 2 failed node names").click();
        page.says(".list > [role=status]", said).await;
        let wanted: &[&str] = if allowed { &["npu-9\nnpu-10"] } else { &[] };
        assert_eq!(world.clipboard(), wanted);
    }
    let (_world, page) = opened(&[], &[task("a", "SUCCESS", "")]).await;
    assert!(page.get(".tools .copies button").hidden(), "there is nothing to copy");
    let (_world, page) = opened(&[], &[task("a", "FAILED", "")]).await;
    assert!(page.has_button("Copy 1 failed node name"));
}

/// A long message is short until all of it is wanted, and only then in the document. It is copied as
/// it came.
#[wasm_bindgen_test]
async fn long_messages() {
    let long: String = (0..400).map(|line| format!("line {line}\n")).collect();
    let tasks = [
        task("a", "FAILED", &long),
        task("b", "FAILED", "one | two || three"),
        task("c", "FAILED", &"升".repeat(500)),
        task("d", "FAILED", ""),
    ];
    let (world, page) = opened(&[], &tasks).await;
    world.allow_clipboard(true);
    let message = |at: usize| page.all(".message .text").remove(at);
    assert_eq!(text(&message(0)), "line 0 line 1 line 2…");
    assert_eq!(message(1).text_content().unwrap(), "one\ntwo || three");
    assert_eq!(text(&message(2)), format!("{}…", "升".repeat(240)));
    assert_eq!(page.all(".message").len(), 3, "nothing was said about d");

    let buttons = page.all(".message .link");
    assert_eq!(buttons.len(), 2);
    let more: &HtmlElement = buttons[0].unchecked_ref();
    assert_eq!(more.get_attribute("aria-expanded").as_deref(), Some("false"));
    more.click();
    until("all of it", || text(&message(0)).ends_with("line 399")).await;
    assert_eq!(more.get_attribute("aria-expanded").as_deref(), Some("true"));
    assert_eq!(text(more), "Show less");
    more.click();
    until("less of it", || text(&message(0)).ends_with('…')).await;

    page.button("Copy the message of b").click();
    until("a copy", || world.clipboard() == ["one | two || three"]).await;
    page.button("Copy the message of a").click();
    until("a copy", || world.clipboard().last() == Some(&long)).await;
}

/// The answer as it came, and only where it is wanted.
#[wasm_bindgen_test]
async fn the_raw_answer() {
    let (world, page) = opened(&[], &mixed()).await;
    world.allow_clipboard(true);
    let body = String::from_utf8(detail(&uuid(2), "", &mixed())).unwrap();
    assert_eq!(page.text_of("pre"), "");
    page.get(".drawer summary").click();
    until("the answer", || page.get("pre").text_content().as_ref() == Some(&body)).await;
    page.button("Copy raw response").click();
    until("a copy", || world.clipboard() == [body.clone()]).await;
}

/// Two hundred servers with ten kilobytes each: all are there, most of the text is not.
#[wasm_bindgen_test]
async fn two_hundred_servers() {
    let long = "0123456789abcdef\n".repeat(600);
    let tasks: Vec<String> =
        (0..200).map(|at| task(&format!("npu-{at}"), "FAILED", &long)).collect();
    let (_world, page) = opened(&[], &tasks).await;
    until("all servers", || servers(&page).len() == 200).await;
    assert!(page.text_of(".tasks").len() < 200 * 400);
    assert_eq!(servers(&page)[199], "npu-199");
}

/// The simulated cloud's own answers, odd as their messages are.
#[wasm_bindgen_test]
async fn simulated_answers() {
    for body in simulated_details(40) {
        let (world, page) = showing(&[], &uuid_jobs(1)).await;
        link(&page, &uuid(1)).click();
        world.next().await.list(body.as_bytes());
        let count = |part: &str| body.matches(part).count();
        let tasks = count(r#""server_id""#);
        page.says(".drawer[aria-busy=false] .servers h3", &format!("({tasks})")).await;
        // A canceled task counts with the failed ones.
        let failed = count(r#""status":"FAILED""#) + count(r#""status":"CANCELED""#);
        let failed = format!("Failed {failed}");
        assert_eq!(text(&chip(&page, "Failed")), failed);
        until("all cards", || page.all(".tasks li").len() == tasks).await;
        assert!(page.find(".drawer .notice").is_none(), "{}", page.text());
    }
}
