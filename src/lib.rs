//! `<devserver-jobs>`: the jobs of a ModelArts DevServer project, as a custom element for any page.
//!
//! Data goes one way:
//!
//! ```text
//! address bar, attributes -> settings -> state::query, state::table, state::detail
//! state::query, state::session, state::refresh -> api -> proxy -> cloud
//! parts of the body -> core::decode -> state::list -> core::refine, core::order, core::page -> components
//! reader -> components -> one Change (with its history mode) -> state; state -> events -> host page
//! ```
//!
//! Nothing imports back up, and a test checks that no two files import each other. The query is what the
//! server is asked: only a change of it, of the session, or a refetch starts a request for the list. The
//! table state is how the answer is read: never a request. The open job has a request of its own.
//!
//! Invariants:
//! - The network is called in `api` only, and by `define.js` for the first request while this is still
//!   loading; `api::fetch` takes that request over or aborts it.
//! - The host page is told through `events` only.
//! - Everything that was fetched belongs to a session (proxy, credentials, fetch, token); another session
//!   starts empty.
//! - No task is so long that a frame is missed: long work pauses (`platform::scheduler`).
//! - A newer request aborts the older one; a late answer never overwrites a newer one.
//! - An error never looks like an empty list; rows already on screen survive it.
//! - Every listener, timer and request ends when the element leaves the document.
//! - A token that the reader typed is in memory and in the requests to the proxy that asked for it, and
//!   nowhere else.
//! - No markup from text: the built glue holds no `innerHTML`, so that Trusted Types need no policy.
//! - What is focused stays focused; where a pressed button goes away, the focus moves on and is not lost.

#![cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, unused_imports, reason = "natively only tests use the modules")
)]

// Natively there are the tests of what needs no browser.
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

/// Keeps the exports of this library in the binary that Trunk builds: a library that its binary never
/// mentions is not linked at all.
pub fn keep_exports() {}
