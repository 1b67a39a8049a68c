//! `<devserver-jobs>`: the jobs of a ModelArts DevServer project, in any page.
//!
//! One direction of data:
//!
//! ```text
//! address bar, attributes -> Config -> Query + TableState + the open job (three signals)
//! Query -> core::query (path) -> fetch -> proxy -> cloud
//! body, part by part -> core::decode -> core::list -> core::refine, core::order -> core::page -> view
//! the open job -> core::detail (path) -> fetch -> core::detail, core::task -> view::drawer
//! user -> view -> one Change -> core::table::apply -> Query, TableState
//! ```
//!
//! No room calls back up. `Query` is what the server is asked: only a change of it, or a refresh,
//! starts a request for the list. `TableState` is how the answer is read: never a request. The open job
//! is asked for by itself, and never a reason to ask for the list.
//!
//! What holds everywhere:
//! - The network is asked for in `fetch.rs`, and by `define.js` while this is still loading: the first
//!   request, which `fetch.rs` takes over or aborts. Both send through the element's own `send`.
//! - What the page around is told, it is told by `host.rs`.
//! - No work takes so long that a frame is missed: what does is done in slices (`turn.rs`).
//! - A newer request aborts the older one; a late answer never overwrites a newer one.
//! - An error never looks like an empty list; rows already on screen survive it.
//! - Every listener, timer and request ends when the element leaves the document.
//! - A token that the reader typed is in the store's memory and in the requests to the proxy that asked
//!   for it, and nowhere else.
//! - No markup from text: the built glue holds no `innerHTML`, so that Trusted Types need no policy.
//! - What is focused stays focused; where a pressed button goes away, the focus goes on, not lost.

#![cfg(target_arch = "wasm32")]

mod arrange;
mod arriving;
mod config;
mod dom;
mod element;
mod fetch;
mod host;
mod intl;
mod lazy;
mod load;
mod locale;
mod reactive;
mod store;
mod style;
mod turn;
mod url;
mod view;

pub use config::SETTINGS;
pub use element::{Handle, mount, on_crash};
pub use fetch::EarlyRequest;
pub use host::Host;
pub use locale::KEYS;

// 0.8 KB (brotli) less than the one that the standard library brings, and as fast.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// Keeps this library's exports in the binary that Trunk builds: a library that its binary never
/// mentions is not linked at all.
pub fn keep_exports() {}
