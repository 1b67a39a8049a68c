//! The loop that refreshes a list by itself: when it rests, who shares it, and that it ends with its element.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use super::bodies::jobs;
use super::live::request;
use super::page::{Mounted, showing};
use super::world::{World, frames, settled, until};

/// Longer than the interval of these tests, whatever its jitter.
const DUE: f64 = 33_001.0;

/// A page with three lists of one project sent three times the requests.
#[wasm_bindgen_test]
async fn three_elements_share_one_loop() {
    let world = World::new();
    let settings = [("refresh-interval", "30")];
    let pages = [Mounted::new(&settings), Mounted::new(&settings), Mounted::new(&settings)];
    world.next().await.list(&jobs(&["a"]));
    for page in &pages {
        page.loaded().await;
        page.says("h2", "Jobs (1)").await;
    }
    settled().await;
    for round in 2..6 {
        world.pass(DUE);
        let ids: Vec<String> = (0..round).map(|number| format!("job-{number}")).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        world.next().await.list(&jobs(&ids));
        for page in &pages {
            page.says("h2", &format!("Jobs ({round})")).await;
        }
        world.no_more().await;
    }
    // The loop goes on with those that stay, and ends with the last one.
    let [one, two, three] = pages;
    drop((one, two));
    settled().await;
    world.pass(DUE);
    world.next().await.list(&jobs(&["a"]));
    three.says("h2", "Jobs (1)").await;
    three.host.remove();
    settled().await;
    world.pass(3_600_000.0);
    world.no_more().await;
    assert_eq!(world.alive(), [""; 0]);
}

/// A page that was left open asked all night, though nobody saw it.
#[wasm_bindgen_test]
async fn nothing_is_requested_where_nobody_sees_it() {
    let (world, page) = showing(&[("refresh-interval", "30")], &jobs(&["a"])).await;
    let seen = async |shows: bool| {
        let wanted = if shows { "Next in" } else { "Waiting" };
        page.says(".live-state", wanted).await;
        settled().await;
    };
    seen(true).await;
    for way in ["hidden", "offline", "outside the viewport"] {
        let set = |is_away: bool| match way {
            "hidden" => world.hide(is_away),
            "offline" => world.disconnect(is_away),
            _ => {
                let top = if is_away { "10000px" } else { "0" };
                page.host.style().set_property("margin-top", top).unwrap();
            }
        };
        set(true);
        seen(false).await;
        world.pass(3_600_000.0);
        world.no_more().await;
        // It is due when the user comes back.
        set(false);
        let (live, before) = (page.host.clone(), "Waiting");
        until(format!("{way} to end"), move || {
            let state = live.shadow_root().unwrap().query_selector(".live-state").unwrap().unwrap();
            state.text_content().unwrap() != before
        })
        .await;
        world.pass(1000.0);
        world.next().await.list(&jobs(&["a"]));
        page.loaded().await;
        seen(true).await;
    }
}

/// On a phone, where the open job is in the place of the list, neither was ever refreshed.
#[wasm_bindgen_test]
async fn the_loop_goes_on_behind_an_open_job() {
    let (world, page) = showing(&[("refresh-interval", "30")], &jobs(&["a"])).await;
    page.host.style().set_property("width", "390px").unwrap();
    page.row("a").query_selector("a").unwrap().unwrap().unchecked_into::<HtmlElement>().click();
    page.says(".drawer h2", "job a").await;
    let main = page.get(".main");
    until("the list to make room", move || main.client_width() == 0).await;
    frames().await;
    world.pass(DUE);
    world.next().await.list(&jobs(&["a", "b"]));
    page.says("h2", "Jobs (2)").await;
}

/// A clock that was put back by an hour stopped the list for an hour.
#[wasm_bindgen_test]
async fn a_clock_that_jumps_back_delays_nothing() {
    let (world, page) = showing(&[("refresh-interval", "30")], &jobs(&["a"])).await;
    page.says(".live-state", "Next in").await;
    world.hide(true);
    settled().await;
    world.pass(-3_600_000.0);
    world.hide(false);
    settled().await;
    world.pass(DUE);
    world.next().await.list(&jobs(&["b"]));
    until("the new list", || page.ids() == ["b"]).await;
}

/// Each refresh emptied the countdown and filled it again, which were two more frames and a flicker.
#[wasm_bindgen_test]
async fn the_countdown_stays_while_an_answer_is_on_its_way() {
    let (world, page) = showing(&[("refresh-interval", "30")], &jobs(&["a"])).await;
    page.says(".live-state", "Next in").await;
    settled().await;
    let texts = world.texts(&page.host, ".live-state");
    request(&page);
    let sent = world.next().await;
    settled().await;
    assert_eq!(texts(), [""; 0]);
    sent.list(&jobs(&["a", "b"]));
    page.says("h2", "Jobs (2)").await;
    settled().await;
    assert!(texts().iter().all(|text| text.starts_with("Next in")), "{:?}", texts());

    // An answer that takes longer than a second is not counted down to.
    request(&page);
    let sent = world.next().await;
    settled().await;
    world.pass(2000.0);
    settled().await;
    assert_eq!(page.text_of(".live-state"), "");
    sent.list(&jobs(&["a"]));
    page.says(".live-state", "Next in").await;
}
