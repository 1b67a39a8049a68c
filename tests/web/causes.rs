//! Why jobs failed: the details of the jobs with failures are read, grouped, and lead back to the list.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

use super::bodies::{created, detail, job, list, task, uuid};
use super::detail_open::{check_tab_stays, opened};
use super::page::{Mounted, showing, text};
use super::world::{World, settled, until};

/// Jobs of which the first so many have failures.
fn failing(count: u32, all: u32) -> Vec<u8> {
    let row = |at: u32| {
        let failed = if at <= count { 2 } else { 0 };
        job(&uuid(at), &format!(r#""abnormal_count":{failed},{}"#, created(at)))
    };
    list(&(1..=all).map(row).collect::<Vec<_>>())
}

/// The detail of a job of those: two tasks failed, each with its own cause.
fn failed_detail(number: u32) -> Vec<u8> {
    let tasks = [
        task("npu-1", "FAILED", &format!("link npu{number} lane 3 down\nerror")),
        task(
            &format!("npu-{}", number + 10),
            "FAILED",
            &format!("Errno 111: 10.0.0.{number} refused"),
        ),
        task("npu-99", "SUCCESS", "done"),
    ];
    detail(&uuid(number), r#""abnormal_count":2"#, &tasks)
}

async fn read(world: &World, count: u32) {
    for _ in 0..count {
        let request = world.next().await;
        let number = request.path().rsplit('0').next().unwrap().parse().unwrap();
        request.list(&failed_detail(number));
    }
}

fn causes(page: &Mounted) -> Vec<String> {
    page.all(".causes .group:first-child .server").iter().map(text).collect()
}

/// From a list with three failed jobs to two causes, the jobs of one of them, and back.
#[wasm_bindgen_test]
async fn from_the_list_to_a_cause_and_back() {
    let (world, page) = showing(&[], &failing(3, 5)).await;
    page.button("Group failures").click();
    read(&world, 3).await;
    page.says(".drawer[aria-busy=false]", "Jobs read: 3 of 3. Failed tasks: 6. Failed nodes: 4.")
        .await;
    let refused = "Errno 111: address refused";
    until("two causes", || causes(&page).len() == 2).await;
    assert_eq!(causes(&page), [format!("{refused} 3 nodes"), "error 1 node".to_owned()]);
    assert_eq!(page.text_of(".again strong"), "npu-1");
    assert!(page.text_of(".again").contains("Jobs failed: 3. In a row: 3"));
    assert_eq!(page.ids(), [1, 2, 3, 4, 5].map(uuid));

    page.button("Show these jobs").click();
    until("the jobs with that cause", || page.ids() == [1, 2, 3].map(uuid)).await;
    assert_eq!(page.text_of(".matches"), "Matches: 3 of 5");
    // Where the panel was in the place of the list, it has gone.
    if page.find(".drawer").is_none() {
        page.button("Group failures").click();
    }
    until("the causes of all jobs still", || causes(&page).len() == 2).await;
    page.button("Only: Errno 111: <address> refused").click();
    until("all jobs", || page.ids().len() == 5).await;

    // What is over does not change, so it is not requested again.
    page.button("Close").click();
    until("no panel", || page.find(".drawer").is_none()).await;
    page.button("Group failures").click();
    page.says(".drawer", "Jobs read: 3 of 3").await;
    world.no_more().await;
}

/// The ticket has what support asks for, and the names of nodes are one list.
#[wasm_bindgen_test]
async fn the_ticket_and_the_names() {
    let (world, page) = showing(&[], &failing(1, 2)).await;
    world.allow_clipboard(true);
    page.button("Group failures").click();
    read(&world, 1).await;
    page.says(".drawer[aria-busy=false]", "Jobs read: 1 of 1").await;
    page.button("Copy for ticket (Markdown)").click();
    until("a copy", || world.clipboard().len() == 1).await;
    let ticket = world.clipboard().remove(0);
    for part in [
        "### Causes",
        "npu-11 (id of npu-11)",
        "```\nlink npu1 lane 3 down\nerror\n```",
        "2025-06-10T07:18:00",
    ] {
        assert!(ticket.contains(part), "{part} in {ticket}");
    }
    assert!(ticket.contains(&uuid(1)) && !ticket.contains(&uuid(2)), "{ticket}");
    page.button("Copy for ticket (text)").click();
    until("a copy", || world.clipboard().len() == 2).await;
    assert!(world.clipboard()[1].contains("    link npu1 lane 3 down\n"));
    page.button("Copy 2 failed node names").click();
    until("a copy", || world.clipboard().last().is_some_and(|text| text == "npu-1\nnpu-11")).await;
}

/// Four at a time; the user can stop and go on, and what was read stays.
#[wasm_bindgen_test]
async fn stop_and_go_on() {
    let (world, page) = showing(&[], &failing(6, 6)).await;
    page.button("Group failures").click();
    read(&world, 1).await;
    page.says(".drawer", "Jobs read: 1 of 6").await;
    let mut left = Vec::new();
    for _ in 0..4 {
        left.push(world.next().await);
    }
    world.no_more().await;
    page.button("Stop").click();
    until("aborted requests", || left.iter().all(|request| request.aborted())).await;
    assert!(page.text_of(".drawer").contains("Jobs read: 1 of 6"));
    page.button("Continue").click();
    read(&world, 5).await;
    page.says(".drawer[aria-busy=false]", "Jobs read: 6 of 6").await;
    world.no_more().await;
}

/// An example that was opened closed at each detail that arrived, and the focus went away from where it was.
#[wasm_bindgen_test]
async fn what_was_opened_stays() {
    let (world, page) = showing(&[], &failing(3, 3)).await;
    page.button("Group failures").click();
    read(&world, 1).await;
    until("an example", || page.find(".causes details").is_some()).await;
    let example = page.get(".causes details");
    example.set_attribute("open", "").unwrap();
    let pick = page.button("Show these jobs");
    pick.focus().unwrap();
    read(&world, 2).await;
    page.says(".drawer[aria-busy=false]", "Jobs read: 3 of 3").await;
    until("all nodes", || page.text_of(".causes .server").contains("3 nodes")).await;
    assert!(example.is_connected() && example.has_attribute("open"));
    let root = page.get(".root").get_root_node().unchecked_into::<web_sys::ShadowRoot>();
    assert!(root.active_element().unwrap().is_same_node(Some(&pick)));
}

/// Where nothing answers any more the reading ends, says why, and can be tried again.
#[wasm_bindgen_test]
async fn a_gateway_that_stops() {
    let (world, page) = showing(&[], &failing(20, 20)).await;
    page.button("Group failures").click();
    read(&world, 2).await;
    page.says(".drawer", "Jobs read: 2 of 20").await;
    // Four in a row, and what was under way then.
    for _ in 0..7 {
        world.next().await.fail();
        settled().await;
    }
    page.says(".drawer [role=status]", "Jobs read: 2 of 20").await;
    page.says(".drawer [role=alert]", "Failed to connect to the proxy").await;
    world.no_more().await;
    assert_eq!(causes(&page).len(), 2, "what was read stays");
    page.button("Retry jobs that could not be read: 7").click();
    let request = world.next().await;
    request.list(&failed_detail(3));
    page.says(".drawer", "Jobs read: 3 of 20").await;
}

/// Jobs whose details cannot be requested stood in front of the others: pressing on read nothing, and nothing said why.
#[wasm_bindgen_test]
async fn jobs_without_a_detail() {
    let row = |id: String, at: u32| job(&id, &format!(r#""abnormal_count":2,{}"#, created(at)));
    let rows = (1..=60).map(|at| row(format!("task-{at}"), at));
    let rows: Vec<String> = rows.chain((61..=62).map(|at| row(uuid(at - 60), at))).collect();
    let (world, page) = showing(&[], &list(&rows)).await;
    page.button("Group failures").click();
    read(&world, 2).await;
    page.says(".drawer[aria-busy=false]", "Jobs read: 2 of 2.").await;
    page.says(".drawer", "Not read, because the job ID is not a UUID: 60.").await;
    world.no_more().await;
}

/// In the detail of one job the causes narrow the nodes.
#[wasm_bindgen_test]
async fn the_causes_of_one_job() {
    let tasks: Vec<String> = (0..7)
        .map(|at| match at % 3 {
            0 => task(&format!("npu-{at}"), "FAILED", &format!("Timed out after {at} s")),
            1 => task(&format!("npu-{at}"), "FAILED", ""),
            _ => task(&format!("npu-{at}"), "SUCCESS", "done"),
        })
        .collect();
    let (_world, page) = opened(&[], &tasks).await;
    let chips = || page.all(".by-cause button").iter().map(text).collect::<Vec<_>>();
    assert_eq!(chips(), ["Timed out after number s 3 nodes", "No message 2 nodes"]);
    let servers = || page.all(".tasks li strong").iter().map(text).collect::<Vec<_>>();
    page.button("No message 2 nodes").click();
    until("two nodes", || servers() == ["npu-1", "npu-4"]).await;
    page.button("No message 2 nodes").click();
    until("all nodes", || servers().len() == 7).await;
}

/// On a phone the causes were called modal, and Tab led from the last of their buttons to the hidden list.
#[wasm_bindgen_test]
async fn the_panel_keeps_the_focus_where_it_is_a_dialog() {
    let (world, page) = showing(&[], &failing(2, 3)).await;
    page.button("Group failures").click();
    read(&world, 2).await;
    page.says(".drawer[aria-busy=false]", "Jobs read: 2 of 2").await;
    check_tab_stays(&page).await;
}
