//! The conformance report contains every criterion, and the tests that it names exist.

use devserver_jobs_checks::read;

/// WCAG 2.2, levels A and AA.
const CRITERIA: [&str; 55] = [
    "1.1.1", "1.2.1", "1.2.2", "1.2.3", "1.3.1", "1.3.2", "1.3.3", "1.4.1", "1.4.2", "2.1.1",
    "2.1.2", "2.1.4", "2.2.1", "2.2.2", "2.3.1", "2.4.1", "2.4.2", "2.4.3", "2.4.4", "2.5.1",
    "2.5.2", "2.5.3", "2.5.4", "3.1.1", "3.2.1", "3.2.2", "3.2.6", "3.3.1", "3.3.2", "3.3.7",
    "4.1.2", "1.2.4", "1.2.5", "1.3.4", "1.3.5", "1.4.3", "1.4.4", "1.4.5", "1.4.10", "1.4.11",
    "1.4.12", "1.4.13", "2.4.5", "2.4.6", "2.4.7", "2.4.11", "2.5.7", "2.5.8", "3.1.2", "3.2.3",
    "3.2.4", "3.3.3", "3.3.4", "3.3.8", "4.1.3",
];

/// The terms of VPAT 2.5.
const TERMS: [&str; 4] = ["supports", "partially supports", "does not support", "not applicable"];

/// Criterion, conformance and evidence.
fn rows(report: &str) -> Vec<[&str; 3]> {
    let rows = report.lines().filter(|line| {
        line.strip_prefix("| ").is_some_and(|row| row.starts_with(|c: char| c.is_ascii_digit()))
    });
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        cells.try_into().unwrap_or_else(|_| panic!("three cells: {row}"))
    })
    .collect()
}

#[test]
fn every_criterion_has_a_row() {
    let report = read("docs/accessibility.md");
    let rows = rows(&report);
    let numbers: Vec<&str> = rows
        .iter()
        .map(|[criterion, ..]| criterion.split(' ').next().unwrap_or_default())
        .collect();
    assert_eq!(numbers, CRITERIA);
    for [criterion, conformance, held_by] in rows {
        assert!(TERMS.contains(&conformance), "{criterion}: {conformance}");
        let is_looked_at = held_by.to_lowercase().contains("by hand")
            || held_by.contains("axe")
            || held_by.contains('`');
        assert!(is_looked_at || conformance == "not applicable", "{criterion} is held by nothing");
    }
}

/// The files and tests that a text names: files end in `.rs` or `.ts`, functions are code, titles are quoted.
fn named(text: &str) -> Vec<(&str, &str)> {
    let mut named = Vec::new();
    let mut file = "";
    for (at, part) in text.split('`').enumerate() {
        if at % 2 == 0 {
            let titles = part.split('"').skip(1).step_by(2);
            named.extend(titles.map(|title| (file, title)));
        } else if part.ends_with(".rs") || part.ends_with(".ts") {
            file = part;
            named.push((file, ""));
        } else if file.ends_with(".rs") {
            named.push((file, part));
        }
    }
    named
}

#[test]
fn every_test_that_is_named_exists() {
    let report = read("docs/accessibility.md");
    let mut count = 0;
    for (file, name) in named(&report) {
        assert!(!file.is_empty(), "“{name}” is of no file");
        let source = read(file);
        let is_there = match file.ends_with(".rs") {
            true => name.is_empty() || source.contains(&format!("fn {name}(")),
            // A title may continue with a parameter.
            false => source.contains(name),
        };
        assert!(is_there, "docs/accessibility.md: “{name}” is not in {file}");
        count += usize::from(!name.is_empty());
    }
    assert!(count > 50, "{count} tests are named");
}
