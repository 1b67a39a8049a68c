//! The entry of the built page: nothing. The element's loader, `element.js`, calls what `lib.rs` exports.

#[cfg(target_arch = "wasm32")]
fn main() {
    devserver_jobs::keep_exports();
}

/// The component needs a browser; this lets the workspace build for other targets.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
