//! There are no circular imports between the files of a crate.

use devserver_jobs_checks::imports::{circles, imports};
use devserver_jobs_checks::root;

/// The folders of the crates; one that does not exist has no circle.
const FOLDERS: [&str; 11] = [
    "",
    "core",
    "core/reports",
    "dom",
    "sim",
    "gateway",
    "fake-cloud",
    "fuzz",
    "checks",
    "bench",
    "xtask",
];

/// The circles of all crates in a folder, as text.
fn found(folder: &str) -> Vec<String> {
    let source = root().join(folder).join("src");
    let roots = ["lib.rs", "main.rs"].map(|name| source.join(name));
    let mut found = Vec::new();
    for root in roots.iter().filter(|root| root.is_file()) {
        for (count, circle) in circles(&imports(root)).iter().enumerate() {
            let title = if folder.is_empty() { "src" } else { folder };
            let lines: Vec<_> = circle.iter().map(|import| format!("  {import}")).collect();
            found.push(format!("circle {} of {title}:\n{}", count + 1, lines.join("\n")));
        }
    }
    found
}

#[test]
fn no_import_circles() {
    let found: Vec<_> = FOLDERS.iter().flat_map(|folder| found(folder)).collect();
    assert!(found.is_empty(), "{} import circles\n\n{}\n", found.len(), found.join("\n\n"));
}
