//! `cargo xtask package`: everything that is handed over, into target/deliver/. Uploads nothing.

use std::fs;

use crate::demo;
use crate::run::{Line, Result, Workshop, stop};
use crate::setup;

/// The gateway's program.
const PROGRAM: &str = "devserver-jobs-gateway";

/// The gateway and the npm package.
pub fn run(shop: &Workshop) -> Result {
    npm(shop)?;
    println!("Building the gateway with the page inside");
    // Apart from other builds, which would have to be built anew otherwise.
    let target = shop.root.join("target/package");
    Line::new(
        "cargo build --profile deliver -p devserver-jobs-gateway --features embedded-page --target-dir",
    )
    .word(&target)
    .with("DEVSERVER_JOBS_PAGE", shop.root.join("dist"))
    .run(shop)?;
    let deliver = shop.root.join("target/deliver");
    let (from, to) = (target.join("deliver").join(PROGRAM), deliver.join(PROGRAM));
    let copied = fs::create_dir_all(&deliver).and_then(|()| fs::copy(&from, &to));
    match copied {
        Ok(bytes) => {
            println!("target/deliver/{PROGRAM}: {:.1} MB, the page included", bytes as f64 / 1e6);
            Ok(())
        }
        Err(error) => stop(format!("{} could not be written: {error}", to.display())),
    }
}

/// The npm package alone.
pub fn npm(shop: &Workshop) -> Result {
    let wasm = setup::ensure(shop, &["demo"])?;
    println!("Building the page");
    demo::page(&wasm).run(shop)?;
    println!("Writing the npm package");
    npm_package("target/deliver/npm").run(shop)
}

/// The npm package of the page in dist/, into a folder of its own.
pub fn npm_package(folder: &str) -> Line {
    Line::new("node build/package.mjs dist").word(folder)
}
