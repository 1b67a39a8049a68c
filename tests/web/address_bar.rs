//! The address bar and the history as tests read them, and an element that is synchronized with both.

use web_sys::{History, Location, UrlSearchParams};

use super::bodies::simulated;
use super::page::Mounted;
use super::world::World;

/// Where the page is.
pub fn location() -> Location {
    web_sys::window().unwrap().location()
}

/// The page's history.
pub fn history() -> History {
    web_sys::window().unwrap().history().unwrap()
}

/// The address's query string.
pub fn search() -> String {
    location().search().unwrap()
}

/// One parameter of it.
pub fn parameter(name: &str) -> Option<String> {
    UrlSearchParams::new_with_str(&search()).unwrap().get(name)
}

/// A world whose address bar says `address`, with an element that follows it and shows 45 jobs.
pub async fn synchronized(address: &str, attributes: &[(&str, &str)]) -> (World, Mounted) {
    synchronized_list(address, attributes, &simulated(45)).await
}

/// The same with a list.
pub async fn synchronized_list(
    address: &str,
    attributes: &[(&str, &str)],
    body: &[u8],
) -> (World, Mounted) {
    let world = World::new();
    world.go_to(address);
    // What is among the attributes wins.
    let page = Mounted::new(&[&[("sync-url", "")], attributes].concat());
    world.next().await.list(body);
    page.loaded().await;
    (world, page)
}
