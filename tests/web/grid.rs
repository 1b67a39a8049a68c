//! The table as a grid: one stop of Tab, every key of it, and where the focus stays.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

use super::acts::{alt_key, check, compose, control_key, key, meta_key, press, shift_key};
use super::bodies::{job, list, uuid, uuid_jobs};
use super::page::{Mounted, showing, text};
use super::properties::js;
use super::tools::{focus_is_on, tool};
use super::world::{World, frames, until};

/// Jobs on pages of two, as a grid.
pub async fn grid(jobs: u32) -> (World, Mounted) {
    grid_of(&[("columns", "name,user,id"), ("page-size", "2")], jobs).await
}

async fn grid_of(attributes: &[(&str, &str)], jobs: u32) -> (World, Mounted) {
    let (world, page) = showing(attributes, &uuid_jobs(jobs)).await;
    until("a grid", || page.get("table").get_attribute("role").as_deref() == Some("grid")).await;
    (world, page)
}

pub fn focused(page: &Mounted) -> HtmlElement {
    page.host.shadow_root().unwrap().active_element().expect("the focus").unchecked_into()
}

/// The row and the cell of the focus, if it is in the table. The head is row 0.
fn place(page: &Mounted) -> Option<(usize, usize)> {
    let focused = page.host.shadow_root().unwrap().active_element()?;
    let cell = focused.closest("td,th").unwrap()?;
    let row = cell.parent_element().unwrap();
    let cells = row.children();
    let rows = page.all("thead tr, tbody tr[data-job-id]");
    let cell = (0..cells.length()).position(|at| cells.item(at).as_ref() == Some(&cell));
    rows.iter().position(|own| *own == row).zip(cell)
}

/// The stops of Tab in the table.
fn stops(page: &Mounted) -> Vec<Element> {
    let all = page.all("table :is(a[href],button,[tabindex])").into_iter();
    all.filter(|stop| stop.get_attribute("tabindex").as_deref() != Some("-1")).collect()
}

async fn one_stop(page: &Mounted, at: &str) {
    let stop = || stops(page).iter().map(text).collect::<Vec<_>>();
    until(format!("one stop, {at}"), || stops(page).len() == 1 && stop()[0].contains(at)).await;
}

/// At each page turn the attributes of all links, buttons and rows were read, to find that they are as they are to be.
#[wasm_bindgen_test]
async fn a_page_turn_reads_no_rows() {
    let (_world, page) = grid_of(&[], 60).await;
    one_stop(&page, &uuid(1)).await;
    let next = page.button("Next page");
    js("(() => {
        window.reads = 0;
        const own = window.ownGet = Element.prototype.getAttribute;
        Element.prototype.getAttribute = function (name) {
            if (this.closest('tbody')) reads += 1;
            return own.call(this, name);
        };
    })()");
    next.click();
    frames().await;
    let reads = js("Element.prototype.getAttribute = ownGet, reads").as_f64().unwrap();
    one_stop(&page, &uuid(21)).await;
    assert!(reads < 5.0, "{reads} attributes were read");
}

#[wasm_bindgen_test]
async fn the_table_is_one_stop_of_tab() {
    let (_world, page) = grid(3).await;
    one_stop(&page, &uuid(1)).await;
    let first = page.get("tbody .name a");
    assert_eq!(first.get_attribute("tabindex").as_deref(), Some("0"), "the first job");
    first.focus().unwrap();
    assert!(!key(&first, "ArrowDown"));
    assert_eq!(place(&page), Some((2, 0)));
    one_stop(&page, &uuid(2)).await;
    // The stop is where the pointer has put the focus, too.
    page.get("thead button").focus().unwrap();
    one_stop(&page, "Name").await;
    assert_eq!(page.all("tbody td[role=gridcell]").len(), 4);
    // The rows of another page are not stops either.
    page.button("Next page").click();
    until("the other page", || page.ids().len() == 1).await;
    one_stop(&page, "Name").await;
}

