//! What a row says of its job, also where the job is odd: as text, and without guessing.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement, HtmlTextAreaElement, Node};

use super::bodies::{created, job, jobs, list, simulated};
use super::page::{Mounted, document, showing, text};
use super::properties::js;
use super::world::{settled, until};

/// The badge of a job: its tone, and its words.
fn badge(page: &Mounted, id: &str) -> (String, String) {
    let badge = page.row(id).query_selector(".badge").unwrap().expect("a badge");
    (badge.get_attribute("data-tone").unwrap(), text(&badge))
}

/// A job that failed anywhere is never a success, whatever its status is; what is unknown has no
/// colour that would claim something.
#[wasm_bindgen_test]
async fn failures_are_never_green() {
    let cases = [
        (r#""status":"FINISHED","abnormal_count":0"#, "success", "Finished"),
        (r#""status":"FINISHED","abnormal_count":1"#, "error", "Finished, 1 node failed"),
        (r#""status":"FINISHED","abnormal_count":"1200""#, "error", "Finished, 1,200 nodes failed"),
        (r#""status":"FINISHED","abnormal_count":null"#, "neutral", "Finished, failures unknown"),
        (r#""status":"PROCESSING","abnormal_count":0"#, "in-progress", "Processing"),
        (r#""status":"PROCESSING","abnormal_count":2"#, "warning", "Processing, 2 nodes failed"),
        (r#""status":"ACTIVE","abnormal_count":0"#, "neutral", "Active"),
        (r#""status":"DELETED","abnormal_count":3"#, "stopped", "Deleted"),
        (r#""status":"QUEUED","abnormal_count":0"#, "in-progress", "QUEUED"),
        (r#""status":"LOST","abnormal_count":0"#, "error", "LOST"),
        (r#""status":"NEW_WORD","abnormal_count":0"#, "neutral", "NEW_WORD"),
        (r#""status":"NEW_WORD","abnormal_count":2"#, "warning", "NEW_WORD, 2 nodes failed"),
        (r#""status":" finished ","abnormal_count":0"#, "success", "Finished"),
        (r#""status":null"#, "neutral", "Unknown"),
    ];
    let rows =
        cases.iter().enumerate().map(|(at, (members, ..))| format!(r#"{{"id":"{at}",{members}}}"#));
    let (_world, page) = showing(&[], &list(&rows.collect::<Vec<_>>())).await;
    for (at, (members, tone, words)) in cases.iter().enumerate() {
        let wanted = ((*tone).to_owned(), (*words).to_owned());
        assert_eq!(badge(&page, &at.to_string()), wanted, "{members}");
        let icon = page.row(&at.to_string()).query_selector(".badge svg").unwrap();
        assert!(icon.is_some(), "colour and words are not all");
    }
}

/// Status and type are open sets, and times are not always times: what is not known is shown as it
/// came.
#[wasm_bindgen_test]
async fn unknown_values_are_shown_as_they_came() {
    let row = r#"{"id":"odd","name":"odd","type":"ASCEND_NEW_THING","status":"PAUSED",
        "create_at":"the day before","update_at":true,"abnormal_count":"many"}"#;
    let (_world, page) = showing(&[], &list(&[row.to_owned()])).await;
    let row = page.row("odd");
    for value in ["ASCEND_NEW_THING", "PAUSED", "the day before", "true", "many"] {
        assert!(text(&row).contains(value), "{value}: {}", text(&row));
    }
    assert!(row.query_selector("time[datetime]").unwrap().is_none());
    assert!(!text(&row).contains("NaN") && !text(&row).contains("Invalid"), "{}", text(&row));
}

/// Shown as cards, some browsers forget what the elements of a table are, so each says its role. The
/// rows themselves once did not, and their cells belonged to nothing.
#[wasm_bindgen_test]
async fn every_part_of_the_table_says_its_role() {
    for body in [jobs(&["a", "b"]), jobs(&[])] {
        let (_world, page) = showing(&[], &body).await;
        until("a grid", || page.get("table").matches("[role=grid]").unwrap()).await;
        for (part, role) in [("table", "grid"), ("thead, tbody", "rowgroup"), ("tr", "row")] {
            let found = page.all(part);
            assert!(!found.is_empty());
            let roles = found.iter().map(|part| part.get_attribute("role"));
            assert!(roles.into_iter().all(|own| own.as_deref() == Some(role)), "{part}");
        }
        for cell in page.all("th, td") {
            let role = cell.get_attribute("role").unwrap_or_default();
            assert!(
                ["columnheader", "rowheader", "gridcell", "cell"].contains(&role.as_str()),
                "{role}"
            );
        }
    }
}

/// A row of which nothing is known is a row all the same.
#[wasm_bindgen_test]
async fn a_row_without_anything() {
    let (_world, page) = showing(&[], &list(&["{}".to_owned()])).await;
    assert_eq!(page.ids(), [""]);
    let row = text(&page.get("tr[data-job-id]"));
    assert!(row.starts_with("(no name)"), "{row}");
    assert!(row.contains("Unknown"), "{row}");
    assert!(page.find(".notice").is_none());
}

/// Two jobs of one id, or of none, are rows of their own, before and after a refresh.
#[wasm_bindgen_test]
async fn duplicate_and_missing_ids() {
    let named = |id: &str, name: &str| format!(r#"{{{id}"name":"{name}",{}}}"#, created(1));
    let body = list(&[
        named(r#""id":"x","#, "first"),
        named(r#""id":"x","#, "second"),
        named("", "third"),
        named(r#""id":null,"#, "fourth"),
        named(r#""id":"","#, "fifth"),
    ]);
    let (world, page) = showing(&[], &body).await;
    let wanted = ["first", "second", "third", "fourth", "fifth"];
    let names = || page.all("tr[data-job-id] th").iter().map(text).collect::<Vec<_>>();
    assert_eq!(names(), wanted);
    assert_eq!(page.ids(), ["x", "x", "", "", ""]);
    page.button("Refresh").click();
    world.next().await.list(&body);
    page.loaded().await;
    assert_eq!(names(), wanted);
}

/// Markup in any text of the cloud is shown as text: nothing of it becomes an element or runs.
#[wasm_bindgen_test]
async fn markup_is_text() {
    const EVIL: &str = "<img src=x onerror=window.evil=1><b>x</b>";
    let members = ["id", "name", "user_name", "description", "type", "status", "create_at"]
        .map(|member| format!(r#""{member}":"{member} {EVIL}""#));
    let body = list(&[format!("{{{}}}", members.join(","))]);
    let (world, page) = showing(&[("filter-name", EVIL)], &body).await;
    for member in ["id", "name", "user_name", "description", "type", "status", "create_at"] {
        page.says("tr[data-job-id]", &format!("{member} {EVIL}")).await;
    }

    page.button("Refresh").click();
    let error =
        format!(r#"{{"error_code":"{EVIL}","error_msg":"message {EVIL}","request_id":"{EVIL}"}}"#);
    world.next().await.answer(500, &[], error.as_bytes());
    page.says(".notice", &format!("message {EVIL}")).await;

    assert!(page.find("img, b").is_none());

    // The host's settings are text, too.
    let page = Mounted::new(&[("project-id", EVIL), ("proxy", &format!("ftp:{EVIL}"))]);
    page.there().await;
    settled().await;
    assert!(page.find("img, b").is_none());
    let window = web_sys::window().unwrap();
    assert!(js_sys::Reflect::get(&window, &"evil".into()).unwrap().is_undefined());
}

/// The whole id can be copied, and it is said, to eyes and to screen readers, whether that worked.
#[wasm_bindgen_test]
async fn an_id_is_copied() {
    for (allowed, said) in [(true, "Copied"), (false, "Failed to copy")] {
        let (world, page) = showing(&[], &jobs(&["a", "b"])).await;
        world.allow_clipboard(allowed);
        let copy = page.button("Copy the ID of job b");
        copy.click();
        page.says("[role=status]", said).await;
        page.says("tr[data-job-id=b]", said).await;
        let wanted: &[&str] = if allowed { &["b"] } else { &[] };
        assert_eq!(world.clipboard(), wanted);
        world.no_more().await;
    }
}

/// In a frame without the permission every way to the clipboard is closed, and a press on copy left nothing.
#[wasm_bindgen_test]
async fn what_cannot_be_copied_is_selected() {
    let (world, page) = showing(&[], &jobs(&["a", "b"])).await;
    world.allow_clipboard(false);
    let shown = || page.find("textarea").map(JsCast::unchecked_into::<HtmlTextAreaElement>);
    for id in ["b", "a"] {
        page.button(&format!("Copy the ID of job {id}")).click();
        until(format!("the text of {id}"), || shown().is_some_and(|field| field.value() == id))
            .await;
        let field = shown().unwrap();
        assert_eq!(page.all("textarea").len(), 1);
        assert!(page.row(id).contains(Some(&field)));
        assert!(field.offset_width() > 20 && field.read_only());
        assert_eq!(page.host.shadow_root().unwrap().active_element().as_ref(), Some(&**field));
        let selected = (field.selection_start().unwrap(), field.selection_end().unwrap());
        assert_eq!(selected, (Some(0), Some(1)));
    }
    page.get("#find").focus().unwrap();
    assert!(page.find("textarea").is_none());
    // Where the element leaves meanwhile, nothing is left, either.
    page.button("Copy the ID of job a").click();
    until("the text", || page.find("textarea").is_some()).await;
    page.host.remove();
    settled().await;
    assert_eq!(world.alive(), [""; 0]);
}

/// Somebody who cannot see copied two ids within two seconds, and only the first was announced.
#[wasm_bindgen_test]
async fn each_copy_is_announced() {
    let (world, page) = showing(&[], &jobs(&["a", "b"])).await;
    world.allow_clipboard(true);
    let live = page.all("p.unseen[role=status]").into_iter().next().unwrap();
    let said = || live.text_content().unwrap_or_default();
    let mut before = said();
    for id in ["a", "b", "b", "a"] {
        page.button(&format!("Copy the ID of job {id}")).click();
        until(format!("what is said of {id}"), || said() != before).await;
        assert_eq!(said().trim(), "Copied");
        before = said();
    }
    assert_eq!(world.clipboard(), ["a", "b", "b", "a"]);
}

/// Each row built the addresses of its links again every 15 seconds, when only its ages had changed.
#[wasm_bindgen_test]
async fn the_clock_builds_no_address() {
    let links = [("job-link", "/jobs/{id}"), ("user-link", "/users/{user_name}")];
    let (world, page) = showing(&links, &jobs(&["a"])).await;
    js("(window.encoded = 0, window.encodeURIComponent_ = encodeURIComponent,
        window.encodeURIComponent = (text) => (window.encoded++, encodeURIComponent_(text)))");
    let age = page.text_of("td.created .second");
    world.pass(3_600_000.0);
    until("another age", || page.text_of("td.created .second") != age).await;
    let of_the_clock = js("encoded");
    page.set("user-link", "/people/{user_name}");
    until("another link", || {
        page.get("td.user a").get_attribute("href").as_deref() == Some("/people/ada")
    })
    .await;
    let of_a_setting = js("encoded");
    js("window.encodeURIComponent = encodeURIComponent_");
    assert_eq!(of_the_clock, 0);
    assert!(of_a_setting.as_f64().unwrap() > 0.0);
}

/// A long list is not all in the document: a page of it is.
#[wasm_bindgen_test]
async fn only_a_page_is_in_the_document() {
    let (_world, page) = showing(&[], &simulated(3_000)).await;
    assert_eq!(page.ids().len(), 20);
    assert_eq!(page.text_of("h2"), "Jobs (3,000)");
}

/// Who failed on how many nodes is a column of its own, and a row is named by its job.
#[wasm_bindgen_test]
async fn failed_nodes_are_a_column() {
    let row = job("a", &created(1)).replace(r#""abnormal_count":0"#, r#""abnormal_count":17"#);
    let (_world, page) = showing(&[], &list(&[row])).await;
    let number: HtmlElement = page.get("tr[data-job-id=a] td.number").unchecked_into();
    assert_eq!(text(&number), "17");
    let header = page.get("tr[data-job-id=a] th");
    assert_eq!(header.get_attribute("scope").as_deref(), Some("row"));
    until("the row's name", || text(&header).starts_with("job a")).await;
}

/// A browser's translation takes the text nodes of a row away; after "Next page" all rows showed the texts of
/// the first page beside the ids of the second.
#[wasm_bindgen_test]
async fn a_translated_row_shows_the_texts_of_its_job() {
    let names = |from: u32| (from..from + 10).map(|at| format!("job-{at:02}"));
    let rows: Vec<String> =
        names(0).chain(names(10)).map(|id| job(&id, &format!(r#""name":"{id}""#))).collect();
    let (_world, page) = showing(&[("page-size", "10")], &list(&rows)).await;
    let first = page.ids();
    translate(&page.get("tbody"));
    assert!(page.text_of("tbody").contains("translated"));
    page.button("Next page").click();
    until("the second page", || page.ids() != first).await;
    settled().await;
    for id in page.ids() {
        assert_eq!(text(&page.row(&id).query_selector("th a").unwrap().unwrap()), id);
        assert!(page.text_of(&format!("[data-job-id='{id}'] .id-text")).contains(&id));
    }
}

/// A browser's translation took ids and values of the API for words, and a user who copied one got another.
#[wasm_bindgen_test]
async fn what_is_no_language_is_not_translated() {
    let row = job("a", r#""type":"LOG_COLLECT""#);
    let (_world, page) = showing(&[], &list(&[row])).await;
    for selector in [".id-text", "td.type .code", ".project code"] {
        let element = page.get(selector);
        assert_eq!(element.get_attribute("translate").as_deref(), Some("no"), "{selector}");
    }
}

/// What a translation does: each text node gives place to two nested `<font>` elements.
fn translate(element: &Element) {
    let children = element.child_nodes();
    let children: Vec<Node> = (0..children.length()).map(|at| children.get(at).unwrap()).collect();
    for child in children {
        let has_text = child.text_content().is_some_and(|text| !text.trim().is_empty());
        if child.node_type() == Node::TEXT_NODE && has_text {
            let (outer, inner) = (
                document().create_element("font").unwrap(),
                document().create_element("font").unwrap(),
            );
            inner.set_text_content(Some("translated"));
            outer.append_child(&inner).unwrap();
            element.replace_child(&outer, &child).unwrap();
        } else if let Ok(child) = child.dyn_into::<Element>() {
            translate(&child);
        }
    }
}
