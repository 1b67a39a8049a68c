//! Jobs that are watched until they end: from the row and from the detail, in the menu, and what tells of their end.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use super::acts::key;
use super::bodies::{detail, job, list, uuid};
use super::live::{refresh, statuses};
use super::page::{Mounted, document, showing};
use super::world::{World, settled};

const BEFORE: [(&str, &str); 2] = [("a", "PROCESSING"), ("b", "FINISHED")];
const AFTER: [(&str, &str); 2] = [("a", "FINISHED"), ("b", "FINISHED")];

/// Presses the button that watches job `a`, in its row.
async fn watch(page: &Mounted) {
    page.button("Watch job a").click();
    settled().await;
}

/// An operator waited for an upgrade of two hours in front of the list.
#[wasm_bindgen_test]
async fn a_watched_job_is_told_of_when_it_ends() {
    let (world, page) = showing(&[], &statuses(&BEFORE)).await;
    page.row("a").query_selector("a").unwrap().unwrap().unchecked_into::<HtmlElement>().click();
    // The id is none that the detail can be requested of.
    page.says(".drawer", "Watch").await;
    assert_eq!(world.notifications(), [""; 0], "asked before the reader wants it");
    page.button("Watch").click();
    settled().await;
    assert_eq!(world.notifications(), ["allow?"]);
    assert_eq!(page.button("Watch").get_attribute("aria-pressed").as_deref(), Some("true"));
    page.button("Close").click();
    settled().await;
    page.says(".live-state", "Next in").await;
    // It goes on while the page is hidden, though automatic refresh is off.
    world.hide(true);
    settled().await;
    world.pass(67_000.0);
    world.next().await.list(&statuses(&AFTER));
    page.says("[role=status].unseen", "job a: Finished").await;
    assert_eq!(world.notifications(), ["allow?", "job a: Finished"]);
    world.pass(600_000.0);
    world.no_more().await;
    // The title is the host page's.
    assert!(!document().title().starts_with('('));
}

/// A job could be watched only after it had been opened.
#[wasm_bindgen_test]
async fn a_row_has_the_button_while_its_job_is_processed() {
    let (world, page) = showing(&[], &statuses(&BEFORE)).await;
    assert!(!page.has_button("Watch job b"));
    assert!(page.row("b").query_selector("td.outcome button").unwrap().is_none());
    watch(&page).await;
    assert_eq!(page.button("Watch job a").get_attribute("aria-pressed").as_deref(), Some("true"));
    assert!(page.find(".drawer").is_none(), "the job is not opened by it");
    watch(&page).await;
    assert_eq!(page.button("Watch job a").get_attribute("aria-pressed").as_deref(), Some("false"));
    assert_eq!(world.notifications(), ["allow?"]);
    assert!(page.find(".watched button").is_none());

    // What has the focus goes away with the job's end, and the focus stays in the row.
    page.button("Watch job a").focus().unwrap();
    refresh(&world, &page, &statuses(&AFTER)).await;
    assert!(!page.has_button("Watch job a"));
    let focused = page.host.shadow_root().unwrap().active_element().unwrap();
    assert_eq!(focused.text_content().as_deref(), Some("job a"));
}

/// An operator who watched five jobs could not find them again.
#[wasm_bindgen_test]
async fn the_menu_opens_watched_jobs_and_stops_watching() {
    let (world, page) =
        showing(&[], &statuses(&[("a", "PROCESSING"), ("c", "PROCESSING"), ("b", "FINISHED")]))
            .await;
    watch(&page).await;
    page.button("Watch job c").click();
    settled().await;
    page.button("Watched jobs: 2").click();
    settled().await;
    let menu = page.get(".watched .menu");
    assert!(!menu.has_attribute("hidden"));
    assert_eq!(page.text_of(".watched li"), "job aProcessing");
    // The keyboard is in the menu, and Escape leads out of it.
    let focused = || page.host.shadow_root().unwrap().active_element().unwrap();
    assert_eq!(focused().text_content().as_deref(), Some("job a"));
    key(&focused(), "Escape");
    settled().await;
    assert!(menu.has_attribute("hidden"));
    assert_eq!(focused(), page.button("Watched jobs: 2").into());

    page.button("Watched jobs: 2").click();
    settled().await;
    page.button("Stop watching job a").click();
    settled().await;
    assert!(!menu.has_attribute("hidden"));
    assert_eq!(page.button("Watch job a").get_attribute("aria-pressed").as_deref(), Some("false"));
    page.get(".watched li .link").click();
    page.says(".drawer h2", "job c").await;
    page.button("Close").click();
    settled().await;

    // One that has ended stays in the menu until that was looked at.
    refresh(&world, &page, &statuses(&[("c", "FINISHED"), ("b", "FINISHED")])).await;
    page.button("Watched jobs: 1").click();
    settled().await;
    assert_eq!(page.text_of(".watched li"), "job cFinished");
    page.button("Watched jobs: 1").click();
    settled().await;
    assert!(page.find(".watched button").is_none());
}