#[wasm_bindgen_test]
async fn every_key_that_moves() {
    let (_world, page) = grid(3).await;
    page.get("tbody .name a").focus().unwrap();
    let went = |press: fn(&Element, &str) -> bool, name: &str, to: (usize, usize)| {
        assert!(!press(&focused(&page), name), "{name} is the grid's");
        assert_eq!(place(&page), Some(to), "{name}");
    };
    went(key, "ArrowRight", (1, 1));
    went(key, "ArrowRight", (1, 2));
    went(key, "ArrowRight", (1, 2));
    went(key, "ArrowDown", (2, 2));
    went(key, "ArrowDown", (2, 2));
    went(key, "Home", (2, 0));
    went(key, "End", (2, 2));
    went(control_key, "Home", (0, 0));
    went(key, "ArrowUp", (0, 0));
    went(key, "ArrowLeft", (0, 0));
    went(control_key, "End", (2, 2));
    went(key, "ArrowLeft", (2, 1));
    went(key, "ArrowUp", (1, 1));
}

/// After a click on a cell the keys went where the focus had been before, or nowhere.
#[wasm_bindgen_test]
async fn a_click_on_a_cell_moves_the_focus() {
    let (world, page) = grid(3).await;
    let cell = |row: u32, column: usize| {
        let cells = page.row(&uuid(row)).children();
        cells.item(column as u32).unwrap()
    };
    js("(() => {
        window.moved = [];
        const own = window.ownFocus = HTMLElement.prototype.focus;
        HTMLElement.prototype.focus = function (options) {
            moved.push(options?.preventScroll === true);
            own.call(this, options);
        };
    })()");
    press(&cell(2, 1));
    assert_eq!(place(&page), Some((2, 1)));
    one_stop(&page, "ada").await;
    assert_eq!(js("moved.join()"), "true", "nothing scrolls");
    assert!(!key(&focused(&page), "ArrowUp"));
    assert_eq!(place(&page), Some((1, 1)));
    // The link or button of a cell is what has the focus in it.
    press(&cell(2, 2));
    assert_eq!(focused(&page).local_name(), "button");
    press(&cell(1, 0));
    assert_eq!(focused(&page).local_name(), "a");

    // Text that is selected, and what is pressed for itself, keep the focus where the browser puts it.
    let selection = web_sys::window().unwrap().get_selection().unwrap().unwrap();
    selection.select_all_children(&cell(2, 1)).unwrap();
    press(&cell(2, 1));
    assert_eq!(place(&page), Some((1, 0)));
    selection.remove_all_ranges().unwrap();
    press(&page.get("thead button"));
    until("another order", || page.find("th[aria-sort]").is_some()).await;
    assert_eq!(place(&page), Some((1, 0)));
    js("HTMLElement.prototype.focus = ownFocus");
    world.no_more().await;
}

/// Keys with which a browser goes back, changes the tab or selects text.
#[wasm_bindgen_test]
async fn keys_that_are_not_the_grids() {
    let (world, page) = grid(5).await;
    page.get("tbody .name a").focus().unwrap();
    for name in ["ArrowLeft", "ArrowDown", "Home", "PageDown", "Enter", " ", "r", "/", "c"] {
        for press in [alt_key, meta_key] {
            assert!(press(&focused(&page), name), "{name}");
        }
    }
    for name in ["ArrowLeft", "ArrowDown", "PageDown", "PageUp", "Enter", " ", "r", "c"] {
        assert!(control_key(&focused(&page), name), "Ctrl+{name}");
    }
    for name in ["ArrowDown", "Home", "End", "PageDown", "Enter", "Escape"] {
        assert!(shift_key(&focused(&page), name), "Shift+{name}");
    }
    for name in ["Tab", "a", "F5", "Delete"] {
        assert!(key(&focused(&page), name), "{name}");
    }
    // An input method's.
    for name in ["ArrowDown", " ", "Enter", "/", "r", "?"] {
        assert!(compose(&focused(&page), name), "{name}");
    }
    assert_eq!(place(&page), Some((1, 0)));
    assert_eq!(page.all("tr[aria-selected=true]").len(), 0);
    world.no_more().await;
}

#[wasm_bindgen_test]
async fn pages_are_turned() {
    let (world, page) = grid(3).await;
    page.get("tbody .name a").focus().unwrap();
    assert!(!key(&focused(&page), "ArrowDown"));
    assert!(!key(&focused(&page), "End"));
    assert!(!key(&focused(&page), "PageDown"));
    until("the second page", || page.ids() == [uuid(3)]).await;
    until("the focus in the last row", || place(&page) == Some((1, 2))).await;
    assert!(!key(&focused(&page), "PageDown"));
    assert_eq!(page.ids(), [uuid(3)], "there is no further page");
    assert!(!key(&focused(&page), "PageUp"));
    until("the first page", || page.ids().len() == 2).await;
    until("the focus in its row", || place(&page) == Some((1, 2))).await;
    assert!(!key(&focused(&page), "ArrowDown"));
    assert!(!key(&focused(&page), "PageUp"));
    assert_eq!(place(&page), Some((1, 2)), "the first row, before which there is no page");
    world.no_more().await;
}

