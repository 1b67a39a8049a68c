//! The component in a real browser: its custom element, what it shows, what it asks, and what it
//! leaves behind. One test is one promise. Journeys through the real gateway are in `end2end/`.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_browser);

// The block makes `tests/web/` the folder of these modules.
mod web {
    // What tests stand on.
    mod acts;
    mod address_bar;
    mod bodies;
    mod page;
    mod world;

    // What is asked, and when.
    mod combobox;
    mod early;
    mod early_module;
    mod filters;
    mod requests;

    // What is shown.
    mod arrived;
    mod errors;
    mod facets;
    mod find;
    mod find_address;
    mod interrupted;
    mod languages;
    mod large;
    mod live;
    mod live_loop;
    mod mounting;
    mod outcomes;
    mod pasted;
    mod reading;
    mod refreshing;
    mod rows;
    mod stale;
    mod states;
    mod streaming;
    mod stuck;
    mod time;
    mod times;
    mod watch;

    // The tools at the end of the toolbar.
    mod export;
    mod grid;
    mod marking;
    mod preferences;
    mod request;
    mod shortcuts;
    mod snapshot;
    mod snapshot_file;
    mod tools;
    mod views;

    // The detail of a job.
    mod causes;
    mod chunk;
    mod detail;
    mod detail_address;
    mod detail_loading;
    mod detail_open;
    mod detail_servers;

    // The element in its page.
    mod address;
    mod attributes;
    mod events;
    mod guests;
    mod history;
    mod leaving;
    mod loading;
    mod projects;
    mod properties;
    mod realms;
    mod removed;
    mod setup;
    mod sign_in;
}
