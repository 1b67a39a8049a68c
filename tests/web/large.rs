//! Lists so large that sorting them by a text takes more than a moment: it goes on in slices while the
//! older order is shown, and never is there a third one.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

use super::acts::type_text;
use super::bodies::{list, newest_first, simulated, uuid};
use super::page::{Mounted, showing};
use super::world::{World, settled, until};

/// More than are sorted at once.
const COUNT: u32 = 9_000;

/// Jobs whose names, by their numbers, stand in an order of their own; the first is the newest. `shift`
/// gives another such list.
fn numbered(shift: u32) -> Vec<u8> {
    let row = |at: u32| {
        let name = name_of(at, shift);
        let id = uuid(at);
        format!(r#"{{"id":"{id}","name":"Job-{name}","create_at":{}}}"#, 1_000_000 - at)
    };
    list(&(0..COUNT).map(row).collect::<Vec<_>>())
}

/// A number for each place, no two the same.
fn name_of(at: u32, shift: u32) -> u32 {
    (at * 7 + shift) % COUNT
}

/// The first ids in the order of the names, or of the names backwards.
fn by_name(shift: u32, ascending: bool) -> Vec<String> {
    let mut places: Vec<u32> = (0..COUNT).collect();
    places.sort_by_key(|at| name_of(*at, shift));
    if !ascending {
        places.reverse();
    }
    places.into_iter().take(20).map(uuid).collect()
}

/// What `World::watch` notes of these rows.
fn shown(state: &str, ids: &[String]) -> String {
    format!("{state}: {}", ids.join(" "))
}

/// An element with a large list, in a browser that has no time to prepare what may be asked for.
async fn slow() -> (World, Mounted) {
    let world = World::new();
    world.be_slow();
    let page = Mounted::new(&[]);
    world.next().await.list(&numbered(0));
    page.loaded().await;
    (world, page)
}

/// Sorting by a name: the table is busy until it is done, the rows stay as they are meanwhile, and then
/// they are right; the other direction, and another column, need no such time.
#[wasm_bindgen_test]
async fn sorted_by_name() {
    let (world, page) = slow().await;
    let newest: Vec<String> = (0..20).map(uuid).collect();
    assert_eq!(page.ids(), newest);
    let seen = world.watch(&page.host);
    page.button("Name").click();
    until("the order", || page.ids() == by_name(0, true)).await;
    page.loaded().await;
    assert_eq!(seen(), [shown("busy", &newest), shown("idle", &by_name(0, true)),]);
    page.says("th[aria-sort=ascending]", "Name").await;
    page.button("Name").click();
    until("the other direction", || page.ids() == by_name(0, false)).await;
    assert_eq!(seen().len(), 3, "at once");
    page.button("Created").click();
    until("the newest", || page.ids() == newest).await;
    assert_eq!(seen().len(), 4, "at once");
    world.no_more().await;
}

/// A refresh of a list that is sorted by name goes from the one order to the other, with nothing between:
/// the table is busy until the new one is sorted.
#[wasm_bindgen_test]
async fn a_refresh_sorted_by_name() {
    let (world, page) = slow().await;
    page.button("Name").click();
    until("the order", || page.ids() == by_name(0, true)).await;
    let seen = world.watch(&page.host);
    page.button("Refresh").click();
    world.next().await.list(&numbered(4_321));
    until("the new order", || page.ids() == by_name(4_321, true)).await;
    page.loaded().await;
    assert_eq!(seen(), [shown("busy", &by_name(0, true)), shown("idle", &by_name(4_321, true)),]);
    world.no_more().await;
}

/// Another choice while it is being sorted is the one that counts.
#[wasm_bindgen_test]
async fn another_choice_meanwhile() {
    let (world, page) = slow().await;
    page.button("Name").click();
    page.button("Job ID").click();
    page.says("th[aria-sort=ascending]", "Job ID").await;
    page.loaded().await;
    settled().await;
    let ids: Vec<String> = (0..20).map(uuid).collect();
    assert_eq!(page.ids(), ids);
    type_text(page.get("#find").unchecked_ref(), "job-8999");
    page.says(".matches", "Matches: 1 of 9,000").await;
    page.button("Name").click();
    page.button("Name").click();
    page.says("th[aria-sort=descending]", "Name").await;
    page.loaded().await;
    type_text(page.get("#find").unchecked_ref(), "");
    until("the order", || page.ids() == by_name(0, false)).await;
    world.no_more().await;
}

/// A large list as the cloud sends it: all pages of it, newest first, and the search over all of it.
#[wasm_bindgen_test]
async fn a_large_simulated_list() {
    let count = COUNT as usize;
    let (world, page) = showing(&[("page-size", "1000")], &simulated(count)).await;
    let rows = newest_first(count);
    assert_eq!(page.text_of("h2"), "Jobs (9,000)");
    page.button("Page 9").click();
    page.says(".footer .range", "8,001–9,000 of 9,000").await;
    let last: Vec<&str> = rows[count - 1000..].iter().map(|row| row.id.as_str()).collect();
    assert_eq!(page.ids(), last);
    let user = "chen.wei";
    let of_user = rows.iter().filter(|row| {
        row.user_name == user
            || row.name.contains(user)
            || row.description.is_some_and(|text| text.contains(user))
    });
    let found: Vec<&str> = of_user.map(|row| row.id.as_str()).collect();
    type_text(page.get("#find").unchecked_ref(), user);
    page.says(".footer .range", "1–").await;
    settled().await;
    let first: Vec<&str> = found.iter().copied().take(1000).collect();
    assert_eq!(page.ids(), first);
    world.no_more().await;
}
