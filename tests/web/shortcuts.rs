//! Single keys of the list, while the focus is in it and in no field.

use wasm_bindgen_test::wasm_bindgen_test;

use super::acts::{compose, control_key, key, shift_key};
use super::bodies::uuid_jobs;
use super::grid::{focused, grid};
use super::page::document;
use super::tools::{focus_is_on, menu};
use super::world::until;

#[wasm_bindgen_test]
async fn find_and_refresh() {
    let (world, page) = grid(3).await;
    let link = page.get("tbody .name a");
    link.focus().unwrap();
    assert!(compose(&link, "/"), "an input method's");
    assert!(!key(&link, "/"));
    focus_is_on(&page, "#find").await;
    for name in ["/", "r", "?"] {
        assert!(key(&page.get("#find"), name), "{name} is typed");
    }
    link.focus().unwrap();
    assert!(control_key(&link, "r"), "the browser's");
    assert!(!key(&page.button("More"), "r"), "from any control");
    world.next().await.list(&uuid_jobs(3));
    page.loaded().await;
    assert!(key(&page.get("footer select"), "r"), "a letter chooses an option");
    assert!(key(&page.host, "r"), "outside of what is in the element");
    assert!(key(&document().body().unwrap(), "r"), "the page's");
    world.no_more().await;
}

/// The dialog closes to where it was opened.
#[wasm_bindgen_test]
async fn the_list_of_keys() {
    let (world, page) = grid(3).await;
    let link = page.get("tbody .name a");
    link.focus().unwrap();
    assert!(!shift_key(&link, "?"), "on most keyboards with Shift");
    focus_is_on(&page, "dialog h2").await;
    assert_eq!(page.text_of("dialog h2"), "Keyboard shortcuts");
    for name in ["r", "/", "?"] {
        assert!(key(&page.get("dialog h2"), name), "{name} behind a dialog");
    }
    page.button("Close").click();
    until("no dialog", || page.find("dialog").is_none()).await;
    assert_eq!(focused(&page), link);
    menu(&page).await;
    assert!(key(&page.get("[role=menuitem]"), "r"), "in a menu");
    world.no_more().await;
}
