//! The description of a tool: its purpose, how to check that it is there, and how to install it.

mod check;
mod table;

pub use table::table;

/// One tool of the table.
pub struct Tool {
    /// As its users know it.
    pub name: &'static str,
    /// Empty where the newest the machine offers will do.
    pub version: String,
    /// Printed before it is installed.
    pub purpose: &'static str,
    /// How long the installation takes on two cores.
    pub takes: &'static str,
    /// `demo`, `bench gateway`, `bench page`, `fuzz`, or the steps of `test`.
    pub needed_by: &'static [&'static str],
    /// How to know that it is there.
    pub check: Check,
    /// How to get it.
    pub install: Install,
}

/// How to know that a tool is there.
pub enum Check {
    /// The program's `--version` begins with these words.
    Prints(&'static str, String),
    /// What this command prints, on either stream and however it ends, begins with these words: not every
    /// program knows `--version`.
    Answers(&'static [&'static str], &'static str),
    /// A font for this language is installed.
    Font(&'static str),
    /// Node of this version, by its first two numbers, or newer; and npm.
    Node([u32; 2]),
    /// Chromium and its driver, of one major version.
    Browser,
    /// A compiler on this machine can build for wasm32.
    WasmTarget,
    /// The packages in this folder are those of its lock file.
    Packages(&'static str),
}

/// How to get a tool.
pub enum Install {
    /// The crate is built from source into cargo's bin folder, with these flags.
    Cargo(&'static str, &'static [&'static str]),
    /// The npm package puts its programs into cargo's bin folder too: on PATH already, and no root
    /// needed.
    Npm(&'static str),
    /// Packages of Debian.
    Debian(&'static [&'static str]),
    /// A server that Debian would start at once, and again with the machine.
    DebianServer(&'static str),
    /// A component of the compiler.
    RustupComponent(&'static str),
    /// The compiler's target for the browser.
    WasmTarget,
    /// What the lock file in this folder names, below that folder.
    Packages(&'static str),
    /// The user's own choice; the words say what to do.
    ByHand(&'static str),
}

/// The lock file that `npm ci` last succeeded with in a folder. Contents are compared, because a checkout
/// changes file times.
pub fn stamp(folder: &str) -> String {
    format!("{folder}/node_modules/.installed-from.json")
}

/// What `npm ci` installs from.
pub fn lock(folder: &str) -> String {
    format!("{folder}/package-lock.json")
}

impl Tool {
    /// Name and version.
    pub fn title(&self) -> String {
        format!("{} {}", self.name, self.version).trim_end().to_owned()
    }
}
