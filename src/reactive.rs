//! What of Leptos is used here: its signals, memos, effects and owners.
//!
//! Views are written by `dom.rs`, so nothing of its renderer is. The server functions that it brings
//! along are dropped from the built page by a hook in Trunk.toml.

pub use any_spawner::Executor;
pub use leptos::prelude::{Effect, Memo, Owner, RenderEffect, StoredValue, on_cleanup, untrack};
pub use leptos::prelude::{ReadSignal, RwSignal};
pub use leptos::reactive::traits::*;
pub use leptos::task::spawn_local_scoped_with_cancellation;
