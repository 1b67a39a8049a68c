//! The entry of the built page: a readable message for a panic, and nothing else. The element's
//! loader, `element.js`, calls what `lib.rs` exports.

#[cfg(target_arch = "wasm32")]
fn main() {
    console_error_panic_hook::set_once();
    devserver_jobs::keep_exports();
}

/// The component needs a browser; this lets the workspace build for other targets.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
