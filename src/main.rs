//! The entry of the built page. It is empty: the loader, `element.js`, calls the exports of `lib.rs`.

#[cfg(target_arch = "wasm32")]
fn main() {
    devserver_jobs::keep_exports();
}

/// The component needs a browser; this lets the workspace build for other targets.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