/// Enter opens the job from any cell, acts on what is in the cell, and sorts in the head.
#[wasm_bindgen_test]
async fn enter_opens() {
    let (world, page) = grid(3).await;
    page.get("tbody .name a").focus().unwrap();
    assert!(key(&focused(&page), "Enter"), "the browser's, which follows the link");
    assert!(!key(&focused(&page), "End"));
    assert!(key(&focused(&page), "Enter"), "the browser's, which presses the button");
    assert!(!key(&focused(&page), "ArrowLeft"));
    assert!(!key(&focused(&page), "Enter"));
    world.next().await;
    focus_is_on(&page, "#job").await;
    page.get("thead button").focus().unwrap();
    assert!(key(&focused(&page), "Enter"), "the browser's, which sorts");
    assert!(key(&focused(&page), " "), "the same");
}

/// The row that had the focus is not in the new list, and the focus was nowhere.
#[wasm_bindgen_test]
async fn the_focus_survives_a_refresh() {
    let (world, page) = grid(4).await;
    let times = |at: u32| format!(r#""create_at":{at},"update_at":{at}"#);
    let jobs = |ids: &[u32]| {
        let rows = ids.iter().enumerate();
        list(&rows.map(|(at, id)| job(&uuid(*id), &times(90 - at as u32))).collect::<Vec<_>>())
    };
    page.get("tbody .name a").focus().unwrap();
    assert!(!key(&focused(&page), "ArrowRight"));
    let refresh = async |ids: &[u32]| {
        assert!(!key(&focused(&page), "r"));
        world.next().await.list(&jobs(ids));
        page.loaded().await;
    };
    refresh(&[2, 1, 3, 4]).await;
    until("the focus with its job", || place(&page) == Some((2, 1))).await;
    one_stop(&page, "ada").await;
    refresh(&[5, 2, 3]).await;
    until("the focus where the job was", || place(&page) == Some((2, 1))).await;
    refresh(&[6]).await;
    until("the focus in the last row", || place(&page) == Some((1, 1))).await;
    // What the user has left does not take the focus back.
    page.get("#find").focus().unwrap();
    page.button("Refresh").click();
    world.next().await.list(&jobs(&[7]));
    until("another row", || page.ids() == [uuid(7)]).await;
    focus_is_on(&page, "#find").await;
    assert_eq!(stops(&page).len(), 1);
}

#[wasm_bindgen_test]
async fn columns_come_and_go() {
    let (_world, page) = grid_of(&[("page-size", "2")], 3).await;
    page.get("tbody .id button").focus().unwrap();
    assert_eq!(place(&page), Some((1, 7)));
    tool(&page, "Preferences").await;
    let checkbox = |column: &str| page.get(&format!("dialog [data-column={column}] input"));
    for column in ["type", "user", "id"] {
        check(checkbox(column).unchecked_ref(), false);
    }
    until("five columns", || page.all("thead th").len() == 5).await;
    page.button("Close").click();
    until("no dialog", || page.find("dialog").is_none()).await;
    one_stop(&page, "").await;
    let stop: HtmlElement = stops(&page).remove(0).unchecked_into();
    stop.focus().unwrap();
    assert_eq!(place(&page), Some((1, 4)), "the last column");
    assert!(!key(&stop, "ArrowRight"));
    assert_eq!(place(&page), Some((1, 4)));
    assert!(!control_key(&focused(&page), "Home"));
    assert_eq!(place(&page), Some((0, 0)));
}

/// A table that has no rows has its head, and what is in their place keeps its own stops.
#[wasm_bindgen_test]
async fn nothing_to_walk_through() {
    let (_world, page) = grid(3).await;
    super::acts::type_text(page.get("#find").unchecked_ref(), "nothing");
    until("no rows", || page.find(".instead button").is_some()).await;
    until("two stops", || stops(&page).len() == 2).await;
    page.get("thead button").focus().unwrap();
    assert!(!key(&focused(&page), "ArrowDown"));
    assert_eq!(place(&page), Some((0, 0)));
    assert!(key(&page.get(".instead button"), "ArrowDown"), "it is in no cell of the grid");
}
