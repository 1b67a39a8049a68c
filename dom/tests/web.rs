//! The builder in a real browser.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_browser);

// The block makes `tests/web/` the folder of these modules.
mod web {
    mod world;

    mod building;
    mod events;
    mod focus;
    mod lists;
    mod translated;
}
