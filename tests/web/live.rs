//! Automatic refresh: what is requested, what moves, and which changes are announced.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, EventInit, HtmlElement, HtmlSelectElement};

use super::acts::choose;
use super::bodies::{job, jobs, list};
use super::page::{Mounted, showing};
use super::world::{World, settled};

fn select(page: &Mounted) -> HtmlSelectElement {
    page.get(".live select").unchecked_into()
}

/// Requests the list again, as a host page does.
pub fn request(page: &Mounted) {
    let method = js_sys::Reflect::get(&page.host, &"refresh".into()).unwrap();
    method.unchecked_into::<js_sys::Function>().call0(&page.host).unwrap();
}

/// Requests the list again, and sends the response.
pub async fn refresh(world: &World, page: &Mounted, body: &[u8]) {
    request(page);
    world.next().await.list(body);
    page.loaded().await;
    settled().await;
}

/// A list of jobs by id and status.
pub fn statuses(jobs: &[(&str, &str)]) -> Vec<u8> {
    let rows: Vec<String> =
        jobs.iter().map(|(id, status)| job(id, &format!(r#""status":"{status}""#))).collect();
    list(&rows)
}

/// Without automatic refresh, an operator pressed Refresh every half minute for a whole night.
#[wasm_bindgen_test]
async fn the_list_is_requested_again_by_itself() {
    let (world, page) = showing(&[("refresh-interval", "30")], &jobs(&["a"])).await;
    // A list that is out of sight is not requested again.
    page.get("[part=table]").scroll_into_view();
    page.says(".live-state", "Next in").await;
    world.pass(33_001.0);
    let request = world.next().await;
    settled().await;
    assert!(!page.busy(), "nobody waits for it");
    request.list(&jobs(&["n", "a"]));
    page.says("h2", "Jobs (2)").await;
    assert_eq!(page.ids(), ["n", "a"]);
    page.says("[role=status].unseen", "1 new").await;

    // The user pauses, goes on, and chooses.
    page.button("Pause updates").click();
    page.says(".live-state", "Paused").await;
    settled().await;
    world.pass(600_000.0);
    world.no_more().await;
    page.button("Resume updates").click();
    settled().await;
    world.pass(1000.0);
    world.next().await.list(&jobs(&["m", "n", "a"]));
    page.says("h2", "Jobs (3)").await;
    choose(&select(&page), "off");
    settled().await;
    assert!(!page.has_button("Pause updates"));
    world.pass(600_000.0);
    world.no_more().await;
}

/// An embedded list refreshes automatically only if the host page or the user requests it.
#[wasm_bindgen_test]
async fn an_embedded_list_does_not_refresh_unless_asked_to() {
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    assert_eq!(select(&page).value(), "off");
    world.pass(3_600_000.0);
    world.no_more().await;
    page.set("refresh-interval", "sometimes");
    settled().await;
    assert!(world.warnings().iter().any(|text| text.contains("refresh-interval")));
    page.set("refresh-interval", "auto");
    settled().await;
    assert_eq!(select(&page).value(), "auto");
    world.pass(1000.0);
    world.next().await.list(&jobs(&["a", "b"]));
    page.says("h2", "Jobs (2)").await;
    page.host.remove();
    settled().await;
    world.pass(3_600_000.0);
    world.no_more().await;
    assert_eq!(world.alive(), [""; 0]);
}

/// While the user was reading a row, new jobs arrived, and another row was in its place.
#[wasm_bindgen_test]
async fn a_focused_row_stays_where_it_is_through_a_hundred_refreshes() {
    let ids: Vec<String> = (0..40).map(|number| format!("job-{number}")).collect();
    let body = |ids: &[String], status: &str| {
        let rows: Vec<(&str, &str)> = ids.iter().map(|id| (id.as_str(), status)).collect();
        statuses(&rows)
    };
    let (world, page) = showing(&[], &body(&ids, "PROCESSING")).await;
    let link: HtmlElement =
        page.row("job-7").query_selector("a").unwrap().unwrap().unchecked_into();
    link.focus().unwrap();
    let place = || page.row("job-7").get_bounding_client_rect().top();
    let (before, shown) = (place(), page.ids());

    let mut random = 9_u32;
    let mut below = |limit: usize| {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (random >> 8) as usize % limit
    };
    let mut now = ids.clone();
    for turn in 0..100 {
        match below(3) {
            0 => now.insert(below(now.len()), format!("new-{turn}")),
            1 if now.len() > 10 => drop(now.remove(below(now.len()))),
            _ => {
                let moved = now.remove(below(now.len()));
                now.insert(below(now.len()), moved);
            }
        }
        let status = if turn % 2 == 0 { "FINISHED" } else { "PROCESSING" };
        refresh(&world, &page, &body(&now, status)).await;
        assert_eq!(place(), before, "{turn}");
        assert_eq!(page.ids(), shown, "{turn}");
        let focused = page.host.shadow_root().unwrap().active_element().unwrap();
        assert_eq!(&focused, link.as_ref() as &web_sys::Element, "{turn}");
    }
    assert!(!page.text_of(".live-bar p").is_empty());

    // What waits is shown when the user wants it, and is what a fresh load shows.
    page.get(".live-bar button").click();
    settled().await;
    assert_eq!(page.ids(), now[..20]);
    page.says(".live-bar p", "new").await;
    page.button("Dismiss").click();
    settled().await;
    assert!(page.find(".live-bar p").is_none());
}

/// A refresh updated every row although only one job had changed.
#[wasm_bindgen_test]
async fn only_cells_that_differ_are_touched() {
    let before = statuses(&[("a", "PROCESSING"), ("b", "PROCESSING"), ("c", "FINISHED")]);
    let after = statuses(&[("a", "PROCESSING"), ("b", "FINISHED"), ("c", "FINISHED")]);
    let (world, page) = showing(&[], &before).await;
    settled().await;
    let touched = world.touched(&page.host);
    refresh(&world, &page, &before).await;
    assert_eq!(touched(), [""; 0]);
    refresh(&world, &page, &after).await;
    let mut cells = touched();
    cells.dedup();
    assert_eq!(cells, ["b outcome"]);

    // The cell is marked, until the mark has faded.
    let cell = page.row("b").query_selector(".outcome").unwrap().unwrap();
    assert!(cell.has_attribute("data-changed"));
    let options = EventInit::new();
    options.set_bubbles(true);
    cell.dispatch_event(&Event::new_with_event_init_dict("animationend", &options).unwrap())
        .unwrap();
    assert!(!cell.has_attribute("data-changed"));
}

/// With a hundred thousand jobs, every refresh decoded all of them, although none had changed.
#[wasm_bindgen_test]
async fn an_answer_with_the_same_tag_is_not_read() {
    let world = World::new();
    let page = Mounted::new(&[]);
    let headers = [("Content-Type", "application/json"), ("ETag", "\"1\"")];
    world.next().await.answer(200, &headers, &jobs(&["a"]));
    page.loaded().await;
    let touched = world.touched(&page.host);
    page.button("Refresh").click();
    let request = world.next().await;
    request.begin_with(&headers[1..]);
    page.loaded().await;
    settled().await;
    assert!(request.aborted(), "the body is not waited for");
    assert_eq!(page.ids(), ["a"]);
    assert_eq!(touched(), [""; 0]);
    assert!(page.find(".notice").is_none());
}

/// A job that was deleted in the cloud disappeared under the pointer while the user was reading it.
#[wasm_bindgen_test]
async fn a_job_that_has_gone_stays_until_the_reader_has_seen_that() {
    let (world, page) = showing(&[], &jobs(&["a", "b"])).await;
    let link: HtmlElement = page.row("a").query_selector("a").unwrap().unwrap().unchecked_into();
    link.focus().unwrap();
    refresh(&world, &page, &jobs(&["b"])).await;
    assert_eq!(page.ids(), ["a", "b"]);
    assert!(page.row("a").has_attribute("data-gone"));
    assert!(page.row("a").text_content().unwrap().contains("No longer in the list"));
    page.says(".live-bar button", "1 gone").await;
    assert_eq!(page.text_of("h2"), "Jobs (1)");
}

/// After an absence, the user could not see what had changed.
#[wasm_bindgen_test]
async fn who_comes_back_sees_what_has_changed() {
    let before = statuses(&[("a", "PROCESSING"), ("b", "PROCESSING"), ("c", "FINISHED")]);
    let (world, page) = showing(&[("refresh-interval", "60")], &before).await;
    // A list that is out of sight is not requested again.
    page.get("[part=table]").scroll_into_view();
    page.says(".live-state", "Next in").await;
    world.hide(true);
    settled().await;
    world.pass(3_600_000.0);
    world.no_more().await;
    world.hide(false);
    settled().await;
    world.pass(1000.0);
    let after = statuses(&[("n", "PROCESSING"), ("a", "FINISHED"), ("b", "PROCESSING")]);
    world.next().await.list(&after);
    page.says(".live-bar p", "Since 15:20:00: 1 new, 1 finished, 1 gone").await;
    page.button("Show only these").click();
    settled().await;
    assert_eq!(page.ids(), ["n", "a"]);
    page.says(".matches", "2 of 3").await;
    page.button("Dismiss").click();
    settled().await;
    assert_eq!(page.ids(), ["n", "a", "b"]);
}

/// A list that changes every few seconds was announced all the time.
#[wasm_bindgen_test]
async fn changes_are_announced_at_most_every_fifteen_seconds() {
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    let announced = || page.text_of("p[role=status].unseen").trim_end_matches('\u{a0}').to_owned();
    refresh(&world, &page, &jobs(&["a", "b"])).await;
    assert_eq!(announced(), "1 new");
    world.pass(5000.0);
    refresh(&world, &page, &jobs(&["a", "b", "c"])).await;
    world.pass(5000.0);
    refresh(&world, &page, &jobs(&["a", "b", "c", "d"])).await;
    assert_eq!(announced(), "1 new");
    world.pass(6000.0);
    refresh(&world, &page, &jobs(&["a", "b", "c", "d", "e"])).await;
    assert_eq!(announced(), "3 new", "with what was left unsaid");
}

/// The same if the user has selected text, has opened a job beside the list, or has gone to the next page.
#[wasm_bindgen_test]
async fn rows_stay_however_they_are_read() {
    let selection = web_sys::window().unwrap().get_selection().unwrap().unwrap();
    for way in ["nothing", "selection", "open job", "second page"] {
        let (world, page) = showing(&[("page-size", "2")], &jobs(&["a", "b", "c", "d"])).await;
        let link = || page.get("tbody tr th a");
        match way {
            "selection" => selection.select_all_children(&link()).unwrap(),
            "open job" => link().click(),
            "second page" => page.button("Page 2").click(),
            _ => {}
        }
        settled().await;
        let before = page.ids();
        refresh(&world, &page, &jobs(&["n", "a", "b", "c", "d"])).await;
        let expect = if way == "nothing" { vec!["n".to_owned(), "a".to_owned()] } else { before };
        assert_eq!(page.ids(), expect, "{way}");
        assert_eq!(page.find(".live-bar button.primary").is_some(), way != "nothing", "{way}");
        selection.remove_all_ranges().unwrap();
    }
}
