//! The element enters the document: a skeleton first, then the list, newest first.

use wasm_bindgen_test::wasm_bindgen_test;

use super::bodies::{DOCUMENTED, created, job, list, newest_first, simulated};
use super::page::{Mounted, showing, text};
use super::world::{World, until};

/// Until the first answer there are rows of a skeleton in a table that says it is busy; then there
/// is the list. One request is all that this takes.
#[wasm_bindgen_test]
async fn first_a_skeleton_then_rows() {
    let world = World::new();
    let page = Mounted::new(&[]);
    let request = world.next().await;
    assert_eq!(
        (request.method(), request.path()),
        ("GET".into(), "/v1/demo/dev-servers/jobs".into())
    );
    page.there().await;
    assert!(page.busy());
    assert!(!page.all("tr.skeleton").is_empty());
    assert_eq!(page.ids(), [""; 0]);
    assert_eq!(page.text_of("h2"), "Jobs");

    request.list(&simulated(7));
    page.loaded().await;
    assert_eq!(page.all("tr.skeleton").len(), 0);
    assert_eq!(page.ids().len(), 7);
    assert_eq!(page.text_of("h2"), "Jobs (7)");
    world.no_more().await;
}

/// That rows came is announced: in a region that was there before, because a new one is not read.
#[wasm_bindgen_test]
async fn the_rows_are_announced() {
    let world = World::new();
    let page = Mounted::new(&[]);
    let request = world.next().await;
    page.there().await;
    let regions = page.all("[role=status]");
    request.list(&simulated(45));
    page.loaded().await;
    let announced = || regions.iter().any(|region| text(region).contains("1–20 of 45"));
    until("the announcement", announced).await;
}

/// The skeleton is as many rows as a page has, up to what fits on a screen, so that nothing moves
/// when the rows come.
#[wasm_bindgen_test]
async fn the_skeleton_is_as_high_as_the_list() {
    for (size, rows) in [("10", 10), ("20", 20), ("100", 20)] {
        let world = World::new();
        let page = Mounted::new(&[("page-size", size)]);
        world.next().await;
        page.there().await;
        assert_eq!(page.all("tr.skeleton").len(), rows, "page-size={size}");
    }
}

/// The documented example reads as it should, field by field; what is missing in it is a dash.
#[wasm_bindgen_test]
async fn the_documented_example() {
    let (_world, page) = showing(&[], DOCUMENTED).await;
    let cells = |id: &str| -> Vec<String> {
        let cells = page.row(id).children();
        (0..cells.length()).map(|at| text(&cells.item(at).unwrap())).collect()
    };
    let [name, outcome, failed, kind, user, created, updated, id] =
        cells("62c89f77-fc81-45a8-9647-d6e457e73954").try_into().unwrap();
    assert_eq!(name, "diagnosis-81efPOC");
    assert_eq!(outcome, "Finished");
    assert_eq!(failed, "0");
    assert_eq!(kind, "DiagnosisASCEND_DIAGNOSIS");
    assert_eq!(user, "modelarts_user");
    assert!(created.starts_with("Jun 10, 2025, 10:48:05"), "{created}");
    assert!(updated.starts_with("Jun 10, 2025, 10:51:39"), "{updated}");
    assert!(id.starts_with("62c89f77-fc81-45a8-9647-d6e457e73954"), "{id}");

    // Without a description there is nothing behind the name.
    let name = cells("03af7361-5cba-44d4-b29b-4dcc5d9dff51").swap_remove(0);
    assert_eq!(name, "software-upgrade-792a");
}

/// Whatever the cloud's order is, the newest job stands first.
#[wasm_bindgen_test]
async fn newest_first_by_default() {
    let (_world, page) = showing(&[], &simulated(20)).await;
    let wanted: Vec<String> = newest_first(20).into_iter().map(|row| row.id).collect();
    assert_eq!(page.ids(), wanted);
    let sorted = page.get("th[aria-sort]");
    assert_eq!(sorted.get_attribute("aria-sort").unwrap(), "descending");
    assert_eq!(text(&sorted), "Created");
}

/// A job whose time can't be read, or did not come, stands last, whichever way times are sorted.
#[wasm_bindgen_test]
async fn unreadable_times_last() {
    let body = list(&[
        job("unreadable", r#""create_at":"yesterday""#),
        job("old", &created(60)),
        job("absent", r#""create_at":null"#),
        job("new", &created(1)),
    ]);
    let (_world, page) = showing(&[], &body).await;
    assert_eq!(page.ids(), ["new", "old", "unreadable", "absent"]);
    page.button("Created").click();
    page.says("th[aria-sort=ascending]", "Created").await;
    assert_eq!(page.ids(), ["old", "new", "unreadable", "absent"]);
}
