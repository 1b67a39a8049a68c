//! The browser's functions apart from the document: time, tasks of the event loop, history, storage, and the
//! formats of `Intl`. The state uses them through a trait, so that it can be tested without a browser.

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

/// Long work runs for this many milliseconds, then pauses.
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

/// How a change of the state affects the browser history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryMode {
    /// A new entry: Back undoes the change.
    Push,
    /// Replaces the current entry: a step that is not worth undoing, such as one letter of a search.
    Replace,
    /// The address is not changed: the change came from it, or more changes follow.
    None,
}

/// Whether the page is visible, and whether the browser is online.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attention {
    /// Whether the page is visible, and not in a background tab.
    pub is_visible: bool,
    /// Whether the browser is online.
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

/// The browser, or its replacement in a test.
pub trait Platform {
    /// Milliseconds since 1970 by the user's clock.
    fn now(&self) -> f64;
    /// The user's own time zone, such as `Asia/Shanghai`. It may change while the page is open.
    fn time_zone(&self) -> String;
    /// Calls `act` at this interval, until the guard is dropped.
    fn every(&self, milliseconds: i32, act: Box<dyn FnMut()>) -> Guard;
    /// Calls `act` once after this many milliseconds, unless the guard is dropped before.
    fn after(&self, milliseconds: i32, act: Box<dyn FnMut()>) -> Guard;
    /// A random number from 0 to 1.
    fn random(&self) -> f64;
    /// Whether the page is visible, and whether the browser is online.
    fn attention(&self) -> Attention;
    /// Calls `act` after each change of that, until the current owner ends.
    fn on_attention(&self, act: Rc<dyn Fn()>);
    /// Calls `act` once, in a task after the next frame, unless the guard is dropped before: for effects that are
    /// not visible, so that the visible ones are displayed earlier.
    fn after_paint(&self, act: Rc<dyn Fn()>) -> Guard;
    /// Waits.
    fn pause(&self, pause: Pause) -> Pin<Box<dyn Future<Output = ()>>>;
    /// The page's address.
    fn location(&self) -> Location;
    /// The text that the browser stores under a key; `None` also if it stores nothing.
    fn stored(&self, key: &str) -> Option<String>;
    /// Stores a text under a key. Returns whether the browser has stored it: it may forbid storage, or be full.
    fn store(&self, key: &str, text: &str) -> bool;
    /// Loads the page again.
    fn reload(&self);
    /// Calls `act` after the user has gone back or forward, until the current owner ends.
    fn on_history(&self, act: Box<dyn FnMut()>);
    /// Changes the query string of the page's address. The state that the host page keeps in the history entry is
    /// kept.
    fn set_search(&self, search: &str, mode: HistoryMode);
}
