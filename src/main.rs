//! The entry of the built page: a readable message for a panic, and nothing else. The element's
//! loader, `element.js`, calls what `lib.rs` exports.

fn main() {
    console_error_panic_hook::set_once();
    devserver_jobs::keep_exports();
}