/// A watched job was deleted, and the hidden page asked for it for ever.
#[wasm_bindgen_test]
async fn a_watched_job_that_has_gone_is_waited_for_no_more() {
    let (world, page) = showing(&[], &statuses(&BEFORE)).await;
    watch(&page).await;
    world.hide(true);
    settled().await;
    world.pass(67_000.0);
    world.next().await.list(&statuses(&[("b", "FINISHED")]));
    page.says("[role=status].unseen", "a: No longer in the list").await;
    world.pass(600_000.0);
    world.no_more().await;
}

/// The title of a page behind others did not tell that there was something to look at.
#[wasm_bindgen_test]
async fn the_title_is_marked_until_the_reader_comes_back() {
    let title = document().title();
    let (world, page) = showing(&[("mark-title", "")], &statuses(&BEFORE)).await;
    watch(&page).await;
    world.hide(true);
    settled().await;
    refresh(&world, &page, &statuses(&AFTER)).await;
    assert_eq!(document().title(), format!("(1) {title}").trim());
    world.hide(false);
    settled().await;
    assert_eq!(document().title(), title);
    // Who looks on needs no mark, and an element that goes takes its mark with it.
    refresh(&world, &page, &statuses(&BEFORE)).await;
    watch(&page).await;
    refresh(&world, &page, &statuses(&AFTER)).await;
    assert_eq!(document().title(), title);
    refresh(&world, &page, &statuses(&BEFORE)).await;
    watch(&page).await;
    world.hide(true);
    refresh(&world, &page, &statuses(&AFTER)).await;
    assert_ne!(document().title(), title);
    page.host.remove();
    settled().await;
    assert_eq!(document().title(), title);
}

/// A user loaded the page again, and the watched jobs were forgotten.
#[wasm_bindgen_test]
async fn watched_jobs_are_kept_for_the_life_of_the_tab() {
    for is_allowed in [true, false] {
        let world = World::new();
        let project = if is_allowed { "kept" } else { "unkept" };
        if !is_allowed {
            world.forbid_storage();
        }
        let settings = [("project-id", project)];
        let page = Mounted::new(&settings);
        world.next().await.list(&statuses(&BEFORE));
        page.loaded().await;
        watch(&page).await;
        drop(page);
        settled().await;
        // Another element of the page, and one of another project.
        let other = Mounted::new(&[("project-id", "other")]);
        world.next().await.list(&statuses(&BEFORE));
        other.loaded().await;
        settled().await;
        assert!(!other.has_button("Watched jobs: 1"));
        drop(other);
        settled().await;
        let page = Mounted::new(&settings);
        world.next().await.list(&statuses(&BEFORE));
        page.loaded().await;
        settled().await;
        assert!(page.has_button("Watched jobs: 1"), "{is_allowed}");
        refresh(&world, &page, &statuses(&AFTER)).await;
        assert_eq!(world.notifications().last().unwrap(), "job a: Finished");
        page.host.remove();
        settled().await;
        document().body().unwrap().append_child(&page.host).unwrap();
        world.next().await.list(&statuses(&BEFORE));
        page.loaded().await;
        settled().await;
        assert!(!page.has_button("Watched jobs: 1"), "it has ended");
    }
}

/// Who watched a job and showed only those being processed never heard of its end: it was no longer in the list.
#[wasm_bindgen_test]
async fn a_watched_job_that_the_filters_leave_out_is_requested() {
    let row = |status: &str| job(&uuid(1), &format!(r#""status":"{status}""#));
    let (world, page) =
        showing(&[("filter-status", "PROCESSING")], &list(&[row("PROCESSING")])).await;
    page.get("td.outcome button").click();
    settled().await;
    refresh(&world, &page, &list(&[])).await;
    let request = world.next().await;
    assert_eq!(request.path(), format!("/v1/demo/dev-servers/jobs/{}", uuid(1)));
    request.list(&detail(&uuid(1), r#""status":"PROCESSING""#, &[]));
    settled().await;
    // Not with each refresh.
    refresh(&world, &page, &list(&[])).await;
    world.no_more().await;
    // With the next one, a minute later.
    world.pass(67_000.0);
    world.next().await.list(&list(&[]));
    world.next().await.list(&detail(&uuid(1), "", &[]));
    page.says("[role=status].unseen", ": Finished").await;
    assert!(page.find(".live-state").unwrap().text_content().unwrap().is_empty());
}

/// A paused list would never have told of the end of a job that was watched since.
#[wasm_bindgen_test]
async fn watching_ends_a_pause() {
    let (world, page) = showing(&[("refresh-interval", "30")], &statuses(&BEFORE)).await;
    page.button("Pause updates").click();
    settled().await;
    watch(&page).await;
    world.pass(33_001.0);
    world.next().await.list(&statuses(&AFTER));
    page.says("[role=status].unseen", "job a: Finished").await;
}
