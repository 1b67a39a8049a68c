//! Prepares the release build of the page to be split into two WebAssembly modules (docs/decisions/0002).
//! Every other build stays one module: for development, for tests, for other targets.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(two_chunks)");
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|found| found == value);
    // Cargo names no profile here; `wasm-release` is the only one that optimizes for size.
    if is("CARGO_CFG_TARGET_ARCH", "wasm32") && is("OPT_LEVEL", "z") {
        println!("cargo::rustc-cfg=two_chunks");
        // The splitter (build/split) moves functions and data between modules by their relocations.
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
}
