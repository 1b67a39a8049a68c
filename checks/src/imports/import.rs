//! One import: an item that one file uses from another.

use std::fmt;
use std::path::{Path, PathBuf};

/// The names that one file imports from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The file with the import.
    pub from: PathBuf,
    /// The file that defines the names.
    pub to: PathBuf,
    /// The names, sorted: `*` for all of a module, the module's own name for the module.
    pub names: Vec<String>,
}

/// `src/a.rs -> src/b.rs (One, two)`, with paths from the root of the checkout.
impl fmt::Display for Import {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = |path: &Path| path.strip_prefix(crate::root()).unwrap_or(path).to_owned();
        let (from, to) = (short(&self.from), short(&self.to));
        write!(f, "{} -> {} ({})", from.display(), to.display(), self.names.join(", "))
    }
}
