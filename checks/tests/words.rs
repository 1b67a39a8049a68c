//! Words that this project no longer uses, because there is a standard term. `docs/glossary.md` has the terms.

use std::fs;
use std::path::Path;

use devserver_jobs_checks::{files, root, words};

/// Words that must not be used, each with its replacement.
const RETIRED: [(&str, &str); 30] = [
    (".says(", "the name of Leptos' builder or of the DOM: attr, prop, class, text"),
    (".shows(", "show"),
    (".lists(", "for_each"),
    ("Workshop", "Workspace"),
    ("shop", "workspace"),
    ("ask anew", "request again, refetch"),
    ("asks anew", "requests again, refetches"),
    ("asked anew", "requested again, refetched"),
    ("asking anew", "refetching"),
    ("ask nobody", "send no request"),
    ("asks nobody", "sends no request"),
    ("asked nobody", "sent no request"),
    ("asking nobody", "without a request"),
    ("tell nobody", "notify no subscriber"),
    ("tells nobody", "notifies no subscriber"),
    ("told nobody", "notified no subscriber"),
    ("telling nobody", "without a notification"),
    ("page around", "host page, portal"),
    ("who reads", "the user, the observer"),
    ("who runs now", "the current observer"),
    ("what is shown of it", "the rendered part, the state of the view"),
    ("rooms", "modules"),
    ("this room", "this module"),
    ("that room", "that module"),
    ("one room", "one module"),
    ("each room", "each module"),
    ("every room", "every module"),
    ("a room of", "a module of"),
    ("the room of", "the module of"),
    ("no room calls", "no module calls"),
];

/// The folders and files that are checked.
const PLACES: [&str; 11] = [
    "src",
    "core",
    "dom",
    "sim",
    "fake-cloud",
    "gateway",
    "xtask",
    "build",
    "style",
    "README.md",
    "docs",
];

/// The glossary may contain the words.
const GLOSSARY: &str = "docs/glossary.md";

fn found(place: &str) -> Vec<String> {
    let mut found = Vec::new();
    for file in files(&root().join(place)) {
        let name = file.strip_prefix(root()).unwrap_or(&file);
        // Not a text file, such as an image.
        let Ok(text) = fs::read_to_string(&file) else { continue };
        if name == Path::new(GLOSSARY) {
            continue;
        }
        for (word, instead) in RETIRED {
            for place in words::find(&text, word) {
                let (line, text) = (place.line, place.text);
                found.push(format!(
                    "{}:{line}: {word:?}; write {instead}\n    {text}",
                    name.display()
                ));
            }
        }
    }
    found
}

#[test]
fn no_retired_word_comes_back() {
    let found: Vec<_> = PLACES.iter().flat_map(|place| found(place)).collect();
    assert!(found.is_empty(), "{} retired words\n\n{}\n", found.len(), found.join("\n"));
}
