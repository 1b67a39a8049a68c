//! The menu of tools at the end of the toolbar, and what is common to their dialogs.

use wasm_bindgen_test::wasm_bindgen_test;

use super::acts::key;
use super::bodies::uuid_jobs;
use super::page::{Mounted, showing, text};
use super::world::until;

/// Opens the menu, and waits for it.
pub async fn menu(page: &Mounted) {
    page.button("More").click();
    focus_is_on(page, "[role=menuitem]:first-child").await;
}

/// Opens a tool by its name in the menu, and waits for its dialog.
pub async fn tool(page: &Mounted, name: &str) {
    menu(page).await;
    page.button(name).click();
    let host = page.host.clone();
    until(format!("the dialog {name}"), move || {
        host.shadow_root().unwrap().query_selector("dialog[open]").unwrap().is_some()
    })
    .await;
    assert_eq!(page.text_of("dialog h2"), name);
}

pub fn focus_is_on(page: &Mounted, selector: &'static str) -> impl Future<Output = ()> {
    let root = page.host.shadow_root().unwrap();
    until(format!("the focus on {selector}"), move || {
        root.active_element().is_some_and(|focused| focused.matches(selector).unwrap())
    })
}

/// A menu has the keys of a menu, and gives the focus back.
#[wasm_bindgen_test]
async fn the_menu_by_keyboard() {
    let (_world, page) = showing(&[], &uuid_jobs(3)).await;
    let more = page.button("More");
    assert_eq!(more.get_attribute("aria-haspopup").as_deref(), Some("menu"));
    assert_eq!(more.get_attribute("aria-expanded").as_deref(), Some("false"));
    menu(&page).await;
    assert_eq!(more.get_attribute("aria-expanded").as_deref(), Some("true"));
    assert!(!key(&page.get("[role=menuitem]"), "End"));
    focus_is_on(&page, "[role=menuitem]:last-child").await;
    assert!(!key(&page.get("[role=menuitem]:last-child"), "ArrowDown"));
    focus_is_on(&page, "[role=menuitem]:first-child").await;
    assert!(!key(&page.get("[role=menuitem]"), "ArrowUp"));
    focus_is_on(&page, "[role=menuitem]:last-child").await;
    assert!(key(&page.get("[role=menuitem]:last-child"), "Tab"), "the browser's");
    assert!(!key(&page.get("[role=menuitem]:last-child"), "Escape"));
    focus_is_on(&page, "[aria-haspopup=menu]").await;
    assert!(page.find("[role=menu]").is_none());
}

/// The button closes what it has opened, and so does the focus when it leaves.
#[wasm_bindgen_test]
async fn the_menu_closes() {
    let (_world, page) = showing(&[], &uuid_jobs(3)).await;
    menu(&page).await;
    page.button("More").click();
    until("no menu", || page.find("[role=menu]").is_none()).await;
    focus_is_on(&page, "[aria-haspopup=menu]").await;
    menu(&page).await;
    page.get("#find").focus().unwrap();
    until("no menu", || page.find("[role=menu]").is_none()).await;
    focus_is_on(&page, "#find").await;
}

/// A dialog keeps the focus, has a name, and gives the focus back to where it was opened.
#[wasm_bindgen_test]
async fn dialogs_open_and_close() {
    let (world, page) = showing(&[], &uuid_jobs(3)).await;
    tool(&page, "Export").await;
    let dialog = page.get("dialog");
    assert!(dialog.matches(":modal").unwrap());
    let name = dialog.get_attribute("aria-labelledby").unwrap();
    assert_eq!(text(&page.get(&format!("#{name}"))), "Export");
    focus_is_on(&page, "dialog h2").await;
    page.button("Close").click();
    until("no dialog", || page.find("dialog").is_none()).await;
    focus_is_on(&page, "[aria-haspopup=menu]").await;
    assert_eq!(page.ids().len(), 3);
    world.no_more().await;
}

/// An element that leaves with a dialog open leaves nothing else behind.
#[wasm_bindgen_test]
async fn leaving_with_a_dialog() {
    let (world, page) = showing(&[], &uuid_jobs(3)).await;
    tool(&page, "Export").await;
    drop(page);
    world.no_more().await;
    assert_eq!(world.alive(), [""; 0]);
}
