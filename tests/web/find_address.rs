//! Find and the outcome toggles in the address bar, and beside the detail of a job.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

use super::acts::alt_key;
use super::address_bar::{history, parameter, search, synchronized_list};
use super::bodies::{detail, uuid, uuid_jobs};
use super::detail_open::link;
use super::find::{LAST, box_of, find, various};
use super::outcomes::{toggle, toggles};
use super::page::{Mounted, showing};
use super::world::{World, settled, until};

/// An element that follows the address, and shows the various jobs.
async fn synchronized(address: &str) -> (World, Mounted) {
    let shown = synchronized_list(address, &[], &various()).await;
    settled().await;
    shown
}

/// What is looked for stands in the address, in the place of the entry that is there: a letter is no step
/// that one would want back. An outcome is one.
#[wasm_bindgen_test]
async fn both_are_written() {
    let (world, page) = synchronized("?utm=1").await;
    for text in ["a", "al", "al ü&"] {
        find(&page, text).await;
        until("the text in the address", || parameter("find").as_deref() == Some(text)).await;
    }
    assert_eq!(world.history_calls(), ["replaceState"; 3]);
    find(&page, "").await;
    until("the old address", || search() == "?utm=1").await;
    find(&page, "alice").await;
    until("the text in the address", || parameter("find").is_some()).await;
    let calls = world.history_calls().len();
    toggle(&page, "Finished with failures").await;
    toggle(&page, "Processing").await;
    let both = Some("finished-with-failures,processing");
    until("both in the address", || parameter("outcome").as_deref() == both).await;
    assert_eq!(parameter("find").as_deref(), Some("alice"));
    assert_eq!(world.history_calls()[calls..], ["pushState"; 2]);
    toggle(&page, "Finished with failures").await;
    toggle(&page, "Processing").await;
    until("neither in the address", || parameter("outcome").is_none()).await;
    world.no_more().await;
}

/// The page that one was on does not stay in the address of another narrowing.
#[wasm_bindgen_test]
async fn the_page_goes() {
    let (_world, page) = synchronized("?page-size=2&page=2").await;
    assert_eq!(page.ids(), ["3", "4"]);
    find(&page, "e").await;
    until("no page in the address", || parameter("page").is_none()).await;
    assert_eq!(parameter("page-size").as_deref(), Some("2"));
}

/// An element begins with what the address says. Outcomes that there are not are dropped, from it too.
#[wasm_bindgen_test]
async fn both_are_read() {
    let (world, page) = synchronized("?find=ALICE&outcome=finished-with-failures").await;
    assert_eq!(page.ids(), ["1"]);
    assert_eq!(box_of(&page).value(), "ALICE");
    assert_eq!(toggles(&page)[0], "Finished with failures 1!");
    assert_eq!(world.history_calls(), [""; 0]);
    world.no_more().await;

    for (address, ids, left) in [
        ("?outcome=bogus,processing,,FINISHED", &["3"][..], "?outcome=processing"),
        ("?outcome=bogus", &["1", "2", "3", "4", "5", LAST], ""),
        ("?outcome=", &["1", "2", "3", "4", "5", LAST], ""),
        ("?outcome=deleted", &[], "?outcome=deleted"),
        ("?outcome=other,other&x=1", &["5"], "?outcome=other&x=1"),
        ("?find=%3Cb%3E", &["5"], "?find=%3Cb%3E"),
        ("?find=", &["1", "2", "3", "4", "5", LAST], ""),
    ] {
        let (world, page) = synchronized(address).await;
        assert_eq!(page.ids(), ids, "{address}");
        until(format!("what is left of {address}"), || search() == left).await;
        assert!(world.history_calls().iter().all(|call| call == "replaceState"));
        world.no_more().await;
    }
    // An outcome that no job came to can be taken out again.
    let (_world, page) = synchronized("?outcome=deleted").await;
    assert_eq!(toggles(&page).last().unwrap(), "Deleted 0!");
    toggle(&page, "Deleted").await;
    assert_eq!(page.ids().len(), 6);
    assert!(!toggles(&page).iter().any(|toggle| toggle.starts_with("Deleted")));
}

/// Back and forward restore both, without a request, and do not write the history.
#[wasm_bindgen_test]
async fn back_and_forward() {
    let (world, page) = synchronized("").await;
    find(&page, "alice").await;
    toggle(&page, "Finished with failures").await;
    find(&page, "alice upgrade").await;
    assert_eq!(page.ids(), ["1"]);
    until("the text in the address", || parameter("find").as_deref() == Some("alice upgrade"))
        .await;
    let written = world.history_calls();

    history().back().unwrap();
    until("the jobs of before", || page.ids() == ["1", LAST]).await;
    assert_eq!(box_of(&page).value(), "alice");
    assert_eq!(toggles(&page)[0], "Finished with failures 1");
    history().forward().unwrap();
    until("the outcome", || page.ids() == ["1"]).await;
    assert_eq!(box_of(&page).value(), "alice upgrade");
    assert_eq!(toggles(&page)[0], "Finished with failures 1!");
    world.no_more().await;
    assert_eq!(world.history_calls(), written);
}

/// Without `sync-url` nothing of it is read or written.
#[wasm_bindgen_test]
async fn only_where_it_is_synchronized() {
    let world = World::new();
    world.go_to("?find=alice&outcome=other");
    let page = Mounted::new(&[]);
    world.next().await.list(&various());
    page.loaded().await;
    assert_eq!(page.ids().len(), 6);
    find(&page, "bob").await;
    toggle(&page, "Finished").await;
    assert_eq!(search(), "?find=alice&outcome=other");
    assert_eq!(world.history_calls(), [""; 0]);
}

/// From the detail of a job one goes on to the next of those that are shown. Where the open job is not
/// one of them, there is none before or after it.
#[wasm_bindgen_test]
async fn neighbours_are_those_that_are_shown() {
    let (world, page) = showing(&[], &uuid_jobs(25)).await;
    // The jobs 2, 12 and 20 to 25.
    find(&page, "2").await;
    assert_eq!(page.ids().len(), 8);
    link(&page, &uuid(2)).click();
    world.next().await.list(&detail(&uuid(2), "", &[]));
    page.says(".drawer[aria-busy=false]", "nodes").await;
    let drawer = page.get(".drawer");
    for (key, expected) in [("ArrowDown", 12), ("ArrowDown", 20), ("ArrowUp", 12)] {
        alt_key(&drawer, key);
        if key == "ArrowDown" {
            let request = world.next().await;
            assert!(request.path().ends_with(&uuid(expected)), "{}", request.path());
            request.list(&detail(&uuid(expected), "", &[]));
        }
        let title = format!("job {}", uuid(expected));
        page.says(".drawer[aria-busy=false] #job", &title).await;
    }
    settled().await;
    // Back at 12, which was asked about already: a finished job is not asked about anew.
    world.no_more().await;

    find(&page, "25").await;
    assert_eq!(page.ids(), [uuid(25)]);
    for name in ["Previous job", "Next job"] {
        let button = page.button(name);
        assert_eq!(button.get_attribute("aria-disabled").as_deref(), Some("true"), "{name}");
        button.click();
    }
    world.no_more().await;
    assert!(page.text_of("#job").contains(&uuid(12)));
    // The detail stays, and what it lists is that job's.
    let mark = page.get("mark").unchecked_into::<web_sys::Element>();
    assert_eq!(mark.text_content().unwrap(), "25");
}
