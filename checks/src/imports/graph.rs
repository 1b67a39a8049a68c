//! Finds circles in a graph of imports.

use std::collections::BTreeSet;
use std::path::Path;

use super::import::Import;

/// The circles, each as all imports between its files. Circles that share a file are one.
pub fn circles(imports: &[Import]) -> Vec<Vec<Import>> {
    let leads = |from: &Path, to: &Path| reachable(imports, from).contains(to);
    let mut rest: Vec<_> =
        imports.iter().filter(|import| leads(&import.to, &import.from)).cloned().collect();
    let mut found = Vec::new();
    while let Some(first) = rest.first().map(|import| import.from.clone()) {
        let (circle, others): (Vec<_>, Vec<_>) = rest
            .into_iter()
            .partition(|import| leads(&first, &import.from) && leads(&import.from, &first));
        found.push(circle);
        rest = others;
    }
    found
}

/// The files that this one imports, directly or indirectly.
fn reachable<'a>(imports: &'a [Import], from: &Path) -> BTreeSet<&'a Path> {
    let mut found = BTreeSet::new();
    let mut next = vec![from];
    while let Some(file) = next.pop() {
        for import in imports.iter().filter(|import| import.from == file) {
            if found.insert(&*import.to) {
                next.push(&import.to);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each word is an import: in `ab`, a imports b.
    #[track_caller]
    fn check(words: &str, expect: &[&str]) {
        let import = |word: &str| {
            let (from, to) = word.split_at(1);
            Import { from: from.into(), to: to.into(), names: Vec::new() }
        };
        let imports: Vec<_> = words.split_whitespace().map(import).collect();
        let word = |import: &Import| format!("{}{}", import.from.display(), import.to.display());
        let found: Vec<String> = circles(&imports)
            .iter()
            .map(|circle| circle.iter().map(word).collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(found, expect, "{words}");
    }

    #[test]
    fn circles_are_found_with_all_their_imports_and_no_other() {
        check("", &[]);
        check("ab bc ac", &[]);
        check("ab ba", &["ab ba"]);
        check("ab bc cd db", &["bc cd db"]);
        check("ab ba bc cb", &["ab ba bc cb"]);
        check("ab ba bc cd dc", &["ab ba", "cd dc"]);
    }
}
