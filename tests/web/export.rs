//! The export: what is in the file, what is on the clipboard, and how it is stopped.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};

use super::acts::type_text;
use super::bodies::{jobs, simulated, uuid_jobs};
use super::page::{Mounted, showing};
use super::tools::tool;
use super::world::until;

const NAME: &str = "devserver-jobs_demo_20250610-152000";

fn choose(page: &Mounted, label: &str) {
    page.labelled::<HtmlInputElement>(label).click();
}

/// All pages of what is in view, in the order of the view, with the columns that are displayed.
#[wasm_bindgen_test]
async fn the_rows_in_view() {
    let columns = [("columns", "id,name"), ("page-size", "2")];
    let (world, page) = showing(&columns, &jobs(&["x1", "x2", "b", "x3"])).await;
    let files = world.keep_files();
    let find: HtmlInputElement = page.get("#find").unchecked_into();
    type_text(&find, "x");
    until("the matches", || page.ids() == ["x1", "x2"]).await;
    tool(&page, "Export").await;
    page.says("dialog", "Jobs: 3. All pages, in the order displayed.").await;
    page.button("Save file").click();
    page.says("dialog [role=status]", "Jobs exported: 3.").await;
    let csv = "id,name\r\nx1,job x1\r\nx2,job x2\r\nx3,job x3\r\n";
    assert_eq!(files(), [&format!("{NAME}.csv"), csv]);
    let link = page.get("dialog a[download]");
    assert_eq!(link.text_content().unwrap(), format!("{NAME}.csv"));
    assert!(link.get_attribute("href").unwrap().starts_with("blob:"));
    world.no_more().await;
}

/// Another format and all columns.
#[wasm_bindgen_test]
async fn formats_and_columns() {
    let (world, page) = showing(&[("columns", "name")], &jobs(&["a"])).await;
    let files = world.keep_files();
    tool(&page, "Export").await;
    choose(&page, "JSON");
    choose(&page, "All columns");
    page.button("Save file").click();
    page.says("dialog [role=status]", "Jobs exported: 1.").await;
    let saved = files();
    assert_eq!(saved[0], format!("{NAME}.json"));
    let job = r#"{"name":"job a","status":"FINISHED","abnormal_count":0,"type":"COMMON","user_name":"ada","create_at":1749540000000,"update_at":1749540000000,"id":"a"}"#;
    assert_eq!(saved[1], format!("[\n{job}\n]\n"));
    // What was said of the export before is not true of another one.
    choose(&page, "NDJSON");
    until("nothing is said", || page.text_of("dialog [role=status]").is_empty()).await;
}

/// Tables for other programs go to the clipboard, with headings and times of the user.
#[wasm_bindgen_test]
async fn to_the_clipboard() {
    let columns = [("columns", "name,outcome,created"), ("locale", "zh-CN")];
    let (world, page) = showing(&columns, &jobs(&["a"])).await;
    world.allow_clipboard(true);
    page.button("更多").click();
    until("the menu", || page.has_button("导出")).await;
    page.button("导出").click();
    until("the dialog", || page.find("dialog[open]").is_some()).await;
    choose(&page, "制表符分隔");
    until("the button", || page.has_button("复制")).await;
    page.button("复制").click();
    page.says("dialog [role=status]", "已导出1个任务。").await;
    choose(&page, "Markdown");
    page.button("复制").click();
    until("two copies", || world.clipboard().len() == 2).await;
    let tsv =
        "名称\t状态\t结果\t创建时间\njob a\tFINISHED\t已完成\t2025-06-10T15:20:00.000+08:00\n";
    let markdown = "| 名称 | 状态 | 结果 | 创建时间 |\n| --- | --- | --- | --- |\n\
                    | job a | FINISHED | 已完成 | 2025-06-10T15:20:00.000+08:00 |\n";
    assert_eq!(world.clipboard(), [tsv, markdown]);
}

/// Where the browser forbids copying, the text is there, selected.
#[wasm_bindgen_test]
async fn a_clipboard_that_refuses() {
    let (world, page) = showing(&[("columns", "name")], &jobs(&["a"])).await;
    world.allow_clipboard(false);
    tool(&page, "Export").await;
    choose(&page, "Tab-separated");
    until("the button", || page.has_button("Copy")).await;
    page.button("Copy").click();
    page.says("dialog [role=status]", "The text is selected").await;
    let field: HtmlTextAreaElement = page.get("dialog textarea").unchecked_into();
    assert_eq!(field.value(), "Name\njob a\n");
    let end = field.value().len() as u32;
    until("the selection", || field.selection_end().unwrap() == Some(end)).await;
    assert_eq!(field.selection_start().unwrap(), Some(0));
}

/// A long export says how far it is, and can be stopped; what was written is dropped.
#[wasm_bindgen_test]
async fn stopped() {
    let (world, page) = showing(&[], &simulated(2000)).await;
    let files = world.keep_files();
    tool(&page, "Export").await;
    let go_on = world.hold_pauses();
    page.button("Save file").click();
    until("a bar", || page.find("dialog progress").is_some()).await;
    go_on();
    until("progress", || {
        let bar = page.find("dialog progress");
        bar.is_some_and(|bar| bar.get_attribute("value").as_deref() == Some("256"))
    })
    .await;
    assert_eq!(page.get("dialog progress").get_attribute("max").as_deref(), Some("2000"));
    page.button("Stop").click();
    page.says("dialog [role=status]", "Stopped").await;
    assert!(page.has_button("Save file"));
    go_on();
    world.no_more().await;
    assert_eq!(files(), [""; 0]);
    // It begins again from the start.
    page.button("Save file").click();
    until("the file", || {
        go_on();
        !files().is_empty()
    })
    .await;
    page.says("dialog [role=status]", "Jobs exported: 2,000.").await;
    assert_eq!(files()[1].lines().count(), 2001);
}

/// A copy that was stopped, or whose element left, leaves the clipboard as it is.
#[wasm_bindgen_test]
async fn a_copy_is_stopped() {
    for by_leaving in [false, true] {
        let (world, page) = showing(&[], &simulated(2000)).await;
        world.allow_clipboard(true);
        let log = world.promise_clipboard(true);
        tool(&page, "Export").await;
        choose(&page, "Markdown");
        until("the button", || page.has_button("Copy")).await;
        let go_on = world.hold_pauses();
        page.button("Copy").click();
        until("a bar", || page.find("dialog progress").is_some()).await;
        assert_eq!(log(), ["promised"]);
        if by_leaving {
            page.host.remove();
        } else {
            page.button("Stop").click();
        }
        go_on();
        until("the end", || log() == ["promised", "withdrawn"]).await;
        go_on();
        world.no_more().await;
        assert!(world.clipboard().is_empty());
    }
}

/// An element that leaves while it exports saves nothing any more.
#[wasm_bindgen_test]
async fn left() {
    let (world, page) = showing(&[], &uuid_jobs(1000)).await;
    let files = world.keep_files();
    tool(&page, "Export").await;
    let go_on = world.hold_pauses();
    page.button("Save file").click();
    until("progress", || page.find("dialog progress").is_some()).await;
    drop(page);
    go_on();
    world.no_more().await;
    assert_eq!(files(), [""; 0]);
}
