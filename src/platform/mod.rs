//! What the browser does for the component beside its document: time, turns of the event loop, the history,
//! and the formats of `Intl`. State gets it as a trait, so that it can be tested without a browser.

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(target_arch = "wasm32")]
pub mod clipboard;
#[cfg(target_arch = "wasm32")]
pub mod download;
#[cfg(target_arch = "wasm32")]
pub mod intl;
#[cfg(target_arch = "wasm32")]
mod js;
#[cfg(target_arch = "wasm32")]
pub mod notification;
#[cfg(target_arch = "wasm32")]
pub mod scheduler;
#[cfg(target_arch = "wasm32")]
pub mod storage;
#[cfg(target_arch = "wasm32")]
pub mod title;

use std::any::Any;
use std::pin::Pin;
use std::rc::Rc;

#[cfg(target_arch = "wasm32")]
pub use browser::Browser;
#[cfg(target_arch = "wasm32")]
pub use js::object;

/// Long work goes on for this many milliseconds, then pauses.
pub const SLICE: f64 = 8.0;

/// Ends a timer when it is dropped.
pub type Guard = Box<dyn Any>;

/// What to wait for between two slices of long work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// Until input has been handled and a frame can be painted.
    Yield,
    /// Until the browser has nothing else to do.
    Idle,
}

/// How a change of the state becomes a history entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryMode {
    /// A new entry: back undoes the change.
    Push,
    /// In place of the present entry: a step that nobody wants back, such as one letter of a search.
    Replace,
    /// The address stays as it is: the change came from it, or more follows.
    None,
}

/// Whether the page can be seen, and whether it has a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attention {
    /// Whether the page is visible, and not in a tab behind another.
    pub is_visible: bool,
    /// Whether the browser has a network.
    pub is_online: bool,
}

/// The address of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Location {
    /// Origin and path.
    pub base: String,
    /// The query string: empty, or with its `?`.
    pub search: String,
    /// The fragment: empty, or with its `#`.
    pub hash: String,
}

/// The browser, or what stands in for it in a test.
pub trait Platform {
    /// Milliseconds since 1970 by the user's clock.
    fn now(&self) -> f64;
    /// The user's own time zone, such as `Asia/Shanghai`. It may change while the page is open.
    fn time_zone(&self) -> String;
    /// Calls `act` after each so many milliseconds, until the guard is dropped.
    fn every(&self, milliseconds: i32, act: Box<dyn FnMut()>) -> Guard;
    /// Calls `act` once, after so many milliseconds, unless the guard is dropped before.
    fn after(&self, milliseconds: i32, act: Box<dyn FnMut()>) -> Guard;
    /// A random number from 0 to 1.
    fn random(&self) -> f64;
    /// Whether the page can be seen, and whether it has a network.
    fn attention(&self) -> Attention;
    /// Calls `act` after that has changed, until the current owner ends.
    fn on_attention(&self, act: Rc<dyn Fn()>);
    /// Calls `act` once, in a task behind the next frame, unless the guard is dropped before: for what nobody sees of
    /// an act, so that the rest of it is seen earlier.
    fn after_paint(&self, act: Rc<dyn Fn()>) -> Guard;
    /// Waits.
    fn pause(&self, pause: Pause) -> Pin<Box<dyn Future<Output = ()>>>;
    /// The page's address.
    fn location(&self) -> Location;
    /// What the browser keeps under a name; `None` also where it may not keep anything.
    fn stored(&self, key: &str) -> Option<String>;
    /// Has the browser keep a text. The result is whether it does: it may not keep anything, or be full.
    fn store(&self, key: &str, text: &str) -> bool;
    /// Loads the page again.
    fn reload(&self);
    /// Calls `act` after the user has gone back or forward, until the current owner ends.
    fn on_history(&self, act: Box<dyn FnMut()>);
    /// Puts another query string into the page's address. The state that the host page keeps in the
    /// history entry stays.
    fn set_search(&self, search: &str, mode: HistoryMode);
}
