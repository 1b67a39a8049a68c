//! `<devserver-jobs>`: the jobs of a ModelArts DevServer project, as a custom element for any page.
//!
//! Data flows in one direction:
//!
//! ```text
//! address bar, attributes -> settings -> state::query, state::table, state::detail
//! state::query, state::session, state::refresh -> api -> proxy -> cloud
//! parts of the body -> core::decode -> state::list -> core::refine, core::order, core::page -> components
//! user -> components -> one Change (with its history mode) -> state; state -> events -> host page
//! ```
//!
//! Imports follow this direction, and a test rejects circular imports. The query determines the request for the
//! list: only a change of the query or of the session, or a refetch, sends one. The table state determines how the
//! loaded list is displayed, and never causes a request. The detail of the open job has a request of its own.
//!
//! Invariants:
//! - Only `api` uses the network, except for the early request, which `define.js` sends while the WebAssembly is
//!   loading; `api::fetch` takes it over or aborts it.
//! - The host page is notified through `events` only.
//! - Everything that was fetched belongs to a session (proxy, credentials mode, `fetch` function, token); a new
//!   session starts empty.
//! - No task takes so long that a frame is missed: long work is divided by pauses (`platform::scheduler`).
//! - A newer request aborts the older one; a late response never overwrites a newer one.
//! - An error never looks like an empty list, and does not remove rows that are on screen.
//! - Every listener, timer and request ends when the element leaves the document.
//! - A token that the user typed is only in memory and in the requests to the proxy that required it.
//! - No markup from text: the built glue contains no `innerHTML`, so that Trusted Types need no policy.
//! - Focus is never lost: when the focused button is removed, the focus moves to another element.

#![cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, unused_imports, reason = "natively only tests use the modules")
)]

// Native builds are for the tests of modules that need no browser.
#[cfg(any(test, target_arch = "wasm32"))]
mod api;
#[cfg(target_arch = "wasm32")]
mod components;
#[cfg(target_arch = "wasm32")]
mod element;
#[cfg(any(test, target_arch = "wasm32"))]
mod events;
#[cfg(target_arch = "wasm32")]
mod lazy;
#[cfg(any(test, target_arch = "wasm32"))]
mod locale;
#[cfg(any(test, target_arch = "wasm32"))]
mod platform;
#[cfg(any(test, target_arch = "wasm32"))]
mod settings;
#[cfg(any(test, target_arch = "wasm32"))]
mod state;
#[cfg(target_arch = "wasm32")]
mod style;

#[cfg(target_arch = "wasm32")]
pub use api::fetch::EarlyRequest;
#[cfg(target_arch = "wasm32")]
pub use element::{Handle, Host, mount, on_crash};
#[cfg(target_arch = "wasm32")]
pub use locale::KEYS;
#[cfg(target_arch = "wasm32")]
pub use settings::SETTINGS;

// 0.8 KB (brotli) less than the allocator of the standard library, and as fast.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// Keeps the exports of this library in the binary that Trunk builds: a library that the binary does not use
/// is not linked at all.
pub fn keep_exports() {}
