//! `cargo xtask demo` and `cargo xtask serve`: build the page and the gateway, and become the gateway.
//! Says nothing of what the gateway does.

use crate::run::{Line, Result, Workshop};
use crate::setup;
use crate::wasm_target::WasmEnv;

/// `command` is the gateway's own, and so are the flags.
pub fn run(shop: &Workshop, command: &str, flags: &[&str]) -> Result {
    let wasm = setup::ensure(shop, &["demo"])?;
    println!("Building the page");
    page(&wasm).run(shop)?;
    println!("Building the gateway and starting it (Ctrl-C ends it)");
    // Cargo, not a path: it alone knows where the user's target folder is. On unix it becomes the
    // gateway in turn.
    let gateway = Line::new("cargo run --release -p devserver-jobs-gateway --")
        .word(command)
        .word("--assets")
        .word(shop.root.join("dist"));
    flags.iter().fold(gateway, Line::word).become_it(shop)
}

/// The release page, into dist/.
pub fn page(wasm: &WasmEnv) -> Line {
    wasm.give(Line::new("trunk build --release"))
}
